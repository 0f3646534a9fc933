/* Items are matched by id; what is shown of them is compared by meaning, not by line. */
#include "audit/compare.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "catalog/content_hash.h"
#include "catalog/value.h"

static bool is_withdrawn(const struct site_item *si)
{
	return str_equal(item_status(si->item), STR("withdrawn"));
}

static enum item_difference difference_of(const struct item_comparison *c)
{
	if (!c->old)
		return DIFFERENCE_ADDED;
	if (!c->new)
		return DIFFERENCE_REMOVED;
	if (is_withdrawn(c->old) != is_withdrawn(c->new))
		return is_withdrawn(c->new) ? DIFFERENCE_WITHDRAWN : DIFFERENCE_RESTORED;
	return c->story.count ? DIFFERENCE_CHANGED : DIFFERENCE_MOVED;
}

static enum visibility visibility_of(const struct site_item *si)
{
	return si ? si->visibility : VISIBILITY_HIDDEN;
}

static struct str read_body(const struct site *site, const struct site_item *si,
                            struct arena *arena)
{
	struct buf bytes = BUF_INIT;
	struct str body = STR("");
	const struct item *item = si ? si->item : NULL;
	if (item && item->body_size && !item->is_broken &&
	    site->source->read(site->source, item->path, LIMIT_FILE, &bytes) == 0)
		body = str_copy(arena, str_slice(buf_str(&bytes), item->body, bytes.size));
	buf_release(&bytes);
	return body;
}

/* --- approvals that no longer hold ----------------------------------------- */

static struct str text_member(const struct value *entry, const struct fields *fields,
                              const char *name)
{
	const struct value *v = value_by_name(entry, fields, str_from(name));
	return v && v->kind == VALUE_ENUM   ? v->term->id
	       : v && v->kind == VALUE_TEXT ? value_text(v)
	                                    : STR_NULL;
}

/* Whether the same entry stood in the old state and held there. */
static bool held_before(const struct site_item *old, const struct value *entry, struct str content,
                        struct str old_hash)
{
	const struct value *list = old ? story_value(old->item, STR("approvals")) : NULL;
	for (uint32_t i = 0; list && list->kind == VALUE_LIST && i < list->size; i++)
		if (value_equal(&list->children[i], entry))
			return !content.size || str_equal(content, old_hash);
	return false;
}

/* An approval holds if its hash is that of the item; one without a hash held before the
 * change and holds no longer if the change touches what is approved. */
static void find_stale(struct comparison *c, struct item_comparison *ic)
{
	char now[CONTENT_HASH_SIZE] = "", before[CONTENT_HASH_SIZE] = "";
	const struct value *list = ic->new ? story_value(ic->new->item, STR("approvals")) : NULL;
	if (!list || list->kind != VALUE_LIST || !ic->old)
		return;
	const struct field *f = fields_find(&ic->new->item->type->fields, STR("approvals"));
	bool are_known = content_hash(ic->new->item, c->new->source, now) &&
	                 content_hash(ic->old->item, c->old->source, before);
	if (!are_known || strcmp(now, before) == 0 || !f->entry)
		return;
	ic->stale = ARENA_ARRAY(&c->arena, struct stale_approval, list->size);
	for (uint32_t i = 0; i < list->size; i++) {
		const struct value *entry = &list->children[i];
		struct str content = text_member(entry, &f->entry->fields, "content");
		const struct value *date = value_by_name(entry, &f->entry->fields, STR("date"));
		if (entry->kind != VALUE_RECORD || str_equal(content, str_from(now)) ||
		    !held_before(ic->old, entry, content, str_from(before)))
			continue;
		ic->stale[ic->stale_count++] = (struct stale_approval){
			text_member(entry, &f->entry->fields, "step"),
			text_member(entry, &f->entry->fields, "by"),
			date && date->kind == VALUE_DATE ? date->date.day : INT32_MIN};
	}
}

/* --- items ----------------------------------------------------------------- */

static bool has_field(const struct story *story, const char *name)
{
	for (size_t i = 0; i < story->count; i++)
		if (str_equal(story->fields[i].name, str_from(name)))
			return true;
	return false;
}

static void compare_item(struct comparison *c, const struct site_item *old,
                         const struct site_item *new)
{
	struct item_comparison ic = {.old = old, .new = new, .id = (new ? new : old)->item->id};
	ic.is_moved = old && new && !str_equal(old->item->path, new->item->path);
	story_of_items(&ic.story, old ? old->item : NULL, new ? new->item : NULL);
	if (ic.story.count == 0 && !ic.is_moved && old && new) {
		story_close(&ic.story);
		return;
	}
	ic.difference = difference_of(&ic);
	ic.changes_visibility = visibility_of(old) != visibility_of(new) ||
	                        (old && new &&has_field(&ic.story, "attribute"));
	if (has_field(&ic.story, "body")) {
		ic.old_body = read_body(c->old, old, &c->arena);
		ic.new_body = read_body(c->new, new, &c->arena);
	}
	find_stale(c, &ic);
	ARRAY_PUSH(c, ic);
}

static int compare_order(const void *a, const void *b)
{
	const struct item_comparison *x = a, *y = b;
	if (x->changes_visibility != y->changes_visibility)
		return x->changes_visibility ? -1 : 1;
	const struct site_item *p = x->new ? x->new : x->old, *q = y->new ? y->new : y->old;
	return str_compare(p->item->path, q->item->path);
}

void compare_sites(struct comparison *c, const struct site *old, const struct site *new)
{
	*c = (struct comparison){.old = old, .new = new};
	arena_init(&c->arena, 0);
	for (size_t i = 0; i < new->item_count; i++) {
		const struct site_item *si = &new->items[i];
		if (si->item->id.size && site_find(new, si->item->id) == si)
			compare_item(c, site_find(old, si->item->id), si);
	}
	for (size_t i = 0; i < old->item_count; i++) {
		const struct site_item *si = &old->items[i];
		if (si->item->id.size && site_find(old, si->item->id) == si &&
		    !site_find(new, si->item->id))
			compare_item(c, si, NULL);
	}
	if (c->count)
		qsort(c->items, c->count, sizeof *c->items, compare_order);
}

void comparison_release(struct comparison *c)
{
	for (size_t i = 0; i < c->count; i++)
		story_close(&c->items[i].story);
	free(c->items);
	arena_release(&c->arena);
}

/* --- problems -------------------------------------------------------------- */

static struct str problem_key(const struct diag *d, struct arena *arena)
{
	struct str what = d->item.size ? d->item : d->file;
	return STR_JOIN(arena, d->code, STR("\n"), what, STR("\n"), d->message);
}

size_t compare_problems(const struct diag_sink *a, const struct diag_sink *b,
                        const struct diag ***out)
{
	struct arena arena;
	struct map known;
	size_t count = 0;
	arena_init(&arena, 0);
	map_init(&known, &arena);
	*out = memory_new(b->count, sizeof **out);
	for (size_t i = 0; i < a->count; i++)
		map_put(&known, problem_key(&a->items[i], &arena), &a->items[i]);
	for (size_t i = 0; i < b->count; i++)
		if (!map_get(&known, problem_key(&b->items[i], &arena)))
			(*out)[count++] = &b->items[i];
	map_release(&known);
	arena_release(&arena);
	return count;
}

const char *item_difference_id(enum item_difference d)
{
	static const char *const ids[] = {"added",    "removed", "withdrawn",
	                                  "restored", "changed", "moved"};
	return ids[d];
}
