/* A step is one commit seen in one directory: its tree and those of its parents. Scanning a
 * directory merges the entries of all trees of a step side by side; what differs from every
 * parent becomes a change (file) or a step of the directory below. Steps are freed as soon
 * as their directory is done, so that memory follows the width of a directory, not the size
 * of the history. */
#include "audit/changes.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/path.h"

struct step {
	uint32_t commit;
	uint32_t parents; /* first in directory.ids; as many as there are */
	uint16_t parent_count;
	uint8_t scope;
	struct object_id tree; /* zero: not there */
};

struct directory {
	struct str path; /* from the site's root, once inside it */
	struct step *items;
	size_t count, room;
	struct object_id *ids;
	size_t id_count, id_room;
};

/* A tree kept for the next steps of the directory. */
struct slot {
	struct object_id id;
	struct buf bytes;
	bool is_pinned; /* of the step in hand */
};

struct scan {
	struct change_list *list;
	struct repository *r;
	struct diag_sink *sink;
	const struct commit_graph *g;
	struct slot *slots;
	size_t slot_count, slot_room, next_slot;
	struct str skip[32]; /* names on the way to content/; the last is `content` */
	size_t skip_count;
	struct map paths; /* → position + 1, when an earlier result is continued */
	struct arena scratch;
	bool is_broken;
};

/* --- trees ----------------------------------------------------------------- */

static void report_broken(struct scan *s, const struct object_id *id)
{
	char hex[OBJECT_HEX];
	object_id_to_hex(id, hex);
	if (!s->is_broken)
		diag_report(s->sink, DIAG_HISTORY_DAMAGED,
		            (struct diag_place){.file = STR("content")}, NULL, str_from(hex));
	s->is_broken = true;
}

/* A slot that no tree of the step in hand lies in. */
static struct slot *free_slot(struct scan *s)
{
	enum { SLOTS = 64 };
	for (size_t i = 0; s->slot_count >= SLOTS && i < s->slot_count; i++) {
		struct slot *slot = &s->slots[s->next_slot++ % s->slot_count];
		if (!slot->is_pinned)
			return slot;
	}
	s->slots = memory_grow(s->slots, s->slot_count, &s->slot_room, sizeof *s->slots);
	s->slots[s->slot_count] = (struct slot){.bytes = BUF_INIT};
	return &s->slots[s->slot_count++];
}

/* Number of the slot that holds a tree; it stays there until unpin(). */
static size_t read_tree(struct scan *s, const struct object_id *id)
{
	for (size_t i = 0; i < s->slot_count; i++)
		if (object_id_equal(&s->slots[i].id, id)) {
			s->slots[i].is_pinned = true;
			return i;
		}
	struct slot *slot = free_slot(s);
	slot->id = *id;
	slot->is_pinned = true;
	if (repository_read(s->r, id, OBJECT_TREE, SIZE_MAX, &slot->bytes))
		report_broken(s, id);
	return (size_t)(slot - s->slots);
}

static void unpin(struct scan *s)
{
	for (size_t i = 0; i < s->slot_count; i++)
		s->slots[i].is_pinned = false;
}

/* --- entries side by side -------------------------------------------------- */

struct cursor {
	struct str rest;
	struct tree_entry entry;
	struct object_id tree; /* for a message */
	bool has_entry;
};

static void advance(struct scan *s, struct cursor *c)
{
	c->has_entry = c->rest.size > 0 && tree_next(&c->rest, &c->entry);
	if (!c->has_entry && c->rest.size)
		report_broken(s, &c->tree);
}

/* The order of entries in a tree: folders as if their names ended in a slash, so that a
 * file and a folder of one name are two entries. */
static int compare_entries(const struct tree_entry *a, const struct tree_entry *b)
{
	size_t least = a->name.size < b->name.size ? a->name.size : b->name.size;
	int order = memcmp(a->name.data, b->name.data, least);
	if (order)
		return order;
	unsigned char x = a->name.size > least      ? (unsigned char)a->name.data[least]
	                  : tree_entry_is_folder(a) ? '/'
	                                            : 0;
	unsigned char y = b->name.size > least      ? (unsigned char)b->name.data[least]
	                  : tree_entry_is_folder(b) ? '/'
	                                            : 0;
	return (x > y) - (x < y);
}

/* One name in all trees of a step. */
struct row {
	const struct tree_entry *new;      /* NULL: not there */
	const struct tree_entry **parents; /* likewise */
	size_t parent_count;
	const struct tree_entry *any; /* one that is there */
};

static bool is_same(const struct tree_entry *a, const struct tree_entry *b)
{
	if (!a || !b)
		return a == b;
	return a->mode == b->mode && object_id_equal(&a->id, &b->id);
}

static bool is_changed(const struct row *row)
{
	for (size_t i = 0; i < row->parent_count; i++)
		if (is_same(row->new, row->parents[i]))
			return false;
	return row->parent_count > 0 || row->new;
}

static bool is_file(const struct tree_entry *e)
{
	return e && (e->mode & 0170000) == 0100000;
}

/* --- results --------------------------------------------------------------- */

/* Where a directory's names lead: to a path or to a directory below. */
struct name {
	struct str name;
	uint32_t path; /* position + 1 */
	struct directory *below;
};

static struct name *name_of(struct scan *s, struct map *names, struct arena *arena,
                            const struct tree_entry *e)
{
	(void)s;
	struct str key = STR_JOIN(arena, tree_entry_is_folder(e) ? STR("/") : STR(""), e->name);
	struct name *n = map_get(names, key);
	if (!n) {
		n = ARENA_NEW(arena, struct name);
		n->name = str_slice(key, tree_entry_is_folder(e), key.size);
		map_put(names, key, n);
	}
	return n;
}

static uint32_t add_path(struct scan *s, struct str path)
{
	struct change_list *list = s->list;
	uintptr_t known = (uintptr_t)map_get(&s->paths, path);
	if (known)
		return (uint32_t)known;
	list->paths = memory_grow(list->paths, list->path_count, &list->path_room,
	                          sizeof *list->paths);
	list->paths[list->path_count++] = path;
	map_put(&s->paths, path, (void *)(uintptr_t)list->path_count);
	return (uint32_t)list->path_count;
}

static void add_change(struct scan *s, const struct directory *d, const struct step *step,
                       const struct row *row, struct name *n)
{
	struct change change = {.commit = step->commit, .scope = step->scope};
	const struct tree_entry *old = NULL;
	if (!n->path)
		n->path = add_path(s, path_join(&s->list->arena, d->path, n->name));
	for (size_t i = 0; i < row->parent_count && !old; i++)
		old = row->parents[i];
	change.path = n->path - 1;
	change.is_file = is_file(row->new) || is_file(old);
	if (row->new)
		change.new = row->new->id;
	if (old)
		change.old = old->id;
	ARRAY_PUSH(s->list, change);
}

static void add_id(struct directory *d, const struct tree_entry *e)
{
	static const struct object_id none;
	d->ids = memory_grow(d->ids, d->id_count, &d->id_room, sizeof *d->ids);
	d->ids[d->id_count++] = e ? e->id : none;
}

static void add_step(struct directory *below, const struct step *step, const struct row *row)
{
	struct step next = {.commit = step->commit,
	                    .parents = (uint32_t)below->id_count,
	                    .parent_count = (uint16_t)row->parent_count,
	                    .scope = step->scope};
	if (row->new)
		next.tree = row->new->id;
	for (size_t i = 0; i < row->parent_count; i++)
		add_id(below, row->parents[i]);
	ARRAY_PUSH(below, next);
}

/* --- a directory ----------------------------------------------------------- */

struct scanning {
	struct scan *scan;
	struct directory *directory;
	struct map names;
	struct arena arena;
	struct name **below; /* names that lead further down, in order of discovery */
	size_t count, room;
	size_t depth;
	struct cursor *cursors; /* of a step: the tree, then its parents */
	const struct tree_entry **entries;
	size_t cursor_room;
};

static void take_row(struct scanning *g, const struct step *step, const struct row *row)
{
	struct scan *s = g->scan;
	bool is_outside = g->depth < s->skip_count;
	bool is_folder = tree_entry_is_folder(row->any);
	if (is_outside && (!is_folder || !str_equal(row->any->name, s->skip[g->depth])))
		return;
	if (!is_changed(row))
		return;
	struct name *n = name_of(s, &g->names, &g->arena, row->any);
	if (!is_folder) {
		add_change(s, g->directory, step, row, n);
		return;
	}
	if (!n->below) {
		n->below = memory_new(1, sizeof *n->below);
		/* the site's root is the empty path: `content` is the first name below it */
		bool is_above = g->depth + 1 < s->skip_count;
		n->below->path = is_above ? STR("")
		                          : path_join(&s->list->arena, g->directory->path, n->name);
		g->below = memory_grow(g->below, g->count, &g->room, sizeof *g->below);
		g->below[g->count++] = n;
	}
	add_step(n->below, step, row);
}

static void open_cursors(struct scanning *g, const struct step *step)
{
	struct scan *s = g->scan;
	size_t count = (size_t)step->parent_count + 1;
	if (count > g->cursor_room) {
		g->cursors = memory_resize(g->cursors, count, sizeof *g->cursors);
		g->entries = memory_resize(g->entries, count, sizeof *g->entries);
		g->cursor_room = count;
	}
	unpin(s);
	for (size_t i = 0; i < count; i++) {
		const struct object_id *id = i ? &g->directory->ids[step->parents + i - 1]
		                               : &step->tree;
		g->cursors[i] = (struct cursor){.tree = *id};
		if (!object_id_is_zero(id))
			read_tree(s, id);
	}
	/* only now: reading may move the slots */
	for (size_t i = 0; i < count; i++) {
		struct cursor *c = &g->cursors[i];
		if (!object_id_is_zero(&c->tree))
			c->rest = buf_str(&s->slots[read_tree(s, &c->tree)].bytes);
		advance(s, c);
	}
}

/* All trees of a step side by side, name by name. */
static void scan_step(struct scanning *g, const struct step *step)
{
	size_t count = (size_t)step->parent_count + 1;
	open_cursors(g, step);
	while (!g->scan->is_broken) {
		const struct tree_entry *least = NULL;
		for (size_t i = 0; i < count; i++)
			if (g->cursors[i].has_entry &&
			    (!least || compare_entries(&g->cursors[i].entry, least) < 0))
				least = &g->cursors[i].entry;
		if (!least)
			break;
		struct tree_entry any = *least;
		for (size_t i = 0; i < count; i++) {
			struct cursor *c = &g->cursors[i];
			bool is_here = c->has_entry && compare_entries(&c->entry, &any) == 0;
			g->entries[i] = is_here ? &c->entry : NULL;
		}
		struct row row = {g->entries[0], g->entries + 1, count - 1, &any};
		take_row(g, step, &row);
		for (size_t i = 0; i < count; i++)
			if (g->entries[i])
				advance(g->scan, &g->cursors[i]);
	}
}

static void free_steps(struct directory *d)
{
	free(d->items);
	free(d->ids);
	d->items = NULL;
	d->ids = NULL;
}

/* Takes the directory over. */
static void scan_directory(struct scan *s, struct directory *d, size_t depth)
{
	enum { DEPTH_MOST = 200 };
	struct scanning g = {.scan = s, .directory = d, .depth = depth};
	arena_init(&g.arena, 0);
	map_init(&g.names, &g.arena);
	for (size_t i = 0; i < d->count && !s->is_broken; i++)
		scan_step(&g, &d->items[i]);
	if (depth == DEPTH_MOST && d->count)
		report_broken(s, &d->items[0].tree);
	free_steps(d);
	for (size_t i = 0; i < g.count; i++) {
		if (s->is_broken)
			free_steps(g.below[i]->below);
		else
			scan_directory(s, g.below[i]->below, depth + 1);
		free(g.below[i]->below);
	}
	free(g.below);
	free(g.cursors);
	free(g.entries);
	map_release(&g.names);
	arena_release(&g.arena);
}

/* --- all ------------------------------------------------------------------- */

static void push_step(struct directory *d, const struct commit_graph *g, uint32_t at,
                      enum change_scope scope)
{
	const struct commit *c = &g->items[at];
	uint16_t count = scope == CHANGE_LANDING ? 1 : c->parent_count;
	struct step step = {at, (uint32_t)d->id_count, count, (uint8_t)scope, c->tree};
	bool is_equal = false;
	for (uint16_t i = 0; i < count; i++) {
		const struct commit *p = &g->items[g->parents[c->parents + i]];
		struct tree_entry tree = {.id = p->tree};
		is_equal |= object_id_equal(&p->tree, &c->tree);
		add_id(d, &tree);
	}
	if (!is_equal)
		ARRAY_PUSH(d, step);
	else
		d->id_count = step.parents;
}

static int compare_changes(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	if (x->path != y->path)
		return x->path < y->path ? -1 : 1;
	if (x->commit != y->commit)
		return x->commit < y->commit ? -1 : 1;
	return (x->scope > y->scope) - (x->scope < y->scope);
}

static bool split_prefix(struct scan *s)
{
	struct str prefix = repository_prefix(s->r), name;
	enum { MOST = sizeof s->skip / sizeof *s->skip };
	while (prefix.size && str_next_piece(&prefix, '/', &name) && s->skip_count < MOST - 1)
		s->skip[s->skip_count++] = name;
	s->skip[s->skip_count++] = STR("content");
	return s->skip_count < MOST;
}

bool changes_find(struct change_list *list, const struct commit_graph *g, const bool *is_new,
                  struct repository *r, struct diag_sink *sink)
{
	struct scan s = {.list = list, .r = r, .sink = sink, .g = g};
	struct directory top = {.path = STR("")};
	arena_init(&s.scratch, 0);
	map_init(&s.paths, &s.scratch);
	for (size_t i = 0; i < list->path_count; i++)
		map_put(&s.paths, list->paths[i], (void *)(uintptr_t)(i + 1));
	s.is_broken = !split_prefix(&s);
	for (uint32_t i = 0; i < g->count; i++) {
		const struct commit *c = &g->items[i];
		if (is_new && !is_new[i])
			continue;
		push_step(&top, g, i, CHANGE_OWN);
		if (c->is_main && c->parent_count > 1)
			push_step(&top, g, i, CHANGE_LANDING);
	}
	scan_directory(&s, &top, 0);
	if (list->count)
		qsort(list->items, list->count, sizeof *list->items, compare_changes);
	for (size_t i = 0; i < s.slot_count; i++)
		buf_release(&s.slots[i].bytes);
	free(s.slots);
	map_release(&s.paths);
	arena_release(&s.scratch);
	return !s.is_broken;
}

void changes_release(struct change_list *list)
{
	free(list->items);
	free(list->paths);
	arena_release(&list->arena);
	*list = (struct change_list){0};
}
