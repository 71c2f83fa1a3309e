/* clues.h -- what the tagger of statements sees of each word (clues.c); shared with its trainer
 * (tools/train_said.c).
 *
 * In:   the words of an item and the drafts that the rules made of it
 * Out:  a sequence of numbers for each window of words (model/model.h)
 *
 * A window is a block, or so many whole sentences of it as fit into DLI_WINDOW_WORDS.
 */
#ifndef DLI_CLUES_H
#define DLI_CLUES_H

#include "statement/finder.h"

enum {
    DLI_CLUES_VERSION = 2, /* goes up with every change of clues.c: text/models.def */
    DLI_WINDOW_WORDS = 600,
    DLI_WORD_CLUES = 80 /* at most */
};

/* The name of the first label of a tagger that was taught speeches and news; else "O". */
#define DLI_SAID_SPEECHES "O-SPEECH"

typedef enum dli_said_label {
    DLI_SAID_O, /* none */
    DLI_SAID_B_SOURCE,
    DLI_SAID_I_SOURCE,
    DLI_SAID_B_CUE,
    DLI_SAID_I_CUE,
    DLI_SAID_B_CONTENT,
    DLI_SAID_I_CONTENT,
    DLI_SAID_LABELS
} dli_said_label;

/* What is known of a word before features are made of it (clues.c). */
typedef struct dli_clue dli_clue;

typedef struct dli_clues {
    dli_finder *f;
    size_t room;       /* words that may still be given a part, so that it all stays linear */
    uint8_t *rules[2]; /* [word]: its part in the rules' drafts; of drafts inside others */
    uint8_t *quotes;   /* [word]: where it stands in quotation marks */
    dli_clue *list;    /* of the window */
    uint32_t *features, *first;
    uint8_t *labels;   /* room for those of a window */
    uint8_t *held;     /* [word of the window]: the label that the rules would give */
    uint32_t speech;   /* how much the text speaks to somebody: 0 to 3 */
    bool is_speech;    /* the text is one, not a piece of news */
    uint32_t sentence; /* the next window's first */
    uint32_t word, count;
} dli_clues;

/* How many words a span touches; *from gets the first. */
uint32_t dli_words_in(const dli_parsed *p, dl_span in, uint32_t *from);

/* Look at the drafts of `f`, which are in order. False if memory ran out. */
bool dli_clues_begin(dli_finder *f, dli_clues *out);

/* The next window: words [c->word, c->word + c->count). False at the end. */
bool dli_clues_next(dli_clues *c, dli_sequence *out);

/* The rules' drafts of an item in order, for the trainer. The memory is `scratch`'s. */
dl_status dli_clues_of_item(dli_arena *scratch, const dli_item *item, const dli_parsed *parsed,
                            dli_finder *f, dli_clues *out, dl_error *err);

#endif
