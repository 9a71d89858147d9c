/*
 * Between Python and the C library. No rule of verification is here.
 *
 * What every delivery passes through, `judge`, is a function of Python's own C interface: cffi would make a wrapper for
 * each value on the way. All else is called by cffi.
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

#define PY_MOST_SECONDS ((int64_t)1 << 53) /* inputs.MOST_SECONDS */
#define PY_CAPSULE "hookproof.verifier"

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

static int32_t py_verify(const py_verifier *verifier, const hookproof_request *request, int64_t now,
                         hookproof_verdict *verdict) {
    if (request->body.len < PY_LONG_BODY) {
        return hookproof_verifier_verify(verifier->verifier, request, py_time(now), verdict, &py_failed);
    }
    PyThreadState *thread = PyEval_SaveThread();
    int32_t result = hookproof_verifier_verify(verifier->verifier, request, py_time(now), verdict, &py_failed);
    PyEval_RestoreThread(thread);
    return result;
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

static int32_t py_stream_finish(hookproof_stream *stream, hookproof_verdict *verdict) {
    return hookproof_stream_finish(stream, verdict, &py_failed);
}

static int32_t py_handshake(hookproof_bytes handshake, const py_verifier *verifier, const hookproof_request *request,
                            const hookproof_setting *settings, size_t setting_count, int64_t now, char *buffer,
                            size_t buffer_size, hookproof_answer *answer, hookproof_error *error) {
    return hookproof_handshake(handshake, verifier ? verifier->verifier : NULL, request, settings, setting_count,
                               py_time(now), buffer, buffer_size, answer, error);
}

/* ---- The functions of Python's own interface ------------------------------------------------------------------- */

static void py_drop(PyObject *capsule) {
    py_verifier_free(PyCapsule_GetPointer(capsule, PY_CAPSULE));
}

/* own(address): the verifier that cffi has made, which goes when the last reference to this does. */
static PyObject *py_own(PyObject *module, PyObject *address) {
    (void)module;
    void *verifier = PyLong_AsVoidPtr(address);
    return verifier ? PyCapsule_New(verifier, PY_CAPSULE, py_drop) : NULL;
}

/* address(owned): where it is, for cffi. */
static PyObject *py_address(PyObject *module, PyObject *capsule) {
    (void)module;
    void *verifier = PyCapsule_GetPointer(capsule, PY_CAPSULE);
    return verifier ? PyLong_FromVoidPtr(verifier) : NULL;
}

/* Whether this is the name (in lower case), in any case. */
static bool py_is_name(const char *text, size_t len, hookproof_bytes name) {
    const char *expected = name.data;
    size_t i = 0;
    while (len == name.len && i < len && (text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]) == expected[i]) {
        i++;
    }
    return i == name.len;
}

/* The same for a str. */
static bool py_is_name_of(PyObject *text, hookproof_bytes name) {
    /* Most headers have another length or another beginning: nothing is made for them. */
    if (PyUnicode_GetLength(text) != (Py_ssize_t)name.len
        || (PyUnicode_ReadChar(text, 0) | 0x20) != (Py_UCS4) * (const char *)name.data) {
        return false;
    }
    PyObject *ascii = PyUnicode_AsASCIIString(text);
    bool is_name = ascii && py_is_name(PyBytes_AsString(ascii), name.len, name);
    Py_XDECREF(ascii);
    PyErr_Clear();
    return is_name;
}

/* Takes the value of a header, as bytes, to the place of its name, if it is read. False for what is not that simple: a name
 * that came twice, another type, what is no character of a byte. */
static bool py_take(const py_verifier *verifier, PyObject *name, PyObject *value, PyObject **found) {
    bool is_text = PyUnicode_CheckExact(name);
    if (!is_text && !PyBytes_CheckExact(name)) {
        return false;
    }
    for (size_t i = 0; i < verifier->name_count; i++) {
        if (is_text ? !py_is_name_of(name, verifier->names[i])
                    : !py_is_name(PyBytes_AsString(name), (size_t)PyBytes_Size(name), verifier->names[i])) {
            continue;
        }
        if (found[i]) {
            return false;
        }
        if (PyBytes_CheckExact(value)) {
            Py_INCREF(value);
            found[i] = value;
        } else if (PyUnicode_CheckExact(value)) {
            found[i] = PyUnicode_AsLatin1String(value);
            PyErr_Clear();
        }
        return found[i] != NULL;
    }
    return true;
}

/* The values of the headers that are read, in the order of the names; NULL where one is absent. False for what is not that
 * simple. The headers are a dict, or a list of pairs as ASGI has them. */
static bool py_find(const py_verifier *verifier, PyObject *headers, PyObject **found) {
    if (PyDict_CheckExact(headers)) {
        PyObject *name, *value;
        for (Py_ssize_t at = 0; PyDict_Next(headers, &at, &name, &value);) {
            if (!py_take(verifier, name, value, found)) {
                return false;
            }
        }
        return true;
    }
    for (Py_ssize_t at = 0; PyList_CheckExact(headers) && at < PyList_Size(headers); at++) {
        PyObject *pair = PyList_GetItem(headers, at);
        if (!PyTuple_CheckExact(pair) || PyTuple_Size(pair) != 2
            || !py_take(verifier, PyTuple_GetItem(pair, 0), PyTuple_GetItem(pair, 1), found)) {
            return false;
        }
    }
    return PyList_CheckExact(headers);
}

/*
 * judge(owned, headers, body, now): the verdict, as the bytes of the struct; the number of the error, for py_error; or None
 * where this is not the usual call, with headers that are simple, a body of bytes, and a whole number or None, and nothing
 * was judged.
 */
static PyObject *py_judge(PyObject *module, PyObject *arguments) {
    (void)module;
#ifdef Py_GIL_DISABLED
    /* Others may change the dict meanwhile. */
    Py_RETURN_NONE;
#endif
    PyObject *capsule, *headers, *body, *time;
    if (!PyArg_UnpackTuple(arguments, "judge", 4, 4, &capsule, &headers, &body, &time)) {
        return NULL;
    }
    const py_verifier *verifier = PyCapsule_GetPointer(capsule, PY_CAPSULE);
    if (!verifier) {
        return NULL;
    }
    int64_t now = -1;
    if (PyLong_CheckExact(time)) {
        now = PyLong_AsLongLong(time);
        if (now < 0 || now > PY_MOST_SECONDS) {
            PyErr_Clear();
            Py_RETURN_NONE;
        }
    } else if (time != Py_None) {
        Py_RETURN_NONE;
    }
    const hookproof_reads *reads = &verifier->reads;
    if (reads->all_headers || reads->url || reads->method || !PyBytes_CheckExact(body)) {
        Py_RETURN_NONE;
    }
    PyObject *found[PY_MOST_NAMES] = {NULL};
    PyObject *judged = NULL;
    bool is_simple = py_find(verifier, headers, found);
    if (is_simple) {
        hookproof_header given[PY_MOST_NAMES];
        hookproof_request request = {.headers = given};
        for (size_t i = 0; i < verifier->name_count; i++) {
            if (found[i]) {
                hookproof_bytes value = {PyBytes_AsString(found[i]), (size_t)PyBytes_Size(found[i])};
                given[request.header_count++] = (hookproof_header){verifier->names[i], value};
            }
        }
        request.body = (hookproof_bytes){PyBytes_AsString(body), (size_t)PyBytes_Size(body)};
        hookproof_verdict verdict;
        int32_t result = py_verify(verifier, &request, now, &verdict);
        judged = result ? PyLong_FromLong(result) : PyBytes_FromStringAndSize((const char *)&verdict, sizeof verdict);
    }
    for (size_t i = 0; i < verifier->name_count; i++) {
        Py_XDECREF(found[i]);
    }
    if (!is_simple) {
        Py_RETURN_NONE;
    }
    return judged;
}

static PyMethodDef py_methods[] = {
    {"own", py_own, METH_O, NULL},
    {"address", py_address, METH_O, NULL},
    {"judge", py_judge, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* Adds these functions to the module that cffi makes. Once, and before anything else; 0 if it worked. */
static int py_ready(void) {
    PyObject *module = PyImport_AddModule("hookproof._native");
    return module ? PyModule_AddFunctions(module, py_methods) : -1;
}
