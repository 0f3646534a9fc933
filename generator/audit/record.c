/* Reads no clocks and guesses nothing: an approval whose commit is unknown is not
 * authenticated, an item without a commit is not legacy. */
#include "audit/record.h"

#include <stdlib.h>

#include "base/memory.h"
#include "catalog/content_hash.h"

/* --- settings -------------------------------------------------------------- */

static const struct value *setting(const struct site *site, struct str name)
{
	const struct fields *fields = site->config ? &site->config->type->fields : NULL;
	const struct field *f = fields ? fields_find(fields, STR("record")) : NULL;
	const struct value *record = f ? value_of_field(&site->config->root, f) : NULL;
	return record ? value_by_name(record, &f->fields, name) : NULL;
}

static struct str setting_id(const struct site *site, struct str name)
{
	const struct value *v = setting(site, name);
	return v && v->kind == VALUE_ENUM ? v->term->id : STR_NULL;
}

static void read_settings(struct record *r)
{
	const struct value *since = setting(r->site, STR("since"));
	struct str grade = setting_id(r->site, STR("approvals"));
	r->is_required = str_equal(setting_id(r->site, STR("history")), STR("required"));
	r->since = since && since->kind == VALUE_DATE ? since->date.day : INT32_MIN;
	r->minimum = str_equal(grade, STR("authenticated")) ? GRADE_AUTHENTICATED
	             : str_equal(grade, STR("claimed"))     ? GRADE_CLAIMED
	                                                    : GRADE_RECORDED;
	if (!r->is_required)
		r->minimum = GRADE_CLAIMED;
}

/* --- opening --------------------------------------------------------------- */

static void read_history(struct record *r, const char *root, struct str revision, const char *cache,
                         struct diag_sink *sink)
{
	struct object_id head;
	r->repository = repository_open(root, sink);
	if (!r->repository)
		return;
	const char *name = str_cstring(&r->arena, revision);
	bool found = revision.size ? repository_resolve(r->repository, name, &head)
	                           : repository_head(r->repository, &head, sink);
	if (!found && revision.size)
		diag_report(sink, DIAG_REVISION_UNKNOWN,
		            (struct diag_place){.file = STR("content/site.yaml")}, NULL, revision);
	if (found)
		r->history = history_read(r->repository, &head, r->site, cache, sink);
	if (r->history) {
		char hex[OBJECT_HEX];
		object_id_to_hex(&head, hex);
		r->site->commit = str_copy(&r->site->arena, str_from(hex));
		r->site->is_dirty = !revision.size && repository_is_dirty(r->repository);
	}
}

static void file_past(struct record *r)
{
	for (size_t i = 0; i < r->site->item_count; i++) {
		struct site_item *si = &r->site->items[i];
		si->is_legacy = record_is_legacy(r, si->item->id);
	}
}

struct record *record_open(struct site *site, const char *root, struct str revision,
                           const char *cache, bool always, struct diag_sink *sink)
{
	struct record *r = memory_new(1, sizeof *r);
	arena_init(&r->arena, 0);
	r->site = site;
	read_settings(r);
	people_load(&r->people, site->schema, site->source, &r->arena);
	if (r->is_required || always)
		read_history(r, root, revision, cache, sink);
	if (r->history)
		file_past(r);
	return r;
}

void record_close(struct record *r)
{
	if (!r)
		return;
	history_free(r->history);
	repository_close(r->repository);
	people_release(&r->people);
	arena_release(&r->arena);
	free(r);
}

bool record_is_legacy(const struct record *r, struct str id)
{
	const struct history_span *span = r->history ? history_of_item(r->history, id) : NULL;
	const struct commit *c = span ? history_first_landing(r->history, span) : NULL;
	return c && r->since != INT32_MIN && commit_day(c->corrected) <= r->since;
}

struct str record_author(const struct record *r, const struct commit *c)
{
	struct arena scratch;
	arena_init(&scratch, 0);
	struct str email = repository_map_email(r->repository, str_cstring(&scratch, c->name),
	                                        str_cstring(&scratch, c->email));
	arena_release(&scratch);
	return email;
}

/* --- approvals ------------------------------------------------------------- */

static struct str member_text(const struct value *entry, const struct fields *fields,
                              const char *name)
{
	const struct value *v = value_by_name(entry, fields, str_from(name));
	if (!v)
		return STR_NULL;
	return v->kind == VALUE_ENUM   ? v->term->id
	       : v->kind == VALUE_TEXT ? value_text(v)
	                               : STR_NULL;
}

/* The oldest commit whose version of the item has the entry and whose parents' had not. */
static const struct history_entry *find_entry(const struct history_span *span, uint64_t digest)
{
	for (size_t i = span ? span->count : 0; i > 0; i--) {
		const struct history_entry *e = &span->entries[i - 1];
		for (uint32_t k = 0; k < e->approval_count; k++)
			if (e->scope == CHANGE_OWN && e->approvals[k] == digest)
				return e;
	}
	return NULL;
}

bool record_is_protected(const struct type *type, struct str path)
{
	struct str name;
	const struct fields *fields = &type->fields;
	if (str_equal(path, STR("body")))
		return true;
	while (!str_is_null(path) && str_next_piece(&path, '.', &name)) {
		const struct field *f = fields_find(fields, name);
		if (!f || f->is_protected)
			return f != NULL;
		fields = &f->fields;
	}
	return false;
}

/* Without a hash in the entry: whether anything protected changed after its commit. */
static bool changed_after(const struct history_span *span, const struct history_entry *from,
                          const struct type *type)
{
	for (const struct history_entry *e = span->entries; e < from; e++)
		for (uint32_t k = 0; e->scope == CHANGE_OWN && k < e->field_count; k++)
			if (record_is_protected(type, e->fields[k]))
				return true;
	return false;
}

static enum approval_grade grade_of(const struct record *r, const struct approval *a)
{
	const struct post *p = people_find(&r->people, a->by);
	if (a->commit && p && a->commit->authored != NO_TIME &&
	    post_is_held(p, commit_day(a->commit->authored)) && post_is_held(p, a->date) &&
	    post_has_email(p, record_author(r, a->commit)))
		return GRADE_AUTHENTICATED;
	return a->evidence.size ? GRADE_RECORDED : GRADE_CLAIMED;
}

void record_approvals(const struct record *r, const struct site_item *si, struct approvals *out)
{
	const struct item *item = si->item;
	const struct field *f = fields_find(&item->type->fields, STR("approvals"));
	const struct value *list = f ? value_of_field(&item->root, f) : NULL;
	const struct history_span *span = r->history ? history_of_item(r->history, item->id) : NULL;
	char now[CONTENT_HASH_SIZE] = "";
	*out = (struct approvals){0};
	if (!list || list->kind != VALUE_LIST || !f->entry)
		return;
	bool is_known = content_hash(item, r->site->source, now);
	for (uint32_t i = 0; i < list->size; i++) {
		const struct value *entry = &list->children[i];
		const struct fields *fields = &f->entry->fields;
		const struct value *date = value_by_name(entry, fields, STR("date"));
		struct approval a = {.step = member_text(entry, fields, "step"), .entry = entry};
		a.by = member_text(entry, fields, "by");
		a.opinion = member_text(entry, fields, "opinion");
		a.evidence = member_text(entry, fields, "evidence");
		a.content = member_text(entry, fields, "content");
		a.date = date && date->kind == VALUE_DATE ? date->date.day : INT32_MIN;
		const struct history_entry *e = find_entry(span, version_approval_digest(entry));
		if (e)
			a.commit = &r->history->graph.items[e->commit];
		a.grade = grade_of(r, &a);
		if (a.content.size)
			a.is_stale = !is_known || !str_equal(a.content, str_from(now));
		else
			a.is_stale = e && changed_after(span, e, item->type);
		ARRAY_PUSH(out, a);
	}
}

void approvals_release(struct approvals *a)
{
	free(a->items);
	*a = (struct approvals){0};
}

const char *approval_grade_id(enum approval_grade grade)
{
	static const char *const ids[] = {"claimed", "recorded", "authenticated"};
	return ids[grade];
}
