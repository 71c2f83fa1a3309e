/* made.h -- pages made up for tests, with the records that they should give.
 *
 * A made_page is what somebody could have written: a headline, paragraphs, who said
 * what. made_source() writes it as HTML and made_record() as a record in the words of
 * docs/formats/record.md, each fact with the `at` and `in` at which its words stand. So
 * whatever reads records can be tested without the rooms that make them.
 */
#ifndef MADE_H
#define MADE_H

#include "base/arena.h"
#include "base/json_write.h"
#include "base/str.h"
#include "base/utf8.h"

#include <openssl/sha.h>

typedef struct made_statement {
    const char *kind, *stance, *cue, *source, *source_type, *role;
    const char *resolved; /* the full name of whom `source` stands for, or NULL */
    const char *via[3];
    const char *content;
    const char *whole; /* the words it covers */
} made_statement;

typedef struct made_figure {
    const char *what, *bound, *scope, *of, *text;
    long value, min, max; /* -1: absent */
} made_figure;

typedef struct made_incident {
    const char *type, *status, *date, *precision, *basis, *date_text, *place, *actors, *target,
        *source;
    made_figure figures[4];
    const char *whole;
} made_incident;

typedef struct made_page {
    const char *file, *url, *captured, *publisher, *language, *kind;
    const char *headline, *abstract, *author, *published, *section;
    const char *paragraphs[12];
    made_statement statements[6];
    made_incident incidents[3];
} made_page;

static inline dl_str made_str(const char *s)
{
    return s == NULL ? (dl_str){ "", 0 } : (dl_str){ s, strlen(s) };
}

/* ---- The page ------------------------------------------------------------- */

static inline dl_str made_source(dli_arena *arena, const made_page *page)
{
    dli_buf out;

    dli_buf_init(&out, arena);
    dli_buf_print(&out,
                  "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                  page->language == NULL ? "" : page->language);
    dli_buf_print(&out, "<title>%s</title>\n", page->headline);
    if (page->published != NULL)
        dli_buf_print(&out, "<meta property=\"article:published_time\" content=\"%s\">\n",
                      page->published);
    dli_buf_print(&out,
                  "</head>\n<body>\n<nav><a href=\"/\">Front page</a> <a "
                  "href=\"/weather\">Weather</a></nav>\n<article>\n<h1>%s</h1>\n",
                  page->headline);
    if (page->author != NULL)
        dli_buf_print(&out, "<p class=\"byline\">By %s</p>\n", page->author);
    if (page->abstract != NULL)
        dli_buf_print(&out, "<p class=\"lead\">%s</p>\n", page->abstract);
    for (size_t i = 0; i < 12 && page->paragraphs[i] != NULL; i++)
        dli_buf_print(&out, "<p>%s</p>\n", page->paragraphs[i]);
    dli_buf_print(&out, "</article>\n<footer>Sign up for our newsletter</footer>\n</body>\n"
                        "</html>\n");
    return dli_buf_str(&out);
}

/* ---- Its record ----------------------------------------------------------- */

typedef struct made_writer {
    dli_buf *out;
    dl_str source;
    dl_str body;
    size_t body_from; /* no words of the body stand before this byte of the source */
} made_writer;

static inline dl_str made_body(dli_arena *arena, const made_page *page)
{
    dli_buf out;

    dli_buf_init(&out, arena);
    for (size_t i = 0; i < 12 && page->paragraphs[i] != NULL; i++)
        dli_buf_print(&out, "%s%s", i == 0 ? "" : "\n\n", page->paragraphs[i]);
    return dli_buf_str(&out);
}

/* "at" and, if the words stand in the body, "in". */
static inline void made_where(made_writer *to, dl_str words)
{
    size_t in = dli_find(to->body, words, 0);
    size_t at = dli_find(to->source, words, in == DLI_NONE ? 0 : to->body_from);

    if (at != DLI_NONE) {
        dli_json_key(to->out, "at");
        dli_json_span(to->out, (dl_span){ (uint32_t)at, (uint32_t)(at + words.len) });
    }
    if (in != DLI_NONE) {
        uint32_t from = (uint32_t)dli_utf8_count(dli_slice(to->body, 0, in));
        dli_json_key(to->out, "in");
        dli_json_span(to->out, (dl_span){ from, from + (uint32_t)dli_utf8_count(words) });
    }
}

static inline void made_part(made_writer *to, const char *key, const char *words)
{
    if (words == NULL)
        return;
    dli_json_key(to->out, key);
    dli_json_open(to->out, '{');
    dli_json_member(to->out, "text", made_str(words));
    made_where(to, made_str(words));
    dli_json_close(to->out, '}');
}

static inline void made_evidence(made_writer *to, const char *key, const char *words,
                                 const char *how)
{
    if (words == NULL)
        return;
    dli_json_key(to->out, key);
    dli_json_open(to->out, '{');
    made_where(to, made_str(words));
    dli_json_member(to->out, "how", made_str(how));
    dli_json_close(to->out, '}');
}

static inline void made_add_statement(made_writer *to, const made_statement *s, size_t number)
{
    dli_json_open(to->out, '{');
    dli_json_key(to->out, "id");
    dli_buf_print(to->out, "\"#1s%zu\"", number);
    dli_json_member(to->out, "kind", made_str(s->kind));
    dli_json_member(to->out, "stance", made_str(s->stance));
    made_part(to, "cue", s->cue);
    if (s->source != NULL) {
        dli_json_key(to->out, "source");
        dli_json_open(to->out, '{');
        dli_json_member(to->out, "text", made_str(s->source));
        made_where(to, made_str(s->source));
        dli_json_member(to->out, "type", made_str(s->source_type));
        dli_json_member(to->out, "role", made_str(s->role));
        if (s->resolved != NULL) {
            dli_json_key(to->out, "resolved");
            dli_buf_print(to->out, "\"#1e%zu\"", number);
        }
        dli_json_close(to->out, '}');
    }
    if (s->via[0] != NULL) {
        dli_json_key(to->out, "via");
        dli_json_open(to->out, '[');
        for (size_t i = 0; i < 3 && s->via[i] != NULL; i++) {
            dli_json_open(to->out, '{');
            dli_json_member(to->out, "text", made_str(s->via[i]));
            made_where(to, made_str(s->via[i]));
            dli_json_member(to->out, "type", DL_STR("media"));
            dli_json_close(to->out, '}');
        }
        dli_json_close(to->out, ']');
    }
    made_part(to, "content", s->content);
    made_where(to, made_str(s->whole));
    dli_json_close(to->out, '}');
}

static inline void made_number(made_writer *to, const char *key, long value)
{
    if (value < 0)
        return;
    dli_json_key(to->out, key);
    dli_json_u64(to->out, (uint64_t)value);
}

static inline void made_add_incident(made_writer *to, const made_incident *i, size_t number)
{
    dli_json_open(to->out, '{');
    dli_json_key(to->out, "id");
    dli_buf_print(to->out, "\"#1i%zu\"", number);
    dli_json_member(to->out, "type", made_str(i->type));
    dli_json_member(to->out, "status", made_str(i->status));
    if (i->date != NULL) {
        dli_json_key(to->out, "date");
        dli_json_open(to->out, '{');
        dli_json_member(to->out, "value", made_str(i->date));
        dli_json_member(to->out, "precision", made_str(i->precision));
        dli_json_member(to->out, "basis", made_str(i->basis));
        if (i->date_text != NULL) {
            dli_json_member(to->out, "text", made_str(i->date_text));
            made_where(to, made_str(i->date_text));
        }
        dli_json_close(to->out, '}');
    }
    made_part(to, "place", i->place);
    made_part(to, "actors", i->actors);
    made_part(to, "target", i->target);
    if (i->figures[0].what != NULL) {
        dli_json_key(to->out, "figures");
        dli_json_open(to->out, '[');
        for (size_t f = 0; f < 4 && i->figures[f].what != NULL; f++) {
            const made_figure *figure = &i->figures[f];
            dli_json_open(to->out, '{');
            dli_json_member(to->out, "what", made_str(figure->what));
            made_number(to, "value", figure->value);
            made_number(to, "min", figure->min);
            made_number(to, "max", figure->max);
            dli_json_member(to->out, "bound", made_str(figure->bound));
            dli_json_member(to->out, "of", made_str(figure->of));
            dli_json_member(to->out, "scope", made_str(figure->scope));
            dli_json_member(to->out, "text", made_str(figure->text));
            made_where(to, made_str(figure->text));
            dli_json_close(to->out, '}');
        }
        dli_json_close(to->out, ']');
    }
    made_part(to, "source", i->source);
    made_where(to, made_str(i->whole));
    dli_json_close(to->out, '}');
}

static inline void made_add_entities(made_writer *to, const made_page *page)
{
    dli_json_key(to->out, "entities");
    dli_json_open(to->out, '[');
    for (size_t i = 0; i < 6; i++) {
        const char *name = page->statements[i].resolved;
        if (name == NULL)
            continue;
        dli_json_open(to->out, '{');
        dli_json_key(to->out, "id");
        dli_buf_print(to->out, "\"#1e%zu\"", i + 1);
        dli_json_member(to->out, "type", DL_STR("PER"));
        dli_json_member(to->out, "name", made_str(name));
        made_where(to, made_str(name));
        dli_json_close(to->out, '}');
    }
    dli_json_close(to->out, ']');
}

static inline void made_add_item(made_writer *to, const made_page *page, const char *sha256)
{
    dli_json_open(to->out, '{');
    dli_json_key(to->out, "id");
    dli_buf_print(to->out, "\"sha256:%.16s#1\"", sha256);
    dli_json_key(to->out, "position");
    dli_json_u64(to->out, 1);
    dli_json_member(to->out, "kind", made_str(page->kind == NULL ? "article" : page->kind));
    dli_json_member(to->out, "headline", made_str(page->headline));
    dli_json_member(to->out, "abstract", made_str(page->abstract));
    if (page->author != NULL) {
        dli_json_key(to->out, "author");
        dli_json_open(to->out, '[');
        dli_json_open(to->out, '{');
        dli_json_member(to->out, "name", made_str(page->author));
        dli_json_member(to->out, "type", DL_STR("Person"));
        dli_json_close(to->out, '}');
        dli_json_close(to->out, ']');
    }
    dli_json_member(to->out, "datePublished", made_str(page->published));
    dli_json_member(to->out, "inLanguage", made_str(page->language));
    dli_json_member(to->out, "articleSection", made_str(page->section));
    dli_json_member(to->out, "articleBody", to->body);
    made_add_entities(to, page);
    dli_json_key(to->out, "statements");
    dli_json_open(to->out, '[');
    for (size_t i = 0; i < 6 && page->statements[i].kind != NULL; i++)
        made_add_statement(to, &page->statements[i], i + 1);
    dli_json_close(to->out, ']');
    dli_json_key(to->out, "incidents");
    dli_json_open(to->out, '[');
    for (size_t i = 0; i < 3 && page->incidents[i].type != NULL; i++)
        made_add_incident(to, &page->incidents[i], i + 1);
    dli_json_close(to->out, ']');
    dli_json_key(to->out, "evidence");
    dli_json_open(to->out, '{');
    made_evidence(to, "headline", page->headline, "heading");
    made_evidence(to, "abstract", page->abstract, "text");
    made_evidence(to, "author", page->author, "byline");
    made_evidence(to, "datePublished", page->published, "meta");
    dli_json_close(to->out, '}');
    dli_json_close(to->out, '}');
}

/* The record of `page`, whose source made_source() is. */
static inline dl_str made_record(dli_arena *arena, const made_page *page)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[32];
    char sha256[65] = { 0 };
    dli_buf out;
    made_writer to = { .out = &out, .source = made_source(arena, page) };

    to.body = made_body(arena, page);
    to.body_from = dli_find(to.source, DL_STR("<p>"), 0);
    if (to.body_from == DLI_NONE)
        to.body_from = 0;
    SHA256((const unsigned char *)to.source.ptr, to.source.len, digest);
    for (size_t i = 0; i < 32; i++) {
        sha256[2 * i] = digits[digest[i] >> 4];
        sha256[2 * i + 1] = digits[digest[i] & 15];
    }
    dli_buf_init(&out, arena);
    dli_json_open(&out, '{');
    dli_json_key(&out, "record");
    dli_json_u64(&out, DL_RECORD_VERSION);
    dli_json_member(&out, "file", made_str(page->file));
    dli_json_member(&out, "url", made_str(page->url));
    dli_json_member(&out, "captured", made_str(page->captured));
    dli_json_member(&out, "sha256", (dl_str){ sha256, 64 });
    dli_json_key(&out, "bytes");
    dli_json_u64(&out, to.source.len);
    dli_json_key(&out, "charset");
    dli_buf_print(&out, "{\"name\":\"utf-8\",\"how\":\"meta\"}");
    dli_json_member(&out, "pageKind", DL_STR("article"));
    if (page->publisher != NULL) {
        dli_json_key(&out, "publisher");
        dli_json_open(&out, '{');
        dli_json_member(&out, "name", made_str(page->publisher));
        dli_json_close(&out, '}');
    }
    dli_json_key(&out, "items");
    dli_json_open(&out, '[');
    made_add_item(&to, page, sha256);
    dli_json_close(&out, ']');
    dli_json_close(&out, '}');
    return dli_buf_str(&out);
}

#endif
