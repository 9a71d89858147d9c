/*
 * The sizes of the structs, the results and their names, and the table of providers.
 */
#include "deliveries.h"

/* The same numbers are asserted of the library's structs when it is compiled. */
#if UINTPTR_MAX == UINT64_MAX
_Static_assert(sizeof(hookproof_bytes) == 16 && offsetof(hookproof_bytes, len) == 8, "hookproof_bytes");
_Static_assert(sizeof(hookproof_header) == 32 && offsetof(hookproof_header, value) == 16, "hookproof_header");
_Static_assert(sizeof(hookproof_key) == 48 && offsetof(hookproof_key, secret) == 16, "hookproof_key");
_Static_assert(offsetof(hookproof_key, not_after) == 40, "hookproof_key");
_Static_assert(sizeof(hookproof_options) == 32 && offsetof(hookproof_options, allow_api_key) == 4, "hookproof_options");
_Static_assert(offsetof(hookproof_options, trust_forwarded) == 5, "hookproof_options");
_Static_assert(offsetof(hookproof_options, base_url) == 16, "hookproof_options");
_Static_assert(sizeof(hookproof_request) == 64 && offsetof(hookproof_request, body) == 16, "hookproof_request");
_Static_assert(offsetof(hookproof_request, url) == 48, "hookproof_request");
_Static_assert(sizeof(hookproof_verdict) == 576 && offsetof(hookproof_verdict, skew) == 16, "hookproof_verdict");
_Static_assert(offsetof(hookproof_verdict, replay_key) == 24, "hookproof_verdict");
_Static_assert(offsetof(hookproof_verdict, has_timestamp) == 56, "hookproof_verdict");
_Static_assert(offsetof(hookproof_verdict, covers_url) == 61, "hookproof_verdict");
_Static_assert(offsetof(hookproof_verdict, event_id) == 62, "hookproof_verdict");
_Static_assert(offsetof(hookproof_verdict, event_type) == 319, "hookproof_verdict");
_Static_assert(sizeof(hookproof_scheme) == 792 && offsetof(hookproof_scheme, streams) == 769, "hookproof_scheme");
_Static_assert(offsetof(hookproof_scheme, covers_url) == 776, "hookproof_scheme");
_Static_assert(offsetof(hookproof_scheme, tolerance) == 784, "hookproof_scheme");
_Static_assert(sizeof(hookproof_provider) == 1029 && offsetof(hookproof_provider, title) == 33, "hookproof_provider");
_Static_assert(offsetof(hookproof_provider, docs) == 98, "hookproof_provider");
_Static_assert(offsetof(hookproof_provider, scheme) == 259, "hookproof_provider");
_Static_assert(sizeof(hookproof_reads) == 559 && offsetof(hookproof_reads, all_headers) == 556, "hookproof_reads");
_Static_assert(sizeof(hookproof_error) == 568 && offsetof(hookproof_error, skew) == 8, "hookproof_error");
_Static_assert(offsetof(hookproof_error, header) == 16, "hookproof_error");
_Static_assert(offsetof(hookproof_error, url) == 97, "hookproof_error");
_Static_assert(offsetof(hookproof_error, message) == 178, "hookproof_error");
_Static_assert(sizeof(hookproof_setting) == 32 && offsetof(hookproof_setting, value) == 16, "hookproof_setting");
_Static_assert(sizeof(hookproof_answer) == 112 && offsetof(hookproof_answer, body) == 8, "hookproof_answer");
_Static_assert(offsetof(hookproof_answer, headers) == 24, "hookproof_answer");
_Static_assert(offsetof(hookproof_answer, header_count) == 88, "hookproof_answer");
_Static_assert(offsetof(hookproof_answer, secret) == 96, "hookproof_answer");
#endif
_Static_assert(sizeof(hookproof_result) == 4 && sizeof(bool) == 1, "fixed sizes");

static void results_have_names(void) {
    CHECK(hookproof_abi_version() == HOOKPROOF_ABI_VERSION);
    unsigned major, minor, patch;
    CHECK(sscanf(hookproof_version(), "%u.%u.%u", &major, &minor, &patch) == 3);
    CHECK(is(hookproof_error_code(HOOKPROOF_OK), "ok") && hookproof_http_status(HOOKPROOF_OK) == 200);
    CHECK(is(hookproof_error_code(HOOKPROOF_SIGNATURE_MISMATCH), "signature_mismatch"));
    CHECK(is(hookproof_error_code(HOOKPROOF_UNSUPPORTED_ALGORITHM), "unsupported_algorithm"));
    CHECK(is(hookproof_error_code(HOOKPROOF_INVALID_ARGUMENT), "invalid_argument"));
    CHECK(is(hookproof_error_code(HOOKPROOF_OUT_OF_MEMORY), "out_of_memory"));
    CHECK(is(hookproof_error_code(HOOKPROOF_BUFFER_TOO_SMALL), "buffer_too_small"));
    CHECK(hookproof_http_status(HOOKPROOF_MISSING_HEADER) == 400);
    CHECK(hookproof_http_status(HOOKPROOF_TIMESTAMP_TOO_OLD) == 401);
    CHECK(hookproof_http_status(HOOKPROOF_BODY_TOO_LARGE) == 413);
    CHECK(hookproof_http_status(HOOKPROOF_WEAK_SECRET) == 500);
    CHECK(hookproof_http_status(HOOKPROOF_INVALID_ARGUMENT) == 500);
    for (hookproof_result result = HOOKPROOF_OK; result <= HOOKPROOF_UNSUPPORTED_ALGORITHM; result++) {
        CHECK(!is(hookproof_error_code(result), "unknown") && strlen(hookproof_error_code(result)) > 1);
        CHECK(strlen(hookproof_error_description(result)) > 20);
    }
    const hookproof_result none[] = {-1, 17, 99, 103, 256 + 7, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < COUNT(none); i++) {
        CHECK(is(hookproof_error_code(none[i]), "unknown") && is(hookproof_error_description(none[i]), "unknown"));
        CHECK(hookproof_http_status(none[i]) == 500);
    }
}

static void a_scheme_says_what_it_needs(void) {
    hookproof_scheme scheme;
    hookproof_error error;
    CHECK(hookproof_scheme_read(text(STANDARD), &scheme, &error) == HOOKPROOF_OK && error.code == HOOKPROOF_OK);
    CHECK(strncmp(scheme.line, "hmac-sha256(whsec_{base64})", 27) == 0);
    CHECK(scheme.streams && !scheme.needs_url && !scheme.needs_method && !scheme.signs_with_api_secret);
    CHECK(scheme.covers_body && scheme.covers_id && scheme.covers_timestamp && !scheme.covers_url);
    CHECK(scheme.tolerance == 300);

    const char *form = "hmac-sha1({api-secret}) | x-acme: {hex} | {method}{url}{form}";
    CHECK(hookproof_scheme_read(text(form), &scheme, NULL) == HOOKPROOF_OK && is(scheme.line, form));
    CHECK(!scheme.streams && scheme.needs_url && scheme.needs_method && scheme.signs_with_api_secret);
    CHECK(scheme.covers_url && !scheme.covers_timestamp && scheme.tolerance == 0);

    char long_line[800];
    memset(long_line, 'x', sizeof long_line - 1);
    long_line[sizeof long_line - 1] = 0;
    CHECK(hookproof_scheme_read(text(long_line), &scheme, &error) == HOOKPROOF_INVALID_SCHEME);
    CHECK(scheme.line[0] == 0 && !scheme.covers_url);
    CHECK(hookproof_scheme_read(text("hmac-sha256 | x-acme: {hax} | {body}"), &scheme, &error) == HOOKPROOF_INVALID_SCHEME);
    CHECK(error.column == 23);
}

static void every_provider_is_listed(void) {
    hookproof_provider provider, last = {.name = ""};
    hookproof_scheme scheme;
    hookproof_error error;
    size_t confirmed = 0, with_docs = 0, count = hookproof_provider_count();
    CHECK(count > 300);
    for (size_t i = 0; i < count; i++) {
        CHECK(hookproof_provider_at(i, &provider, NULL) == HOOKPROOF_OK);
        CHECK(strcmp(last.name, provider.name) < 0 && provider.title[0]);
        CHECK(provider.docs[0] == 0 || strncmp(provider.docs, "https://", 8) == 0);
        CHECK(hookproof_scheme_read(text(provider.name), &scheme, NULL) == HOOKPROOF_OK);
        CHECK(is(scheme.line, provider.scheme));
        confirmed += provider.is_confirmed;
        with_docs += provider.docs[0] != 0;
        last = provider;
    }
    CHECK(confirmed > count / 2 && confirmed < count && with_docs > count / 2);
    memset(&provider, 0xff, sizeof provider);
    CHECK(hookproof_provider_at(count, &provider, &error) == HOOKPROOF_INVALID_ARGUMENT);
    CHECK(error.code == HOOKPROOF_INVALID_ARGUMENT && strstr(error.message, "fewer"));
    CHECK(provider.name[0] == 0 && provider.scheme[0] == 0 && !provider.is_confirmed);
    CHECK(hookproof_provider_at(SIZE_MAX, &provider, NULL) == HOOKPROOF_INVALID_ARGUMENT);
}

int main(void) {
    static void (*const tests[])(void) = {
        results_have_names,
        a_scheme_says_what_it_needs,
        every_provider_is_listed,
    };
    return run(tests, COUNT(tests));
}
