/*
 * Verifies a delivery that Stripe's SDK and one that GitHub's documentation publish, then the same with a changed body.
 *
 *     cc verify.c $(pkg-config --cflags --libs hookproof) -o verify && ./verify
 */
#include <hookproof.h>
#include <inttypes.h>
#include <stdio.h>

/* One delivery, judged by a verifier of its own. A server makes the verifier once and keeps it. */
static hookproof_result judge(const char *provider, const char *secret, const hookproof_header *header,
                              hookproof_bytes body, uint64_t now) {
    hookproof_key key = {.id = hookproof_text("2026-11"), .secret = hookproof_text(secret)};
    hookproof_verifier *verifier;
    hookproof_error error;
    if (hookproof_verifier_new(hookproof_text(provider), &key, 1, NULL, &verifier, &error) != HOOKPROOF_OK) {
        fprintf(stderr, "%s: %s\n", provider, error.message);
        return error.code;
    }

    hookproof_request request = {.headers = header, .header_count = 1, .body = body};
    hookproof_verdict verdict;
    hookproof_result result = hookproof_verifier_verify(verifier, &request, now, &verdict, &error);
    if (result == HOOKPROOF_OK) {
        printf("%-7s authentic", provider);
        if (verdict.has_timestamp) {
            printf(", signed %" PRId64 " s ago", verdict.skew);
        }
        printf(", replay key ");
        for (size_t i = 0; i < 8; i++) {
            printf("%02x", verdict.replay_key[i]);
        }
        printf("...\n");
    } else {
        printf("%-7s answer %d, log %s: %s\n", provider, hookproof_http_status(result), hookproof_error_code(result),
               error.message);
    }
    hookproof_verifier_free(verifier);
    return result;
}

int main(void) {
    if (hookproof_abi_version() != HOOKPROOF_ABI_VERSION) {
        fputs("this program was compiled against another version of the library\n", stderr);
        return 1;
    }

    /* stripe/stripe-dotnet, EventUtilityTest */
    const hookproof_header stripe = {
        hookproof_text("Stripe-Signature"),
        hookproof_text("t=1533204620,v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7"),
    };
    const char *event = "{\n  \"id\": \"evt_123\",\n  \"object\": \"event\",\n  \"account\": \"acct_123\",\n"
                        "  \"api_version\": \"2017-05-25\",\n  \"created\": 1533204620,\n  \"data\": {\n"
                        "    \"object\": {\n      \"id\": \"cus_123\",\n      \"object\": \"customer\",\n"
                        "      \"created\": 123456789,\n      \"email\": \"test@stripe.com\",\n"
                        "      \"livemode\": false,\n      \"metadata\": {}\n    }\n  },\n  \"livemode\": false,\n"
                        "  \"pending_webhooks\": 1,\n  \"request\": {\n    \"id\": \"req_123\",\n"
                        "    \"idempotency_key\": \"idempotency-key-123\"\n  },\n  \"type\": \"customer.created\"\n}\n";
    const uint64_t then = 1533204620; /* a server says (uint64_t)time(NULL) */

    /* docs.github.com, "Validating webhook deliveries" */
    const hookproof_header github = {
        hookproof_text("X-Hub-Signature-256"),
        hookproof_text("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
    };
    const char *github_secret = "It's a Secret to Everybody";

    int as_expected = judge("stripe", "webhook_secret", &stripe, hookproof_text(event), then + 12) == HOOKPROOF_OK
        && judge("github", github_secret, &github, hookproof_text("Hello, World!"), then) == HOOKPROOF_OK
        && judge("stripe", "webhook_secret", &stripe, hookproof_text("{}"), then) == HOOKPROOF_SIGNATURE_MISMATCH
        && judge("github", github_secret, &github, hookproof_text("Hello, world!"), then) == HOOKPROOF_SIGNATURE_MISMATCH
        && judge("stripe", "webhook_secret", &stripe, hookproof_text(event), then + 301) == HOOKPROOF_TIMESTAMP_TOO_OLD;
    return as_expected ? 0 : 1;
}
