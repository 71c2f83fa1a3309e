/* number.c -- numbers in a sentence, in digits and in words.
 *
 * The words come from ICU's rules for spelling numbers and from lang/<code>/numbers.txt
 * (tools/gen_lang_phrases.c):
 *
 *   23       a value                "twenty-three", "dreiundzwanzig", "cien"
 *   x1000    multiplies             "thousand", "hundred", "dozen"
 *   24+      at least so many       "dozens"
 *   article  one, before one being  "a"
 *   group    a mark that groups digits by three; "space" for white space
 */
#include "text/number.h"
#include "base/str.h"

enum {
    MAX_NUMBER_WORDS = 12
};

static bool groups_by(const dli_parsed *p, dl_str mark)
{
    dl_str meaning = dli_phrase_word(p->phrases, DLI_LIST_numbers, mark);

    return meaning.ptr != NULL && dli_eq(meaning, DL_STR("group"));
}

/* "1,200" as 1200 where the comma groups; "2.5" as 2 with 5 tenths. False if the word
 * has anything else in it. */
static bool read_digits(const dli_parsed *p, dl_str word, uint64_t *value, uint64_t *tenths)
{
    *value = *tenths = 0;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        if (dli_is_digit(c)) {
            if (*value > UINT64_MAX / 100)
                return false;
            *value = *value * 10 + (uint64_t)(c - '0');
            continue;
        }
        size_t rest = word.len - i - 1, run = 0;
        while (run < rest && dli_is_digit(word.ptr[i + 1 + run]))
            run++;
        if (i == 0 || run == 0 || (c != '.' && c != ','))
            return false;
        if (run == 3 && groups_by(p, dli_slice(word, i, i + 1)))
            continue;
        if (run != rest)
            return false;
        *tenths = (uint64_t)(word.ptr[i + 1] - '0');
        return true;
    }
    return word.len > 0;
}

/* Digits in groups of three with spaces between: "12 500". */
static uint32_t behind_groups(const dli_parsed *p, uint32_t at, uint32_t end, uint64_t *value)
{
    uint32_t i = at + 1;
    dl_str first = dli_cut(p->body, p->words.ptr[at].in);

    if (first.len > 3 || !groups_by(p, DL_STR("space")))
        return i;
    while (i < end && p->words.ptr[i].kind == DLI_WORD_NUMBER) {
        dl_str word = dli_cut(p->body, p->words.ptr[i].in);
        uint64_t group, tenths;
        size_t gap = p->words.ptr[i].in.start - p->words.ptr[i - 1].in.end;
        if (word.len != 3 || gap == 0 || gap > 3 || !read_digits(p, word, &group, &tenths) ||
            *value > UINT64_MAX / 2000)
            break;
        *value = *value * 1000 + group;
        i++;
    }
    return i;
}

/* "thousand" behind digits. */
static bool multiplier_at(const dli_parsed *p, uint32_t at, uint32_t end, uint64_t *by,
                          uint32_t *count)
{
    dl_str meaning = dli_word_meaning(p, at, end, DLI_LIST_numbers, count);

    return meaning.ptr != NULL && meaning.len > 1 && meaning.ptr[0] == 'x' &&
           dli_parse_u64(dli_from(meaning, 1), by);
}

static bool digits_at(const dli_parsed *p, uint32_t at, uint32_t end, dli_number *out)
{
    uint64_t value, tenths, by;
    uint32_t count;

    if (!read_digits(p, dli_cut(p->body, p->words.ptr[at].in), &value, &tenths))
        return false;
    uint32_t to = behind_groups(p, at, end, &value);
    if (multiplier_at(p, to, end, &by, &count)) {
        if (value > UINT64_MAX / by / 2)
            return false;
        value = value * by + tenths * (by / 10);
        to += count;
    } else if (tenths != 0) {
        return false; /* no count */
    }
    if (to < end && p->words.ptr[to].mark == DLI_MARK_STOP && to > at + 1 && to + 1 < end)
        to++; /* "2 тыс. человек" */
    *out = (dli_number){ .from = at, .to = to, .value = value };
    return true;
}

/* The parts of a number in words, summed up. */
typedef struct sum {
    uint64_t total, current;
    bool any;
} sum;

/* Take the meaning of one word into the sum; false if it cannot go on with it. */
static bool add_word(sum *s, dl_str meaning)
{
    uint64_t n;

    if (meaning.ptr[0] == 'x') {
        if (!dli_parse_u64(dli_from(meaning, 1), &n) || s->current > 1000000)
            return false;
        uint64_t times = s->current == 0 ? 1 : s->current;
        if (n < 1000) {
            s->current = times * n;
        } else {
            if (s->total > UINT64_MAX / 4 || times > UINT64_MAX / 4 / n)
                return false;
            s->total += times * n;
            s->current = 0;
        }
        s->any = true;
        return true;
    }
    if (!dli_parse_u64(meaning, &n))
        return false;
    bool fits = !s->any || s->current == 0 || (s->current % 100 == 0 && n < 100) ||
                (s->current % 10 == 0 && s->current % 100 != 0 && n < 10 && n > 0);
    if (!fits || (s->any && s->current == 0 && s->total == 0))
        return false;
    s->current += n;
    s->any = true;
    return true;
}

static bool words_at(const dli_parsed *p, uint32_t at, uint32_t end, dli_number *out)
{
    sum s = { 0, 0, false };
    uint32_t i = at, count, to = at;

    while (i < end && i - at < MAX_NUMBER_WORDS) {
        dl_str meaning = dli_word_meaning(p, i, end, DLI_LIST_numbers, &count);
        if (meaning.ptr == NULL || meaning.len == 0) {
            bool joint = to > at && i == to &&
                         (p->words.ptr[i].mark == DLI_MARK_HYPHEN ||
                          (s.current % 100 == 0 && (dli_word_grammar(p, i) & DLI_GRAMMAR_and)));
            if (!joint)
                break;
            i++;
            continue;
        }
        char last = meaning.ptr[meaning.len - 1];
        if (last == '+' && !s.any) {
            uint64_t value;
            if (!dli_parse_u64(dli_slice(meaning, 0, meaning.len - 1), &value))
                return false;
            *out = (dli_number){ .from = at, .to = i + count, .value = value, .least = true };
            return true;
        }
        if (dli_eq(meaning, DL_STR("article")) && !s.any) {
            *out = (dli_number){ .from = at, .to = i + count, .value = 1, .article = true };
            return true;
        }
        if (!add_word(&s, meaning))
            break;
        i += count;
        to = i;
    }
    *out = (dli_number){ .from = at, .to = to, .value = s.total + s.current };
    return to > at;
}

bool dli_read_number(const dli_parsed *p, uint32_t at, uint32_t end, dli_number *out)
{
    if (at >= end)
        return false;
    if (p->words.ptr[at].kind == DLI_WORD_NUMBER)
        return digits_at(p, at, end, out);
    if (!dli_form_begins(p->phrases, p->words.ptr[at].form, DLI_LIST_numbers))
        return false;
    return words_at(p, at, end, out);
}
