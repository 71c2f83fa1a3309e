/* number.h -- numbers in running text, in digits and in words: part of text.h. */
#ifndef DLI_TEXT_NUMBER_H
#define DLI_TEXT_NUMBER_H

#include "text/text.h"

typedef struct dli_number {
    uint32_t from, to; /* words */
    uint64_t value;
    bool least;    /* "dozens": at least so many */
    bool article;  /* "a": counts only with one being behind it */
    bool definite; /* "his", "the": the same, beside what happened to it */
    bool being;    /* "him", "another": no article, whatever else the word can be */
    bool further;  /* "a third": comes to those told before */
} dli_number;

/* The number that begins at word `at`, before word `end`. */
bool dli_read_number(const dli_parsed *parsed, uint32_t at, uint32_t end, dli_number *out);

#endif
