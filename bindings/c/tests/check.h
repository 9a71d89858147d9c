/*
 * What the C tests have in common. Every input is a copy on the heap that ends where it should be read no further, so that
 * valgrind sees a byte too many. A test program ends with a count, and exits with 1 if a check failed.
 */
#ifndef CHECK_H
#define CHECK_H

#include <hookproof.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned checks, failures;

#define CHECK(what)                                                            \
    do {                                                                       \
        checks++;                                                              \
        if (!(what)) {                                                         \
            failures++;                                                        \
            fprintf(stderr, "%s:%d: FAILED: %s\n", __func__, __LINE__, #what); \
        }                                                                      \
    } while (0)

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- Exact copies ---- */

static void *copies[8192];
static size_t copy_count;

static inline hookproof_bytes copy(const void *data, size_t len) {
    void *place = malloc(len ? len : 1);
    if (!place || copy_count == COUNT(copies)) {
        abort();
    }
    copies[copy_count++] = place;
    memcpy(place, data, len);
    return (hookproof_bytes){len ? place : NULL, len};
}

static inline hookproof_bytes text(const char *from) {
    return copy(from, strlen(from));
}

static inline void free_copies(void) {
    while (copy_count) {
        free(copies[--copy_count]);
    }
}

static inline hookproof_header header(const char *name, const char *value) {
    return (hookproof_header){text(name), text(value)};
}

static inline hookproof_key key(const char *id, const char *secret) {
    return (hookproof_key){.id = text(id), .secret = text(secret)};
}

static inline bool is(const char *found, const char *expected) {
    return strcmp(found, expected) == 0;
}

/* Runs the tests and says how they ended. */
static inline int run(void (*const tests[])(void), size_t count) {
    for (size_t i = 0; i < count; i++) {
        tests[i]();
        free_copies();
    }
    printf("%zu tests, %u checks, %u failed\n", count, checks, failures);
    return failures ? 1 : 0;
}

#endif
