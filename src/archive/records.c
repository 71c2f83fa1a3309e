/* records.c -- the records of an archive, one after another, whatever is damaged.
 *
 *   flow ──at_record──▶ head  ──▶ block, piece by piece ──end_block──▶ the next
 *              ▲                     │ damage: said once, with its place
 *              └─── find_again ◀───┘
 *
 * A length that lies is found out by what follows the block: line ends and another record,
 * or the end. If it was too large, the next record was passed; it is looked for in the
 * history of the window. If it was too small, reading goes on at the next line that begins
 * one, or, where each record is packed by itself, at the next member.
 */
#include "inside.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"

enum {
    START_BYTES = 12,  /* that tell whether a record of WARC begins */
    LINE_BYTES = 4096, /* that a line of ARC may have */
};

/* Damage: say where, and remember how to go on. */
static dl_status lose(dli_archive *a, dli_archive_state state, dl_status status, uint64_t at,
                      dl_error *err)
{
    a->state = dli_archive_goes_on(status) ? state : DLI_AT_END;
    if (err != NULL) {
        err->offset = at < a->origin ? 0 : at - a->origin;
        dli_error_where(err, "%.*s, byte %llu", DLI_ARG(a->file),
                        (unsigned long long)err->offset);
    }
    return status;
}

/* The same where the flow failed: the member is lost. */
static dl_status lose_packed(dli_archive *a, dl_status status, dl_error *err)
{
    bool packed = a->flow.packing != DLI_PACKING_NONE;

    return lose(a, packed ? DLI_LOST_PACKED : DLI_AT_START, status,
                err != NULL ? err->offset : 0, err);
}

/* A record that began a member is best followed by the next member. */
static dli_archive_state lost_state(const dli_archive *a)
{
    return a->alone && a->flow.packing != DLI_PACKING_NONE ? DLI_LOST_MEMBER : DLI_LOST;
}

/* Have `want` bytes in the window, or all up to the end of the member; with `cross`, of the
 * file. */
static dl_status need(dli_archive *a, size_t want, bool cross, dl_error *err)
{
    dli_flow *f = &a->flow;
    bool more;

    while (f->len - f->at < want) {
        if (f->open) {
            DLI_TRY(dli_flow_more(f, err));
        } else if (cross) {
            DLI_TRY(dli_flow_begin(f, &more, err));
            if (!more)
                return DL_OK;
        } else {
            return DL_OK;
        }
    }
    return DL_OK;
}

/* Line ends here are passed; how many bytes. */
static dl_status pass_line_ends(dli_archive *a, bool cross, size_t *count, dl_error *err)
{
    *count = 0;
    for (;;) {
        DLI_TRY(need(a, 1, cross, err));
        dl_str here = dli_flow_bytes(&a->flow);
        size_t n = 0;
        while (n < here.len && (here.ptr[n] == '\n' || here.ptr[n] == '\r'))
            n++;
        dli_flow_take(&a->flow, n);
        *count += n;
        if (here.len == 0 || n < here.len)
            return DL_OK;
        if (!cross && !a->flow.open)
            return DL_OK;
    }
}

/* A record begins with these bytes. */
static bool begins(const dli_archive *a, dl_str bytes)
{
    dli_arc_line line;

    if (!a->arc)
        return bytes.len > 5 && dli_starts(bytes, DL_STR("WARC/")) &&
               dli_is_digit(bytes.ptr[5]);
    size_t end = dli_find_byte(bytes.len > LINE_BYTES ? dli_slice(bytes, 0, LINE_BYTES) : bytes,
                               '\n', 0);
    return end != DLI_NONE && dli_arc_parse(dli_slice(bytes, 0, end), a->arc_fields, &line);
}

static size_t start_bytes(const dli_archive *a)
{
    return a->arc ? LINE_BYTES : START_BYTES;
}

/* ---- Heads ------------------------------------------------------------------------ */

static dl_status head_over_limit(dli_archive *a, dl_error *err)
{
    dl_status status =
        dli_fail(err, DL_ERR_LIMIT, 0, "leave it out",
                 "a record's header is over the limit of %zu bytes and %zu lines",
                 DLI_MAX_RECORD_HEAD, DLI_MAX_RECORD_LINES);

    dli_flow_take(&a->flow, 1);
    return lose(a, lost_state(a), status, a->began, err);
}

static dl_status head_cut(dli_archive *a, size_t len, dl_error *err)
{
    dl_status status = dli_fail(err, DL_ERR_FORMAT, 0, "copy the archive again",
                                "a record ends within its header");

    dli_flow_take(&a->flow, len);
    return lose(a, DLI_AT_RECORD, status, a->began, err);
}

/* Where the head in the window ends: for WARC behind its last line, for ARC its only one. */
static bool find_head_end(const dli_archive *a, size_t from, size_t *end, size_t *blank)
{
    dl_str bytes = dli_flow_bytes(&a->flow);

    if (!a->arc)
        return dli_head_end(bytes, from, end, blank);
    size_t hit = dli_find_byte(bytes, '\n', from);
    *end = hit;
    *blank = 1;
    return hit != DLI_NONE;
}

/* Have the whole head in the window. A member may end within it; if the next begins a record
 * of its own, it was cut. */
static dl_status read_head(dli_archive *a, size_t *end, size_t *blank, dl_error *err)
{
    dli_flow *f = &a->flow;
    size_t from = 0;

    while (!find_head_end(a, from, end, blank)) {
        size_t before = f->len - f->at;
        bool was_open = f->open;
        if (before > DLI_MAX_RECORD_HEAD)
            return head_over_limit(a, err);
        dl_status status = need(a, before + 1, !f->open, err);
        if (status != DL_OK)
            return lose_packed(a, status, err);
        if (!was_open)
            status = need(a, before + start_bytes(a), false, err);
        if (status != DL_OK)
            return lose_packed(a, status, err);
        size_t now = f->len - f->at;
        if (now == before && !was_open)
            return head_cut(a, now, err);
        if (!was_open && begins(a, dli_from(dli_flow_bytes(f), before)))
            return head_cut(a, before, err);
        from = before > 2 ? before - 2 : 0;
    }
    return *end > DLI_MAX_RECORD_HEAD ? head_over_limit(a, err) : DL_OK;
}

/* The first record of an ARC file says in its block what the lines have. */
static dl_status read_arc_version(dli_archive *a, dl_error *err)
{
    size_t first, second;

    DLI_TRY(need(a, LINE_BYTES, false, err));
    dl_str block = dli_flow_bytes(&a->flow);
    first = dli_find_byte(block, '\n', 0);
    second = first == DLI_NONE ? DLI_NONE : dli_find_byte(block, '\n', first + 1);
    if (second != DLI_NONE)
        a->arc_fields = dli_count_words(dli_slice(block, first, second)) >= DLI_ARC_2
                            ? DLI_ARC_2
                            : DLI_ARC_1;
    return DL_OK;
}

static dl_status look_at_arc_block(dli_archive *a, dli_record *record, dl_error *err)
{
    dl_status status;

    if (record->type == DLI_RECORD_WARCINFO) {
        status = read_arc_version(a, err);
    } else {
        status = need(a, 5, false, err);
        if (!dli_starts_nocase(dli_flow_bytes(&a->flow), DL_STR("HTTP/")))
            record->type = DLI_RECORD_RESOURCE;
    }
    return status == DL_OK ? DL_OK : lose_packed(a, status, err);
}

static dl_status ends_early(uint64_t there, uint64_t length, dl_error *err)
{
    return dli_fail(err, DL_ERR_FORMAT, 0, "copy the archive again",
                    "a record ends after %llu of %llu bytes", (unsigned long long)there,
                    (unsigned long long)length);
}

/* Where the size of the file is known, what a record has beyond it is known at once, and what
 * stands in its place is not passed over. */
static dl_status check_room(dli_archive *a, const dli_record *record, dl_error *err)
{
    uint64_t at = dli_feed_at(&a->feed);

    if (a->end > 0 && a->zip.count == 0 && record->length > a->end - at)
        a->end = dli_feed_size(&a->feed); /* it may have grown */
    if (a->flow.packing != DLI_PACKING_NONE || a->end <= at || record->length <= a->end - at)
        return DL_OK;
    return ends_early(a->end - at, record->length, err);
}

static dl_status read_record(dli_archive *a, dli_record *record, dl_error *err)
{
    size_t end = 0, blank = 0;

    DLI_TRY(read_head(a, &end, &blank, err));
    dl_str head = dli_slice(dli_flow_bytes(&a->flow), 0, end);
    dli_arena_reset(&a->head);
    dl_status status = a->arc ? dli_record_parse_arc(&a->head, head, a->arc_fields, record, err)
                              : dli_record_parse_warc(&a->head, head, record, err);
    dli_flow_take(&a->flow, end + blank);
    if (status == DL_OK)
        status = check_room(a, record, err);
    if (status != DL_OK)
        return lose(a, lost_state(a), status, a->began, err);
    a->left = record->length;
    a->ends = a->arc ? 1 : (record->odd & DLI_ODD_LINES) != 0 ? 2 : 4;
    a->passed = 0;
    a->state = DLI_IN_BLOCK;
    record->file = a->file;
    record->offset = a->began - a->origin;
    return a->arc ? look_at_arc_block(a, record, err) : DL_OK;
}

/* ---- Blocks ------------------------------------------------------------------------- */

/* The block was longer than it is: find the record that was passed with it. */
static bool go_back(dli_archive *a)
{
    dl_str past = dli_flow_history(&a->flow);
    size_t at = past.len > a->passed ? past.len - (size_t)a->passed : 0;

    if (a->arc)
        return false;
    while ((at = dli_find(past, DL_STR("\nWARC/"), at)) != DLI_NONE) {
        bool blank = at > 0 && (past.ptr[at - 1] == '\n' || past.ptr[at - 1] == '\r');
        at++;
        if (blank && begins(a, dli_from(past, at))) {
            dli_flow_back(&a->flow, past.len - at);
            return true;
        }
    }
    return false;
}

static dl_status wrong_length(dli_archive *a, const dli_record *record, dl_error *err)
{
    bool back = go_back(a);
    dl_status status =
        dli_fail(err, DL_ERR_FORMAT, 0, "make the archive again",
                 "a record's length, %llu, is not that of its block: it is too %s",
                 (unsigned long long)record->length, back ? "large" : "small");

    return lose(a, back ? DLI_AT_RECORD : lost_state(a), status, a->began, err);
}

static dl_status end_block(dli_archive *a, dli_record *record, dl_error *err)
{
    dli_flow *f = &a->flow;
    size_t ends, expected = a->ends;
    dl_status status = pass_line_ends(a, false, &ends, err);

    if (status == DL_OK)
        status = need(a, start_bytes(a), false, err);
    if (status != DL_OK)
        return lose_packed(a, status, err);
    a->passed += ends;
    if (ends != expected)
        record->odd |= DLI_ODD_END;
    bool over = f->at == f->len;
    if (!over && ends != expected && !begins(a, dli_flow_bytes(f)))
        return wrong_length(a, record, err);
    if (f->packing == DLI_PACKING_NONE) {
        record->packed = dli_flow_at(f) - a->began;
        a->cut = over && ends < expected;
    } else if (a->alone && over) {
        record->packed = dli_feed_at(&a->feed) - a->began;
    } else {
        record->odd |= DLI_ODD_SHARED;
    }
    a->state = DLI_AT_RECORD;
    return DL_OK;
}

/* The window is empty and its member over, the block is not. */
static dl_status next_member_of_block(dli_archive *a, const dli_record *record, dl_error *err)
{
    bool more;
    dl_status status = dli_flow_begin(&a->flow, &more, err);

    if (status == DL_OK)
        status = need(a, start_bytes(a), false, err);
    if (status != DL_OK)
        return lose_packed(a, status, err);
    if (more && (!a->alone || !begins(a, dli_flow_bytes(&a->flow)))) {
        a->alone = false; /* a block over several members */
        return DL_OK;
    }
    status = ends_early(record->length - a->left, record->length, err);
    if (!more) /* a length that lies may have swallowed records */
        (void)go_back(a);
    return lose(a, DLI_AT_RECORD, status, a->began, err);
}

dl_status dli_archive_read(dli_archive *a, dli_record *record, size_t max, dl_str *piece,
                           dl_error *err)
{
    dli_flow *f = &a->flow;

    *piece = (dl_str){ "", 0 };
    if (err != NULL)
        err->where[0] = 0;
    while (a->state == DLI_IN_BLOCK && a->left > 0) {
        dl_str here = dli_flow_bytes(f);
        size_t step = here.len < max ? here.len : max;
        if (step > a->left)
            step = (size_t)a->left;
        if (step > 0) {
            *piece = dli_slice(here, 0, step);
            dli_flow_take(f, step);
            a->left -= step;
            a->passed += step;
            return DL_OK;
        }
        if (!f->open) {
            DLI_TRY(next_member_of_block(a, record, err));
            continue;
        }
        dl_status status = dli_flow_more(f, err);
        if (status != DL_OK)
            return lose_packed(a, status, err);
    }
    return a->state == DLI_IN_BLOCK ? end_block(a, record, err) : DL_OK;
}

dl_status dli_archive_read_all(dli_archive *a, dli_record *record, size_t max, dli_buf *out,
                               dl_error *err)
{
    dl_str piece;

    for (;;) {
        DLI_TRY(dli_archive_read(a, record, SIZE_MAX, &piece, err));
        if (piece.len == 0)
            return out->failed ? dli_no_memory(err) : DL_OK;
        if (piece.len > max - out->len)
            return lose(a, DLI_IN_BLOCK,
                        dli_fail(err, DL_ERR_LIMIT, 0, "leave it out",
                                 "a record has %llu bytes; the limit is %zu",
                                 (unsigned long long)record->length, max),
                        a->began, err);
        dli_buf_add(out, piece);
    }
}

/* ---- One after another --------------------------------------------------------------- */

/* Where a record begins in `here`, as far as that can be told: "WARC/" behind a line end, or a
 * line of its own from there on; for ARC at the beginning of a line. What was looked at in vain
 * is in *passed. */
static bool find_in(const dli_archive *a, dl_str here, bool line, size_t *passed)
{
    size_t at = 0;

    *passed = 0;
    if (line && begins(a, here))
        return true;
    for (;;) {
        size_t hit = dli_find_byte(here, a->arc ? '\n' : 'W', at);
        at = hit == DLI_NONE ? here.len : hit;
        if (hit == DLI_NONE || (a->flow.open && here.len - at < start_bytes(a)))
            break;
        dl_str rest = dli_from(here, a->arc ? at + 1 : at);
        bool own = a->arc || (at > 0 && here.ptr[at - 1] == '\n') ||
                   (rest.len > 8 && dli_is_any(rest.ptr[8], DL_STR("\r\n")));
        if (own && begins(a, rest)) {
            *passed = (size_t)(rest.ptr - here.ptr);
            return true;
        }
        at++;
    }
    *passed = at;
    return false;
}

/* Behind damage in text: to where the next record begins. */
static dl_status find_start(dli_archive *a, dl_error *err)
{
    dli_flow *f = &a->flow;
    bool line = false, more = true;
    size_t passed;

    for (;;) {
        DLI_TRY(need(a, 2 * start_bytes(a), false, err));
        dl_str here = dli_flow_bytes(f);
        if (here.len == 0 && !f->open) {
            DLI_TRY(dli_flow_begin(f, &more, err));
            if (!more)
                return DL_OK;
            line = true;
            continue;
        }
        bool found = find_in(a, here, line, &passed);
        line = false;
        if (!found && !f->open)
            passed = here.len; /* the member is over */
        dli_flow_take(f, passed);
        if (found)
            return DL_OK;
    }
}

static dl_status pass_member(dli_archive *a, dl_error *err)
{
    dli_flow *f = &a->flow;

    for (;;) {
        dli_flow_take(f, f->len - f->at);
        if (!f->open)
            return DL_OK;
        DLI_TRY(dli_flow_more(f, err));
    }
}

/* Behind damage: to where a record may begin. A second fault on the way there is part of the
 * first, which was said. */
static dl_status find_again(dli_archive *a, dl_error *err)
{
    dl_status status = DL_OK;
    bool more;

    if (a->state == DLI_LOST_MEMBER)
        status = pass_member(a, err);
    else if (a->state == DLI_LOST)
        status = find_start(a, err);
    while (a->state == DLI_LOST_PACKED || dli_archive_goes_on(status)) {
        status = dli_flow_find(&a->flow, &more, err);
        a->state = DLI_AT_RECORD;
    }
    a->state = DLI_AT_RECORD;
    return status == DL_OK ? DL_OK : lose_packed(a, status, err);
}

static dl_status no_record(dli_archive *a, dl_error *err)
{
    dl_status status = dli_fail(err, DL_ERR_FORMAT, 0, "copy the archive again",
                                "no record begins where one should");

    return lose(a, lost_state(a), status, a->began, err);
}

/* At a border between records: the next one, if there is one. */
static dl_status at_record(dli_archive *a, dli_record *record, bool *more, dl_error *err)
{
    dli_flow *f = &a->flow;
    size_t blank;

    *more = true;
    if (f->at == f->len && !f->open) {
        bool any;
        dl_status status = dli_flow_begin(f, &any, err);
        if (status != DL_OK)
            return lose_packed(a, status, err);
    }
    bool start = f->at == f->seam;
    dl_status status = pass_line_ends(a, true, &blank, err);
    if (status == DL_OK)
        status = need(a, start_bytes(a), false, err);
    if (status != DL_OK)
        return lose_packed(a, status, err);
    *more = f->len > f->at;
    if (!*more)
        return DL_OK;
    a->alone = f->at == f->seam || (start && f->seam + blank == f->at);
    a->began = dli_flow_at(f);
    if (!begins(a, dli_flow_bytes(f)) && !dli_starts(dli_flow_bytes(f), DL_STR("WARC/")))
        return no_record(a, err);
    DLI_TRY(read_record(a, record, err));
    if (blank > 0)
        record->odd |= DLI_ODD_BEFORE;
    if (!a->alone && f->packing != DLI_PACKING_NONE)
        record->odd |= DLI_ODD_SHARED;
    return DL_OK;
}

static dl_status end_of_file_cut(dli_archive *a, dl_error *err)
{
    a->cut = false;
    return lose(a, DLI_AT_RECORD,
                dli_fail(err, DL_ERR_FORMAT, 0, "copy the archive again",
                         "the file ends within the line ends behind a record"),
                a->began, err);
}

/* What is left of a block is passed over. */
static dl_status pass_block(dli_archive *a, dl_error *err)
{
    dli_record passed = { .length = a->left + a->passed, .arc = a->arc };
    dl_str piece;

    do
        DLI_TRY(dli_archive_read(a, &passed, SIZE_MAX, &piece, err));
    while (a->state == DLI_IN_BLOCK);
    return DL_OK;
}

static bool is_archive_member(const dli_zip_member *m)
{
    return m->plain > 0 && dli_archive_named(m->name) && !dli_ends(m->name, DL_STR(".wacz"));
}

/* Begin on a member of a zip file, where the feed stands. */
static dl_status begin_member(dli_archive *a, const dli_zip_member *m, dl_error *err)
{
    dli_packing packing;

    a->origin = dli_feed_at(&a->feed);
    a->end = m->deflated ? a->origin + m->plain : a->origin + m->packed;
    a->state = DLI_AT_RECORD;
    DLI_TRY(dli_feed_fill(&a->feed, DLI_FEED_HISTORY, err));
    dl_str head = dli_feed_bytes(&a->feed);
    if (!dli_archive_sniff(a, head, &packing, &a->arc)) {
        packing = dli_flow_packing(head);
        a->arc = false;
    }
    a->arc_fields = DLI_ARC_1;
    return dli_flow_use(&a->flow, packing, err);
}

static dl_status enter_member(dli_archive *a, const dli_zip_member *m, dl_error *err)
{
    dli_buf name;

    dli_buf_init(&name, &a->own);
    dli_buf_print(&name, "%s#%.*s", a->name, (int)m->name.len, m->name.ptr);
    a->file = dli_buf_str(&name);
    DLI_TRY(dli_zip_enter(&a->feed, &a->own, m, err));
    return begin_member(a, m, err);
}

/* The next file, of a WACZ: false if there is none. */
static dl_status next_file(dli_archive *a, bool *more, dl_error *err)
{
    *more = false;
    while (a->member < a->zip.count) {
        const dli_zip_member *m = &a->zip.members[a->member++];
        if (!is_archive_member(m))
            continue;
        *more = true;
        dl_status status = enter_member(a, m, err);
        return status == DL_OK ? DL_OK : lose(a, DLI_AT_START, status, 0, err);
    }
    a->state = DLI_AT_END;
    return DL_OK;
}

dl_status dli_archive_next(dli_archive *a, dli_record *record, bool *more, dl_error *err)
{
    *more = true;
    if (err != NULL)
        err->where[0] = 0;
    for (;;) {
        switch (a->state) {
        case DLI_IN_BLOCK:
            DLI_TRY(pass_block(a, err));
            break;
        case DLI_LOST:
        case DLI_LOST_MEMBER:
        case DLI_LOST_PACKED:
            DLI_TRY(find_again(a, err));
            break;
        case DLI_AT_RECORD:
            if (a->cut)
                return end_of_file_cut(a, err);
            DLI_TRY(at_record(a, record, more, err));
            if (*more)
                return DL_OK;
            a->state = DLI_AT_START;
            break;
        case DLI_AT_START:
            DLI_TRY(next_file(a, more, err));
            break;
        case DLI_AT_END:
            *more = false;
            return DL_OK;
        }
    }
}

dl_status dli_archive_seek(dli_archive *a, dl_str member, uint64_t offset, dl_error *err)
{
    dl_status status = DL_OK;

    if (a->zip.count > 0) {
        const dli_zip_member *found = NULL;
        for (size_t i = 0; i < a->zip.count && found == NULL; i++)
            if (is_archive_member(&a->zip.members[i]) &&
                (member.len == 0 || dli_eq(a->zip.members[i].name, member)))
                found = &a->zip.members[i];
        if (found == NULL)
            return dli_fail(err, DL_ERR_USAGE, 0, "name one that is in it",
                            "there is no '%.*s' in the WACZ", DLI_ARG(member));
        status = enter_member(a, found, err);
        if (status == DL_OK && found->deflated)
            status = dli_feed_skip(&a->feed, offset, err);
        else if (status == DL_OK)
            status =
                dli_feed_seek(&a->feed, &a->own, a->origin + offset,
                              found->packed > offset ? found->packed - offset : 0, false, err);
    } else {
        status = dli_feed_seek(&a->feed, &a->own, a->origin + offset, UINT64_MAX, false, err);
    }
    dli_flow_restart(&a->flow);
    a->state = DLI_AT_RECORD;
    a->cut = false;
    return status;
}
