/*
 * A reader of the vector files: as much of JSON as is in them, strictly. What it does not understand ends the program, and
 * so does a field of an object that nobody asked for. Every string is on the heap and ends where it is said to end, so
 * that valgrind and the sanitizers see a byte too many.
 */
#ifndef JSON_H
#define JSON_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } json_kind;

/* Of an object, the items are the values, and `names` has the name of each; `seen` is set for a field that was asked for. */
typedef struct json {
    json_kind kind;
    bool truth, is_negative, seen;
    uint64_t number; /* without its sign */
    char *text;
    size_t len; /* of the text, or the number of items */
    struct json *items, *names;
} json;

static inline _Noreturn void json_fail(const char *what, const char *at) {
    fprintf(stderr, "vectors: FAILED, %s at `%.60s`\n", what, at);
    exit(2);
}

static inline void *json_room(void *old, size_t size) {
    void *room = realloc(old, size ? size : 1);
    if (!room) {
        json_fail("no memory", "");
    }
    return room;
}

static inline const char *json_skip(const char *at) {
    return at + strspn(at, " \t\r\n");
}

static inline uint32_t json_hex4(const char *at) {
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        const char *digits = "0123456789abcdef", *digit = at[i] ? strchr(digits, at[i] | 0x20) : NULL;
        if (!digit) {
            json_fail("four hex digits expected", at);
        }
        unit = unit * 16 + (uint32_t)(digit - digits);
    }
    return unit;
}

static inline char *json_utf8(char *to, uint32_t c) {
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xc0 | c >> 6);
        *to++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *to++ = (char)(0xe0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (char)(0x80 | (c & 0x3f));
    } else {
        *to++ = (char)(0xf0 | c >> 18);
        *to++ = (char)(0x80 | (c >> 12 & 0x3f));
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (char)(0x80 | (c & 0x3f));
    }
    return to;
}

/* The character of the escape behind a backslash; `at` then is behind it. */
static inline uint32_t json_escape(const char **at) {
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *found = **at ? strchr(from, **at) : NULL;
    if (found) {
        ++*at;
        return (unsigned char)to[found - from];
    }
    if (**at != 'u') {
        json_fail("an escape that does not exist", *at);
    }
    uint32_t c = json_hex4(*at + 1);
    *at += 5;
    if (c >= 0xd800 && c < 0xdc00 && (*at)[0] == '\\' && (*at)[1] == 'u') {
        uint32_t low = json_hex4(*at + 2);
        if (low >= 0xdc00 && low < 0xe000) {
            *at += 6;
            return 0x10000 + ((c - 0xd800) << 10 | (low - 0xdc00));
        }
    }
    if (c >= 0xd800 && c < 0xe000) {
        json_fail("half a character", *at);
    }
    return c;
}

static inline const char *json_string(const char *at, json *value) {
    const char *end = ++at;
    while (*end && *end != '"') {
        end += *end == '\\' && end[1] ? 2 : 1;
    }
    char *text = json_room(NULL, (size_t)(end - at)), *to = text;
    while (*at != '"') {
        if (!*at) {
            json_fail("a string without end", at);
        } else if (*at == '\\') {
            at++;
            to = json_utf8(to, json_escape(&at));
        } else {
            *to++ = *at++;
        }
    }
    *value = (json){.kind = JSON_STRING, .len = (size_t)(to - text)};
    value->text = json_room(text, value->len);
    return at + 1;
}

static inline const char *json_value(const char *at, json *value);

/* The items between two brackets. */
static inline const char *json_items(const char *at, json *value, char close) {
    const bool is_object = close == '}';
    *value = (json){.kind = is_object ? JSON_OBJECT : JSON_ARRAY};
    at = json_skip(at + 1);
    for (size_t room = 0; *at != close; value->len++) {
        if (value->len == room) {
            room = room ? 2 * room : 4;
            value->items = json_room(value->items, room * sizeof(json));
            value->names = json_room(value->names, room * sizeof(json));
        }
        if (is_object) {
            if (*at != '"') {
                json_fail("the name of a field expected", at);
            }
            at = json_skip(json_string(at, &value->names[value->len]));
            if (*at++ != ':') {
                json_fail("`:` expected", at - 1);
            }
        }
        at = json_skip(json_value(json_skip(at), &value->items[value->len]));
        if (*at == ',') {
            at = json_skip(at + 1);
        } else if (*at != close) {
            json_fail("`,` or the end expected", at);
        }
    }
    return at + 1;
}

static inline const char *json_value(const char *at, json *value) {
    if (*at == '{' || *at == '[') {
        return json_items(at, value, *at == '{' ? '}' : ']');
    }
    if (*at == '"') {
        return json_string(at, value);
    }
    *value = (json){.kind = JSON_NULL};
    if (strncmp(at, "null", 4) == 0) {
        return at + 4;
    }
    if (strncmp(at, "true", 4) == 0 || strncmp(at, "false", 5) == 0) {
        *value = (json){.kind = JSON_BOOL, .truth = *at == 't'};
        return at + (*at == 't' ? 4 : 5);
    }
    *value = (json){.kind = JSON_NUMBER, .is_negative = *at == '-'};
    at += *at == '-';
    if (*at < '0' || *at > '9') {
        json_fail("a value expected", at);
    }
    while (*at >= '0' && *at <= '9') {
        uint64_t digit = (uint64_t)(*at++ - '0');
        if (value->number > (UINT64_MAX - digit) / 10) {
            json_fail("a number that is too large", at);
        }
        value->number = value->number * 10 + digit;
    }
    return at;
}

static inline void json_free(json *value) {
    for (size_t i = 0; value->kind >= JSON_ARRAY && i < value->len; i++) {
        json_free(&value->items[i]);
        if (value->kind == JSON_OBJECT) {
            free(value->names[i].text);
        }
    }
    free(value->items);
    free(value->names);
    free(value->text);
}

static inline json json_file(const char *path) {
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t len = 0, got = 1;
    while (file && got) {
        text = json_room(text, len + 65537);
        got = fread(text + len, 1, 65536, file);
        len += got;
    }
    if (!file || ferror(file)) {
        json_fail("no such file", path);
    }
    fclose(file);
    text[len] = 0;
    json value;
    const char *end = json_skip(json_value(json_skip(text), &value));
    if (end != text + len) {
        json_fail("the end of the file expected", end);
    }
    free(text);
    return value;
}

/* The field, of the kind that it has to have; NULL where it is absent or null. */
static inline const json *json_field(json *object, const char *name, json_kind kind) {
    if (object->kind != JSON_OBJECT) {
        json_fail("no object, which has to have a field", name);
    }
    for (size_t i = 0; i < object->len; i++) {
        if (object->names[i].len == strlen(name) && memcmp(object->names[i].text, name, strlen(name)) == 0) {
            json *field = &object->items[i];
            field->seen = true;
            if (field->kind != kind && field->kind != JSON_NULL) {
                json_fail("a field of another kind", name);
            }
            return field->kind == JSON_NULL ? NULL : field;
        }
    }
    return NULL;
}

/* A field that nobody asked for is the end: a runner that skips what it does not know tests less than it says. */
static inline void json_done(const json *object) {
    for (size_t i = 0; i < object->len; i++) {
        if (!object->items[i].seen) {
            char name[64];
            snprintf(name, sizeof name, "%.*s", (int)object->names[i].len, object->names[i].text);
            json_fail("unknown field", name);
        }
    }
}

#endif
