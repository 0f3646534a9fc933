/* A workbook of one sheet of texts, through libxlsxwriter. Same rows, same bytes:
 * the date of creation is given, not taken from the clock. */
#ifndef FORMAT_XLSX_H
#define FORMAT_XLSX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct xlsx;

/* A new workbook that says it was made on that day. */
struct xlsx *xlsx_new(int32_t day);

/* One more cell of the first row, set in bold; a filter covers them. */
void xlsx_add_heading(struct xlsx *x, struct str text);

void xlsx_next_row(struct xlsx *x);
void xlsx_add_text(struct xlsx *x, struct str text);

/* Appends the workbook's bytes and frees it. False with the reason on failure. */
bool xlsx_finish(struct xlsx *x, struct buf *out, const char **why);

#endif
