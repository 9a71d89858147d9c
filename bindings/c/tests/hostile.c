/*
 * What a sender might write to make the receiver work, for callgrind to count the instructions of: see hostile.sh.
 *
 * For each form of header, and for places in the URL and in the body, a good delivery is judged, then one for each junk: a pattern that is repeated up to a size,
 * alone or behind the good header. Each verdict is dumped as a count of its own, with the form and the junk as its label.
 */
#include <hookproof.h>
#include <stdio.h>
#include <stdlib.h>
#include <valgrind/callgrind.h>

enum { NOW = 1795465620, BODY = 1024, LIMIT = 8192, LARGEST = 1 << 20, FRONT = 512, MOST = 32 };

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SECRET hookproof_text("a secret that nobody has guessed")
#define DIGITS "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define BASE64 "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

enum place { IN_HEADER, IN_QUERY, IN_FORM, IN_JSON };

/* Each form, with what may stand between the good value and junk behind it, and where the value is. */
static const struct {
    const char *name, *line, *between;
    enum place place;
} FORMS[] = {
    {"hex", "hmac-sha256 | x-signature: sha256={hex} | {body}", "", IN_HEADER},
    {"base64", "hmac-sha256 | x-signature: {base64} | {body}", "", IN_HEADER},
    {"sha1", "hmac-sha1 | x-signature: sha1={hex} | {body}", "", IN_HEADER},
    {"commas", "hmac-sha256 | x-signature: t={timestamp},v1={hex},... | {timestamp}.{body}", ",", IN_HEADER},
    {"spaces", "hmac-sha256 | x-signature: v1,{base64} ... | {body}", " ", IN_HEADER},
    {"semicolons", "hmac-sha256 | x-signature: t={timestamp};v1={hex};... | {timestamp}:{body}", ";", IN_HEADER},
    {"ampersands", "hmac-sha256 | x-signature: v1={hex}&... | {body}", "&", IN_HEADER},
    {"closed", "hmac-sha256 | x-signature: t={timestamp},v1={hex} | {timestamp}.{body}", ",", IN_HEADER},
    {"seconds", "hmac-sha256 | x-time: {timestamp} | x-signature: {hex} | {timestamp}.{body}", "", IN_HEADER},
    {"rfc3339", "hmac-sha256 | x-time: {timestamp:rfc3339} | x-signature: {hex} | {timestamp}.{body}", "", IN_HEADER},
    {"token", "token | x-token: {token}", "", IN_HEADER},
    {"basic", "token | authorization: Basic {token:base64}", "", IN_HEADER},
    {"query", "hmac-sha256 | query:signature: {hex} | {body}", "", IN_QUERY},
    {"query-list", "hmac-sha256 | query:signature: v1={hex},... | {body}", ",", IN_QUERY},
    {"form", "hmac-sha256 | form:signature: {hex} | {form:payload}", "", IN_FORM},
    {"form-list", "hmac-sha256 | form:signature: {key-id}|{hex}&... | {form:payload}", "&", IN_FORM},
    {"json", "hmac-sha256 | json:/signature: {hex} | {json:/payload}", "", IN_JSON},
    {"json-list", "hmac-sha256 | json:/signature: v1={hex},... | {json:/payload}", ",", IN_JSON},
};

static const char *const JUNK[] = {
    "a", "0", " ", ",", ";", "&", "=", ",;& ", "\xff", "9", "A", "sha256=", "v1=", "v1=,", "v1, ", "v1=;", "v1=&", "t=", "t=1,", "t=;",
    "x=y,", "x=y;", "x=y&", "v2,x ", "Basic ", "2026-11-23T20:27:00.",
    /* 32 and more signatures that are some, and that are nearly some: one symbol short, and a wrong last symbol. */
    "v1=" DIGITS ",", "v1=" DIGITS ";", "v1=" DIGITS "&", "v1," BASE64 " ",
    "v1=" DIGITS "0,", "v1=" DIGITS "g,", "v1=" DIGITS "0;", "v1=" DIGITS "g&", "v1," BASE64 "= ", "v1,A" BASE64 " ",
    DIGITS, BASE64, DIGITS ",", BASE64 " ",
    /* The id of a key in front. */
    "0|" DIGITS "&", "0|" DIGITS "g&", "|", "0|&", "0|,", "&|",
};

/* As many signatures as are taken, and as many other elements behind them as there may be: short ones, one that fills the
 * header, and two that share what is left. In front, when the junk is one of these, are the 32 signatures. */
static const struct {
    const char *signature, *other;
} MIXED[] = {
    {"v1=" DIGITS ",", "x=y,"}, {"v1=" DIGITS ";", "x=y;"}, {"v1=" DIGITS "&", "x=y&"}, {"v1," BASE64 " ", "v2,x "},
    {"v1=" DIGITS ",", "y"}, {"v1=" DIGITS ";", "y"}, {"v1=" DIGITS "&", "y"}, {"v1," BASE64 " ", "y"},
    {"v1=" DIGITS ",", "t="}, {"v1=" DIGITS ";", "="}, {"v1=" DIGITS "&", "v"}, {"v1," BASE64 " ", "v"},
    {"v1=" DIGITS ",", DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS ","},
    {"v1=" DIGITS ";", DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS ";"},
    {"v1=" DIGITS "&", DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS "&"},
    {"v1," BASE64 " ", DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS DIGITS " "},
};

/* 32 signatures of each list have 1,500 to 2,200 bytes. */
static const size_t SIZES[] = {1, 64, 1024, 1500, 2150, 2220, 2400, 8000, LIMIT, LIMIT + 1, LARGEST};

static char body[BODY], value[FRONT + LARGEST], written[8 * BODY + 4 * (FRONT + LIMIT)], buffer[HOOKPROOF_SIGNED_SIZE];

/* Puts a value where the form has it: in the header, the URL, or the body, with the escapes that it needs there. */
static void put(hookproof_request *request, hookproof_header *header, enum place place, hookproof_bytes text) {
    static const char *const before[] = {"", "https://example.com/hook?signature=", "payload=%s&signature=",
                                         "{\"payload\":\"%s\",\"signature\":\""};
    if (place == IN_HEADER) {
        header->value = text;
        return;
    }
    char *to = written + snprintf(written, sizeof written, before[place], body);
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char byte = ((const unsigned char *)text.data)[i];
        if (place == IN_JSON || (byte > ' ' && byte < 0x7f && !strchr("%&+=,;|", byte))) {
            *to++ = (char)byte;
        } else {
            to += sprintf(to, "%%%02x", byte);
        }
    }
    to += sprintf(to, "%s", place == IN_JSON ? "\"}" : "");
    const hookproof_bytes whole = {written, (size_t)(to - written)};
    *(place == IN_QUERY ? &request->url : &request->body) = whole;
}

static hookproof_result judge(const hookproof_verifier *verifier, const hookproof_request *request, const char *label) {
    hookproof_verdict verdict;
    hookproof_error error;
    CALLGRIND_ZERO_STATS;
    hookproof_result result = hookproof_verifier_verify(verifier, request, NOW, &verdict, &error);
    CALLGRIND_DUMP_STATS_AT(label);
    return result;
}

int main(void) {
    memset(body, 'x', sizeof body - 1);
    for (size_t f = 0; f < COUNT(FORMS); f++) {
        const hookproof_bytes line = hookproof_text(FORMS[f].line);
        hookproof_key key = {hookproof_text("only"), SECRET, 0, 0};
        hookproof_verifier *verifier;
        hookproof_header headers[HOOKPROOF_SIGNED_HEADERS];
        const enum place place = FORMS[f].place;
        hookproof_request request = {.headers = headers, .body = {body, sizeof body}};
        put(&request, headers, place, hookproof_text(""));
        hookproof_error error;
        if (hookproof_verifier_new(line, &key, 1, NULL, &verifier, &error) != HOOKPROOF_OK ||
            hookproof_sign(line, SECRET, NULL, &request, NOW, buffer, sizeof buffer, headers, &request.header_count,
                           &error) != HOOKPROOF_OK) {
            fprintf(stderr, "%s: %s\n", FORMS[f].name, error.message);
            return 2;
        }
        /* What signing made is the value, also where it is none of a header. */
        const hookproof_bytes good = headers[0].value;
        request.header_count = place == IN_HEADER ? request.header_count : 0;
        put(&request, headers, place, good);
        char label[96];
        snprintf(label, sizeof label, "%s good", FORMS[f].name);
        if (judge(verifier, &request, label) != HOOKPROOF_OK) {
            fprintf(stderr, "%s: the good delivery is none\n", FORMS[f].name);
            return 2;
        }
        /* Behind the good header, in place of it, and behind only its prefix. */
        char front[FRONT];
        for (int behind = 0; behind < 3; behind++) {
            const char *equals = memchr(good.data, '=', good.len);
            const size_t prefix = equals && equals - (const char *)good.data < 8 ? (size_t)(equals - (const char *)good.data) + 1 : 0;
            snprintf(front, sizeof front, "%.*s%s", (int)(behind == 1 ? good.len : behind == 2 ? prefix : 0),
                     (const char *)good.data, behind == 1 ? FORMS[f].between : "");
            const size_t start = strlen(front);
            for (size_t j = 0; j < COUNT(JUNK) + COUNT(MIXED); j++) {
                const bool mixed = j >= COUNT(JUNK);
                const char *junk = mixed ? MIXED[j - COUNT(JUNK)].other : JUNK[j];
                const size_t length = strlen(junk);
                size_t end = start;
                memcpy(value, front, start);
                /* The good one in front is a signature, too. */
                for (int i = 0; mixed && i < MOST - (behind == 1); i++) {
                    end += (size_t)sprintf(value + end, "%s", MIXED[j - COUNT(JUNK)].signature);
                }
                for (size_t at = 0; end + at <= LIMIT; at++) {
                    value[end + at] = junk[at % length];
                }
                for (size_t s = 0; s < COUNT(SIZES) && (place == IN_HEADER || SIZES[s] <= LIMIT); s++) {
                    put(&request, headers, place,
                        (hookproof_bytes){value, SIZES[s] > start ? SIZES[s] : start + SIZES[s]});
                    snprintf(label, sizeof label, "%s%s junk %zu, size %zu, front %d", FORMS[f].name, mixed ? "+" : "", j,
                             SIZES[s], behind);
                    (void)judge(verifier, &request, label);
                }
            }
        }
        hookproof_verifier_free(verifier);
    }
    return 0;
}
