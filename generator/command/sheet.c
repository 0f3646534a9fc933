#include "command/sheet.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "format/csv.h"
#include "format/xlsx.h"

void sheet_add(struct sheet *s, const struct str *cells)
{
	for (size_t i = 0; i < s->columns; i++)
		ARRAY_PUSH(s, cells[i]);
}

static void write_csv(const struct sheet *s, struct buf *out)
{
	csv_begin(out);
	for (size_t c = 0; c < s->columns; c++)
		csv_add_field(out, s->headings[c], c == 0);
	csv_end_row(out);
	for (size_t i = 0; i < s->count; i++) {
		csv_add_field(out, s->items[i], i % s->columns == 0);
		if (i % s->columns == s->columns - 1)
			csv_end_row(out);
	}
}

static void write_xlsx(const struct sheet *s, struct buf *out)
{
	const char *why;
	struct xlsx *x = xlsx_new(s->as_of);
	for (size_t c = 0; c < s->columns; c++)
		xlsx_add_heading(x, s->headings[c]);
	for (size_t i = 0; i < s->count; i++) {
		if (i % s->columns == 0)
			xlsx_next_row(x);
		xlsx_add_text(x, s->items[i]);
	}
	xlsx_finish(x, out, &why);
}

static void add_padded(struct buf *out, struct str text, size_t width, bool is_last)
{
	buf_add(out, text);
	for (size_t i = utf8_width(text); !is_last && i < width + 2; i++)
		buf_add_char(out, ' ');
	if (is_last)
		buf_add_char(out, '\n');
}

/* The widest of a column, its heading included. */
static size_t width_of(const struct sheet *s, size_t column)
{
	size_t most = utf8_width(s->headings[column]);
	for (size_t i = column; i < s->count; i += s->columns) {
		size_t width = utf8_width(s->items[i]);
		most = width > most ? width : most;
	}
	return most;
}

static void write_table(const struct sheet *s, struct buf *out)
{
	size_t *widths = memory_new(s->columns, sizeof *widths);
	for (size_t c = 0; c < s->columns; c++)
		widths[c] = width_of(s, c);
	for (size_t c = 0; c < s->columns; c++)
		add_padded(out, s->headings[c], widths[c], c == s->columns - 1);
	for (size_t i = 0; i < s->count; i++)
		add_padded(out, s->items[i], widths[i % s->columns],
		           i % s->columns == s->columns - 1);
	free(widths);
}

void sheet_write(const struct sheet *s, const char *format, struct buf *out)
{
	if (format && strcmp(format, "csv") == 0)
		write_csv(s, out);
	else if (format && strcmp(format, "xlsx") == 0)
		write_xlsx(s, out);
	else
		write_table(s, out);
}

void sheet_release(struct sheet *s)
{
	free(s->items);
}
