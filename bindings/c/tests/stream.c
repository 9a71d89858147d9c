/*
 * Deliveries judged while the body arrives: the same verdict as for the whole.
 */
#include "deliveries.h"

/* A copy that is freed by free_pieces, other than those of check.h, which stay until the end of the test. */
static void *given[32];
static size_t piece_count;

static hookproof_bytes piece_of(hookproof_bytes from) {
    char *to = malloc(from.len ? from.len : 1);
    given[piece_count++] = to;
    if (from.len) {
        memcpy(to, from.data, from.len);
    }
    return (hookproof_bytes){to, from.len};
}

static void free_pieces(void) {
    while (piece_count) {
        free(given[--piece_count]);
    }
}

/* Judges a delivery in pieces of this size; nothing of its head is in memory any more when the first piece comes. */
static hookproof_result in_pieces(const hookproof_verifier *verifier, hookproof_request request, uint64_t now,
                                  size_t piece, hookproof_verdict *verdict, hookproof_error *error) {
    hookproof_header headers[8];
    hookproof_bytes body = request.body;
    for (size_t i = 0; i < request.header_count; i++) {
        headers[i] = (hookproof_header){piece_of(request.headers[i].name), piece_of(request.headers[i].value)};
    }
    request.headers = piece_of((hookproof_bytes){headers, request.header_count * sizeof *headers}).data;
    request.url = piece_of(request.url);
    request.method = piece_of(request.method);
    request.body = text("what stands here is not read");
    hookproof_stream *stream = NULL;
    hookproof_result result = hookproof_stream_new(verifier, &request, now, &stream, error);
    free_pieces();
    if (result == HOOKPROOF_OK) {
        for (size_t at = 0; at < body.len; at += piece) {
            size_t len = body.len - at < piece ? body.len - at : piece;
            CHECK(hookproof_stream_update(stream, piece_of((hookproof_bytes){(const char *)body.data + at, len}))
                  == HOOKPROOF_OK);
            free_pieces();
        }
        result = hookproof_stream_finish(stream, verdict, error);
        hookproof_stream_free(stream);
    } else {
        CHECK(stream == NULL);
    }
    return result;
}

static bool same(const hookproof_verdict *a, const hookproof_verdict *b) {
    return a->key_index == b->key_index && a->has_timestamp == b->has_timestamp && a->timestamp == b->timestamp
        && a->skew == b->skew && a->has_replay_key == b->has_replay_key
        && memcmp(a->replay_key, b->replay_key, sizeof a->replay_key) == 0 && a->covers_body == b->covers_body
        && a->covers_id == b->covers_id && a->covers_timestamp == b->covers_timestamp && a->covers_url == b->covers_url
        && strcmp(a->event_id, b->event_id) == 0 && strcmp(a->event_type, b->event_type) == 0;
}

static void pieces_have_the_verdict_of_the_whole(void) {
    static const char *const schemes[] = {
        "hmac-sha256 id={json:/id} type={json:/type} | x-acme: t={timestamp},v1={hex},... | {timestamp}.{body}",
        "hmac-sha512 | x-acme: {base64} | {url}{body}",
        "hmac-sha256 | x-acme: h={header-names},v1={hex} | {header-names}.{header-values}.{body}",
        "hmac-sha1 | x-acme: {hex} | {body}{method}{url}",
        "hmac-sha256 | x-acme: {hex} | {body}.{x-tenant}",
        "token | x-acme: {token}",
        "hmac-sha256 | x-acme: {hex} | x-acme-time: {timestamp} | {timestamp}.{sha256:hex}",
    };
    char body[3000];
    memset(body, 'b', sizeof body);
    static const char start[] = "{\"id\":\"evt_1\",\"type\":\"paid\",\"x\":\"";
    memcpy(body, start, sizeof start - 1);
    memcpy(&body[sizeof body - 2], "\"}", 2);
    static const size_t lengths[] = {0, 1, 63, 64, 65, sizeof body};
    for (size_t i = 0; i < COUNT(schemes); i++) {
        for (size_t l = 0; l < COUNT(lengths); l++) {
            hookproof_header headers[4], others[] = {header("x-tenant", "42"), header("X-Other", "2")};
            hookproof_request request = {.headers = others, .header_count = 2, .body = copy(body, lengths[l])};
            request.url = text("https://a.example/in?a=1");
            request.method = text("POST");
            sign_with(schemes[i], &request, headers, COUNT(headers));
            hookproof_verifier *verifier = verifier_with(schemes[i], GITHUB_SECRET, NULL);
            hookproof_verdict whole, pieces;
            hookproof_error error;
            CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME, &whole, NULL) == HOOKPROOF_OK);
            for (size_t piece = 1; piece <= lengths[l] + 1; piece = piece * 3 + 1) {
                memset(&pieces, 0xff, sizeof pieces);
                CHECK(in_pieces(verifier, request, STANDARD_TIME, piece, &pieces, &error) == HOOKPROOF_OK);
                CHECK(same(&whole, &pieces));
            }
            if (lengths[l] && whole.covers_body) {
                ((char *)(uintptr_t)request.body.data)[lengths[l] - 1] ^= 1;
                CHECK(in_pieces(verifier, request, STANDARD_TIME, 100, &pieces, &error) == HOOKPROOF_SIGNATURE_MISMATCH);
                CHECK(!pieces.covers_body && !pieces.has_replay_key && pieces.event_id[0] == 0);
            }
            hookproof_verifier_free(verifier);
            free_copies();
        }
    }
}

static void the_head_is_judged_at_once(void) {
    hookproof_header headers[3];
    hookproof_request head = standard(headers);
    hookproof_verifier *verifier = verifier_with(STANDARD, STANDARD_SECRET, NULL);
    hookproof_verdict verdict;
    hookproof_error error;
    head.header_count = 2;
    CHECK(in_pieces(verifier, head, STANDARD_TIME, 1, &verdict, &error) == HOOKPROOF_MISSING_HEADER);
    CHECK(is(error.header, "webhook-signature"));
    head = standard(headers);
    CHECK(in_pieces(verifier, head, STANDARD_TIME + 301, 1, &verdict, &error) == HOOKPROOF_TIMESTAMP_TOO_OLD);
    CHECK(error.skew == 301 && !verdict.has_timestamp);
    CHECK(in_pieces(verifier, head, STANDARD_TIME, 1, NULL, NULL) == HOOKPROOF_OK);
    hookproof_verifier_free(verifier);

    verifier = verifier_with("twilio", GITHUB_SECRET, &(hookproof_options){.allow_api_key = true});
    CHECK(in_pieces(verifier, head, STANDARD_TIME, 1, &verdict, &error) == HOOKPROOF_MISSING_INPUT);
    CHECK(strstr(error.message, "whole body"));
    hookproof_verifier_free(verifier);
}

/* Several streams of one verifier, and one that is given up. */
static void streams_are_independent(void) {
    enum { MANY = 5 };
    hookproof_header github = header("X-Hub-Signature-256", GITHUB_SIGNATURE);
    hookproof_request head = {.headers = &github, .header_count = 1};
    hookproof_verifier *verifier = verifier_with(GITHUB, GITHUB_SECRET, NULL);
    hookproof_stream *streams[MANY];
    for (size_t i = 0; i < MANY; i++) {
        CHECK(hookproof_stream_new(verifier, &head, 0, &streams[i], NULL) == HOOKPROOF_OK);
    }
    for (size_t at = 0; at < strlen(GITHUB_BODY); at++) {
        for (size_t i = 0; i < MANY; i++) {
            char byte = GITHUB_BODY[at];
            byte = (char)(i == 1 && at == 3 ? byte ^ 1 : byte);
            CHECK(hookproof_stream_update(streams[i], (hookproof_bytes){&byte, 1}) == HOOKPROOF_OK);
        }
    }
    for (size_t i = 0; i < MANY - 1; i++) {
        hookproof_result expected = i == 1 ? HOOKPROOF_SIGNATURE_MISMATCH : HOOKPROOF_OK;
        CHECK(hookproof_stream_finish(streams[i], NULL, NULL) == expected);
    }
    for (size_t i = 0; i < MANY; i++) {
        hookproof_stream_free(streams[i]);
    }
    hookproof_verifier_free(verifier);
}

int main(void) {
    static void (*const tests[])(void) = {
        pieces_have_the_verdict_of_the_whole,
        the_head_is_judged_at_once,
        streams_are_independent,
    };
    return run(tests, COUNT(tests));
}
