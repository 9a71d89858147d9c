/*
 * Headers that a sender might write to make the receiver work, for callgrind to count the instructions of: see hostile.sh.
 *
 * For each form of header, a good delivery is judged, then one for each junk: a pattern that is repeated up to a size,
 * alone or behind the good header. Each verdict is dumped as a count of its own, with the form and the junk as its label.
 */
#include <hookproof.h>
#include <stdio.h>
#include <stdlib.h>
#include <valgrind/callgrind.h>

enum { NOW = 1795465620, BODY = 1024, LIMIT = 8192, LARGEST = 1 << 20, FRONT = 512 };

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SECRET hookproof_text("a secret that nobody has guessed")
#define DIGITS "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define BASE64 "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

/* Each form, with what may stand between the good header and junk behind it. */
static const struct {
    const char *name, *line, *between;
} FORMS[] = {
    {"hex", "hmac-sha256 | x-signature: sha256={hex} | {body}", ""},
    {"base64", "hmac-sha256 | x-signature: {base64} | {body}", ""},
    {"sha1", "hmac-sha1 | x-signature: sha1={hex} | {body}", ""},
    {"commas", "hmac-sha256 | x-signature: t={timestamp},v1={hex},... | {timestamp}.{body}", ","},
    {"spaces", "hmac-sha256 | x-signature: v1,{base64} ... | {body}", " "},
    {"semicolons", "hmac-sha256 | x-signature: t={timestamp};v1={hex};... | {timestamp}:{body}", ";"},
    {"ampersands", "hmac-sha256 | x-signature: v1={hex}&... | {body}", "&"},
    {"closed", "hmac-sha256 | x-signature: t={timestamp},v1={hex} | {timestamp}.{body}", ","},
    {"seconds", "hmac-sha256 | x-time: {timestamp} | x-signature: {hex} | {timestamp}.{body}", ""},
    {"rfc3339", "hmac-sha256 | x-time: {timestamp:rfc3339} | x-signature: {hex} | {timestamp}.{body}", ""},
    {"token", "token | x-token: {token}", ""},
    {"basic", "token | authorization: Basic {token:base64}", ""},
};

static const char *const JUNK[] = {
    "a", "0", " ", ",", ";", "&", "=", ",;& ", "\xff", "9", "A", "sha256=", "v1=", "v1=,", "v1, ", "v1=;", "v1=&", "t=", "t=1,", "t=;",
    "x=y,", "x=y;", "x=y&", "v2,x ", "Basic ", "2026-11-23T20:27:00.",
    /* 32 and more signatures that are some, and that are nearly some: one symbol short, and a wrong last symbol. */
    "v1=" DIGITS ",", "v1=" DIGITS ";", "v1=" DIGITS "&", "v1," BASE64 " ",
    "v1=" DIGITS "0,", "v1=" DIGITS "g,", "v1=" DIGITS "0;", "v1=" DIGITS "g&", "v1," BASE64 "= ", "v1,A" BASE64 " ",
    DIGITS, BASE64, DIGITS ",", BASE64 " ",
};

/* 32 signatures of each list have 1,500 to 2,200 bytes. */
static const size_t SIZES[] = {1, 64, 1024, 1500, 2150, 2220, LIMIT, LIMIT + 1, LARGEST};

static char body[BODY], value[FRONT + LARGEST], buffer[HOOKPROOF_SIGNED_SIZE];

static hookproof_result judge(const hookproof_verifier *verifier, const hookproof_request *request, const char *label) {
    hookproof_verdict verdict;
    hookproof_error error;
    CALLGRIND_ZERO_STATS;
    hookproof_result result = hookproof_verifier_verify(verifier, request, NOW, &verdict, &error);
    CALLGRIND_DUMP_STATS_AT(label);
    return result;
}

int main(void) {
    memset(body, 'x', sizeof body);
    for (size_t f = 0; f < COUNT(FORMS); f++) {
        const hookproof_bytes line = hookproof_text(FORMS[f].line);
        hookproof_key key = {hookproof_text("only"), SECRET, 0, 0};
        hookproof_verifier *verifier;
        hookproof_header headers[HOOKPROOF_SIGNED_HEADERS];
        hookproof_request request = {.headers = headers, .body = {body, sizeof body}};
        hookproof_error error;
        if (hookproof_verifier_new(line, &key, 1, NULL, &verifier, &error) != HOOKPROOF_OK ||
            hookproof_sign(line, SECRET, NULL, &request, NOW, buffer, sizeof buffer, headers, &request.header_count,
                           &error) != HOOKPROOF_OK) {
            fprintf(stderr, "%s: %s\n", FORMS[f].name, error.message);
            return 2;
        }
        char label[96];
        snprintf(label, sizeof label, "%s good", FORMS[f].name);
        if (judge(verifier, &request, label) != HOOKPROOF_OK) {
            fprintf(stderr, "%s: the good delivery is none\n", FORMS[f].name);
            return 2;
        }
        /* Behind the good header, in place of it, and behind only its prefix. */
        const hookproof_bytes good = headers[0].value;
        char front[FRONT];
        for (int behind = 0; behind < 3; behind++) {
            const char *equals = memchr(good.data, '=', good.len);
            const size_t prefix = equals && equals - (const char *)good.data < 8 ? (size_t)(equals - (const char *)good.data) + 1 : 0;
            snprintf(front, sizeof front, "%.*s%s", (int)(behind == 1 ? good.len : behind == 2 ? prefix : 0),
                     (const char *)good.data, behind == 1 ? FORMS[f].between : "");
            const size_t start = strlen(front);
            for (size_t j = 0; j < COUNT(JUNK); j++) {
                const size_t length = strlen(JUNK[j]);
                memcpy(value, front, start);
                for (size_t at = 0; at <= LIMIT; at++) {
                    value[start + at] = JUNK[j][at % length];
                }
                for (size_t s = 0; s < COUNT(SIZES); s++) {
                    headers[0].value = (hookproof_bytes){value, SIZES[s] > start ? SIZES[s] : start + SIZES[s]};
                    snprintf(label, sizeof label, "%s junk %zu, size %zu, front %d", FORMS[f].name, j, SIZES[s], behind);
                    (void)judge(verifier, &request, label);
                }
            }
        }
        hookproof_verifier_free(verifier);
    }
    return 0;
}
