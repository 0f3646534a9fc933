/* Line by line. A line is what cmark takes for one: it ends with LF, CR LF or a
 * lone CR. Counting is coarse on purpose: code is not told from text, as what
 * opens or closes a fence is cmark's business. */
#include "format/markdown_scan.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"

/* Pipes of a line that no table of LIMIT_TABLE_COLUMNS has: cmark appends the
 * cells of a row to a list by walking it. */
enum { PIPES_MAX = 4 * LIMIT_TABLE_COLUMNS };

/* Openers behind which cmark searches to the end of the paragraph for the end. */
static const struct str openers[] = {STR_INIT("<?"), STR_INIT("<!"), STR_INIT("![")};
enum { OPENER_COUNT = sizeof openers / sizeof *openers };

struct scan {
	struct markdown_source *source;
	size_t paragraph_lines;
	size_t opener_counts[OPENER_COUNT];
	bool may_go_on;
};

static size_t fed_offset(const struct scan *scan, struct str part)
{
	return (size_t)(part.data - scan->source->fed.data);
}

static void refuse(struct scan *scan, enum diag_id id, struct str part, struct str first,
                   struct str second)
{
	size_t begin = fed_offset(scan, part);
	scan->may_go_on = false;
	markdown_report(scan->source, id, begin, begin + part.size, first, second);
}

/* A limit of limits.h in digits. */
#define DIGITS_OF(number) STR(#number)
#define DIGITS(limit)     DIGITS_OF(limit)

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Length of the `[^label]:` at `at`, which nests like a quote; 0 for none. */
static size_t footnote_marker(struct str line, size_t at)
{
	if (at + 1 >= line.size || line.data[at] != '[' || line.data[at + 1] != '^')
		return 0;
	size_t end = at + 2;
	while (end < line.size && line.data[end] != ']')
		end++;
	return end + 1 < line.size && line.data[end + 1] == ':' ? end + 2 - at : 0;
}

/* Length of what opens a container at `at`: `>`, `-`, `1.`, `[^a]:`; 0 for none. */
static size_t container_marker(struct str line, size_t at)
{
	char c = line.data[at];
	if (c == '>')
		return 1;
	size_t end = at;
	while (end < line.size && is_digit(line.data[end]))
		end++;
	if (end > at && end < line.size && (line.data[end] == '.' || line.data[end] == ')'))
		end++;
	else if (c == '-' || c == '*' || c == '+')
		end = at + 1;
	else
		return footnote_marker(line, at);
	return end == line.size || is_blank(line.data[end]) ? end - at : 0;
}

/* `* * * *`: a line across the page, of any length. */
static bool is_rule(struct str line)
{
	line = str_trim(line);
	for (size_t i = 0; i < line.size; i++)
		if (line.data[i] != line.data[0] && !is_blank(line.data[i]))
			return false;
	return line.size && strchr("*-", line.data[0]);
}

static void check_nesting(struct scan *scan, struct str line)
{
	size_t at = 0, depth = 0;
	while (at < line.size && depth <= LIMIT_BLOCK_NESTING) {
		if (is_blank(line.data[at])) {
			at++;
			continue;
		}
		size_t size = container_marker(line, at);
		if (size == 0)
			return;
		at += size;
		depth++;
	}
	if (depth > LIMIT_BLOCK_NESTING && !is_rule(line))
		refuse(scan, DIAG_MARKDOWN_NESTING, str_slice(line, 0, at),
		       DIGITS(LIMIT_BLOCK_NESTING), STR(""));
}

/* Columns of a line that separates a table's head from its body, 0 for another
 * line. Containers before it count as part of it: a few more characters. */
static size_t delimiter_columns(struct str line, size_t pipes)
{
	for (size_t i = 0; i < line.size; i++)
		if (!strchr("|-: \t\v\f>*+.)0123456789", line.data[i]))
			return 0;
	struct str row = str_trim(line);
	size_t edges = (size_t)str_starts_with(row, STR("|")) + str_ends_with(row, STR("|"));
	return pipes + 1 > edges ? pipes + 1 - edges : 0;
}

static void check_columns(struct scan *scan, struct str line, size_t pipes)
{
	if (pipes < LIMIT_TABLE_COLUMNS)
		return;
	if (pipes > PIPES_MAX || delimiter_columns(line, pipes) > LIMIT_TABLE_COLUMNS)
		refuse(scan, DIAG_MARKDOWN_TABLE_COLUMNS, line, DIGITS(LIMIT_TABLE_COLUMNS),
		       STR(""));
}

/* `｜---｜---｜`: bars and dashes of either width and nothing else. Nearly every
 * line is told to be another by its first character. */
static void check_full_width_table(struct scan *scan, struct str line)
{
	static const struct str parts[] = {
		STR_INIT("｜"), STR_INIT("－"), STR_INIT("—"), STR_INIT("："), STR_INIT("　"),
		STR_INIT("|"),  STR_INIT("-"),  STR_INIT(":"), STR_INIT(" "),  STR_INIT("\t"),
	};
	enum { PART_COUNT = sizeof parts / sizeof *parts, BAR = 0, DASHES = 6 };
	bool has[PART_COUNT] = {false};
	if (!str_starts_with(line, STR("｜")) && !str_starts_with(line, STR("|")))
		return;
	for (struct str rest = line; rest.size;) {
		size_t i = 0;
		while (i < PART_COUNT && !str_starts_with(rest, parts[i]))
			i++;
		if (i == PART_COUNT)
			return;
		has[i] = true;
		rest = str_slice(rest, parts[i].size, SIZE_MAX);
	}
	if (!has[BAR] || !(has[DASHES] || has[1] || has[2]))
		return;
	size_t begin = fed_offset(scan, line);
	markdown_report(scan->source, DIAG_MARKDOWN_FULL_WIDTH_TABLE, begin, begin + line.size,
	                STR(""), STR(""));
}

static void count_opener(struct scan *scan, size_t at)
{
	struct str rest = str_slice(scan->source->fed, at, SIZE_MAX);
	for (size_t i = 0; i < OPENER_COUNT; i++)
		if (str_starts_with(rest, openers[i]) &&
		    ++scan->opener_counts[i] == LIMIT_MARKUP_OPENERS + 1)
			refuse(scan, DIAG_MARKDOWN_TOO_MANY, str_slice(rest, 0, openers[i].size),
			       openers[i], DIGITS(LIMIT_MARKUP_OPENERS));
}

static bool is_character(uint32_t c)
{
	return (c >= 0x20 && c < 0x7F) || c == '\t' || c == '\n' || (c >= 0xA0 && c < 0xD800) ||
	       (c >= 0xE000 && c < 0xFDD0) ||
	       (c > 0xFDEF && c <= 0x10FFFF && (c & 0xFFFE) != 0xFFFE);
}

size_t markdown_reference(struct str fed, size_t at, bool *is_valid)
{
	if (at + 3 >= fed.size || fed.data[at] != '&' || fed.data[at + 1] != '#')
		return 0;
	size_t i = at + 2;
	bool hex = fed.data[i] == 'x' || fed.data[i] == 'X';
	size_t first = i += hex;
	uint32_t c = 0;
	for (; i < fed.size && i - first < 9; i++) {
		char d = fed.data[i];
		uint32_t digit = is_digit(d) ? (uint32_t)(d - '0')
		                             : (uint32_t)((d | 32) - 'a') + 10;
		if (digit >= (hex ? 16u : 10u))
			break;
		c = c > 0x110000 ? c : c * (hex ? 16 : 10) + digit;
	}
	if (i == first || i - first > 8 || i == fed.size || fed.data[i] != ';')
		return 0;
	*is_valid = is_character(c);
	return i + 1 - at;
}

static void note_reference(struct scan *scan, size_t at)
{
	bool is_valid = true;
	if (markdown_reference(scan->source->fed, at, &is_valid) && !is_valid)
		ARRAY_PUSH(&scan->source->broken, 2 * at);
}

static void end_line(struct scan *scan, size_t begin, size_t end, size_t pipes)
{
	struct str line = str_slice(scan->source->fed, begin, end), text = str_trim(line);
	ARRAY_PUSH(&scan->source->lines, begin);
	check_nesting(scan, line);
	check_columns(scan, line, pipes);
	check_full_width_table(scan, text);
	scan->paragraph_lines = text.size ? scan->paragraph_lines + 1 : 0;
	if (scan->paragraph_lines == LIMIT_PARAGRAPH_LINES + 1)
		refuse(scan, DIAG_MARKDOWN_LONG_PARAGRAPH, line, DIGITS(LIMIT_PARAGRAPH_LINES),
		       STR(""));
}

static bool is_pair(struct str fed, size_t at, char first, char second)
{
	return at + 1 < fed.size && fed.data[at] == first && fed.data[at + 1] == second;
}

bool markdown_scan(struct markdown_source *s)
{
	enum { PLAIN, END, PIPE, OPENER, REFERENCE, BRACKET };
	static const unsigned char kinds[256] = {
		['\n'] = END,   ['\r'] = END,      ['|'] = PIPE,    ['<'] = OPENER,
		['!'] = OPENER, ['&'] = REFERENCE, ['['] = BRACKET,
	};
	struct scan scan = {.source = s, .may_go_on = true};
	struct str fed = s->fed;
	size_t begin = 0, pipes = 0;
	for (size_t at = 0; at < fed.size; at++) {
		at = utf8_next_ascii(fed, at);
		if (at == fed.size)
			break;
		switch (kinds[(unsigned char)fed.data[at]]) {
		case END:
			end_line(&scan, begin, at, pipes);
			at += is_pair(fed, at, '\r', '\n');
			begin = at + 1;
			pipes = 0;
			break;
		case PIPE: pipes++; break;
		case OPENER: count_opener(&scan, at); break;
		case REFERENCE: note_reference(&scan, at); break;
		case BRACKET: s->has_footnotes |= is_pair(fed, at, '[', '^'); break;
		}
	}
	end_line(&scan, begin, fed.size, pipes);
	return scan.may_go_on;
}
