/* The only file that knows uthash. */
#include "base/map.h"

#include <assert.h>

#include "base/hash.h"
#include "base/memory.h"

/* The hostile build puts all into one bucket: every look-up has to compare. */
#ifdef MULU_HOSTILE
#define HASH_OF(text) ((uint64_t)7 << 32)
#else
#define HASH_OF(text) hash_quick(text)
#endif
#define uthash_fatal(message) memory_stop(message)
#define HASH_FUNCTION(key, size, hash) \
	((hash) = (unsigned)(HASH_OF(((struct str){(const char *)(key), (size)})) >> 32))
#include <uthash.h>

struct map_entry {
	struct str key;
	void *value;
	UT_hash_handle hh;
};

void map_init(struct map *m, struct arena *arena)
{
	m->entries = NULL;
	m->arena = arena;
}

void map_release(struct map *m)
{
	HASH_CLEAR(hh, m->entries);
}

static struct map_entry *find(const struct map *m, struct str key)
{
	struct map_entry *found = NULL;
	const char *data = key.data ? key.data : "";
	HASH_FIND(hh, m->entries, data, key.size, found);
	return found;
}

void *map_get(const struct map *m, struct str key)
{
	struct map_entry *found = find(m, key);
	return found ? found->value : NULL;
}

void *map_put(struct map *m, struct str key, void *value)
{
	assert(value);
	struct map_entry *e = find(m, key);
	if (e)
		return e->value;
	e = ARENA_NEW(m->arena, struct map_entry);
	e->key = key.data ? key : STR("");
	e->value = value;
	HASH_ADD_KEYPTR(hh, m->entries, e->key.data, e->key.size, e);
	return NULL;
}

size_t map_count(const struct map *m)
{
	return HASH_COUNT(m->entries);
}

void map_each(const struct map *m, void (*visit)(void *context, void *value), void *context)
{
	for (struct map_entry *e = m->entries; e; e = e->hh.next)
		visit(context, e->value);
}
