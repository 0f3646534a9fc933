/* The text that cmark reads, and the way back from it to the file.
 *
 * cmark gets the body with marks in it: a character that nobody writes, counted
 * as punctuation, set beside a `**` that CommonMark would not take for emphasis
 * because of its full-width neighbours. cmark then pairs the runs itself, with
 * code, links and escapes in their right order, and the marks are left out of
 * everything that is written. A body that needs no mark is read in place.
 *
 * Offsets called "fed" are bytes of this text; markdown_place() turns them into
 * bytes of the file. Private to format/markdown*.c. */
#ifndef FORMAT_MARKDOWN_SOURCE_H
#define FORMAT_MARKDOWN_SOURCE_H

#include "base/buf.h"
#include "format/markdown.h"

struct markdown_offsets {
	size_t *items;
	size_t count, room;
};

/* What cmark counts the columns of inlines from: the paragraph, heading or cell
 * one is in; zero outside of one. */
struct markdown_block {
	int first_line, last_line; /* from 1 */
	int column;                /* where it begins, in bytes from 1 */
	int indent;                /* of its text behind that */
	struct str head;           /* the first bytes of a paragraph's text; else empty */
	int dropped;               /* lines before it, once counted; see markdown_offset */
	bool is_counted;
};

/* Kept by a thread from body to body for its memory. */
struct markdown_source {
	const struct markdown_options *options;
	struct diag_sink *sink;
	struct str fed;
	struct str mark;                /* the character; empty: none is in `fed` */
	struct markdown_offsets marks;  /* where each begins, ascending */
	struct markdown_offsets lines;  /* where each line begins, as cmark counts them */
	struct markdown_offsets broken; /* character references that are no character, each
	                                 * twice its offset; 1 more: it stands in code */
	struct markdown_block block;
	bool has_footnotes;                 /* `[^` is in the text */
	unsigned short reports[DIAG_COUNT]; /* made of each reason */
	struct buf copy;                    /* holds `fed` when there are marks */
};

/* Whether a code point is punctuation to the parser that will read the text. */
typedef bool markdown_is_punctuation(uint32_t code_point);

/* Begins a body: sets `fed`, with marks where they help. False where every
 * character that could be the mark stands in the body and one is needed to keep
 * cmark from reading past a label (see needs_guard): then footnotes must be off. */
bool markdown_source_begin(struct markdown_source *s, markdown_is_punctuation *is_punctuation);

void markdown_source_release(struct markdown_source *s);

/* `text` without marks; in `arena` when there were any. */
struct str markdown_without_marks(const struct markdown_source *s, struct arena *arena,
                                  struct str text);

/* Fed bytes of a line, from 1, without its end; empty past the last one. */
struct str markdown_line(const struct markdown_source *s, size_t line);

/* Bytes of a line before its text: blanks and the `>` of quotes. */
size_t markdown_prefix(struct str line);

/* The fed byte at an offset, NUL past the end. */
static inline char markdown_byte(const struct markdown_source *s, size_t at)
{
	return at < s->fed.size ? s->fed.data[at] : '\0';
}

/* Fed offset of a line and column of cmark's, SIZE_MAX where it has none. Behind
 * its block's first line cmark counts from the line's text as if that began where
 * the block does; and it counts on from the block's first line even where link
 * definitions stood there, which it dropped. */
size_t markdown_offset(struct markdown_source *s, int line, int column);

/* Place of fed bytes [begin, end) in the file. */
struct diag_place markdown_place(const struct markdown_source *s, size_t begin, size_t end);

/* Reports a reason at fed bytes [begin, end). Of one reason a body gets at most
 * MARKDOWN_REPORTS: each costs a pass over the file for its line and column. */
enum { MARKDOWN_REPORTS = 100 };
void markdown_report(struct markdown_source *s, enum diag_id id, size_t begin, size_t end,
                     struct str first, struct str second);

#endif
