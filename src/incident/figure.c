/* figure.c -- numbers that count what happened: who was killed, what was destroyed.
 *
 *   at least │ 12 │ people │ were │ killed │ , including │ 3 │ children
 *   bound      n    counted         what     part of       n   counted
 *
 * What happened to those counted is told by the nearest word of that kind, left or
 * right, that no other number stands before; a comma or an "and" between costs extra.
 */
#include "base/limits.h"
#include "base/str.h"
#include "incident/spot.h"

enum {
    MAX_COST = 12,
    MAX_ADJECTIVES = 4,
    MAX_REACH = 10,
    TOLL_REACH = 16, /* the number of missing after the landslide in … rose to │ 31 */
    CROSSING = 3,
    BOUND_WORDS = 4,
    APPOSITION = 9, /* words */
    LATER_WORDS = 14,
    TITLE_WORDS = 4, /* between what happened and a name */
    DEFINITE_REACH = 2,
    BLOW_REACH = 1,
    LIST_WORDS = 24, /* of those counted one behind the other */
    MAX_WAITING = 4
};

#define STATES                                                                                 \
    (DLI_FW(killed) | DLI_FW(wounded) | DLI_FW(missing) | DLI_FW(detained) |                   \
     DLI_FW(displaced) | DLI_FW(destroyed))
#define COUNTED (DLI_FW(people) | DLI_FW(person) | DLI_FW(thing) | DLI_FW(attack))

static const char *const word_names[] = {
#define WORD(name, what) #name,
#include "incident/figures.def"
#undef WORD
};

bool dli_read_figure_word(dl_str meaning, uint32_t *does)
{
    dl_str word;

    *does = 0;
    while (dli_next_word(&meaning, &word)) {
        uint32_t i = 0;
        while (i < DLI_FW_COUNT && !dli_eq(word, dli_str(word_names[i])))
            i++;
        if (i == DLI_FW_COUNT)
            return false;
        *does |= 1u << i;
    }
    return *does != 0;
}

/* Who is somebody by an office or a trade is a person, too: "the mayor", "a receptionist". */
static uint32_t does_by_role(const dli_scene *s, uint32_t at, uint32_t *count)
{
    dl_str role = dli_meaning_at(s, at, DLI_LIST_roles, count);

    if (role.ptr == NULL || dli_starts(role, DL_STR("named")) ||
        dli_find(role, DL_STR("person"), 0) == DLI_NONE)
        return 0;
    uint32_t next = at + *count;
    if (dli_word_at(s, at)->capital && next < s->to && dli_word_at(s, next)->capital)
        return 0; /* the title of somebody with a name */
    return DLI_FW(person);
}

/* "two │ dead", "is │ dead", "and │ dead": told of others than those who were hit. */
static bool tells_of_others(const dli_scene *s, uint32_t at)
{
    dli_number n;

    return (dli_word_grammar(s->parsed, at - 1) & (DLI_GRAMMAR_be | DLI_GRAMMAR_and)) != 0 ||
           dli_word_at(s, at - 1)->mark != DLI_MARK_NONE ||
           dli_read_number(s->parsed, at - 1, s->to, &n);
}

static bool has_comma(const dli_scene *s, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (dli_mark_at(s, i, DLI_MARK_COMMA))
            return true;
    return false;
}

/* "shot his wife, her son and her sister │ to death", "shot them both │ dead": who is hit by a blow dies
 * by what stands behind them; a word that also stands alone, before a comma only. */
static void mark_fatal_blows(dli_scene *s)
{
    for (size_t i = 0; i < s->words.count; i++) {
        dli_spot *blow = &s->words.ptr[i];
        if ((blow->does & DLI_FW(blow)) == 0 || (blow->does & DLI_FW(destroyed)) != 0)
            continue;
        for (size_t k = i + 1; k < s->words.count; k++) {
            dli_spot *end = &s->words.ptr[k];
            bool alone = (end->does & STATES) != 0;
            if (alone && (tells_of_others(s, end->word) || has_comma(s, blow->end, end->word)))
                break;
            if ((end->does & DLI_FW(fatal)) != 0) {
                blow->does = DLI_FW(killed);
                end->does = DLI_FW(none);
            }
            if ((end->does & (STATES | DLI_FW(none))) != 0)
                break;
        }
    }
}

bool dli_spot_words(dli_scene *s)
{
    uint32_t count;

    s->words.count = 0;
    for (uint32_t i = s->from; i < s->to;) {
        dli_spot spot = { .word = i };
        dl_str meaning = dli_meaning_at(s, i, DLI_LIST_figures, &count);
        dli_read_word *known = dli_read_slot(s->read_words, meaning);
        if (meaning.ptr != NULL && known->meaning != meaning.ptr) {
            known->meaning = meaning.ptr;
            if (!dli_read_figure_word(meaning, &known->does))
                known->does = 0;
        }
        spot.does = meaning.ptr != NULL ? known->does : does_by_role(s, i, &count);
        if (spot.does == 0) {
            i++;
            continue;
        }
        spot.end = i = i + count;
        if (!DLI_PUSH(s->arena, &s->words, spot))
            return false;
    }
    mark_fatal_blows(s);
    return true;
}

/* The spot that begins at word `at`, or NULL. */
static const dli_spot *spot_at(const dli_scene *s, uint32_t at)
{
    size_t low = 0, high = s->words.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->words.ptr[middle].word < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->words.count && s->words.ptr[low].word == at ? &s->words.ptr[low] : NULL;
}

/* The spot that ends before word `end`, or NULL. */
static const dli_spot *spot_before(const dli_scene *s, uint32_t end)
{
    for (uint32_t i = 1; i <= BOUND_WORDS && end >= s->from + i; i++) {
        const dli_spot *spot = spot_at(s, end - i);
        if (spot != NULL)
            return spot->end == end ? spot : NULL;
    }
    return NULL;
}

/* Index of the first number that ends behind word `at`. */
static size_t number_behind(const dli_scene *s, uint32_t at)
{
    size_t low = 0, high = s->numbers.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->numbers.ptr[middle].to <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const dli_number *number_at(const dli_scene *s, uint32_t at)
{
    size_t i = number_behind(s, at);

    return i < s->numbers.count && s->numbers.ptr[i].from == at ? &s->numbers.ptr[i] : NULL;
}

/* An article, or a "one" that may be one (un, eine). */
static bool is_article(const dli_scene *s, const dli_number *n)
{
    return n->article ||
           (!n->being && n->value == 1 && dli_word_at(s, n->from)->kind == DLI_WORD_LETTERS &&
            (dli_word_grammar(s->parsed, n->from) & DLI_GRAMMAR_det) != 0);
}

/* A number, no article, ends before word `end`. */
static bool number_ends(const dli_scene *s, uint32_t end)
{
    size_t i = number_behind(s, end - 1);

    return i < s->numbers.count && s->numbers.ptr[i].to == end &&
           !is_article(s, &s->numbers.ptr[i]);
}

static bool does(const dli_spot *spot, uint32_t what)
{
    return spot != NULL && (spot->does & what) != 0;
}

/* ---- Numbers that count nothing ------------------------------------------*/

static bool is_money(const dli_scene *s, const dli_number *n)
{
    uint32_t start = dli_word_at(s, n->from)->in.start;
    dl_str body = s->parsed->body;
    dl_str before = dli_slice(body, start > 4 ? start - 4 : 0, start);

    return dli_ends(before, DL_STR("$")) || dli_ends(before, DL_STR("€")) ||
           dli_ends(before, DL_STR("£")) || dli_ends(before, DL_STR("$ ")) ||
           dli_ends(before, DL_STR("№ ")) || dli_ends(before, DL_STR("№")) ||
           dli_ends(before, DL_STR("#"));
}

static bool is_in_day(const dli_scene *s, const dli_number *n)
{
    for (size_t i = 0; i < s->days.count; i++)
        if (s->days.ptr[i].word <= n->from && n->to <= s->days.ptr[i].end)
            return true;
    return false;
}

/* "3-0", "2:1": the second is no more than the first. */
static bool is_score(const dli_scene *s, const dli_number *n)
{
    bool joint = dli_mark_at(s, n->to, DLI_MARK_HYPHEN) || dli_mark_at(s, n->to, DLI_MARK_DASH);
    const dli_number *second = joint ? number_at(s, n->to + 1) : NULL;

    return second != NULL && second->value <= n->value && n->value < 20 && !second->article &&
           dli_word_at(s, second->from)->kind == DLI_WORD_NUMBER;
}

static bool is_slash(const dli_scene *s, uint32_t at)
{
    return at < s->to && dli_eq(dli_cut(s->parsed->body, dli_word_at(s, at)->in), DL_STR("/"));
}

/* An age between commas, a time, a measure, a year, a number that is a name. */
static bool counts_nothing(const dli_scene *s, const dli_number *n)
{
    const dli_spot *next = spot_at(s, n->to);
    bool comma_before = n->from > s->from && dli_mark_at(s, n->from - 1, DLI_MARK_COMMA);
    bool comma_behind = n->to >= s->to || dli_mark_at(s, n->to, DLI_MARK_COMMA);
    bool digits = dli_word_at(s, n->from)->kind == DLI_WORD_NUMBER;

    for (uint32_t i = n->from; i > s->from && n->from - i < 2; i--) {
        const dli_spot *around = spot_at(s, i - 1);
        if (does(around, DLI_FW(unit)) && around->end >= n->to)
            return true; /* por │ ciento */
    }
    if (is_money(s, n) || is_in_day(s, n) || is_score(s, n) || does(next, DLI_FW(unit)) ||
        does(spot_before(s, n->from), DLI_FW(order)))
        return true;
    if (dli_mark_at(s, n->to, DLI_MARK_HYPHEN) && does(spot_at(s, n->to + 1), DLI_FW(unit)))
        return true;
    if (is_slash(s, n->to) || (n->from > s->from && is_slash(s, n->from - 1)))
        return true; /* 12/06 */
    if (dli_mark_at(s, n->to, DLI_MARK_COLON) && number_at(s, n->to + 1) != NULL)
        return true;
    if (digits && n->value >= 1000 && n->value <= 2100 && n->to == n->from + 1 &&
        number_at(s, n->to) != NULL && !is_article(s, number_at(s, n->to)))
        return true; /* starben 1625 dreitausend Menschen */
    if (digits && n->value >= 1900 && n->value <= 2100 && n->to == n->from + 1 &&
        !does(next, COUNTED | STATES))
        return true;
    return digits && comma_before && comma_behind && n->value < 120;
}

/* ---- What is counted, and what happened ----------------------------------*/

/* The words behind a number up to what is counted: NULL if nothing known is. */
static const dli_spot *counted_behind(const dli_scene *s, uint32_t at)
{
    for (uint32_t i = at; i < s->to && i <= at + MAX_ADJECTIVES; i++) {
        const dli_spot *spot = spot_at(s, i);
        uint32_t g = dli_word_grammar(s->parsed, i);
        bool owner = does(spot, COUNTED) && spot->end < s->to &&
                     (dli_word_grammar(s->parsed, spot->end) & DLI_GRAMMAR_clitic) != 0;
        if (owner) { /* his grandfather's │ girlfriend */
            i = spot->end;
            continue;
        }
        if (does(spot, COUNTED | STATES))
            return spot;
        bool aged =
            i > at && does(spot, DLI_FW(unit)) &&
            dli_form_begins(s->parsed->phrases, dli_word_at(s, i - 1)->form, DLI_LIST_numbers);
        if (aged) { /* her two │ year old │ daughter */
            i = spot->end - 1;
            continue;
        }
        if (spot != NULL && !does(spot, DLI_FW(none) | DLI_FW(least) | DLI_FW(about) |
                                            DLI_FW(between) | DLI_FW(extra)))
            return NULL;
        const dli_number *n = number_at(s, i);
        if (n != NULL && does(spot_at(s, n->to), DLI_FW(unit))) {
            i = spot_at(s, n->to)->end - 1; /* her │ two-year-old │ daughter */
            continue;
        }
        if (i > at && n != NULL && !is_article(s, n))
            return NULL;
        if (i > at && (g & (DLI_GRAMMAR_det | DLI_GRAMMAR_caps)) == DLI_GRAMMAR_det &&
            (i > at + 1 || (dli_word_grammar(s->parsed, i - 1) & DLI_GRAMMAR_of) == 0))
            return NULL; /* one announcing │ the death, the house of │ the envoy */
        bool passes = dli_word_at(s, i)->mark == DLI_MARK_NONE ||
                      dli_mark_at(s, i, DLI_MARK_HYPHEN) || dli_mark_at(s, i, DLI_MARK_QUOTE);
        if (!passes ||
            (g & (DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_verb | DLI_GRAMMAR_that |
                  DLI_GRAMMAR_and | DLI_GRAMMAR_but)) != 0 ||
            ((g & DLI_GRAMMAR_prep) != 0 && (g & DLI_GRAMMAR_of) == 0))
            return NULL;
    }
    return NULL;
}

static uint32_t crossing(const dli_scene *s, uint32_t at)
{
    if (dli_mark_at(s, at, DLI_MARK_COMMA) ||
        (dli_word_grammar(s->parsed, at) & (DLI_GRAMMAR_and | DLI_GRAMMAR_but)) != 0)
        return CROSSING;
    return 0;
}

static bool stops(const dli_scene *s, uint32_t at)
{
    uint8_t mark = dli_word_at(s, at)->mark;

    return mark == DLI_MARK_SEMICOLON || mark == DLI_MARK_STOP || mark == DLI_MARK_COLON;
}

/* ", including two children,": the word behind it, where it begins at `at`. */
static uint32_t behind_part(const dli_scene *s, uint32_t at)
{
    uint32_t i = at + (dli_mark_at(s, at, DLI_MARK_COMMA) ? 1 : 0);

    if (!does(spot_at(s, i), DLI_FW(including)))
        return at;
    for (; i < s->to; i++)
        if (dli_mark_at(s, i, DLI_MARK_COMMA) || dli_mark_at(s, i, DLI_MARK_DASH))
            return i + 1;
    return at;
}

/* Nothing that could be counted stands behind a number. */
static bool is_alone(const dli_scene *s, uint32_t at)
{
    return at >= s->to || dli_word_at(s, at)->mark != DLI_MARK_NONE ||
           (dli_word_grammar(s->parsed, at) &
            (DLI_GRAMMAR_prep | DLI_GRAMMAR_be | DLI_GRAMMAR_aux)) != 0;
}

/* "two men were │ killed and three hurt": told of those before it. */
static bool is_passive(const dli_scene *s, const dli_spot *state)
{
    for (uint32_t i = state->word; i > s->from && state->word - i < 2; i--)
        if ((dli_word_grammar(s->parsed, i - 1) & DLI_GRAMMAR_be) != 0)
            return true;
    return state->end > state->word + 1 && /* was shot */
           (dli_word_grammar(s->parsed, state->word) & DLI_GRAMMAR_be) != 0;
}

/* "planned │ to kill": it is not told that anybody was. */
static bool is_meant(const dli_scene *s, const dli_spot *state)
{
    return state->end == state->word + 1 && state->word > s->from &&
           (dli_word_grammar(s->parsed, state->word - 1) & DLI_GRAMMAR_inf) != 0;
}

/* "did not kill │ …" */
static bool denied_before(const dli_scene *s, uint32_t at)
{
    for (uint32_t i = at; i > s->from && at - i < 3; i--)
        if ((dli_word_grammar(s->parsed, i - 1) & (DLI_GRAMMAR_not | DLI_GRAMMAR_modal)) != 0)
            return true;
    return false;
}

/* The nearest word on what happened, left of word `at`; *cost how far. */
static const dli_spot *state_before(const dli_scene *s, uint32_t at, uint32_t *cost)
{
    bool crossed = false;

    *cost = 0;
    for (uint32_t i = at; i > s->from && at - i < TOLL_REACH; i--) {
        const dli_spot *spot = spot_before(s, i);
        if ((does(spot, STATES) && is_meant(s, spot)) ||
            (at - i >= MAX_REACH && !does(spot, DLI_FW(toll)) && does(spot, STATES)))
            return NULL;
        if (does(spot, STATES | DLI_FW(toll))) {
            *cost += at - spot->end + 1;
            return crossed && is_passive(s, spot) ? NULL : spot;
        }
        bool listed = i == at && dli_mark_at(s, i - 1, DLI_MARK_COLON); /* Killed: │ 3 */
        bool clause = (dli_word_grammar(s->parsed, i - 1) & DLI_GRAMMAR_sub) != 0;
        if (number_ends(s, i) || (stops(s, i - 1) && !listed) || clause)
            return NULL; /* were wounded when │ a man … */
        crossed |= crossing(s, i - 1) > 0;
        *cost += crossing(s, i - 1);
    }
    return NULL;
}

static const dli_spot *state_behind(const dli_scene *s, uint32_t at, uint32_t *cost)
{
    uint32_t start = behind_part(s, at);
    bool of = start < s->to && (dli_word_grammar(s->parsed, start) & DLI_GRAMMAR_of) != 0;
    const dli_number *owned = of ? number_at(s, start + 1) : NULL;
    bool counts = owned != NULL && !is_article(s, owned);
    const dli_spot *children = counts ? counted_behind(s, owned->to) : NULL;

    if (does(children, COUNTED))
        start = children->end; /* a mother of three children │ was killed */
    *cost = 0;
    for (uint32_t i = start; i < s->to && i - start < MAX_REACH; i++) {
        const dli_spot *spot = spot_at(s, i);
        if (does(spot, STATES) && is_meant(s, spot))
            return NULL;
        bool toll = does(spot, DLI_FW(toll)) && i - start < 3; /* asciende a 14 │ el número … */
        if (does(spot, STATES) || toll) {
            *cost += i - start + 1;
            return spot;
        }
        const dli_number *n = number_at(s, i);
        bool clause =
            (dli_word_grammar(s->parsed, i) & (DLI_GRAMMAR_sub | DLI_GRAMMAR_not)) != 0 ||
            does(spot, DLI_FW(nobody));
        if ((n != NULL && !is_article(s, n)) || stops(s, i) || clause)
            return NULL; /* wounding a teacher before │ being arrested */
        *cost += crossing(s, i);
    }
    return NULL;
}

/* "three gunmen killed │ two guards": a word on what happened with an object behind it, and
 * no passive, did not happen to those before it. */
static bool is_active(const dli_scene *s, const dli_spot *state)
{
    uint32_t at = state->end;

    if (at >= s->to || dli_word_at(s, at)->mark != DLI_MARK_NONE ||
        (state->word > s->from &&
         (dli_word_grammar(s->parsed, state->word - 1) & DLI_GRAMMAR_be) != 0))
        return false;
    for (size_t i = 0; i < s->days.count; i++)
        if (s->days.ptr[i].word <= at + 1 && at < s->days.ptr[i].end)
            return false; /* murieron │ el lunes */
    return number_at(s, at) != NULL ||
           (dli_word_grammar(s->parsed, at) & (DLI_GRAMMAR_det | DLI_GRAMMAR_quant)) != 0;
}

/* "the ones who │ were killed": a clause on those counted stands between. */
static bool has_clause(const dli_scene *s, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if ((dli_word_grammar(s->parsed, i) &
             (DLI_GRAMMAR_rel | DLI_GRAMMAR_sub | DLI_GRAMMAR_that)) != 0)
            return true;
    return false;
}

/* "wurden am Montag │ getötet": the verb that makes a passive stands before a day or a place. */
static bool is_far_passive(const dli_scene *s, uint32_t at, const dli_spot *state)
{
    bool be = false;

    for (uint32_t i = at; i < state->word && s->parsed->phrases->caps; i++)
        be |= (dli_word_grammar(s->parsed, i) & DLI_GRAMMAR_be) != 0;
    return be;
}

/* "killed │ his wife", "the teacher │ was killed": one person without a number, right
 * beside what happened. */
static bool is_told(const dli_scene *s, const dli_spot *before, uint32_t left,
                    const dli_spot *behind, uint32_t at)
{
    if (before != NULL && left <= DEFINITE_REACH && !has_clause(s, before->end, at))
        return true;
    return behind != NULL && behind->word > s->from &&
           (is_passive(s, behind) || is_far_passive(s, at, behind)) &&
           !has_clause(s, at, behind->word);
}

static uint8_t what_of(uint32_t bits)
{
    static const struct {
        uint32_t bit;
        dli_figure_what what;
    } map[] = {
        { DLI_FW(killed), DLI_FIGURE_KILLED },
        { DLI_FW(wounded), DLI_FIGURE_WOUNDED },
        { DLI_FW(missing), DLI_FIGURE_MISSING },
        { DLI_FW(toll), DLI_FIGURE_KILLED },
        { DLI_FW(detained), DLI_FIGURE_DETAINED },
        { DLI_FW(displaced), DLI_FIGURE_DISPLACED },
        { DLI_FW(destroyed), DLI_FIGURE_DESTROYED },
        { DLI_FW(attack), DLI_FIGURE_ATTACKS },
    };

    for (size_t i = 0; i < sizeof map / sizeof *map; i++)
        if ((bits & map[i].bit) != 0)
            return (uint8_t)map[i].what;
    return DLI_FIGURE_OTHER;
}

/* ---- Figures -------------------------------------------------------------*/

typedef struct reading {
    dli_scene *s;
    uint32_t end;  /* word behind the last figure */
    uint32_t last; /* index + 1 of the last figure, or 0 */
    bool last_is_part;
    bool left;      /* what happened to those of the last figure was said before it */
    uint8_t shared; /* bound that goes on behind an "and" */
} reading;

/* What stands before the number: at least, up to, about. *from gets its first word. */
static uint8_t bound_before(const reading *r, const dli_number *n, uint32_t *from)
{
    const dli_scene *s = r->s;
    uint32_t at = n->from;
    const dli_spot *spot = spot_before(s, at);

    *from = at;
    if (spot == NULL && r->last != 0 && at - r->end <= 1 && at > s->from + 1 &&
        r->shared != DLI_BOUND_EXACT && crossing(s, at - 1) > 0 && !n->least)
        return r->shared; /* at least five killed and │ 17 wounded */
    if (spot == NULL && at > s->from &&
        (dli_word_grammar(s->parsed, at - 1) & DLI_GRAMMAR_det) != 0)
        spot = spot_before(s, at - 1);
    if (does(spot, DLI_FW(upto)) && spot->end > spot->word + 1 &&
        (dli_word_grammar(s->parsed, spot->word) & DLI_GRAMMAR_and) != 0) {
        *from = spot->word + 1; /* were killed and │ up to 30 wounded */
        return DLI_BOUND_AT_MOST;
    }
    if (!does(spot, DLI_FW(least) | DLI_FW(most) | DLI_FW(about)))
        return n->least ? DLI_BOUND_AT_LEAST : DLI_BOUND_EXACT;
    *from = spot->word;
    return does(spot, DLI_FW(least))  ? DLI_BOUND_AT_LEAST
           : does(spot, DLI_FW(most)) ? DLI_BOUND_AT_MOST
                                      : DLI_BOUND_ABOUT;
}

static void set_value(dli_figure *figure, uint64_t value)
{
    figure->has_value = figure->bound == DLI_BOUND_EXACT || figure->bound == DLI_BOUND_ABOUT;
    figure->has_min = figure->bound == DLI_BOUND_AT_LEAST;
    figure->has_max = figure->bound == DLI_BOUND_AT_MOST;
    figure->value = figure->has_value ? value : 0;
    figure->min = figure->has_min ? value : 0;
    figure->max = figure->has_max ? value : 0;
}

/* "between 10 and 20", "10 to 20", "10-20": the second number, or NULL. */
static const dli_number *range_end(const dli_scene *s, const dli_number *n)
{
    uint32_t at = n->to;
    bool between = does(spot_before(s, n->from), DLI_FW(between));
    const dli_spot *upto = spot_at(s, at);
    bool joint = dli_mark_at(s, at, DLI_MARK_HYPHEN) || dli_mark_at(s, at, DLI_MARK_DASH) ||
                 does(upto, DLI_FW(upto)) ||
                 (between && ((dli_word_grammar(s->parsed, at) & DLI_GRAMMAR_and) != 0 ||
                              does(spot_at(s, at), DLI_FW(most)))); /* от двух до пяти */
    const dli_number *high =
        joint ? number_at(s, does(upto, DLI_FW(upto)) ? upto->end : at + 1) : NULL;

    return high != NULL && high->value > n->value && !high->article ? high : NULL;
}

/* Whether the number whose figure begins at word `from` is part of the figure before,
 * whose words end at `end`. */
static bool is_part(const dli_scene *s, uint32_t from, uint32_t end)
{
    for (uint32_t i = from; i > end && from - i <= BOUND_WORDS; i--)
        if (does(spot_before(s, i), DLI_FW(including)))
            return true;
    return false;
}

/* The figure the next one may be a part of: index + 1, or 0. */
static uint32_t parent_of(const reading *r, uint32_t from)
{
    if (r->last == 0)
        return 0;
    const dli_figure *last = &r->s->figures.ptr[r->last - 1];
    if (is_part(r->s, from, r->end))
        return last->parent != 0 ? last->parent : r->last;
    /* "including two women and a child" */
    bool joined =
        r->last_is_part && from > r->end && from - r->end <= 2 && crossing(r->s, r->end) > 0;
    return joined ? last->parent : 0;
}

/* Between the figure before and word `from` stand a comma, an "and", and no more. */
static bool is_right_behind(const reading *r, uint32_t from)
{
    for (uint32_t i = r->end; i < from; i++)
        if (crossing(r->s, i) == 0)
            return false;
    return true;
}

/* "his mother│, his sister and a boy", "and his sister│": those counted are the last of a list, or an "and" comes.
 * "your brother│, your friend, your colleague" is one man. */
static bool ends_list(const dli_scene *s, uint32_t end)
{
    if (dli_mark_at(s, end, DLI_MARK_COMMA))
        for (uint32_t i = end + 1; i < s->to && i - end < LIST_WORDS; i++) {
            if ((dli_word_grammar(s->parsed, i) & DLI_GRAMMAR_and) != 0)
                return true;
            if (stops(s, i))
                return false;
        }
    return !dli_mark_at(s, end, DLI_MARK_COMMA);
}

/* "was shot in the leg by │ a guard": who stands behind the last preposition did it. */
static bool is_agent(const dli_scene *s, const dli_spot *state, uint32_t from)
{
    return from > state->end && (dli_word_grammar(s->parsed, from - 1) &
                                 (DLI_GRAMMAR_prep | DLI_GRAMMAR_of)) == DLI_GRAMMAR_prep;
}

/* "one │ of them", "two │ of the wounded", "three of the five │ passengers": the word behind
 * those that the number is a part of, or `at`. */
static uint32_t behind_whole(const dli_scene *s, uint32_t at)
{
    if (at + 1 >= s->to || (dli_word_grammar(s->parsed, at) & DLI_GRAMMAR_of) == 0)
        return at;
    uint32_t i = at + 1, g = dli_word_grammar(s->parsed, i);
    bool owner = (g & DLI_GRAMMAR_det) != 0 && !is_alone(s, i + 1); /* of her │ co-workers */
    if ((g & (DLI_GRAMMAR_obj | DLI_GRAMMAR_rel | DLI_GRAMMAR_they)) != 0 && !owner)
        return i + 1;
    bool det = (g & DLI_GRAMMAR_det) != 0;
    if (!det && (dli_word_grammar(s->parsed, at) & DLI_GRAMMAR_det) == 0 &&
        number_at(s, i) == NULL)
        return at;
    i += det;
    const dli_number *all = number_at(s, i);
    const dli_spot *whole = spot_at(s, all != NULL ? all->to : i);
    return does(whole, COUNTED | STATES) ? whole->end : at;
}

/* "one of them was killed", "killing two of the guards": a part of those told before. */
static bool settle_part(const reading *r, const dli_number *n, uint32_t from,
                        dli_figure *figure, uint32_t *end)
{
    const dli_scene *s = r->s;
    uint32_t left, right, whole = behind_whole(s, n->to);

    if (whole == n->to || figure->bound != DLI_BOUND_EXACT || is_article(s, n))
        return false;
    const dli_spot *own = spot_before(s, whole), *before = state_before(s, from, &left),
                   *behind = state_behind(s, whole, &right), *state = NULL;
    *end = whole;
    bool died = behind != NULL && right <= 1 &&
                (is_alone(s, behind->end) ||
                 (dli_word_grammar(s->parsed, behind->end) & DLI_GRAMMAR_sub) != 0);
    if (behind != NULL && right <= 4 && (died || is_passive(s, behind)) &&
        !is_active(s, behind)) {
        state = behind;
        *end = behind->end;
    } else if (before != NULL && left <= 2) {
        state = before;
    } else if (does(own, STATES)) {
        state = own;
    }
    bool counts = own != NULL && number_ends(s, own->word); /* two of the │ five dead */
    if ((state == NULL && (r->last == 0 || own != NULL)) ||
        (counts && r->last == 0 && does(own, STATES)))
        return false;
    figure->what = state != NULL ? what_of(state->does)
                                 : s->figures.ptr[r->last - 1].what; /* 11 of them */
    figure->blow = does(state, DLI_FW(blow)) && figure->what == DLI_FIGURE_WOUNDED;
    if (does(own, DLI_FW(thing)) && figure->what <= DLI_FIGURE_WOUNDED)
        figure->what = DLI_FIGURE_DESTROYED; /* twelve of the drones were shot down */
    figure->part = true;
    if (r->last != 0 && !counts) {
        const dli_figure *last = &s->figures.ptr[r->last - 1];
        figure->parent = last->parent != 0 ? last->parent : r->last;
    }
    return true;
}

/* Whether the words beside the number say that those come to others, or are all of them. */
static void mark_beside(const dli_scene *s, uint32_t from, uint32_t to, uint32_t end,
                        dli_figure *figure)
{
    const dli_spot *before = spot_before(s, from), *behind = spot_at(s, to);

    if (before == NULL && from > s->from + 1)
        before = spot_before(s, from - 1);
    figure->extra = does(before, DLI_FW(extra)) || does(behind, DLI_FW(extra)) ||
                    does(spot_at(s, from), DLI_FW(extra)); /* another │ student */
    if (!figure->extra && end > to)
        figure->extra = does(spot_before(s, end), DLI_FW(extra));
    figure->sum |= does(before, DLI_FW(restated)) && !figure->extra;
    for (size_t i = 0; i < s->words.count && !figure->extra; i++)
        figure->sum |= does(&s->words.ptr[i], DLI_FW(sum));
}

/* "a woman │ wounded on Saturday died in hospital": what happened to her in the end. */
static const dli_spot *in_the_end(const dli_scene *s, const dli_spot *state)
{
    if (!does(state, DLI_FW(wounded)) || does(state, DLI_FW(killed)) || is_passive(s, state))
        return state;
    for (uint32_t i = state->end; i < s->to && i < state->end + LATER_WORDS; i++) {
        const dli_spot *spot = spot_at(s, i);
        const dli_number *n = number_at(s, i);
        uint32_t g = dli_word_grammar(s->parsed, i);
        if (does(spot, DLI_FW(killed)) && !does(spot, DLI_FW(including)) && !is_active(s, spot))
            return spot;
        if (does(spot, STATES | DLI_FW(people) | DLI_FW(person)) || stops(s, i) ||
            (g & (DLI_GRAMMAR_and | DLI_GRAMMAR_but | DLI_GRAMMAR_that)) != 0 ||
            (n != NULL && !is_in_day(s, n) && !is_article(s, n)))
            break;
    }
    return state;
}

/* "died │ three more of the wounded", "three of the wounded │ died". */
static bool has_died(const dli_scene *s, const dli_spot *counted, uint32_t from)
{
    uint32_t left, right;

    if (!does(counted, DLI_FW(wounded)) || does(counted, DLI_FW(killed)))
        return false;
    const dli_spot *before = state_before(s, from, &left);
    const dli_spot *behind = state_behind(s, counted->end, &right);
    return (does(before, DLI_FW(killed)) && left <= 2) ||
           (does(behind, DLI_FW(killed)) && right <= 3);
}

/* What happened to those counted: by a word on it, else by what is counted; false: nothing
 * is told of them. */
static bool set_state(reading *r, const dli_spot *counted, const dli_spot *state, bool left,
                      bool one, dli_figure *figure)
{
    bool beings = does(counted, DLI_FW(people) | DLI_FW(person)) || counted == NULL;

    figure->blow = does(state, DLI_FW(blow)) && beings;
    figure->outcome = does(state, DLI_FW(outcome)) || (state != NULL && !left);
    if (figure->blow && counted != NULL) {
        figure->what = DLI_FIGURE_WOUNDED; /* hit │ four people */
        r->left = left;
        return true;
    }
    if (state != NULL && !(beings && does(state, DLI_FW(destroyed)) && counted != NULL)) {
        figure->what = what_of(state->does);
        figure->sum = does(state, DLI_FW(toll));
        figure->part = does(state, DLI_FW(including)); /* among the dead are │ two boys */
        if (counted != NULL && does(counted, DLI_FW(thing)) && !beings) {
            if (!does(state, DLI_FW(killed) | DLI_FW(wounded) | DLI_FW(destroyed)))
                return false;                    /* nine are missing after two ships collided */
            figure->what = DLI_FIGURE_DESTROYED; /* deux drones abattus */
        }
        r->left = left;
        return true;
    }
    figure->what = does(counted, DLI_FW(attack)) ? DLI_FIGURE_ATTACKS : DLI_FIGURE_OTHER;
    r->left = false;
    return does(counted, DLI_FW(people) | DLI_FW(thing)) && !one;
}

/* The number counts none ("ни один из складов"), or those who belong to somebody counted before it:
 * "the parents of │ the boy", "отец │ троих детей". */
static bool is_of_another(const dli_scene *s, const dli_number *n, uint32_t from)
{
    uint32_t before = from > s->from ? dli_word_grammar(s->parsed, from - 1) : 0;
    bool of = (before & DLI_GRAMMAR_of) != 0, one = is_article(s, n);

    if ((before & DLI_GRAMMAR_not) != 0)
        return true;
    if (!of)
        return !one && does(spot_before(s, from), DLI_FW(person));
    if (n->definite && does(spot_before(s, from - 1), DLI_FW(person) | DLI_FW(people)))
        return true;
    if (n->definite) { /* the death of │ the mayor, but: the house of the mayor was hit */
        for (size_t i = 0; i < s->triggers.count; i++)
            if (s->triggers.ptr[i].end == from || s->triggers.ptr[i].end + 1 == from)
                return false;
        return !does(spot_before(s, from - 1), STATES) && !does(spot_before(s, from), STATES);
    }
    return !one && does(spot_before(s, from - 1), DLI_FW(person));
}

/* The words of a state nearest to the number, each with its cost; NULL where there is none. */
typedef struct {
    const dli_spot *before, *behind;
    uint32_t left, right;
} states;

/* "una familia │ con │ dos hijos": whoever is with somebody is not whom the verb behind is about. */
static bool is_with(const dli_scene *s, uint32_t from)
{
    static const char *const with[] = { "con", "avec" };

    for (size_t i = 0; i < sizeof with / sizeof *with && from > s->from; i++)
        if (dli_eq(dli_cut(s->parsed->body, s->parsed->words.ptr[from - 1].in),
                   dli_str(with[i])))
            return true;
    return false;
}

/* The words beside the number that may say what became of those counted. */
static states states_beside(const reading *r, const dli_spot *counted, uint32_t from,
                            uint32_t end, bool one)
{
    const dli_scene *s = r->s;
    states b = { 0 };

    b.before = state_before(s, from, &b.left);
    b.behind = state_behind(s, end, &b.right);
    if (b.before != NULL && is_passive(s, b.before) && counted != NULL &&
        is_agent(s, b.before, from))
        b.before = NULL; /* was shot by │ two officers */
    if (one && r->last_is_part && from > r->end &&
        (dli_word_grammar(s->parsed, r->end) & DLI_GRAMMAR_be) != 0)
        b.before = NULL; /* one of the wounded was │ a guard */
    bool the = from > s->from && (dli_word_grammar(s->parsed, from - 1) & DLI_GRAMMAR_det) != 0;
    if (b.before != NULL && does(b.before, DLI_FW(blow)) && b.left > (uint32_t)BLOW_REACH + the)
        b.before = NULL; /* after the shooting, │ two witnesses … */
    if (b.behind != NULL && does(b.behind, DLI_FW(blow)) && !is_passive(s, b.behind) &&
        (!is_alone(s, b.behind->end) || does(b.behind, DLI_FW(outcome))))
        b.behind = NULL; /* two gunmen │ shot people, │ began shooting */
    bool told =
        b.behind != NULL && is_passive(s, b.behind); /* a woman and her child │ were killed */
    uint32_t reach = counted == NULL ? 3 : one && !told ? 9 : MAX_COST;
    if (b.before != NULL && b.left > reach && !does(b.before, DLI_FW(toll)))
        b.before = NULL;
    bool with = is_with(s, from) && does(counted, DLI_FW(people) | DLI_FW(person));
    if (b.behind != NULL && (b.right > reach || with || is_active(s, b.behind)))
        b.behind = NULL;
    return b;
}

/* What is said of the number, or false if nothing is. */
static bool settle(reading *r, const dli_number *n, uint32_t from, uint32_t to,
                   dli_figure *figure, uint32_t *end)
{
    const dli_scene *s = r->s;
    const dli_spot *counted = counted_behind(s, to);

    if (settle_part(r, n, from, figure, end))
        return true;
    *end = counted != NULL ? counted->end : to;
    if (counted == NULL && does(spot_at(s, to), DLI_FW(extra)))
        *end = spot_at(s, to)->end; /* zwei │ weitere */
    if (does(counted, COUNTED))
        figure->of = dli_words_span(s->parsed, to, counted->end);
    bool one = is_article(s, n);
    bool next = counted != NULL && counted->word == to; /* un mort, eine Verletzte */
    if (n->definite && !does(counted, DLI_FW(person)))
        return false;
    if (one && !does(counted, DLI_FW(person)) && !(next && does(counted, STATES)))
        return false;
    if (is_of_another(s, n, from))
        return false;
    figure->parent = parent_of(r, from);
    if (figure->parent != 0) {
        figure->what = s->figures.ptr[figure->parent - 1].what;
        return counted != NULL || is_alone(s, to); /* 18 attacks, of which 11 on Orlivka */
    }
    if (does(counted, STATES)) {
        figure->what = what_of(has_died(s, counted, from) ? DLI_FW(killed) : counted->does);
        return true;
    }
    if (does(counted, DLI_FW(attack)) && !does(counted, DLI_FW(thing))) {
        if (n->value == 1 && counted->word > to &&
            (dli_word_grammar(s->parsed, to) & (DLI_GRAMMAR_of | DLI_GRAMMAR_prep)) != 0)
            return false; /* one │ of the largest attacks */
        figure->what = DLI_FIGURE_ATTACKS;
        return true;
    }
    bool chained = r->left && r->last != 0 && !r->last_is_part && from > r->end &&
                   from - r->end <= 2 && crossing(s, from - 1) > 0;
    if (n->definite && chained && is_right_behind(r, from) && ends_list(s, *end)) {
        figure->what =
            s->figures.ptr[r->last - 1].what; /* killed his mother, │ her sister and */
        return true;
    }
    if (n->to == n->from && !does(spot_before(s, from), DLI_FW(killed)))
        return false; /* but: killed │ wife and two children */
    states b = states_beside(r, counted, from, *end, one);
    const dli_spot *before = b.before, *behind = b.behind;
    uint32_t left = b.left, right = b.right;
    if (before == NULL && behind == NULL && chained && does(counted, COUNTED)) {
        figure->what =
            s->figures.ptr[r->last - 1].what; /* killed two children and │ a teacher */
        figure->outcome = s->figures.ptr[r->last - 1].outcome;
        return true;
    }
    bool same = n->definite && r->last != 0 && !r->left && behind != NULL && before == NULL &&
                is_right_behind(r, from) && from > r->end &&
                what_of(behind->does) == s->figures.ptr[r->last - 1].what;
    if (n->definite && !same && !is_told(s, before, left, behind, *end))
        return false; /* but: a woman and │ her son died */
    if (behind != NULL && before == NULL && right <= 2)
        behind = in_the_end(s, behind);
    const dli_spot *state =
        behind == NULL || (before != NULL && left <= right) ? before : behind;
    bool close =
        state == behind && state != NULL && state->word >= *end && state->word - *end <= 3;
    for (uint32_t i = *end; close && i < state->word; i++)
        close = crossing(s, i) == 0; /* a woman │ and her child were killed */
    if (close)
        *end = state->end;
    return set_state(r, counted, state, state == before, one, figure);
}
static uint8_t scope_of(const dli_scene *s)
{
    uint8_t scope = DLI_SCOPE_INCIDENT;

    for (size_t i = 0; i < s->words.count; i++) {
        if (does(&s->words.ptr[i], DLI_FW(total)))
            return DLI_SCOPE_TOTAL;
        if (does(&s->words.ptr[i], DLI_FW(period)))
            scope = DLI_SCOPE_PERIOD;
    }
    for (size_t i = 0; i < s->days.count; i++)
        if (s->days.ptr[i].period)
            scope = DLI_SCOPE_PERIOD;
    return scope;
}

/* "27 attacks last week" */
static bool is_of_period(const dli_scene *s, uint8_t what)
{
    for (size_t i = 0; i < s->days.count; i++)
        if (s->days.ptr[i].precision != DLI_WHEN_DAY && what == DLI_FIGURE_ATTACKS)
            return true;
    return false;
}

static bool spots_toll(const dli_scene *s)
{
    for (size_t i = 0; i < s->words.count; i++)
        if (does(&s->words.ptr[i], DLI_FW(toll)))
            return true;
    return false;
}

static bool leaves_out_articles(const dli_scene *s)
{
    return dli_eq(dli_phrase_word(s->parsed->phrases, DLI_LIST_numbers, DL_STR("bare")),
                  DL_STR("article"));
}

/* "женщина и │ её сын погибли": what is said behind the person that an "and" joins to the `i`th word, or
 * NULL. */
static const dli_spot *state_of_joined(const dli_scene *s, size_t i)
{
    const dli_spot *spot = &s->words.ptr[i], *next = spot + 1, *state = spot + 2;

    if (i + 2 >= s->words.count || !does(next, DLI_FW(person)) || does(next, STATES) ||
        next->word - spot->end > 2 ||
        (dli_word_grammar(s->parsed, spot->end) & DLI_GRAMMAR_and) == 0)
        return NULL;
    return does(state, DLI_FW(killed) | DLI_FW(wounded)) && state->word - next->end <= 2 ? state
                                                                                         : NULL;
}

/* In a language without articles one person needs no number: "погибла женщина". Where
 * what happened stands at most two words away, or a figure and an "and" right before. */
static bool add_bare_persons(dli_scene *s)
{
    size_t before = s->figures.count;

    if (!leaves_out_articles(s))
        return true;
    for (size_t i = 0; i < s->words.count && s->figures.count < DLI_MAX_FIGURES; i++) {
        const dli_spot *spot = &s->words.ptr[i];
        const dli_spot *state = NULL;
        bool counted = false;
        if (!does(spot, DLI_FW(person)) || does(spot, STATES | DLI_FW(unit)))
            continue;
        for (size_t k = i > 0 ? i - 1 : 0; k <= i + 2 && k < s->words.count; k++) {
            const dli_spot *other = &s->words.ptr[k];
            uint32_t gap = k < i ? spot->word - other->end : other->word - spot->end;
            bool aged = gap <= 4 && dli_mark_at(s, spot->word - 2, DLI_MARK_HYPHEN);
            if (k != i && does(other, STATES) && (gap <= 2 || aged) && state == NULL)
                state = other;
        }
        if (state == NULL)
            state = state_of_joined(s, i);
        for (size_t k = 0; k < before; k++) {
            dl_span in = s->figures.ptr[k].in;
            dl_span person = dli_words_span(s->parsed, spot->word, spot->end);
            counted |= in.start < person.end && person.start < in.end;
        }
        if (counted || state == NULL || number_ends(s, spot->word) ||
            (state->word > spot->word && is_active(s, state)) || /* мужчина │ ранил двоих */
            (state->word < spot->word ? number_ends(s, spot->word)
                                      : number_ends(s, state->word)))
            continue;
        state = state->word > spot->word ? in_the_end(s, state) : state;
        dli_figure figure = { .what = what_of(state->does),
                              .has_value = true,
                              .value = does(spot, DLI_FW(pair)) ? 2 : 1,
                              .scope = scope_of(s),
                              .part = does(state, DLI_FW(including)),
                              .of = dli_words_span(s->parsed, spot->word, spot->end) };
        figure.in = figure.of;
        if (!DLI_PUSH(s->arena, &s->figures, figure))
            return false;
    }
    return true;
}

/* "killed his mother, │ sister and │ infant nephew": a noun alone behind a comma or an "and"
 * is one more, if it goes on with those before. */
static bool is_bare_person(const dli_scene *s, uint32_t at)
{
    const dli_spot *verb = spot_before(s, at);
    bool object = does(verb, DLI_FW(killed)) && !is_passive(s, verb) && verb->word > s->from &&
                  (dli_word_grammar(s->parsed, verb->word - 1) & DLI_GRAMMAR_det) == 0;
    if (at == s->from || (crossing(s, at - 1) == 0 && !object) ||
        (dli_word_grammar(s->parsed, at) != 0 && spot_at(s, at) == NULL))
        return false;
    const dli_spot *counted = counted_behind(s, at);
    return does(counted, DLI_FW(person)) && !does(counted, STATES) &&
           (counted->end >= s->to ||
            !dli_word_at(s, counted->end)->capital); /* the title of one */
}

/* "… was (also) │ killed": what is said behind a name, or NULL. */
static const dli_spot *passive_behind(const dli_scene *s, uint32_t at)
{
    bool be = false;

    for (uint32_t i = at; i < s->to && i < at + 4; i++) {
        uint32_t g = dli_word_grammar(s->parsed, i);
        const dli_spot *spot = spot_at(s, i);
        if (does(spot, DLI_FW(killed) | DLI_FW(wounded)) && !is_active(s, spot))
            return be || is_passive(s, spot) ? spot : NULL;
        if ((g & (DLI_GRAMMAR_be | DLI_GRAMMAR_aux | DLI_GRAMMAR_adv)) == 0 ||
            (g & (DLI_GRAMMAR_not | DLI_GRAMMAR_modal)) != 0)
            return NULL;
        be |= (g & DLI_GRAMMAR_be) != 0;
    }
    return NULL;
}

/* Words that stand for one being or two: "killing him", "wounding another", "killed them
 * both"; *out gets them. */
static bool is_being(const dli_scene *s, uint32_t at, dli_number *out)
{
    uint32_t count;
    dl_str meaning = dli_meaning_at(s, at, DLI_LIST_numbers, &count);
    bool pair = dli_eq(meaning, DL_STR("pair")), being = dli_eq(meaning, DL_STR("being"));
    bool other = ((dli_word_grammar(s->parsed, at) & DLI_GRAMMAR_quant) != 0 &&
                  dli_eq(meaning, DL_STR("article"))) ||
                 dli_eq(meaning, DL_STR("other"));

    if (!pair && !being && !other)
        return false;
    uint32_t to = at + count;
    /* a │ third: no article */
    *out = (dli_number){ .from = other ? to - 1 : at,
                         .to = to,
                         .value = pair ? 2 : 1,
                         .being = true,
                         .further = other && count > 1 };
    const dli_spot *counted = out->further ? counted_behind(s, to) : NULL;
    if (does(counted, DLI_FW(person)) && passive_behind(s, counted->end) != NULL)
        return true; /* a fifth man was shot dead */
    if (pair && count == 1 && does(counted_behind(s, to), DLI_FW(people)))
        return true; /* killed both │ owners */
    if (other && count == 1 && leaves_out_articles(s) &&
        (does(spot_at(s, to), DLI_FW(killed) | DLI_FW(wounded)) ||
         does(spot_at(s, to + 1), DLI_FW(killed) | DLI_FW(wounded))))
        return true; /* третий │ тяжело ранен */
    bool joined =
        (!other || count == 1) && (dli_word_grammar(s->parsed, to) & DLI_GRAMMAR_and) != 0;
    joined |= !other && does(spot_at(s, to), DLI_FW(none)); /* shot him │ dead */
    if ((!is_alone(s, to) && !joined) ||
        (other && (dli_word_grammar(s->parsed, to) & DLI_GRAMMAR_of) != 0))
        return false;
    bool verb = (dli_word_grammar(s->parsed, to) & (DLI_GRAMMAR_be | DLI_GRAMMAR_aux)) != 0;
    for (uint32_t i = to + 1; other && verb && i < s->to && i < to + 4; i++)
        if (does(spot_at(s, i), DLI_FW(killed) | DLI_FW(wounded)))
            return true; /* a third was badly hurt */
    const dli_spot *done = spot_before(s, at);
    return does(done, other ? DLI_FW(killed) | DLI_FW(wounded) : DLI_FW(killed) | DLI_FW(blow));
}

/* Take the numbers that may count, and "his", "the" as ones. */
static bool take_numbers(dli_scene *s)
{
    dli_numbers all = { 0 };
    size_t next = 0;

    for (uint32_t i = s->from; i < s->to; i++) {
        while (next < s->numbers.count && s->numbers.ptr[next].to <= i)
            next++;
        const dli_number *n = next < s->numbers.count ? &s->numbers.ptr[next] : NULL;
        dli_number being;
        if (s->words.count > 0 && is_being(s, i, &being)) {
            if (!DLI_PUSH(s->arena, &all, being))
                return false;
            i = being.to - 1;
            continue;
        }
        if (n != NULL && n->from == i && !counts_nothing(s, n) && !DLI_PUSH(s->arena, &all, *n))
            return false;
        dli_number one = {
            .from = i, .to = i + 1, .value = 1, .article = true, .definite = true
        };
        bool inside = n != NULL && n->from <= i && !counts_nothing(s, n);
        dli_number bare = one;
        bare.to = i;
        if (!inside && s->words.count > 0 && is_bare_person(s, i) &&
            !DLI_PUSH(s->arena, &all, bare))
            return false;
        if (!inside && s->words.count > 0 &&
            (dli_word_grammar(s->parsed, i) & DLI_GRAMMAR_det) != 0 &&
            !DLI_PUSH(s->arena, &all, one))
            return false;
    }
    s->numbers = all;
    return true;
}

/* ---- Victims by name -------------------------------------------------------*/

/* The first word at byte `at` or behind it. */
static uint32_t word_of(const dli_scene *s, uint32_t at)
{
    uint32_t low = s->from, high = s->to;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (dli_word_at(s, middle)->in.start < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Behind a name: its age or what it is, between commas: ", 34,", ", a teacher,". */
static uint32_t behind_apposition(const dli_scene *s, uint32_t at)
{
    if (!dli_mark_at(s, at, DLI_MARK_COMMA))
        return at;
    for (uint32_t i = at + 1; i < s->to && i <= at + APPOSITION; i++)
        if (dli_mark_at(s, i, DLI_MARK_COMMA))
            return i + 1;
    return at;
}

/* "killed (the mayor) │ Ana Costa", "the murder of │ Ana Costa". */
static const dli_spot *active_before(const dli_scene *s, uint32_t at)
{
    for (uint32_t i = at; i > s->from && at - i <= TITLE_WORDS; i--) {
        const dli_spot *spot = spot_before(s, i);
        if (does(spot, DLI_FW(killed)))
            return is_meant(s, spot) || is_passive(s, spot) || denied_before(s, spot->word)
                       ? NULL
                       : spot;
        bool title =
            dli_form_begins(s->parsed->phrases, dli_word_at(s, i - 1)->form, DLI_LIST_roles) ||
            does(spot, DLI_FW(person)) ||
            (dli_word_grammar(s->parsed, i - 1) & DLI_GRAMMAR_det) != 0;
        if (!title)
            return NULL;
    }
    return NULL;
}

/* Names that are joined: "Ana Costa, 34, and Karl Weber, 29, │ were killed". *last gets the
 * index of the last of them; the word behind it. */
static uint32_t behind_names(const dli_scene *s, size_t first, size_t *last)
{
    uint32_t at = word_of(s, s->people[first].end);

    *last = first;
    for (size_t i = first + 1; i < s->people_count; i++) {
        uint32_t next = word_of(s, s->people[i].start), joint = behind_apposition(s, at);
        bool comma = joint > at || dli_mark_at(s, at, DLI_MARK_COMMA);
        if (joint == at && comma)
            joint++;
        bool and = joint < next && (dli_word_grammar(s->parsed, joint) & DLI_GRAMMAR_and) != 0;
        if (next != joint + (and? 1 : 0) || (!and&&!comma))
            break;
        *last = i;
        at = word_of(s, s->people[i].end);
    }
    return at;
}

static bool counts_already(const dli_scene *s, uint8_t what)
{
    for (size_t i = 0; i < s->figures.count; i++)
        if (s->figures.ptr[i].what == what && !s->figures.ptr[i].extra)
            return true;
    return false;
}

/* Victims that are named and not counted: each is one. */
static bool add_named(dli_scene *s)
{
    size_t i = 0, last;
    uint32_t start = dli_word_at(s, s->from)->in.start,
             stop = dli_word_at(s, s->to - 1)->in.end;

    if (s->words.count == 0 || s->figures.count >= DLI_MAX_FIGURES)
        return true;
    while (i < s->people_count && s->people[i].start < start)
        i++;
    for (; i < s->people_count && s->people[i].end <= stop; i = last + 1) {
        uint32_t from = word_of(s, s->people[i].start), to = behind_names(s, i, &last);
        const dli_spot *before = active_before(s, from),
                       *behind = passive_behind(s, behind_apposition(s, to));
        const dli_spot *state = behind != NULL ? behind : before;
        if (state == NULL || counts_already(s, what_of(state->does)))
            continue;
        uint32_t begin = state == before ? before->word : from,
                 end = state == before ? to : behind->end;
        dli_figure figure = { .what = what_of(state->does),
                              .has_value = true,
                              .value = last - i + 1,
                              .named = true,
                              .scope = scope_of(s),
                              .of = { s->people[i].start, s->people[last].end } };
        figure.in = dli_words_span(s->parsed, begin, end);
        if (!DLI_PUSH(s->arena, &s->figures, figure))
            return false;
    }
    return true;
}

/* "Nine people, three men and six women, were killed": numbers behind one of people that
 * come to it are its parts, and tell what happened to them. */
static void part_sums(dli_scene *s)
{
    for (size_t i = 0; i + 2 < s->figures.count; i++) {
        dli_figure *all = &s->figures.ptr[i];
        uint64_t sum = 0;
        size_t k = i + 1;
        uint8_t what = all->what;
        if (!all->has_value || all->parent != 0 || all->value < 3 || all->of.end == 0)
            continue;
        for (; k < s->figures.count && sum < all->value; k++) {
            const dli_figure *f = &s->figures.ptr[k];
            bool fits =
                f->what == what || f->what == DLI_FIGURE_OTHER || what == DLI_FIGURE_OTHER;
            if (!f->has_value || f->parent != 0 || !fits || f->extra)
                break;
            what = f->what != DLI_FIGURE_OTHER ? f->what : what;
            sum += f->value;
        }
        if (sum != all->value || k < i + 3 || what == DLI_FIGURE_OTHER)
            continue;
        for (size_t part = i; part < k; part++) {
            s->figures.ptr[part].what = what;
            s->figures.ptr[part].parent = part > i ? (uint32_t)i + 1 : 0;
        }
    }
}

/* "A woman, her child and │ a guard were killed": persons before a figure, with nothing but a comma or
 * an "and" between, of whom nothing nearer is said. */
typedef struct waiting {
    dli_figure list[MAX_WAITING];
    uint32_t count, end; /* the word behind them */
} waiting;

static void wait_for_state(const reading *r, const dli_number *n, const dli_figure *figure,
                           waiting *w)
{
    const dli_scene *s = r->s;
    const dli_spot *counted = counted_behind(s, n->to);

    if (!is_article(s, n) || !does(counted, DLI_FW(person)) || does(counted, STATES))
        return;
    bool behind = w->count > 0 && n->from > w->end && n->from - w->end <= 2 &&
                  crossing(s, n->from - 1) > 0;
    if (!behind)
        w->count = 0;
    if (w->count == MAX_WAITING)
        return;
    dli_figure *f = &w->list[w->count++];
    *f = (dli_figure){ .scope = figure->scope,
                       .has_value = true,
                       .value = does(counted, DLI_FW(pair)) ? 2 : 1,
                       .in = dli_words_span(s->parsed, n->from, counted->end),
                       .of = dli_words_span(s->parsed, n->to, counted->end) };
    w->end = counted->end;
}

/* Those who waited share what is said behind the figure that begins at word `from`. */
static bool add_waiting(const reading *r, uint32_t from, const dli_figure *figure, waiting *w)
{
    dli_scene *s = r->s;
    bool joined = from > w->end && from - w->end <= 2 && crossing(s, from - 1) > 0 &&
                  !r->left && figure->parent == 0 && !figure->part &&
                  (figure->what == DLI_FIGURE_KILLED || figure->what == DLI_FIGURE_WOUNDED);

    for (uint32_t i = 0; i < w->count && joined && s->figures.count < DLI_MAX_FIGURES; i++) {
        w->list[i].what = figure->what;
        if (!DLI_PUSH(s->arena, &s->figures, w->list[i]))
            return false;
    }
    w->count = 0;
    return true;
}

/* "Two men, and │ a girl were hurt": those counted before who only waited for what is said behind. */
static void share_state(const reading *r, uint32_t from, const dli_figure *figure)
{
    if (r->last == 0 || r->left || figure->parent != 0 || figure->part || from <= r->end ||
        !is_right_behind(r, from))
        return;
    dli_figure *last = &r->s->figures.ptr[r->last - 1];
    const dli_spot *counted =
        last->of.end != 0 ? spot_before(r->s, word_of(r->s, last->of.end)) : NULL;
    if (last->what == DLI_FIGURE_OTHER && does(counted, DLI_FW(people) | DLI_FW(person)) &&
        (figure->what == DLI_FIGURE_KILLED || figure->what == DLI_FIGURE_WOUNDED))
        last->what = figure->what;
}

/* "shot three of them, killing │ them all": all who were hit by the blow of a figure that ends at `end`
 * died. */
static bool all_died(const dli_scene *s, uint32_t end)
{
    for (size_t i = 0; i < s->words.count; i++) {
        const dli_spot *spot = &s->words.ptr[i];
        bool dead = (spot->does & DLI_FW(killed)) != 0 && (spot->does & DLI_FW(outcome)) != 0;
        if (spot->word >= end && dead)
            return spot->end < s->to &&
                   ((dli_word_grammar(s->parsed, spot->end) & DLI_GRAMMAR_obj) != 0 ||
                    does(spot_at(s, spot->end), DLI_FW(restated))) &&
                   number_at(s, spot->end) == NULL; /* killing him */
    }
    return false;
}

/* "shot three, killing two and │ wounding one", "five were shot, two were │ killed": what became of those
 * whom a blow hit. */
static void part_blows(dli_scene *s)
{
    for (uint32_t i = 0; i < s->figures.count; i++) {
        dli_figure *blow = &s->figures.ptr[i];
        uint64_t sum = 0;
        if (!blow->blow || !blow->has_value || blow->parent != 0)
            continue;
        if (all_died(s, word_of(s, blow->in.end))) {
            blow->what = DLI_FIGURE_KILLED;
            blow->blow = false;
            continue;
        }
        for (uint32_t k = i + 1; k < s->figures.count; k++) {
            dli_figure *f = &s->figures.ptr[k];
            sum += f->value;
            if (!f->outcome || f->blow || f->parent != 0 || !f->has_value || sum > blow->value)
                break;
            f->parent = i + 1;
        }
    }
}

bool dli_spot_figures(dli_scene *s)
{
    reading r = { .s = s };
    waiting w = { .count = 0 };
    uint8_t scope = scope_of(s);

    if (!take_numbers(s))
        return false;
    s->figures.count = 0;
    for (size_t i = 0; i < s->numbers.count && s->figures.count < DLI_MAX_FIGURES; i++) {
        const dli_number *n = &s->numbers.ptr[i];
        dli_figure figure = { .scope = scope };
        uint32_t from, to = n->to, end;
        if (n->from < r.end)
            continue;
        figure.bound = bound_before(&r, n, &from);
        set_value(&figure, n->value);
        const dli_number *high = range_end(s, n);
        if (high != NULL && spots_toll(s)) { /* rose from 12 to │ 14 */
            n = high;
            to = n->to;
            figure.bound = DLI_BOUND_EXACT;
            set_value(&figure, n->value);
            high = NULL;
        }
        const dli_spot *behind = spot_at(s, to);
        if (high != NULL) {
            figure.bound = DLI_BOUND_EXACT;
            figure.has_value = false;
            figure.has_min = figure.has_max = true;
            figure.min = n->value;
            figure.max = high->value;
            to = high->to;
        } else if (behind != NULL && does(behind, DLI_FW(more))) {
            figure.bound = DLI_BOUND_AT_LEAST;
            set_value(&figure, n->value);
            to = behind->end;
        }
        if (!settle(&r, n, from, to, &figure, &end)) {
            wait_for_state(&r, n, &figure, &w);
            continue;
        }
        share_state(&r, from, &figure);
        if (!add_waiting(&r, from, &figure, &w))
            return false;
        if (figure.what != DLI_FIGURE_OTHER && figure.bound == DLI_BOUND_AT_MOST &&
            spots_toll(s)) { /* "rose to 14": that "to" is no bound */
            figure.bound = DLI_BOUND_EXACT;
            set_value(&figure, n->value);
        }
        if (scope == DLI_SCOPE_INCIDENT && is_of_period(s, figure.what))
            figure.scope = DLI_SCOPE_PERIOD;
        mark_beside(s, from, n->to, end, &figure);
        figure.extra |= n->further;
        if (n->article && does(counted_behind(s, n->to), DLI_FW(pair)))
            set_value(&figure, 2); /* his parents */
        figure.in = dli_words_span(s->parsed, from, end);
        if (!DLI_PUSH(s->arena, &s->figures, figure))
            return false;
        r.end = end;
        r.last = (uint32_t)s->figures.count;
        r.last_is_part = figure.parent != 0 || figure.part;
        r.shared = n->least || high != NULL || to > n->to ? DLI_BOUND_EXACT : figure.bound;
    }
    part_sums(s);
    part_blows(s);
    return add_bare_persons(s) && add_named(s);
}

bool dli_spot_numbers(dli_scene *s)
{
    dli_number number;

    s->numbers.count = 0;
    for (uint32_t i = s->from; i < s->to;) {
        if (!dli_read_number(s->parsed, i, s->to, &number)) {
            i++;
            continue;
        }
        if (!DLI_PUSH(s->arena, &s->numbers, number))
            return false;
        i = number.to;
    }
    return true;
}
