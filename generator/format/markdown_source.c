/* Marks for emphasis beside Chinese punctuation, and positions.
 *
 * CommonMark lets `**` close only where no punctuation precedes it or a blank or
 * punctuation follows; between `：` and a Han character, where Chinese has no
 * blank, it therefore opens. The rule used here is that of the CJK-friendly
 * amendment to CommonMark (tats-u/markdown-cjk-friendly): such a run may both
 * open and close, and pairing decides. It is narrowed where brackets and stops
 * leave no doubt about the direction. */
#include "format/markdown_source.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"

/* Punctuation of scripts no Chinese office writes in, three bytes each. */
static const struct str mark_choices[] = {
	STR_INIT("\xEA\xA3\x8E"), /* U+A8CE Saurashtra danda */
	STR_INIT("\xEA\xA3\x8F"), /* U+A8CF Saurashtra double danda */
	STR_INIT("\xEA\xA4\xAF"), /* U+A92F Kayah Li sign shya */
	STR_INIT("\xEA\xA5\x9F"), /* U+A95F Rejang section mark */
};

enum where { NOWHERE, BEFORE, BEHIND };

static bool is_one_of(uint32_t c, const char *set)
{
	struct str s = str_from(set);
	for (size_t at = 0; at < s.size;)
		if (utf8_next(s, &at) == c)
			return true;
	return false;
}

static bool is_blank(uint32_t c)
{
	return c <= ' ' || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A);
}

static bool is_opening(uint32_t c)
{
	return is_one_of(c, "（《〈【〔「『“‘［｛([{<");
}

static bool is_closing(uint32_t c)
{
	return is_one_of(c, "）》〉】〕」』”’］｝)]}>，。；：！？、…,.;:!?%％");
}

/* Where run [begin, end) of stars needs a mark to be able to open and to close. */
static enum where mark_for(struct str body, size_t begin, size_t end,
                           markdown_is_punctuation *is_punctuation)
{
	if (begin == 0 || end == body.size)
		return NOWHERE;
	size_t at = end;
	uint32_t before = utf8_before(body, begin), after = utf8_next(body, &at);
	if (before == '\\' || is_blank(before) || is_blank(after))
		return NOWHERE;
	if (!utf8_is_wide(before) && !utf8_is_wide(after))
		return NOWHERE;
	bool punctuation_before = is_punctuation(before), punctuation_after = is_punctuation(after);
	if (punctuation_before == punctuation_after)
		return NOWHERE; /* it can open and close as it is */
	/* one star is also a sign of multiplication: 长*（宽+高）*2 */
	if (end - begin == 1 && (!utf8_is_wide(before) || !utf8_is_wide(after) ||
	                         is_one_of(before, "（）") || is_one_of(after, "（）")))
		return NOWHERE;
	if (punctuation_before) /* as it is, it opens */
		return is_opening(before) ? NOWHERE : BEHIND;
	return is_closing(after) ? NOWHERE : BEFORE; /* as it is, it closes */
}

/* Whether `^…]` at `at` is a label as people write them: on one line, no markup. */
static bool is_label(struct str body, size_t at)
{
	while (at < body.size && !strchr("[]\\`<&\r\n", body.data[at]))
		at++;
	return at < body.size && body.data[at] == ']';
}

/* cmark 0.29.0.gfm.6 takes `[\^a]` and `[&#94;a]` for footnotes, and it copies the
 * label by columns: where it goes over a line end the copy is cut or too long, and
 * with the entity it goes past the end of the text. A mark behind the bracket
 * keeps cmark off. */
static bool needs_guard(struct str body, size_t bracket)
{
	char next = bracket + 1 < body.size ? body.data[bracket + 1] : '\0';
	if (next == '^')
		return !is_label(body, bracket + 2);
	if (next == '\\')
		return bracket + 2 < body.size && body.data[bracket + 2] == '^';
	return next == '&';
}

static struct str choose_mark(struct str body)
{
	for (size_t i = 0; i < sizeof mark_choices / sizeof *mark_choices; i++)
		if (str_find(body, mark_choices[i], 0) == SIZE_MAX)
			return mark_choices[i];
	return STR_NULL;
}

/* Copies the body up to `at` and puts a mark there; false when there is none. */
static bool add_mark(struct markdown_source *s, struct str body, size_t *copied, size_t at)
{
	if (s->mark.size == 0)
		s->mark = choose_mark(body);
	if (str_is_null(s->mark))
		return false;
	buf_add(&s->copy, str_slice(body, *copied, at));
	*copied = at;
	ARRAY_PUSH(&s->marks, s->copy.size);
	buf_add(&s->copy, s->mark);
	return true;
}

static size_t run_end(struct str body, size_t at)
{
	size_t end = at;
	while (end < body.size && body.data[end] == body.data[at])
		end++;
	return end;
}

bool markdown_source_begin(struct markdown_source *s, markdown_is_punctuation *is_punctuation)
{
	struct str body = str_slice(s->options->text, s->options->body, SIZE_MAX);
	size_t copied = 0;
	bool may_have_footnotes = true;
	s->fed = body;
	s->mark = STR("");
	s->has_footnotes = false;
	s->marks.count = s->lines.count = s->broken.count = 0;
	s->block = (struct markdown_block){0};
	memset(s->reports, 0, sizeof s->reports);
	buf_clear(&s->copy);
	for (size_t at = 0; (at = utf8_next_ascii(body, at)) < body.size;) {
		size_t end = at + 1;
		if (body.data[at] == '*') {
			end = run_end(body, at);
			enum where where = mark_for(body, at, end, is_punctuation);
			if (where != NOWHERE)
				add_mark(s, body, &copied, where == BEFORE ? at : end);
		} else if (body.data[at] == '[' && needs_guard(body, at)) {
			may_have_footnotes &= add_mark(s, body, &copied, end);
		}
		at = end;
	}
	if (s->marks.count) {
		buf_add(&s->copy, str_slice(body, copied, SIZE_MAX));
		s->fed = buf_str(&s->copy);
	}
	return may_have_footnotes;
}

void markdown_source_release(struct markdown_source *s)
{
	free(s->marks.items);
	free(s->lines.items);
	free(s->broken.items);
	buf_release(&s->copy);
	*s = (struct markdown_source){0};
}

struct str markdown_without_marks(const struct markdown_source *s, struct arena *arena,
                                  struct str text)
{
	size_t at = s->marks.count ? str_find(text, s->mark, 0) : SIZE_MAX;
	if (at == SIZE_MAX)
		return text;
	char *to = arena_text(arena, text.size);
	size_t size = 0, from = 0;
	for (; at != SIZE_MAX; at = str_find(text, s->mark, from)) {
		memcpy(to + size, text.data + from, at - from);
		size += at - from;
		from = at + s->mark.size;
	}
	memcpy(to + size, text.data + from, text.size - from);
	return (struct str){to, size + text.size - from};
}

struct str markdown_line(const struct markdown_source *s, size_t line)
{
	if (line == 0 || line > s->lines.count)
		return str_slice(s->fed, s->fed.size, s->fed.size);
	size_t begin = s->lines.items[line - 1];
	size_t end = line < s->lines.count ? s->lines.items[line] : s->fed.size;
	while (end > begin && (s->fed.data[end - 1] == '\n' || s->fed.data[end - 1] == '\r'))
		end--;
	return str_slice(s->fed, begin, end);
}

size_t markdown_prefix(struct str line)
{
	size_t at = 0;
	while (at < line.size &&
	       (line.data[at] == ' ' || line.data[at] == '\t' || line.data[at] == '>'))
		at++;
	return at;
}

/* How many lines of link definitions stand before the paragraph's text. */
static int count_dropped(const struct markdown_source *s)
{
	const struct markdown_block *b = &s->block;
	size_t begin = (size_t)(markdown_line(s, (size_t)b->first_line).data - s->fed.data);
	size_t at = begin + (size_t)b->column - 1;
	if (b->head.size == 0 || markdown_byte(s, at) != '[')
		return 0;
	for (int line = b->first_line; line <= b->last_line; line++) {
		struct str l = markdown_line(s, (size_t)line);
		if (line > b->first_line)
			at = (size_t)(l.data - s->fed.data) + markdown_prefix(l);
		if (str_starts_with(str_slice(s->fed, at, SIZE_MAX), b->head))
			return line - b->first_line;
	}
	return 0;
}

size_t markdown_offset(struct markdown_source *s, int line, int column)
{
	struct markdown_block *b = &s->block;
	bool in_block = b->column > 0;
	if (line < 1 || column < 1 || (in_block && b->first_line < 1))
		return SIZE_MAX;
	if (in_block && !b->is_counted)
		b->dropped = count_dropped(s);
	b->is_counted = true;
	struct str text = markdown_line(s, (size_t)(line + b->dropped));
	size_t at = (size_t)column - 1;
	if (in_block && (line > b->first_line || b->dropped)) {
		size_t base = (size_t)(b->column - 1 + b->indent);
		if (at < base)
			return SIZE_MAX;
		at = at - base + markdown_prefix(text);
	}
	return at <= text.size ? (size_t)(text.data - s->fed.data) + at : SIZE_MAX;
}

/* Byte of the file for a fed byte; one inside a mark belongs to what follows it. */
static size_t in_file(const struct markdown_source *s, size_t fed)
{
	size_t low = 0, high = s->marks.count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (s->marks.items[middle] < fed)
			low = middle + 1;
		else
			high = middle;
	}
	size_t marks = low * s->mark.size;
	size_t inside = low && fed < s->marks.items[low - 1] + s->mark.size
	                        ? s->marks.items[low - 1] + s->mark.size - fed
	                        : 0;
	return s->options->body + fed + inside - marks;
}

struct diag_place markdown_place(const struct markdown_source *s, size_t begin, size_t end)
{
	return (struct diag_place){.file = s->options->file,
	                           .text = s->options->text,
	                           .begin = in_file(s, begin),
	                           .end = in_file(s, end)};
}

void markdown_report(struct markdown_source *s, enum diag_id id, size_t begin, size_t end,
                     struct str first, struct str second)
{
	if (s->reports[id] == MARKDOWN_REPORTS)
		return;
	s->reports[id]++;
	struct diag_more more = {.item = s->options->item};
	diag_report(s->sink, id, markdown_place(s, begin, end), &more, utf8_cut(first, 60), second);
}
