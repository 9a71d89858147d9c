/*
 * Every case of tests/vectors/webhooks.json, through the C library, whole and in pieces: `vectors FILE`. The file's own
 * `_comment` says what the fields mean.
 */
#include "vectors.h"
#include <inttypes.h>

static json *current; /* the case, for messages */
static unsigned failures;

static void wrong(const char *how, const char *what, const char *came) {
    const json *name = json_field(current, "name", JSON_STRING);
    failures++;
    fprintf(stderr, "%.*s, %s: %s is wrong: %s\n", (int)name->len, name->text, how, what, came);
}

static uint64_t number(json *object, const char *name) {
    const json *field = json_field(object, name, JSON_NUMBER);
    return field ? field->number : 0;
}

static bool same_number(const json *field, bool has, uint64_t size, bool is_negative) {
    return field ? has && field->number == size && field->is_negative == is_negative : !has;
}

static bool same_skew(const json *field, bool has, int64_t skew) {
    return same_number(field, has, skew < 0 ? 0 - (uint64_t)skew : (uint64_t)skew, skew < 0);
}

/* The C string is empty where there is no text, and where C would read the text as another. */
static bool same_text(const json *field, const char *found) {
    hookproof_bytes expected = bytes_of(field);
    if (expected.len && memchr(expected.data, 0, expected.len)) {
        return found[0] == 0;
    }
    return same(expected, hookproof_text(found));
}

static bool same_replay_key(const json *field, const hookproof_verdict *verdict) {
    char hex[65] = "";
    for (size_t i = 0; verdict->has_replay_key && i < 32; i++) {
        snprintf(&hex[2 * i], 3, "%02x", verdict->replay_key[i]);
    }
    return field ? same(bytes_of(field), hookproof_text(hex)) : !verdict->has_replay_key;
}

static json decoded(const json *base64) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    json body = {.kind = JSON_STRING, .text = json_room(NULL, base64->len)};
    uint32_t bits = 0;
    for (size_t i = 0; i < base64->len && base64->text[i] != '='; i++) {
        const char *digit = memchr(digits, base64->text[i], 64);
        if (!digit) {
            json_fail("no base64", base64->text);
        }
        bits = bits << 6 | (uint32_t)(digit - digits);
        if (i % 4) {
            body.text[body.len++] = (char)(bits >> (6 - 2 * (i % 4)));
        }
    }
    body.text = json_room(body.text, body.len);
    return body;
}

/* The keys of the case, and their number. */
static size_t keys_of(json *test, hookproof_key keys[MOST_ITEMS]) {
    const json *secret = json_field(test, "secret", JSON_STRING), *list = json_field(test, "keys", JSON_ARRAY);
    if (secret) {
        keys[0] = (hookproof_key){.id = hookproof_text("default"), .secret = bytes_of(secret)};
        return 1;
    }
    size_t count = list ? list->len : 0;
    for (size_t i = 0; i < count && i < MOST_ITEMS; i++) {
        json *key = &list->items[i];
        keys[i] = (hookproof_key){
            .id = bytes_of(required(key, "id", JSON_STRING)),
            .secret = bytes_of(required(key, "secret", JSON_STRING)),
            .not_before = number(key, "not_before"),
            .not_after = number(key, "not_after"),
        };
        json_done(key);
    }
    return count;
}

static hookproof_options options_of(json *test) {
    hookproof_options options = {.tolerance = HOOKPROOF_TOLERANCE_SCHEME};
    for (size_t i = 0; i < test->len; i++) { /* the one field of two kinds */
        if (test->names[i].len == 9 && memcmp(test->names[i].text, "tolerance", 9) == 0) {
            const json *tolerance = json_field(test, "tolerance", test->items[i].kind);
            if (tolerance->kind == JSON_NUMBER) {
                options.tolerance = HOOKPROOF_TOLERANCE_SECONDS;
                options.tolerance_seconds = tolerance->number;
            } else if (is_word(tolerance, "ignore")) {
                options.tolerance = HOOKPROOF_TOLERANCE_IGNORE;
            } else {
                json_fail("a tolerance that does not exist", "");
            }
        }
    }
    const json *allow = json_field(test, "allow_api_key", JSON_BOOL);
    options.allow_api_key = allow && allow->truth;
    return options;
}

static void compare(const char *how, hookproof_result result, const hookproof_verdict *verdict,
                    const hookproof_error *error, const hookproof_key *keys) {
    json *test = current;
    const json *expect = required(test, "expect", JSON_STRING), *key_id = json_field(test, "key_id", JSON_STRING);
    const json *time = json_field(test, "timestamp", JSON_NUMBER), *skew = json_field(test, "skew", JSON_NUMBER);
    const json *id = json_field(test, "event_id", JSON_STRING), *type = json_field(test, "event_type", JSON_STRING);
    const json *replay_key = json_field(test, "replay_key", JSON_STRING), *header = json_field(test, "header", JSON_STRING);
    if (!is_word(expect, hookproof_error_code(result)) || error->code != result) {
        wrong(how, "the verdict", hookproof_error_code(result));
        return;
    }
    if (result == HOOKPROOF_OK) {
        if (!key_id || !same(bytes_of(key_id), keys[verdict->key_index].id)) {
            wrong(how, "key_index", "another key");
        }
        if (!same_number(time, verdict->has_timestamp, verdict->timestamp, false)) {
            wrong(how, "timestamp", verdict->has_timestamp ? "another time" : "none");
        }
        if (!same_skew(skew, verdict->has_timestamp, verdict->skew)) {
            wrong(how, "skew", "another");
        }
        if (!same_text(id, verdict->event_id)) {
            wrong(how, "event_id", verdict->event_id);
        }
        if (!same_text(type, verdict->event_type)) {
            wrong(how, "event_type", verdict->event_type);
        }
        if (!same_replay_key(replay_key, verdict)) {
            wrong(how, "replay_key", "another");
        }
    } else if (key_id || time || id || type || replay_key || verdict->event_id[0] || verdict->has_replay_key) {
        wrong(how, "what is known of a delivery that was refused", "something");
    } else if (!same_skew(skew, error->skew != 0, error->skew)) {
        wrong(how, "skew", error->message);
    }
    if (!same_text(header, error->header)) {
        wrong(how, "header", error->header);
    }
}

/* Judges the delivery in pieces of 1, 2, 3... bytes; false if the scheme has to see the body as a whole. */
static bool stream(const hookproof_verifier *verifier, const hookproof_request *request, uint64_t now,
                   const hookproof_key *keys, bool streams) {
    hookproof_stream *stream = NULL;
    hookproof_verdict verdict = {.key_index = 0};
    hookproof_error error;
    hookproof_result result = hookproof_stream_new(verifier, request, now, &stream, &error);
    if (!streams) {
        if (result != HOOKPROOF_MISSING_INPUT) {
            wrong("in pieces", "the verdict of a scheme that does not stream", hookproof_error_code(result));
        }
        hookproof_stream_free(stream);
        return false;
    }
    if (result == HOOKPROOF_OK) {
        const char *body = request->body.data;
        size_t rest = request->body.len;
        for (size_t piece = 1; rest; piece++) {
            piece = piece < rest ? piece : rest;
            hookproof_stream_update(stream, (hookproof_bytes){body, piece});
            body += piece;
            rest -= piece;
        }
        result = hookproof_stream_finish(stream, &verdict, &error);
        hookproof_stream_free(stream);
    }
    compare("in pieces", result, &verdict, &error, keys);
    return true;
}

/* Whether the delivery was judged in pieces as well. */
static bool run_case(json *test) {
    hookproof_key keys[MOST_ITEMS];
    hookproof_header headers[MOST_ITEMS];
    required(test, "name", JSON_STRING);
    json_field(test, "provider", JSON_STRING);
    hookproof_bytes scheme = bytes_of(required(test, "scheme", JSON_STRING));
    const json *list = required(test, "headers", JSON_ARRAY), *body = json_field(test, "body", JSON_STRING);
    const json *base64 = json_field(test, "body_base64", JSON_STRING);
    size_t key_count = keys_of(test, keys);
    if (key_count > MOST_ITEMS || list->len > MOST_ITEMS) {
        json_fail("too many keys or headers", "");
    }
    for (size_t i = 0; i < list->len; i++) {
        const json *pair = &list->items[i];
        if (pair->kind != JSON_ARRAY || pair->len != 2) {
            json_fail("a header is a name and a value", "");
        }
        headers[i] = (hookproof_header){bytes_of(&pair->items[0]), bytes_of(&pair->items[1])};
    }
    json raw = base64 ? decoded(base64) : (json){.kind = JSON_NULL};
    hookproof_request request = {
        .headers = headers,
        .header_count = list->len,
        .body = base64 ? bytes_of(&raw) : bytes_of(body),
        .method = bytes_of(json_field(test, "method", JSON_STRING)),
        .url = bytes_of(json_field(test, "url", JSON_STRING)),
    };
    uint64_t now = required(test, "now", JSON_NUMBER)->number;
    hookproof_options options = options_of(test);
    hookproof_verifier *verifier = NULL;
    hookproof_verdict verdict = {.key_index = 0};
    hookproof_error error;
    hookproof_scheme facts;
    bool streamed = false;
    hookproof_result result = hookproof_verifier_new(scheme, keys, key_count, &options, &verifier, &error);
    if (result == HOOKPROOF_OK) {
        result = hookproof_verifier_verify(verifier, &request, now, &verdict, &error);
    }
    compare("whole", result, &verdict, &error, keys);
    if (verifier && hookproof_scheme_read(scheme, &facts, NULL) == HOOKPROOF_OK) {
        streamed = stream(verifier, &request, now, keys, facts.streams);
    }
    hookproof_verifier_free(verifier);
    free(raw.text);
    json_done(test);
    return streamed;
}

int main(int count, char **arguments) {
    json file = json_file(count == 2 ? arguments[1] : "");
    required(&file, "_comment", JSON_ARRAY);
    const json *cases = required(&file, "cases", JSON_ARRAY);
    json_done(&file);
    tally words = {.len = 0};
    unsigned streamed = 0, failed = 0;
    for (size_t i = 0; i < cases->len; i++) {
        unsigned before = failures;
        current = &cases->items[i];
        streamed += run_case(current);
        failed += failures > before;
        tally_add(&words, required(current, "expect", JSON_STRING));
    }
    if (cases->len < 700 || words.len < 12 || streamed < 300) {
        fprintf(stderr, "vectors: FAILED, the file has lost most of its cases\n");
        failures++;
    }
    printf("vectors: %zu cases, %u of them in pieces as well", cases->len, streamed);
    tally_print(&words);
    printf("%zu passed, %u failed\n", cases->len - failed, failed);
    json_free(&file);
    return failures ? 1 : 0;
}
