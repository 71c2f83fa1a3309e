/* limits.h -- every bound of dateline, what it protects, and what happens.
 *
 * REFUSE  the call fails with DL_ERR_LIMIT (or DL_ERR_NOMEM for memory).
 * TRIM    the thing is cut short, and a note in the record says so.
 *
 * The bounds that callers can meet (DL_...) stand in dateline.h.
 */
#ifndef DLI_LIMITS_H
#define DLI_LIMITS_H

#include "dateline.h"

/* ---- Memory -------------------------------------------------------------- */

/* Bytes one page may use beyond its capture: a fixed part, a part that grows
 * with the source, and a ceiling. Protects the machine from pages made to
 * grow. REFUSE. */
#define DLI_BUDGET_BASE     ((size_t)8 << 20)
#define DLI_BUDGET_PER_BYTE ((size_t)24)
#define DLI_BUDGET_MAX      ((size_t)256 << 20)

/* Threads of one batch. TRIM, without a note. */
#define DLI_MAX_JOBS 256

/* Bytes of a weight file, and of what an engine makes of all of them, times four. REFUSE. */
#define DLI_MAX_MODEL_BYTES ((size_t)48 << 20)

/* ---- Content-codings (bytes/) -------------------------------------------- */

/* Codings undone one after another ("gzip, br"). Nested bombs. REFUSE. */
#define DLI_MAX_CODINGS 2

/* Output over input once DLI_CODING_FREE bytes are out. Bombs: the densest real
 * pages stay under 100, and 200 bytes out take as long as a byte of page may. REFUSE. */
#define DLI_MAX_CODING_RATIO ((uint64_t)200)
#define DLI_CODING_FREE      ((uint64_t)512 << 10)

/* Log2 of the largest zstd window. A frame may ask for gigabytes. REFUSE. */
#define DLI_MAX_ZSTD_WINDOW_LOG 23

/* ---- Archives (archive/) ------------------------------------------------- */

/* Header of a record, and of the HTTP response in it: bytes and lines. REFUSE: the record
 * is reported and passed over. */
#define DLI_MAX_RECORD_HEAD  ((size_t)64 << 10)
#define DLI_MAX_RECORD_LINES ((size_t)1000)

/* Output over input of a gzip member or a zstd frame once DLI_ARCHIVE_FREE bytes are out.
 * REFUSE: it is reported and passed over. */
#define DLI_MAX_ARCHIVE_RATIO ((uint64_t)1000)
#define DLI_ARCHIVE_FREE      ((uint64_t)1 << 20)

/* The dictionary of a .warc.zst. REFUSE. */
#define DLI_MAX_ZSTD_DICTIONARY ((size_t)8 << 20)

/* Captures that a revisit of the same archive may refer back to. TRIM, without a note: later
 * revisits count as "without their page". */
#define DLI_MAX_REVISITABLE ((size_t)80000)

/* Members of a WACZ, and the size of what it says about them. REFUSE. */
#define DLI_MAX_ZIP_MEMBERS ((size_t)10000)
#define DLI_MAX_ZIP_BYTES   ((size_t)16 << 20)

/* Lines of an index, kept until they are sorted. REFUSE. */
#define DLI_MAX_INDEX_BYTES ((size_t)1 << 30)

/* ---- Encoding (bytes/) --------------------------------------------------- */

/* Bytes searched for <meta charset> whatever stands in them (the HTML standard's
 * number), and as long as only <head> goes on. TRIM, without a note: the page is
 * taken to say nothing. */
#define DLI_PRESCAN_BYTES      ((size_t)1024)
#define DLI_PRESCAN_LATE_BYTES ((size_t)128 << 10)

/* Bytes that the detector of undeclared encodings is shown: it takes most of a
 * microsecond for each. TRIM, without a note. */
#define DLI_DETECT_BYTES ((size_t)8 << 10)

/* ---- HTML (page/) -------------------------------------------------------- */

/* Entries of the list of active formatting elements. The standard's list has
 * no end, and each <p> opens them all again: cubic time. TRIM: the oldest is
 * forgotten. */
#define DLI_MAX_FORMATTING ((size_t)64)

/* Attributes of one element. Duplicates are found by comparing. TRIM: the rest
 * are dropped. */
#define DLI_MAX_ATTRIBUTES ((size_t)256)

/* Nodes of a tree: a fixed part and one for so many bytes of source. Elements
 * that formatting reopens cost no input. TRIM: further elements are not made;
 * their text is kept. */
#define DLI_NODES_BASE     ((size_t)32768)
#define DLI_BYTES_PER_NODE ((size_t)3)

/* ---- JSON (base/) -------------------------------------------------------- */

/* Arrays and objects open at once. REFUSE. */
#define DLI_MAX_JSON_DEPTH ((size_t)128)

/* ---- Article, text, facts ------------------------------------------------ */

/* Blocks of a page: a fixed part and one for so many bytes of source. TRIM: the
 * rest of the text stays in one block. */
#define DLI_BLOCKS_BASE     ((size_t)16384)
#define DLI_BYTES_PER_BLOCK ((size_t)64)

/* Items of one page. TRIM. */
#define DLI_MAX_ITEMS ((size_t)2000)

/* Candidates looked at for one field. Equal ones are found by comparing. TRIM,
 * without a note: a page that declares itself more often than this says nothing. */
#define DLI_MAX_SEEN ((size_t)128)

/* Candidates kept for one field beside the one that won. TRIM, without a note:
 * they are the less trusted ones. */
#define DLI_MAX_OTHERS ((size_t)12)

/* Words of a body: a fixed part and one for so many bytes. Marks without a space
 * between them cost a word each. TRIM: the rest of the body is not looked at. */
#define DLI_WORDS_BASE     ((size_t)4096)
#define DLI_BYTES_PER_WORD ((size_t)2)

/* Words of a sentence: rules look back and forth within one. TRIM: a longer one is
 * taken as several. */
#define DLI_MAX_SENTENCE_WORDS ((size_t)400)

/* Quotations of a body, and quotations within one another. TRIM: further marks are
 * not paired. */
#define DLI_MAX_QUOTES      ((size_t)20000)
#define DLI_MAX_QUOTE_DEPTH ((size_t)6)

/* Statements, incidents and figures of one item. TRIM. */
#define DLI_MAX_STATEMENTS ((size_t)4000)
#define DLI_MAX_INCIDENTS  ((size_t)2000)
#define DLI_MAX_FIGURES    ((size_t)64)

/* A manifest of inputs, and all names of the folders that are walked. REFUSE. */
#define DLI_MAX_MANIFEST_BYTES ((size_t)1 << 30)

/* ---- Store --------------------------------------------------------------- */

/* A record's JSON in a store. A hostile file may claim any size. REFUSE. */
#define DLI_MAX_RECORD_BYTES ((size_t)256 << 20)

/* Memory of one call on a store: a capture, its record and what is found. REFUSE. */
#define DLI_STORE_BUDGET ((size_t)1 << 30)

/* A search: its bytes, its words, its brackets. Queries come from strangers too. REFUSE. */
#define DLI_MAX_QUERY_BYTES ((size_t)1024)
#define DLI_MAX_QUERY_WORDS ((size_t)64)
#define DLI_MAX_QUERY_DEPTH ((size_t)20)

/* Seconds that a question to a store may take. TRIM: what was found by then is the answer. */
#define DLI_STORE_SECONDS 2

/* Characters of an excerpt where an outlet states no terms. REFUSE. */
#define DLI_EXCERPT_CHARACTERS ((uint64_t)150)

/* Bytes of the name of a collection. REFUSE. */
#define DLI_MAX_COLLECTION ((size_t)100)

/* Pages and bytes of one batch of an ingest. What a crash costs at most. */
#define DLI_BATCH_PAGES ((uint64_t)200)
#define DLI_BATCH_BYTES ((uint64_t)32 << 20)

/* Milliseconds to wait for another program that writes to the same store. REFUSE. */
#define DLI_STORE_WAIT_MS 10000

/* Rows of a list where no number is given, and the most that is given. TRIM: `more`
 * says so. */
#define DLI_STORE_ROWS     ((uint32_t)50)
#define DLI_STORE_MAX_ROWS ((uint32_t)1000000)

/* ---- Server (serve/) ----------------------------------------------------- */

/* The head of a request, its target, its header lines. REFUSE (431, 414). */
#define DLI_MAX_HEAD_BYTES   ((size_t)16384)
#define DLI_MAX_TARGET_BYTES ((size_t)4096)
#define DLI_MAX_HEADERS      ((size_t)100)

/* Connections whose head is not there yet, and those being answered. REFUSE: the one that
 * has been at it longest makes room, if it has been for so many milliseconds; else the new
 * one is sent away (503). */
#define DLI_MAX_WAITING 4096
#define DLI_MAX_SERVED  256
#define DLI_PATIENCE_MS 2000

/* Bytes of all answers that are being taken. REFUSE (503). */
#define DLI_MAX_ANSWERS_BYTES ((size_t)64 << 20)

/* Seconds for a head to arrive, whatever it does meanwhile; of silence while an answer is
 * taken; and for a body to come and its answer to be taken in all. REFUSE (408; closed). */
#define DLI_HEAD_SECONDS       10
#define DLI_ANSWER_SECONDS     10
#define DLI_ANSWER_MAX_SECONDS 60

#endif
