/* What took effect on the main line, oldest first, told only as far as it was to be seen. */
#include "publish/changes.h"

#include <stdlib.h>

#include "base/memory.h"

struct adder {
	struct view *view;
	const struct record *record;
	const struct vocabulary *roles;
	struct {
		struct view_change **items;
		size_t count, room;
	} all;
};

static bool is_seen(uint8_t visibility)
{
	return visibility != VISIBILITY_HIDDEN;
}

static int32_t landing_day(const struct adder *a, const struct history_entry *e)
{
	const struct commit_graph *g = &a->record->history->graph;
	return commit_day(g->items[g->items[e->commit].landed].corrected);
}

/* What the public is told a change was; null: it is not told. `is_known`: it has seen the
 * item before. */
static struct str kind_for_public(const struct history_entry *e, bool is_known)
{
	if (!is_known)
		return e->new_visibility == VISIBILITY_TOMBSTONE ? STR_NULL : STR("published");
	switch ((enum history_kind)e->kind) {
	case HISTORY_WITHDRAWN: return STR("withdrawn");
	case HISTORY_RESTORED: return STR("restored");
	case HISTORY_SUBSTANTIVE: return STR("changed");
	case HISTORY_EDITORIAL: return STR("edited");
	default: return STR_NULL;
	}
}

static struct str label_of_kind(struct str kind, enum language language)
{
	static const struct {
		struct str kind, words[2];
	} table[] = {
		{STR_INIT("published"), {STR_INIT("发布"), STR_INIT("published")}},
		{STR_INIT("changed"), {STR_INIT("修改"), STR_INIT("changed")}},
		{STR_INIT("edited"), {STR_INIT("文字更正"), STR_INIT("corrected")}},
		{STR_INIT("withdrawn"), {STR_INIT("撤下"), STR_INIT("withdrawn")}},
		{STR_INIT("restored"), {STR_INIT("恢复"), STR_INIT("restored")}},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (str_equal(table[i].kind, kind))
			return table[i].words[language];
	return STR_NULL;
}

/* The labels of the changed fields that may be seen now, `正文` for the text. */
static struct str changed_labels(struct adder *a, const struct view_item *item,
                                 const struct history_entry *e)
{
	struct buf b = BUF_INIT;
	bool english = a->view->language == LANGUAGE_EN;
	for (uint32_t i = 0; i < e->field_count; i++) {
		struct str path = e->fields[i], label;
		const struct field *f = fields_find_path(&item->source->type->fields, path);
		struct str top = str_slice(path, 0, str_find(path, STR("."), 0));
		const struct field *outer = fields_find(&item->source->type->fields, top);
		if (str_equal(path, STR("body")))
			label = english ? STR("text") : STR("正文");
		else if (f && outer && f->is_public && view_shows_field(item, outer) &&
		         f->change != CHANGE_INTERNAL)
			label = label_text(&f->label, a->view->language);
		else
			continue;
		if (b.size)
			buf_add(&b, english ? STR(", ") : STR("、"));
		buf_add(&b, label);
	}
	struct str text = b.size ? str_copy(&a->view->arena, buf_str(&b)) : STR_NULL;
	buf_release(&b);
	return text;
}

/* Unit and role of the author on that day; both stay empty where nobody is known. */
static void add_author(struct adder *a, const struct commit *c, struct view_change *change)
{
	if (c->authored == NO_TIME)
		return;
	const struct post *p = people_by_email(&a->record->people, record_author(a->record, c),
	                                       commit_day(c->authored));
	if (!p)
		return;
	const struct vocabulary_value *role = a->roles ? vocabulary_find(a->roles, p->role) : NULL;
	change->organ = view_find(a->view, p->organ);
	if (role)
		change->role = label_text(&role->label, a->view->language);
}

static struct view_change *make_change(struct adder *a, const struct view_item *item,
                                       const struct history_entry *e, struct str kind)
{
	const struct commit *c = &a->record->history->graph.items[e->commit];
	struct view_change *change = ARENA_NEW(&a->view->arena, struct view_change);
	struct buf date = BUF_INIT;
	change->kind_of_object = VIEW_CHANGE;
	change->item = item;
	change->kind = kind;
	change->label = label_of_kind(kind, a->view->language);
	change->day = landing_day(a, e);
	if (str_equal(kind, STR("published")) && e->shown_from > change->day)
		change->day = e->shown_from; /* it lay ready, and its day came */
	date_add_iso(&date, change->day);
	change->date = str_copy(&a->view->arena, buf_str(&date));
	buf_release(&date);
	if (item->visibility == VISIBILITY_FULL) {
		change->note = c->note.size ? str_copy(&a->view->arena, c->note) : STR_NULL;
		if (str_equal(kind, STR("changed")) || str_equal(kind, STR("edited")))
			change->fields = changed_labels(a, item, e);
	}
	add_author(a, c, change);
	return change;
}

static void add_item(struct adder *a, struct view_item *item)
{
	const struct history *h = a->record->history;
	const struct history_span *span = history_of_item(h, item->source->id);
	const void **entries = ARENA_ARRAY(&a->view->arena, const void *, span ? span->count : 0);
	uint32_t count = 0;
	bool is_known = false;
	int32_t shown_from = INT32_MAX;
	for (size_t i = span ? span->count : 0; i > 0; i--) {
		const struct history_entry *e = &span->entries[i - 1];
		bool is_due = is_seen(e->new_visibility) && e->shown_from <= a->view->site->as_of;
		if (e->scope != CHANGE_OWN || !e->is_landed || !is_due)
			continue;
		/* while it lay ready nobody saw it change */
		if (is_known && landing_day(a, e) < shown_from)
			continue;
		struct str kind = kind_for_public(e, is_known);
		if (!is_known)
			shown_from = e->shown_from;
		is_known |= !str_is_null(kind);
		if (str_is_null(kind))
			continue;
		struct view_change *change = make_change(a, item, e, kind);
		entries[count++] = change;
		change->number = count;
		a->all.items = memory_grow(a->all.items, a->all.count, &a->all.room,
		                           sizeof *a->all.items);
		a->all.items[a->all.count++] = change;
	}
	for (uint32_t i = 0; i < count / 2; i++) { /* newest first */
		const void *other = entries[i];
		entries[i] = entries[count - 1 - i];
		entries[count - 1 - i] = other;
	}
	item->changes = (struct view_list){VIEW_LIST, count, entries};
}

static int compare_changes(const void *a, const void *b)
{
	const struct view_change *x = *(struct view_change *const *)a,
				 *y = *(struct view_change *const *)b;
	if (x->day != y->day)
		return x->day > y->day ? -1 : 1;
	int order = str_compare(x->item->source->id, y->item->source->id);
	return order ? order : str_compare(x->kind, y->kind);
}

void changes_add_to_view(struct view *view, const struct record *record)
{
	struct adder a = {.view = view, .record = record};
	view->changes.kind = VIEW_LIST;
	for (size_t i = 0; i < view->item_count; i++)
		view->items[i].changes.kind = VIEW_LIST;
	if (!record || !record->history)
		return;
	a.roles = map_get(&view->site->schema->vocabularies_by_id, STR("roles"));
	for (size_t i = 0; i < view->item_count; i++)
		add_item(&a, &view->items[i]);
	if (a.all.count)
		qsort(a.all.items, a.all.count, sizeof *a.all.items, compare_changes);
	const void **entries = ARENA_ARRAY(&view->arena, const void *, a.all.count);
	for (size_t i = 0; i < a.all.count; i++)
		entries[i] = a.all.items[i];
	view->changes = (struct view_list){VIEW_LIST, (uint32_t)a.all.count, entries};
	free(a.all.items);
}
