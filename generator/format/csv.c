/* Writing only: what is imported comes later and by other rules. */
#include "format/csv.h"

void csv_begin(struct buf *b)
{
	buf_add(b, STR("\xEF\xBB\xBF"));
}

/* A formula in a published table would run on the reader's machine (CWE-1236).
 * A plain negative number is no formula. */
static bool is_formula(struct str value)
{
	if (value.size == 0 || !strchr("=+-@\t\r", value.data[0]))
		return false;
	if (value.data[0] != '-' && value.data[0] != '+')
		return true;
	for (size_t i = 1; i < value.size; i++)
		if (!strchr("0123456789.", value.data[i]))
			return true;
	return false;
}

void csv_add_field(struct buf *b, struct str value, bool is_first)
{
	if (!is_first)
		buf_add_char(b, ',');
	bool formula = is_formula(value), quoted = formula;
	for (size_t i = 0; i < value.size && !quoted; i++)
		quoted = strchr("\",\r\n", value.data[i]) != NULL;
	if (!quoted) {
		buf_add(b, value);
		return;
	}
	buf_add_char(b, '"');
	if (formula)
		buf_add_char(b, '\'');
	for (size_t i = 0; i < value.size; i++) {
		if (value.data[i] == '"')
			buf_add_char(b, '"');
		buf_add_char(b, value.data[i]);
	}
	buf_add_char(b, '"');
}

void csv_end_row(struct buf *b)
{
	buf_add(b, STR("\r\n"));
}
