/* readable.c -- values of a record in the words of people. */
#include "base/error.h"
#include "base/str.h"
#include "view/format.h"

dli_record_figure dli_record_figure_of(const dli_json *json, uint32_t figure, dli_arena *arena)
{
    dli_record_figure out = {
        .what = dli_json_get_str(json, figure, "what", arena),
        .bound = dli_json_get_str(json, figure, "bound", arena),
        .scope = dli_json_get_str(json, figure, "scope", arena),
        .of = dli_record_get_words(json, figure, "of", arena),
        .text = dli_json_get_str(json, figure, "text", arena),
    };

    out.has_value = dli_json_get_u64(json, figure, "value", &out.value);
    out.has_min = dli_json_get_u64(json, figure, "min", &out.min);
    out.has_max = dli_json_get_u64(json, figure, "max", &out.max);
    return out;
}

void dli_figure_add(dli_buf *out, const dli_record_figure *figure)
{
    static const struct {
        dl_str bound, words;
    } heads[] = { { { "atLeast", 7 }, { "at least ", 9 } },
                  { { "atMost", 6 }, { "at most ", 8 } },
                  { { "about", 5 }, { "about ", 6 } } };

    if (figure->has_value) {
        for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
            if (dli_eq(figure->bound, heads[i].bound))
                dli_buf_add(out, heads[i].words);
        dli_buf_print(out, "%llu", (unsigned long long)figure->value);
    } else if (figure->has_min && figure->has_max) {
        dli_buf_print(out, "%llu to %llu", (unsigned long long)figure->min,
                      (unsigned long long)figure->max);
    } else if (figure->has_min) {
        dli_buf_print(out, "at least %llu", (unsigned long long)figure->min);
    } else if (figure->has_max) {
        dli_buf_print(out, "at most %llu", (unsigned long long)figure->max);
    } else {
        dli_buf_add(out, figure->text);
        return;
    }
    if (figure->of.len > 0) {
        dli_buf_byte(out, ' ');
        dli_buf_add(out, figure->of);
    }
}

void dli_time_add(dli_buf *out, dl_str time)
{
    size_t zone = time.len >= 6 ? time.len - 6 : 0;
    bool zoned = time.len > 16 && (time.ptr[zone] == '+' || time.ptr[zone] == '-') &&
                 time.ptr[zone + 3] == ':';

    for (size_t i = 0; i < time.len; i++) {
        char c = time.ptr[i];
        if (zoned && i == zone)
            dli_buf_byte(out, ' ');
        dli_buf_byte(out, c == 'T' && i == 10 ? ' ' : c);
    }
}

void dli_term_add(dli_buf *out, dl_str term)
{
    for (size_t i = 0; i < term.len; i++) {
        bool dot = term.ptr[i] == '.'; /* "publisher.name" */
        if (i > 0 && (dot || dli_is_upper(term.ptr[i])))
            dli_buf_byte(out, ' ');
        if (!dot)
            dli_buf_byte(out, dli_lower(term.ptr[i]));
    }
}

bool dli_is_web_url(dl_str url)
{
    size_t head = dli_starts_nocase(url, DL_STR("https://"))  ? 8
                  : dli_starts_nocase(url, DL_STR("http://")) ? 7
                                                              : 0;

    if (head == 0 || url.len == head || memchr("/?#:@.", url.ptr[head], 6) != NULL)
        return false;
    for (size_t i = head; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        if (c <= 0x20 || c == 0x7F || memchr("\"'<>\\^`{|}", c, 10) != NULL)
            return false;
    }
    return true;
}

dl_str dli_error_words(const dli_json *json, dli_arena *arena)
{
    uint32_t error = dli_json_get(json, 1, "error");
    dl_str where = dli_json_get_str(json, error, "where", arena);
    dl_str fix = dli_json_get_str(json, error, "fix", arena);
    dli_buf out;

    if (!dli_json_is(json, error, DLI_JSON_OBJECT))
        return (dl_str){ "", 0 };
    dli_buf_init(&out, arena);
    dli_buf_add(&out, dli_json_get_str(json, error, "what", arena));
    if (out.len == 0)
        dli_buf_add(&out, DL_STR("could not be read"));
    if (where.len > 0)
        dli_buf_print(&out, " (%.*s)", DLI_ARG(where));
    if (fix.len > 0)
        dli_buf_print(&out, "; %.*s", DLI_ARG(fix));
    return dli_buf_str(&out);
}

dl_str dli_credits(const dli_json *json, uint32_t item, dli_arena *arena)
{
    static const struct {
        const char *key, *head;
    } roles[] = { { "author", "by " },
                  { "contributor", "with " },
                  { "editor", "edited by " },
                  { "translator", "translated by " } };
    dli_buf out;

    dli_buf_init(&out, arena);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        dl_str names = dli_record_get_words(json, item, roles[i].key, arena);
        if (names.len == 0)
            continue;
        if (out.len > 0)
            dli_buf_add(&out, DL_STR("; "));
        dli_buf_add(&out, dli_str(roles[i].head));
        dli_buf_add(&out, names);
    }
    return dli_buf_str(&out);
}
