/*
 * A mistake in the calling program that the sanitizers have to see: a body that is a byte shorter than it says.
 */
#include "deliveries.h"

int main(void) {
    hookproof_header github = header("X-Hub-Signature-256", GITHUB_SIGNATURE);
    hookproof_request request = {.headers = &github, .header_count = 1, .body = text(GITHUB_BODY)};
    hookproof_verifier *verifier = verifier_with(GITHUB, GITHUB_SECRET, NULL);
    request.body.len++;
    hookproof_verifier_verify(verifier, &request, 0, NULL, NULL);
    hookproof_verifier_free(verifier);
    free_copies();
    return 0;
}
