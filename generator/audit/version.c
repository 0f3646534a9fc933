/* A version is parsed by the schema in force now: what the site no longer knows cannot be
 * shown, and what was wrong then is not reported now. */
#include "audit/version.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "catalog/value.h"

/* --- bodies ---------------------------------------------------------------- */

static bool is_digit(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

/* Marks of prose. What builds tables, lists and emphasis is none: it may carry meaning. */
static bool is_punctuation(uint32_t c)
{
	static const uint32_t marks[] = {
		',',    '.',    ';',    ':',    '?',    '!',    '"',    '\'',   '(',    ')',
		0x00B7, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x3001, 0x3002,
		0x3008, 0x3009, 0x300A, 0x300B, 0x300C, 0x300D, 0x300E, 0x300F, 0x3010, 0x3011,
		0x3014, 0x3015, 0xFF01, 0xFF08, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F,
	};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (c == marks[i])
			return true;
	return false;
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0x3000;
}

uint64_t version_plain_digest(struct str body)
{
	struct buf plain = BUF_INIT;
	uint32_t before = 0;
	for (size_t at = 0; at < body.size;) {
		size_t begin = at, ahead;
		uint32_t c = utf8_next(body, &at);
		ahead = at;
		uint32_t after = ahead < body.size ? utf8_next(body, &ahead) : 0;
		bool is_free = is_punctuation(c) && !is_digit(before) && !is_digit(after);
		if (!is_blank(c) && !is_free)
			buf_add(&plain, str_slice(body, begin, at));
		before = c;
	}
	uint64_t digest = hash_quick(buf_str(&plain));
	buf_release(&plain);
	return digest;
}

/* --- reading --------------------------------------------------------------- */

struct leaves {
	struct version_field *items;
	size_t count, room;
};

enum field_change version_field_change(const struct field *f, enum field_change outer)
{
	enum field_change own = !f->is_public || f->is_for_staff ? CHANGE_INTERNAL : f->change;
	return own > outer ? own : outer;
}

static void add_leaves(struct leaves *leaves, const struct fields *fields,
                       const struct value *record, enum field_change outer)
{
	for (uint32_t i = 0; i < record->size; i++) {
		const struct value *v = &record->children[i];
		const struct field *f = &fields->items[v->field];
		enum field_change change = version_field_change(f, outer);
		if (v->kind == VALUE_RECORD) {
			add_leaves(leaves, &f->fields, v, change);
			continue;
		}
		struct version_field leaf = {f, value_digest(v), (uint8_t)change};
		ARRAY_PUSH(leaves, leaf);
	}
}

uint64_t version_approval_digest(const struct value *entry)
{
	return value_digest(entry);
}

static void add_approvals(struct version *out, const struct item *item, struct arena *arena)
{
	const struct value *list = value_by_name(&item->root, &item->type->fields,
	                                         STR("approvals"));
	if (!list || list->kind != VALUE_LIST)
		return;
	out->approvals = ARENA_ARRAY(arena, uint64_t, list->size);
	for (uint32_t i = 0; i < list->size; i++)
		out->approvals[out->approval_count++] = version_approval_digest(&list->children[i]);
}

static void add_dates(struct version *out, const struct item *item)
{
	struct datetime date;
	out->shown_from = out->published = INT32_MIN;
	if (item_date(item, STR("published"), &date))
		out->shown_from = out->published = date.day;
	if (item_date(item, STR("embargo"), &date) && date.day > out->shown_from)
		out->shown_from = date.day;
}

void version_read(struct version *out, const struct type *type, struct str path, struct str bytes,
                  bool on_request_is_entry, struct arena *arena)
{
	struct diag_sink deaf = {.is_deaf = true};
	struct leaves leaves = {0};
	struct arena scratch;
	enum visibility_reason reason;
	struct visibility_facts facts = {.as_of = INT32_MAX,
	                                 .on_request_is_entry = on_request_is_entry};
	arena_init(&deaf.arena, 0);
	arena_init(&scratch, 16 * KIB);
	struct item *item = item_parse(type, path, bytes, &scratch, &deaf);
	arena_release(&scratch);
	*out = (struct version){.type = type, .is_broken = item->is_broken};
	if (item->id.size)
		out->id = str_copy(arena, item->id);
	if (!item->is_broken) {
		out->visibility = (uint8_t)item_visibility(item, &facts, &reason);
		out->is_withdrawn = str_equal(item_status(item), STR("withdrawn"));
		out->body = item->body_digest;
		out->body_plain = version_plain_digest(
			str_slice(bytes, item->body, item->body + item->body_size));
		add_leaves(&leaves, &type->fields, &item->root, CHANGE_SUBSTANTIVE);
		add_approvals(out, item, arena);
	}
	add_dates(out, item);
	out->fields = ARENA_ARRAY(arena, struct version_field, leaves.count);
	if (leaves.count)
		memcpy(out->fields, leaves.items, leaves.count * sizeof *leaves.items);
	out->field_count = (uint32_t)leaves.count;
	free(leaves.items);
	item_free(item);
	diag_sink_release(&deaf);
}

/* --- comparing ------------------------------------------------------------- */

struct comparison {
	struct version_change *out;
	struct arena *arena;
	struct str *names;
	size_t count;
	bool any;
};

static void note_difference(struct comparison *c, struct str name, enum field_change change)
{
	for (size_t i = 0; i < c->count; i++)
		if (str_equal(c->names[i], name))
			return;
	c->names[c->count++] = name;
	if (!c->any || change < c->out->change)
		c->out->change = change;
	c->any = true;
}

/* The same field in another version; two types name theirs by path. */
static const struct version_field *find_field(const struct version *v,
                                              const struct version_field *f, uint32_t near)
{
	if (near < v->field_count && v->fields[near].field == f->field)
		return &v->fields[near];
	for (uint32_t i = 0; i < v->field_count; i++)
		if (v->fields[i].field == f->field ||
		    str_equal(v->fields[i].field->path, f->field->path))
			return &v->fields[i];
	return NULL;
}

/* Fields of `a` that `b` has otherwise or not at all. */
static void compare_fields(struct comparison *c, const struct version *a, const struct version *b)
{
	for (uint32_t i = 0; i < a->field_count; i++) {
		const struct version_field *f = &a->fields[i];
		const struct version_field *other = b ? find_field(b, f, i) : NULL;
		if (!other || other->digest != f->digest)
			note_difference(c, f->field->path, (enum field_change)f->change);
	}
}

static void compare_bodies(struct comparison *c, const struct version *old,
                           const struct version *new)
{
	if (!old || !new || old->body == new->body)
		return;
	note_difference(c, STR("body"),
	                old->body_plain == new->body_plain ? CHANGE_EDITORIAL : CHANGE_SUBSTANTIVE);
}

static void compare_approvals(const struct version *old, const struct version *new,
                              struct arena *arena, struct version_change *out)
{
	uint32_t count = new ? new->approval_count : 0;
	out->approvals = ARENA_ARRAY(arena, uint64_t, count);
	for (uint32_t i = 0; i < count; i++) {
		bool is_old = false;
		for (uint32_t k = 0; old && k < old->approval_count; k++)
			is_old |= old->approvals[k] == new->approvals[i];
		if (!is_old)
			out->approvals[out->approval_count++] = new->approvals[i];
	}
}

void version_compare(const struct version *old, const struct version *new, struct arena *arena,
                     struct version_change *out)
{
	struct comparison c = {.out = out, .arena = arena};
	uint32_t most = 1 + (old ? old->field_count : 0) + (new ? new->field_count : 0);
	struct str *names = memory_new(most, sizeof *names);
	c.names = names;
	*out = (struct version_change){.change = CHANGE_INTERNAL};
	if (new &&old) {
		compare_fields(&c, new, old);
		compare_fields(&c, old, new);
		compare_bodies(&c, old, new);
	}
	compare_approvals(old, new, arena, out);
	out->is_equal = !c.any && old && new;
	out->fields = ARENA_ARRAY(arena, struct str, c.count);
	if (c.count)
		memcpy(out->fields, names, c.count * sizeof *names);
	out->field_count = (uint32_t)c.count;
	free(names);
}
