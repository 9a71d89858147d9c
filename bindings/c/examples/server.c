/*
 * A server that takes webhooks: it answers 204 to an authentic delivery, and what hookproof says to any other.
 *
 *     cc server.c $(pkg-config --cflags --libs hookproof libmicrohttpd) -o server
 *     WEBHOOK_SCHEME=github WEBHOOK_SECRET=... ./server 8080
 */
#include <hookproof.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { MOST_BODY = 1024 * 1024, MOST_HEADERS = 100 };

/* A delivery while it comes in. */
typedef struct delivery {
    char *url;
    char *body;
    size_t len;
    bool began, too_large;
    hookproof_header headers[MOST_HEADERS];
    size_t header_count;
} delivery;

/* The request line's URL, as it came in: the one that the library is given later is decoded. */
static void *begin(void *context, const char *url, struct MHD_Connection *connection) {
    (void)context, (void)connection;
    delivery *made = calloc(1, sizeof *made);
    if (made) {
        made->url = strdup(url);
    }
    return made;
}

static void end(void *context, struct MHD_Connection *connection, void **request, enum MHD_RequestTerminationCode why) {
    (void)context, (void)connection, (void)why;
    delivery *delivery = *request;
    if (delivery) {
        free(delivery->url);
        free(delivery->body);
        free(delivery);
    }
}

/* Every header as often as it came, with its length: what a sender writes may have a zero in it. */
static enum MHD_Result keep(void *to, enum MHD_ValueKind kind, const char *name, size_t name_len, const char *value,
                            size_t value_len) {
    (void)kind;
    delivery *delivery = to;
    if (delivery->header_count == MOST_HEADERS) {
        return MHD_NO;
    }
    delivery->headers[delivery->header_count++] = (hookproof_header){{name, name_len}, {value, value_len}};
    return MHD_YES;
}

static enum MHD_Result answer(struct MHD_Connection *connection, int status) {
    struct MHD_Response *empty = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    enum MHD_Result done = MHD_queue_response(connection, (unsigned)status, empty);
    MHD_destroy_response(empty);
    return done;
}

static void grow(delivery *delivery, const char *piece, size_t len) {
    char *body = len <= MOST_BODY - delivery->len ? realloc(delivery->body, delivery->len + len) : NULL;
    if (!body) {
        delivery->too_large = true; /* the rest is read and thrown away */
        return;
    }
    memcpy(body + delivery->len, piece, len);
    delivery->body = body;
    delivery->len += len;
}

static int judge(const hookproof_verifier *verifier, const char *method, const delivery *delivery) {
    hookproof_request request = {
        .headers = delivery->headers,
        .header_count = delivery->header_count,
        .body = {delivery->body, delivery->len},
        .method = hookproof_text(method),
        .url = hookproof_text(delivery->url),
    };
    hookproof_verdict verdict;
    hookproof_error error;
    hookproof_result result = hookproof_verifier_verify(verifier, &request, (uint64_t)time(NULL), &verdict, &error);
    if (result != HOOKPROOF_OK) {
        printf("%s: %s\n", hookproof_error_code(result), error.message);
        return hookproof_http_status(result);
    }
    /* Here: look up the id (or the replay key), and do not handle a delivery twice. */
    printf("authentic: %zu bytes, event `%s` of type `%s`\n", delivery->len, verdict.event_id, verdict.event_type);
    return 204;
}

/* Called with the head, then with each piece of the body, then once more at its end. */
static enum MHD_Result handle(void *verifier, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *piece, size_t *len, void **request) {
    (void)path, (void)version;
    delivery *delivery = *request;
    if (!delivery || !delivery->url) {
        return MHD_NO;
    }
    if (!delivery->began) {
        delivery->began = true;
        const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
        if (length && strtoull(length, NULL, 10) > MOST_BODY) {
            return answer(connection, hookproof_http_status(HOOKPROOF_BODY_TOO_LARGE));
        }
        return MHD_YES;
    }
    if (*len) {
        if (!delivery->too_large) {
            grow(delivery, piece, *len);
        }
        *len = 0;
        return MHD_YES;
    }
    if (delivery->too_large) {
        return answer(connection, hookproof_http_status(HOOKPROOF_BODY_TOO_LARGE));
    }
    if (MHD_get_connection_values_n(connection, MHD_HEADER_KIND, keep, delivery) < 0
        || delivery->header_count == MOST_HEADERS) {
        return answer(connection, 431);
    }
    return answer(connection, judge(verifier, method, delivery));
}

int main(int count, char **arguments) {
    const char *scheme = getenv("WEBHOOK_SCHEME");
    hookproof_key key = {.id = hookproof_text("default"), .secret = hookproof_text(getenv("WEBHOOK_SECRET"))};
    hookproof_options options = {.base_url = hookproof_text(getenv("WEBHOOK_BASE_URL"))};
    hookproof_verifier *verifier;
    hookproof_error error;
    if (hookproof_verifier_new(hookproof_text(scheme ? scheme : "github"), &key, 1, &options, &verifier, &error)
        != HOOKPROOF_OK) {
        fprintf(stderr, "%s: %s\n", hookproof_error_code(error.code), error.message);
        return 1;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    sigprocmask(SIG_BLOCK, &stop, NULL);

    /* All threads share the one verifier. */
    uint16_t port = (uint16_t)(count > 1 ? atoi(arguments[1]) : 8080);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ERROR_LOG, port, NULL, NULL, handle, verifier,
        MHD_OPTION_THREAD_POOL_SIZE, 4u, MHD_OPTION_CONNECTION_TIMEOUT, 10u, MHD_OPTION_URI_LOG_CALLBACK, begin, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, end, NULL, MHD_OPTION_END);
    const union MHD_DaemonInfo *info = daemon ? MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (!info) {
        hookproof_verifier_free(verifier);
        return 1;
    }
    printf("listening on port %" PRIu16 "\n", info->port);
    int caught;
    sigwait(&stop, &caught);
    MHD_stop_daemon(daemon);
    hookproof_verifier_free(verifier);
    return 0;
}
