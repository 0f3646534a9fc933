/* Invariant: room is 0 with data NULL, or size < room and data[size] is NUL
 * after every call but buf_reserve. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"

void buf_release(struct buf *b)
{
	free(b->data);
	*b = (struct buf)BUF_INIT;
}

void buf_clear(struct buf *b)
{
	b->size = 0;
	if (b->data)
		b->data[0] = '\0';
}

char *buf_reserve(struct buf *b, size_t more)
{
	if (more > LIMIT_BUFFER || b->size + more > LIMIT_BUFFER)
		memory_stop("a buffer grew past its limit (缓冲区超过上限)");
	size_t need = b->size + more + 1;
	if (need > b->room) {
#ifdef MULU_HOSTILE
		/* a byte at a time, so that a pointer kept across an addition is found; a
		 * large page would copy itself a million times */
		b->room = need < 64 * KIB ? need : need + need / 8;
#else
		b->room = need < 64 ? 64 : need + need / 2;
#endif
		b->data = memory_resize(b->data, b->room, 1);
	}
	return b->data + b->size;
}

void buf_add_text(struct buf *b, const char *text)
{
	buf_add(b, str_from(text));
}

void buf_format(struct buf *b, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int size = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (size < 0)
		memory_stop("vsnprintf failed");
	char *to = buf_reserve(b, (size_t)size);
	vsnprintf(to, (size_t)size + 1, format, again);
	va_end(again);
	b->size += (size_t)size;
}

void buf_add_utf8(struct buf *b, uint32_t c)
{
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = 0xFFFD;
	char u[4];
	size_t n;
	if (c < 0x80) {
		u[0] = (char)c;
		n = 1;
	} else if (c < 0x800) {
		u[0] = (char)(0xC0 | c >> 6);
		u[1] = (char)(0x80 | (c & 0x3F));
		n = 2;
	} else if (c < 0x10000) {
		u[0] = (char)(0xE0 | c >> 12);
		u[1] = (char)(0x80 | (c >> 6 & 0x3F));
		u[2] = (char)(0x80 | (c & 0x3F));
		n = 3;
	} else {
		u[0] = (char)(0xF0 | c >> 18);
		u[1] = (char)(0x80 | (c >> 12 & 0x3F));
		u[2] = (char)(0x80 | (c >> 6 & 0x3F));
		u[3] = (char)(0x80 | (c & 0x3F));
		n = 4;
	}
	buf_add(b, (struct str){u, n});
}

void buf_add_number(struct buf *b, int64_t number)
{
	char digits[24];
	size_t at = sizeof digits;
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
	do
		digits[--at] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (number < 0)
		digits[--at] = '-';
	buf_add(b, (struct str){digits + at, sizeof digits - at});
}
