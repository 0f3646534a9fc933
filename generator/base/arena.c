/* Bump allocation in chunks. Invariant: `next <= end`, both inside the newest
 * chunk, or both NULL when there is none. */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"

struct arena_chunk {
	struct arena_chunk *older;
	size_t size; /* of data */
	alignas(max_align_t) char data[];
};

void arena_init(struct arena *a, size_t first)
{
	*a = (struct arena){.chunk_size = first ? first : 4 * KIB};
}

static void forget(struct arena *a, struct arena_chunk *keep)
{
	struct arena_chunk *c = a->chunk;
	while (c) {
		struct arena_chunk *older = c->older;
		if (c != keep)
			free(c);
		c = older;
	}
}

void arena_release(struct arena *a)
{
	forget(a, NULL);
	a->chunk = NULL;
	a->next = a->end = NULL;
	a->total = 0;
}

void arena_reset(struct arena *a)
{
	struct arena_chunk *largest = a->chunk;
	for (struct arena_chunk *c = a->chunk; c; c = c->older)
		if (c->size > largest->size)
			largest = c;
	forget(a, largest);
	a->chunk = largest;
	if (!largest)
		return;
	largest->older = NULL;
#ifdef MULU_HOSTILE
	memset(largest->data, 0xA5, largest->size);
#endif
	a->next = largest->data;
	a->end = largest->data + largest->size;
	a->total = largest->size;
}

static void add_chunk(struct arena *a, size_t least)
{
	size_t size = a->chunk_size > least ? a->chunk_size : least;
	if (size > SIZE_MAX - sizeof(struct arena_chunk))
		memory_stop("out of memory (内存不足)");
	struct arena_chunk *c = malloc(sizeof *c + size);
	if (!c)
		memory_stop("out of memory (内存不足)");
	c->older = a->chunk;
	c->size = size;
	a->chunk = c;
	a->next = c->data;
	a->end = c->data + size;
	a->total += size;
	if (a->chunk_size < MIB)
		a->chunk_size *= 2;
}

void *arena_alloc(struct arena *a, size_t size)
{
	if (size > SIZE_MAX / 2)
		memory_stop("out of memory (内存不足)");
	size_t skip = (size_t)(-(uintptr_t)a->next & (alignof(max_align_t) - 1));
	if (!a->chunk || (size_t)(a->end - a->next) < skip + size) {
		add_chunk(a, size);
		skip = 0;
	}
	char *p = a->next + skip;
	a->next = p + size;
	memset(p, 0, size);
	return p;
}

char *arena_text(struct arena *a, size_t size)
{
	if (!a->chunk || (size_t)(a->end - a->next) < size)
		add_chunk(a, size);
	char *p = a->next;
	a->next += size;
	return p;
}

void arena_adopt(struct arena *to, struct arena *from)
{
	assert(to != from);
	if (!from->chunk)
		return;
	/* `from`'s chunks go below `to`'s newest, whose free part stays in use */
	struct arena_chunk *last = from->chunk;
	while (last->older)
		last = last->older;
	if (to->chunk) {
		last->older = to->chunk->older;
		to->chunk->older = from->chunk;
	} else {
		to->chunk = from->chunk;
		to->next = from->next;
		to->end = from->end;
	}
	to->total += from->total;
	from->chunk = NULL;
	from->next = from->end = NULL;
	from->total = 0;
}
