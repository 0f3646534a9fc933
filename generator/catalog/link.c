/* References are walked three times with one walker: to resolve them, to see
 * whether they go in circles, and, once visibility is known, whether a public
 * item leads to a withheld one. */
#include "catalog/link.h"

#include <errno.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/utf8.h"
#include "catalog/permalink.h"

/* Of the site's own configuration, which is no item among the others. */
#define NO_NUMBER UINT32_MAX

struct linker {
	struct site *site;
	struct diag_sink *sink;
	struct arena scratch;
	const struct site_item *item; /* being looked at */
	struct str *ids;              /* of all items, for suggestions; made when first needed */
	size_t suggestions;           /* made so far: each looks at all ids */
	size_t relation_room;
};

static void report(struct linker *l, const struct value *v, enum diag_id id, struct str a,
                   struct str b, struct str c, struct str d)
{
	struct diag_more more = {.item = l->item->item->id};
	diag_report(l->sink, id, item_place(l->item->item, v), &more, a, b, c, d);
}

static struct str label_of(const struct linker *l, const struct label *label)
{
	return label_text(label, l->sink->language);
}

/* --- walking --------------------------------------------------------------- */

/* Looks at one value; whether to look at what is inside it, too. */
typedef bool visit_value(struct linker *l, const struct field *f, const struct value *v);

static void walk_record(struct linker *l, const struct fields *fields, const struct value *record,
                        visit_value *visit);

static void walk_value(struct linker *l, const struct field *f, const struct value *v,
                       visit_value *visit)
{
	if (!visit(l, f, v))
		return;
	if (v->kind == VALUE_RECORD)
		walk_record(l, &f->fields, v, visit);
	for (uint32_t i = 0; v->kind == VALUE_LIST && i < v->size; i++)
		walk_value(l, f->entry, &v->children[i], visit);
}

static void walk_record(struct linker *l, const struct fields *fields, const struct value *record,
                        visit_value *visit)
{
	for (uint32_t i = 0; i < record->size; i++)
		walk_value(l, &fields->items[record->children[i].field], &record->children[i],
		           visit);
}

static void walk_items(struct linker *l, visit_value *visit)
{
	for (size_t i = 0; i < l->site->item_count; i++) {
		l->item = &l->site->items[i];
		walk_record(l, &l->item->item->type->fields, &l->item->item->root, visit);
	}
}

/* --- references ------------------------------------------------------------ */

/* The id nearest to one that does not exist. Looking at every id costs; after
 * some suggestions the reader has seen the point. */
static struct str nearest_id(struct linker *l, struct str id)
{
	enum { MOST = 50 };
	const struct site *site = l->site;
	if (++l->suggestions > MOST)
		return STR_NULL;
	if (!l->ids) {
		l->ids = ARENA_ARRAY(&l->scratch, struct str, site->item_count);
		for (size_t i = 0; i < site->item_count; i++)
			l->ids[i] = site->items[i].item->id;
	}
	return utf8_nearest(id, l->ids, site->item_count);
}

static bool is_allowed_type(const struct field *f, const struct type *type)
{
	for (size_t i = 0; i < f->to_count; i++)
		if (str_equal(f->to[i], type->id))
			return true;
	return f->to_count == 0;
}

static void add_relation(struct linker *l, const struct field *f, const struct site_item *to)
{
	struct site *site = l->site;
	site->relations = memory_grow(site->relations, site->relation_count, &l->relation_room,
	                              sizeof *site->relations);
	site->relations[site->relation_count++] = (struct relation){
		.from = l->item->number, .to = to->number, .field = f};
}

/* A file that could not be read and is called like the id: its own message is enough. */
static bool is_in_broken_file(const struct site *site, struct str id)
{
	for (size_t i = 0; i < site->item_count; i++) {
		const struct item *item = site->items[i].item;
		if (!item->is_broken)
			continue;
		struct str name = path_name(item->path);
		name.size -= path_extension(name).size;
		if (str_equal(name, id))
			return true;
	}
	return false;
}

static void resolve_ref(struct linker *l, const struct field *f, const struct value *v)
{
	struct str id = value_text(v);
	struct site_item *to = site_find(l->site, id);
	bool is_draft = str_equal(item_status(l->item->item), STR("draft"));
	if (!to) {
		if (is_draft || is_in_broken_file(l->site, id))
			return; /* a draft may name what is still to be written */
		struct str near = nearest_id(l, id);
		report(l, v, near.size ? DIAG_REF_MISSING_NEAR : DIAG_REF_MISSING,
		       label_of(l, &f->label), id, near, STR_NULL);
		return;
	}
	if (!is_allowed_type(f, to->item->type)) {
		const struct type *wanted = schema_type(l->site->schema, f->to[0]);
		report(l, v, DIAG_REF_WRONG_TYPE, label_of(l, &f->label),
		       label_of(l, &wanted->label), id, label_of(l, &to->item->type->label));
		return;
	}
	if (f->inverse.size && l->item->number != NO_NUMBER)
		add_relation(l, f, to);
}

static struct str nearest_node(struct linker *l, struct str id)
{
	const struct taxonomy *t = &l->site->catalogue;
	struct str *ids = ARENA_ARRAY(&l->scratch, struct str, t->count);
	for (size_t i = 0; i < t->count; i++)
		ids[i] = t->nodes[i].id;
	return utf8_nearest(id, ids, t->count);
}

static void report_not_leaf(struct linker *l, const struct value *v, const struct taxonomy_node *n)
{
	const struct taxonomy *t = &l->site->catalogue;
	struct str below = STR("");
	for (uint32_t i = n->number + 1; i < n->after; i = t->nodes[i].after)
		below = STR_JOIN(&l->scratch, below, below.size ? STR("、") : STR(""),
		                 t->nodes[i].id);
	report(l, v, DIAG_NODE_NOT_LEAF, n->id, below, STR_NULL, STR_NULL);
}

static void resolve_node(struct linker *l, const struct value *v)
{
	struct str id = value_text(v);
	if (l->site->catalogue.is_broken || l->item->number == NO_NUMBER)
		return;
	struct taxonomy_node *n = taxonomy_find(&l->site->catalogue, id);
	if (!n) {
		struct str near = nearest_node(l, id);
		report(l, v, near.size ? DIAG_NODE_MISSING_NEAR : DIAG_NODE_MISSING, id, near,
		       STR_NULL, STR_NULL);
		return;
	}
	if (!taxonomy_is_leaf(n))
		report_not_leaf(l, v, n);
	l->site->items[l->item->number].node = n;
}

static void check_period(struct linker *l, const struct value *v)
{
	const struct vocabulary_value *term = v->term;
	struct datetime formed;
	if (term->since == INT32_MIN && term->until == INT32_MAX)
		return;
	if (!item_date(l->item->item, STR("formed"), &formed) ||
	    (formed.day >= term->since && formed.day <= term->until))
		return;
	struct buf since = BUF_INIT, until = BUF_INIT;
	if (term->since == INT32_MIN)
		buf_add(&since, STR("…"));
	else
		date_add_iso(&since, term->since);
	if (term->until == INT32_MAX)
		buf_add(&until, STR("…"));
	else
		date_add_iso(&until, term->until);
	report(l, v, DIAG_VOCABULARY_PERIOD, label_of(l, &term->label), buf_str(&since),
	       buf_str(&until), STR_NULL);
	buf_release(&since);
	buf_release(&until);
}

static bool resolve(struct linker *l, const struct field *f, const struct value *v)
{
	if (v->kind == VALUE_REF)
		resolve_ref(l, f, v);
	else if (v->kind == VALUE_NODE)
		resolve_node(l, v);
	else if (v->kind == VALUE_ENUM)
		check_period(l, v);
	return true;
}

static int compare_relations(const void *a, const void *b)
{
	const struct relation *x = a, *y = b;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	int order = str_compare(x->field->inverse, y->field->inverse);
	if (order)
		return order;
	return (x->from > y->from) - (x->from < y->from);
}

/* --- both ends, circles ---------------------------------------------------- */

static bool names_item(const struct value *v, struct str id)
{
	if (v->kind == VALUE_REF)
		return str_equal(value_text(v), id);
	for (uint32_t i = 0; v->kind == VALUE_LIST && i < v->size; i++)
		if (names_item(&v->children[i], id))
			return true;
	return false;
}

/* Where the target declares the same relation itself, both must agree. */
static void check_both_ends(struct linker *l)
{
	const struct site *site = l->site;
	for (size_t i = 0; i < site->relation_count; i++) {
		const struct relation *r = &site->relations[i];
		const struct item *to = site->items[r->to].item;
		const struct field *f = fields_find(&to->type->fields, r->field->inverse);
		const struct value *v = f ? value_of_field(&to->root, f) : NULL;
		struct str from = site->items[r->from].item->id;
		if (!v || names_item(v, from))
			continue;
		l->item = &site->items[r->to];
		report(l, v, DIAG_REF_DISAGREES, to->id, label_of(l, &f->label), from, STR_NULL);
	}
}

static const struct site_item *follow(const struct site *site, const struct site_item *from,
                                      const struct field *f)
{
	const struct field *own = fields_find(&from->item->type->fields, f->name);
	const struct value *v = own ? value_of_field(&from->item->root, own) : NULL;
	return v && v->kind == VALUE_REF ? site_find(site, value_text(v)) : NULL;
}

/* How many steps lead back to `start`, 0 where none do or where the circle has a
 * member of a lower number: a circle is reported once. Brent's trick is not
 * needed: a chain longer than there are items has met itself. */
static size_t circle_length(const struct site *site, const struct site_item *start,
                            const struct field *f)
{
	const struct site_item *at = start;
	for (size_t steps = 1; steps <= site->item_count; steps++) {
		at = follow(site, at, f);
		if (!at || at->number < start->number)
			return 0;
		if (at == start)
			return steps;
	}
	return 0;
}

/* A single-valued field must not lead back to where it began. */
static bool check_circle(struct linker *l, const struct field *f, const struct value *v)
{
	if (!f->is_acyclic || v->kind != VALUE_REF)
		return true;
	size_t length = circle_length(l->site, l->item, f);
	if (length == 0)
		return true;
	struct buf path = BUF_INIT;
	const struct site_item *at = l->item;
	buf_add(&path, at->item->id);
	for (size_t i = 0; i < length; i++) {
		at = follow(l->site, at, f);
		buf_add(&path, STR(" → "));
		buf_add(&path, at->item->id);
	}
	report(l, v, DIAG_REF_CYCLE, label_of(l, &f->label), buf_str(&path), STR_NULL, STR_NULL);
	buf_release(&path);
	return true;
}

/* --- unique values --------------------------------------------------------- */

struct holder {
	const struct site_item *item;
	const struct value *value;
};

static struct str scalar_text(struct linker *l, const struct value *v)
{
	switch (v->kind) {
	case VALUE_TEXT:
	case VALUE_REF:
	case VALUE_NODE:
	case VALUE_DECIMAL: return value_text(v);
	case VALUE_ENUM: return v->term->id;
	case VALUE_INTEGER: return str_format(&l->scratch, "%lld", (long long)v->number);
	default: return STR_NULL;
	}
}

static void check_unique_field(struct linker *l, const struct type *type, const struct field *f)
{
	struct map seen;
	map_init(&seen, &l->scratch);
	for (size_t i = 0; i < l->site->item_count; i++) {
		const struct site_item *si = &l->site->items[i];
		const struct value *v = si->item->type == type ? value_of_field(&si->item->root, f)
		                                               : NULL;
		struct str text = v ? scalar_text(l, v) : STR_NULL;
		if (text.size == 0)
			continue;
		struct holder *h = ARENA_NEW(&l->scratch, struct holder);
		*h = (struct holder){si, v};
		struct holder *first = map_put(&seen, text, h);
		if (!first)
			continue;
		unsigned line, column;
		struct diag_place place = item_place(first->item->item, first->value);
		diag_position(place.text, place.begin, &line, &column);
		struct diag_more more = {.item = si->item->id, .basis = f->basis, .code = f->code};
		diag_report(l->sink, DIAG_VALUE_NOT_UNIQUE, item_place(si->item, v), &more,
		            label_of(l, &f->label), text, first->item->item->id,
		            first->item->item->path, str_format(&l->scratch, "%u", line));
	}
	map_release(&seen);
}

static void check_unique(struct linker *l)
{
	const struct schema *schema = l->site->schema;
	for (size_t t = 0; t < schema->type_count; t++) {
		const struct type *type = &schema->types[t];
		for (size_t i = 0; i < type->fields.count; i++) {
			const struct field *f = &type->fields.items[i];
			/* doubled ids are found while loading, over all types */
			if (f->is_unique && f->known != KNOWN_ID)
				check_unique_field(l, type, f);
		}
	}
}

/* --- attachments and aliases ----------------------------------------------- */

static void check_attachment_file(struct linker *l, const struct value *v, struct str name)
{
	struct site *site = l->site;
	struct str path = path_join(&l->scratch, path_directory(l->item->item->path), name);
	size_t size = 0;
	int error = site->source->size(site->source, path, &size);
	if (error) {
		report(l, v, DIAG_ATTACHMENT_MISSING, path, STR_NULL, STR_NULL, STR_NULL);
		return;
	}
	if (size > LIMIT_ATTACHMENT) {
		report(l, v, DIAG_ATTACHMENT_TOO_LARGE, path,
		       str_format(&l->scratch, "%zu", LIMIT_ATTACHMENT), STR_NULL, STR_NULL);
		return;
	}
	enum { POINTER = 1024 }; /* a Git LFS pointer is a text of some 130 bytes */
	if (size > POINTER)
		return;
	struct buf bytes = BUF_INIT;
	if (!site->source->read(site->source, path, POINTER, &bytes) &&
	    str_starts_with(buf_str(&bytes), STR("version https://git-lfs.github.com/spec/")))
		report(l, v, DIAG_ATTACHMENT_LFS, path, STR_NULL, STR_NULL, STR_NULL);
	buf_release(&bytes);
}

static const struct value *attachment_file(const struct item *item, const struct value *entry)
{
	const struct field *f = item->type->known[KNOWN_ATTACHMENTS];
	return entry->kind == VALUE_RECORD && f->entry
	               ? value_by_name(entry, &f->entry->fields, STR("file"))
	               : NULL;
}

static void check_attachments(struct linker *l)
{
	const struct item *item = l->item->item;
	const struct value *list = item_known(item, KNOWN_ATTACHMENTS);
	for (uint32_t i = 0; list && list->kind == VALUE_LIST && i < list->size; i++) {
		const struct value *v = attachment_file(item, &list->children[i]);
		if (!v || v->kind != VALUE_TEXT)
			continue;
		struct str name = value_text(v);
		bool is_twice = false;
		for (uint32_t k = 0; k < i; k++) {
			const struct value *other = attachment_file(item, &list->children[k]);
			is_twice |= other && str_equal(value_text(other), name);
		}
		if (is_twice)
			report(l, v, DIAG_ATTACHMENT_TWICE, name, STR_NULL, STR_NULL, STR_NULL);
		else if (!path_is_safe_name(name) || name.data[0] == '.')
			report(l, v, DIAG_ATTACHMENT_BAD_NAME, name, STR_NULL, STR_NULL, STR_NULL);
		else
			check_attachment_file(l, v, name);
	}
}

static void check_aliases(struct linker *l)
{
	const struct value *list = item_known(l->item->item, KNOWN_ALIASES);
	for (uint32_t i = 0; list && list->kind == VALUE_LIST && i < list->size; i++) {
		const struct value *v = &list->children[i];
		if (v->kind == VALUE_TEXT && !permalink_is_valid_alias(value_text(v)))
			report(l, v, DIAG_ALIAS_BAD, value_text(v), STR_NULL, STR_NULL, STR_NULL);
	}
}

void link_items(struct site *site, struct diag_sink *sink)
{
	struct linker l = {.site = site, .sink = sink};
	arena_init(&l.scratch, 64 * KIB);
	l.relation_room = site->relation_count;
	walk_items(&l, resolve);
	struct site_item config = {.item = site->config, .number = NO_NUMBER};
	l.item = &config;
	if (site->config)
		walk_record(&l, &site->config->type->fields, &site->config->root, resolve);
	if (site->relation_count)
		qsort(site->relations, site->relation_count, sizeof *site->relations,
		      compare_relations);
	check_both_ends(&l);
	walk_items(&l, check_circle);
	check_unique(&l);
	for (size_t i = 0; i < site->item_count; i++) {
		l.item = &site->items[i];
		check_attachments(&l);
		check_aliases(&l);
	}
	arena_release(&l.scratch);
}

/* --- once visibility is known ---------------------------------------------- */

void link_decide_visibility(struct site *site)
{
	const struct parameter *entry = site_parameter(site, STR("visibility.on_request_entry"));
	struct visibility_facts facts = {.as_of = site->as_of, .audience = site->audience};
	facts.on_request_is_entry = entry && entry->number;
	for (size_t i = 0; i < site->item_count; i++) {
		struct site_item *si = &site->items[i];
		facts.verdicts = si->verdicts;
		si->visibility = item_visibility(si->item, &facts, &si->reason);
		if (si->item->id.size && site_find(site, si->item->id) != si) {
			/* its id is another's: reported, and never shown in its place */
			si->visibility = VISIBILITY_HIDDEN;
			si->reason = REASON_BROKEN;
		}
	}
}

static bool check_public_ref(struct linker *l, const struct field *f, const struct value *v)
{
	if (!f->is_public || l->item->visibility != VISIBILITY_FULL)
		return false;
	const struct site_item *to = v->kind == VALUE_REF ? site_find(l->site, value_text(v))
	                                                  : NULL;
	if (!to)
		return true;
	if (to->visibility == VISIBILITY_HIDDEN && !site_item_is_stopped(to))
		report(l, v, DIAG_REF_WITHHELD, label_of(l, &f->label), to->item->id, STR_NULL,
		       STR_NULL);
	else if (to->visibility == VISIBILITY_TOMBSTONE)
		report(l, v, DIAG_REF_WITHDRAWN, label_of(l, &f->label), to->item->id, STR_NULL,
		       STR_NULL);
	return true;
}

/* With a file unread nobody can say that a node is empty. */
static bool has_broken_items(const struct site *site)
{
	for (size_t i = 0; i < site->item_count; i++)
		if (site->items[i].item->is_broken)
			return true;
	return false;
}

static void check_nodes(struct linker *l)
{
	struct site *site = l->site;
	struct taxonomy *t = &site->catalogue;
	uint32_t *counts = ARENA_ARRAY(&l->scratch, uint32_t, t->count);
	for (size_t i = 0; i < site->item_count; i++) {
		const struct site_item *si = &site->items[i];
		bool is_shown = si->visibility == VISIBILITY_FULL ||
		                si->visibility == VISIBILITY_ENTRY || site_item_is_stopped(si);
		for (struct taxonomy_node *n = is_shown ? si->node : NULL; n; n = n->parent)
			counts[n->number]++;
		l->item = si;
		/* a required one that is missing or wrong has been reported */
		const struct field *f = si->item->type->known[KNOWN_CATALOGUE];
		if (is_shown && f && f->need == NEED_NEVER && !value_of_field(&si->item->root, f))
			report(l, NULL, DIAG_ITEM_IN_NO_NODE, STR_NULL, STR_NULL, STR_NULL,
			       STR_NULL);
	}
	for (size_t i = 0; i < t->count && !has_broken_items(site); i++)
		if (counts[i] == 0)
			diag_report(l->sink, DIAG_NODE_EMPTY, taxonomy_place(t, &t->nodes[i]), NULL,
			            t->nodes[i].id);
}

static void check_titles(struct linker *l)
{
	struct map seen;
	map_init(&seen, &l->scratch);
	for (size_t i = 0; i < l->site->item_count; i++) {
		struct site_item *si = &l->site->items[i];
		const struct value *v = item_known(si->item, KNOWN_TITLE);
		if (si->visibility != VISIBILITY_FULL || !v || v->kind != VALUE_TEXT)
			continue;
		struct site_item *first = map_put(&seen, value_text(v), si);
		l->item = si;
		if (first)
			report(l, v, DIAG_TITLE_TWICE, first->item->id, STR_NULL, STR_NULL,
			       STR_NULL);
	}
	map_release(&seen);
}

void link_check_public(struct site *site, struct diag_sink *sink)
{
	struct linker l = {.site = site, .sink = sink};
	arena_init(&l.scratch, 64 * KIB);
	walk_items(&l, check_public_ref);
	check_nodes(&l);
	check_titles(&l);
	arena_release(&l.scratch);
}
