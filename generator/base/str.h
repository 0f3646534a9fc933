/* Text as a view: bytes and a length, UTF-8 unless said otherwise, not
 * terminated, never owned. A str with `data == NULL` is "no text" (str_is_null),
 * one of length 0 is empty. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct str {
	const char *data;
	size_t size;
};

/* A str of a string literal. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
/* The same where only a constant initialiser is allowed. */
#define STR_INIT(literal)                       \
	{                                       \
		"" literal, sizeof(literal) - 1 \
	}
#define STR_NULL ((struct str){NULL, 0})
/* For printf: "%.*s", STR_ARG(s). */
#define STR_ARG(s) (int)(s).size, (s).data ? (s).data : ""

static inline struct str str_from(const char *text)
{
	return (struct str){text, text ? strlen(text) : 0};
}

static inline struct str str_range(const char *begin, const char *end)
{
	return (struct str){begin, (size_t)(end - begin)};
}

static inline bool str_is_null(struct str s)
{
	return s.data == NULL;
}

static inline bool str_equal(struct str a, struct str b)
{
	/* names of one length mostly differ in their first byte: no call then */
	return a.size == b.size &&
	       (a.size == 0 || (a.data[0] == b.data[0] && memcmp(a.data, b.data, a.size) == 0));
}

/* Byte order, shorter first among equals: the one order mulu sorts text in. */
int str_compare(struct str a, struct str b);

bool str_starts_with(struct str s, struct str prefix);
bool str_ends_with(struct str s, struct str suffix);

/* Offset of the first `needle` at or after `from`, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle, size_t from);

/* `s` from byte `begin` up to, not including, `end`; both are clamped to it. */
struct str str_slice(struct str s, size_t begin, size_t end);

/* Without ASCII blanks and line ends at both ends. */
struct str str_trim(struct str s);

/* Cuts the next line off `*rest`; the line keeps no line end (LF or CRLF).
 * False when nothing is left. */
bool str_next_line(struct str *rest, struct str *line);

/* Cuts the next piece off `*rest` at `separator`; false when `*rest` is null. */
bool str_next_piece(struct str *rest, char separator, struct str *piece);

/* A copy in the arena, followed by a NUL that is not counted. */
struct str str_copy(struct arena *a, struct str s);
const char *str_cstring(struct arena *a, struct str s);

/* All parts one after the other, in the arena, followed by a NUL. */
#define STR_JOIN(arena, ...)                                 \
	str_join((arena), (const struct str[]){__VA_ARGS__}, \
	         sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))
struct str str_join(struct arena *a, const struct str *parts, size_t count);

/* printf into the arena. */
struct str str_format(struct arena *a, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The whole of `s` as a decimal number without sign; false when it is none or
 * larger than `max`. */
bool str_to_number(struct str s, uint64_t max, uint64_t *out);

#endif
