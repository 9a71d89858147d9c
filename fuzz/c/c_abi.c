/*
 * The C ABI, called with hostile contents and lengths. Built with AddressSanitizer on both sides of it; every input is a
 * copy on the heap of just its length, and so is every output.
 *
 * The input is that of the target `verify`: `row` (2 bytes), `now`, `time` (8 each), `cuts` (4), `at` (2), `mask` (1), then
 * a line each for the scheme, the secret, the method, the URL and the headers; an empty line; the body. Here `at` says which
 * pair of pointer and length is spoiled, and how; `mask` says how large the buffers for results are.
 */
#include <hookproof.h>
#include <stdio.h>
#include <stdlib.h>

#define HOLDS(what)                                                     \
    do {                                                                \
        if (!(what)) {                                                  \
            fprintf(stderr, "%s:%d: not so: %s\n", __func__, __LINE__, #what); \
            abort();                                                    \
        }                                                               \
    } while (0)

enum { MOST_HEADERS = 200 };

/* ---- Copies that end where they say ---- */

static void *copies[4 * MOST_HEADERS];
static size_t copy_count;

static void *place(size_t size) {
    HOLDS(copy_count < sizeof copies / sizeof *copies);
    return copies[copy_count++] = malloc(size);
}

static hookproof_bytes copy(const void *data, size_t len) {
    void *to = place(len);
    if (len) {
        memcpy(to, data, len);
    }
    return (hookproof_bytes){to, len};
}

static void free_copies(void) {
    while (copy_count) {
        free(copies[--copy_count]);
    }
}

/* ---- The input ---- */

typedef struct input {
    uint16_t row, at;
    uint64_t now, time;
    uint8_t cuts[4], mask;
    bool is_spoiled; /* whether a pair is one that the header forbids */
    hookproof_bytes scheme, secret;
    hookproof_request request;
} input;

static bool take(void *to, size_t size, const uint8_t **data, size_t *len) {
    if (*len < size) {
        return false;
    }
    memcpy(to, *data, size);
    *data += size;
    *len -= size;
    return true;
}

static bool take_line(hookproof_bytes *line, const uint8_t **data, size_t *len) {
    const uint8_t *end = *len ? memchr(*data, '\n', *len) : NULL;
    size_t size = end ? (size_t)(end - *data) : *len;
    *line = copy(*data, size);
    *data += size + (end != NULL);
    *len -= size + (end != NULL);
    return end != NULL;
}

/* Makes a pair into what a caller must not give, or may give and seldom does. */
static bool spoil(hookproof_bytes *pair, unsigned how) {
    switch (how % 4) {
    case 0: /* no bytes, at an address that is none */
        *pair = (hookproof_bytes){(const void *)(uintptr_t)1, 0};
        return false;
    case 1:
        *pair = (hookproof_bytes){NULL, 0};
        return false;
    case 2:
        *pair = (hookproof_bytes){NULL, 5};
        return true;
    default: /* more than there is memory for */
        pair->len = SIZE_MAX - pair->len;
        return true;
    }
}

static bool read_input(input *in, const uint8_t *data, size_t len) {
    hookproof_bytes own, line;
    if (!take(&in->row, 2, &data, &len) || !take(&in->now, 8, &data, &len) || !take(&in->time, 8, &data, &len)
        || !take(in->cuts, 4, &data, &len) || !take(&in->at, 2, &data, &len) || !take(&in->mask, 1, &data, &len)
        || !take_line(&own, &data, &len) || !take_line(&in->secret, &data, &len)
        || !take_line(&in->request.method, &data, &len) || !take_line(&in->request.url, &data, &len)) {
        return false;
    }
    hookproof_header headers[MOST_HEADERS];
    size_t count = 0;
    while (len && *data != '\n' && count < MOST_HEADERS) {
        take_line(&line, &data, &len);
        const uint8_t *text = line.data, *colon = memchr(text, ':', line.len);
        size_t name = colon ? (size_t)(colon - text) : line.len, value = colon ? name + 1 : line.len;
        value += value < line.len && text[value] == ' ';
        headers[count++] = (hookproof_header){copy(text, name), copy(text + value, line.len - value)};
    }
    if (len) {
        data++, len--;
    }
    in->request.body = copy(data, len);
    in->scheme = own;
    hookproof_provider provider;
    if (in->row < 0xc000 && hookproof_provider_at(in->row % hookproof_provider_count(), &provider, NULL) == HOOKPROOF_OK) {
        in->scheme = copy(provider.scheme, strlen(provider.scheme));
    }
    /* Three inputs of four have nothing spoiled. */
    if (in->at >= 0xc000) {
        hookproof_bytes *pairs[] = {
            &in->scheme,         &in->secret, &in->request.method, &in->request.url, &in->request.body,
            &headers[0].name, &headers[0].value,
        };
        in->is_spoiled = spoil(pairs[in->at % (count ? 7 : 5)], in->at / 7);
    }
    in->request.headers = copy(headers, count * sizeof *headers).data;
    in->request.header_count = count;
    return true;
}

/* ---- What holds whatever comes in ---- */

static hookproof_result checked(hookproof_result result, const hookproof_error *error) {
    HOLDS(strcmp(hookproof_error_code(result), "unknown") != 0);
    HOLDS(error->code == result && memchr(error->message, 0, sizeof error->message));
    HOLDS(memchr(error->header, 0, sizeof error->header) && memchr(error->url, 0, sizeof error->url));
    HOLDS((result == HOOKPROOF_OK) == (error->message[0] == 0));
    return result;
}

/* A text that the library has put into a buffer lies in it, and ends with a zero. */
static void in_buffer(hookproof_bytes text, const char *buffer, size_t size) {
    const char *data = text.data;
    HOLDS(data >= buffer && text.len < size && (size_t)(data - buffer) < size - text.len && data[text.len] == 0);
}

static void stream(const hookproof_verifier *verifier, const input *in, hookproof_result whole,
                   const hookproof_verdict *seen, hookproof_error *error) {
    hookproof_scheme facts;
    hookproof_stream *stream = NULL;
    hookproof_verdict *verdict = place(sizeof *verdict);
    memset(verdict, 0, sizeof *verdict);
    HOLDS(checked(hookproof_scheme_read(in->scheme, &facts, error), error) == HOOKPROOF_OK);
    hookproof_result result = checked(hookproof_stream_new(verifier, &in->request, in->now, &stream, error), error);
    HOLDS((result == HOOKPROOF_OK) == (stream != NULL));
    if (!facts.streams) {
        HOLDS(result == HOOKPROOF_MISSING_INPUT || in->is_spoiled);
        return;
    }
    if (stream) {
        hookproof_bytes rest = in->request.body;
        bool lost = false;
        for (size_t i = 0; i < 4 && !in->is_spoiled && rest.len; i++) {
            size_t size = in->cuts[i] < rest.len ? in->cuts[i] : rest.len;
            HOLDS(hookproof_stream_update(stream, copy(rest.data, size)) == HOOKPROOF_OK);
            rest = (hookproof_bytes){(const char *)rest.data + size, rest.len - size};
        }
        lost = hookproof_stream_update(stream, rest) != HOOKPROOF_OK;
        HOLDS(!lost || in->is_spoiled);
        result = checked(hookproof_stream_finish(stream, verdict, error), error);
        HOLDS(hookproof_stream_finish(stream, NULL, NULL) == HOOKPROOF_INVALID_ARGUMENT);
        hookproof_stream_free(stream);
    }
    HOLDS(result == whole);
    HOLDS(memcmp(verdict, seen, offsetof(hookproof_verdict, has_timestamp)) == 0);
    HOLDS(strcmp(verdict->event_id, seen->event_id) == 0 && strcmp(verdict->event_type, seen->event_type) == 0);
}

static void judge(const hookproof_verifier *verifier, const input *in, hookproof_error *error) {
    hookproof_verdict *verdict = place(sizeof *verdict);
    memset(verdict, 0xff, sizeof *verdict);
    hookproof_result result = hookproof_verifier_verify(verifier, &in->request, in->now, verdict, error);
    checked(result, error);
    HOLDS(memchr(verdict->event_id, 0, sizeof verdict->event_id));
    HOLDS(memchr(verdict->event_type, 0, sizeof verdict->event_type));
    if (result != HOOKPROOF_OK) {
        HOLDS(!verdict->covers_body && !verdict->covers_url && !verdict->has_replay_key && verdict->event_id[0] == 0);
    }
    HOLDS(result != HOOKPROOF_INVALID_ARGUMENT || in->is_spoiled);
    HOLDS(hookproof_verifier_verify(verifier, &in->request, in->now, NULL, NULL) == result);
    stream(verifier, in, result, verdict, error);
}

/* Signs the delivery, and judges it as signed, before what came in. */
static void sign(const hookproof_verifier *verifier, const input *in, hookproof_error *error) {
    const hookproof_options options = {.allow_api_key = true};
    size_t count = 99, size = in->mask & 0x80 ? HOOKPROOF_SIGNED_SIZE : in->mask;
    char *buffer = place(size), *derived = place(in->mask);
    hookproof_header *made = place(HOOKPROOF_SIGNED_HEADERS * sizeof *made);
    hookproof_result result = hookproof_sign(in->scheme, in->secret, &options, &in->request, in->time, buffer, size, made,
                                             &count, error);
    checked(result, error);
    HOLDS(result == HOOKPROOF_OK ? count >= 1 && count <= HOOKPROOF_SIGNED_HEADERS : count == 0);
    HOLDS(result != HOOKPROOF_BUFFER_TOO_SMALL || size < HOOKPROOF_SIGNED_SIZE);
    for (size_t i = 0; i < count; i++) {
        in_buffer(made[i].name, buffer, size);
        in_buffer(made[i].value, buffer, size);
    }
    if (verifier && count) {
        input both = *in;
        size_t given = in->request.header_count;
        hookproof_header *headers = place((count + given) * sizeof *headers);
        memcpy(headers, made, count * sizeof *headers);
        memcpy(headers + count, in->request.headers, given * sizeof *headers);
        both.request.headers = headers;
        both.request.header_count = count + given;
        judge(verifier, &both, error);
        both.request.header_count = count;
        judge(verifier, &both, error);
    }
    result = checked(hookproof_derive(in->scheme, in->secret, derived, in->mask, error), error);
    HOLDS(in->mask == 0 || memchr(derived, 0, in->mask));
    HOLDS(result == HOOKPROOF_OK || in->mask == 0 || derived[0] == 0);
    HOLDS(result != HOOKPROOF_BUFFER_TOO_SMALL || in->mask < HOOKPROOF_DERIVED_SIZE);
}

static void shake_hands(const hookproof_verifier *verifier, const input *in, hookproof_error *error) {
    static const char *const names[] = {"asana", "meta", "zoom", "twitter", "slack", "ebay", "wrike", "dropbox"};
    const hookproof_setting settings[] = {
        {hookproof_text("verify-token"), in->secret},
        {hookproof_text("endpoint-url"), in->request.url},
    };
    size_t size = in->mask & 0x40 ? HOOKPROOF_ANSWER_SIZE : in->mask;
    char *buffer = place(size);
    hookproof_answer *answer = place(sizeof *answer);
    hookproof_bytes line = in->mask & 1 ? in->scheme : hookproof_text(names[in->mask / 2 % 8]);
    hookproof_result result = hookproof_handshake(line, in->mask & 2 ? verifier : NULL, &in->request, settings, 2, in->now,
                                                  buffer, size, answer, error);
    checked(result, error);
    HOLDS(result != HOOKPROOF_BUFFER_TOO_SMALL || size < HOOKPROOF_ANSWER_SIZE);
    HOLDS(result == HOOKPROOF_OK || (answer->status == 0 && answer->header_count == 0 && answer->body.len == 0));
    if (answer->status) {
        in_buffer(answer->body, buffer, size);
        HOLDS(answer->header_count <= HOOKPROOF_ANSWER_HEADERS);
        for (size_t i = 0; i < answer->header_count; i++) {
            in_buffer(answer->headers[i].name, buffer, size);
            in_buffer(answer->headers[i].value, buffer, size);
        }
        if (answer->secret.len) {
            in_buffer(answer->secret, buffer, size);
        }
    }
}

/* Rust's `core` names it where it is not optimised with the rest; nothing here unwinds. */
void rust_eh_personality(void);
void rust_eh_personality(void) {}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
    input in = {.row = 0};
    if (read_input(&in, data, len)) {
        const hookproof_options options = {.allow_api_key = true, .trust_forwarded = in.mask & 4};
        hookproof_error *error = place(sizeof *error);
        hookproof_key *keys = place(2 * sizeof *keys);
        keys[0] = (hookproof_key){.id = hookproof_text("first"), .secret = in.secret};
        keys[1] = (hookproof_key){.id = in.request.method, .secret = in.request.url, .not_after = in.time};
        hookproof_verifier *verifier = NULL;
        hookproof_result result =
            hookproof_verifier_new(in.scheme, keys, in.mask & 8 ? 2 : 1, &options, &verifier, error);
        checked(result, error);
        HOLDS((result == HOOKPROOF_OK) == (verifier != NULL));
        if (verifier) {
            judge(verifier, &in, error);
        }
        sign(verifier, &in, error);
        shake_hands(verifier, &in, error);
        hookproof_verifier_free(verifier);
    }
    free_copies();
    return 0;
}
