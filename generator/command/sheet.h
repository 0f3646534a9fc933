/* A table of texts in every format a list comes in. */
#ifndef COMMAND_SHEET_H
#define COMMAND_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct sheet {
	const struct str *headings;
	size_t columns;
	struct str *items; /* cells, row by row */
	size_t count, room;
	int32_t as_of; /* the day an xlsx file says it was made */
};

/* Adds a row of `columns` cells; their bytes must outlive the sheet. */
void sheet_add(struct sheet *s, const struct str *cells);

/* Writes it as `table` (also for NULL), `csv` or `xlsx`. */
void sheet_write(const struct sheet *s, const char *format, struct buf *out);
void sheet_release(struct sheet *s);

#endif
