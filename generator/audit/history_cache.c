/* One file: a head of fixed size, then numbers (LEB128), ids as they are and texts by their
 * position in a table, in the order in which they are read. Every length is checked against
 * what is left, so that a file that is damaged in spite of its checksum is only refused. */
#include "audit/history_cache.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/memory.h"

#define MAGIC "MULUHIS3"

struct head {
	char magic[8];
	struct hash key;
	uint64_t size, checksum; /* of what follows */
};

struct hash history_cache_key(const struct site *site, struct repository *r, bool on_request)
{
	struct buf all = BUF_INIT, bytes = BUF_INIT;
	struct file_list list = {0};
	struct arena arena;
	struct str where;
	arena_init(&arena, 0);
	buf_format(&all, "%d %.*s\n", on_request, STR_ARG(repository_prefix(r)));
	site->source->list(site->source, STR("content/regulation"), &arena, &list, &where);
	for (size_t i = 0; i < list.count; i++) {
		if (site->source->read(site->source, list.items[i], LIMIT_YAML_FILE, &bytes))
			continue;
		struct hash h = hash_sha256(buf_str(&bytes));
		buf_add(&all, list.items[i]);
		buf_add(&all, (struct str){(const char *)h.bytes, sizeof h.bytes});
	}
	struct hash key = hash_sha256(buf_str(&all));
	file_list_release(&list);
	buf_release(&all);
	buf_release(&bytes);
	arena_release(&arena);
	return key;
}

/* --- writing --------------------------------------------------------------- */

struct writer {
	struct buf out, texts;
	struct map known; /* text → position + 1 */
	struct arena arena;
	uint64_t count;
};

static void put(struct buf *b, uint64_t n)
{
	for (; n > 127; n >>= 7)
		buf_add_char(b, (char)(n | 128));
	buf_add_char(b, (char)n);
}

/* Signed numbers so that small ones stay short. */
static void put_signed(struct buf *b, int64_t n)
{
	put(b, ((uint64_t)n << 1) ^ (uint64_t)(n >> 63));
}

static void put_bytes(struct buf *b, const void *bytes, size_t size)
{
	buf_add(b, (struct str){bytes, size});
}

/* 0: no text. */
static void put_text(struct writer *w, struct str s)
{
	if (str_is_null(s)) {
		put(&w->out, 0);
		return;
	}
	uintptr_t known = (uintptr_t)map_get(&w->known, s);
	if (!known) {
		known = (uintptr_t)++w->count;
		map_put(&w->known, s, (void *)known);
		put(&w->texts, s.size);
		buf_add(&w->texts, s);
	}
	put(&w->out, known);
}

static void put_commit(struct writer *w, const struct commit_graph *g, const struct commit *c)
{
	put_bytes(&w->out, c->id.bytes, sizeof c->id.bytes);
	put_bytes(&w->out, c->tree.bytes, sizeof c->tree.bytes);
	put_signed(&w->out, c->time);
	put_signed(&w->out, c->corrected);
	put_signed(&w->out, c->authored);
	put_signed(&w->out, c->zone);
	put_signed(&w->out, c->author_zone);
	put(&w->out, c->is_signed);
	put_text(w, c->name);
	put_text(w, c->email);
	put_text(w, c->note);
	put(&w->out, c->parent_count);
	for (uint16_t i = 0; i < c->parent_count; i++)
		put(&w->out, g->parents[c->parents + i]);
}

static void put_entry(struct writer *w, const struct history_entry *e)
{
	put(&w->out, e->commit);
	put(&w->out, e->scope);
	put(&w->out, e->first_kind);
	put(&w->out, e->old_visibility);
	put(&w->out, e->new_visibility);
	put(&w->out, (uint64_t)e->was_withdrawn << 2 | (uint64_t)e->is_withdrawn << 1 |
	                     (uint64_t)e->is_id_changed);
	put_signed(&w->out, e->shown_from);
	put_signed(&w->out, e->published);
	put_text(w, e->item);
	put_text(w, e->path);
	put_text(w, e->old_path);
	put_bytes(&w->out, e->old.bytes, sizeof e->old.bytes);
	put_bytes(&w->out, e->new.bytes, sizeof e->new.bytes);
	put(&w->out, e->field_count);
	for (uint32_t i = 0; i < e->field_count; i++)
		put_text(w, e->fields[i]);
	put(&w->out, e->approval_count);
	put_bytes(&w->out, e->approvals, e->approval_count * sizeof *e->approvals);
}

static void write_file(const char *directory, struct str bytes)
{
	struct arena arena;
	arena_init(&arena, 0);
	struct str folder = str_from(directory);
	struct str ignore = STR_JOIN(&arena, folder, STR("/.gitignore"));
	/* what is kept here is nobody's to commit */
	if (file_make_directories(directory) == 0) {
		if (!file_exists(ignore.data))
			file_create(ignore.data, STR("*\n"));
		file_replace(STR_JOIN(&arena, folder, STR("/history")).data, bytes);
	}
	arena_release(&arena);
}

void history_cache_save(const struct history *h, const char *directory, const struct hash *key)
{
	struct writer w = {.out = BUF_INIT, .texts = BUF_INIT};
	struct buf payload = BUF_INIT, file = BUF_INIT;
	arena_init(&w.arena, 0);
	map_init(&w.known, &w.arena);
	put(&w.out, h->graph.count);
	put(&w.out, h->graph.head);
	for (size_t i = 0; i < h->graph.count; i++)
		put_commit(&w, &h->graph, &h->graph.items[i]);
	put(&w.out, h->count);
	for (size_t i = 0; i < h->count; i++)
		put_entry(&w, &h->entries[i]);
	put(&payload, w.count);
	buf_add(&payload, buf_str(&w.texts));
	buf_add(&payload, buf_str(&w.out));
	struct head head = {.key = *key, .size = payload.size};
	memcpy(head.magic, MAGIC, sizeof head.magic);
	head.checksum = hash_quick(buf_str(&payload));
	put_bytes(&file, &head, sizeof head);
	buf_add(&file, buf_str(&payload));
	write_file(directory, buf_str(&file));
	buf_release(&payload);
	buf_release(&file);
	buf_release(&w.out);
	buf_release(&w.texts);
	map_release(&w.known);
	arena_release(&w.arena);
}

/* --- reading --------------------------------------------------------------- */

struct cache_reader {
	struct str rest;
	struct str *texts;
	uint64_t text_count;
	struct history *h;
	bool is_bad;
};

static uint64_t get(struct cache_reader *r)
{
	uint64_t n = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		if (r->rest.size == 0)
			break;
		unsigned char c = (unsigned char)r->rest.data[0];
		r->rest = str_slice(r->rest, 1, r->rest.size);
		n |= (uint64_t)(c & 127) << shift;
		if (c < 128)
			return n;
	}
	r->is_bad = true;
	return 0;
}

static int64_t get_signed(struct cache_reader *r)
{
	uint64_t n = get(r);
	return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}

static void get_bytes(struct cache_reader *r, void *to, size_t size)
{
	if (size > r->rest.size) {
		r->is_bad = true;
		return;
	}
	if (size)
		memcpy(to, r->rest.data, size);
	r->rest = str_slice(r->rest, size, r->rest.size);
}

static struct str get_text(struct cache_reader *r)
{
	uint64_t n = get(r);
	if (n > r->text_count)
		r->is_bad = true;
	return n == 0 || r->is_bad ? STR_NULL : r->texts[n - 1];
}

/* A count of things of which each takes a byte at least. */
static size_t get_count(struct cache_reader *r)
{
	uint64_t n = get(r);
	if (n > r->rest.size)
		r->is_bad = true;
	return r->is_bad ? 0 : (size_t)n;
}

static void get_texts(struct cache_reader *r)
{
	r->text_count = get_count(r);
	r->texts = memory_new(r->text_count, sizeof *r->texts);
	for (uint64_t i = 0; i < r->text_count && !r->is_bad; i++) {
		size_t size = get_count(r);
		r->texts[i] = str_copy(&r->h->arena, str_slice(r->rest, 0, size));
		r->rest = str_slice(r->rest, size, r->rest.size);
	}
}

static void get_commit(struct cache_reader *r, struct commit *c)
{
	struct commit_graph *g = &r->h->graph;
	get_bytes(r, c->id.bytes, sizeof c->id.bytes);
	get_bytes(r, c->tree.bytes, sizeof c->tree.bytes);
	c->time = get_signed(r);
	c->corrected = get_signed(r);
	c->authored = get_signed(r);
	c->zone = (int16_t)get_signed(r);
	c->author_zone = (int16_t)get_signed(r);
	c->is_signed = get(r);
	c->name = get_text(r);
	c->email = get_text(r);
	c->note = get_text(r);
	c->landed = NO_COMMIT;
	c->parents = (uint32_t)g->parent_count;
	c->parent_count = (uint16_t)get_count(r);
	for (uint16_t i = 0; i < c->parent_count; i++) {
		uint64_t parent = get(r);
		r->is_bad |= parent >= g->count;
		g->parents = memory_grow(g->parents, g->parent_count, &g->parent_room,
		                         sizeof *g->parents);
		g->parents[g->parent_count++] = (uint32_t)parent;
	}
}

static void get_entry(struct cache_reader *r, struct history_entry *e)
{
	struct arena *arena = &r->h->arena;
	uint64_t commit = get(r);
	r->is_bad |= commit >= r->h->graph.count;
	e->commit = (uint32_t)commit;
	e->scope = (uint8_t)get(r);
	e->first_kind = (uint8_t)get(r);
	r->is_bad |= e->first_kind > HISTORY_DELETED;
	e->old_visibility = (uint8_t)get(r);
	e->new_visibility = (uint8_t)get(r);
	uint64_t flags = get(r);
	e->was_withdrawn = flags & 4;
	e->is_withdrawn = flags & 2;
	e->is_id_changed = flags & 1;
	e->shown_from = (int32_t)get_signed(r);
	e->published = (int32_t)get_signed(r);
	e->item = get_text(r);
	e->path = get_text(r);
	e->old_path = get_text(r);
	get_bytes(r, e->old.bytes, sizeof e->old.bytes);
	get_bytes(r, e->new.bytes, sizeof e->new.bytes);
	e->field_count = (uint32_t)get_count(r);
	e->fields = ARENA_ARRAY(arena, struct str, e->field_count);
	for (uint32_t i = 0; i < e->field_count; i++)
		e->fields[i] = get_text(r);
	e->approval_count = (uint32_t)get_count(r);
	e->approvals = ARENA_ARRAY(arena, uint64_t, e->approval_count);
	get_bytes(r, e->approvals, e->approval_count * sizeof *e->approvals);
	r->is_bad |= str_is_null(e->path) || str_is_null(e->item);
}

static bool read_payload(struct history *h, struct str payload)
{
	struct cache_reader r = {.rest = payload, .h = h};
	struct commit_graph *g = &h->graph;
	get_texts(&r);
	g->count = get_count(&r);
	g->items = memory_new(g->count, sizeof *g->items);
	uint64_t head = get(&r);
	for (size_t i = 0; i < g->count && !r.is_bad; i++)
		get_commit(&r, &g->items[i]);
	size_t count = get_count(&r);
	h->entries = memory_new(count, sizeof *h->entries);
	h->room = count;
	for (; h->count < count && !r.is_bad; h->count++)
		get_entry(&r, &h->entries[h->count]);
	free(r.texts);
	g->head = (uint32_t)head;
	return !r.is_bad && r.rest.size == 0 && head < g->count;
}

bool history_cache_load(struct history *h, const char *directory, const struct hash *key,
                        struct diag_sink *sink)
{
	struct buf bytes = BUF_INIT;
	struct arena scratch;
	struct head head;
	arena_init(&scratch, 0);
	struct str path = STR_JOIN(&scratch, str_from(directory), STR("/history"));
	bool is_there = file_read(path.data, LIMIT_BUFFER, &bytes) == 0;
	bool is_whole = is_there && bytes.size >= sizeof head;
	bool is_ours = false, is_read = false;
	if (is_whole) {
		memcpy(&head, bytes.data, sizeof head);
		struct str payload = str_slice(buf_str(&bytes), sizeof head, bytes.size);
		is_whole = memcmp(head.magic, "MULUHIS", 7) == 0;
		is_ours = is_whole && memcmp(head.magic, MAGIC, sizeof head.magic) == 0 &&
		          memcmp(&head.key, key, sizeof *key) == 0;
		is_whole = is_whole && (!is_ours || (head.size == payload.size &&
		                                     head.checksum == hash_quick(payload)));
		is_read = is_ours && is_whole && read_payload(h, payload);
	}
	if (is_there && (!is_whole || (is_ours && !is_read)))
		diag_report(sink, DIAG_CACHE_DAMAGED, (struct diag_place){.file = path}, NULL,
		            STR_NULL);
	buf_release(&bytes);
	arena_release(&scratch);
	return is_read;
}
