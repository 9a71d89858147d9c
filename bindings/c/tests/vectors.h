/*
 * What the runners of the vector files have in common.
 */
#ifndef VECTORS_H
#define VECTORS_H

#include "json.h"
#include <hookproof.h>

enum { MOST_ITEMS = 256 };

static inline hookproof_bytes bytes_of(const json *value) {
    return value ? (hookproof_bytes){value->text, value->len} : (hookproof_bytes){NULL, 0};
}

static inline bool same(hookproof_bytes a, hookproof_bytes b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline const json *required(json *object, const char *name, json_kind kind) {
    const json *field = json_field(object, name, kind);
    if (!field) {
        json_fail("a field is missing", name);
    }
    return field;
}

/* Whether the text is this word. */
static inline bool is_word(const json *expect, const char *word) {
    return same(bytes_of(expect), hookproof_text(word));
}

/* How many cases had which word. */
typedef struct tally {
    struct {
        char word[32];
        unsigned count;
    } words[40];
    size_t len;
} tally;

static inline void tally_add(tally *all, const json *word) {
    size_t i = 0;
    while (i < all->len && !is_word(word, all->words[i].word)) {
        i++;
    }
    if (i == sizeof all->words / sizeof *all->words || word->len >= sizeof all->words->word) {
        json_fail("too many words", "");
    }
    if (i == all->len) {
        memcpy(all->words[i].word, word->text, word->len);
        all->len++;
    }
    all->words[i].count++;
}

static inline void tally_print(const tally *all) {
    for (size_t i = 0; i < all->len; i++) {
        printf("%s%s %u", i ? ", " : " (", all->words[i].word, all->words[i].count);
    }
    puts(all->len ? ")" : "");
}

#endif
