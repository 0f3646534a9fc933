/* Views of text; everything that makes new text takes an arena. */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"

int str_compare(struct str a, struct str b)
{
	size_t shared = a.size < b.size ? a.size : b.size;
	int order = shared ? memcmp(a.data, b.data, shared) : 0;
	if (order)
		return order;
	return (a.size > b.size) - (a.size < b.size);
}

bool str_starts_with(struct str s, struct str prefix)
{
	return s.size >= prefix.size &&
	       (prefix.size == 0 || memcmp(s.data, prefix.data, prefix.size) == 0);
}

bool str_ends_with(struct str s, struct str suffix)
{
	return s.size >= suffix.size && (suffix.size == 0 || memcmp(s.data + s.size - suffix.size,
	                                                            suffix.data, suffix.size) == 0);
}

size_t str_find(struct str s, struct str needle, size_t from)
{
	if (from > s.size)
		return SIZE_MAX;
	if (needle.size == 0)
		return from;
	if (s.size == 0)
		return SIZE_MAX; /* perhaps null */
	/* one byte is looked for without preparations */
	const char *p = needle.size == 1
	                        ? memchr(s.data + from, needle.data[0], s.size - from)
	                        : memmem(s.data + from, s.size - from, needle.data, needle.size);
	return p ? (size_t)(p - s.data) : SIZE_MAX;
}

struct str str_slice(struct str s, size_t begin, size_t end)
{
	if (end > s.size)
		end = s.size;
	if (begin > end)
		begin = end;
	return (struct str){s.data + begin, end - begin};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

struct str str_trim(struct str s)
{
	while (s.size && is_blank(s.data[0]))
		s.data++, s.size--;
	while (s.size && is_blank(s.data[s.size - 1]))
		s.size--;
	return s;
}

bool str_next_line(struct str *rest, struct str *line)
{
	if (rest->size == 0)
		return false;
	const char *end = memchr(rest->data, '\n', rest->size);
	size_t used = end ? (size_t)(end - rest->data) + 1 : rest->size;
	*line = (struct str){rest->data, end ? used - 1 : used};
	if (line->size && line->data[line->size - 1] == '\r')
		line->size--;
	rest->data += used;
	rest->size -= used;
	return true;
}

bool str_next_piece(struct str *rest, char separator, struct str *piece)
{
	if (str_is_null(*rest))
		return false;
	const char *end = rest->size ? memchr(rest->data, separator, rest->size) : NULL;
	if (!end) {
		*piece = *rest;
		*rest = STR_NULL;
		return true;
	}
	*piece = str_range(rest->data, end);
	*rest = str_range(end + 1, rest->data + rest->size);
	return true;
}

struct str str_join(struct arena *a, const struct str *parts, size_t count)
{
	size_t size = 0;
	for (size_t i = 0; i < count; i++)
		size += parts[i].size;
	char *text = arena_text(a, size + 1);
	char *to = text;
	for (size_t i = 0; i < count; i++) {
		if (parts[i].size)
			memcpy(to, parts[i].data, parts[i].size);
		to += parts[i].size;
	}
	*to = '\0';
	return (struct str){text, size};
}

struct str str_copy(struct arena *a, struct str s)
{
	return str_join(a, &s, 1);
}

const char *str_cstring(struct arena *a, struct str s)
{
	return str_copy(a, s).data;
}

struct str str_format(struct arena *a, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int size = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (size < 0)
		memory_stop("vsnprintf failed");
	char *text = arena_text(a, (size_t)size + 1);
	vsnprintf(text, (size_t)size + 1, format, again);
	va_end(again);
	return (struct str){text, (size_t)size};
}

bool str_to_number(struct str s, uint64_t max, uint64_t *out)
{
	uint64_t n = 0;
	if (s.size == 0 || s.size > 20)
		return false;
	for (size_t i = 0; i < s.size; i++) {
		unsigned digit = (unsigned)(unsigned char)s.data[i] - '0';
		if (digit > 9 || digit > max || n > (max - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*out = n;
	return true;
}
