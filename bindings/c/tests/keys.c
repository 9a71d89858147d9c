/*
 * Secrets, keys and options.
 */
#include "deliveries.h"

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
        secrets_are_checked,
        keys_are_rotated,
        options_take_words,
        a_derived_key_stands_for_the_secret,
    };
    return run(tests, COUNT(tests));
}
