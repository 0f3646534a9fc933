/* A table from text to a pointer. Keys are views: whoever puts one keeps its
 * bytes alive as long as the map. Not ordered: never iterate for output. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"
#include "base/str.h"

struct map_entry;

struct map {
	struct map_entry *entries; /* uthash head */
	struct arena *arena;       /* where the entries live */
};

/* The entries come from `arena`, which must outlive the map. */
void map_init(struct map *m, struct arena *arena);

/* Frees what uthash allocated beside the entries. */
void map_release(struct map *m);

/* The value under `key`, or NULL. Safe from several threads while nobody puts. */
void *map_get(const struct map *m, struct str key);

/* Puts `value` (not NULL) under `key`; returns the value that stood there
 * before and stays there, or NULL when the new one was put. */
void *map_put(struct map *m, struct str key, void *value);

size_t map_count(const struct map *m);

/* Calls `visit` for every value, in no order that may be relied on. */
void map_each(const struct map *m, void (*visit)(void *context, void *value), void *context);

#endif
