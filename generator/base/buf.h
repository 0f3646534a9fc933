/* A growing run of bytes that cannot fail and has a ceiling (LIMIT_BUFFER):
 * out of memory or past the ceiling ends the program, so renderers carry no
 * error plumbing. Always followed by a NUL that is not counted. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

#include <stdint.h>

#include "base/str.h"

struct buf {
	char *data;
	size_t size, room;
};

#define BUF_INIT           \
	{                  \
		NULL, 0, 0 \
	}

/* Frees the memory; the buf is empty afterwards and may be used again. */
void buf_release(struct buf *b);

/* Empties the buf and keeps its memory. */
void buf_clear(struct buf *b);

/* Makes room for `more` bytes and returns where they go; the caller then adds
 * what it wrote to `size`. */
char *buf_reserve(struct buf *b, size_t more);

static inline void buf_add(struct buf *b, struct str s)
{
	/* the common case without a call: there is room */
	char *to = b->size + s.size < b->room ? b->data + b->size : buf_reserve(b, s.size);
	if (s.size)
		memcpy(to, s.data, s.size);
	b->size += s.size;
	b->data[b->size] = '\0';
}

static inline void buf_add_char(struct buf *b, char c)
{
	buf_add(b, (struct str){&c, 1});
}

void buf_add_text(struct buf *b, const char *text);
void buf_format(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A number in digits, as `%lld`: for what is made too often for printf. */
void buf_add_number(struct buf *b, int64_t number);

/* UTF-8 of a code point (U+FFFD for what is none). */
void buf_add_utf8(struct buf *b, uint32_t code_point);

static inline struct str buf_str(const struct buf *b)
{
	return (struct str){b->data ? b->data : "", b->size};
}

#endif
