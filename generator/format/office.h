/* The texts of office documents (ISO/IEC 29500: docx, xlsx), through expat: all that
 * a reader can make visible, with headers, notes, comments and deleted text. */
#ifndef FORMAT_OFFICE_H
#define FORMAT_OFFICE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* Where a line of the text comes from. */
struct office_line {
	size_t at;       /* byte of the text that it begins at */
	struct str part; /* name of the sheet, or of a part of the document */
	uint32_t row;    /* of the sheet, or the paragraph's or row's number; from 1 */
	bool is_cells;   /* a row of a sheet: a tab behind each cell, from column A on */
};

/* A paragraph or a row of a table is a line, cells are separated by tabs. */
struct office_text {
	struct buf text;
	struct office_line *items; /* in the order of the text */
	size_t count, room;
	struct arena arena;
};

/* Reads a document into an empty text. False with the reason, a constant, where it is
 * damaged, encrypted or too large; then the text holds nothing. */
bool office_read(struct str bytes, struct office_text *out, const char **why);
void office_text_release(struct office_text *t);

/* Appends where byte `at` of the text is: `Sheet1!B3`, `正文 12`. */
void office_add_place(const struct office_text *t, size_t at, struct buf *out);

#endif
