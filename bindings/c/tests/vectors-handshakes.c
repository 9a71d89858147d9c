/*
 * Every case of tests/vectors/handshakes.json, through the C library: `vectors-handshakes FILE`. The file's own `_comment`
 * says what the fields mean.
 */
#include "vectors.h"

static unsigned failures;

/* The fields of an object as pairs, and their number. */
static size_t pairs(const json *object, hookproof_header to[MOST_ITEMS]) {
    if (object->len > MOST_ITEMS) {
        json_fail("too many fields", "");
    }
    for (size_t i = 0; i < object->len; i++) {
        if (object->items[i].kind != JSON_STRING) {
            json_fail("a name without a text", object->names[i].text);
        }
        to[i] = (hookproof_header){bytes_of(&object->names[i]), bytes_of(&object->items[i])};
    }
    return object->len;
}

/* Whether the answer has these headers and no others, in any order. */
static bool same_headers(const json *expected, const hookproof_answer *answer) {
    hookproof_header headers[MOST_ITEMS];
    size_t count = expected ? pairs(expected, headers) : 0;
    for (size_t i = 0; i < count; i++) {
        size_t j = 0;
        while (j < answer->header_count && !same(headers[i].name, answer->headers[j].name)) {
            j++;
        }
        if (j == answer->header_count || !same(headers[i].value, answer->headers[j].value)) {
            return false;
        }
    }
    return count == answer->header_count;
}

static void run_case(json *test) {
    const json *name = required(test, "name", JSON_STRING), *expect = required(test, "expect", JSON_STRING);
    const json *scheme = json_field(test, "scheme", JSON_STRING), *secret = json_field(test, "secret", JSON_STRING);
    hookproof_header headers[MOST_ITEMS], given[MOST_ITEMS];
    hookproof_setting settings[MOST_ITEMS];
    size_t setting_count = pairs(required(test, "settings", JSON_OBJECT), given);
    for (size_t i = 0; i < setting_count; i++) {
        settings[i] = (hookproof_setting){given[i].name, given[i].value};
    }
    hookproof_request request = {
        .headers = headers,
        .header_count = pairs(required(test, "headers", JSON_OBJECT), headers),
        .body = bytes_of(required(test, "body", JSON_STRING)),
        .method = bytes_of(required(test, "method", JSON_STRING)),
        .url = bytes_of(required(test, "url", JSON_STRING)),
    };
    uint64_t now = required(test, "now", JSON_NUMBER)->number;
    hookproof_verifier *verifier = NULL;
    hookproof_answer answer = {.status = 0};
    hookproof_error error = {.code = HOOKPROOF_OK};
    hookproof_result result = HOOKPROOF_OK;
    char *buffer = json_room(NULL, HOOKPROOF_ANSWER_SIZE);
    if (scheme && secret) {
        const hookproof_options options = {.allow_api_key = true};
        hookproof_key key = {.id = hookproof_text("default"), .secret = bytes_of(secret)};
        result = hookproof_verifier_new(bytes_of(scheme), &key, 1, &options, &verifier, &error);
    }
    if (result == HOOKPROOF_OK) {
        result = hookproof_handshake(bytes_of(required(test, "handshake", JSON_STRING)), verifier, &request, settings,
                                     setting_count, now, buffer, HOOKPROOF_ANSWER_SIZE, &answer, &error);
    }
    const json *status = json_field(test, "status", JSON_NUMBER), *body = json_field(test, "answer_body", JSON_STRING);
    const json *brought = json_field(test, "answer_secret", JSON_STRING);
    const bool has_headers = same_headers(json_field(test, "answer_headers", JSON_OBJECT), &answer);
    const char *word = result == HOOKPROOF_OK && answer.status == 0 ? "none" : hookproof_error_code(result);
    if (!is_word(expect, word) || (status ? status->number : 0) != (uint64_t)answer.status
        || !same(bytes_of(body), answer.body) || !same(bytes_of(brought), answer.secret) || !has_headers) {
        failures++;
        fprintf(stderr, "%.*s: another answer: %s, status %d, %s\n", (int)name->len, name->text, word, (int)answer.status,
                error.message);
    }
    hookproof_verifier_free(verifier);
    free(buffer);
    json_done(test);
}

int main(int count, char **arguments) {
    json file = json_file(count == 2 ? arguments[1] : "");
    required(&file, "_comment", JSON_ARRAY);
    const json *cases = required(&file, "cases", JSON_ARRAY);
    json_done(&file);
    tally words = {.len = 0};
    for (size_t i = 0; i < cases->len; i++) {
        run_case(&cases->items[i]);
        tally_add(&words, required(&cases->items[i], "expect", JSON_STRING));
    }
    unsigned failed = failures;
    if (cases->len < 110 || words.len < 2) {
        fprintf(stderr, "vectors: FAILED, the file has lost most of its cases\n");
        failures++;
    }
    printf("vectors: %zu handshakes", cases->len);
    tally_print(&words);
    printf("%zu passed, %u failed\n", cases->len - failed, failed);
    json_free(&file);
    return failures ? 1 : 0;
}
