/* Writing is strict; reading takes what spreadsheets of any make have written. */
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

/* A quoted stretch, behind its first quote; a doubled quote is one. Returns where it ends. */
static size_t read_quoted(struct str text, size_t at, struct buf *field)
{
	while (at < text.size) {
		if (text.data[at] == '"') {
			if (at + 1 == text.size || text.data[at + 1] != '"')
				return at + 1;
			at++;
		}
		buf_add_char(field, text.data[at++]);
	}
	return at;
}

bool csv_next_field(struct str *rest, struct buf *field, bool *ends_row)
{
	struct str text = *rest;
	size_t at = 0;
	buf_clear(field);
	*ends_row = true;
	if (text.size == 0)
		return false;
	while (at < text.size && !strchr(",\r\n", text.data[at])) {
		if (text.data[at] == '"')
			at = read_quoted(text, at + 1, field);
		else
			buf_add_char(field, text.data[at++]);
	}
	*ends_row = at == text.size || text.data[at] != ',';
	if (at < text.size && text.data[at] == '\r' && at + 1 < text.size &&
	    text.data[at + 1] == '\n')
		at++;
	*rest = str_slice(text, at + (at < text.size), text.size);
	/* `a,` has a second field, which is empty */
	if (!*ends_row && rest->size == 0)
		*rest = STR("\n");
	return true;
}
