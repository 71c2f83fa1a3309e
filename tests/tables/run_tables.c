/* run_tables.c -- tables of small questions with their answers, one a line.
 *
 *   run_tables FOLDER     FOLDER/{when,dates,bylines}.txt; TAP, a test a line
 *
 * Columns are parted by two spaces or more; lines that begin with # and empty ones are
 * passed over. Each table says in its head what its columns are; one more, which begins
 * with TODO, gives the reason why the answer is wrong today.
 */
#include "article/people.h"
#include "base/cursor.h"
#include "base/error.h"
#include "bytes/bytes.h"
#include "lang/date.h"

#include <stdio.h>

enum {
    MOST_COLUMNS = 4
};

/* Append the answer to the question in `columns`. */
typedef void answer(dli_arena *arena, const dl_str *columns, dli_buf *out);

/* The next column of *rest. */
static dl_str next_column(dl_str *rest)
{
    size_t gap = dli_find(*rest, DL_STR("  "), 0);
    dl_str column = gap == DLI_NONE ? *rest : dli_slice(*rest, 0, gap);

    *rest = gap == DLI_NONE ? DL_STR("") : dli_trim(dli_from(*rest, gap));
    return column;
}

/* ---- The tables ------------------------------------------------------------------ */

/* text  time */
static void answer_when(dli_arena *arena, const dl_str *columns, dli_buf *out)
{
    dli_when when;

    (void)arena;
    if (dli_when_parse(columns[0], &when))
        dli_when_print(out, when);
}

/* language  text  time; en-US reads 03/05 as 5 March */
static void answer_date(dli_arena *arena, const dl_str *columns, dli_buf *out)
{
    dli_date_style style = { .lang = dli_lang_find(columns[0]),
                             .order = dli_eq(columns[0], DL_STR("en-US"))
                                          ? DLI_ORDER_MONTH_FIRST
                                          : DLI_ORDER_DAY_FIRST };
    dli_date_hit hit;

    (void)arena;
    if (dli_date_find(&style, columns[1], 0, &hit))
        dli_when_print(out, hit.when);
}

/* language  line  role name; role name; … */
static void answer_byline(dli_arena *arena, const dl_str *columns, dli_buf *out)
{
    static const char *const roles[] = { "nobody",      "author", "editor", "translator",
                                         "contributor", "photo",  "agency" };
    dli_named_list names = { 0 };
    dl_text line = dli_text_of(arena, columns[1], (dl_span){ 0, (uint32_t)columns[1].len });

    dli_byline_read(arena, dli_lang_find(columns[0]), line, DLI_BYLINE_NONE, DLI_HOW_BYLINE,
                    &names);
    for (size_t i = 0; i < names.count; i++) {
        dl_str name = names.ptr[i].person.name.bytes;
        dli_buf_print(out, "%s%s %.*s", i > 0 ? "; " : "",
                      roles[names.ptr[i].role < 7 ? names.ptr[i].role : 0], DLI_ARG(name));
    }
}

static const struct {
    const char *file;
    unsigned columns; /* of the question */
    answer *answer;
} tables[] = {
    { "when.txt", 1, answer_when },
    { "dates.txt", 2, answer_date },
    { "bylines.txt", 2, answer_byline },
};

/* ---- Running ------------------------------------------------------------------------ */

static unsigned count, failed;

static void run_line(size_t table, unsigned number, dl_str line)
{
    dl_str columns[MOST_COLUMNS], rest = line;
    dli_arena arena;
    dli_buf out;

    dli_arena_init(&arena, (size_t)1 << 24);
    dli_buf_init(&out, &arena);
    for (unsigned i = 0; i < tables[table].columns; i++)
        columns[i] = next_column(&rest);
    dl_str wanted = next_column(&rest);
    tables[table].answer(&arena, columns, &out);
    dl_str is = dli_buf_str(&out);
    if (is.len == 0)
        is = DL_STR("none");
    dl_str todo = next_column(&rest);
    bool right = wanted.len > 0 && dli_eq(is, wanted), ok = right == (todo.len == 0);
    count++;
    failed += !ok;
    printf("%s %u - %s:%u %.*s", right && ok ? "ok" : "not ok", count, tables[table].file,
           number, DLI_ARG(columns[tables[table].columns - 1]));
    if (todo.len > 0)
        printf(right ? ": is right; take off its %.*s" : " # %.*s", DLI_ARG(todo));
    printf("\n");
    if (!ok)
        printf("#   dateline says: %.*s\n", DLI_ARG(is));
    dli_arena_done(&arena);
}

static void run_table(const char *folder, size_t table)
{
    char path[1024];
    dli_arena arena;
    dli_cursor in = { { "", 0 }, 0 };
    dl_str line;

    snprintf(path, sizeof path, "%s/%s", folder, tables[table].file);
    dli_arena_init(&arena, (size_t)1 << 26);
    if (dli_file_read(&arena, path, (size_t)1 << 24, &in.bytes, NULL) != DL_OK)
        printf("not ok %u - %s is not there\n", ++count, path);
    for (unsigned number = 1; dli_take_line(&in, &line); number++) {
        line = dli_trim(line);
        if (line.len > 0 && line.ptr[0] != '#')
            run_line(table, number, line);
    }
    dli_arena_done(&arena);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: run_tables FOLDER\n");
        return 2;
    }
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        run_table(argv[1], i);
    printf("1..%u\n", count);
    return failed > 0;
}
