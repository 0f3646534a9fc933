/* The work tree and the overlay. */
#include "catalog/source.h"

#include <errno.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/path.h"

/* --- a directory ----------------------------------------------------------- */

struct directory {
	struct source source;
	char *root;
	int opened; /* or below 0 … */
	int error;  /* … for this reason */
};

static int directory_list(struct source *s, struct str directory, struct arena *arena,
                          struct file_list *list, struct str *where)
{
	struct directory *d = (struct directory *)s;
	struct str full = path_join(arena, str_from(d->root), directory);
	size_t before = list->count;
	int error = file_walk(arena, full.data, list, where);
	for (size_t i = before; i < list->count; i++)
		list->items[i] = path_join(arena, directory, list->items[i]);
	if (error)
		*where = where->size ? path_join(arena, directory, *where) : directory;
	return error;
}

/* Room for a path and its end. */
struct path_text {
	char text[4096];
};

/* 0 or an errno value. */
static int prepare(const struct directory *d, struct str path, struct path_text *out)
{
	if (d->opened < 0)
		return d->error;
	if (path.size >= sizeof out->text)
		return ENAMETOOLONG;
	memcpy(out->text, path.data, path.size);
	out->text[path.size] = '\0';
	return 0;
}

static int directory_read(struct source *s, struct str path, size_t most, struct buf *out)
{
	const struct directory *d = (struct directory *)s;
	struct path_text name;
	int error = prepare(d, path, &name);
	if (error)
		buf_clear(out);
	return error ? error : file_read_in(d->opened, name.text, most, out);
}

static int directory_size(struct source *s, struct str path, size_t *size)
{
	const struct directory *d = (struct directory *)s;
	struct path_text name;
	int error = prepare(d, path, &name);
	return error ? error : file_size_in(d->opened, name.text, size);
}

static void directory_close(struct source *s)
{
	struct directory *d = (struct directory *)s;
	file_close_directory(d->opened);
	free(d->root);
	free(d);
}

struct source *source_open_directory(const char *root)
{
	struct directory *d = memory_new(1, sizeof *d);
	d->source = (struct source){directory_list, directory_read, directory_size,
	                            directory_close};
	size_t size = strlen(root) + 1;
	d->root = memory_new(size, 1);
	memcpy(d->root, root, size);
	d->error = file_open_directory(root, &d->opened);
	return &d->source;
}

/* --- an overlay ------------------------------------------------------------ */

struct patch {
	struct str path, text; /* null text: removed */
};

struct overlay {
	struct source source;
	struct source *under;
	struct arena arena;
	struct map patches;
};

static int overlay_read(struct source *s, struct str path, size_t most, struct buf *out)
{
	struct overlay *o = (struct overlay *)s;
	struct patch *p = map_get(&o->patches, path);
	if (!p)
		return o->under->read(o->under, path, most, out);
	buf_clear(out);
	if (str_is_null(p->text))
		return ENOENT;
	if (p->text.size > most)
		return EFBIG;
	buf_add(out, p->text);
	return 0;
}

static int overlay_size(struct source *s, struct str path, size_t *size)
{
	struct overlay *o = (struct overlay *)s;
	struct patch *p = map_get(&o->patches, path);
	if (!p)
		return o->under->size(o->under, path, size);
	*size = p->text.size;
	return str_is_null(p->text) ? ENOENT : 0;
}

static int compare(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

struct add_patches {
	struct file_list *list;
	struct str prefix;
};

static void add_patch(void *context, void *value)
{
	struct add_patches *add = context;
	struct patch *p = value;
	if (!str_is_null(p->text) && str_starts_with(p->path, add->prefix))
		ARRAY_PUSH(add->list, p->path);
}

static int overlay_list(struct source *s, struct str directory, struct arena *arena,
                        struct file_list *list, struct str *where)
{
	struct overlay *o = (struct overlay *)s;
	size_t before = list->count, kept = before;
	int error = o->under->list(o->under, directory, arena, list, where);
	for (size_t i = before; i < list->count; i++)
		if (!map_get(&o->patches, list->items[i]))
			list->items[kept++] = list->items[i];
	list->count = kept;
	struct add_patches add = {list, STR_JOIN(arena, directory, STR("/"))};
	map_each(&o->patches, add_patch, &add);
	if (list->count > before)
		qsort(list->items + before, list->count - before, sizeof *list->items, compare);
	return error == ENOENT && list->count > before ? 0 : error;
}

static void overlay_close(struct source *s)
{
	struct overlay *o = (struct overlay *)s;
	source_close(o->under);
	map_release(&o->patches);
	arena_release(&o->arena);
	free(o);
}

struct source *source_open_overlay(struct source *under)
{
	struct overlay *o = memory_new(1, sizeof *o);
	o->source = (struct source){overlay_list, overlay_read, overlay_size, overlay_close};
	o->under = under;
	arena_init(&o->arena, 0);
	map_init(&o->patches, &o->arena);
	return &o->source;
}

void source_overlay_set(struct source *overlay, struct str path, struct str text)
{
	struct overlay *o = (struct overlay *)overlay;
	struct patch *p = map_get(&o->patches, path);
	if (!p) {
		p = ARENA_NEW(&o->arena, struct patch);
		p->path = str_copy(&o->arena, path);
		map_put(&o->patches, p->path, p);
	}
	p->text = str_is_null(text) ? STR_NULL : str_copy(&o->arena, text);
}
