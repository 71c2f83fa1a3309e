/* prop_page.c -- what holds of every tree holds of tag soup.
 *
 *   prop_page [SEED [FILE]...]
 *
 * For soups made at random from SEED (one of its own unless said; it is printed) and for
 * the files:
 *
 *   - parsing fails for want of memory only, whatever the memory
 *   - what tests/page_check.h says of a tree holds
 *   - the same source makes the same tree
 *   - the fast scanners find what their slow twins find
 *
 * Prints TAP, a test a hundred soups or a file.
 */
#include "page_check.h"

#include "bytes/bytes.h"
#include "page/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    BATCHES = 40,
    SOUPS = 100,
    MAX_SOUP = 2048
};

static uint64_t state;

static uint32_t random_below(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % n;
}

/* ---- Soup -------------------------------------------------------------------- */

static const char *const words[] = {
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a href=x>",
    "</a>",
    "<i>",
    "</i>",
    "<nobr>",
    "</nobr>",
    "<div>",
    "</div>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<tbody>",
    "</tbody>",
    "<caption>",
    "</caption>",
    "<col>",
    "<colgroup>",
    "<select>",
    "</select>",
    "<option>",
    "<optgroup>",
    "<template>",
    "</template>",
    "<svg>",
    "</svg>",
    "<math>",
    "</math>",
    "<mi>",
    "<desc>",
    "<title>",
    "</title>",
    "<script>",
    "</script>",
    "<textarea>",
    "</textarea>",
    "<style>",
    "</style>",
    "<plaintext>",
    "<br>",
    "</br>",
    "<form>",
    "</form>",
    "<button>",
    "</button>",
    "<li>",
    "<ul>",
    "</ul>",
    "<dd>",
    "<dt>",
    "<h1>",
    "</h2>",
    "<object>",
    "</object>",
    "<ruby>",
    "<rt>",
    "<frameset>",
    "<frame>",
    "<head>",
    "</head>",
    "<body c=d>",
    "</body>",
    "<html e>",
    "</html>",
    "<x-own>",
    "</x-own>",
    "<!doctype html>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?x>",
    "&amp;",
    "&ampx",
    "&nGg;",
    "&#13;",
    "&#x80;",
    "&",
    "<input type=hidden>",
    "<image>",
    "<pre>",
    "<p A='&lt;\r\n' b=\"c&d\" b=e>",
    "/>",
    "<",
    "</",
    ">",
    "text",
    " ",
    "\n",
    "\r\n",
    "\r",
    "<hr>",
    "<noscript>",
    "<foreignObject>",
    "\xC3\xA9",
    "=\"",
};

static size_t make_soup(char *soup, size_t room)
{
    size_t len = 0, want = random_below((uint32_t)room / 2);

    while (len < want) {
        const char *word = words[random_below(sizeof words / sizeof *words)];
        size_t times = random_below(16) == 0 ? 1 + random_below(20) : 1;
        while (times-- > 0 && len + strlen(word) < room) {
            memcpy(soup + len, word, strlen(word));
            len += strlen(word);
        }
        if (random_below(24) == 0 && len < room)
            soup[len++] = 0;
    }
    return len;
}

/* ---- Properties -------------------------------------------------------------- */

static const char *same_trees(const dli_page *a, const dli_page *b)
{
    PAGE_MUST(a->count == b->count);
    PAGE_MUST(memcmp(a->nodes + 1, b->nodes + 1, (a->count - 1) * sizeof *a->nodes) == 0);
    return NULL;
}

/* With budgets from nothing up until it succeeds. */
static const char *starve(dl_str source, const dli_page *whole)
{
    dli_arena arena, scratch;
    dli_page page;
    dl_error err;
    const char *wrong = NULL;
    dl_status status = DL_ERR_NOMEM;

    dli_arena_init(&scratch, SIZE_MAX / 2);
    for (size_t budget = 0; status != DL_OK && wrong == NULL;
         budget = budget == 0 ? 1024 : budget * 2) {
        dli_arena_init(&arena, budget);
        status = dli_page_parse(&arena, source, &page, &err);
        if (status == DL_OK)
            wrong = same_trees(&page, whole);
        else if (status != DL_ERR_NOMEM || err.status != DL_ERR_NOMEM || page.count != 0)
            wrong = "fails with DL_ERR_NOMEM only, and leaves an empty page";
        if (status == DL_OK && wrong == NULL)
            wrong = page_check(&page, &scratch);
        dli_arena_done(&arena);
    }
    dli_arena_done(&scratch);
    return wrong;
}

static const char *scanners(dl_str source)
{
    uint32_t end = (uint32_t)source.len;

    for (uint32_t at = 0; at < end; at += 1 + random_below(9)) {
        bool fast = false, slow = false, fast_value = false, slow_value = false;
        char quote = random_below(2) == 0 ? '"' : '\'';
        PAGE_MUST(dli_scan_text(source.ptr, at, end) ==
                  dli_scan_text_bytewise(source.ptr, at, end));
        PAGE_MUST(dli_scan_raw(source.ptr, at, end, &fast) ==
                  dli_scan_raw_bytewise(source.ptr, at, end, &slow));
        PAGE_MUST(fast == slow);
        PAGE_MUST(dli_scan_value(source.ptr, at, end, quote, &fast_value) ==
                  dli_scan_value_bytewise(source.ptr, at, end, quote, &slow_value));
        PAGE_MUST(fast_value == slow_value);
    }
    return NULL;
}

static const char *check_source(dl_str source)
{
    dli_arena arena, scratch;
    dli_page page;
    const char *wrong;

    dli_arena_init(&arena, dli_page_budget(source.len));
    dli_arena_init(&scratch, SIZE_MAX / 2);
    if (dli_page_parse(&arena, source, &page, NULL) != DL_OK)
        wrong = "the budget of a page is enough";
    else if ((wrong = page_check(&page, &scratch)) == NULL)
        wrong = starve(source, &page);
    dli_arena_done(&scratch);
    dli_arena_done(&arena);
    return wrong;
}

/* ---- Tests ------------------------------------------------------------------- */

static int count, failed;

static void report(const char *wrong, const char *name)
{
    printf("%s %d - %s\n", wrong == NULL ? "ok" : "not ok", ++count, name);
    if (wrong != NULL)
        printf("# does not hold: %s\n", wrong);
    failed += wrong != NULL;
}

static void check_batch(int batch)
{
    char name[64];
    const char *wrong = NULL;
    char *soup = malloc(MAX_SOUP); /* exactly as long as it is, for the sanitizers */
    size_t len = 0;

    for (int i = 0; i < SOUPS && wrong == NULL; i++) {
        len = make_soup(soup, MAX_SOUP);
        char *exact = malloc(len + (len == 0));
        memcpy(exact, soup, len);
        wrong = check_source((dl_str){ exact, len });
        if (wrong == NULL)
            wrong = scanners((dl_str){ exact, len });
        free(exact);
    }
    (void)snprintf(name, sizeof name, "soups %d to %d", batch * SOUPS + 1, (batch + 1) * SOUPS);
    report(wrong, name);
    if (wrong != NULL)
        printf("# in <%.*s>\n", (int)len, soup);
    free(soup);
}

static void check_file(const char *path)
{
    dli_arena arena;
    dl_str source;
    dl_error err;

    dli_arena_init(&arena, SIZE_MAX / 2);
    if (dli_file_read(&arena, path, DL_MAX_SOURCE_BYTES, &source, &err) != DL_OK)
        report(err.what, path);
    else
        report(check_source(source), path);
    dli_arena_done(&arena);
}

int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : (uint64_t)time(NULL);

    printf("# seed %llu\n", (unsigned long long)seed);
    state = seed * 0x9E3779B97F4A7C15U | 1;
    for (int batch = 0; batch < BATCHES; batch++)
        check_batch(batch);
    for (int i = 2; i < argc; i++)
        check_file(argv[i]);
    printf("1..%d\n", count);
    return failed > 0;
}
