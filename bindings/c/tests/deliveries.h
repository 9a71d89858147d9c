/*
 * Deliveries with known signatures, and what makes verifiers for them.
 */
#ifndef DELIVERIES_H
#define DELIVERIES_H

#include "check.h"

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

static inline hookproof_verifier *verifier_with(const char *scheme, const char *secret, const hookproof_options *options) {
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

static inline hookproof_result refused(const char *scheme, const char *secret, hookproof_error *error) {
    hookproof_key only = key("only", secret);
    hookproof_verifier *verifier = (hookproof_verifier *)&only; /* is to be set to NULL */
    hookproof_result result = hookproof_verifier_new(text(scheme), &only, 1, NULL, &verifier, error);
    CHECK(verifier == NULL);
    return result;
}

static inline hookproof_request standard(hookproof_header headers[3]) {
    headers[0] = header("webhook-id", STANDARD_ID);
    headers[1] = header("Webhook-Timestamp", "1614265330");
    headers[2] = header("WEBHOOK-SIGNATURE", STANDARD_SIGNATURE);
    return (hookproof_request){.headers = headers, .header_count = 3, .body = text(STANDARD_BODY)};
}

/* Signs a delivery with the test secret; its headers then have those that were made, and the count of these comes out. */
static inline size_t sign_with(const char *scheme, hookproof_request *request, hookproof_header *headers, size_t room) {
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
    if (given) {
        memmove(&headers[count], request->headers, given * sizeof *headers);
    }
    for (size_t i = 0; i < count; i++) {
        headers[i] = (hookproof_header){copy(made[i].name.data, made[i].name.len), copy(made[i].value.data, made[i].value.len)};
    }
    request->headers = headers;
    request->header_count = given + count;
    return count;
}

#endif
