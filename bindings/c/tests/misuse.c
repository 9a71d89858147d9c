/*
 * Calls that break the rules of the header are answered.
 */
#include "deliveries.h"

static void null_is_an_answer_not_a_crash(void) {
    hookproof_header headers[3];
    hookproof_request request = standard(headers);
    hookproof_key only = key("only", STANDARD_SECRET);
    hookproof_verifier *verifier = verifier_with(STANDARD, STANDARD_SECRET, NULL);
    hookproof_verifier *other = NULL;
    hookproof_bytes scheme = text(STANDARD), hole = {NULL, 5}, endless = {scheme.data, SIZE_MAX};
    hookproof_error error;
    char buffer[HOOKPROOF_SIGNED_SIZE];
    hookproof_header made[HOOKPROOF_SIGNED_HEADERS];
    size_t count = 9;
    const hookproof_result invalid = HOOKPROOF_INVALID_ARGUMENT;

    CHECK(hookproof_verifier_new(scheme, &only, 1, NULL, NULL, &error) == invalid);
    CHECK(error.code == invalid && is(error.message, "verifier is NULL"));
    CHECK(hookproof_verifier_new(scheme, NULL, 1, NULL, &other, NULL) == invalid);
    CHECK(hookproof_verifier_new(scheme, &only, SIZE_MAX / 2, NULL, &other, NULL) == invalid);
    CHECK(hookproof_verifier_new(hole, &only, 1, NULL, &other, NULL) == invalid);
    CHECK(hookproof_verifier_new(endless, &only, 1, NULL, &other, NULL) == invalid);
    CHECK(hookproof_verifier_new(text("\xff | \xff"), &only, 1, NULL, &other, NULL) == invalid);
    only.id = text("\xff");
    CHECK(hookproof_verifier_new(scheme, &only, 1, NULL, &other, NULL) == invalid);
    only = (hookproof_key){.secret = hole};
    CHECK(hookproof_verifier_new(scheme, &only, 1, NULL, &other, NULL) == invalid);
    only = (hookproof_key){.secret = {NULL, 0}};
    CHECK(hookproof_verifier_new(scheme, &only, 1, NULL, &other, NULL) == HOOKPROOF_WEAK_SECRET);
    CHECK(other == NULL);
    hookproof_verifier_free(NULL);

    CHECK(hookproof_verifier_verify(NULL, &request, 0, NULL, &error) == invalid && is(error.message, "verifier is NULL"));
    CHECK(hookproof_verifier_verify(verifier, NULL, 0, NULL, &error) == invalid && is(error.message, "request is NULL"));
    request.headers = NULL;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == invalid);
    request.header_count = 0;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == HOOKPROOF_MISSING_HEADER);
    request = standard(headers);
    headers[2].value = hole;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == invalid);
    headers[2].value = (hookproof_bytes){"?", 0};
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == HOOKPROOF_MALFORMED_HEADER);
    request = standard(headers);
    request.body = hole;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == invalid);
    request.body = endless;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == invalid);
    request = standard(headers);
    request.url = hole;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == invalid);
    request = standard(headers);
    request.url = request.method = text("\xff\xff"); /* the sender's, and not read by this scheme */
    CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME, NULL, NULL) == HOOKPROOF_OK);
    hookproof_verifier_free(verifier);

    hookproof_bytes secret = text(STANDARD_SECRET);
    CHECK(hookproof_sign(scheme, secret, NULL, &request, 1, NULL, 9, made, &count, NULL) == invalid && count == 0);
    CHECK(hookproof_sign(scheme, secret, NULL, &request, 1, buffer, sizeof buffer, NULL, &count, NULL) == invalid);
    CHECK(hookproof_sign(scheme, secret, NULL, &request, 1, buffer, sizeof buffer, made, NULL, NULL) == invalid);
    CHECK(hookproof_sign(scheme, secret, NULL, NULL, 1, buffer, sizeof buffer, made, &count, NULL) == invalid);
    CHECK(hookproof_sign(scheme, hole, NULL, &request, 1, buffer, sizeof buffer, made, &count, NULL) == invalid);
    CHECK(hookproof_derive(scheme, secret, NULL, 9, NULL) == invalid);
    CHECK(hookproof_derive(hole, secret, buffer, sizeof buffer, NULL) == invalid && buffer[0] == 0);
}

static void a_stream_is_used_once(void) {
    hookproof_header headers[3];
    hookproof_request head = standard(headers);
    hookproof_verifier *verifier = verifier_with(STANDARD, STANDARD_SECRET, NULL);
    hookproof_bytes hole = {NULL, 5}, body = head.body, wild = {"?", 0};
    hookproof_stream *stream = (hookproof_stream *)&head; /* is to be set to NULL */
    hookproof_verdict verdict;
    hookproof_error error;
    const hookproof_result invalid = HOOKPROOF_INVALID_ARGUMENT;

    CHECK(hookproof_stream_new(NULL, &head, STANDARD_TIME, &stream, &error) == invalid && stream == NULL);
    CHECK(is(error.message, "verifier is NULL"));
    CHECK(hookproof_stream_new(verifier, &head, STANDARD_TIME, NULL, &error) == invalid);
    CHECK(is(error.message, "stream is NULL"));
    CHECK(hookproof_stream_new(verifier, NULL, STANDARD_TIME, &stream, NULL) == invalid && stream == NULL);
    CHECK(hookproof_stream_update(NULL, body) == invalid);
    CHECK(hookproof_stream_finish(NULL, &verdict, &error) == invalid && is(error.message, "stream is NULL"));
    hookproof_stream_free(NULL);

    CHECK(hookproof_stream_new(verifier, &head, STANDARD_TIME, &stream, &error) == HOOKPROOF_OK && stream != NULL);
    CHECK(hookproof_stream_update(stream, wild) == HOOKPROOF_OK);
    CHECK(hookproof_stream_update(stream, body) == HOOKPROOF_OK);
    CHECK(hookproof_stream_finish(stream, &verdict, &error) == HOOKPROOF_OK && error.code == HOOKPROOF_OK);
    CHECK(hookproof_stream_update(stream, body) == invalid);
    CHECK(hookproof_stream_finish(stream, &verdict, &error) == invalid && is(error.message, "the stream is finished"));
    CHECK(!verdict.covers_body && verdict.event_id[0] == 0);
    hookproof_stream_free(stream);

    /* A piece that was lost cannot be made up for. */
    CHECK(hookproof_stream_new(verifier, &head, STANDARD_TIME, &stream, NULL) == HOOKPROOF_OK);
    CHECK(hookproof_stream_update(stream, hole) == invalid);
    CHECK(hookproof_stream_update(stream, body) == invalid);
    CHECK(hookproof_stream_finish(stream, &verdict, &error) == invalid && strstr(error.message, "piece"));
    hookproof_stream_free(stream);
    hookproof_verifier_free(verifier);
}

static void facts_have_a_place(void) {
    hookproof_scheme scheme;
    hookproof_bytes hole = {NULL, 5};
    CHECK(hookproof_scheme_read(text(STANDARD), NULL, NULL) == HOOKPROOF_INVALID_ARGUMENT);
    CHECK(hookproof_scheme_read(hole, &scheme, NULL) == HOOKPROOF_INVALID_ARGUMENT && scheme.line[0] == 0);
    CHECK(hookproof_scheme_read(text("\xff"), &scheme, NULL) == HOOKPROOF_INVALID_ARGUMENT);
    CHECK(hookproof_provider_at(0, NULL, NULL) == HOOKPROOF_INVALID_ARGUMENT);
}

int main(void) {
    static void (*const tests[])(void) = {
        null_is_an_answer_not_a_crash,
        a_stream_is_used_once,
        facts_have_a_place,
    };
    return run(tests, COUNT(tests));
}
