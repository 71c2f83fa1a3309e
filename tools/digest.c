/* digest.c -- what a store holds, on one screen: what ./run shows.
 *
 *   digest STORE
 *
 * Items by outlet and language; statements that came a long way, each with its chain;
 * what happened, with every source's figures beside the others'. Nothing is summed.
 */
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/store.h"

#include <stdio.h>

enum {
    ROWS = 100000,
    CHAINS = 7,
    SHORT_SAID = 30, /* bytes: less is no example    */
    EVENTS = 6,
    ACCOUNTS = 7, /* of one event                 */
    WIDTH = 92
};

typedef struct digest {
    dli_store *store;
    dli_arena arena;
    dli_digest all;
} digest;

/* ---- Printing ------------------------------------------------------------------ */

/* At most `most` bytes of `s`, safe for terminals; the columns it fills. */
static size_t show(digest *d, dl_str s, size_t most)
{
    dli_buf out;
    size_t len = s.len <= most ? s.len : dli_utf8_cut(s.ptr, most);

    dli_buf_init(&out, &d->arena);
    dli_terminal_add(&out, dli_slice(s, 0, len));
    if (len < s.len)
        dli_buf_add(&out, DL_STR("…"));
    fwrite(out.ptr, 1, out.len, stdout);
    return dli_terminal_width(dli_slice(s, 0, len)) + (len < s.len);
}

static void show_padded(digest *d, dl_str s, size_t columns)
{
    size_t used = show(d, s, columns - 1);

    printf("%*s", used < columns ? (int)(columns - used) : 1, "");
}

/* Words on lines of WIDTH columns, each behind `indent` spaces. */
static void show_wrapped(digest *d, dl_str s, size_t indent, size_t lines)
{
    size_t column = 0;
    dl_str word;

    while (dli_next_word(&s, &word)) {
        size_t width = dli_terminal_width(word);
        if (column > 0 && column + width + 1 > WIDTH - indent) {
            if (lines-- <= 1) {
                printf(" …");
                break;
            }
            column = 0;
            printf("\n");
        }
        printf("%*s", column == 0 ? (int)indent : 1, "");
        column += width + 1;
        (void)show(d, word, 200);
    }
    printf("\n");
}

static dl_str day_of(dl_str time)
{
    return time.len > 10 ? dli_slice(time, 0, 10) : time;
}

static void title(const char *text)
{
    printf("\n%s\n", text);
    for (const char *c = text; *c != 0; c++)
        putchar('-');
    printf("\n");
}

/* ---- Outlets and languages --------------------------------------------------------- */

static size_t count_items(digest *d, dl_str outlet, dl_str language)
{
    dli_item_filter filter = { .outlet = outlet, .language = language };
    dli_stored_items items;

    if (dli_store_items(d->store, &d->arena, &filter, (dli_page_of){ 0, ROWS }, &items, NULL) !=
        DL_OK)
        return 0;
    return items.count;
}

static void show_outlets(digest *d)
{
    const dli_tallies *languages = &d->all.languages;

    title("Items by outlet and language");
    printf("%-44s", "");
    for (size_t l = 0; l < languages->count && l < 8; l++)
        printf("%5.*s", DLI_ARG(languages->ptr[l].name));
    printf("%6s\n", "all");
    for (size_t o = 0; o < d->all.outlets.count && o < 20; o++) {
        const dli_tally *outlet = &d->all.outlets.ptr[o];
        size_t used = show(d, outlet->label, 26);
        if (outlet->label.len > 0)
            used += (size_t)printf("  ");
        used += show(d, outlet->name, 40);
        printf("%*s", used < 44 ? (int)(44 - used) : 1, "");
        for (size_t l = 0; l < languages->count && l < 8; l++) {
            size_t count = count_items(d, outlet->name, languages->ptr[l].name);
            if (count > 0)
                printf("%5zu", count);
            else
                printf("    ·");
        }
        printf("%6llu\n", (unsigned long long)outlet->count);
    }
}

/* ---- Statements and their chains ------------------------------------------------------ */

static size_t links(dl_str via)
{
    size_t count = via.len > 0;

    for (size_t at = 0; (at = dli_find(via, DL_STR("←"), at)) != DLI_NONE; at++)
        count++;
    return count;
}

/* Interesting first: handed on often, then by a known speaker, then of some length. */
static size_t weight(const dli_stored_statement *s)
{
    size_t len = s->content.len < 200 ? s->content.len : 200;

    return s->content.len < SHORT_SAID
               ? 0
               : links(s->via) * 1000 + (s->speaker.len > 0 ? 100 : 0) + len / 4;
}

static void show_statement(digest *d, const dli_stored_statement *s)
{
    printf("  ");
    (void)show(d, s->speaker.len > 0 ? s->speaker : s->source, 60);
    if (s->role.len > 0) {
        printf(", ");
        (void)show(d, s->role, 60);
    }
    printf("\n");
    show_wrapped(d, s->content, 6, 2);
    printf("      ← ");
    if (s->via.len > 0) {
        /* the store writes the way from the reader; here it starts at the speaker */
        dl_str parts[16], rest = s->via;
        size_t count = 0;
        for (size_t at; count < 15 && (at = dli_find(rest, DL_STR("←"), 0)) != DLI_NONE;) {
            parts[count++] = dli_trim(dli_slice(rest, 0, at));
            rest = dli_from(rest, at + sizeof("←") - 1);
        }
        parts[count++] = dli_trim(rest);
        while (count > 0) {
            (void)show(d, parts[--count], 60);
            printf(" ← ");
        }
    }
    (void)show(d, s->outlet, 40);
    printf(", ");
    (void)show(d, day_of(s->published), 10);
    printf("\n");
}

/* The store finds statements by the words of a name; the commonest speakers will do. */
static void show_statements(digest *d)
{
    DLI_VEC(dli_stored_statement) kept = { 0 };

    for (size_t i = 0; i < d->all.speakers.count; i++) {
        dli_stored_statements found;
        const dli_stored_statement *best = NULL;
        if (dli_store_who(d->store, &d->arena, d->all.speakers.ptr[i].name, DL_STR(""),
                          (dli_page_of){ 0, 500 }, &found, NULL) != DL_OK)
            continue;
        for (size_t k = 0; k < found.count; k++)
            if (best == NULL || weight(&found.ptr[k]) > weight(best))
                best = &found.ptr[k];
        bool known = best == NULL || weight(best) == 0;
        for (size_t k = 0; k < kept.count && !known; k++)
            known = dli_eq(kept.ptr[k].content, best->content);
        if (!known)
            (void)DLI_PUSH(&d->arena, &kept, *best);
    }
    title("Who said what, and through whom it came");
    for (size_t shown = 0; shown < CHAINS && shown < kept.count; shown++) {
        size_t best = 0;
        for (size_t i = 1; i < kept.count; i++)
            if (weight(&kept.ptr[i]) > weight(&kept.ptr[best]))
                best = i;
        if (weight(&kept.ptr[best]) == 0)
            break;
        show_statement(d, &kept.ptr[best]);
        kept.ptr[best].content.len = 0;
    }
    if (kept.count == 0)
        printf("  (nothing)\n");
}

/* ---- Incidents and whose figures -------------------------------------------------------- */

/* Accounts of one event, as far as type, day and place tell. */
static bool same_event(const dli_stored_incident *a, const dli_stored_incident *b)
{
    size_t len = a->date.len < b->date.len ? a->date.len : b->date.len;

    len = len > 10 ? 10 : len;
    return dli_eq(a->type, b->type) && len == 10 && dli_eq_nocase(a->place, b->place) &&
           dli_eq(dli_slice(a->date, 0, len), dli_slice(b->date, 0, len));
}

static bool same_account(const dli_stored_incident *a, const dli_stored_incident *b)
{
    if (a->figure_count != b->figure_count || !dli_eq(a->source, b->source) ||
        !dli_eq(a->outlet, b->outlet))
        return false;
    for (size_t i = 0; i < a->figure_count; i++)
        if (!dli_eq(a->figures[i].figure.text, b->figures[i].figure.text))
            return false;
    return true;
}

static void show_figures(digest *d, const dli_stored_incident *i)
{
    dli_buf out;

    dli_buf_init(&out, &d->arena);
    for (size_t f = 0; f < i->figure_count; f++) {
        if (f > 0)
            dli_buf_add(&out, DL_STR(", "));
        dli_figure_add(&out, &i->figures[f].figure);
        if (!dli_eq(i->figures[f].figure.what, DL_STR("other"))) {
            dli_buf_byte(&out, ' ');
            dli_term_add(&out, i->figures[f].figure.what);
        }
    }
    if (!dli_eq(i->status, DL_STR("reported"))) {
        dli_buf_add(&out, out.len > 0 ? DL_STR(", ") : DL_STR(""));
        dli_term_add(&out, i->status);
    }
    printf("      ");
    show_padded(d, dli_buf_str(&out), 44);
    (void)show(d, i->source.len > 0 ? i->source : DL_STR("(the outlet itself)"), 60);
    printf(" · ");
    (void)show(d, i->outlet, 40);
    printf("\n");
}

static void show_event(digest *d, const dli_stored_incidents *all, size_t first)
{
    const dli_stored_incident *event = &all->ptr[first];
    size_t shown = 0;

    printf("  ");
    (void)show(d, day_of(event->date), 10);
    printf("  ");
    (void)show(d, event->place, 60);
    printf(", ");
    (void)show(d, event->type, 20);
    printf("\n");
    for (size_t i = first; i < all->count && shown < ACCOUNTS; i++) {
        bool again = all->ptr[i].figure_count == 0 || !same_event(event, &all->ptr[i]);
        for (size_t k = first; k < i && !again; k++)
            again = same_event(event, &all->ptr[k]) && same_account(&all->ptr[k], &all->ptr[i]);
        if (again)
            continue;
        show_figures(d, &all->ptr[i]);
        shown++;
    }
}

static void show_incidents(digest *d)
{
    dli_stored_incidents all;
    dli_incident_filter none = { 0 };
    size_t shown = 0;

    title("What happened, and whose figures these are");
    if (dli_store_incidents(d->store, &d->arena, &none, (dli_page_of){ 0, ROWS }, &all, NULL) !=
            DL_OK ||
        all.count == 0) {
        printf("  (nothing)\n");
        return;
    }
    size_t *accounts = dli_arena_take(&d->arena, all.count * sizeof *accounts);
    for (size_t i = 0; accounts != NULL && i < all.count; i++) {
        bool first = all.ptr[i].figure_count > 0 && all.ptr[i].place.len > 0;
        for (size_t k = 0; k < i && first; k++)
            first = all.ptr[k].figure_count == 0 || !same_event(&all.ptr[k], &all.ptr[i]);
        for (size_t k = i; k < all.count && first; k++)
            accounts[i] += all.ptr[k].figure_count > 0 && same_event(&all.ptr[i], &all.ptr[k]);
    }
    while (accounts != NULL && shown++ < EVENTS) {
        size_t best = 0;
        for (size_t i = 1; i < all.count; i++)
            if (accounts[i] > accounts[best])
                best = i;
        if (accounts[best] == 0)
            break;
        show_event(d, &all, best);
        accounts[best] = 0;
    }
}

int main(int argc, char **argv)
{
    digest d = { .store = NULL };
    dl_error err = { 0 };

    if (argc != 2) {
        fprintf(stderr, "usage: digest STORE\n");
        return 2;
    }
    dli_arena_init(&d.arena, (size_t)1 << 30);
    if (dli_store_open(argv[1], DLI_STORE_READ, &d.store, &err) != DL_OK ||
        dli_store_digest(d.store, &d.arena, &d.all, &err) != DL_OK) {
        fprintf(stderr, "digest: %s: %s\n", argv[1], err.what);
        dli_store_close(d.store);
        dli_arena_done(&d.arena);
        return 7;
    }
    printf("%llu pages, %llu items of %zu outlets in %zu languages; %llu statements, %llu "
           "incidents\n",
           (unsigned long long)d.all.pages, (unsigned long long)d.all.items,
           d.all.outlets.count, d.all.languages.count, (unsigned long long)d.all.statements,
           (unsigned long long)d.all.incidents);
    show_outlets(&d);
    show_statements(&d);
    show_incidents(&d);
    dli_store_close(d.store);
    dli_arena_done(&d.arena);
    return 0;
}
