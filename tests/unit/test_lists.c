/* test_lists.c -- every line of every word list says something, and is found in a text.
 *
 *   test_lists [FOLDER]     lang unless said
 *
 * Prints TAP, a test a list.
 */
#include "base/error.h"
#include "incident/spot.h"
#include "item_of_text.h"
#include "statement/finder.h"
#include "text/text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    MAX_LINE = 4096
};

static const struct {
    const char *name;
    dli_list list;
} lists[] = {
    { "weekdays", DLI_LIST_weekdays }, { "ago", DLI_LIST_ago },
    { "abbrev", DLI_LIST_abbrev },     { "said", DLI_LIST_said },
    { "roles", DLI_LIST_roles },       { "numbers", DLI_LIST_numbers },
    { "when", DLI_LIST_when },         { "figures", DLI_LIST_figures },
    { "incident", DLI_LIST_incident }, { "places", DLI_LIST_places },
};

static unsigned tests, failures;

static bool all_of(dl_str meaning, const char *allowed)
{
    dl_str word, one, rest;

    while (dli_next_word(&meaning, &word)) {
        bool known = false;
        rest = dli_str(allowed);
        while (!known && dli_next_word(&rest, &one))
            known = dli_eq(one, word);
        if (!known)
            return false;
    }
    return true;
}

static bool is_number(dl_str meaning)
{
    uint64_t n;

    if (all_of(meaning, "group article being pair other"))
        return true;
    if (meaning.len > 0 && meaning.ptr[0] == 'x')
        meaning = dli_from(meaning, 1);
    else if (meaning.len > 0 && meaning.ptr[meaning.len - 1] == '+')
        meaning.len--;
    return dli_parse_u64(meaning, &n);
}

static bool is_ago(dl_str meaning)
{
    dl_str step, unit;
    uint64_t n;

    if (all_of(meaning, "before past last next dmy eight") && meaning.len > 0)
        return true;
    if (!dli_next_word(&meaning, &step) || !dli_next_word(&meaning, &unit) ||
        !all_of(unit, "minute hour day week month year"))
        return false;
    if (meaning.len > 0 && !all_of(meaning, "morning afternoon evening night noon"))
        return false;
    if (dli_eq(step, DL_STR("unit")) || dli_eq(step, DL_STR("-n")))
        return true;
    bool sign = step.ptr[0] == '-' || step.ptr[0] == '+';
    return dli_parse_u64(dli_from(step, sign ? 1 : 0), &n);
}

/* One or more meanings of a word of saying. */
static bool is_said(dl_str meaning)
{
    dl_str one, particle;
    dli_cue cue;
    bool any = false;

    while (dli_next_cue(&meaning, &one)) {
        if (!dli_read_cue(one, &cue, &particle))
            return false;
        any = true;
    }
    return any;
}

/* Whether the meaning of an entry of a list means something. */
static bool is_known(dli_list list, dl_str meaning)
{
    uint32_t does;
    uint8_t type;
    uint64_t n;

    switch ((int)list) {
    case DLI_LIST_weekdays:
        return dli_parse_u64(dli_slice(meaning, 0, 1), &n) && n >= 1 && n <= 7 &&
               (meaning.len == 1 ||
                all_of(dli_from(meaning, 1), "morning noon afternoon evening night"));
    case DLI_LIST_ago:
        return is_ago(meaning);
    case DLI_LIST_abbrev:
        return all_of(meaning, "end unit number");
    case DLI_LIST_said:
        return is_said(meaning);
    case DLI_LIST_roles:
        return meaning.len > 0 &&
               all_of(meaning, "named office unnamed group document media person she");
    case DLI_LIST_numbers:
        return is_number(meaning);
    case DLI_LIST_when:
        return dli_read_when(meaning);
    case DLI_LIST_figures:
        return dli_read_figure_word(meaning, &does);
    case DLI_LIST_incident:
        return dli_read_trigger(meaning, &does, &type);
    case DLI_LIST_places:
        return meaning.len > 0 &&
               all_of(meaning, "in at not site town area region country name road water land");
    default:
        return true;
    }
}

/* Whether the text room finds the entry in a body that is nothing else. */
static bool is_found(dli_text_tools *tools, dl_str text, const char *language, dli_list list)
{
    dli_arena arena;
    dli_parsed parsed;
    uint32_t count = 0;
    bool found = false;

    dli_arena_init(&arena, SIZE_MAX);
    bool elided = dli_ends(text, DL_STR("'")); /* "près d'": a word must follow */
    dli_buf body;
    dli_buf_init(&body, &arena);
    dli_buf_add(&body, text);
    dli_buf_add(&body, elided ? DL_STR("eau") : DL_STR(""));
    dli_item item = item_of_text(&arena, dli_buf_str(&body), language, "");
    if (dli_text_parse(&arena, tools, &item, &parsed, NULL) == DL_OK) {
        uint32_t all = (uint32_t)parsed.words.count - (elided ? 1 : 0);
        found = dli_word_meaning(&parsed, 0, all, list, &count).ptr != NULL && count == all;
    }
    dli_arena_done(&arena);
    return found;
}

/* "space", "bare" and the like say something of the language, and an ending is no word. */
static bool is_for_texts(dl_str text, dl_str meaning)
{
    return text.ptr[0] != '*' && !dli_eq(meaning, DL_STR("group"));
}

static void test_list(dli_text_tools *tools, const char *folder, const char *language, size_t i)
{
    char path[512], line[MAX_LINE];
    unsigned number = 0, wrong = 0;

    snprintf(path, sizeof path, "%s/%.40s/%s.txt", folder, language, lists[i].name);
    FILE *in = fopen(path, "r");
    if (in == NULL)
        return;
    while (fgets(line, sizeof line, in) != NULL) {
        dl_str all = dli_str(line), text, meaning = { "", 0 };
        number++;
        size_t hash = dli_find_byte(all, '#', 0), eq;
        all = dli_trim(hash == DLI_NONE ? all : dli_slice(all, 0, hash));
        if (all.len == 0)
            continue;
        eq = dli_find(all, DL_STR(" = "), 0);
        text = dli_trim(eq == DLI_NONE ? all : dli_slice(all, 0, eq));
        if (eq != DLI_NONE)
            meaning = dli_trim(dli_from(all, eq + 3));
        const char *why =
            !is_known(lists[i].list, meaning) ? "means nothing"
            : is_for_texts(text, meaning) && !is_found(tools, text, language, lists[i].list)
                ? "is not found in a text"
                : NULL;
        if (why != NULL && wrong++ < 10)
            printf("# %s:%u: '%.*s' %s\n", path, number, DLI_ARG(all), why);
    }
    (void)fclose(in);
    tests++;
    failures += wrong != 0;
    printf("%sok %u - %s\n", wrong != 0 ? "not " : "", tests, path);
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : "lang";
    dli_text_tools *tools;
    DIR *in = opendir(folder);

    if (in == NULL || dli_text_tools_open(NULL, &tools, NULL) != DL_OK)
        return 1;
    for (struct dirent *e; (e = readdir(in)) != NULL;)
        for (size_t i = 0; e->d_name[0] != '.' && i < sizeof lists / sizeof *lists; i++)
            test_list(tools, folder, e->d_name, i);
    (void)closedir(in);
    dli_text_tools_close(tools);
    printf("1..%u\n", tests);
    return failures != 0 || tests == 0;
}
