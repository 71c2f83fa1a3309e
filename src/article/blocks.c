/* blocks.c -- a page as its blocks of text in reading order, and the boxes they
 * stand in.
 *
 * In:   a tree (page/)
 * Out:  dli_blocks
 *
 * One walk over the tree. White space is folded as CSS does for normal text, and
 * no-break spaces with it; soft hyphens are left out. Two <br> in a row end a
 * paragraph, as writers of the old web meant them to.
 */
#include "article/blocks.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/utf8.h"

enum {
    MAX_FRAMES = 600,    /* beyond DL_MAX_TREE_DEPTH: document, template contents */
    STYLED_WORDS = 40,   /* words of a line set apart by <b> or <font> alone      */
    ARTICLE_CHARS = 500, /* of prose before comments that outweigh it            */
    SLANTED_WORDS = 4,   /* … by <i> or <em>: a date, a name                      */
};

/* What holds inside an open element. */
typedef struct frame {
    dli_node node;
    uint32_t box;
    uint8_t kind;
    uint8_t level;
    bool pre;
    bool block; /* it is block-level: its borders end blocks */
    bool link;
    bool styled;
    bool slanted;
    bool by_role;   /* a heading by its role alone */
    bool apart;     /* a <time>: what stands beside it is another word */
    uint32_t start; /* of it, in the source */
} frame;

/* Where the text of a block lies while its memory may still move. */
typedef struct place {
    size_t at, len, run, runs;
} place;

typedef struct walker {
    dli_blocks *out;
    const dli_page *page;
    dli_arena *arena;
    frame frames[MAX_FRAMES];
    size_t depth; /* frames[depth] is the innermost */
    unsigned links;
    dli_text_out text; /* of all blocks, one behind another  */
    DLI_VEC(place) places;
    size_t linked;    /* its bytes inside links             */
    size_t line;      /* where its last line begins         */
    unsigned styled;  /* <b>, <strong>, <font> that are open */
    unsigned slanted; /* <i>, <em> that are                     */
    bool plain;       /* text of its last line stands in none of the former */
    bool upright;     /* … in none of them at all */
    bool all_bold;    /* no text of the block does          */
    size_t lead;      /* bytes of it before its first plain text   */
    bool ruled;       /* <hr> since the last block          */
    unsigned breaks;  /* <br> since its last text           */
    dl_span space;    /* white space that waits for a word  */
    bool space_waits;
    bool dry;
    size_t max_blocks;
    dli_mark_table marks;
} walker;

/* ---- Elements ------------------------------------------------------------ */

/* Nothing below these is text of the page. */
static bool is_skipped(const dli_node_data *n)
{
    if (n->ns != DLI_NS_HTML)
        return n->tag == DLI_TAG_SVG || n->tag == DLI_TAG_MATH;
    switch (n->tag) {
    case DLI_TAG_SCRIPT:
    case DLI_TAG_STYLE:
    case DLI_TAG_TEMPLATE:
    case DLI_TAG_IFRAME:
    case DLI_TAG_OBJECT:
    case DLI_TAG_SELECT:
    case DLI_TAG_BUTTON:
    case DLI_TAG_TEXTAREA:
    case DLI_TAG_AUDIO:
    case DLI_TAG_VIDEO:
    case DLI_TAG_CANVAS:
    case DLI_TAG_MAP:
    case DLI_TAG_NOFRAMES:
    case DLI_TAG_NOEMBED:
    case DLI_TAG_TITLE:
        return true;
    default:
        return false;
    }
}

static bool is_inline(const dli_node_data *n)
{
    if (n->ns != DLI_NS_HTML)
        return true;
    switch (n->tag) {
    case DLI_TAG_A:
    case DLI_TAG_ABBR:
    case DLI_TAG_ACRONYM:
    case DLI_TAG_B:
    case DLI_TAG_BDI:
    case DLI_TAG_BDO:
    case DLI_TAG_BIG:
    case DLI_TAG_BR:
    case DLI_TAG_CITE:
    case DLI_TAG_CODE:
    case DLI_TAG_DATA:
    case DLI_TAG_DEL:
    case DLI_TAG_DFN:
    case DLI_TAG_EM:
    case DLI_TAG_FONT:
    case DLI_TAG_I:
    case DLI_TAG_IMG:
    case DLI_TAG_INPUT:
    case DLI_TAG_INS:
    case DLI_TAG_KBD:
    case DLI_TAG_LABEL:
    case DLI_TAG_MARK:
    case DLI_TAG_NOBR:
    case DLI_TAG_PICTURE:
    case DLI_TAG_Q:
    case DLI_TAG_RUBY:
    case DLI_TAG_RP:
    case DLI_TAG_RT:
    case DLI_TAG_S:
    case DLI_TAG_SAMP:
    case DLI_TAG_SMALL:
    case DLI_TAG_SOURCE:
    case DLI_TAG_SPAN:
    case DLI_TAG_STRIKE:
    case DLI_TAG_STRONG:
    case DLI_TAG_SUB:
    case DLI_TAG_SUP:
    case DLI_TAG_TIME:
    case DLI_TAG_TT:
    case DLI_TAG_U:
    case DLI_TAG_VAR:
    case DLI_TAG_WBR:
        return true;
    default:
        return n->tag >= DLI_TAG_COUNT; /* custom elements are inline until styled */
    }
}

/* What a block straight inside `f` is, now that element `n` is entered. */
static void set_kind(frame *f, const dli_node_data *n)
{
    switch (n->tag) {
    case DLI_TAG_H1:
    case DLI_TAG_H2:
    case DLI_TAG_H3:
    case DLI_TAG_H4:
    case DLI_TAG_H5:
    case DLI_TAG_H6:
        f->kind = DLI_RAW_H;
        f->level = (uint8_t)(n->tag - DLI_TAG_H1 + 1);
        break;
    case DLI_TAG_UL:
    case DLI_TAG_OL:
        f->level = (uint8_t)(f->kind == DLI_RAW_LI && f->level < 250 ? f->level + 1 : 1);
        break;
    case DLI_TAG_LI:
        f->kind = DLI_RAW_LI;
        if (f->level == 0)
            f->level = 1;
        break;
    case DLI_TAG_BLOCKQUOTE:
        f->kind = DLI_RAW_QUOTE;
        break;
    case DLI_TAG_PRE:
    case DLI_TAG_LISTING:
    case DLI_TAG_XMP:
    case DLI_TAG_PLAINTEXT:
        f->kind = DLI_RAW_PRE;
        f->pre = true;
        break;
    case DLI_TAG_TD:
    case DLI_TAG_TH:
        f->kind = DLI_RAW_CELL;
        break;
    case DLI_TAG_FIGCAPTION:
    case DLI_TAG_CAPTION:
        f->kind = DLI_RAW_CAPTION;
        break;
    case DLI_TAG_DT:
    case DLI_TAG_DD:
    case DLI_TAG_SUMMARY:
        f->kind = DLI_RAW_TERM;
        break;
    case DLI_TAG_P:
        if (f->kind == DLI_RAW_CELL || f->kind == DLI_RAW_TERM)
            f->kind = DLI_RAW_P;
        break;
    case DLI_TAG_ARTICLE:
    case DLI_TAG_SECTION:
    case DLI_TAG_MAIN:
    case DLI_TAG_TABLE:
        f->kind = DLI_RAW_P;
        f->level = 0;
        break;
    default:
        break;
    }
}

/* ---- Text ---------------------------------------------------------------- */

/* Bytes of the block being read. */
static size_t text_len(const walker *w)
{
    return w->text.bytes.len - w->text.start;
}

static void put_space(walker *w)
{
    if (!w->space_waits)
        return;
    w->space_waits = false;
    if (text_len(w) == 0)
        return;
    if (w->breaks > 0)
        dli_text_gap(&w->text, DL_STR("\n"), w->space.start);
    else if (w->space.end - w->space.start == 1)
        dli_text_same(&w->text, DL_STR(" "), w->space.start);
    else
        dli_text_made(&w->text, DL_STR(" "), w->space);
    w->breaks = 0;
}

static void wait_space(walker *w, dl_span at)
{
    if (w->space_waits && w->space.end == at.start)
        w->space.end = at.end;
    else if (!w->space_waits)
        w->space = at;
    w->space_waits = true;
}

/* Bytes of white space, or of a character to leave out (*drop), at `at`. */
static size_t space_at(dl_str s, size_t at, bool *drop)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    size_t left = s.len - at;

    *drop = false;
    if (p[0] <= ' ')
        return 1;
    if (p[0] == 0xC2 && left > 1) {
        *drop = p[1] == 0xAD; /* soft hyphen */
        return p[1] == 0xA0 || p[1] == 0xAD || p[1] == 0x85 ? 2 : 0;
    }
    if (left < 3)
        return 0;
    if (p[0] == 0xE2 && p[1] == 0x80)
        return p[2] <= 0x8A || p[2] == 0xA8 || p[2] == 0xA9 || p[2] == 0xAF ? 3 : 0;
    if (p[0] == 0xE2 && p[1] == 0x81)
        return p[2] == 0x9F ? 3 : 0;
    if (p[0] == 0xE3 && p[1] == 0x80)
        return p[2] == 0x80 ? 3 : 0;
    *drop = p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF;
    return *drop ? 3 : 0;
}

/* End of the stretch from `at` without white space; fast on ASCII and most others. */
static size_t word_end(dl_str s, size_t at)
{
    bool drop;

    while (at < s.len) {
        unsigned char c = (unsigned char)s.ptr[at];
        if (c <= ' ')
            break;
        if ((c == 0xC2 || c == 0xE2 || c == 0xE3 || c == 0xEF) && space_at(s, at, &drop) > 0)
            break;
        at++;
    }
    return at;
}

/* A plain piece of source. */
static void add_plain(walker *w, dl_span from)
{
    dl_str s = dli_cut(w->page->source, from);
    size_t at = 0;
    bool drop;

    while (at < s.len) {
        size_t end = word_end(s, at);
        if (end > at) {
            put_space(w);
            w->breaks = 0;
            dli_text_same(&w->text, dli_slice(s, at, end), from.start + (uint32_t)at);
            at = end;
        }
        while (at < s.len && (end = space_at(s, at, &drop)) > 0) {
            if (!drop)
                wait_space(w, (dl_span){ from.start + (uint32_t)at,
                                         from.start + (uint32_t)(at + end) });
            at += end;
        }
    }
}

static void add_made(walker *w, const dli_piece *piece)
{
    bool drop;
    size_t space = space_at(piece->bytes, 0, &drop);

    if (space == piece->bytes.len) {
        if (!drop)
            wait_space(w, piece->from);
        return;
    }
    put_space(w);
    w->breaks = 0;
    dli_text_made(&w->text, piece->bytes, piece->from);
}

static void add_text(walker *w, dli_node node)
{
    dli_piece piece = { 0 };
    size_t before = w->text.bytes.len;

    if (w->frames[w->depth].pre) {
        dli_text_add_node(&w->text, w->page, node);
    } else {
        while (dli_next_piece(w->page, node, &piece))
            if (piece.kind == DLI_PIECE_PLAIN)
                add_plain(w, piece.from);
            else if (piece.bytes.len > 0)
                add_made(w, &piece);
    }
    if (w->links > 0)
        w->linked += w->text.bytes.len - before;
    if (w->styled == 0 && w->text.bytes.len > before) {
        if (w->all_bold)
            w->lead = before - w->text.start;
        w->plain = true;
        w->upright = w->upright || w->slanted == 0;
        w->all_bold = false;
    }
}

/* ---- Blocks -------------------------------------------------------------- */

static bool ends_like_sentence(dl_str s)
{
    static const dl_str skipped[] = { { "\"", 1 },
                                      { "'", 1 },
                                      { ")", 1 },
                                      { "]", 1 },
                                      { "\xE2\x80\x9D", 3 },
                                      { "\xE2\x80\x9C", 3 },
                                      { "\xC2\xBB", 2 },
                                      { "\xE2\x80\x99", 3 },
                                      { " ", 1 } };
    static const dl_str stops[] = { { ".", 1 },
                                    { "!", 1 },
                                    { "?", 1 },
                                    { "\xE2\x80\xA6", 3 },
                                    { "\xE3\x80\x82", 3 },
                                    { "\xEF\xBC\x81", 3 },
                                    { "\xEF\xBC\x9F", 3 },
                                    { "\xE0\xA5\xA4", 3 } };

    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++)
            if (dli_ends(s, skipped[i])) {
                s.len -= skipped[i].len;
                again = true;
            }
    }
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (dli_ends(s, stops[i]))
            return true;
    return false;
}

/* Words between spaces; a Chinese or Japanese character counts for half a word. */
static uint32_t count_words(dl_str s)
{
    uint32_t spaces = 0, wide = 0;

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        spaces += c == ' ' || c == '\n';
        wide += c >= 0xE3 && c <= 0xE9;
    }
    return spaces + 1 + wide / 2;
}

bool dli_is_prose(const dli_raw_block *b)
{
    if (b->kind == DLI_RAW_H || b->kind == DLI_RAW_CAPTION || b->linked * 3 > b->chars)
        return false;
    return b->words >= 15 || (b->stop && b->words >= 7);
}

/* Leave out the line ends behind preformatted text. */
static void trim_end(dli_text_out *text)
{
    while (text->runs.count > text->first_run &&
           dli_is_space(text->bytes.ptr[text->bytes.len - 1])) {
        dl_run *last = &text->runs.ptr[text->runs.count - 1];
        size_t len = text->bytes.len - text->start - last->at;
        if (last->from.end - last->from.start == len)
            last->from.end--;
        text->bytes.len--;
        if (len == 1)
            text->runs.count--;
    }
}

/* Fill in what is known of a block by its text alone. */
static void measure(dli_raw_block *block, dl_str s, size_t linked)
{
    block->chars = (uint32_t)dli_utf8_count(s);
    block->linked =
        (uint32_t)((uint64_t)block->chars * (linked > s.len ? s.len : linked) / s.len);
    block->words = count_words(s);
    block->stop = ends_like_sentence(s);
}

static void begin_block(walker *w)
{
    w->line = w->text.bytes.len;
    w->plain = w->upright = false;
    w->all_bold = true;
    w->lead = 0;
}

/* End the block being read, if it has any text. */
static void flush(walker *w)
{
    const frame *f = &w->frames[w->depth];
    dli_raw_block block = {
        .node = f->node, .box = f->box, .kind = f->kind, .level = f->level
    };

    w->space_waits = false;
    w->breaks = 0;
    if (f->pre)
        trim_end(&w->text);
    if (text_len(w) == 0)
        return;
    if (w->out->list.count >= w->max_blocks) { /* go on in the same block */
        w->out->trimmed = true;
        w->breaks = 1;
        w->space_waits = true;
        w->space = (dl_span){ 0, 0 };
        return;
    }
    measure(&block, (dl_str){ w->text.bytes.ptr + w->text.start, text_len(w) }, w->linked);
    block.pictures = w->out->pictures;
    block.paragraph = dli_is_tag(w->page, f->node, DLI_TAG_P);
    block.bold = w->all_bold;
    block.lead = (uint32_t)w->lead;
    block.ruled = w->ruled;
    block.by_role = f->by_role;
    w->ruled = false;
    place at = { w->text.start, text_len(w), w->text.first_run,
                 w->text.runs.count - w->text.first_run };
    w->dry = w->dry || w->text.bytes.failed || !DLI_PUSH(w->arena, &w->places, at) ||
             !DLI_PUSH(w->arena, &w->out->list, block);
    w->linked = 0;
    dli_text_begin(&w->text);
    begin_block(w);
}

static void line_break(walker *w, dli_node node)
{
    uint32_t at = dli_node_at(w->page, node)->start;

    if (w->frames[w->depth].pre) {
        dli_text_gap(&w->text, DL_STR("\n"), at);
        return;
    }
    if (text_len(w) == 0)
        return;
    /* Two breaks end a paragraph; one ends a line that is set apart by its style. */
    dl_str last = dli_from((dl_str){ w->text.bytes.ptr, w->text.bytes.len }, w->line);
    size_t most = !w->plain ? STYLED_WORDS : !w->upright ? SLANTED_WORDS : 0;
    if (w->breaks > 0 || (last.len > 0 && count_words(last) <= most)) {
        flush(w);
        return;
    }
    w->line = w->text.bytes.len;
    w->plain = w->upright = false;
    w->breaks = 1;
    w->space = (dl_span){ at, at };
    w->space_waits = true;
}

/* ---- The walk ------------------------------------------------------------ */

static void open_box(walker *w, dli_node node)
{
    frame *f = &w->frames[w->depth];
    dli_box box = { .node = node, .parent = f->box, .first = (uint32_t)w->out->list.count };

    dli_element_words words;
    box.marks = dli_marks_of(&w->marks, w->page, node, &words);
    box.words = (uint32_t)w->out->words.count;
    box.word_count = words.count;
    for (uint32_t i = 0; i < words.count; i++)
        w->dry = w->dry || !DLI_PUSH(w->arena, &w->out->words, words.hash[i]);
    if (!DLI_PUSH(w->arena, &w->out->boxes, box))
        w->dry = true;
    else
        f->box = (uint32_t)w->out->boxes.count - 1;
}

static bool is_picture(const dli_node_data *n)
{
    return n->kind == DLI_NODE_ELEMENT &&
           (n->tag == DLI_TAG_IMG || n->tag == DLI_TAG_VIDEO || n->tag == DLI_TAG_IFRAME);
}

/* Part the text before `at` from what follows. */
static void part(walker *w, uint32_t at)
{
    if (text_len(w) == 0 || w->space_waits || w->frames[w->depth].pre)
        return;
    w->space_waits = true;
    w->space = (dl_span){ at, at };
}

static bool is_heading_by_role(const walker *w, dli_node node)
{
    const dli_attr *role = dli_attr_find(w->page, node, DLI_ATTR_ROLE);

    return role != NULL &&
           dli_eq_nocase(dli_trim(dli_cut(w->page->source, role->value)), DL_STR("heading"));
}

/* Enter an element; false if nothing below it counts. */
static bool enter(walker *w, dli_node node)
{
    const dli_node_data *n = dli_node_at(w->page, node);
    frame f = w->frames[w->depth];

    w->out->pictures += is_picture(n);
    if (n->kind != DLI_NODE_ELEMENT || is_skipped(n) || w->depth + 1 == MAX_FRAMES)
        return false;
    f.block = !is_inline(n);
    f.link = n->tag == DLI_TAG_A && dli_attr_find(w->page, node, DLI_ATTR_HREF) != NULL;
    f.styled = n->ns == DLI_NS_HTML &&
               (n->tag == DLI_TAG_B || n->tag == DLI_TAG_STRONG || n->tag == DLI_TAG_FONT);
    f.slanted = n->ns == DLI_NS_HTML && (n->tag == DLI_TAG_I || n->tag == DLI_TAG_EM);
    f.apart = n->ns == DLI_NS_HTML && n->tag == DLI_TAG_TIME;
    f.start = n->start;
    w->links += f.link;
    w->styled += f.styled;
    w->slanted += f.slanted;
    if (f.apart)
        part(w, f.start);
    if (f.block) {
        flush(w);
        f.node = node;
        set_kind(&f, n);
        if (n->tag >= DLI_TAG_H1 && n->tag <= DLI_TAG_H6) {
            f.by_role = false;
        } else if (f.kind != DLI_RAW_H && is_heading_by_role(w, node)) {
            f.kind = DLI_RAW_H;
            f.level = 2;
            f.by_role = true;
        }
    }
    w->frames[++w->depth] = f;
    if (f.block)
        open_box(w, node);
    return true;
}

static void leave(walker *w)
{
    const frame *f = &w->frames[w->depth];

    w->links -= f->link;
    w->styled -= f->styled;
    w->slanted -= f->slanted;
    if (f->apart)
        part(w, f->start);
    if (f->block) {
        flush(w);
        w->out->boxes.ptr[f->box].end = (uint32_t)w->out->list.count;
    }
    w->depth--;
}

/* <br>, or what a script makes of it: <span class="… br"></span>. */
static bool is_break(const walker *w, dli_node node)
{
    if (dli_is_tag(w->page, node, DLI_TAG_BR))
        return true;
    if (!dli_is_tag(w->page, node, DLI_TAG_SPAN) || dli_node_at(w->page, node)->first != 0)
        return false;
    const dli_attr *class = dli_attr_find(w->page, node, DLI_ATTR_CLASS);
    dl_str words = class == NULL ? (dl_str){ "", 0 } : dli_cut(w->page->source, class->value),
           word;
    while (dli_next_word(&words, &word))
        if (dli_eq(word, DL_STR("br")))
            return true;
    return false;
}

static void walk(walker *w, dli_node root)
{
    dli_node node = root;

    while (!w->dry) {
        bool down = false;
        if (dli_node_at(w->page, node)->kind == DLI_NODE_TEXT)
            add_text(w, node);
        else if (is_break(w, node))
            line_break(w, node);
        else if (dli_is_tag(w->page, node, DLI_TAG_HR))
            flush(w), w->ruled = true;
        else
            down = enter(w, node);
        if (down && dli_node_at(w->page, node)->first != 0) {
            node = dli_node_at(w->page, node)->first;
            continue;
        }
        if (down)
            leave(w);
        while (node != root && dli_node_at(w->page, node)->next == 0) {
            node = dli_node_at(w->page, node)->parent;
            leave(w);
        }
        if (node == root)
            return;
        node = dli_node_at(w->page, node)->next;
    }
}

/* Prefix sums over the blocks. */
static bool sum_up(dli_arena *arena, dli_blocks *b)
{
    b->chars_before = dli_arena_take(arena, (b->list.count + 1) * sizeof(uint32_t));
    b->prose_before = dli_arena_take(arena, (b->list.count + 1) * sizeof(uint32_t));
    if (b->chars_before == NULL || b->prose_before == NULL)
        return false;
    for (size_t i = 0; i < b->list.count; i++) {
        const dli_raw_block *block = &b->list.ptr[i];
        b->chars_before[i + 1] = b->chars_before[i] + block->chars;
        b->prose_before[i + 1] =
            b->prose_before[i] + (dli_is_prose(block) ? block->chars - block->linked : 0);
    }
    return true;
}

/* The marks of each block are those of all its boxes, but for a box that holds
 * most of the page's prose: a wrapper called "has-sidebar" is no sidebar. */
static bool settle_marks(dli_arena *arena, dli_blocks *b)
{
    uint32_t *marks = dli_arena_take(arena, b->boxes.count * sizeof *marks);
    const uint32_t good = DLI_LOOKS_CONTENT | DLI_LOOKS_ARTICLE | DLI_LOOKS_MAIN;

    if (marks == NULL)
        return false;
    for (uint32_t i = 0; i < b->boxes.count; i++) {
        uint32_t own = b->boxes.ptr[i].marks,
                 above = i == 0 ? 0 : marks[b->boxes.ptr[i].parent];
        if (dli_box_prose(b, i) * 2 > dli_box_prose(b, 0)) /* more comments than text */
            own &= b->prose_before[b->boxes.ptr[i].first] > ARTICLE_CHARS
                       ? good | DLI_LOOKS_COMMENT
                       : good;
        if (above & DLI_LOOKS_ARTICLE) /* the head of an article is its headline */
            own &= ~(uint32_t)DLI_LOOKS_HEAD;
        marks[i] = above | own;
    }
    for (size_t i = 0; i < b->list.count; i++)
        b->list.ptr[i].marks = marks[b->list.ptr[i].box];
    return true;
}

dl_status dli_blocks_read(dli_arena *arena, const dli_page *page, dli_blocks *out,
                          dl_error *err)
{
    walker *w = dli_arena_take(arena, sizeof *w);
    dli_node root = page->body != 0 ? page->body : page->html;

    *out = (dli_blocks){ .page = page };
    if (w == NULL || !dli_marks_init(&w->marks))
        return dli_no_memory(err);
    w->out = out;
    w->page = page;
    w->arena = arena;
    w->max_blocks = DLI_BLOCKS_BASE + page->source.len / DLI_BYTES_PER_BLOCK;
    dli_text_init(&w->text, arena);
    begin_block(w);
    if (root == 0)
        root = DLI_DOCUMENT_NODE;
    /* The root is box 0 and frame 0, and is never left. */
    w->frames[0] = (frame){ .node = root, .kind = DLI_RAW_P, .block = true };
    if (!DLI_PUSH(arena, &out->boxes, (dli_box){ .node = root }))
        return dli_no_memory(err);
    for (dli_node child = dli_node_at(page, root)->first; child != 0 && !w->dry;
         child = dli_node_at(page, child)->next)
        walk(w, child);
    flush(w);
    if (w->dry || arena->dry)
        return dli_no_memory(err);
    for (size_t i = 0; i < out->list.count; i++) {
        const place *at = &w->places.ptr[i];
        out->list.ptr[i].text = dli_text_view(&w->text, at->at, at->len, at->run, at->runs);
    }
    out->boxes.ptr[0].end = (uint32_t)out->list.count;
    if (!sum_up(arena, out) || !settle_marks(arena, out))
        return dli_no_memory(err);
    return DL_OK;
}
