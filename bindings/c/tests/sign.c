/*
 * What is signed verifies.
 */
#include "deliveries.h"

/* Signs with a scheme, verifies what came out, and says how many bytes the buffer needs. */
static size_t round_trip(const char *scheme, const char *secret, hookproof_request request, uint64_t now) {
    const hookproof_options options = {.allow_api_key = true};
    hookproof_bytes scheme_text = text(scheme), secret_text = text(secret);
    hookproof_header headers[HOOKPROOF_SIGNED_HEADERS + 2];
    size_t count = 0, needed = 0;
    char *buffer = malloc(HOOKPROOF_SIGNED_SIZE);
    hookproof_error error;
    hookproof_result result = hookproof_sign(scheme_text, secret_text, &options, &request, now, buffer,
                                             HOOKPROOF_SIGNED_SIZE, headers, &count, &error);
    if (result != HOOKPROOF_OK) {
        fprintf(stderr, "%s: %s\n", scheme, error.message);
    }
    CHECK(result == HOOKPROOF_OK && count >= 1 && count <= HOOKPROOF_SIGNED_HEADERS);
    for (size_t i = 0; i < count; i++) {
        needed += headers[i].name.len + 1 + headers[i].value.len + 1;
        CHECK(((const char *)headers[i].value.data)[headers[i].value.len] == 0);
    }
    for (size_t size = 0; size <= needed; size++) {
        hookproof_header cut[HOOKPROOF_SIGNED_HEADERS];
        char *exact = malloc(size ? size : 1);
        result = hookproof_sign(scheme_text, secret_text, &options, &request, now, exact, size, cut, &count, NULL);
        CHECK(result == (size < needed ? HOOKPROOF_BUFFER_TOO_SMALL : HOOKPROOF_OK));
        CHECK(size == needed || (count == 0 && cut[0].name.data == NULL));
        free(exact);
    }

    for (size_t i = 0; i < request.header_count && count < COUNT(headers); i++) {
        headers[count++] = request.headers[i];
    }
    request.headers = headers;
    request.header_count = count;
    hookproof_verifier *verifier = verifier_with(scheme, secret, &options);
    CHECK(hookproof_verifier_verify(verifier, &request, now, NULL, &error) == HOOKPROOF_OK);
    request.body = text("{}");
    CHECK(hookproof_verifier_verify(verifier, &request, now, NULL, &error) == HOOKPROOF_SIGNATURE_MISMATCH
          || strncmp(scheme, "token", 5) == 0);
    hookproof_verifier_free(verifier);
    free(buffer);
    return needed;
}

static void what_is_signed_verifies(void) {
    const uint64_t now = 1795465620;
    hookproof_header id = header("webhook-id", "evt_1");
    hookproof_request request = {.headers = &id, .header_count = 1, .body = text("a=1&b=2")};
    request.url = text("https://example.com/hook");
    request.method = text("POST");
    round_trip("stripe", "a secret", request, now);
    round_trip("slack", "a secret", request, now);
    round_trip("square", "a secret", request, now);
    round_trip("twilio", "a secret", request, now);
    round_trip(STANDARD, STANDARD_SECRET, request, now);
    CHECK(round_trip("hmac-sha512 | x-acme: {base64} | {url}{body}", "a secret", request, now) == 7 + 89);

    char token[1025];
    memset(token, 't', sizeof token - 1);
    token[sizeof token - 1] = 0;
    hookproof_header made[HOOKPROOF_SIGNED_HEADERS];
    char buffer[HOOKPROOF_SIGNED_SIZE];
    size_t count;
    hookproof_error error;
    CHECK(hookproof_sign(text("token | x-acme-token: {token}"), text(token), NULL, &request, now, buffer, sizeof buffer,
                         made, &count, &error) == HOOKPROOF_OK);
    CHECK(count == 1 && made[0].value.len == 1024 && is(made[0].value.data, token));

    request.url = text("not \xff UTF-8");
    CHECK(hookproof_sign(text("square"), text("a secret"), NULL, &request, now, buffer, sizeof buffer, made, &count,
                         &error) == HOOKPROOF_MISSING_INPUT);
    CHECK(count == 0 && made[0].name.data == NULL);
    request.header_count = 0;
    CHECK(hookproof_sign(text(STANDARD), text(STANDARD_SECRET), NULL, &request, now, buffer, sizeof buffer, made,
                         &count, &error) == HOOKPROOF_MISSING_HEADER);
    CHECK(is(error.header, "webhook-id"));
}

int main(void) {
    static void (*const tests[])(void) = {
        what_is_signed_verifies,
    };
    return run(tests, COUNT(tests));
}
