/* Heap memory that cannot fail: where the machine has none left, the program
 * ends in one place (exit status 3), so that no caller carries error plumbing
 * for it. Everything allocated here is released with free(). */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* `count` objects of `size` bytes, zeroed; overflow of the product ends the program. */
void *memory_new(size_t count, size_t size);

/* realloc() for `count` objects of `size` bytes; new bytes are undefined. */
void *memory_resize(void *old, size_t count, size_t size);

/* Ends the program with exit status 3 and `what` on standard error. */
_Noreturn void memory_stop(const char *what);

/* Makes room for one more element in a growing array `items` of `count`
 * elements with room for `*room`; returns the array, perhaps moved. The hostile
 * build grows by one, so that a pointer kept across a push is found. */
void *memory_grow(void *items, size_t count, size_t *room, size_t size);

/* Appends to an array held in three members: items, count, room. */
#define ARRAY_PUSH(array, value)                                                             \
	do {                                                                                 \
		(array)->items = memory_grow((array)->items, (array)->count, &(array)->room, \
		                             sizeof *(array)->items);                        \
		(array)->items[(array)->count++] = (value);                                  \
	} while (0)

#endif
