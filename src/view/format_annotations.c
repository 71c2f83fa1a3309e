/* format_annotations.c -- W3C Web Annotations, one a fact (docs/formats/annotations.md).
 *
 * Web Annotation Data Model (W3C Recommendation, 23 February 2017), section by section:
 *
 *   3.1  annotations   "id" is item/fact, an IRI because item ids are
 *   3.2.4 bodies       the fact as the record has it (a JSON literal, JSON-LD 1.1 10.2.2)
 *                      and one TextualBody with its words for people
 *   4.2.4 TextQuoteSelector     the words in articleBody with 32 characters either side
 *   4.2.5 TextPositionSelector  code points of articleBody
 *   4.2.6 DataPositionSelector  bytes of the page's source
 *   5.2  AnnotationPage         the stream
 */
#include "base/error.h"
#include "base/json_write.h"
#include "base/utf8.h"
#include "view/format.h"

enum {
    CONTEXT = 32
}; /* characters before and behind a quote */

static void begin(dli_view *view, dli_buf *out)
{
    (void)view;
    dli_buf_add(out, DL_STR("{\"@context\":[\"http://www.w3.org/ns/anno.jsonld\","
                            "{\"fact\":{\"@id\":\"urn:dateline:fact\",\"@type\":\"@json\"}}],"
                            "\"type\":\"AnnotationPage\",\"items\":["));
}

static void end(dli_view *view, dli_buf *out)
{
    dli_buf_add(out, view->count > 0 ? DL_STR("\n]}\n") : DL_STR("]}\n"));
}

/* Bytes that may stand in a relative IRI as they are (RFC 3987, without the colon). */
static bool is_plain(char c)
{
    return dli_is_alnum(c) || (c != 0 && strchr("/-._~!$&'()*+,;=@", c) != NULL) ||
           (unsigned char)c >= 0x80;
}

/* What the facts were read from: the address, else the file, else the bytes. */
static dl_str page_iri(dli_view_job *job)
{
    dl_str iri = dli_json_get_str(&job->json, 1, "url", job->scratch);
    dl_str file = dli_json_get_str(&job->json, 1, "file", job->scratch);
    dli_buf out;

    if (dli_is_web_url(iri))
        return iri;
    dli_buf_init(&out, job->scratch);
    for (size_t i = 0; i < file.len; i++)
        if (is_plain(file.ptr[i]))
            dli_buf_byte(&out, file.ptr[i]);
        else
            dli_buf_print(&out, "%%%02X", (unsigned)(unsigned char)file.ptr[i]);
    if (file.len == 0)
        dli_buf_print(&out, "sha256:%.*s",
                      DLI_ARG(dli_json_get_str(&job->json, 1, "sha256", job->scratch)));
    return dli_buf_str(&out);
}

static void open_selector(dli_buf *out, const char *type)
{
    dli_json_open(out, '{');
    dli_json_member(out, "type", dli_str(type));
}

static void positions(dli_buf *out, const char *type, dl_span span)
{
    open_selector(out, type);
    dli_json_key(out, "start");
    dli_json_u64(out, span.start);
    dli_json_key(out, "end");
    dli_json_u64(out, span.end);
    dli_json_close(out, '}');
}

static void quote(dli_buf *out, const dli_record_body *body, dl_span in)
{
    dl_span bytes = dli_record_bytes(body, in);
    uint32_t before = dli_record_byte(body, in.start > CONTEXT ? in.start - CONTEXT : 0);
    uint32_t behind =
        dli_record_byte(body, in.end > UINT32_MAX - CONTEXT ? in.end : in.end + CONTEXT);

    open_selector(out, "TextQuoteSelector");
    dli_json_member(out, "exact", dli_cut(body->text, bytes));
    dli_json_member(out, "prefix", dli_slice(body->text, before, bytes.start));
    dli_json_member(out, "suffix", dli_slice(body->text, bytes.end, behind));
    dli_json_close(out, '}');
}

/* One stretch; `at` or `in` is NULL where there is none. */
static void target(dli_view_job *job, const dli_record_body *body, const dl_span *at,
                   const dl_span *in)
{
    dli_buf *out = job->out;

    dli_json_open(out, '{');
    dli_json_member(out, "source", page_iri(job));
    if (at != NULL || in != NULL) {
        dli_json_key(out, "selector");
        dli_json_open(out, '[');
        if (at != NULL)
            positions(out, "DataPositionSelector", *at);
        if (in != NULL) {
            positions(out, "TextPositionSelector", *in);
            quote(out, body, *in);
        }
        dli_json_close(out, ']');
    }
    dli_json_close(out, '}');
}

/* Every selector of a target selects the same thing (section 4.2), so a fact of several
 * stretches has a target for each. Where markup parts the bytes but not the text, or
 * the other way about, one target covers all. */
static void targets(dli_view_job *job, const dli_fact *fact, const dli_record_body *body)
{
    dli_record_spans at = dli_record_span(&job->json, fact->evidence, "at", job->scratch);
    dli_record_spans in = dli_record_span(&job->json, fact->evidence, "in", job->scratch);
    dl_span all_at = dli_record_cover(at), all_in = dli_record_cover(in);
    size_t count = at.count > in.count ? at.count : in.count;

    dli_json_key(job->out, "target");
    if (count < 2 || (at.count != in.count && at.count > 0 && in.count > 0)) {
        target(job, body, at.count > 0 ? &all_at : NULL, in.count > 0 ? &all_in : NULL);
        return;
    }
    dli_json_open(job->out, '[');
    for (size_t i = 0; i < count; i++)
        target(job, body, i < at.count ? &at.ptr[i] : NULL, i < in.count ? &in.ptr[i] : NULL);
    dli_json_close(job->out, ']');
}

/* sha256:0123456789abcdef#1s1 for an id that the record gives relative to the capture
 * ("#1s1"), sha256:0123456789abcdef#1/headline for what has none. */
static void fact_id(dli_view_job *job, const dli_fact *fact)
{
    dl_str item = dli_json_get_str(&job->json, fact->item, "id", job->scratch);
    dl_str sha = dli_json_get_str(&job->json, 1, "sha256", job->scratch);
    size_t mark = dli_find_byte(item, '#', 0);
    dli_buf id;

    dli_buf_init(&id, job->scratch);
    if (dli_starts(fact->id, DL_STR("sha256:"))) {
        dli_buf_add(&id, fact->id);
    } else if (dli_starts(fact->id, DL_STR("#")) && mark != DLI_NONE) {
        dli_buf_add(&id, dli_slice(item, 0, mark));
        dli_buf_add(&id, fact->id);
    } else {
        if (item.len > 0)
            dli_buf_add(&id, item);
        else
            dli_buf_print(&id, "sha256:%.*s#0", sha.len < 16 ? (int)sha.len : 16, sha.ptr);
        dli_buf_byte(&id, '/');
        dli_buf_add(&id, fact->id);
    }
    dli_json_member(job->out, "id", dli_buf_str(&id));
}

static void open_annotation(dli_view_job *job)
{
    dli_buf_add(job->out, job->view->count++ == 0 ? DL_STR("\n") : DL_STR(",\n"));
    dli_json_open(job->out, '{');
}

static void bodies(dli_view_job *job, const dli_fact *fact, const dli_record_body *body)
{
    dl_str words = dli_fact_words(&job->json, fact, body, job->scratch);
    const dli_json_value *value = dli_json_at(&job->json, fact->value);
    dl_span raw = value->at;

    if (value->kind == DLI_JSON_STRING) { /* its span leaves the quotation marks out */
        raw.start--;
        raw.end++;
    }
    dli_json_key(job->out, "body");
    dli_json_open(job->out, '[');
    open_selector(job->out, "TextualBody");
    dli_json_member(job->out, "purpose", DL_STR("classifying"));
    dli_json_member(job->out, "value", dli_str(fact->name));
    dli_json_close(job->out, '}');
    if (words.len > 0) {
        open_selector(job->out, "TextualBody");
        dli_json_member(job->out, "purpose", DL_STR("describing"));
        dli_json_member(job->out, "value", words);
        dli_json_close(job->out, '}');
    }
    dli_json_close(job->out, ']');
    dli_json_key(job->out, "fact");
    dli_json_raw(job->out, dli_cut(job->record, raw));
}

static void annotate(dli_view_job *job, const dli_fact *fact, const dli_record_body *body)
{
    open_annotation(job);
    fact_id(job, fact);
    dli_json_member(job->out, "type", DL_STR("Annotation"));
    dli_json_member(job->out, "motivation", DL_STR("describing"));
    bodies(job, fact, body);
    targets(job, fact, body);
    dli_json_close(job->out, '}');
}

/* A bad line says so where its page would have stood. */
static void annotate_error(dli_view_job *job, dl_str error)
{
    dli_buf id;

    dli_buf_init(&id, job->scratch);
    dli_buf_print(&id, "urn:dateline:error:%zu", job->view->count + 1);
    open_annotation(job);
    dli_json_member(job->out, "id", dli_buf_str(&id));
    dli_json_member(job->out, "type", DL_STR("Annotation"));
    dli_json_member(job->out, "motivation", DL_STR("commenting"));
    dli_json_key(job->out, "body");
    open_selector(job->out, "TextualBody");
    dli_json_member(job->out, "value", error);
    dli_json_close(job->out, '}');
    dli_json_member(job->out, "target", page_iri(job));
    dli_json_close(job->out, '}');
}

static void page(dli_view_job *job)
{
    dl_str error = dli_error_words(&job->json, job->scratch);
    dli_fact_list facts = dli_fact_list_of(&job->json, job->scratch);
    dli_record_body body = { .text = { "", 0 } };
    uint32_t item = 0;

    if (error.len > 0)
        annotate_error(job, error);
    for (size_t i = 0; i < facts.count; i++) {
        if (facts.ptr[i].item != item) {
            item = facts.ptr[i].item;
            body = dli_record_body_of(&job->json, item, job->scratch);
        }
        annotate(job, &facts.ptr[i], &body);
    }
}

const dli_format_code dli_format_annotations = { begin, page, end };
