"""What of the C library Python calls, for cffi: its compiler checks every declaration here against the header."""

import sys
import sysconfig
from pathlib import Path

from cffi import FFI

HERE = Path(__file__).resolve().parent
ROOT = HERE / "rust" if (HERE / "rust").exists() else HERE.parent.parent

ffibuilder = FFI()
ffibuilder.cdef(
    """
    #define HOOKPROOF_ABI_VERSION ...
    #define HOOKPROOF_BODY_TOO_LARGE ...
    #define HOOKPROOF_TOLERANCE_SCHEME ...
    #define HOOKPROOF_TOLERANCE_SECONDS ...
    #define HOOKPROOF_TOLERANCE_IGNORE ...
    #define HOOKPROOF_SIGNED_HEADERS ...
    #define HOOKPROOF_SIGNED_SIZE ...
    #define HOOKPROOF_ANSWER_SIZE ...
    #define HOOKPROOF_DERIVED_SIZE ...

    uint32_t hookproof_abi_version(void);
    const char *hookproof_version(void);
    const char *hookproof_error_code(int32_t result);
    const char *hookproof_error_description(int32_t result);
    int hookproof_http_status(int32_t result);

    typedef struct { int32_t code; uint32_t column; int64_t skew; char header[...]; char url[...]; char message[...]; ...; } hookproof_error;
    typedef struct { const void *data; size_t len; ...; } hookproof_bytes;
    typedef struct { hookproof_bytes name; hookproof_bytes value; ...; } hookproof_header;
    typedef struct {
        const hookproof_header *headers; size_t header_count; hookproof_bytes body; hookproof_bytes method; hookproof_bytes url; ...;
    } hookproof_request;
    typedef struct { hookproof_bytes id; hookproof_bytes secret; uint64_t not_before; uint64_t not_after; ...; } hookproof_key;
    typedef struct {
        int32_t tolerance; bool allow_api_key; bool trust_forwarded; uint64_t tolerance_seconds; hookproof_bytes base_url; ...;
    } hookproof_options;
    typedef struct {
        size_t key_index; uint64_t timestamp; int64_t skew; uint8_t replay_key[...]; bool has_timestamp; bool has_replay_key;
        bool covers_body; bool covers_id; bool covers_timestamp; bool covers_url; char event_id[...]; char event_type[...]; ...;
    } hookproof_verdict;
    typedef struct { hookproof_bytes name; hookproof_bytes value; ...; } hookproof_setting;
    typedef struct {
        int32_t status; hookproof_bytes body; hookproof_header headers[...]; size_t header_count; hookproof_bytes secret; ...;
    } hookproof_answer;
    typedef struct {
        char line[...]; bool streams; bool needs_url; bool needs_method; bool signs_with_api_secret; bool covers_body;
        bool covers_id; bool covers_timestamp; bool covers_url; uint64_t tolerance; ...;
    } hookproof_scheme;
    typedef struct { char name[...]; char title[...]; char docs[...]; char scheme[...]; bool is_confirmed; ...; } hookproof_provider;
    typedef struct { char headers[...]; bool all_headers; bool url; bool method; ...; } hookproof_reads;

    int32_t hookproof_sign(hookproof_bytes scheme, hookproof_bytes secret, const hookproof_options *options,
        const hookproof_request *request, uint64_t timestamp, char *buffer, size_t buffer_size, hookproof_header *headers,
        size_t *header_count, hookproof_error *error);
    int32_t hookproof_derive(hookproof_bytes scheme, hookproof_bytes secret, char *key, size_t key_size, hookproof_error *error);
    int32_t hookproof_scheme_read(hookproof_bytes scheme, hookproof_scheme *facts, hookproof_error *error);
    size_t hookproof_provider_count(void);
    int32_t hookproof_provider_at(size_t index, hookproof_provider *provider, hookproof_error *error);

    typedef ... py_verifier;
    typedef ... hookproof_stream;

    int py_ready(void);
    py_verifier *py_verifier_new(hookproof_bytes scheme, const hookproof_key *keys, size_t key_count,
        const hookproof_options *options, hookproof_error *error);
    const hookproof_reads *py_verifier_reads(const py_verifier *verifier);
    int32_t py_verify(const py_verifier *verifier, const hookproof_request *request, int64_t now, hookproof_verdict *verdict);
    const hookproof_error *py_error(void);
    hookproof_stream *py_stream_new(const py_verifier *verifier, const hookproof_request *head, int64_t now);
    int32_t py_stream_update(hookproof_stream *stream, const char *piece, size_t len);
    int32_t py_stream_finish(hookproof_stream *stream, hookproof_verdict *verdict);
    void hookproof_stream_free(hookproof_stream *stream);
    int32_t py_handshake(hookproof_bytes handshake, const py_verifier *verifier, const hookproof_request *request,
        const hookproof_setting *settings, size_t setting_count, int64_t now, char *buffer, size_t buffer_size,
        hookproof_answer *answer, hookproof_error *error);
    """
)

UNIX = sys.platform != "win32"
ffibuilder.set_source(
    "hookproof._native",
    '#include "native.h"',
    # The oldest Python of the stable ABI that the wheel is tagged with.
    define_macros=[] if sysconfig.get_config_var("Py_GIL_DISABLED") else [("Py_LIMITED_API", "0x03090000")],
    include_dirs=[str(HERE), str(ROOT / "bindings" / "c" / "include")],
    # Nothing but the module's own start is seen from outside: another copy of the library in the process is no matter.
    extra_compile_args=["-O2", "-std=gnu11"] if UNIX else [],
    extra_link_args=["-Wl,--gc-sections", "-Wl,--exclude-libs,ALL", "-s"] if sys.platform == "linux" else [],
)
