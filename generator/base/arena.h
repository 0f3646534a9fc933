/* Memory by lifetime: everything that ends together comes from one arena and
 * is released at once. mulu has three lifetimes: the run (a loaded site), one
 * source file while it is read, one page while it is rendered.
 *
 * An arena is not shared between threads. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *chunk; /* newest first */
	char *next, *end;          /* free part of the newest chunk */
	size_t chunk_size;         /* of the next chunk; grows up to 1 MiB */
	size_t total;              /* bytes asked from the heap, for budgets and reports */
};

/* An empty arena; `first` bytes are reserved with the first allocation (0: 4 KiB). */
void arena_init(struct arena *a, size_t first);

/* Frees everything the arena gave out. The arena may be used again. */
void arena_release(struct arena *a);

/* As arena_release, but keeps the largest chunk for the next use: between pages. */
void arena_reset(struct arena *a);

/* `size` zeroed bytes, aligned for any object; never NULL. */
void *arena_alloc(struct arena *a, size_t size);

/* As arena_alloc, not zeroed and with alignment 1: for text. */
char *arena_text(struct arena *a, size_t size);

/* Moves all of `from`'s memory into `to`: what a worker made outlives it. */
void arena_adopt(struct arena *to, struct arena *from);

#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), (count) * sizeof(type)))

#endif
