/* inside.h -- what the files of this room share. */
#ifndef DLI_ARCHIVE_INSIDE_H
#define DLI_ARCHIVE_INSIDE_H

#include "arc.h"
#include "archive.h"
#include "flow.h"
#include "zip.h"

typedef enum dli_archive_state {
    DLI_AT_START,    /* of a file                                        */
    DLI_AT_RECORD,   /* one may begin here                               */
    DLI_IN_BLOCK,    /* of a record                                      */
    DLI_LOST,        /* behind damage: a record may begin at any line    */
    DLI_LOST_MEMBER, /* behind damage: the next member may begin with one */
    DLI_LOST_PACKED, /* the packing itself is damaged                    */
    DLI_AT_END,
} dli_archive_state;

struct dli_archive {
    dli_arena own;  /* the handle and its buffers */
    dli_arena head; /* of the newest record       */
    dli_feed feed;
    dli_flow flow;
    const char *name;
    dl_str file;     /* what is being read; the name, or that of a member behind it */
    uint64_t origin; /* its position in the feed                                    */
    uint64_t end;    /* where it ends in the feed; 0: not known                     */
    dli_zip zip;     /* of a WACZ; count 0: it is none                              */
    size_t member;   /* of the zip, the next one                                    */
    bool arc;        /* what is read is ARC, with so many fields a line             */
    unsigned arc_fields;
    dli_archive_state state;
    uint64_t began;  /* where the newest record did, in the feed                */
    size_t ends;     /* bytes of the line ends that should stand behind its block */
    uint64_t left;   /* of its block                                            */
    uint64_t passed; /* of its block and of what ends it                        */
    bool alone;      /* it began a member                                       */
    bool cut;        /* the file ended within what ends a record: still to say  */
};

/* "name: value"; false if the line is none. */
bool dli_field_parse(dl_str line, dli_field *field);

/* Where a head ends in `bytes`, and how many bytes the blank line takes behind it: false if
 * there is no blank line behind `from` yet. */
bool dli_head_end(dl_str bytes, size_t from, size_t *end, size_t *blank);

/* Make the record of what stands in the window: `head` without its blank line, which is copied.
 * Fails with DL_ERR_FORMAT where the length of the block is not clear. */
dl_status dli_record_parse_warc(dli_arena *arena, dl_str head, dli_record *out, dl_error *err);
dl_status dli_record_parse_arc(dli_arena *arena, dl_str line, unsigned fields, dli_record *out,
                               dl_error *err);

/* A part of an open file as an archive; the file stays the caller's. */
dl_status dli_archive_of_range(int file, uint64_t at, uint64_t len, const char *name,
                               dli_archive **archive, dl_error *err);

/* How a file is packed and whether it is ARC, from its first bytes; false if it is no
 * archive. Takes nothing. */
bool dli_archive_sniff(dli_archive *archive, dl_str head, dli_packing *packing, bool *arc);

/* The name of a file is that of an archive. */
bool dli_archive_named(dl_str name);

#endif
