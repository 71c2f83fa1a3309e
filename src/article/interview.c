/* interview.c -- tell an interview by its questions and answers. */
#include "article/article.h"

#include "article/roles.h"

enum {
    LEAST = 3,       /* questions with an answer           */
    SHARE = 5,       /* … at least one of so many blocks   */
    LINE_WORDS = 24, /* of a line that calls it one        */
};

static bool asks(dl_str s)
{
    static const dl_str closing[] = {
        { "\"", 1 }, { ")", 1 }, { "\xC2\xBB", 2 }, { "\xE2\x80\x9D", 3 }, { "\xE2\x80\x9C", 3 }
    };

    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
        if (dli_ends(s, closing[i]))
            s = dli_trim(dli_slice(s, 0, s.len - closing[i].len));
    return dli_ends(s, DL_STR("?"));
}

bool dli_is_interview_line(const dli_lang *lang, dl_str line)
{
    return dli_count_words(line) <= LINE_WORDS && dli_line_has(lang, line, "interview");
}

bool dli_asks_and_answers(const dli_item *item)
{
    size_t questions = 0;
    bool asked = false;

    for (size_t i = 0; i < item->blocks.count; i++) {
        bool question = asks(dli_cut(item->body.bytes, item->blocks.ptr[i].in));
        questions += asked && !question;
        asked = question;
    }
    return questions >= LEAST && questions * SHARE >= item->blocks.count;
}
