/* timing.h -- how long a test may take on the machine it runs on, now.
 *
 * The ceilings of this project are given for one machine. Another may be slower, and a shared one is
 * slower at one hour than at the next, so a ceiling is stretched by how much longer a fixed
 * piece of work takes here and now than it took there. It is never narrowed.
 */
#ifndef TIMING_H
#define TIMING_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    YARDSTICK_SLOTS = 1 << 18, /* words, a MB of them: more than the near caches hold */
    YARDSTICK_STEPS = 1 << 18
};

#define YARDSTICK_SECONDS 0.00300 /* on the machine that the ceilings were set for */

/* Of this process, so that what else the machine does is not counted. */
static inline double processor_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Seconds for the fixed piece of work: steps that each wait for the one before, through
 * memory and a branch that cannot be foretold, as a parser's do. */
static inline double yardstick(void)
{
    static uint32_t slots[YARDSTICK_SLOTS];
    uint32_t state = 1;

    memset(slots, 0, sizeof slots);
    double start = processor_seconds();
    for (uint32_t i = 0; i < YARDSTICK_STEPS; i++) {
        state = state * 1664525 + 1013904223;
        uint32_t *slot = &slots[state >> 14];
        if ((*slot ^ state) & 0x10000)
            *slot += state;
        state += *slot & 0xFF;
    }
    volatile uint32_t used = state; /* what is used cannot be left out */
    (void)used;
    return processor_seconds() - start;
}

/* Seconds for filling fresh memory and reading it a few times. */
static inline double memory_walk(size_t bytes)
{
    double best = 1e9;

    for (int round = 0; round < 3; round++) {
        double start = processor_seconds();
        uint64_t *words = malloc(bytes), sum = 0;
        for (int pass = 0; words != NULL && pass < 6; pass++) {
            for (size_t i = 0; i < bytes / sizeof *words; i += 5) /* one of each line */
                sum += words[i] = pass == 0 ? i : words[i] + sum;
        }
        volatile uint64_t used = sum;
        (void)used;
        free(words);
        double took = processor_seconds() - start;
        best = took < best ? took : best;
    }
    return best;
}

/* How many times as much a byte of the larger memory costs; at least 1. */
static inline double memory_dearer(size_t small, size_t large)
{
    double dearer = memory_walk(large) / memory_walk(small) * (double)small / (double)large;

    return dearer > 1 ? dearer : 1;
}

/* A ceiling as it stands for this machine now. Costs a few milliseconds itself. */
static inline double stretched(double seconds)
{
    double took = yardstick() / YARDSTICK_SECONDS;

    return took > 1 ? seconds * took : seconds;
}

/* Seconds that `bytes` of input may take: 5 ms and 200 ns a byte. */
static inline double seconds_allowed(size_t bytes)
{
    return stretched(0.005 + (double)bytes * 200e-9);
}

#endif
