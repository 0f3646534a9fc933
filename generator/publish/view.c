/* Builds the view in one pass a table: objects first, then what joins them. */
#include "publish/view.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/path.h"
#include "catalog/permalink.h"

/* --- lists ----------------------------------------------------------------- */

struct list_builder {
	const void **items;
	size_t count, room;
};

static struct view_list finish_list(struct view *v, struct list_builder *b)
{
	const void **kept = ARENA_ARRAY(&v->arena, const void *, b->count);
	if (b->count)
		memcpy(kept, b->items, b->count * sizeof *kept);
	struct view_list list = {VIEW_LIST, (uint32_t)b->count, kept};
	free(b->items);
	*b = (struct list_builder){0};
	return list;
}

/* --- order ----------------------------------------------------------------- */

/* Newest first; what has no date of publication comes last, by weight and title;
 * ties by id, so that the order is total. */
static int compare_items(const void *a, const void *b)
{
	const struct view_item *x = *(const struct view_item *const *)a;
	const struct view_item *y = *(const struct view_item *const *)b;
	int order = datetime_compare(y->published, x->published);
	if (!order)
		order = (x->weight > y->weight) - (x->weight < y->weight);
	if (!order && x->published.day == INT32_MIN)
		order = str_compare(item_title(x->source), item_title(y->source));
	/* ids carry running numbers: the later one is the newer */
	return order ? order : str_compare(y->source->id, x->source->id);
}

/* --- items ----------------------------------------------------------------- */

static void add_attachments(struct view *v, struct view_item *item)
{
	const struct field *f = item->source->type->known[KNOWN_ATTACHMENTS];
	const struct value *list = f ? view_value(item, f) : NULL;
	struct list_builder b = {0};
	for (uint32_t i = 0; list && list->kind == VALUE_LIST && i < list->size; i++) {
		const struct value *entry = &list->children[i];
		if (entry->kind != VALUE_RECORD)
			continue;
		const struct value *file = value_by_name(entry, &f->entry->fields, STR("file"));
		const struct value *title = value_by_name(entry, &f->entry->fields, STR("title"));
		if (!file || file->kind != VALUE_TEXT || !path_is_safe_name(value_text(file)))
			continue;
		struct view_attachment *a = ARENA_NEW(&v->arena, struct view_attachment);
		a->kind = VIEW_ATTACHMENT;
		a->name = value_text(file);
		a->title = title && title->kind == VALUE_TEXT ? value_text(title) : a->name;
		a->url = permalink_attachment(&v->arena, item->source, a->name);
		a->path = path_join(&v->arena, path_directory(item->source->path), a->name);
		v->site->source->size(v->site->source, a->path, &a->size);
		const void *entry_of_list = a;
		ARRAY_PUSH(&b, entry_of_list);
	}
	item->attachments = finish_list(v, &b);
}

static void add_item(struct view *v, const struct site_item *si)
{
	struct view_item *item = &v->items[v->item_count++];
	*item = (struct view_item){.kind = VIEW_ITEM,
	                           .labels = VIEW_LABELS,
	                           .is_for_staff = v->site->audience == AUDIENCE_INTERNAL,
	                           .visibility = si->visibility,
	                           .source = si->item,
	                           .url = si->url};
	item->type = &v->types[si->item->type->number];
	item->node = si->node ? &v->nodes[si->node->number] : NULL;
	item->published.day = INT32_MIN;
	item->published.minute = -1;
	if (item->visibility != VISIBILITY_TOMBSTONE)
		item_date(si->item, STR("published"), &item->published);
	const struct value *weight = item_known(si->item, KNOWN_WEIGHT);
	item->weight = weight && weight->kind == VALUE_INTEGER ? weight->number : INT64_MAX;
	v->by_number[si->number] = item;
}

/* Relations lie sorted by target and name; both ends must be in the view, and the
 * field must be public: the relation is as public as the field that states it. */
static void add_inverses(struct view *v)
{
	const struct site *site = v->site;
	struct list_builder b = {0};
	for (size_t i = 0; i < site->relation_count;) {
		uint32_t to = site->relations[i].to;
		struct view_item *target = (struct view_item *)v->by_number[to];
		size_t end = i;
		while (end < site->relation_count && site->relations[end].to == to)
			end++;
		struct view_inverse *inverses = ARENA_ARRAY(&v->arena, struct view_inverse,
		                                            end - i);
		size_t count = 0;
		while (i < end) {
			struct str name = site->relations[i].field->inverse;
			for (; i < end && str_equal(site->relations[i].field->inverse, name); i++) {
				const struct view_item *from =
					v->by_number[site->relations[i].from];
				if (!from || !view_shows_field(from, site->relations[i].field))
					continue;
				const void *entry = from;
				ARRAY_PUSH(&b, entry);
			}
			if (b.count > 1)
				qsort(b.items, b.count, sizeof *b.items, compare_items);
			size_t kept = 0; /* one item may say it twice */
			for (size_t k = 0; k < b.count; k++)
				if (k == 0 || b.items[k] != b.items[k - 1])
					b.items[kept++] = b.items[k];
			b.count = kept;
			inverses[count].name = name;
			inverses[count++].list = finish_list(v, &b);
		}
		if (target) {
			target->inverses = inverses;
			target->inverse_count = count;
		}
	}
}

static void add_items(struct view *v)
{
	const struct site *site = v->site;
	size_t shown = 0;
	for (size_t i = 0; i < site->item_count; i++)
		shown += site->items[i].visibility != VISIBILITY_HIDDEN;
	v->items = ARENA_ARRAY(&v->arena, struct view_item, shown);
	v->by_number = ARENA_ARRAY(&v->arena, const struct view_item *, site->item_count);
	for (size_t i = 0; i < site->item_count; i++)
		if (site->items[i].visibility != VISIBILITY_HIDDEN)
			add_item(v, &site->items[i]);
	for (size_t i = 0; i < v->item_count; i++)
		add_attachments(v, &v->items[i]);
	add_inverses(v);
	/* tombstones have pages, but stand in no list */
	struct list_builder b = {0};
	for (size_t i = 0; i < v->item_count; i++) {
		const void *entry = &v->items[i];
		if (v->items[i].visibility != VISIBILITY_TOMBSTONE)
			ARRAY_PUSH(&b, entry);
	}
	if (b.count)
		qsort(b.items, b.count, sizeof *b.items, compare_items);
	v->all = finish_list(v, &b);
}

/* --- what groups items: each is one distribution of the sorted list -------- */

/* Deals the sorted items out to `slots` lists; `slot_of` says which, or SIZE_MAX. */
static void distribute(struct view *v, size_t slots, struct view_list **lists,
                       size_t (*slot_of)(const struct view *v, const struct view_item *item))
{
	size_t *counts = memory_new(slots, sizeof *counts);
	const void ***entries = memory_new(slots, sizeof *entries);
	for (uint32_t i = 0; i < v->all.count; i++) {
		size_t slot = slot_of(v, v->all.entries[i]);
		if (slot != SIZE_MAX)
			counts[slot]++;
	}
	for (size_t i = 0; i < slots; i++)
		entries[i] = ARENA_ARRAY(&v->arena, const void *, counts[i]);
	memset(counts, 0, slots * sizeof *counts);
	for (uint32_t i = 0; i < v->all.count; i++) {
		size_t slot = slot_of(v, v->all.entries[i]);
		if (slot != SIZE_MAX)
			entries[slot][counts[slot]++] = v->all.entries[i];
	}
	for (size_t i = 0; i < slots; i++)
		*lists[i] = (struct view_list){VIEW_LIST, (uint32_t)counts[i], entries[i]};
	free(counts);
	free(entries);
}

static size_t slot_of_type(const struct view *v, const struct view_item *item)
{
	(void)v;
	return item->source->type->number;
}

static void add_types(struct view *v)
{
	const struct schema *schema = v->site->schema;
	struct view_list **lists = memory_new(schema->type_count, sizeof *lists);
	struct list_builder shown = {0};
	for (size_t i = 0; i < schema->type_count; i++)
		lists[i] = &v->types[i].items;
	distribute(v, schema->type_count, lists, slot_of_type);
	free(lists);
	for (size_t i = 0; i < schema->type_count; i++) {
		const void *entry = &v->types[i];
		if (v->types[i].items.count)
			ARRAY_PUSH(&shown, entry);
	}
	v->shown_types = finish_list(v, &shown);
	const struct type *organ = schema_type(schema, STR("organ"));
	v->organs = organ ? v->types[organ->number].items : (struct view_list){.kind = VIEW_LIST};
}

static size_t slot_of_node(const struct view *v, const struct view_item *item)
{
	return item->node ? (size_t)(item->node - v->nodes) : SIZE_MAX;
}

/* A node shows its own items and those of its descendants. */
static void add_items_below(struct view *v, struct view_node *node)
{
	struct list_builder b = {0};
	for (uint32_t i = node->node->number; i < node->node->after; i++)
		for (uint32_t k = 0; k < v->nodes[i].own_items.count; k++)
			ARRAY_PUSH(&b, v->nodes[i].own_items.entries[k]);
	if (b.count > 1 && node->node->after > node->node->number + 1)
		qsort(b.items, b.count, sizeof *b.items, compare_items);
	node->items = finish_list(v, &b);
}

static void join_neighbours(const struct view_list *list)
{
	for (uint32_t i = 0; i < list->count; i++) {
		struct view_item *item = (struct view_item *)list->entries[i];
		item->previous = i > 0 ? list->entries[i - 1] : NULL;
		item->next = i + 1 < list->count ? list->entries[i + 1] : NULL;
	}
}

static struct view_list child_nodes(struct view *v, const struct taxonomy_node *parent)
{
	const struct taxonomy *t = &v->site->catalogue;
	struct list_builder b = {0};
	uint32_t end = parent ? parent->after : (uint32_t)t->count;
	for (uint32_t i = parent ? parent->number + 1 : 0; i < end; i = t->nodes[i].after) {
		const void *entry = &v->nodes[i];
		ARRAY_PUSH(&b, entry);
	}
	return finish_list(v, &b);
}

static struct view_list ancestor_nodes(struct view *v, const struct taxonomy_node *n)
{
	struct list_builder b = {0};
	for (const struct taxonomy_node *p = n->parent; p; p = p->parent) {
		const void *entry = &v->nodes[p->number];
		ARRAY_PUSH(&b, entry);
	}
	for (size_t i = 0; i < b.count / 2; i++) {
		const void *kept = b.items[i];
		b.items[i] = b.items[b.count - 1 - i];
		b.items[b.count - 1 - i] = kept;
	}
	return finish_list(v, &b);
}

static void add_nodes(struct view *v)
{
	const struct taxonomy *t = &v->site->catalogue;
	struct view_list **lists = memory_new(t->count, sizeof *lists);
	struct list_builder all = {0};
	for (size_t i = 0; i < t->count; i++)
		lists[i] = &v->nodes[i].own_items;
	distribute(v, t->count, lists, slot_of_node);
	free(lists);
	for (size_t i = 0; i < t->count; i++) {
		struct view_node *n = &v->nodes[i];
		const void *entry = n;
		n->children = child_nodes(v, n->node);
		n->ancestors = ancestor_nodes(v, n->node);
		add_items_below(v, n);
		join_neighbours(&n->own_items);
		ARRAY_PUSH(&all, entry);
	}
	v->all_nodes = finish_list(v, &all);
	v->top_nodes = child_nodes(v, NULL);
}

static void prepare_nodes(struct view *v)
{
	const struct taxonomy *t = &v->site->catalogue;
	v->nodes = ARENA_ARRAY(&v->arena, struct view_node, t->count);
	for (size_t i = 0; i < t->count; i++) {
		struct view_node *n = &v->nodes[i];
		n->kind = VIEW_NODE;
		n->node = &t->nodes[i];
		n->url = permalink_node(&v->arena, n->node->id);
		n->parent = n->node->parent ? &v->nodes[n->node->parent->number] : NULL;
	}
}

/* --- terms ----------------------------------------------------------------- */

static const struct vocabulary *vocabulary_of(const struct view *v, enum known_field known)
{
	const struct schema *schema = v->site->schema;
	for (size_t i = 0; i < schema->type_count; i++) {
		const struct field *f = schema->types[i].known[known];
		const struct vocabulary *found = !f              ? NULL
		                                 : f->vocabulary ? f->vocabulary
		                                 : f->entry      ? f->entry->vocabulary
		                                                 : NULL;
		if (found)
			return found;
	}
	return NULL;
}

static struct view_term *new_term(struct view *v, struct str id, struct str label,
                                  struct str vocabulary, struct str folder, struct list_builder *b)
{
	struct view_term *term = ARENA_NEW(&v->arena, struct view_term);
	term->kind = VIEW_TERM;
	term->id = id;
	term->label = label;
	term->vocabulary = vocabulary;
	term->url = STR_JOIN(&v->arena, STR("/"), folder, STR("/"), id, STR("/index.html"));
	term->items = finish_list(v, b);
	return term;
}

/* Adds an item to the lists of the values it has, each once. */
static void add_to_terms(const struct vocabulary *vocabulary, struct list_builder *lists,
                         const struct view_item *item, const struct value *value)
{
	if (value->kind == VALUE_ENUM) {
		struct list_builder *list = &lists[value->term - vocabulary->values];
		const void *entry = item;
		if (!list->count || list->items[list->count - 1] != entry)
			ARRAY_PUSH(list, entry);
	}
	for (uint32_t i = 0; value->kind == VALUE_LIST && i < value->size; i++)
		add_to_terms(vocabulary, lists, item, &value->children[i]);
}

/* One term a value of the vocabulary that some item has, in the vocabulary's order. */
static struct view_list vocabulary_terms(struct view *v, enum known_field known, struct str folder)
{
	const struct vocabulary *vocabulary = vocabulary_of(v, known);
	struct list_builder terms = {0};
	if (!vocabulary)
		return finish_list(v, &terms);
	struct list_builder *lists = memory_new(vocabulary->count, sizeof *lists);
	for (uint32_t k = 0; k < v->all.count; k++) {
		const struct view_item *item = v->all.entries[k];
		const struct field *f = item->source->type->known[known];
		const struct value *has = f ? view_value(item, f) : NULL;
		if (has)
			add_to_terms(vocabulary, lists, item, has);
	}
	for (size_t i = 0; i < vocabulary->count; i++) {
		const struct vocabulary_value *value = &vocabulary->values[i];
		if (lists[i].count == 0)
			continue;
		const void *entry = new_term(v, value->id, label_text(&value->label, v->language),
		                             vocabulary->id, folder, &lists[i]);
		ARRAY_PUSH(&terms, entry);
	}
	free(lists);
	return finish_list(v, &terms);
}

static struct view_list year_terms(struct view *v)
{
	struct list_builder terms = {0}, b = {0};
	for (uint32_t i = 0; i < v->all.count;) {
		const struct view_item *item = v->all.entries[i];
		if (item->published.day == INT32_MIN)
			break; /* sorted: only undated ones follow */
		int year = date_to_civil(item->published.day).year;
		for (; i < v->all.count; i++) {
			item = v->all.entries[i];
			if (item->published.day == INT32_MIN ||
			    date_to_civil(item->published.day).year != year)
				break;
			ARRAY_PUSH(&b, v->all.entries[i]);
		}
		struct str id = str_format(&v->arena, "%d", year);
		struct str label = v->language == LANGUAGE_EN ? id
		                                              : STR_JOIN(&v->arena, id, STR("年"));
		const void *entry = new_term(v, id, label, STR("years"), STR("years"), &b);
		ARRAY_PUSH(&terms, entry);
	}
	return finish_list(v, &terms);
}

/* --- building -------------------------------------------------------------- */

struct view *view_build(const struct site *site, enum language language)
{
	struct view *v = memory_new(1, sizeof *v);
	v->kind = VIEW_SITE;
	v->by_type = VIEW_BY_TYPE;
	v->annuals.kind = VIEW_LIST;
	v->site = site;
	v->language = language;
	arena_init(&v->arena, 64 * 1024);
	v->types = ARENA_ARRAY(&v->arena, struct view_type, site->schema->type_count);
	for (size_t i = 0; i < site->schema->type_count; i++) {
		v->types[i].kind = VIEW_TYPE;
		v->types[i].type = &site->schema->types[i];
	}
	prepare_nodes(v);
	add_items(v);
	add_types(v);
	add_nodes(v);
	v->attributes = vocabulary_terms(v, KNOWN_ATTRIBUTE, STR("attributes"));
	v->platforms = vocabulary_terms(v, KNOWN_PLATFORM, STR("platforms"));
	v->years = year_terms(v);
	return v;
}

void view_free(struct view *v)
{
	if (!v)
		return;
	arena_release(&v->arena);
	free(v);
}

/* --- asking ---------------------------------------------------------------- */

const struct view_item *view_find(const struct view *view, struct str id)
{
	const struct site_item *si = site_find(view->site, id);
	return si ? view->by_number[si->number] : NULL;
}

const struct view_node *view_node_of(const struct view *view, const struct taxonomy_node *node)
{
	return node ? &view->nodes[node->number] : NULL;
}

bool view_shows_field(const struct view_item *item, const struct field *field)
{
	if (!field->is_public)
		return false;
	if (item->visibility == VISIBILITY_FULL || field->known == KNOWN_ID)
		return true;
	if (item->visibility == VISIBILITY_TOMBSTONE)
		return field->known == KNOWN_WITHDRAWN || field->known == KNOWN_STATUS;
	/* an entry says what there is and how to ask for it (条例 article 12) */
	switch (field->known) {
	case KNOWN_TITLE:
	case KNOWN_STATUS:
	case KNOWN_ATTRIBUTE:
	case KNOWN_INDEX_NO:
	case KNOWN_OWNER:
	case KNOWN_DATES:
	case KNOWN_CATALOGUE: return true;
	/* the staff's register of attributes says why, too (S2.4) */
	case KNOWN_ATTRIBUTE_REASON:
	case KNOWN_WITHHOLD: return item->is_for_staff;
	default: return false;
	}
}

const struct value *view_value(const struct view_item *item, const struct field *field)
{
	return view_shows_field(item, field) ? value_of_field(&item->source->root, field) : NULL;
}

const struct value *view_value_at(const struct view_item *item, struct str path,
                                  const struct field **field)
{
	const struct fields *fields = &item->source->type->fields;
	const struct value *v = NULL;
	struct str piece;
	while (str_next_piece(&path, '.', &piece)) {
		const struct field *f = fields_find(fields, piece);
		if (!f || !f->is_public)
			return NULL;
		v = v ? value_of_field(v, f) : view_value(item, f);
		if (!v)
			return NULL;
		*field = f;
		fields = &f->fields;
	}
	return v;
}

struct str view_title(const struct view *view, const struct view_item *item)
{
	if (item->visibility != VISIBILITY_TOMBSTONE)
		return item_title(item->source);
	return view->language == LANGUAGE_EN ? STR("Withdrawn information") : STR("已撤下的信息");
}

static void add_chinese_date(struct civil c, struct buf *out)
{
	buf_add_number(out, c.year);
	buf_add(out, STR("年"));
	buf_add_number(out, c.month);
	buf_add(out, STR("月"));
	buf_add_number(out, c.day);
	buf_add(out, STR("日"));
}

static void add_date(struct datetime date, enum language language, struct buf *out)
{
	struct civil c = date_to_civil(date.day);
	if (language == LANGUAGE_EN)
		date_add_iso(out, date.day);
	else
		add_chinese_date(c, out);
	if (date.minute >= 0)
		buf_format(out, " %02d:%02d", date.minute / 60, date.minute % 60);
}

static void add_record(const struct view *view, const struct field *field,
                       const struct value *value, struct buf *out)
{
	bool is_first = true;
	for (uint32_t i = 0; i < value->size; i++) {
		const struct value *child = &value->children[i];
		const struct field *f = &field->fields.items[child->field];
		if (!f->is_public || child->kind == VALUE_NONE)
			continue;
		if (!is_first)
			buf_add(out, view->language == LANGUAGE_EN ? STR("; ") : STR("；"));
		is_first = false;
		buf_add(out, label_text(&f->label, view->language));
		buf_add(out, view->language == LANGUAGE_EN ? STR(": ") : STR("："));
		view_add_text(view, f, child, out);
	}
}

void view_add_text(const struct view *view, const struct field *field, const struct value *value,
                   struct buf *out)
{
	const struct view_item *to;
	const struct taxonomy_node *node;
	bool english = view->language == LANGUAGE_EN;
	switch (value->kind) {
	case VALUE_TEXT:
	case VALUE_DECIMAL: buf_add(out, value_text(value)); break;
	case VALUE_ENUM: buf_add(out, label_text(&value->term->label, view->language)); break;
	case VALUE_REF:
		to = view_find(view, value_text(value));
		if (to)
			buf_add(out, view_title(view, to));
		break;
	case VALUE_NODE:
		node = taxonomy_find(&view->site->catalogue, value_text(value));
		if (node)
			buf_add(out, node->title);
		break;
	case VALUE_DATE: add_date(value->date, view->language, out); break;
	case VALUE_BOOLEAN:
		buf_add(out, value->number ? (english ? STR("yes") : STR("是"))
		                           : (english ? STR("no") : STR("否")));
		break;
	case VALUE_INTEGER: buf_add_number(out, value->number); break;
	case VALUE_LIST:
		for (uint32_t i = 0; i < value->size; i++) {
			if (i)
				buf_add(out, english ? STR(", ") : STR("、"));
			view_add_text(view, field->entry, &value->children[i], out);
		}
		break;
	case VALUE_RECORD: add_record(view, field, value, out); break;
	default: break;
	}
}

const struct view_list *view_collection(const struct view *view, struct str name)
{
	const struct {
		struct str name;
		const struct view_list *list;
	} table[] = {
		{STR("items"), &view->all},           {STR("nodes"), &view->all_nodes},
		{STR("organs"), &view->organs},       {STR("attributes"), &view->attributes},
		{STR("platforms"), &view->platforms}, {STR("years"), &view->years},
		{STR("changes"), &view->changes},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (str_equal(table[i].name, name))
			return table[i].list;
	const struct type *type = schema_type(view->site->schema, name);
	return type ? &view->types[type->number].items : NULL;
}
