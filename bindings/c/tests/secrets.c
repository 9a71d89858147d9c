/*
 * No branch and no address in the library depends on a secret: `valgrind ./secrets`. See secrets.sh.
 *
 * Every secret is marked as undefined before the library sees it, and so is what is computed from it. valgrind reports
 * each branch on such a byte and each address made of one. The library, built for this with `--cfg ctgrind`, says which
 * few values become public: the calls of `declassify` and `publish` in the core.
 */
#include <hookproof.h>
#include <stdio.h>
#include <stdlib.h>
#include <valgrind/memcheck.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What the build for this check asks of its caller. */
void hookproof_ctgrind_publish(void *at, size_t len);

enum { NOW = 1795465620, KEYS = 3, LONGEST = 300 };

static unsigned calls;
static bool deaf;

void hookproof_ctgrind_publish(void *at, size_t len) {
    if (!deaf) {
        (void)VALGRIND_MAKE_MEM_DEFINED(at, len);
    }
}

static void expect(hookproof_result found, hookproof_result expected, const char *what, const char *scheme) {
    calls++;
    /* The number itself may come from a secret: only whether it is the expected one is asked here. */
    (void)VALGRIND_MAKE_MEM_DEFINED(&found, sizeof found);
    if (found != expected) {
        fprintf(stderr, "%s: %s is %s, not %s\n", scheme, what, hookproof_error_code(found), hookproof_error_code(expected));
        exit(2);
    }
}

/* ---- Secrets ---- */

typedef struct {
    char text[2 * LONGEST + 16];
    size_t len;
} secret;

static uint32_t seed = 1;

static char symbol_of(const char *symbols) {
    seed = seed * 1664525 + 1013904223;
    return symbols[(seed >> 16) % strlen(symbols)];
}

static hookproof_bytes hidden(secret *of) {
    (void)VALGRIND_MAKE_MEM_UNDEFINED(of->text, of->len);
    return (hookproof_bytes){of->text, of->len};
}

static secret known(const char *text) {
    secret made = {.len = strlen(text)};
    memcpy(made.text, text, made.len);
    return made;
}

/* So many symbols behind a prefix; the last is `last`, unless that is 0. */
static secret random_secret(const char *prefix, const char *symbols, size_t len, char last) {
    secret made = known(prefix);
    for (size_t i = 0; i < len; i++) {
        made.text[made.len++] = symbol_of(symbols);
    }
    if (last) {
        made.text[made.len - 1] = last;
    }
    return made;
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define ALPHANUMERIC "ABCDEFGHIJKLMNOPQRSTUVWXYZ" LOWER DIGITS
#define TEXT ALPHANUMERIC "!$%&/()=?+*#-_.:,;<>|~"
#define HEX DIGITS "abcdefABCDEF"

/* ---- What is done with each ---- */

static const char *const PLAIN[] = {
    "hmac-sha1 | x-signature: {hex} | {body}",
    "hmac-sha256 | x-signature: sha256={hex} | {body}",
    "hmac-sha256 | x-signature: t={timestamp},v1={hex},... | {timestamp}.{body}",
    "hmac-sha384 | x-signature: {base64} | {body}",
    "hmac-sha512 | x-signature: {base64url} | x-time: {timestamp} | {timestamp}.{body}",
    "hmac-sha1(sha1({utf8})) | x-signature: {hex} | {body}",
    "hmac-sha256(sha256({utf8})) | x-signature: {hex} | {body}",
    "hmac-sha1({utf8}&) | x-signature: {base64} | {body}",
    "sha1 | x-signature: {hex} | {body}{secret}",
    "sha256 | x-signature: {hex} | {secret}{body}",
    "sha512 | x-signature: {hex} | {secret}{body}",
    "token | x-token: {token}",
    "token | authorization: Basic {token:base64}",
};

static hookproof_verifier *verifier_of(const char *scheme, secret *keys, size_t count) {
    static const char *const ids[KEYS] = {"first", "second", "third"};
    hookproof_key ring[KEYS];
    for (size_t i = 0; i < count; i++) {
        ring[i] = (hookproof_key){hookproof_text(ids[i]), hidden(&keys[i]), 0, 0};
    }
    hookproof_verifier *verifier;
    expect(hookproof_verifier_new(hookproof_text(scheme), ring, count, NULL, &verifier, NULL), HOOKPROOF_OK,
           "making a verifier", scheme);
    return verifier;
}

static hookproof_result in_pieces(const hookproof_verifier *verifier, const hookproof_request *request) {
    hookproof_stream *stream;
    hookproof_result result = hookproof_stream_new(verifier, request, NOW, &stream, NULL);
    if (result == HOOKPROOF_OK) {
        const char *body = request->body.data;
        for (size_t at = 0; at < request->body.len; at += 7) {
            size_t rest = request->body.len - at;
            hookproof_stream_update(stream, (hookproof_bytes){body + at, rest < 7 ? rest : 7});
        }
        result = hookproof_stream_finish(stream, NULL, NULL);
        hookproof_stream_free(stream);
    }
    return result;
}

static void judge(const hookproof_verifier *verifier, const hookproof_request *request, hookproof_result expected,
                  const char *what, const char *scheme) {
    hookproof_verdict verdict;
    expect(hookproof_verifier_verify(verifier, request, NOW, &verdict, NULL), expected, what, scheme);
    expect(in_pieces(verifier, request), expected, what, scheme);
}

/* Signs with the secret, and judges that delivery and wrong ones, with the secret in a keyring of several and alone. */
static void exercise(const char *scheme, secret *good, secret *others) {
    static char body[200], buffer[HOOKPROOF_SIGNED_SIZE];
    hookproof_header headers[HOOKPROOF_SIGNED_HEADERS];
    hookproof_request request = {.headers = headers, .body = {body, sizeof body}};
    expect(hookproof_sign(hookproof_text(scheme), hidden(good), NULL, &request, NOW, buffer, sizeof buffer, headers,
                          &request.header_count, NULL),
           HOOKPROOF_OK, "signing", scheme);

    secret ring[KEYS] = {others[0], *good, others[1]};
    hookproof_verifier *several = verifier_of(scheme, ring, KEYS);
    hookproof_verifier *alone = verifier_of(scheme, good, 1);
    hookproof_verifier *strangers = verifier_of(scheme, others, 2);
    judge(several, &request, HOOKPROOF_OK, "a good delivery", scheme);
    judge(alone, &request, HOOKPROOF_OK, "a good delivery", scheme);
    judge(strangers, &request, HOOKPROOF_SIGNATURE_MISMATCH, "a delivery signed with another key", scheme);
    /* Another symbol near the front, in the middle, near the end (not the last one: in base64 it may stand for fewer
     * bits). What is in front of a signature, the time in one header, has at most 16 bytes. */
    char *value = buffer + ((const char *)headers[0].value.data - buffer);
    const size_t len = headers[0].value.len;
    const size_t places[] = {16, len / 2, len - 4};
    for (size_t i = 0; i < COUNT(places); i++) {
        if (len > 20 && places[i] >= 16) {
            char *place = &value[places[i]], was = *place;
            *place = was == '1' ? '2' : '1';
            judge(several, &request, HOOKPROOF_SIGNATURE_MISMATCH, "a wrong signature", scheme);
            *place = was;
        }
    }
    hookproof_verifier_free(several);
    hookproof_verifier_free(alone);
    hookproof_verifier_free(strangers);
}

/* The secret as it is, and the verification key that it is turned into. */
static void exercise_both(const char *scheme, secret *good, secret *others) {
    exercise(scheme, good, others);
    if (strncmp(scheme, "hmac", 4) == 0) {
        secret derived[KEYS] = {*good, others[0], others[1]};
        for (size_t i = 0; i < KEYS; i++) {
            char key[HOOKPROOF_DERIVED_SIZE];
            expect(hookproof_derive(hookproof_text(scheme), hidden(&derived[i]), key, sizeof key, NULL), HOOKPROOF_OK,
                   "deriving", scheme);
            derived[i] = known(key);
        }
        exercise(scheme, &derived[0], &derived[1]);
    }
}

static void secrets_in_every_form(void) {
    static const size_t lengths[] = {1, 9, 20, 32, 63, 64, 65, 127, 128, 129, 300};
    for (size_t i = 0; i < COUNT(PLAIN); i++) {
        for (size_t j = 0; j < COUNT(lengths); j++) {
            if (strncmp(PLAIN[i], "sha", 3) == 0 && lengths[j] > 128) {
                continue; /* refused: too long to be kept within the state of a plain digest */
            }
            secret good = random_secret("", TEXT, lengths[j], 0);
            secret others[] = {random_secret("", TEXT, 24, 0), random_secret("", TEXT, 40, 0)};
            exercise_both(PLAIN[i], &good, others);
        }
    }
    static const struct {
        const char *scheme, *prefix, *symbols;
        size_t multiple; /* of this many symbols: whole bytes */
        char last;
    } decoded[] = {
        {"hmac-sha256({hex}) | x-signature: {hex} | {body}", "", HEX, 2, 0},
        {"hmac-sha512({base64}) | x-signature: {hex} | {body}", "", ALPHANUMERIC "+/", 4, 0},
        {"hmac-sha512({base64}) | x-signature: {hex} | {body}", "", ALPHANUMERIC "+/", 4, '='},
        {"hmac-sha1({base64url}) | x-signature: {hex} | {body}", "", ALPHANUMERIC "-_", 4, 0},
        {"hmac-sha256(whsec_{base64}) | x-signature: v1,{base64} ... | {body}", "whsec_", ALPHANUMERIC "+/", 4, 0},
        {"hmac-sha256(whsec_{base64}) | x-signature: v1,{base64} ... | {body}", "", ALPHANUMERIC "+/", 4, 0},
    };
    for (size_t i = 0; i < COUNT(decoded); i++) {
        for (size_t len = 16; len <= 272; len += 64) {
            secret made[KEYS];
            for (size_t j = 0; j < KEYS; j++) {
                const char *symbols = decoded[i].symbols;
                made[j] = random_secret(decoded[i].prefix, symbols, len / decoded[i].multiple * decoded[i].multiple, 0);
                if (decoded[i].last) {
                    made[j].text[made[j].len - 2] = 'A';
                    made[j].text[made[j].len - 1] = decoded[i].last;
                }
            }
            exercise_both(decoded[i].scheme, &made[0], &made[1]);
        }
    }
}

/* A secret that is refused is asked about in constant time, too: nobody knows yet that it is none. */
static void refused_secrets(void) {
    static const struct {
        const char *scheme, *secret;
        hookproof_result expected;
    } cases[] = {
        {"github", "ChangeMe", HOOKPROOF_WEAK_SECRET},
        {"github", " undefined\n", HOOKPROOF_WEAK_SECRET},
        {"github", "   ", HOOKPROOF_WEAK_SECRET},
        {"github", "a secret with its line feed\n", HOOKPROOF_INVALID_SECRET},
        {"github", " a secret behind a space", HOOKPROOF_INVALID_SECRET},
        {"github", "sk_live_0123456789abcdef", HOOKPROOF_API_KEY_AS_SECRET},
        {"gitlab", "glpat-0123456789abcdef", HOOKPROOF_API_KEY_AS_SECRET},
        {"github", "hpk1_damaged", HOOKPROOF_INVALID_SECRET},
        {"standard-webhooks", "whsec_secret", HOOKPROOF_WEAK_SECRET},
        {"standard-webhooks", "whsec_this is no base64", HOOKPROOF_INVALID_SECRET},
        {"standard-webhooks", "whsec_Zh==", HOOKPROOF_INVALID_SECRET},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        secret made = known(cases[i].secret);
        hookproof_key key = {hookproof_text("only"), hidden(&made), 0, 0};
        hookproof_verifier *verifier;
        expect(hookproof_verifier_new(hookproof_text(cases[i].scheme), &key, 1, NULL, &verifier, NULL), cases[i].expected,
               cases[i].secret, cases[i].scheme);
    }
}

/* ---- The check of the check ---- */

static volatile unsigned sink;

static void early_exit(const unsigned char *key, const unsigned char *other) {
    for (unsigned i = 0; i < 32; i++) {
        if (key[i] != other[i]) {
            sink = i;
            return;
        }
    }
}

static void branch_on_a_byte(const unsigned char *key, const unsigned char *other) {
    if (key[0] & 1) {
        sink = other[0];
    }
}

static void look_up(const unsigned char *key, const unsigned char *other) {
    sink = other[key[3] % 32];
}

/* What the library says is public is not taken as such for once: its verdict alone is then a report. */
static void unpublished(const unsigned char *key, const unsigned char *other) {
    (void)key;
    (void)other;
    secret made = known("It's a Secret to Everybody");
    hookproof_verifier *verifier = verifier_of("github", &made, 1);
    hookproof_header header = {hookproof_text("x-hub-signature-256"),
                               hookproof_text("sha256=0000000000000000000000000000000000000000000000000000000000000000")};
    hookproof_request request = {.headers = &header, .header_count = 1};
    deaf = true;
    sink = (unsigned)hookproof_verifier_verify(verifier, &request, NOW, NULL, NULL);
    deaf = false;
    hookproof_verifier_free(verifier);
}

static void leaks_are_seen(void) {
    static const struct {
        const char *name;
        void (*leak)(const unsigned char *, const unsigned char *);
    } leaks[] = {
        {"a comparison that ends early", early_exit},
        {"a branch on a byte of a key", branch_on_a_byte},
        {"a table look-up by a byte of a key", look_up},
        {"a verdict that nothing makes public", unpublished},
    };
    unsigned char key[32], other[32] = {0};
    for (size_t i = 0; i < COUNT(leaks); i++) {
        memset(key, 7, sizeof key);
        (void)VALGRIND_MAKE_MEM_UNDEFINED(key, sizeof key);
        const unsigned long before = VALGRIND_COUNT_ERRORS;
        leaks[i].leak(key, other);
        if (VALGRIND_COUNT_ERRORS == before) {
            fprintf(stderr, "secrets: FAILED, valgrind does not see %s\n", leaks[i].name);
            exit(2);
        }
        printf("secrets: planted, and reported: %s\n", leaks[i].name);
    }
}

int main(void) {
    if (!RUNNING_ON_VALGRIND) {
        fprintf(stderr, "secrets: this runs under valgrind only\n");
        return 2;
    }
    leaks_are_seen();
    VALGRIND_PRINTF("the reports up to here are of planted leaks\n");
    const unsigned long planted = VALGRIND_COUNT_ERRORS;
    calls = 0;
    secrets_in_every_form();
    refused_secrets();
    const unsigned long reports = VALGRIND_COUNT_ERRORS - planted;
    printf("secrets: %lu reports in %u calls with secrets that are marked as undefined\n", reports, calls);
    return reports ? 1 : 0;
}
