/*
 * The C library beside OpenSSL, for `cargo xtask bench native`: `PROGRAM ROUNDS` prints a line for each cell, the peer, the
 * size of the body in bytes, the median of the ratios (ours / theirs), and both medians in nanoseconds.
 *
 * Ours is a whole verification of a delivery of Stripe, with the event's id and type out of its body, theirs no more than the MAC
 * of the same bytes.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <hookproof.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NOW = 1795465620, MOST = 65536, ROUNDS = 1000 };

#define SECRET "whsec_benchmark_secret_of_38_characters"
#define FIRST "{\"id\":\"evt_1\",\"type\":\"charge.succeeded\",\"text\":\""
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const size_t SIZES[] = {256, 1024, 4096, 16384, MOST};
static unsigned char signed_bytes[MOST + 16];
static size_t size, front;
static hookproof_verifier *verifier;
static hookproof_request request;
static EVP_MAC_CTX *keyed;

static int ours(void) {
    hookproof_verdict verdict;
    hookproof_error error;
    return hookproof_verifier_verify(verifier, &request, NOW, &verdict, &error) == HOOKPROOF_OK;
}

static int one_shot(void) {
    unsigned char tag[EVP_MAX_MD_SIZE];
    unsigned len;
    return HMAC(EVP_sha256(), SECRET, sizeof SECRET - 1, signed_bytes, front + size, tag, &len) != NULL;
}

static int kept_key(void) {
    unsigned char tag[EVP_MAX_MD_SIZE];
    size_t len;
    EVP_MAC_CTX *context = EVP_MAC_CTX_dup(keyed);
    const int done = context && EVP_MAC_update(context, signed_bytes, front + size) &&
                     EVP_MAC_final(context, tag, &len, sizeof tag);
    EVP_MAC_CTX_free(context);
    return done;
}

static double nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* How many calls fill a slice of 0.3 ms. A call that fails measures nothing. */
static int calls_of(int (*call)(void)) {
    const double begin = nanoseconds();
    int count = 0;
    while (nanoseconds() - begin < 6e6) {
        if (!call()) {
            fprintf(stderr, "a good delivery is refused\n");
            exit(2);
        }
        count++;
    }
    return count < 20 ? 1 : count / 20;
}

static double slice(int (*call)(void), int count) {
    const double begin = nanoseconds();
    for (int i = 0; i < count; i++) {
        (void)call();
    }
    return (nanoseconds() - begin) / count;
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[count / 2];
}

static void compare(const char *peer, int (*theirs)(void), int rounds) {
    static double ratio[ROUNDS], our[ROUNDS], their[ROUNDS];
    const int our_count = calls_of(ours), their_count = calls_of(theirs);
    for (int i = 0; i < rounds; i++) {
        our[i] = slice(ours, our_count);
        their[i] = slice(theirs, their_count);
        ratio[i] = our[i] / their[i];
    }
    printf("%s\t%zu\t%.3f\t%.0f\t%.0f\n", peer, size, median(ratio, rounds), median(our, rounds), median(their, rounds));
}

int main(int count, char **arguments) {
    const int rounds = count == 2 ? atoi(arguments[1]) : 0;
    if (rounds < 1 || rounds > ROUNDS) {
        fprintf(stderr, "the number of rounds, at most %d\n", ROUNDS);
        return 2;
    }
    hookproof_key key = {hookproof_text("only"), hookproof_text(SECRET), 0, 0};
    hookproof_error error;
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                     OSSL_PARAM_construct_end()};
    keyed = EVP_MAC_CTX_new(mac);
    if (hookproof_verifier_new(hookproof_text("stripe"), &key, 1, NULL, &verifier, &error) != HOOKPROOF_OK ||
        !EVP_MAC_init(keyed, (const unsigned char *)SECRET, sizeof SECRET - 1, parameters)) {
        fprintf(stderr, "no verifier: %s\n", error.message);
        return 2;
    }
    front = (size_t)sprintf((char *)signed_bytes, "%d.", NOW);
    for (size_t s = 0; s < COUNT(SIZES); s++) {
        unsigned char tag[EVP_MAX_MD_SIZE];
        unsigned len;
        size = SIZES[s];
        memset(signed_bytes + front, 'x', size);
        memcpy(signed_bytes + front, FIRST, sizeof FIRST - 1);
        memcpy(signed_bytes + front + size - 2, "\"}", 2);
        HMAC(EVP_sha256(), SECRET, sizeof SECRET - 1, signed_bytes, front + size, tag, &len);
        char signature[128];
        char *to = signature + sprintf(signature, "t=%d,v1=", NOW);
        for (unsigned i = 0; i < len; i++) {
            to += sprintf(to, "%02x", tag[i]);
        }
        const hookproof_header headers[] = {{hookproof_text("content-type"), hookproof_text("application/json")},
                                            {hookproof_text("stripe-signature"), hookproof_text(signature)}};
        request = (hookproof_request){.headers = headers, .header_count = COUNT(headers), .body = {signed_bytes + front, size}};
        compare("OpenSSL HMAC()", one_shot, rounds);
        compare("OpenSSL EVP_MAC, key kept", kept_key, rounds);
    }
    hookproof_verifier_free(verifier);
    EVP_MAC_CTX_free(keyed);
    EVP_MAC_free(mac);
    return 0;
}
