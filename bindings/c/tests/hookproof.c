/*
 * The C tests: what the header promises, seen from C.
 */
#include "check.h"

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

/* ---- Deliveries with known signatures ---- */

#define GITHUB "github"
#define GITHUB_SECRET "It's a Secret to Everybody"
#define GITHUB_BODY "Hello, World!"
#define GITHUB_SIGNATURE "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

#define STANDARD "standard-webhooks"
#define STANDARD_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define STANDARD_BODY "{\"test\": 2432232314}"
#define STANDARD_ID "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define STANDARD_TIME 1614265330
#define STANDARD_SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

static hookproof_verifier *verifier_with(const char *scheme, const char *secret, const hookproof_options *options) {
    hookproof_key only = key("only", secret);
    hookproof_verifier *verifier = NULL;
    hookproof_error error;
    hookproof_result result = hookproof_verifier_new(text(scheme), &only, 1, options, &verifier, &error);
    if (result != HOOKPROOF_OK) {
        fprintf(stderr, "%s: %s\n", scheme, error.message);
    }
    CHECK(result == HOOKPROOF_OK && verifier != NULL);
    return verifier;
}

static hookproof_result refused(const char *scheme, const char *secret, hookproof_error *error) {
    hookproof_key only = key("only", secret);
    hookproof_verifier *verifier = (hookproof_verifier *)&only; /* is to be set to NULL */
    hookproof_result result = hookproof_verifier_new(text(scheme), &only, 1, NULL, &verifier, error);
    CHECK(verifier == NULL);
    return result;
}

static hookproof_request standard(hookproof_header headers[3]) {
    headers[0] = header("webhook-id", STANDARD_ID);
    headers[1] = header("Webhook-Timestamp", "1614265330");
    headers[2] = header("WEBHOOK-SIGNATURE", STANDARD_SIGNATURE);
    return (hookproof_request){.headers = headers, .header_count = 3, .body = text(STANDARD_BODY)};
}

/* ---- Tests ---- */

static void results_have_names(void) {
    CHECK(hookproof_abi_version() == HOOKPROOF_ABI_VERSION);
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

static void a_delivery_is_judged(void) {
    hookproof_verifier *verifier = verifier_with(STANDARD, STANDARD_SECRET, NULL);
    hookproof_header headers[3];
    hookproof_request request = standard(headers);
    hookproof_verdict verdict, again;
    hookproof_error error;

    CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME + 7, &verdict, &error) == HOOKPROOF_OK);
    CHECK(error.code == HOOKPROOF_OK && error.message[0] == 0);
    CHECK(verdict.key_index == 0 && verdict.has_timestamp && verdict.timestamp == STANDARD_TIME && verdict.skew == 7);
    CHECK(verdict.covers_body && verdict.covers_id && verdict.covers_timestamp && !verdict.covers_url);
    CHECK(is(verdict.event_id, STANDARD_ID));
    CHECK(verdict.has_replay_key);
    CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME, &again, NULL) == HOOKPROOF_OK && again.skew == 0);
    CHECK(memcmp(verdict.replay_key, again.replay_key, sizeof again.replay_key) == 0);
    CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME, NULL, NULL) == HOOKPROOF_OK);

    memset(&verdict, 0xff, sizeof verdict);
    CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME + 301, &verdict, &error) == HOOKPROOF_TIMESTAMP_TOO_OLD);
    CHECK(error.skew == 301 && strstr(error.message, "301 s old"));
    CHECK(!verdict.has_timestamp && !verdict.covers_body && verdict.timestamp == 0);
    CHECK(verdict.event_id[0] == 0 && verdict.event_type[0] == 0);
    CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME - 301, NULL, &error) == HOOKPROOF_TIMESTAMP_TOO_NEW);
    CHECK(error.skew == -301);
    CHECK(hookproof_verifier_verify(verifier, &request, UINT64_MAX, NULL, &error) == HOOKPROOF_TIMESTAMP_TOO_OLD);

    request.body = text("{\"test\": 2432232315}");
    CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME, NULL, &error) == HOOKPROOF_SIGNATURE_MISMATCH);
    CHECK(error.header[0] == 0 && error.url[0] == 0 && error.column == 0 && error.skew == 0);
    request.header_count = 2;
    CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME, NULL, &error) == HOOKPROOF_MISSING_HEADER);
    CHECK(is(error.header, "webhook-signature") && is(error.message, "header webhook-signature is missing"));
    headers[1] = header("webhook-timestamp", "yesterday");
    request = (hookproof_request){.headers = headers, .header_count = 3};
    CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME, NULL, &error) == HOOKPROOF_MALFORMED_TIMESTAMP);
    hookproof_verifier_free(verifier);

    verifier = verifier_with(GITHUB, GITHUB_SECRET, NULL);
    hookproof_header github = header("X-Hub-Signature-256", GITHUB_SIGNATURE);
    request = (hookproof_request){.headers = &github, .header_count = 1, .body = text(GITHUB_BODY)};
    CHECK(hookproof_verifier_verify(verifier, &request, 0, &verdict, &error) == HOOKPROOF_OK);
    CHECK(!verdict.has_timestamp && verdict.covers_body && !verdict.covers_id);
    CHECK(verdict.event_id[0] == 0);
    hookproof_verifier_free(verifier);
}

static void headers_may_be_many(void) {
    enum { MANY = 2000 };
    static hookproof_header headers[MANY];
    hookproof_verifier *verifier = verifier_with(GITHUB, GITHUB_SECRET, NULL);
    hookproof_request request = {.headers = headers, .header_count = MANY, .body = text(GITHUB_BODY)};
    hookproof_header other = header("x-other", "value");
    hookproof_header signature = header("x-hub-signature-256", GITHUB_SIGNATURE);
    hookproof_error error;

    for (size_t i = 0; i < MANY; i++) {
        headers[i] = other;
    }
    headers[7] = header("x-hub-signature-\xff\xfe", "not UTF-8");
    headers[8] = (hookproof_header){{NULL, 0}, {NULL, 0}};
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, &error) == HOOKPROOF_MISSING_HEADER);
    headers[MANY - 1] = signature;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, &error) == HOOKPROOF_OK);
    headers[0] = signature;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, &error) == HOOKPROOF_DUPLICATE_HEADER);
    CHECK(is(error.header, "x-hub-signature-256"));
    for (size_t i = 0; i < MANY; i++) {
        headers[i] = signature;
    }
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, &error) == HOOKPROOF_DUPLICATE_HEADER);
    hookproof_verifier_free(verifier);
}

/* Signs a delivery with the test secret; its headers then have those that were made, and the count of these comes out. */
static size_t sign_with(const char *scheme, hookproof_request *request, hookproof_header *headers, size_t room) {
    static char buffer[HOOKPROOF_SIGNED_SIZE];
    hookproof_header made[HOOKPROOF_SIGNED_HEADERS];
    size_t count = 0, given = request->header_count;
    hookproof_error error;
    hookproof_result result = hookproof_sign(text(scheme), text(GITHUB_SECRET), NULL, request, STANDARD_TIME, buffer,
                                             sizeof buffer, made, &count, &error);
    if (result != HOOKPROOF_OK) {
        fprintf(stderr, "%s: %s\n", scheme, error.message);
    }
    CHECK(result == HOOKPROOF_OK && given + count <= room);
    memmove(&headers[count], request->headers, given * sizeof *headers);
    for (size_t i = 0; i < count; i++) {
        headers[i] = (hookproof_header){copy(made[i].name.data, made[i].name.len), copy(made[i].value.data, made[i].value.len)};
    }
    request->headers = headers;
    request->header_count = given + count;
    return count;
}

static void ids_and_types_are_the_verdicts_own(void) {
    const char *scheme = "hmac-sha256 id={json:/id} type={json:/type} | x-acme: {hex} | {body}";
    hookproof_verifier *verifier = verifier_with(scheme, GITHUB_SECRET, NULL);
    hookproof_header headers[2];
    hookproof_verdict verdict;
    char longest[257], body[600];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    static const struct {
        const char *id, *type, *seen_id, *seen_type;
    } cases[] = {
        {"\"evt_1\"", "\"caf\\u00e9\"", "evt_1", "caf\xc3\xa9"},
        {"17", "null", "17", ""},
        {"\"evt_1\\u0000x\"", "\"a\"", "", "a"}, /* C would read it as evt_1 */
        {"\"\"", "{}", "", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        snprintf(body, sizeof body, "{\"id\":%s,\"type\":%s}", cases[i].id, cases[i].type);
        hookproof_request request = {.body = text(body)};
        sign_with(scheme, &request, headers, COUNT(headers));
        CHECK(hookproof_verifier_verify(verifier, &request, 0, &verdict, NULL) == HOOKPROOF_OK);
        free_copies(); /* nothing of the verdict is inside the request */
        CHECK(is(verdict.event_id, cases[i].seen_id) && is(verdict.event_type, cases[i].seen_type));
        CHECK(verdict.covers_id && verdict.covers_body);
    }
    snprintf(body, sizeof body, "{\"id\":\"%s\",\"type\":\"%sx\"}", longest, longest);
    hookproof_request request = {.body = text(body)};
    sign_with(scheme, &request, headers, COUNT(headers));
    CHECK(hookproof_verifier_verify(verifier, &request, 0, &verdict, NULL) == HOOKPROOF_OK);
    CHECK(is(verdict.event_id, longest) && verdict.event_type[0] == 0);
    hookproof_verifier_free(verifier);
}

static void the_url_is_the_public_one(void) {
    const char *scheme = "hmac-sha256 | x-acme: {hex} | {url}{body}";
    hookproof_header headers[4];
    hookproof_request request = {.body = text("{}"), .url = text("https://hooks.example.com/in?a=1")};
    sign_with(scheme, &request, headers, COUNT(headers));
    request.url = text("http://10.0.0.7:3000/in?a=1");
    hookproof_error error;

    hookproof_verifier *verifier = verifier_with(scheme, GITHUB_SECRET, NULL);
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, &error) == HOOKPROOF_SIGNATURE_MISMATCH);
    CHECK(is(error.url, "http://10.0.0.7:3000/in") && error.header[0] == 0 && strstr(error.message, error.url));
    CHECK(strlen(error.message) < sizeof error.message - 1);
    headers[1] = header("X-Forwarded-Proto", "https");
    headers[2] = header("X-FORWARDED-HOST", "hooks.example.com");
    request.header_count = 3;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == HOOKPROOF_SIGNATURE_MISMATCH);
    hookproof_verifier_free(verifier);

    hookproof_options options = {.trust_forwarded = true};
    verifier = verifier_with(scheme, GITHUB_SECRET, &options);
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, &error) == HOOKPROOF_OK);
    headers[3] = headers[2];
    request.header_count = 4;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, &error) == HOOKPROOF_DUPLICATE_HEADER);
    CHECK(is(error.header, "x-forwarded-host"));
    hookproof_verifier_free(verifier);

    options = (hookproof_options){.base_url = text("https://hooks.example.com")};
    verifier = verifier_with(scheme, GITHUB_SECRET, &options);
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == HOOKPROOF_OK);
    request.url = text("/in?a=1");
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == HOOKPROOF_OK);
    hookproof_verifier_free(verifier);

    hookproof_key only = key("only", GITHUB_SECRET);
    options.base_url = text("hooks.example.com");
    CHECK(hookproof_verifier_new(text(scheme), &only, 1, &options, &verifier, &error) == HOOKPROOF_MISSING_INPUT);
    CHECK(verifier == NULL && strstr(error.message, "base URL"));
    options.base_url = text("https://\xff");
    CHECK(hookproof_verifier_new(text(scheme), &only, 1, &options, &verifier, NULL) == HOOKPROOF_INVALID_ARGUMENT);
    options.base_url = (hookproof_bytes){NULL, 5};
    CHECK(hookproof_verifier_new(text(scheme), &only, 1, &options, &verifier, NULL) == HOOKPROOF_INVALID_ARGUMENT);
    options.base_url = (hookproof_bytes){"?", 0};
    CHECK(hookproof_verifier_new(text(scheme), &only, 1, &options, &verifier, NULL) == HOOKPROOF_OK);
    hookproof_verifier_free(verifier);
}

static void a_request_may_name_the_signed_headers(void) {
    enum { MOST = 128 };
    const char *scheme = "hmac-sha256 | x-acme: h={header-names},v1={hex} | {header-names}.{header-values}.{body}";
    hookproof_header headers[MOST + 2];
    hookproof_header given[] = {header("X-Tenant", "42"), header("content-type", "application/json")};
    hookproof_request request = {.headers = given, .header_count = COUNT(given), .body = text("{}")};
    CHECK(sign_with(scheme, &request, headers, COUNT(headers)) == 1);
    hookproof_verifier *verifier = verifier_with(scheme, GITHUB_SECRET, NULL);
    hookproof_error error;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == HOOKPROOF_OK);

    hookproof_header other = header("x-other", "value");
    for (size_t i = request.header_count; i < COUNT(headers); i++) {
        headers[i] = other;
    }
    headers[5] = header("x-\xff\xfe", "no text is no name");
    request.header_count = MOST + 1; /* one of them is no header */
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == HOOKPROOF_OK);
    headers[MOST] = header("x-tenant", "42"); /* the last that counts */
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, &error) == HOOKPROOF_DUPLICATE_HEADER);
    CHECK(is(error.header, "x-tenant"));
    headers[MOST] = other;
    request.header_count = MOST + 2;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, &error) == HOOKPROOF_MALFORMED_HEADER);
    CHECK(strstr(error.message, "128"));
    request.header_count = MOST;
    headers[2].value = text("43");
    headers[1].value = text("43");
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == HOOKPROOF_SIGNATURE_MISMATCH);
    hookproof_verifier_free(verifier);
}

static void a_signature_may_stand_elsewhere(void) {
    hookproof_header made[2];
    hookproof_request request = {.body = text("{}"), .url = text("https://a.example/in")};
    hookproof_error error;
    CHECK(sign_with("sha256 | query:signature: {hex} | {secret}{body}", &request, made, COUNT(made)) == 1);
    CHECK(made[0].name.len == 15 && memcmp(made[0].name.data, "query:signature", 15) == 0);
    char url[128];
    snprintf(url, sizeof url, "https://a.example/in?signature=%.*s", (int)made[0].value.len, (const char *)made[0].value.data);
    request = (hookproof_request){.body = text("{}"), .url = text(url)};
    hookproof_verifier *verifier = verifier_with("sha256 | query:signature: {hex} | {secret}{body}", GITHUB_SECRET, NULL);
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == HOOKPROOF_OK);
    request.url = text("https://a.example/in");
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, &error) == HOOKPROOF_MISSING_HEADER);
    CHECK(is(error.header, "query:signature"));
    hookproof_verifier_free(verifier);
}

static void secrets_are_checked(void) {
    hookproof_error error;
    CHECK(refused(GITHUB, "", &error) == HOOKPROOF_WEAK_SECRET && strstr(error.message, "variable"));
    CHECK(refused(GITHUB, "changeme", &error) == HOOKPROOF_WEAK_SECRET);
    CHECK(refused(GITHUB, "ghp_0123456789012345678901234567890123456789", &error) == HOOKPROOF_API_KEY_AS_SECRET);
    CHECK(!strstr(error.message, "ghp_0123"));
    CHECK(refused("shopify", "the client secret of the app", &error) == HOOKPROOF_API_KEY_AS_SECRET);
    CHECK(refused(STANDARD, "whsec_*", &error) == HOOKPROOF_INVALID_SECRET);
    CHECK(refused("nobody", GITHUB_SECRET, &error) == HOOKPROOF_INVALID_SCHEME && error.column == 0);
    CHECK(refused("hmac-sha256 | x-acme: {hax} | {body}", GITHUB_SECRET, &error) == HOOKPROOF_INVALID_SCHEME);
    CHECK(error.column == 23 && strstr(error.message, "column 23"));
    CHECK(refused("", GITHUB_SECRET, &error) == HOOKPROOF_INVALID_SCHEME);
    CHECK(hookproof_text(NULL).len == 0 && hookproof_text(NULL).data == NULL && hookproof_text("four").len == 4);

    hookproof_options allow = {.allow_api_key = true};
    hookproof_verifier_free(verifier_with("shopify", "the client secret of the app", &allow));
}

static void keys_are_rotated(void) {
    hookproof_header github = header("x-hub-signature-256", GITHUB_SIGNATURE);
    hookproof_request request = {.headers = &github, .header_count = 1, .body = text(GITHUB_BODY)};
    hookproof_key keys[17];
    for (size_t i = 0; i < COUNT(keys); i++) {
        char id[16];
        snprintf(id, sizeof id, "key %zu", i);
        keys[i] = key(id, id);
    }
    keys[2].secret = text(GITHUB_SECRET);
    keys[2].not_before = 100;
    keys[2].not_after = 200;

    hookproof_verifier *verifier = NULL;
    hookproof_verdict verdict;
    hookproof_error error;
    CHECK(hookproof_verifier_new(text(GITHUB), keys, 16, NULL, &verifier, &error) == HOOKPROOF_OK);
    CHECK(hookproof_verifier_verify(verifier, &request, 100, &verdict, NULL) == HOOKPROOF_OK && verdict.key_index == 2);
    CHECK(hookproof_verifier_verify(verifier, &request, 200, &verdict, NULL) == HOOKPROOF_OK);
    CHECK(hookproof_verifier_verify(verifier, &request, 99, &verdict, NULL) == HOOKPROOF_SIGNATURE_MISMATCH);
    CHECK(hookproof_verifier_verify(verifier, &request, 201, &verdict, NULL) == HOOKPROOF_SIGNATURE_MISMATCH);
    hookproof_verifier_free(verifier);

    CHECK(hookproof_verifier_new(text(GITHUB), &keys[2], 1, NULL, &verifier, &error) == HOOKPROOF_OK);
    CHECK(hookproof_verifier_verify(verifier, &request, 201, NULL, &error) == HOOKPROOF_NO_ACTIVE_KEY);
    hookproof_verifier_free(verifier);

    CHECK(hookproof_verifier_new(text(GITHUB), keys, 17, NULL, &verifier, &error) == HOOKPROOF_INVALID_SECRET);
    CHECK(hookproof_verifier_new(text(GITHUB), NULL, 0, NULL, &verifier, &error) == HOOKPROOF_NO_ACTIVE_KEY);
    keys[1].id = keys[0].id;
    CHECK(hookproof_verifier_new(text(GITHUB), keys, 2, NULL, &verifier, &error) == HOOKPROOF_INVALID_SECRET);
    CHECK(verifier == NULL);
}

static void options_take_words(void) {
    hookproof_header headers[3];
    hookproof_request request = standard(headers);
    hookproof_options options = {.tolerance = HOOKPROOF_TOLERANCE_IGNORE};
    hookproof_verifier *verifier = verifier_with(STANDARD, STANDARD_SECRET, &options);
    CHECK(hookproof_verifier_verify(verifier, &request, UINT64_MAX, NULL, NULL) == HOOKPROOF_OK);
    hookproof_verifier_free(verifier);

    options = (hookproof_options){.tolerance = HOOKPROOF_TOLERANCE_SECONDS, .tolerance_seconds = 0};
    verifier = verifier_with(STANDARD, STANDARD_SECRET, &options);
    CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME, NULL, NULL) == HOOKPROOF_OK);
    CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME + 1, NULL, NULL) == HOOKPROOF_TIMESTAMP_TOO_OLD);
    hookproof_verifier_free(verifier);

    hookproof_key only = key("only", STANDARD_SECRET);
    options = (hookproof_options){.tolerance = 3};
    CHECK(hookproof_verifier_new(text(STANDARD), &only, 1, &options, &verifier, NULL) == HOOKPROOF_INVALID_ARGUMENT);
    options = (hookproof_options){.tolerance = -1};
    CHECK(hookproof_verifier_new(text(STANDARD), &only, 1, &options, &verifier, NULL) == HOOKPROOF_INVALID_ARGUMENT);
    memset(&options, 0xa5, sizeof options); /* options that were never set allow nothing */
    options.tolerance = HOOKPROOF_TOLERANCE_SCHEME;
    CHECK(hookproof_verifier_new(text(STANDARD), &only, 1, &options, &verifier, NULL) == HOOKPROOF_INVALID_ARGUMENT);
}

static void null_is_an_answer_not_a_crash(void) {
    hookproof_header headers[3];
    hookproof_request request = standard(headers);
    hookproof_key only = key("only", STANDARD_SECRET);
    hookproof_verifier *verifier = verifier_with(STANDARD, STANDARD_SECRET, NULL);
    hookproof_verifier *other = NULL;
    hookproof_bytes scheme = text(STANDARD), hole = {NULL, 5}, endless = {scheme.data, SIZE_MAX};
    hookproof_error error;
    char buffer[HOOKPROOF_SIGNED_SIZE];
    hookproof_header made[HOOKPROOF_SIGNED_HEADERS];
    size_t count = 9;
    const hookproof_result invalid = HOOKPROOF_INVALID_ARGUMENT;

    CHECK(hookproof_verifier_new(scheme, &only, 1, NULL, NULL, &error) == invalid);
    CHECK(error.code == invalid && is(error.message, "verifier is NULL"));
    CHECK(hookproof_verifier_new(scheme, NULL, 1, NULL, &other, NULL) == invalid);
    CHECK(hookproof_verifier_new(scheme, &only, SIZE_MAX / 2, NULL, &other, NULL) == invalid);
    CHECK(hookproof_verifier_new(hole, &only, 1, NULL, &other, NULL) == invalid);
    CHECK(hookproof_verifier_new(endless, &only, 1, NULL, &other, NULL) == invalid);
    CHECK(hookproof_verifier_new(text("\xff | \xff"), &only, 1, NULL, &other, NULL) == invalid);
    only.id = text("\xff");
    CHECK(hookproof_verifier_new(scheme, &only, 1, NULL, &other, NULL) == invalid);
    only = (hookproof_key){.secret = hole};
    CHECK(hookproof_verifier_new(scheme, &only, 1, NULL, &other, NULL) == invalid);
    only = (hookproof_key){.secret = {NULL, 0}};
    CHECK(hookproof_verifier_new(scheme, &only, 1, NULL, &other, NULL) == HOOKPROOF_WEAK_SECRET);
    CHECK(other == NULL);
    hookproof_verifier_free(NULL);

    CHECK(hookproof_verifier_verify(NULL, &request, 0, NULL, &error) == invalid && is(error.message, "verifier is NULL"));
    CHECK(hookproof_verifier_verify(verifier, NULL, 0, NULL, &error) == invalid && is(error.message, "request is NULL"));
    request.headers = NULL;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == invalid);
    request.header_count = 0;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == HOOKPROOF_MISSING_HEADER);
    request = standard(headers);
    headers[2].value = hole;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == invalid);
    headers[2].value = (hookproof_bytes){"?", 0};
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == HOOKPROOF_MALFORMED_HEADER);
    request = standard(headers);
    request.body = hole;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == invalid);
    request.body = endless;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == invalid);
    request = standard(headers);
    request.url = hole;
    CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == invalid);
    request = standard(headers);
    request.url = request.method = text("\xff\xff"); /* the sender's, and not read by this scheme */
    CHECK(hookproof_verifier_verify(verifier, &request, STANDARD_TIME, NULL, NULL) == HOOKPROOF_OK);
    hookproof_verifier_free(verifier);

    hookproof_bytes secret = text(STANDARD_SECRET);
    CHECK(hookproof_sign(scheme, secret, NULL, &request, 1, NULL, 9, made, &count, NULL) == invalid && count == 0);
    CHECK(hookproof_sign(scheme, secret, NULL, &request, 1, buffer, sizeof buffer, NULL, &count, NULL) == invalid);
    CHECK(hookproof_sign(scheme, secret, NULL, &request, 1, buffer, sizeof buffer, made, NULL, NULL) == invalid);
    CHECK(hookproof_sign(scheme, secret, NULL, NULL, 1, buffer, sizeof buffer, made, &count, NULL) == invalid);
    CHECK(hookproof_sign(scheme, hole, NULL, &request, 1, buffer, sizeof buffer, made, &count, NULL) == invalid);
    CHECK(hookproof_derive(scheme, secret, NULL, 9, NULL) == invalid);
    CHECK(hookproof_derive(hole, secret, buffer, sizeof buffer, NULL) == invalid && buffer[0] == 0);
}

/* Signs with a scheme, verifies what came out, and says how many bytes the buffer needs. */
static size_t round_trip(const char *scheme, const char *secret, hookproof_request request, uint64_t now) {
    const hookproof_options options = {.allow_api_key = true};
    hookproof_bytes scheme_text = text(scheme), secret_text = text(secret);
    hookproof_header headers[HOOKPROOF_SIGNED_HEADERS + 2];
    size_t count = 0, needed = 0;
    char *buffer = malloc(HOOKPROOF_SIGNED_SIZE);
    hookproof_error error;
    hookproof_result result = hookproof_sign(scheme_text, secret_text, &options, &request, now, buffer,
                                             HOOKPROOF_SIGNED_SIZE, headers, &count, &error);
    if (result != HOOKPROOF_OK) {
        fprintf(stderr, "%s: %s\n", scheme, error.message);
    }
    CHECK(result == HOOKPROOF_OK && count >= 1 && count <= HOOKPROOF_SIGNED_HEADERS);
    for (size_t i = 0; i < count; i++) {
        needed += headers[i].name.len + 1 + headers[i].value.len + 1;
        CHECK(((const char *)headers[i].value.data)[headers[i].value.len] == 0);
    }
    for (size_t size = 0; size <= needed; size++) {
        hookproof_header cut[HOOKPROOF_SIGNED_HEADERS];
        char *exact = malloc(size ? size : 1);
        result = hookproof_sign(scheme_text, secret_text, &options, &request, now, exact, size, cut, &count, NULL);
        CHECK(result == (size < needed ? HOOKPROOF_BUFFER_TOO_SMALL : HOOKPROOF_OK));
        CHECK(size == needed || (count == 0 && cut[0].name.data == NULL));
        free(exact);
    }

    for (size_t i = 0; i < request.header_count && count < COUNT(headers); i++) {
        headers[count++] = request.headers[i];
    }
    request.headers = headers;
    request.header_count = count;
    hookproof_verifier *verifier = verifier_with(scheme, secret, &options);
    CHECK(hookproof_verifier_verify(verifier, &request, now, NULL, &error) == HOOKPROOF_OK);
    request.body = text("{}");
    CHECK(hookproof_verifier_verify(verifier, &request, now, NULL, &error) == HOOKPROOF_SIGNATURE_MISMATCH
          || strncmp(scheme, "token", 5) == 0);
    hookproof_verifier_free(verifier);
    free(buffer);
    return needed;
}

static void what_is_signed_verifies(void) {
    const uint64_t now = 1795465620;
    hookproof_header id = header("webhook-id", "evt_1");
    hookproof_request request = {.headers = &id, .header_count = 1, .body = text("a=1&b=2")};
    request.url = text("https://example.com/hook");
    request.method = text("POST");
    round_trip("stripe", "a secret", request, now);
    round_trip("slack", "a secret", request, now);
    round_trip("square", "a secret", request, now);
    round_trip("twilio", "a secret", request, now);
    round_trip(STANDARD, STANDARD_SECRET, request, now);
    CHECK(round_trip("hmac-sha512 | x-acme: {base64} | {url}{body}", "a secret", request, now) == 7 + 89);

    char token[1025];
    memset(token, 't', sizeof token - 1);
    token[sizeof token - 1] = 0;
    hookproof_header made[HOOKPROOF_SIGNED_HEADERS];
    char buffer[HOOKPROOF_SIGNED_SIZE];
    size_t count;
    hookproof_error error;
    CHECK(hookproof_sign(text("token | x-acme-token: {token}"), text(token), NULL, &request, now, buffer, sizeof buffer,
                         made, &count, &error) == HOOKPROOF_OK);
    CHECK(count == 1 && made[0].value.len == 1024 && is(made[0].value.data, token));

    request.url = text("not \xff UTF-8");
    CHECK(hookproof_sign(text("square"), text("a secret"), NULL, &request, now, buffer, sizeof buffer, made, &count,
                         &error) == HOOKPROOF_MISSING_INPUT);
    CHECK(count == 0 && made[0].name.data == NULL);
    request.header_count = 0;
    CHECK(hookproof_sign(text(STANDARD), text(STANDARD_SECRET), NULL, &request, now, buffer, sizeof buffer, made,
                         &count, &error) == HOOKPROOF_MISSING_HEADER);
    CHECK(is(error.header, "webhook-id"));
}

static void a_derived_key_stands_for_the_secret(void) {
    static const char *schemes[] = {
        "hmac-sha1 | x-acme: {hex} | {body}",
        "hmac-sha256 | x-acme: {hex} | {body}",
        "hmac-sha384 | x-acme: {hex} | {body}",
        "hmac-sha512({api-secret}) | x-acme: {hex} | {body}",
    };
    const char *secret = "a secret that can call the API";
    const hookproof_options allow = {.allow_api_key = true};
    hookproof_error error;
    char derived[HOOKPROOF_DERIVED_SIZE];
    for (size_t i = 0; i < COUNT(schemes); i++) {
        CHECK(hookproof_derive(text(schemes[i]), text(secret), derived, sizeof derived, &error) == HOOKPROOF_OK);
        CHECK(strncmp(derived, "hpk1_", 5) == 0 && !strstr(derived, secret));
        size_t needed = strlen(derived) + 1;
        char *exact = malloc(needed);
        CHECK(hookproof_derive(text(schemes[i]), text(secret), exact, needed, NULL) == HOOKPROOF_OK);
        CHECK(is(exact, derived));
        CHECK(hookproof_derive(text(schemes[i]), text(secret), exact, needed - 1, NULL) == HOOKPROOF_BUFFER_TOO_SMALL);
        CHECK(exact[0] == 0);
        CHECK(hookproof_derive(text(schemes[i]), text(secret), exact, 0, NULL) == HOOKPROOF_BUFFER_TOO_SMALL);
        free(exact);

        hookproof_request request = {.body = text("{\"a\":1}")};
        hookproof_header made[HOOKPROOF_SIGNED_HEADERS];
        char buffer[HOOKPROOF_SIGNED_SIZE];
        size_t count;
        CHECK(hookproof_sign(text(schemes[i]), text(secret), &allow, &request, 0, buffer, sizeof buffer, made, &count,
                             &error) == HOOKPROOF_OK);
        request.headers = made;
        request.header_count = count;
        hookproof_verifier *verifier = verifier_with(schemes[i], derived, NULL);
        CHECK(hookproof_verifier_verify(verifier, &request, 0, NULL, NULL) == HOOKPROOF_OK);
        hookproof_verifier_free(verifier);
    }
    CHECK(hookproof_derive(text("token | x-acme: {token}"), text(secret), derived, sizeof derived, &error)
          == HOOKPROOF_UNSUPPORTED_ALGORITHM);
    CHECK(derived[0] == 0);
    CHECK(hookproof_derive(text(schemes[0]), text(""), derived, sizeof derived, &error) == HOOKPROOF_WEAK_SECRET);
}

int main(void) {
    static void (*const tests[])(void) = {
        results_have_names,
        a_delivery_is_judged,
        headers_may_be_many,
        ids_and_types_are_the_verdicts_own,
        the_url_is_the_public_one,
        a_request_may_name_the_signed_headers,
        a_signature_may_stand_elsewhere,
        secrets_are_checked,
        keys_are_rotated,
        options_take_words,
        what_is_signed_verifies,
        null_is_an_answer_not_a_crash,
        a_derived_key_stands_for_the_secret,
    };
    return run(tests, COUNT(tests));
}
