/* train_grams.c -- what the language model sees, for its trainer (models/language/train.py).
 *
 *   train_grams < TEXTS > GRAMS
 *
 * In:   a text on each line, UTF-8
 * Out:  for each line, little-endian u32: how many words, then for each word its writing
 *       (dli_writing), how many grams, and their hashes
 */
#include "lang/grams.h"

#include <stdio.h>
#include <stdlib.h>

static void put(const uint32_t *v, size_t count)
{
    if (fwrite(v, sizeof *v, count, stdout) == count)
        return;
    fprintf(stderr, "train_grams: cannot write\n");
    exit(1);
}

static uint32_t count_words(dl_str text)
{
    dli_letters word;
    uint32_t words = 0;

    for (size_t at = 0; dli_letters_next(text, &at, &word);)
        words++;
    return words;
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    uint32_t hashes[DLI_GRAMS_OF_WORD];

    while ((len = getline(&line, &room, stdin)) >= 0) {
        dl_str text = { line, (size_t)len };
        dli_letters word;
        uint32_t words = count_words(text);
        put(&words, 1);
        for (size_t at = 0; dli_letters_next(text, &at, &word);) {
            uint32_t grams = (uint32_t)dli_grams(&word, hashes);
            put((uint32_t[]){ word.writing, grams }, 2);
            put(hashes, grams);
        }
    }
    free(line);
    return 0;
}
