/* The one place where running out of memory is decided. */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <string.h>

_Noreturn void memory_stop(const char *what)
{
	/* no stdio: it may want memory itself */
	ssize_t unused = write(STDERR_FILENO, "mulu: ", 6);
	unused += write(STDERR_FILENO, what, strlen(what));
	unused += write(STDERR_FILENO, "\n", 1);
	(void)unused;
	_exit(3);
}

void *memory_new(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);
	if (!p)
		memory_stop("out of memory (内存不足)");
	return p;
}

void *memory_resize(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		memory_stop("out of memory (内存不足)");
	void *p = realloc(old, count && size ? count * size : 1);
	if (!p)
		memory_stop("out of memory (内存不足)");
	return p;
}

void *memory_grow(void *items, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return items;
#ifdef MULU_HOSTILE
	*room = count + 1;
#else
	*room = *room ? *room * 2 : 8;
#endif
	return memory_resize(items, *room, size);
}
