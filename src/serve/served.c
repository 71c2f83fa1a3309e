/* served.c -- the connections that libmicrohttpd has: how many, since when, how much.
 *
 * The library only ends who is silent. Here each has an end, whatever it does, and when
 * there is no room the one that has been at it longest makes it. We keep a second
 * descriptor of each socket: shutting that down ends the connection, and the library, which
 * owns the first, notices.
 */
#include "serve/server.h"

#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t dli_now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void end(dli_served *one)
{
    (void)shutdown(one->twin, SHUT_RDWR);
    (void)close(one->twin);
    *one = (dli_served){ .twin = 0 };
}

static dli_served *find(dli_server *server, int fd)
{
    for (size_t i = 0; i < DLI_MAX_SERVED; i++)
        if (server->served[i].twin > 0 && server->served[i].fd == fd)
            return &server->served[i];
    return NULL;
}

/* A place that is free or can be made so. */
static dli_served *place(dli_server *server, int64_t now)
{
    dli_served *oldest = &server->served[0];

    for (size_t i = 0; i < DLI_MAX_SERVED; i++) {
        if (server->served[i].twin == 0)
            return &server->served[i];
        if (server->served[i].since < oldest->since)
            oldest = &server->served[i];
    }
    if (now - oldest->since < DLI_PATIENCE_MS)
        return NULL;
    end(oldest);
    return oldest;
}

bool dli_served_add(dli_server *server, int fd)
{
    int64_t now = dli_now_ms();
    dli_served *free;

    (void)pthread_mutex_lock(&server->lock);
    free = place(server, now);
    int twin = free == NULL ? -1 : dup(fd);
    if (twin >= 0)
        *free = (dli_served){ .fd = fd, .twin = twin, .since = now };
    (void)pthread_mutex_unlock(&server->lock);
    return twin >= 0;
}

void dli_served_end(dli_server *server, int fd)
{
    (void)pthread_mutex_lock(&server->lock);
    dli_served *one = find(server, fd);
    if (one != NULL) {
        (void)close(one->twin); /* no shutdown: the answer may still be on its way */
        *one = (dli_served){ .twin = 0 };
    }
    (void)pthread_mutex_unlock(&server->lock);
}

bool dli_served_weigh(dli_server *server, int fd, size_t bytes)
{
    size_t sum = 0;

    (void)pthread_mutex_lock(&server->lock);
    for (size_t i = 0; i < DLI_MAX_SERVED; i++)
        sum += server->served[i].bytes;
    bool fits = sum == 0 || sum + bytes <= DLI_MAX_ANSWERS_BYTES;
    dli_served *one = find(server, fd);
    if (fits && one != NULL)
        one->bytes = bytes;
    (void)pthread_mutex_unlock(&server->lock);
    return fits;
}

int dli_served_expire(dli_server *server)
{
    int64_t now = dli_now_ms(), first = INT64_MAX;

    (void)pthread_mutex_lock(&server->lock);
    for (size_t i = 0; i < DLI_MAX_SERVED; i++) {
        dli_served *one = &server->served[i];
        int64_t left = one->since + (int64_t)DLI_ANSWER_MAX_SECONDS * 1000 - now;
        if (one->twin == 0)
            continue;
        if (left <= 0)
            end(one);
        else if (left < first)
            first = left;
    }
    (void)pthread_mutex_unlock(&server->lock);
    return first == INT64_MAX ? -1 : (int)first;
}
