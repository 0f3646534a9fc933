/* CSV as RFC 4180 has it, with CRLF and, for spreadsheets, a byte order mark. */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* The byte order mark that makes spreadsheets read UTF-8. */
void csv_begin(struct buf *b);

/* Adds one field; `is_first` begins a row. A text that a spreadsheet would take
 * for a formula (`=`, `+`, `-`, `@`, tab, CR at its start) gets a `'` before it. */
void csv_add_field(struct buf *b, struct str value, bool is_first);

void csv_end_row(struct buf *b);

/* Cuts the next field off `*rest`, without its quotes, into `field` (cleared first);
 * `*ends_row` where it is the last of its row. False when nothing is left. Quotes that
 * are never closed end with the text. */
bool csv_next_field(struct str *rest, struct buf *field, bool *ends_row);

#endif
