/* The catalogue's words, positions, and the sink. */
#include "base/diag.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/memory.h"
#include "base/utf8.h"

struct reason {
	const char *code;
	enum diag_level level;
	struct str words[2], hints[2]; /* by enum language */
};

static const struct reason reasons[DIAG_COUNT] = {
#define DIAG(id, code, level, zh, en, hint_zh, hint_en) \
	[DIAG_##id] = {code,                            \
	               DIAG_##level,                    \
	               {STR_INIT(zh), STR_INIT(en)},    \
	               {STR_INIT(hint_zh), STR_INIT(hint_en)}},
#include "base/diag.def"
#undef DIAG
};

const char *diag_code(enum diag_id id)
{
	return reasons[id].code;
}

void diag_sink_init(struct diag_sink *sink, enum language language)
{
	*sink = (struct diag_sink){.language = language};
	arena_init(&sink->arena, 0);
}

void diag_sink_release(struct diag_sink *sink)
{
	free(sink->items);
	arena_release(&sink->arena);
	*sink = (struct diag_sink){0};
}

static struct str fill(struct arena *arena, struct str words, const struct str *args, size_t count)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < words.size; i++) {
		bool slot = words.data[i] == '{' && i + 2 < words.size && words.data[i + 2] == '}';
		size_t n = slot ? (size_t)(words.data[i + 1] - '0') : SIZE_MAX;
		if (n > 9) {
			buf_add_char(&b, words.data[i]);
			continue;
		}
		assert(n < count); /* the reason wants an argument its reporter does not give */
		buf_add(&b, args[n]);
		i += 2;
	}
	struct str text = str_copy(arena, buf_str(&b));
	buf_release(&b);
	return text;
}

/* Walks from the line of the cursor to that of byte `at`, from the top where that
 * lies before. */
static void move_cursor(struct diag_cursor *c, size_t at)
{
	const char *newline;
	if (at < c->start || c->line == 0) {
		c->start = 0;
		c->line = 1;
	}
	while ((newline = memchr(c->text.data + c->start, '\n', at - c->start))) {
		c->start = (size_t)(newline - c->text.data) + 1;
		c->line++;
	}
}

static void find_position(struct diag_cursor *c, size_t at, unsigned *line, unsigned *column)
{
	if (at > c->text.size)
		at = c->text.size;
	move_cursor(c, at);
	struct str before = str_slice(c->text, c->start, at);
	if (c->start == 0 && str_starts_with(before, STR("\xEF\xBB\xBF")))
		before = str_slice(before, 3, before.size); /* a byte order mark has no column */
	*line = c->line;
	*column = (unsigned)utf8_count(before) + 1;
}

void diag_position(struct str text, size_t at, unsigned *line, unsigned *column)
{
	struct diag_cursor cursor = {.text = text};
	find_position(&cursor, at, line, column);
}

/* The sink's cursor, anew where it stood in another file. */
static struct diag_cursor *cursor_of(struct diag_sink *sink, struct str file,
                                     struct diag_place place)
{
	struct diag_cursor *c = &sink->cursor;
	bool is_same = c->text.data == place.text.data && c->text.size == place.text.size &&
	               str_equal(c->file, file);
	if (!is_same)
		*c = (struct diag_cursor){.file = file, .text = place.text};
	return c;
}

static struct str line_around(struct str text, size_t at)
{
	if (at > text.size)
		at = text.size;
	size_t begin = at, end = at;
	while (begin > 0 && text.data[begin - 1] != '\n')
		begin--;
	while (end < text.size && text.data[end] != '\n')
		end++;
	struct str line = str_slice(text, begin, end);
	if (str_starts_with(line, STR("\xEF\xBB\xBF")))
		line = str_slice(line, 3, line.size);
	if (str_ends_with(line, STR("\r")))
		line.size--;
	return line;
}

static bool is_muted(enum diag_id id)
{
#ifdef MULU_MUTATION
	/* the mutation run switches one reason off and wants some test to notice */
	static const char *const names[] = {
#define DIAG(id, code, level, zh, en, hint_zh, hint_en) #id,
#include "base/diag.def"
#undef DIAG
	};
	const char *muted = getenv("MULU_MUTE");
	return muted && strcmp(muted, names[id]) == 0;
#else
	(void)id;
	return false;
#endif
}

void diag_add(struct diag_sink *sink, enum diag_id id, struct diag_place place,
              const struct str *args, size_t arg_count, const struct diag_more *more)
{
	static const struct diag_more nothing = {0};
	const struct reason *r = &reasons[id];
	if (sink->is_deaf || is_muted(id))
		return;
	if (!more)
		more = &nothing;
	struct arena *a = &sink->arena;
	struct diag d = {.id = id, .level = more->level ? *more->level : r->level};
	d.code = more->code.size ? str_copy(a, more->code) : str_from(r->code);
	d.file = str_copy(a, place.file);
	if (!str_is_null(place.text)) {
		assert(place.begin <= place.end);
		struct diag_cursor *cursor = cursor_of(sink, d.file, place);
		find_position(cursor, place.begin, &d.line, &d.column);
		find_position(cursor, place.end, &d.end_line, &d.end_column);
		d.source = str_copy(a, line_around(place.text, place.begin));
	}
	d.message = fill(a, r->words[sink->language], args, arg_count);
	d.hint = more->hint.size ? str_copy(a, more->hint)
	                         : fill(a, r->hints[sink->language], args, arg_count);
	d.basis = str_copy(a, more->basis);
	d.item = str_copy(a, more->item);
	d.rule = str_copy(a, more->rule);
	ARRAY_PUSH(sink, d);
}

void diag_merge(struct diag_sink *to, struct diag_sink *from)
{
	for (size_t i = 0; i < from->count; i++)
		ARRAY_PUSH(to, from->items[i]);
	from->count = 0;
	from->cursor = (struct diag_cursor){0}; /* its texts are the other's now */
	arena_adopt(&to->arena, &from->arena);
}

static int compare_numbers(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

static int compare(const void *left, const void *right)
{
	const struct diag *a = left, *b = right;
	int order = str_compare(a->file, b->file);
	if (!order)
		order = compare_numbers(a->line, b->line);
	if (!order)
		order = compare_numbers(a->column, b->column);
	if (!order)
		order = str_compare(a->code, b->code);
	if (!order)
		order = str_compare(a->message, b->message);
	if (!order)
		order = compare_numbers(a->end_line, b->end_line);
	if (!order)
		order = compare_numbers(a->end_column, b->end_column);
	if (!order)
		order = str_compare(a->item, b->item);
	if (!order)
		order = str_compare(a->rule, b->rule);
	return order;
}

void diag_sort(struct diag_sink *sink)
{
	if (sink->count < 2)
		return;
	qsort(sink->items, sink->count, sizeof *sink->items, compare);
	size_t kept = 1;
	for (size_t i = 1; i < sink->count; i++)
		if (compare(&sink->items[i], &sink->items[kept - 1]))
			sink->items[kept++] = sink->items[i];
	sink->count = kept;
}

size_t diag_count(const struct diag_sink *sink, enum diag_level level)
{
	size_t n = 0;
	for (size_t i = 0; i < sink->count; i++)
		n += sink->items[i].level == level;
	return n;
}
