/*
 * Between cffi and the C library: what a call from Python takes in one step. No rule of verification is here.
 *
 * cffi releases the GIL around every call. For a delivery of the usual size that costs more than it gives: another
 * thread that computes then keeps the GIL for its 5 ms. So these functions hold it, and release it themselves for a body
 * that is long enough. While it is held, `failed` is one thread's; it is also a place for each thread.
 */
#include <hookproof.h>
#include <stdlib.h>
#include <time.h>

#undef Py_BEGIN_ALLOW_THREADS
#undef Py_END_ALLOW_THREADS
#define Py_BEGIN_ALLOW_THREADS {
#define Py_END_ALLOW_THREADS }

#if defined(_MSC_VER)
#define PY_EACH_THREAD __declspec(thread)
#else
#define PY_EACH_THREAD _Thread_local
#endif

enum {
    PY_LONG_BODY = 1 << 15, /* some 20 microseconds */
    PY_MOST_NAMES = 16      /* more than a verifier reads */
};

/* Why the last call of this thread failed. */
static PY_EACH_THREAD hookproof_error py_failed;

static const hookproof_error *py_error(void) {
    return &py_failed;
}

typedef struct py_verifier {
    hookproof_verifier *verifier;
    hookproof_reads reads;
    hookproof_bytes names[PY_MOST_NAMES]; /* in `reads` */
    size_t name_count;
} py_verifier;

typedef struct py_judgement {
    int32_t result;
    hookproof_verdict verdict;
} py_judgement;

static void py_verifier_free(py_verifier *verifier) {
    if (verifier) {
        hookproof_verifier_free(verifier->verifier);
        free(verifier);
    }
}

/* A verifier with the names of the headers that it reads, or NULL. */
static py_verifier *py_verifier_new(hookproof_bytes scheme, const hookproof_key *keys, size_t key_count,
                                    const hookproof_options *options, hookproof_error *error) {
    py_verifier *made = calloc(1, sizeof *made);
    if (!made) {
        error->code = HOOKPROOF_OUT_OF_MEMORY;
        return NULL;
    }
    if (hookproof_verifier_new(scheme, keys, key_count, options, &made->verifier, error) != HOOKPROOF_OK
        || hookproof_verifier_reads(made->verifier, &made->reads, error) != HOOKPROOF_OK) {
        py_verifier_free(made);
        return NULL;
    }
    for (const char *name = made->reads.headers, *end; (end = strchr(name, '\n')) && made->name_count < PY_MOST_NAMES;
         name = end + 1) {
        made->names[made->name_count++] = (hookproof_bytes){name, (size_t)(end - name)};
    }
    return made;
}

static const hookproof_reads *py_verifier_reads(const py_verifier *verifier) {
    return &verifier->reads;
}

/* The time, or the system's where it is negative. */
static uint64_t py_time(int64_t now) {
    return (uint64_t)(now < 0 ? (int64_t)time(NULL) : now);
}

static py_judgement py_verify(const py_verifier *verifier, const hookproof_request *request, int64_t now) {
    py_judgement judgement;
    if (request->body.len < PY_LONG_BODY) {
        judgement.result =
            hookproof_verifier_verify(verifier->verifier, request, py_time(now), &judgement.verdict, &py_failed);
        return judgement;
    }
    PyThreadState *thread = PyEval_SaveThread();
    judgement.result =
        hookproof_verifier_verify(verifier->verifier, request, py_time(now), &judgement.verdict, &py_failed);
    PyEval_RestoreThread(thread);
    return judgement;
}

/*
 * The same for a request that has each header that is read, once: their values in the order of the names, with a newline
 * between two. The result is -1, and nothing was judged, where these are not as many as the names are.
 */
static py_judgement py_verify_values(const py_verifier *verifier, const char *values, size_t values_len, const char *body,
                                     size_t body_len, int64_t now) {
    hookproof_header headers[PY_MOST_NAMES];
    hookproof_request request = {.headers = headers, .header_count = verifier->name_count, .body = {body, body_len}};
    size_t count = 0;
    const char *end = values + values_len;
    for (const char *value = values; value && count < verifier->name_count; count++) {
        const char *stop = memchr(value, '\n', (size_t)(end - value));
        headers[count] = (hookproof_header){verifier->names[count], {value, (size_t)((stop ? stop : end) - value)}};
        value = stop ? stop + 1 : NULL;
        if (stop ? count + 1 == verifier->name_count : count + 1 != verifier->name_count) {
            return (py_judgement){.result = -1};
        }
    }
    return count == verifier->name_count ? py_verify(verifier, &request, now) : (py_judgement){.result = -1};
}

static hookproof_stream *py_stream_new(const py_verifier *verifier, const hookproof_request *head, int64_t now) {
    hookproof_stream *stream;
    hookproof_stream_new(verifier->verifier, head, py_time(now), &stream, &py_failed);
    return stream;
}

static int32_t py_stream_update(hookproof_stream *stream, const char *piece, size_t len) {
    if (len < PY_LONG_BODY) {
        return hookproof_stream_update(stream, (hookproof_bytes){piece, len});
    }
    PyThreadState *thread = PyEval_SaveThread();
    int32_t result = hookproof_stream_update(stream, (hookproof_bytes){piece, len});
    PyEval_RestoreThread(thread);
    return result;
}

static py_judgement py_stream_finish(hookproof_stream *stream) {
    py_judgement judgement;
    judgement.result = hookproof_stream_finish(stream, &judgement.verdict, &py_failed);
    return judgement;
}

static int32_t py_handshake(hookproof_bytes handshake, const py_verifier *verifier, const hookproof_request *request,
                            const hookproof_setting *settings, size_t setting_count, int64_t now, char *buffer,
                            size_t buffer_size, hookproof_answer *answer, hookproof_error *error) {
    return hookproof_handshake(handshake, verifier ? verifier->verifier : NULL, request, settings, setting_count,
                               py_time(now), buffer, buffer_size, answer, error);
}
