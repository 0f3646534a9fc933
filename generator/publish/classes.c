/* One class a kind. Engine names (`url`, `visibility`, …) are tables; every other
 * name is a field of the schema, seen through view_value(). */
#include "publish/classes.h"

#include <stdio.h>

#include "base/path.h"
#include "publish/figures.h"
#include "publish/tables.h"

/* A record or list of values, made on the fly. */
struct view_record {
	uint8_t kind;
	const struct value *value;
	const struct fields *fields;
};

struct view_values {
	uint8_t kind;
	const struct value *value;
	const struct field *entry;
};

/* One row of `item.fields`. */
struct view_field {
	uint8_t kind;
	struct str name, label, text;
};

struct view_heading {
	uint8_t kind;
	const struct markdown_heading *heading;
};

static struct render_context *context_of(struct script *s)
{
	return script_context(s);
}

static const struct view *view_of(struct script *s)
{
	return context_of(s)->view;
}

static void push_optional(struct script *s, struct str text)
{
	if (str_is_null(text))
		script_push_nil(s);
	else
		script_push_text(s, text);
}

/* --- values ---------------------------------------------------------------- */

static void push_date(struct script *s, struct datetime date)
{
	char text[16];
	script_push_text(s, (struct str){text, datetime_write(date, text)});
}

static void push_value(struct script *s, const struct field *f, const struct value *v)
{
	struct view_record record = {VIEW_RECORD, v, &f->fields};
	struct view_values list = {VIEW_VALUES, v, f->entry};
	switch (v ? v->kind : VALUE_NONE) {
	case VALUE_TEXT:
	case VALUE_DECIMAL: script_push_text(s, value_text(v)); break;
	case VALUE_ENUM: script_push_text(s, v->term->id); break;
	case VALUE_REF: script_push_object(s, view_find(view_of(s), value_text(v))); break;
	case VALUE_NODE:
		script_push_object(
			s, view_node_of(view_of(s), taxonomy_find(&view_of(s)->site->catalogue,
		                                                  value_text(v))));
		break;
	case VALUE_DATE: push_date(s, v->date); break;
	case VALUE_BOOLEAN: script_push_boolean(s, v->number != 0); break;
	case VALUE_INTEGER: script_push_number(s, v->number); break;
	case VALUE_RECORD: script_push_copy(s, &record, sizeof record); break;
	case VALUE_LIST: script_push_copy(s, &list, sizeof list); break;
	default: script_push_nil(s);
	}
}

static const struct field *public_field(const struct fields *fields, struct str name)
{
	const struct field *f = fields_find(fields, name);
	return f && f->is_public ? f : NULL;
}

/* What a reader sees of a value: its label, or its text. */
static void push_words(struct script *s, const struct field *f, const struct value *v)
{
	if (!v) {
		script_push_nil(s);
		return;
	}
	struct buf b = BUF_INIT;
	view_add_text(view_of(s), f, v, &b);
	struct str text = str_copy(context_of(s)->arena, buf_str(&b));
	buf_release(&b); /* before Lua may raise */
	script_push_text(s, text);
}

static bool record_field(struct script *s, const void *object, struct str name)
{
	const struct view_record *r = object;
	const struct field *f = public_field(r->fields, name);
	if (f) {
		push_value(s, f, value_of_field(r->value, f));
	} else if (str_equal(name, STR("label"))) {
		struct view_record labels = *r;
		labels.kind = VIEW_RECORD_LABELS;
		script_push_copy(s, &labels, sizeof labels);
	}
	return f || str_equal(name, STR("label"));
}

static bool record_labels_field(struct script *s, const void *object, struct str name)
{
	const struct view_record *r = object;
	const struct field *f = public_field(r->fields, name);
	if (f)
		push_words(s, f, value_of_field(r->value, f));
	return f != NULL;
}

static size_t public_names(const struct fields *fields, struct str *out, size_t most)
{
	size_t n = 0;
	for (size_t i = 0; i < fields->count && n < most; i++)
		if (fields->items[i].is_public)
			out[n++] = fields->items[i].name;
	return n;
}

static size_t record_names(struct script *s, const void *object, struct str *out, size_t most)
{
	(void)s;
	return public_names(((const struct view_record *)object)->fields, out, most);
}

static bool values_entry(struct script *s, const void *object, size_t index)
{
	const struct view_values *l = object;
	if (index < 1 || index > l->value->size)
		return false;
	push_value(s, l->entry, &l->value->children[index - 1]);
	return true;
}

static size_t values_length(const void *object)
{
	return ((const struct view_values *)object)->value->size;
}

static bool list_entry(struct script *s, const void *object, size_t index)
{
	const struct view_list *l = object;
	if (index < 1 || index > l->count)
		return false;
	script_push_object(s, l->entries[index - 1]);
	return true;
}

static size_t list_length(const void *object)
{
	return ((const struct view_list *)object)->count;
}

/* --- items ----------------------------------------------------------------- */

static void push_visibility(struct script *s, enum visibility visibility)
{
	static const struct str words[] = {
		[VISIBILITY_HIDDEN] = STR_INIT("hidden"),
		[VISIBILITY_ENTRY] = STR_INIT("entry"),
		[VISIBILITY_FULL] = STR_INIT("full"),
		[VISIBILITY_TOMBSTONE] = STR_INIT("tombstone"),
	};
	script_push_text(s, words[visibility]);
}

/* `item.fields`: what it has, for pages that know nothing of its type. */
static void push_fields(struct script *s, const struct view_item *item)
{
	struct render_context *c = context_of(s);
	const struct fields *fields = &item->source->type->fields;
	const void **rows = ARENA_ARRAY(c->arena, const void *, fields->count);
	struct view_list *list = ARENA_NEW(c->arena, struct view_list);
	uint32_t count = 0;
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *f = &fields->items[i];
		const struct value *v = view_value(item, f);
		bool is_shown_elsewhere = f->known == KNOWN_ID || f->known == KNOWN_TITLE ||
		                          f->known == KNOWN_STATUS ||
		                          f->known == KNOWN_ATTACHMENTS ||
		                          f->known == KNOWN_ALIASES;
		if (!v || is_shown_elsewhere)
			continue;
		buf_clear(&b);
		view_add_text(c->view, f, v, &b);
		if (b.size == 0)
			continue;
		struct view_field *row = ARENA_NEW(c->arena, struct view_field);
		*row = (struct view_field){VIEW_FIELD, f->name,
		                           label_text(&f->label, c->view->language),
		                           str_copy(c->arena, buf_str(&b))};
		rows[count++] = row;
	}
	buf_release(&b);
	*list = (struct view_list){VIEW_LIST, count, rows};
	script_push_object(s, list);
}

enum item_name {
	ITEM_URL,
	ITEM_TYPE,
	ITEM_VISIBILITY,
	ITEM_LABEL,
	ITEM_PREVIOUS,
	ITEM_NEXT,
	ITEM_FIELDS,
	ITEM_CHANGES
};

static const struct {
	struct str name;
	enum item_name which;
} item_names_table[] = {
	{STR_INIT("url"), ITEM_URL},
	{STR_INIT("type"), ITEM_TYPE},
	{STR_INIT("visibility"), ITEM_VISIBILITY},
	{STR_INIT("label"), ITEM_LABEL},
	{STR_INIT("previous"), ITEM_PREVIOUS},
	{STR_INIT("next"), ITEM_NEXT},
	{STR_INIT("fields"), ITEM_FIELDS},
	{STR_INIT("changes"), ITEM_CHANGES},
};
enum { ITEM_NAMES = sizeof item_names_table / sizeof *item_names_table };

static void push_item_name(struct script *s, const struct view_item *item, enum item_name which)
{
	switch (which) {
	case ITEM_URL: script_push_text(s, item->url); break;
	case ITEM_TYPE: script_push_object(s, item->type); break;
	case ITEM_VISIBILITY: push_visibility(s, item->visibility); break;
	case ITEM_LABEL: script_push_object(s, &item->labels); break;
	case ITEM_PREVIOUS: script_push_object(s, item->previous); break;
	case ITEM_NEXT: script_push_object(s, item->next); break;
	case ITEM_FIELDS: push_fields(s, item); break;
	case ITEM_CHANGES: script_push_object(s, &item->changes); break;
	}
}

/* The items that refer to this one under an inverse name of the schema. */
static bool push_inverse(struct script *s, const struct view_item *item, struct str name)
{
	static const struct view_list none = {.kind = VIEW_LIST};
	const struct schema *schema = view_of(s)->site->schema;
	for (size_t i = 0; i < item->inverse_count; i++)
		if (str_equal(item->inverses[i].name, name)) {
			script_push_object(s, &item->inverses[i].list);
			return true;
		}
	for (size_t i = 0; i < schema->inverse_count; i++)
		if (str_equal(schema->inverses[i], name)) {
			script_push_object(s, &none);
			return true;
		}
	return false;
}

/* Lists mix types: a field that only other types have is empty here, not unknown. */
static bool is_field_of_some_type(struct script *s, struct str name)
{
	const struct schema *schema = view_of(s)->site->schema;
	for (size_t i = 0; i < schema->type_count; i++)
		if (public_field(&schema->types[i].fields, name))
			return true;
	return false;
}

static bool item_field(struct script *s, const void *object, struct str name)
{
	const struct view_item *item = object;
	for (size_t i = 0; i < ITEM_NAMES; i++)
		if (str_equal(item_names_table[i].name, name)) {
			push_item_name(s, item, item_names_table[i].which);
			return true;
		}
	const struct field *f = public_field(&item->source->type->fields, name);
	if (!f && push_inverse(s, item, name))
		return true;
	/* its own, but not for this audience: as unknown as if it were not there */
	bool is_private = !f && fields_find(&item->source->type->fields, name);
	if (!f && !is_private && is_field_of_some_type(s, name)) {
		script_push_nil(s);
		return true;
	}
	if (!f)
		return false;
	if (f->known == KNOWN_ATTACHMENTS)
		script_push_object(s, &item->attachments);
	else if (f->known == KNOWN_TITLE)
		script_push_text(s, view_title(view_of(s), item));
	else if (f->known == KNOWN_CATALOGUE)
		script_push_object(s, view_value(item, f) ? item->node : NULL);
	else
		push_value(s, f, view_value(item, f));
	return true;
}

static size_t item_names(struct script *s, const void *object, struct str *out, size_t most)
{
	const struct view_item *item = object;
	const struct schema *schema = view_of(s)->site->schema;
	size_t n = public_names(&item->source->type->fields, out, most);
	for (size_t i = 0; i < ITEM_NAMES && n < most; i++)
		out[n++] = item_names_table[i].name;
	for (size_t i = 0; i < schema->inverse_count && n < most; i++)
		out[n++] = schema->inverses[i];
	return n;
}

static const struct view_item *item_of_labels(const void *object)
{
	return (const struct view_item *)((const char *)object -
	                                  offsetof(struct view_item, labels));
}

static bool labels_field(struct script *s, const void *object, struct str name)
{
	const struct view_item *item = item_of_labels(object);
	const struct field *f = public_field(&item->source->type->fields, name);
	if (f)
		push_words(s, f, view_value(item, f));
	else if (is_field_of_some_type(s, name))
		script_push_nil(s);
	else
		return false;
	return true;
}

static size_t labels_names(struct script *s, const void *object, struct str *out, size_t most)
{
	(void)s;
	return public_names(&item_of_labels(object)->source->type->fields, out, most);
}

/* --- nodes, terms, types, attachments: tables of members ------------------- */

enum member_type { MEMBER_TEXT, MEMBER_LIST, MEMBER_OBJECT, MEMBER_SIZE, MEMBER_COUNT, MEMBER_U32 };

struct member {
	struct str name;
	enum member_type type;
	size_t offset;
};

static bool push_member(struct script *s, const void *object, struct str name,
                        const struct member *members, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!str_equal(name, members[i].name))
			continue;
		const char *at = (const char *)object + members[i].offset;
		switch (members[i].type) {
		case MEMBER_TEXT: push_optional(s, *(const struct str *)at); break;
		case MEMBER_LIST: script_push_object(s, at); break;
		case MEMBER_OBJECT: script_push_object(s, *(const void *const *)at); break;
		case MEMBER_SIZE: script_push_number(s, (int64_t) * (const size_t *)at); break;
		case MEMBER_COUNT:
			script_push_number(s, ((const struct view_list *)at)->count);
			break;
		case MEMBER_U32: script_push_number(s, *(const uint32_t *)at); break;
		}
		return true;
	}
	return false;
}

#define MEMBER(struct_type, member, type)                                     \
	{                                                                     \
		STR_INIT(#member), type, offsetof(struct struct_type, member) \
	}
#define MEMBER_AS(name, struct_type, member, type)                         \
	{                                                                  \
		STR_INIT(name), type, offsetof(struct struct_type, member) \
	}
#define PUSH_MEMBER(s, object, name, members) \
	push_member((s), (object), (name), (members), sizeof(members) / sizeof *(members))

static size_t member_names(const struct member *members, size_t count, struct str *out, size_t most)
{
	size_t n = 0;
	while (n < count && n < most) {
		out[n] = members[n].name;
		n++;
	}
	return n;
}

/* Defines a class's field and names functions over its table of members. */
#define MEMBER_CLASS(prefix)                                                                    \
	static bool prefix##_field(struct script *s, const void *object, struct str name)       \
	{                                                                                       \
		return PUSH_MEMBER(s, object, name, prefix##_members);                          \
	}                                                                                       \
	static size_t prefix##_names(struct script *s, const void *object, struct str *out,     \
	                             size_t most)                                               \
	{                                                                                       \
		(void)s, (void)object;                                                          \
		return member_names(prefix##_members,                                           \
		                    sizeof(prefix##_members) / sizeof *(prefix##_members), out, \
		                    most);                                                      \
	}

static const struct member node_members[] = {
	MEMBER(view_node, url, MEMBER_TEXT),
	MEMBER(view_node, parent, MEMBER_OBJECT),
	MEMBER(view_node, children, MEMBER_LIST),
	MEMBER(view_node, ancestors, MEMBER_LIST),
	MEMBER(view_node, items, MEMBER_LIST),
	MEMBER(view_node, own_items, MEMBER_LIST),
	MEMBER_AS("count", view_node, items, MEMBER_COUNT),
};
static const struct member taxonomy_members[] = {
	MEMBER(taxonomy_node, id, MEMBER_TEXT),
	MEMBER(taxonomy_node, title, MEMBER_TEXT),
	MEMBER(taxonomy_node, description, MEMBER_TEXT),
	MEMBER(taxonomy_node, keywords, MEMBER_TEXT),
	MEMBER(taxonomy_node, column_type, MEMBER_TEXT),
};

static bool node_field(struct script *s, const void *object, struct str name)
{
	const struct view_node *n = object;
	return PUSH_MEMBER(s, object, name, node_members) ||
	       PUSH_MEMBER(s, n->node, name, taxonomy_members);
}

static size_t node_names(struct script *s, const void *object, struct str *out, size_t most)
{
	(void)s, (void)object;
	size_t n = member_names(node_members, sizeof node_members / sizeof *node_members, out,
	                        most);
	return n + member_names(taxonomy_members,
	                        sizeof taxonomy_members / sizeof *taxonomy_members, out + n,
	                        most - n);
}

static const struct member term_members[] = {
	MEMBER(view_term, id, MEMBER_TEXT),
	MEMBER(view_term, label, MEMBER_TEXT),
	MEMBER(view_term, vocabulary, MEMBER_TEXT),
	MEMBER(view_term, url, MEMBER_TEXT),
	MEMBER(view_term, items, MEMBER_LIST),
	MEMBER_AS("count", view_term, items, MEMBER_COUNT),
};
MEMBER_CLASS(term)

static const struct member attachment_members[] = {
	MEMBER(view_attachment, url, MEMBER_TEXT),
	MEMBER(view_attachment, name, MEMBER_TEXT),
	MEMBER(view_attachment, title, MEMBER_TEXT),
	MEMBER(view_attachment, size, MEMBER_SIZE),
};

static bool attachment_field(struct script *s, const void *object, struct str name)
{
	if (!str_equal(name, STR("table")))
		return PUSH_MEMBER(s, object, name, attachment_members);
	tables_push(s, object);
	return true;
}

static size_t attachment_names(struct script *s, const void *object, struct str *out, size_t most)
{
	(void)s, (void)object;
	return member_names(attachment_members,
	                    sizeof attachment_members / sizeof *attachment_members, out, most);
}

static const struct member group_members[] = {
	MEMBER(plan_group, key, MEMBER_TEXT),
	MEMBER(plan_group, label, MEMBER_TEXT),
};
MEMBER_CLASS(group)

static const struct member field_members[] = {
	MEMBER(view_field, name, MEMBER_TEXT),
	MEMBER(view_field, label, MEMBER_TEXT),
	MEMBER(view_field, text, MEMBER_TEXT),
};
MEMBER_CLASS(field)

static bool type_field(struct script *s, const void *object, struct str name)
{
	const struct view_type *t = object;
	if (str_equal(name, STR("id")))
		script_push_text(s, t->type->id);
	else if (str_equal(name, STR("label")))
		script_push_text(s, label_text(&t->type->label, view_of(s)->language));
	else if (str_equal(name, STR("folder")))
		script_push_text(s, t->type->folder);
	else if (str_equal(name, STR("items")))
		script_push_object(s, &t->items);
	else if (str_equal(name, STR("count")))
		script_push_number(s, t->items.count);
	else
		return false;
	return true;
}

/* --- the site -------------------------------------------------------------- */

static const struct member site_members[] = {
	MEMBER_AS("items", view, all, MEMBER_LIST),
	MEMBER_AS("catalogue", view, top_nodes, MEMBER_LIST),
	MEMBER_AS("types", view, shown_types, MEMBER_LIST),
	MEMBER(view, organs, MEMBER_LIST),
	MEMBER(view, attributes, MEMBER_LIST),
	MEMBER(view, platforms, MEMBER_LIST),
	MEMBER(view, years, MEMBER_LIST),
	MEMBER(view, annuals, MEMBER_LIST),
	MEMBER_AS("by_type", view, by_type, MEMBER_LIST),
};

static bool site_field(struct script *s, const void *object, struct str name)
{
	const struct view *v = object;
	if (PUSH_MEMBER(s, object, name, site_members))
		return true;
	if (str_equal(name, STR("as_of"))) {
		push_date(s, (struct datetime){v->site->as_of, -1});
		return true;
	}
	if (str_equal(name, STR("audience"))) {
		script_push_text(s, v->site->audience == AUDIENCE_INTERNAL ? STR("internal")
		                                                           : STR("public"));
		return true;
	}
	const struct item *config = v->site->config;
	const struct field *f = config ? public_field(&config->type->fields, name) : NULL;
	if (f)
		push_value(s, f, value_of_field(&config->root, f));
	return f != NULL;
}

static size_t site_names(struct script *s, const void *object, struct str *out, size_t most)
{
	const struct view *v = object;
	(void)s;
	size_t n = member_names(site_members, sizeof site_members / sizeof *site_members, out,
	                        most);
	return v->site->config ? n + public_names(&v->site->config->type->fields, out + n, most - n)
	                       : n;
}

static const struct view *view_of_by_type(const void *object)
{
	return (const struct view *)((const char *)object - offsetof(struct view, by_type));
}

/* A type the office has not is an empty list, so that a theme fits every office. */
static bool by_type_field(struct script *s, const void *object, struct str name)
{
	static const struct view_list none = {.kind = VIEW_LIST};
	const struct view *v = view_of_by_type(object);
	const struct type *type = schema_type(v->site->schema, name);
	script_push_object(s, type ? &v->types[type->number].items : &none);
	return true;
}

/* --- the page -------------------------------------------------------------- */

static const void *subject_of_kind(const struct page *p, uint8_t kind)
{
	return p->subject && *(const uint8_t *)p->subject == kind ? p->subject : NULL;
}

static void push_toc(struct script *s, struct render_context *c)
{
	struct view_list *list = ARENA_NEW(c->arena, struct view_list);
	const void **rows = ARENA_ARRAY(c->arena, const void *, c->heading_count);
	for (size_t i = 0; i < c->heading_count; i++) {
		struct view_heading *h = ARENA_NEW(c->arena, struct view_heading);
		*h = (struct view_heading){VIEW_HEADING, &c->headings[i]};
		rows[i] = h;
	}
	*list = (struct view_list){VIEW_LIST, (uint32_t)c->heading_count, rows};
	script_push_object(s, list);
}

/* A part of a body: what stands before its first second-level heading, or such a
 * heading with what follows it. */
struct view_part {
	uint8_t kind;
	struct str title, body;
};

/* The next heading of the second level after `from`, or the body's end. */
static size_t next_part(struct str body, size_t from)
{
	size_t at = str_find(body, STR("<h2"), from);
	return at == SIZE_MAX ? body.size : at;
}

/* The body in parts, for themes that put something between them. */
static void push_parts(struct script *s, struct render_context *c)
{
	struct view_list *list = ARENA_NEW(c->arena, struct view_list);
	const void **entries = ARENA_ARRAY(c->arena, const void *, c->heading_count + 1);
	uint32_t count = 0;
	size_t heading = 0;
	for (size_t begin = 0, end; begin < c->body.size; begin = end) {
		bool is_headed = str_starts_with(str_slice(c->body, begin, begin + 3), STR("<h2"));
		end = next_part(c->body, begin + is_headed);
		while (is_headed && heading < c->heading_count && c->headings[heading].level != 2)
			heading++;
		struct view_part *part = ARENA_NEW(c->arena, struct view_part);
		*part = (struct view_part){VIEW_PART, STR_NULL, str_slice(c->body, begin, end)};
		if (is_headed && heading < c->heading_count)
			part->title = c->headings[heading++].text;
		if (count <= c->heading_count)
			entries[count++] = part;
	}
	*list = (struct view_list){VIEW_LIST, count, entries};
	script_push_object(s, list);
}

static bool part_field(struct script *s, const void *object, struct str name)
{
	const struct view_part *p = object;
	if (str_equal(name, STR("title")))
		push_optional(s, p->title);
	else if (str_equal(name, STR("body")))
		script_push_markup(s, p->body);
	else
		return false;
	return true;
}

static void push_base(struct script *s, const struct page *p)
{
	char text[256];
	size_t n = 0;
	for (size_t i = 1; i < p->url.size && n + 3 < sizeof text; i++)
		if (p->url.data[i] == '/') {
			memcpy(text + n, "../", 3);
			n += 3;
		}
	script_push_text(s, n ? (struct str){text, n} : STR("./"));
}

static void push_kind(struct script *s, const struct page *p)
{
	static const struct str words[] = {STR_INIT("site"), STR_INIT("column"),
	                                   STR_INIT("article")};
	script_push_text(s, words[page_kind_of(p)]);
}

static void push_page_url(struct script *s, const struct page *p)
{
	push_optional(s, p ? p->url : STR_NULL);
}

enum page_name {
	PAGE_URL,
	PAGE_FAMILY,
	PAGE_ITEM,
	PAGE_NODE,
	PAGE_TERM,
	PAGE_GROUP,
	PAGE_LIST,
	PAGE_TOTAL,
	PAGE_NUMBER,
	PAGE_COUNT,
	PAGE_PREVIOUS,
	PAGE_NEXT,
	PAGE_BODY,
	PAGE_PARTS,
	PAGE_TOC,
	PAGE_KIND,
	PAGE_BASE,
	PAGE_TITLE,
	PAGE_DESCRIPTION,
	PAGE_KEYWORDS,
	PAGE_COLUMN_TYPE,
	PAGE_FIRST,
	PAGE_MORE,
};

static const struct str page_names_table[] = {
	[PAGE_URL] = STR_INIT("url"),
	[PAGE_FAMILY] = STR_INIT("family"),
	[PAGE_ITEM] = STR_INIT("item"),
	[PAGE_NODE] = STR_INIT("node"),
	[PAGE_TERM] = STR_INIT("term"),
	[PAGE_GROUP] = STR_INIT("group"),
	[PAGE_LIST] = STR_INIT("list"),
	[PAGE_TOTAL] = STR_INIT("total"),
	[PAGE_NUMBER] = STR_INIT("number"),
	[PAGE_COUNT] = STR_INIT("count"),
	[PAGE_PREVIOUS] = STR_INIT("previous"),
	[PAGE_NEXT] = STR_INIT("next"),
	[PAGE_BODY] = STR_INIT("body"),
	[PAGE_PARTS] = STR_INIT("parts"),
	[PAGE_TOC] = STR_INIT("toc"),
	[PAGE_KIND] = STR_INIT("kind"),
	[PAGE_BASE] = STR_INIT("base"),
	[PAGE_TITLE] = STR_INIT("title"),
	[PAGE_DESCRIPTION] = STR_INIT("description"),
	[PAGE_KEYWORDS] = STR_INIT("keywords"),
	[PAGE_COLUMN_TYPE] = STR_INIT("column_type"),
	[PAGE_FIRST] = STR_INIT("first_url"),
	[PAGE_MORE] = STR_INIT("series"),
};
enum { PAGE_NAMES = sizeof page_names_table / sizeof *page_names_table };

/* All pages of the series, for a row of page numbers. */
static void push_series(struct script *s, struct render_context *c, const struct page *p)
{
	struct view_list *list = ARENA_NEW(c->arena, struct view_list);
	const void **rows = ARENA_ARRAY(c->arena, const void *, p->count);
	for (uint32_t i = 0; i < p->count; i++)
		rows[i] = &p->first[i];
	*list = (struct view_list){VIEW_LIST, p->count, rows};
	script_push_object(s, list);
}

static void push_page_name(struct script *s, const struct page *p, enum page_name which)
{
	struct render_context *c = context_of(s);
	const struct family *f = p->family;
	switch (which) {
	case PAGE_URL: script_push_text(s, p->url); break;
	case PAGE_FAMILY: script_push_text(s, f->name); break;
	case PAGE_ITEM: script_push_object(s, subject_of_kind(p, VIEW_ITEM)); break;
	case PAGE_NODE: script_push_object(s, subject_of_kind(p, VIEW_NODE)); break;
	case PAGE_TERM: script_push_object(s, subject_of_kind(p, VIEW_TERM)); break;
	case PAGE_GROUP: script_push_object(s, p->group); break;
	case PAGE_LIST: script_push_object(s, &p->list); break;
	case PAGE_TOTAL: script_push_number(s, p->total); break;
	case PAGE_NUMBER: script_push_number(s, p->number); break;
	case PAGE_COUNT: script_push_number(s, p->count); break;
	case PAGE_PREVIOUS: push_page_url(s, page_neighbour(p, -1)); break;
	case PAGE_NEXT: push_page_url(s, page_neighbour(p, 1)); break;
	case PAGE_BODY:
		if (str_is_null(c->body) || p != c->page)
			script_push_nil(s);
		else
			script_push_markup(s, c->body);
		break;
	case PAGE_PARTS: push_parts(s, c); break;
	case PAGE_TOC: push_toc(s, c); break;
	case PAGE_KIND: push_kind(s, p); break;
	case PAGE_BASE: push_base(s, p); break;
	case PAGE_TITLE: push_optional(s, f->title); break;
	case PAGE_DESCRIPTION: push_optional(s, f->description); break;
	case PAGE_KEYWORDS: push_optional(s, f->keywords); break;
	case PAGE_COLUMN_TYPE: push_optional(s, f->column_type); break;
	case PAGE_FIRST: script_push_text(s, p->first->url); break;
	case PAGE_MORE: push_series(s, c, p); break;
	}
}

static bool page_field(struct script *s, const void *object, struct str name)
{
	for (size_t i = 0; i < PAGE_NAMES; i++)
		if (str_equal(name, page_names_table[i])) {
			push_page_name(s, object, (enum page_name)i);
			return true;
		}
	return false;
}

static size_t page_names(struct script *s, const void *object, struct str *out, size_t most)
{
	(void)s, (void)object;
	size_t n = 0;
	for (; n < PAGE_NAMES && n < most; n++)
		out[n] = page_names_table[n];
	return n;
}

static bool heading_field(struct script *s, const void *object, struct str name)
{
	const struct markdown_heading *h = ((const struct view_heading *)object)->heading;
	if (str_equal(name, STR("level")))
		script_push_number(s, h->level);
	else if (str_equal(name, STR("id")))
		script_push_text(s, h->id);
	else if (str_equal(name, STR("text")))
		script_push_text(s, h->text);
	else
		return false;
	return true;
}

/* --- printing, addresses, the table of classes ----------------------------- */

static void print_item(struct script *s, const void *object, struct buf *out)
{
	buf_add(out, view_title(view_of(s), object));
}

static void print_node(struct script *s, const void *object, struct buf *out)
{
	(void)s;
	buf_add(out, ((const struct view_node *)object)->node->title);
}

static void print_term(struct script *s, const void *object, struct buf *out)
{
	(void)s;
	buf_add(out, ((const struct view_term *)object)->label);
}

struct str classes_url(const void *object)
{
	switch (object ? script_object_kind(object) : 0) {
	case VIEW_ITEM: return ((const struct view_item *)object)->url;
	case VIEW_NODE: return ((const struct view_node *)object)->url;
	case VIEW_TERM: return ((const struct view_term *)object)->url;
	case VIEW_ATTACHMENT: return ((const struct view_attachment *)object)->url;
	case VIEW_PAGE: return ((const struct page *)object)->url;
	default: return STR_NULL;
	}
}

static const struct member change_members[] = {
	MEMBER(view_change, date, MEMBER_TEXT),    MEMBER(view_change, kind, MEMBER_TEXT),
	MEMBER(view_change, label, MEMBER_TEXT),   MEMBER(view_change, fields, MEMBER_TEXT),
	MEMBER(view_change, note, MEMBER_TEXT),    MEMBER(view_change, role, MEMBER_TEXT),
	MEMBER(view_change, number, MEMBER_U32),   MEMBER(view_change, item, MEMBER_OBJECT),
	MEMBER(view_change, organ, MEMBER_OBJECT),
};

MEMBER_CLASS(change)

void classes_register(struct script *s)
{
	static const struct script_class classes[] = {
		{.kind = VIEW_SITE, .name = "site", .field = site_field, .names = site_names},
		{.kind = VIEW_ITEM,
	         .name = "item",
	         .field = item_field,
	         .names = item_names,
	         .print = print_item},
		{.kind = VIEW_LABELS,
	         .name = "item.label",
	         .field = labels_field,
	         .names = labels_names},
		{.kind = VIEW_TYPE, .name = "type", .field = type_field},
		{.kind = VIEW_NODE,
	         .name = "node",
	         .field = node_field,
	         .names = node_names,
	         .print = print_node},
		{.kind = VIEW_TERM,
	         .name = "term",
	         .field = term_field,
	         .names = term_names,
	         .print = print_term},
		{.kind = VIEW_LIST, .name = "list", .entry = list_entry, .length = list_length},
		{.kind = VIEW_ATTACHMENT,
	         .name = "attachment",
	         .field = attachment_field,
	         .names = attachment_names},
		{.kind = VIEW_PAGE, .name = "page", .field = page_field, .names = page_names},
		{.kind = VIEW_GROUP, .name = "group", .field = group_field, .names = group_names},
		{.kind = VIEW_HEADING, .name = "heading", .field = heading_field},
		{.kind = VIEW_PART, .name = "part", .field = part_field},
		{.kind = VIEW_FIELD, .name = "field", .field = field_field, .names = field_names},
		{.kind = VIEW_RECORD,
	         .name = "record",
	         .field = record_field,
	         .names = record_names},
		{.kind = VIEW_RECORD_LABELS,
	         .name = "record.label",
	         .field = record_labels_field,
	         .names = record_names},
		{.kind = VIEW_VALUES,
	         .name = "list",
	         .entry = values_entry,
	         .length = values_length},
		{.kind = VIEW_BY_TYPE, .name = "by_type", .field = by_type_field},
		{.kind = VIEW_CHANGE,
	         .name = "change",
	         .field = change_field,
	         .names = change_names},
	};
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		script_register(s, &classes[i]);
	figures_register(s);
	tables_register(s);
}
