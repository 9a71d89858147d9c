/*
 * hookproof: did this webhook really come from who it says, just now, unchanged?
 *
 * A *scheme* says how a provider signs: a name ("stripe") or a line of text ("hmac-sha256 | x-acme-signature:
 * {hex} | {body}"). A *verifier* is a scheme and the secrets. It judges deliveries: bytes in, verdict out. The
 * library opens nothing, and reads neither clock nor environment.
 *
 *     hookproof_key key = { .id = hookproof_text("2026-11"), .secret = hookproof_text(getenv("STRIPE_SECRET")) };
 *     hookproof_verifier *verifier;
 *     hookproof_error error;
 *     if (hookproof_verifier_new(hookproof_text("stripe"), &key, 1, NULL, &verifier, &error) != HOOKPROOF_OK)
 *         return fail(error.message);
 *
 *     // for each delivery; the body is the bytes as they came in, before any parser
 *     hookproof_header headers[] = { { hookproof_text("Stripe-Signature"), hookproof_text(signature) } };
 *     hookproof_request request = { .headers = headers, .header_count = 1, .body = { body, body_len } };
 *     if (hookproof_verifier_verify(verifier, &request, (uint64_t)time(NULL), NULL, &error) != HOOKPROOF_OK)
 *         return answer(hookproof_http_status(error.code)); // and log error.message; tell the sender nothing
 *
 *     hookproof_verifier_free(verifier);
 *
 * CONVENTIONS
 *
 * Results     Every function that can fail returns a hookproof_result: HOOKPROOF_OK (0), or why not. Numbers never
 *             change meaning. Outputs come last, and are set also on failure (to NULL, 0, or an empty text).
 * Bytes       Texts and bytes are a pointer and a length, and need no terminating zero. A length of 0 is the empty
 *             text, whatever the pointer is. Texts that the library returns end with a zero as well.
 * NULL        `options` may be NULL: the defaults. So may `verdict` and `error`: not wanted. Anywhere else NULL is
 *             HOOKPROOF_INVALID_ARGUMENT. That is checked; that pointers are good for their lengths cannot be.
 * Memory      Only functions that end in _new allocate, up to 20 KB and a head; the _free of the same name gives it
 *             back. Inputs are read during the call and not kept: secrets may be wiped after hookproof_verifier_new.
 *             What a call writes to must not overlap with what it reads or else writes to.
 * Threads     There are no globals, and every function may be called from any thread. Any number of threads may use
 *             one verifier at the same time; free it after the last. A stream is for one thread at a time.
 * Times       Seconds since 1970-01-01 UTC.
 * Zeroing     Set structs with an initializer, or to all zero bytes, so that a field added later is at its default.
 */
#ifndef HOOKPROOF_H
#define HOOKPROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What this header describes; hookproof_abi_version() returns what the library was built as. They must be equal. It
 * grows with every change that a compiled program would not survive, and is the number in libhookproof.so's soname. */
#define HOOKPROOF_ABI_VERSION 1

/* ---- Results ------------------------------------------------------------------------------------------------ */

typedef int32_t hookproof_result;

enum {
    HOOKPROOF_OK = 0,

    /* The delivery is rejected; answer 400, 401 or 413 (hookproof_http_status). */
    HOOKPROOF_MISSING_HEADER = 1,      /* a header that the scheme reads is absent */
    HOOKPROOF_DUPLICATE_HEADER = 2,    /* it came more than once */
    HOOKPROOF_MALFORMED_HEADER = 3,    /* it does not have the scheme's form */
    HOOKPROOF_MALFORMED_TIMESTAMP = 4, /* not a time in the scheme's format */
    HOOKPROOF_TIMESTAMP_TOO_OLD = 5,   /* authentic, but older than the tolerance allows */
    HOOKPROOF_TIMESTAMP_TOO_NEW = 6,   /* authentic, but further in the future than the tolerance allows */
    HOOKPROOF_SIGNATURE_MISMATCH = 7,  /* no key and received signature match */
    HOOKPROOF_MALFORMED_BODY = 8,      /* the scheme reads the body (as a form, say), and it is not of that kind */
    HOOKPROOF_BODY_TOO_LARGE = 9,      /* for the caller's own limit; the library has none */

    /* The configuration or the call is wrong; answer 500. */
    HOOKPROOF_MISSING_INPUT = 10,         /* the scheme signs the URL or the method, and none was given */
    HOOKPROOF_INVALID_SCHEME = 11,        /* no provider has the name, or the line does not parse */
    HOOKPROOF_INVALID_SECRET = 12,        /* it does not decode as the scheme says, or the keys contradict each other */
    HOOKPROOF_WEAK_SECRET = 13,           /* empty (an unset variable?) or a placeholder */
    HOOKPROOF_API_KEY_AS_SECRET = 14,     /* it can call the provider's API: see hookproof_derive */
    HOOKPROOF_NO_ACTIVE_KEY = 15,         /* every key is outside its dates, or there is none */
    HOOKPROOF_UNSUPPORTED_ALGORITHM = 16, /* not in this build */

    /* Of this library, not of the delivery. */
    HOOKPROOF_INVALID_ARGUMENT = 100, /* the call breaks the conventions above */
    HOOKPROOF_OUT_OF_MEMORY = 101,    /* for the verifier or the stream */
    HOOKPROOF_BUFFER_TOO_SMALL = 102  /* for what was to be written to it */
};

/* What these functions return is never NULL, lives for ever, and is nobody's to free. */

/* The word for a result as logs and other languages use it, "signature_mismatch"; "unknown" for any other number. */
const char *hookproof_error_code(hookproof_result result);

/* When a result is given, as one sentence; "unknown" for any other number. */
const char *hookproof_error_description(hookproof_result result);

/* The HTTP status to answer the sender with: 200 for HOOKPROOF_OK, 500 for any number that is not a result. */
int hookproof_http_status(hookproof_result result);

/* The HOOKPROOF_ABI_VERSION of the header that the library was built with. */
uint32_t hookproof_abi_version(void);

/* The version of the library, "0.1.0": for logs. */
const char *hookproof_version(void);

/* Why a call failed, for the log of the receiver. It never holds a secret, a signature or the body. */
typedef struct hookproof_error {
    hookproof_result code;
    uint32_t column;   /* HOOKPROOF_INVALID_SCHEME: where in the line, from 1; otherwise, or if unknown, 0 */
    int64_t skew;      /* HOOKPROOF_TIMESTAMP_...: `now` minus the delivery's time; otherwise 0 */
    char header[81];   /* the header it is about, in lower case, or the place: "query:signature"; otherwise empty */
    char url[81];      /* HOOKPROOF_SIGNATURE_MISMATCH: the URL that was used, where one is signed; otherwise empty */
    char message[384]; /* one sentence; the wording may change */
} hookproof_error;

/* ---- Inputs ------------------------------------------------------------------------------------------------- */

typedef struct hookproof_bytes {
    const void *data;
    size_t len;
} hookproof_bytes;

/* The bytes of a C string without its end; none for NULL, so that an unset variable is HOOKPROOF_WEAK_SECRET. */
static inline hookproof_bytes hookproof_text(const char *text) {
    hookproof_bytes bytes;
    bytes.data = text;
    bytes.len = text ? strlen(text) : 0;
    return bytes;
}

/* A header as it was received. A header that came twice is given twice, not joined. */
typedef struct hookproof_header {
    hookproof_bytes name; /* in any case */
    hookproof_bytes value;
} hookproof_header;

/* A delivery as it was received. */
typedef struct hookproof_request {
    const hookproof_header *headers; /* in any order; those that the scheme does not read are skipped */
    size_t header_count;             /* any number; at most 128 where the request says which headers are signed */
    hookproof_bytes body;            /* the raw bytes: not parsed, not decoded, not serialized anew */
    hookproof_bytes method;          /* "POST"; only schemes that sign it need it */
    hookproof_bytes url;             /* whole and public, as the provider knows it; only schemes that read it need it */
} hookproof_request;                 /* a method or URL that is not UTF-8 counts as not given */

/* A secret. For rotation, give the old and the new one; the first key is the one that replay keys are made with. */
typedef struct hookproof_key {
    hookproof_bytes id;     /* each key its own: UTF-8, at most 64 bytes; not secret */
    hookproof_bytes secret; /* as the provider shows it, or a verification key (hookproof_derive) */
    uint64_t not_before;    /* the first second at which it counts; 0: always */
    uint64_t not_after;     /* the last second at which it counts; 0: for ever */
} hookproof_key;

enum {
    HOOKPROOF_TOLERANCE_SCHEME = 0,  /* as the scheme says, 300 seconds where it says nothing: the default */
    HOOKPROOF_TOLERANCE_SECONDS = 1, /* tolerance_seconds, into the past and into the future */
    HOOKPROOF_TOLERANCE_IGNORE = 2   /* any time: for replaying recorded deliveries */
};

typedef struct hookproof_options {
    int32_t tolerance;          /* HOOKPROOF_TOLERANCE_... */
    bool allow_api_key;         /* take a secret that can call the provider's API, knowingly */
    bool trust_forwarded;       /* a proxy sets X-Forwarded-Proto and -Host: the URL begins as they say */
    uint64_t tolerance_seconds; /* for HOOKPROOF_TOLERANCE_SECONDS */
    hookproof_bytes base_url;   /* the URL begins so, "https://hooks.example.com"; path and query are the request's */
} hookproof_options;            /* trust_forwarded and base_url are for verifiers; base_url wins */

/* ---- Verifying ---------------------------------------------------------------------------------------------- */

typedef struct hookproof_verifier hookproof_verifier;

/* Makes *verifier from a scheme (a provider's name or a line, at most 768 bytes) and 1 to 16 keys. */
hookproof_result hookproof_verifier_new(hookproof_bytes scheme, const hookproof_key *keys, size_t key_count,
                                        const hookproof_options *options, hookproof_verifier **verifier,
                                        hookproof_error *error);

/* Wipes the secrets and frees the memory. NULL is allowed. */
void hookproof_verifier_free(hookproof_verifier *verifier);

/* What the signature proves; what it does not cover, anyone may have changed. */
typedef struct hookproof_verdict {
    size_t key_index;       /* which of the keys matched, from 0 */
    uint64_t timestamp;     /* the signed time, if has_timestamp */
    int64_t skew;           /* `now` minus that time: positive for the past */
    uint8_t replay_key[32]; /* if has_replay_key: the same for the same message and no other, to find duplicates by */
    bool has_timestamp;
    bool has_replay_key; /* false for a scheme that signs no message: a shared token */
    bool covers_body;
    bool covers_id;
    bool covers_timestamp;
    bool covers_url;
    char event_id[257];   /* the signed id of the event; empty if none is signed, or if it has a zero in it */
    char event_type[257]; /* the signed type of the event; in the same way */
} hookproof_verdict;

/* Judges a delivery: HOOKPROOF_OK if it is authentic and its time is within the tolerance of `now`. */
hookproof_result hookproof_verifier_verify(const hookproof_verifier *verifier, const hookproof_request *request,
                                           uint64_t now, hookproof_verdict *verdict, hookproof_error *error);

/* What a verifier reads of a request: for hosts that look headers up by name and do not hand over all of them. */
typedef struct hookproof_reads {
    char headers[556]; /* the names, in lower case, each followed by a newline; give every occurrence of each */
    bool all_headers;  /* the request itself says which headers are signed: give all */
    bool url;
    bool method;
} hookproof_reads;

hookproof_result hookproof_verifier_reads(const hookproof_verifier *verifier, hookproof_reads *reads,
                                          hookproof_error *error);

/* ---- Verifying a body that arrives in pieces ------------------------------------------------------------------ */

/* A verdict in the making: the same as for the whole body, in constant memory. Use no part of the body before it. */
typedef struct hookproof_stream hookproof_stream;

/* Begins a verdict with the head of a delivery, whose body is not read. What is needed of the head is copied; the
 * verifier is not, and has to live as long. HOOKPROOF_MISSING_INPUT if the scheme has to see the whole body: see
 * hookproof_scheme.streams. */
hookproof_result hookproof_stream_new(const hookproof_verifier *verifier, const hookproof_request *head, uint64_t now,
                                      hookproof_stream **stream, hookproof_error *error);

/* Takes the next piece of the body, of any length. It fails (HOOKPROOF_INVALID_ARGUMENT) for no stream, a finished one,
 * and a piece at NULL; after that, hookproof_stream_finish does, too. */
hookproof_result hookproof_stream_update(hookproof_stream *stream, hookproof_bytes piece);

/* Judges the delivery, once the body is complete, as of the `now` that the stream was made with. Once a stream. */
hookproof_result hookproof_stream_finish(hookproof_stream *stream, hookproof_verdict *verdict, hookproof_error *error);

/* Wipes the stream, finished or not, and frees its memory; the verifier stays. NULL is allowed. */
void hookproof_stream_free(hookproof_stream *stream);

/* ---- Signing: for tests, simulators and senders ------------------------------------------------------------- */

#define HOOKPROOF_SIGNED_HEADERS 4 /* the most headers that one delivery is signed with */
#define HOOKPROOF_SIGNED_SIZE 6472 /* a buffer of this size is always large enough; most need less than 256 */

/*
 * Makes the headers that sign a delivery at `timestamp`: *header_count of them, 1 to HOOKPROOF_SIGNED_HEADERS, in
 * `headers`, which has room for HOOKPROOF_SIGNED_HEADERS. Names and values are in `buffer`. Headers that are part of
 * the signed message ("webhook-id", say) have to be in the request. For a shared token the buffer then holds it.
 * A name with a colon is none of a header, but a place in the URL or in the body, "query:signature", "form:token" or
 * "json:/signature": these come last, and their values are decoded text, to be encoded as the place asks for.
 */
hookproof_result hookproof_sign(hookproof_bytes scheme, hookproof_bytes secret, const hookproof_options *options,
                                const hookproof_request *request, uint64_t timestamp, char *buffer, size_t buffer_size,
                                hookproof_header *headers, size_t *header_count, hookproof_error *error);

/* ---- Handshakes: a provider's check that the endpoint is yours ------------------------------------------------ */

#define HOOKPROOF_ANSWER_HEADERS 2 /* the most headers that one answer has */
#define HOOKPROOF_ANSWER_SIZE 2752 /* a buffer of this size is always large enough */

typedef struct hookproof_setting { /* what you have configured */
    hookproof_bytes name;          /* as the handshake's line names it: "verify-token" */
    hookproof_bytes value;
} hookproof_setting;

/* What to answer, exactly. A secret that the request brought is that of the deliveries to come: keep it. */
typedef struct hookproof_answer {
    int32_t status; /* 0: the request is no handshake; verify it */
    hookproof_bytes body;
    hookproof_header headers[HOOKPROOF_ANSWER_HEADERS];
    size_t header_count;
    hookproof_bytes secret; /* nothing shows who sent it: take it only while you set up a webhook at this URL */
} hookproof_answer;

/* Answers a handshake (a provider's name, or a line), with the answer's texts in `buffer`. The verifier may be NULL for
 * one that takes no secret, or brings one; one that brings a secret is none where there is a verifier. */
hookproof_result hookproof_handshake(hookproof_bytes handshake, const hookproof_verifier *verifier,
                                     const hookproof_request *request, const hookproof_setting *settings,
                                     size_t setting_count, uint64_t now, char *buffer, size_t buffer_size,
                                     hookproof_answer *answer, hookproof_error *error);

/* ---- Verification keys: for providers that sign with an API secret ------------------------------------------- */

#define HOOKPROOF_DERIVED_SIZE 192 /* a buffer of this size is always large enough */

/*
 * Turns a secret, once and offline, into a verification key, the text "hpk1_...": it is taken wherever the secret is,
 * for every scheme with the same algorithm, and cannot call the provider's API. It can sign: keep it as a secret.
 */
hookproof_result hookproof_derive(hookproof_bytes scheme, hookproof_bytes secret, char *key, size_t key_size,
                                  hookproof_error *error);

/* ---- Schemes ------------------------------------------------------------------------------------------------- */

/* What a server has to know before it takes deliveries. */
typedef struct hookproof_scheme {
    char line[769];             /* the scheme as a line */
    bool streams;               /* hookproof_stream_new takes it */
    bool needs_url;             /* a request without its URL is HOOKPROOF_MISSING_INPUT */
    bool needs_method;          /* and so is one without its method */
    bool signs_with_api_secret; /* the secret can call the provider's API: keep what hookproof_derive makes of it */
    bool covers_body;           /* what a verdict will cover */
    bool covers_id;
    bool covers_timestamp;
    bool covers_url;
    uint64_t tolerance; /* HOOKPROOF_TOLERANCE_SCHEME, in seconds; 0 where no time is signed */
} hookproof_scheme;

/* Reads a scheme, a provider's name or a line. */
hookproof_result hookproof_scheme_read(hookproof_bytes scheme, hookproof_scheme *facts, hookproof_error *error);

typedef struct hookproof_provider {
    char name[33];     /* what is taken as a scheme: "stripe" */
    char title[65];    /* for people: "Stripe" */
    char docs[161];    /* the provider's own page on it; empty if there is none */
    char scheme[769];  /* the line */
    bool is_confirmed; /* read in the provider's SDK or documentation; false: in other people's code only */
} hookproof_provider;

/* The number of providers that the library knows by name. */
size_t hookproof_provider_count(void);

/* The provider with this index, from 0, sorted by name; HOOKPROOF_INVALID_ARGUMENT from the count on. */
hookproof_result hookproof_provider_at(size_t index, hookproof_provider *provider, hookproof_error *error);

#ifdef __cplusplus
}
#endif

#endif
