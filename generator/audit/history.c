/* From changed paths to the histories of items, in five steps: the graph, the changed paths
 * (changes.c), the versions among them, the changes of each item, what they are called.
 * Nothing here looks at clocks: the graph gives the order. */
#include "audit/history.h"

#include <errno.h>
#include <stdlib.h>

#include "audit/history_cache.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/path.h"

/* --- versions -------------------------------------------------------------- */

struct wanted {
	struct object_id id;
	const struct type *type;
	struct str path;     /* one at which it stood */
	struct wanted *next; /* the same bytes as another type */
	struct version version;
	bool is_read;
};

struct history_reader {
	struct repository *r;
	struct diag_sink *sink;
	const struct site *site;
	struct change_list changes;
	const struct type **types; /* by path: of items; NULL: no item */
	struct map wanted;         /* bytes of an id → struct wanted */
	struct wanted **order;
	size_t count, room;
	struct arena arena; /* of all this, gone afterwards */
	struct history *h;
	struct map before; /* path → id of whose it last was, from an earlier result */
	bool on_request_is_entry, is_broken;
};

static struct str key_of(const struct object_id *id)
{
	return (struct str){(const char *)id->bytes, sizeof id->bytes};
}

static struct wanted *find_wanted(const struct history_reader *rd, const struct object_id *id,
                                  const struct type *type)
{
	struct wanted *w = map_get(&rd->wanted, key_of(id));
	while (w && w->type != type)
		w = w->next;
	return w;
}

static void want(struct history_reader *rd, const struct object_id *id, const struct type *type,
                 struct str path)
{
	if (object_id_is_zero(id) || !type || find_wanted(rd, id, type))
		return;
	struct wanted *w = ARENA_NEW(&rd->arena, struct wanted);
	*w = (struct wanted){.id = *id, .type = type, .path = path};
	struct wanted *first = map_put(&rd->wanted, key_of(&w->id), w);
	if (first) {
		w->next = first->next;
		first->next = w;
	}
}

static void order_wanted(void *context, const struct object_id *id)
{
	struct history_reader *rd = context;
	for (struct wanted *w = map_get(&rd->wanted, key_of(id)); w; w = w->next)
		if (!w->is_read) {
			w->is_read = true;
			rd->order = memory_grow(rd->order, rd->count, &rd->room, sizeof *rd->order);
			rd->order[rd->count++] = w;
		}
}

static void require_ordered(void *context, void *value)
{
	struct history_reader *rd = context;
	struct wanted *w = value;
	char hex[OBJECT_HEX];
	if (w->is_read || rd->is_broken)
		return;
	object_id_to_hex(&w->id, hex);
	diag_report(rd->sink, DIAG_HISTORY_DAMAGED, (struct diag_place){.file = w->path}, NULL,
	            str_from(hex));
	rd->is_broken = true;
}

/* Reads every version once, in the order in which the packs hold them. */
static void read_versions(struct history_reader *rd)
{
	struct buf bytes = BUF_INIT;
	char hex[OBJECT_HEX];
	for (size_t i = 0; i < rd->changes.count; i++) {
		const struct change *c = &rd->changes.items[i];
		const struct type *type = c->is_file ? rd->types[c->path] : NULL;
		want(rd, &c->old, type, rd->changes.paths[c->path]);
		want(rd, &c->new, type, rd->changes.paths[c->path]);
	}
	repository_each_object(rd->r, order_wanted, rd);
	map_each(&rd->wanted, require_ordered, rd);
	for (size_t i = 0; i < rd->count && !rd->is_broken; i++) {
		struct wanted *w = rd->order[i];
		int error = repository_read(rd->r, &w->id, OBJECT_BLOB, LIMIT_FILE, &bytes);
		if (error == 0) {
			version_read(&w->version, w->type, w->path, buf_str(&bytes),
			             rd->on_request_is_entry, &rd->arena);
		} else if (error == EFBIG) {
			w->version.is_broken = true;
		} else if (error != EINVAL) { /* a module where a file was is no version */
			object_id_to_hex(&w->id, hex);
			diag_report(rd->sink, DIAG_HISTORY_DAMAGED,
			            (struct diag_place){.file = w->path}, NULL, str_from(hex));
			rd->is_broken = true;
		}
	}
	buf_release(&bytes);
}

/* --- whose change it is ---------------------------------------------------- */

enum event_role { EVENT_CHANGED, EVENT_ADDED, EVENT_REMOVED };

struct event {
	struct str item;
	const struct change *change;
	uint8_t role;
	bool is_id_changed;
};

struct events {
	struct event *items;
	size_t count, room;
};

static const struct version *version_of(const struct history_reader *rd, const struct object_id *id,
                                        uint32_t path)
{
	const struct wanted *w = object_id_is_zero(id) || !rd->types[path]
	                                 ? NULL
	                                 : find_wanted(rd, id, rd->types[path]);
	return w ? &w->version : NULL;
}

static struct str id_of_version(const struct version *v)
{
	return v ? v->id : STR_NULL;
}

/* A version without an id (it was broken then) belongs to whom its path belonged to before,
 * or else next. */
static struct str neighbour_id(const struct history_reader *rd, size_t first, size_t end, size_t at)
{
	for (size_t i = at + 1; i > first; i--) {
		const struct change *c = &rd->changes.items[i - 1];
		struct str id = id_of_version(version_of(rd, &c->new, c->path));
		if (id.size == 0)
			id = id_of_version(version_of(rd, &c->old, c->path));
		if (id.size)
			return id;
	}
	const struct str *before = map_get(&rd->before,
	                                   rd->changes.paths[rd->changes.items[at].path]);
	if (before)
		return *before;
	for (size_t i = at + 1; i < end; i++) {
		const struct change *c = &rd->changes.items[i];
		struct str id = id_of_version(version_of(rd, &c->new, c->path));
		if (id.size)
			return id;
	}
	return STR_NULL;
}

static void push_event(struct events *e, struct str item, const struct change *c,
                       enum event_role role, bool is_id_changed)
{
	struct event event = {item, c, (uint8_t)role, is_id_changed};
	ARRAY_PUSH(e, event);
}

static void add_events(const struct history_reader *rd, size_t first, size_t end, size_t at,
                       struct events *events)
{
	const struct change *c = &rd->changes.items[at];
	bool has_old = !object_id_is_zero(&c->old), has_new = !object_id_is_zero(&c->new);
	struct str old = id_of_version(version_of(rd, &c->old, c->path));
	struct str new = id_of_version(version_of(rd, &c->new, c->path));
	if (!rd->types[c->path] || !c->is_file) {
		push_event(events, STR(""), c, EVENT_CHANGED, false);
		return;
	}
	if (has_old && !old.size)
		old = new.size ? new : neighbour_id(rd, first, end, at);
	if (has_new && !new.size)
		new = old.size ? old : neighbour_id(rd, first, end, at);
	if (has_old && has_new && str_equal(old, new)) {
		push_event(events, new, c, EVENT_CHANGED, false);
		return;
	}
	bool is_id_changed = has_old && has_new;
	if (has_old)
		push_event(events, old, c, EVENT_REMOVED, is_id_changed);
	if (has_new)
		push_event(events, new, c, EVENT_ADDED, is_id_changed);
}

static int compare_events(const void *a, const void *b)
{
	const struct event *x = a, *y = b;
	int order = str_compare(x->item, y->item);
	if (!order && x->item.size == 0) /* files that are no items go by their path */
		order = (x->change->path > y->change->path) - (x->change->path < y->change->path);
	if (!order)
		order = (x->change->commit > y->change->commit) -
		        (x->change->commit < y->change->commit);
	if (!order)
		order = (x->change->scope > y->change->scope) -
		        (x->change->scope < y->change->scope);
	if (!order)
		order = (x->role > y->role) - (x->role < y->role);
	if (!order)
		order = (x->change->path > y->change->path) - (x->change->path < y->change->path);
	return order;
}

static void collect_events(const struct history_reader *rd, struct events *events)
{
	const struct change_list *l = &rd->changes;
	for (size_t first = 0, end; first < l->count; first = end) {
		for (end = first + 1; end < l->count && l->items[end].path == l->items[first].path;)
			end++;
		for (size_t i = first; i < end; i++)
			add_events(rd, first, end, i, events);
	}
	if (events->count)
		qsort(events->items, events->count, sizeof *events->items, compare_events);
}

/* --- entries --------------------------------------------------------------- */

static struct str intern(struct history_reader *rd, struct map *texts, struct str s)
{
	struct str *known = map_get(texts, s);
	if (known)
		return *known;
	known = ARENA_NEW(&rd->h->arena, struct str);
	*known = str_copy(&rd->h->arena, s);
	map_put(texts, *known, known);
	return *known;
}

/* Withdrawn, restored and the like are settled later, when all that came before is known;
 * here is only what the two versions themselves say. */
static enum history_kind kind_of(const struct history_entry *e, const struct version_change *c)
{
	bool was_seen = e->old_visibility == VISIBILITY_FULL ||
	                e->old_visibility == VISIBILITY_ENTRY;
	bool is_seen = e->new_visibility == VISIBILITY_FULL ||
	               e->new_visibility == VISIBILITY_ENTRY;
	if (object_id_is_zero(&e->old))
		return HISTORY_CREATED;
	if (object_id_is_zero(&e->new))
		return HISTORY_DELETED;
	if (e->is_withdrawn && !e->was_withdrawn)
		return HISTORY_WITHDRAWN;
	if (e->was_withdrawn && !e->is_withdrawn)
		return HISTORY_RESTORED;
	if (c->change == CHANGE_SUBSTANTIVE || was_seen != is_seen)
		return HISTORY_SUBSTANTIVE;
	if (c->change == CHANGE_EDITORIAL)
		return HISTORY_EDITORIAL;
	return e->old_path.size && c->is_equal ? HISTORY_RENAMED : HISTORY_INTERNAL;
}

static void fill_versions(struct history_reader *rd, struct history_entry *e, struct map *texts,
                          const struct version *old, const struct version *new)
{
	struct version_change change;
	struct history *h = rd->h;
	version_compare(old, new, &rd->arena, &change);
	e->shown_from = e->published = INT32_MIN;
	if (old) {
		e->old_visibility = old->visibility;
		e->was_withdrawn = old->is_withdrawn;
	}
	if (new) {
		e->new_visibility = new->visibility;
		e->is_withdrawn = new->is_withdrawn;
		e->shown_from = new->shown_from;
		e->published = new->published;
	}
	e->fields = ARENA_ARRAY(&h->arena, struct str, change.field_count);
	e->field_count = change.field_count;
	for (uint32_t i = 0; i < change.field_count; i++)
		e->fields[i] = intern(rd, texts, change.fields[i]);
	e->approvals = ARENA_ARRAY(&h->arena, uint64_t, change.approval_count);
	e->approval_count = change.approval_count;
	if (change.approval_count)
		memcpy(e->approvals, change.approvals,
		       change.approval_count * sizeof *change.approvals);
	e->kind = e->first_kind = (uint8_t)kind_of(e, &change);
}

/* One entry from all events of an item in a commit: a path changed, or one removed and one
 * added, which is a move. */
static void add_entry(struct history_reader *rd, struct map *texts, const struct event *events,
                      size_t count)
{
	const struct event *changed = NULL, *added = NULL, *removed = NULL;
	for (size_t i = 0; i < count; i++) {
		const struct event **slot = events[i].role == EVENT_CHANGED ? &changed
		                            : events[i].role == EVENT_ADDED ? &added
		                                                            : &removed;
		if (!*slot)
			*slot = &events[i];
	}
	const struct event *to = changed ? changed : added, *from = changed ? changed : removed;
	const struct change *any = (to ? to : from)->change;
	struct history_entry e = {.commit = any->commit, .scope = any->scope};
	e.item = intern(rd, texts, events[0].item);
	e.path = intern(rd, texts, rd->changes.paths[any->path]);
	e.is_id_changed = (to && to->is_id_changed) || (from && from->is_id_changed);
	if (to && from && to->change->path != from->change->path)
		e.old_path = intern(rd, texts, rd->changes.paths[from->change->path]);
	if (from)
		e.old = from->change->old;
	if (to)
		e.new = to->change->new;
	fill_versions(rd, &e, texts, from ? version_of(rd, &e.old, from->change->path) : NULL,
	              to ? version_of(rd, &e.new, to->change->path) : NULL);
	struct history *h = rd->h;
	h->entries = memory_grow(h->entries, h->count, &h->room, sizeof *h->entries);
	h->entries[h->count++] = e;
}

static bool is_same_group(const struct event *a, const struct event *b)
{
	return a->change->commit == b->change->commit && a->change->scope == b->change->scope &&
	       str_equal(a->item, b->item) && (a->item.size || a->change->path == b->change->path);
}

static void make_entries(struct history_reader *rd)
{
	struct events events = {0};
	struct map texts;
	map_init(&texts, &rd->arena);
	collect_events(rd, &events);
	for (size_t i = 0, end; i < events.count; i = end) {
		for (end = i + 1;
		     end < events.count && is_same_group(&events.items[i], &events.items[end]);)
			end++;
		add_entry(rd, &texts, &events.items[i], end - i);
	}
	map_release(&texts);
	free(events.items);
}

/* --- what they are called -------------------------------------------------- */

static struct str name_of(const struct history_entry *e)
{
	return e->item.size ? e->item : e->path;
}

/* Items before other files; newest first. */
static int compare_entries(const void *a, const void *b)
{
	const struct history_entry *x = a, *y = b;
	if ((x->item.size == 0) != (y->item.size == 0))
		return x->item.size == 0 ? 1 : -1;
	int order = str_compare(name_of(x), name_of(y));
	if (!order)
		order = (x->commit < y->commit) - (x->commit > y->commit);
	return order ? order : (x->scope > y->scope) - (x->scope < y->scope);
}

/* A change on a side branch took effect if the merge that brought it in left something of
 * it: changed the item against the main line. */
static bool is_landed(const struct history *h, const struct history_span *span,
                      const struct history_entry *e)
{
	uint32_t landing = h->graph.items[e->commit].landed;
	if (landing == e->commit)
		return true;
	for (size_t i = 0; i < span->count; i++)
		if (span->entries[i].commit == landing && span->entries[i].scope == CHANGE_LANDING)
			return true;
	return false;
}

/* From the oldest on: what comes back was restored, not created. */
static void name_kinds(struct history *h, struct history_span *span)
{
	bool was_deleted = false;
	for (size_t i = span->count; i > 0; i--) {
		struct history_entry *e = &span->entries[i - 1];
		e->is_landed = is_landed(h, span, e);
		e->kind = e->first_kind;
		if (e->kind == HISTORY_CREATED && was_deleted)
			e->kind = HISTORY_RESTORED;
		if (e->scope == CHANGE_OWN)
			was_deleted = e->kind == HISTORY_DELETED;
	}
}

static void add_span(struct history *h, struct history_span *span)
{
	bool is_item = span->entries->item.size > 0;
	struct history_span *to = is_item ? &h->items[h->item_count++] : &h->files[h->file_count++];
	*to = *span;
	to->name = name_of(span->entries);
	map_put(is_item ? &h->item_by_id : &h->file_by_path, to->name, to);
	name_kinds(h, to);
}

static void index_history(struct history *h)
{
	size_t spans = 0;
	if (h->count)
		qsort(h->entries, h->count, sizeof *h->entries, compare_entries);
	for (size_t i = 0; i < h->count; i++)
		spans += i == 0 || !str_equal(name_of(&h->entries[i]), name_of(&h->entries[i - 1]));
	h->items = memory_new(spans, sizeof *h->items);
	h->files = memory_new(spans, sizeof *h->files);
	map_init(&h->item_by_id, &h->arena);
	map_init(&h->file_by_path, &h->arena);
	for (size_t i = 0, end; i < h->count; i = end) {
		struct history_span span = {.entries = &h->entries[i]};
		for (end = i + 1; end < h->count &&
		                  str_equal(name_of(&h->entries[i]), name_of(&h->entries[end]));)
			end++;
		span.count = end - i;
		add_span(h, &span);
	}
}

/* --- all ------------------------------------------------------------------- */

static void find_types(struct history_reader *rd)
{
	rd->types = ARENA_ARRAY(&rd->arena, const struct type *, rd->changes.path_count);
	for (size_t i = 0; i < rd->changes.path_count; i++) {
		struct str path = rd->changes.paths[i];
		if (str_find(path, STR("/."), 0) == SIZE_MAX)
			rd->types[i] = site_type_of_item(rd->site->schema, path);
	}
}

static bool on_request_is_entry(const struct site *site)
{
	const struct parameter *p = site_parameter(site, STR("visibility.on_request_entry"));
	return p && p->number;
}

/* Whose each path was last, for versions that do not say. Entries are still oldest first. */
static void note_owners(struct history_reader *rd)
{
	map_init(&rd->before, &rd->arena);
	for (size_t i = 0; i < rd->h->count; i++) {
		struct history_entry *e = &rd->h->entries[i];
		struct str *owner = map_get(&rd->before, e->path);
		if (e->item.size == 0)
			continue;
		if (!owner)
			map_put(&rd->before, e->path, owner = ARENA_NEW(&rd->arena, struct str));
		*owner = e->item;
	}
}

static bool add_history(struct history *h, const bool *is_new, struct repository *r,
                        const struct site *site, struct diag_sink *sink)
{
	struct history_reader rd = {.r = r, .sink = sink, .site = site, .h = h};
	rd.on_request_is_entry = on_request_is_entry(site);
	arena_init(&rd.arena, 0);
	note_owners(&rd);
	arena_init(&rd.changes.arena, 0);
	map_init(&rd.wanted, &rd.arena);
	rd.is_broken = !changes_find(&rd.changes, &h->graph, is_new, r, sink);
	if (!rd.is_broken) {
		find_types(&rd);
		read_versions(&rd);
	}
	if (!rd.is_broken)
		make_entries(&rd);
	changes_release(&rd.changes);
	map_release(&rd.wanted);
	map_release(&rd.before);
	free(rd.order);
	arena_release(&rd.arena);
	return !rd.is_broken;
}

static struct history *history_new(void)
{
	struct history *h = memory_new(1, sizeof *h);
	arena_init(&h->arena, 0);
	arena_init(&h->graph.arena, 0);
	return h;
}

static int compare_age(const void *a, const void *b)
{
	const struct history_entry *x = a, *y = b;
	return (x->commit > y->commit) - (x->commit < y->commit);
}

/* A file without an id at an item's path may have got one since: whose it was can then
 * change backwards, which only reading all tells. */
static bool has_nameless(const struct history *h, const struct site *site)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->entries[i].item.size == 0 &&
		    site_type_of_item(site->schema, h->entries[i].path))
			return true;
	return false;
}

/* Moves the entries from the old graph's positions to the new one's and adds what is new. */
static bool add_new_commits(struct history *h, const struct commit_graph *old, struct repository *r,
                            const struct site *site, struct diag_sink *sink)
{
	const struct commit_graph *g = &h->graph;
	bool *is_new = memory_new(g->count, sizeof *is_new);
	for (size_t i = 0; i < g->count; i++)
		is_new[i] = commit_graph_find(old, &g->items[i].id) == NO_COMMIT;
	for (size_t i = 0; i < h->count; i++)
		h->entries[i].commit = commit_graph_find(g, &old->items[h->entries[i].commit].id);
	if (h->count)
		qsort(h->entries, h->count, sizeof *h->entries, compare_age);
	bool is_read = add_history(h, is_new, r, site, sink);
	free(is_new);
	return is_read;
}

/* Continues a kept history to `head`: only commits it has not are read. False where it does
 * not lead there: it was rewritten, or the main line is another one. */
static bool continue_history(struct history *h, struct repository *r, const struct object_id *head,
                             const struct site *site, struct diag_sink *sink)
{
	struct commit_graph old = h->graph;
	bool is_read = false;
	h->graph = (struct commit_graph){.head = NO_COMMIT};
	arena_init(&h->graph.arena, 0);
	commit_graph_index(&old);
	if (!has_nameless(h, site) && commit_graph_load(&h->graph, r, head, &old, sink)) {
		uint32_t known = commit_graph_find(&h->graph, &old.items[old.head].id);
		is_read = known != NO_COMMIT && h->graph.items[known].is_main &&
		          add_new_commits(h, &old, r, site, sink);
	}
	commit_graph_release(&old);
	return is_read;
}

/* From the cache, if it leads to `head`; NULL: it has to be read from the start. `*grown`
 * tells by how many commits it grew. */
static struct history *read_kept(struct repository *r, const struct object_id *head,
                                 const struct site *site, const char *cache, const struct hash *key,
                                 size_t *grown, struct diag_sink *sink)
{
	struct history *h = history_new();
	bool is_good = history_cache_load(h, cache, key, sink);
	size_t before = h->graph.count;
	if (is_good && object_id_equal(&h->graph.items[h->graph.head].id, head))
		commit_graph_index(&h->graph);
	else if (is_good)
		is_good = continue_history(h, r, head, site, sink);
	*grown = h->graph.count - before;
	if (is_good)
		return h;
	history_free(h);
	return NULL;
}

static struct history *read_anew(struct repository *r, const struct object_id *head,
                                 const struct site *site, struct diag_sink *sink)
{
	struct history *h = history_new();
	if (commit_graph_load(&h->graph, r, head, NULL, sink) &&
	    add_history(h, NULL, r, site, sink))
		return h;
	history_free(h);
	return NULL;
}

struct history *history_read(struct repository *r, const struct object_id *head,
                             const struct site *site, const char *cache, struct diag_sink *sink)
{
	enum { TAIL = 200 }; /* commits that are cheaper read again than written */
	struct diag_place place = {.file = STR("content/site.yaml")};
	struct hash key = {{0}};
	size_t grown = SIZE_MAX;
	if (repository_is_shallow(r)) {
		diag_report(sink, DIAG_HISTORY_SHALLOW, place, NULL, STR_NULL);
		return NULL;
	}
	if (cache)
		key = history_cache_key(site, r, on_request_is_entry(site));
	struct history *h = cache ? read_kept(r, head, site, cache, &key, &grown, sink) : NULL;
	bool is_kept = h != NULL;
	if (!h)
		h = read_anew(r, head, site, sink);
	if (h && cache && (!is_kept || grown > TAIL))
		history_cache_save(h, cache, &key);
	if (h)
		index_history(h);
	if (!h || h->count)
		return h;
	diag_report(sink, DIAG_HISTORY_EMPTY, place, NULL, STR_NULL);
	history_free(h);
	return NULL;
}

void history_free(struct history *h)
{
	if (!h)
		return;
	commit_graph_release(&h->graph);
	map_release(&h->item_by_id);
	map_release(&h->file_by_path);
	free(h->entries);
	free(h->items);
	free(h->files);
	arena_release(&h->arena);
	free(h);
}

const struct history_span *history_of_item(const struct history *h, struct str id)
{
	return map_get(&h->item_by_id, id);
}

const struct history_span *history_of_file(const struct history *h, struct str path)
{
	return map_get(&h->file_by_path, path);
}

/* --- the main line --------------------------------------------------------- */

/* Entries of the first-parent line: its own commits, and its merges against it. A merge has
 * both; only the one against the line counts. */
static bool is_on_main_line(const struct history *h, const struct history_entry *e)
{
	const struct commit *c = &h->graph.items[e->commit];
	return c->is_main && (c->parent_count < 2 || e->scope == CHANGE_LANDING);
}

bool history_was_public(const struct history *h, const struct history_span *span, int32_t as_of)
{
	int32_t until = as_of; /* the last day on which the version was the line's */
	for (size_t i = 0; i < span->count; i++) {
		const struct history_entry *e = &span->entries[i];
		if (!is_on_main_line(h, e))
			continue;
		bool is_seen = e->new_visibility == VISIBILITY_FULL ||
		               e->new_visibility == VISIBILITY_ENTRY;
		if (is_seen && !object_id_is_zero(&e->new) && e->shown_from <= until)
			return true;
		until = commit_day(h->graph.items[e->commit].corrected);
		until = until < as_of ? until : as_of;
	}
	return false;
}

const struct commit *history_first_landing(const struct history *h, const struct history_span *span)
{
	for (size_t i = span->count; i > 0; i--)
		if (is_on_main_line(h, &span->entries[i - 1]))
			return &h->graph.items[span->entries[i - 1].commit];
	return NULL;
}

/* --- words ----------------------------------------------------------------- */

static const struct {
	const char *id;
	struct str words[2];
} kinds[] = {
	[HISTORY_CREATED] = {"created", {STR_INIT("新建"), STR_INIT("created")}},
	[HISTORY_SUBSTANTIVE] = {"substantive", {STR_INIT("实质修改"), STR_INIT("changed")}},
	[HISTORY_EDITORIAL] = {"editorial", {STR_INIT("文字更正"), STR_INIT("edited")}},
	[HISTORY_INTERNAL] = {"internal", {STR_INIT("内部记录"), STR_INIT("internal")}},
	[HISTORY_RENAMED] = {"renamed", {STR_INIT("移动文件"), STR_INIT("moved")}},
	[HISTORY_WITHDRAWN] = {"withdrawn", {STR_INIT("撤下"), STR_INIT("withdrawn")}},
	[HISTORY_RESTORED] = {"restored", {STR_INIT("恢复"), STR_INIT("restored")}},
	[HISTORY_DELETED] = {"deleted", {STR_INIT("删除"), STR_INIT("deleted")}},
};

const char *history_kind_id(enum history_kind kind)
{
	return kinds[kind].id;
}

struct str history_kind_text(enum history_kind kind, enum language language)
{
	return kinds[kind].words[language];
}
