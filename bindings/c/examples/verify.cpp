// Verifies in C++ what GitHub's documentation publishes, while the body arrives, and then the same with a changed body.
//
//     c++ -std=c++17 verify.cpp $(pkg-config --cflags --libs hookproof) -o verify && ./verify
#include <hookproof.h>

#include <iostream>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace {

// What C++ adds: nobody has to remember to free.
template <auto free> struct deleter {
    template <typename T> void operator()(T *it) const { free(it); }
};
using verifier = std::unique_ptr<hookproof_verifier, deleter<hookproof_verifier_free>>;
using stream = std::unique_ptr<hookproof_stream, deleter<hookproof_stream_free>>;

hookproof_bytes bytes(std::string_view text) { return {text.data(), text.size()}; }

verifier make_verifier(std::string_view scheme, std::string_view secret) {
    hookproof_key key{};
    key.id = bytes("2026-11");
    key.secret = bytes(secret);
    hookproof_verifier *made;
    hookproof_error error;
    if (hookproof_verifier_new(bytes(scheme), &key, 1, nullptr, &made, &error) != HOOKPROOF_OK) {
        throw std::runtime_error(error.message);
    }
    return verifier(made);
}

// The pieces stand for what a server reads from its socket.
hookproof_result judge(const verifier &verifier, const hookproof_header &header, const std::vector<std::string_view> &body) {
    hookproof_request head{};
    head.headers = &header;
    head.header_count = 1;
    hookproof_stream *started;
    hookproof_verdict verdict{};
    hookproof_error error;
    hookproof_result result = hookproof_stream_new(verifier.get(), &head, 0, &started, &error);
    if (result == HOOKPROOF_OK) {
        stream running(started);
        for (std::string_view piece : body) {
            hookproof_stream_update(running.get(), bytes(piece));
        }
        result = hookproof_stream_finish(running.get(), &verdict, &error);
    }
    if (result == HOOKPROOF_OK) {
        std::cout << "authentic" << (verdict.covers_body ? ", the body as well\n" : "\n");
    } else {
        std::cout << "answer " << hookproof_http_status(result) << ", log " << hookproof_error_code(result) << ": "
                  << error.message << "\n";
    }
    return result;
}

} // namespace

int main() {
    if (hookproof_abi_version() != HOOKPROOF_ABI_VERSION) {
        std::cerr << "this program was compiled against another version of the library\n";
        return 1;
    }
    // docs.github.com, "Validating webhook deliveries"
    const verifier github = make_verifier("github", "It's a Secret to Everybody");
    const hookproof_header signature{
        bytes("X-Hub-Signature-256"),
        bytes("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
    };
    const bool as_expected = judge(github, signature, {"Hello, ", "World!"}) == HOOKPROOF_OK
        && judge(github, signature, {"Hello, ", "world!"}) == HOOKPROOF_SIGNATURE_MISMATCH;
    return as_expected ? 0 : 1;
}
