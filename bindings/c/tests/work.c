/*
 * One delivery, judged once, for callgrind to count the instructions of: `work CASE`. See work.sh.
 *
 * The verifier has 16 keys. CASE is `key N` (signed with key N, 16 for none of them), `byte N` (signed with key 0, the
 * digit N of the signature then changed), or `many N` (N signatures, the first good).
 */
#include <hookproof.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEYS = 16, BODY = 65536, DIGITS = 64 };

#define SCHEME hookproof_text("hmac-sha256 | x-signature: v1={hex},... | {body}")

static char body[BODY];

static hookproof_bytes secret(unsigned index) {
    static char secrets[KEYS + 1][32];
    snprintf(secrets[index], sizeof secrets[index], "the secret of key number %02u", index);
    return hookproof_text(secrets[index]);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        return 2;
    }
    const unsigned number = (unsigned)strtoul(argv[2], NULL, 10);
    const int by_key = strcmp(argv[1], "key") == 0;
    memset(body, 'x', sizeof body);

    hookproof_key keys[KEYS] = {{{0}, {0}, 0, 0}};
    char ids[KEYS][4];
    for (unsigned i = 0; i < KEYS; i++) {
        snprintf(ids[i], sizeof ids[i], "%u", i);
        keys[i].id = hookproof_text(ids[i]);
        keys[i].secret = secret(i);
    }
    hookproof_verifier *verifier;
    hookproof_error error;
    if (hookproof_verifier_new(SCHEME, keys, KEYS, NULL, &verifier, &error) != HOOKPROOF_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 2;
    }

    static char buffer[HOOKPROOF_SIGNED_SIZE];
    hookproof_header signature[HOOKPROOF_SIGNED_HEADERS];
    size_t count;
    hookproof_request request = {.body = {body, sizeof body}};
    if (hookproof_sign(SCHEME, secret(by_key ? number : 0), NULL, &request, 0, buffer, sizeof buffer, signature, &count,
                       &error) != HOOKPROOF_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 2;
    }

    /* "v1=" and the digits, again and again: the copies differ from the signature in every digit. */
    static char value[40 * (DIGITS + 4)];
    const char *good = signature[0].value.data;
    size_t length = signature[0].value.len;
    memcpy(value, good, length);
    if (strcmp(argv[1], "byte") == 0) {
        char *digit = &value[3 + number];
        *digit = *digit == '0' ? '1' : '0';
    }
    for (unsigned i = 1; strcmp(argv[1], "many") == 0 && i < number; i++) {
        memcpy(&value[length], ",v1=", 4);
        memset(&value[length + 4], good[3] == '0' ? '1' : '0', DIGITS);
        length += 4 + DIGITS;
    }
    hookproof_header header = {hookproof_text("x-signature"), {value, length}};
    request.headers = &header;
    request.header_count = 1;

    hookproof_result result = hookproof_verifier_verify(verifier, &request, 0, NULL, NULL);
    printf("%s\n", hookproof_error_code(result));
    hookproof_verifier_free(verifier);
    return 0;
}
