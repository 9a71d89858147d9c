/*
 * Deliveries judged whole.
 */
#include "deliveries.h"

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

static void a_verifier_says_what_it_reads(void) {
    hookproof_reads reads;
    hookproof_error error;
    hookproof_verifier *verifier = verifier_with("hmac-sha256 | x-acme: {hex} | {method}{x-tenant}{body}", GITHUB_SECRET, NULL);
    CHECK(hookproof_verifier_reads(verifier, &reads, &error) == HOOKPROOF_OK && error.code == HOOKPROOF_OK);
    CHECK(is(reads.headers, "x-acme\nx-tenant\n") && reads.method && !reads.url && !reads.all_headers);
    hookproof_verifier_free(verifier);
    CHECK(hookproof_verifier_reads(NULL, &reads, &error) == HOOKPROOF_INVALID_ARGUMENT && is(reads.headers, ""));
}

int main(void) {
    static void (*const tests[])(void) = {
        a_delivery_is_judged,
        a_verifier_says_what_it_reads,
        headers_may_be_many,
        ids_and_types_are_the_verdicts_own,
        the_url_is_the_public_one,
        a_request_may_name_the_signed_headers,
        a_signature_may_stand_elsewhere,
    };
    return run(tests, COUNT(tests));
}
