/*
 * Handshakes, seen from C: with and without a verifier, with settings, and called wrongly.
 */
#include "check.h"

#define NOW 1795465620

static char buffer[HOOKPROOF_ANSWER_SIZE];
static hookproof_answer answer;
static hookproof_error error;

static hookproof_verifier *verifier_with(const char *scheme, const char *secret) {
    const hookproof_options options = {.allow_api_key = true};
    hookproof_key only = key("only", secret);
    hookproof_verifier *verifier = NULL;
    CHECK(hookproof_verifier_new(text(scheme), &only, 1, &options, &verifier, NULL) == HOOKPROOF_OK);
    return verifier;
}

static hookproof_setting setting(const char *name, const char *value) {
    return (hookproof_setting){text(name), text(value)};
}

static hookproof_result respond(const char *handshake, const hookproof_verifier *verifier,
                                const hookproof_request *request, const hookproof_setting *settings, size_t count) {
    return hookproof_handshake(text(handshake), verifier, request, settings, count, NOW, buffer, sizeof buffer, &answer,
                               &error);
}

static bool said(hookproof_bytes found, const char *expected) {
    return found.len == strlen(expected) && is(found.data, expected);
}

static bool is_none(void) {
    return answer.status == 0 && answer.body.len == 0 && answer.header_count == 0 && answer.secret.len == 0;
}

static void a_setting_is_compared(void) {
    const char *meta = "GET {query:t}={verify-token} => 200 text/plain {query:c}";
    hookproof_setting settings[] = {setting("another", ""), setting("verify-token", "mine"), setting("verify-token", "x")};
    hookproof_request request = {.method = text("GET"), .url = text("/hook?t=mine&c=115")};
    CHECK(respond(meta, NULL, &request, settings, COUNT(settings)) == HOOKPROOF_OK);
    CHECK(answer.status == 200 && said(answer.body, "115") && answer.secret.len == 0);
    CHECK(answer.header_count == 2 && said(answer.headers[0].name, "content-type"));
    CHECK(said(answer.headers[0].value, "text/plain") && said(answer.headers[1].name, "x-content-type-options"));
    CHECK(said(answer.headers[1].value, "nosniff"));

    /* The first of a name counts, and none is not an empty one. */
    CHECK(respond(meta, NULL, &request, settings + 2, 1) == HOOKPROOF_SIGNATURE_MISMATCH && is_none());
    CHECK(respond(meta, NULL, &request, settings, 1) == HOOKPROOF_MISSING_INPUT && is_none());
    CHECK(respond(meta, NULL, &request, NULL, 0) == HOOKPROOF_MISSING_INPUT);
    request.url = text("/hook?c=115");
    CHECK(respond(meta, NULL, &request, settings, 2) == HOOKPROOF_OK && is_none());
    request.method = text("POST");
    CHECK(respond(meta, NULL, &request, settings, 2) == HOOKPROOF_OK && is_none());
    request.method.len = 0;
    CHECK(respond(meta, NULL, &request, settings, 2) == HOOKPROOF_MISSING_INPUT);
}

static void a_verifier_computes_the_answer(void) {
    hookproof_verifier *verifier = verifier_with("twitter", "the consumer secret");
    hookproof_request request = {.method = text("GET"), .url = text("/hook?crc_token=Zm9vYmFy")};
    CHECK(respond("twitter", verifier, &request, NULL, 0) == HOOKPROOF_OK && answer.status == 200);
    CHECK(said(answer.body, "{\"response_token\":\"sha256=lEMNFWJSWDqpyzITmWg0Mb//hGzMobKd1b+e7s3KeAc=\"}"));
    CHECK(respond("twitter", NULL, &request, NULL, 0) == HOOKPROOF_MISSING_INPUT && is_none());
    request.url = text("/hook");
    CHECK(respond("twitter", verifier, &request, NULL, 0) == HOOKPROOF_OK && is_none());
    hookproof_verifier_free(verifier);
}

static void a_request_may_bring_the_secret(void) {
    const char *secret = "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81";
    hookproof_header headers[60];
    for (size_t i = 0; i < COUNT(headers); i++) {
        headers[i] = header("x-other", "1");
    }
    headers[59] = header("X-Hook-Secret", secret);
    hookproof_request request = {.headers = headers, .header_count = COUNT(headers), .method = text("POST")};
    CHECK(respond("asana", NULL, &request, NULL, 0) == HOOKPROOF_OK && answer.status == 200);
    CHECK(answer.header_count == 2 && said(answer.headers[0].name, "x-hook-secret"));
    CHECK(said(answer.headers[0].value, secret) && said(answer.secret, secret) && answer.body.len == 0);
    headers[0] = header("x-hook-secret", secret);
    CHECK(respond("asana", NULL, &request, NULL, 0) == HOOKPROOF_DUPLICATE_HEADER && is_none());
    headers[0] = header("x-other", "1");
    /* Where there is a secret, it is not replaced. */
    hookproof_verifier *verifier = verifier_with("asana", "the secret of before");
    CHECK(respond("asana", verifier, &request, NULL, 0) == HOOKPROOF_OK && is_none());
    hookproof_verifier_free(verifier);
}

static void a_signed_request_is_verified(void) {
    hookproof_verifier *verifier = verifier_with("zoom", "a secret that is long enough");
    const char *body = "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"qgg8vlvZRS6UYooatFL8Aw\"}}";
    hookproof_request request = {.method = text("POST"), .body = text(body)};
    hookproof_header made[HOOKPROOF_SIGNED_HEADERS];
    char signatures[HOOKPROOF_SIGNED_SIZE];
    size_t count;
    CHECK(hookproof_sign(text("zoom"), text("a secret that is long enough"), NULL, &request, NOW, signatures,
                         sizeof signatures, made, &count, &error) == HOOKPROOF_OK);
    request.headers = made;
    request.header_count = count;
    CHECK(respond("zoom", verifier, &request, NULL, 0) == HOOKPROOF_OK && answer.status == 200);
    CHECK(strstr(answer.body.data, "\"plainToken\":\"qgg8vlvZRS6UYooatFL8Aw\",\"encryptedToken\":\"") != NULL);
    request.body = text("{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"another\"}}");
    CHECK(respond("zoom", verifier, &request, NULL, 0) == HOOKPROOF_SIGNATURE_MISMATCH && is_none());
    hookproof_verifier_free(verifier);
}

static void calls_that_break_the_conventions(void) {
    const hookproof_result invalid = HOOKPROOF_INVALID_ARGUMENT;
    hookproof_request request = {.method = text("GET"), .url = text("/?validationToken=abc")};
    hookproof_bytes name = text("GET {query:validationToken} => 200 text/plain {query:validationToken}");
    hookproof_setting hole = {text("verify-token"), {NULL, 5}};
    hookproof_setting nameless = {{NULL, 5}, text("x")};
    CHECK(hookproof_handshake(name, NULL, &request, NULL, 0, NOW, buffer, sizeof buffer, &answer, NULL) == HOOKPROOF_OK);
    CHECK(answer.status == 200 && said(answer.body, "abc"));
    CHECK(hookproof_handshake(name, NULL, &request, NULL, 0, NOW, NULL, 99, &answer, &error) == invalid && is_none());
    CHECK(hookproof_handshake(name, NULL, &request, NULL, 0, NOW, buffer, sizeof buffer, NULL, &error) == invalid);
    CHECK(hookproof_handshake(name, NULL, NULL, NULL, 0, NOW, buffer, sizeof buffer, &answer, &error) == invalid);
    CHECK(hookproof_handshake(name, NULL, &request, NULL, 1, NOW, buffer, sizeof buffer, &answer, &error) == invalid);
    CHECK(hookproof_handshake(name, NULL, &request, &hole, 1, NOW, buffer, sizeof buffer, &answer, &error) == invalid);
    CHECK(hookproof_handshake(name, NULL, &request, &nameless, 1, NOW, buffer, sizeof buffer, &answer, NULL) == invalid);
    CHECK(respond("GET {quary:c} => 200", NULL, &request, NULL, 0) == HOOKPROOF_INVALID_SCHEME && error.column == 5);
    CHECK(respond("stripe", NULL, &request, NULL, 0) == HOOKPROOF_INVALID_SCHEME);
    CHECK(respond("\xff", NULL, &request, NULL, 0) == invalid && is_none());

    /* Every buffer is too small but one that holds it all: "abc", two headers, and their ends. */
    size_t needed = 4 + sizeof "content-type" + sizeof "text/plain" + sizeof "x-content-type-options" + sizeof "nosniff";
    for (size_t size = 0; size <= needed; size++) {
        char *exact = malloc(size ? size : 1);
        hookproof_result result = hookproof_handshake(name, NULL, &request, NULL, 0, NOW, exact, size, &answer, &error);
        CHECK(result == (size < needed ? HOOKPROOF_BUFFER_TOO_SMALL : HOOKPROOF_OK));
        CHECK(size == needed || is_none());
        free(exact);
    }

    /* The longest answer fits the size that the header names. */
    char url[4096] = "/?validationToken=";
    memset(url + strlen(url), 'a', 2048);
    request.url = text(url);
    CHECK(respond("GET {query:validationToken} => 200 x-a-header-with-a-name-of-sixty-four-bytes-that-is-as-long-as-i: "
                  "{query:validationToken}", NULL, &request, NULL, 0) != HOOKPROOF_BUFFER_TOO_SMALL);
    CHECK(hookproof_handshake(name, NULL, &request, NULL, 0, NOW, buffer, sizeof buffer, &answer, &error)
          != HOOKPROOF_BUFFER_TOO_SMALL);
}

int main(void) {
    static void (*const tests[])(void) = {
        a_setting_is_compared,
        a_verifier_computes_the_answer,
        a_request_may_bring_the_secret,
        a_signed_request_is_verified,
        calls_that_break_the_conventions,
    };
    return run(tests, COUNT(tests));
}
