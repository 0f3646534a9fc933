/* Reads the regulation's files into a schema. Every key of every file is a row
 * of a table: what is not in the table is reported with what would be. */
#include "catalog/schema.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/utf8.h"

#define FOLDER "content/regulation"

struct definition; /* a type as it stands in a file, before `extends` */

/* A name that must be there once everything is read. */
struct claim {
	struct claim *next;
	struct diag_place place;
	struct str name;
	const struct definition *owner; /* whose field it is; NULL: a type */
};

struct schema_reader {
	struct reader base;
	struct schema *schema;
	struct definition *definitions;
	size_t definition_count;
	const struct definition *definition; /* whose fields are being read */
	struct claim *claims;
};

static struct schema_reader *own(struct reader *r)
{
	return (struct schema_reader *)r;
}

struct definition {
	struct type type;
	struct yaml_node *fields; /* not read before the base type's are known */
	struct str file, text;
	struct yaml_node *extends_node;
	enum { FRESH, RESOLVING, RESOLVED } state;
	bool is_replaced; /* a later file defines the same id */
	bool has_body;    /* `body` is given */
};

/* --- reporting and small values -------------------------------------------- */

static void claim(struct reader *r, const struct yaml_node *n, const struct definition *owner)
{
	struct claim *c = ARENA_NEW(r->arena, struct claim);
	*c = (struct claim){own(r)->claims, reader_place(r, n), n->text, owner};
	own(r)->claims = c;
}

static void keep_map(struct schema *s, struct map *m)
{
	s->maps = memory_grow(s->maps, s->map_count, &s->map_room, sizeof *s->maps);
	s->maps[s->map_count++] = m;
	map_init(m, s->arena);
}

static const struct pattern *read_pattern(struct reader *r, const struct yaml_node *n,
                                          struct str *source)
{
	size_t at;
	struct str error;
	*source = reader_text(r, n);
	if (str_is_null(*source))
		return NULL;
	struct pattern *p = pattern_compile(*source, r->arena, &at, &error);
	if (!p) {
		diag_report(r->sink, DIAG_SCHEMA_PATTERN, reader_place(r, n), NULL,
		            str_format(r->arena, "%zu", at + 1), error);
		r->is_broken = true;
		return NULL;
	}
	struct schema *s = own(r)->schema;
	s->patterns = memory_grow(s->patterns, s->pattern_count, &s->pattern_room,
	                          sizeof *s->patterns);
	s->patterns[s->pattern_count++] = p;
	return p;
}

/* --- vocabularies ---------------------------------------------------------- */

KEY_READER(value_id, vocabulary_value, t->id = reader_text(r, n))
KEY_READER(value_label, vocabulary_value, reader_label(r, n, &t->label))
KEY_READER(value_since, vocabulary_value, reader_day(r, n, &t->since))
KEY_READER(value_until, vocabulary_value, reader_day(r, n, &t->until))

static const struct key value_keys[] = {
	{"id", value_id},
	{"label", value_label},
	{"since", value_since},
	{"until", value_until},
};

static bool has_value(const struct vocabulary *v, struct str id)
{
	for (size_t i = 0; i < v->count; i++)
		if (str_equal(v->values[i].id, id))
			return true;
	return false;
}

static void vocabulary_values(struct reader *r, const struct yaml_node *n, void *target)
{
	struct vocabulary *v = target;
	if (!reader_wants(r, n, YAML_LIST))
		return;
	struct vocabulary_value *all = ARENA_ARRAY(r->arena, struct vocabulary_value,
	                                           v->count + n->count);
	if (v->count)
		memcpy(all, v->values, v->count * sizeof *all);
	v->values = all;
	for (struct yaml_node *e = n->first; e; e = e->next) {
		struct vocabulary_value value = {.since = INT32_MIN, .until = INT32_MAX};
		READ_KEYS(r, e, value_keys, &value);
		if (value.id.size == 0 || value.label.words[0].size == 0) {
			reader_bad(r, e, "可选值需要 id 和 label", "a value needs id and label");
			continue;
		}
		if (has_value(v, value.id))
			continue; /* the first file's stands */
		v->values[v->count++] = value;
	}
}

KEY_READER(vocabulary_label, vocabulary, reader_label(r, n, &t->label))

static const struct key vocabulary_keys[] = {
	{"label", vocabulary_label},
	{"values", vocabulary_values},
};

static void read_vocabularies(struct reader *r, const struct yaml_node *root)
{
	struct schema *s = own(r)->schema;
	if (!reader_wants(r, root, YAML_MAPPING))
		return;
	struct vocabulary *all = ARENA_ARRAY(r->arena, struct vocabulary,
	                                     s->vocabulary_count + root->count);
	if (s->vocabulary_count)
		memcpy(all, s->vocabularies, s->vocabulary_count * sizeof *all);
	s->vocabularies = all;
	for (struct yaml_node *n = root->first; n; n = n->next) {
		struct vocabulary *v = NULL;
		for (size_t i = 0; i < s->vocabulary_count && !v; i++)
			if (str_equal(all[i].id, n->key->text))
				v = &all[i];
		if (!v)
			v = &all[s->vocabulary_count++];
		v->id = n->key->text;
		READ_KEYS(r, n, vocabulary_keys, v);
	}
}

static void index_vocabularies(struct reader *r)
{
	struct schema *s = own(r)->schema;
	keep_map(s, &s->vocabularies_by_id);
	for (size_t i = 0; i < s->vocabulary_count; i++) {
		struct vocabulary *v = &s->vocabularies[i];
		map_put(&s->vocabularies_by_id, v->id, v);
		keep_map(s, &v->by_word);
		for (size_t k = 0; k < v->count; k++)
			map_put(&v->by_word, v->values[k].id, &v->values[k]);
		for (size_t k = 0; k < v->count; k++)
			map_put(&v->by_word, v->values[k].label.words[LANGUAGE_ZH], &v->values[k]);
	}
}

/* --- fields ---------------------------------------------------------------- */

static void read_fields(struct reader *r, const struct yaml_node *n, struct fields *fields,
                        struct str prefix);
static void read_field(struct reader *r, const struct yaml_node *n, struct field *f);

static const struct choice field_types[] = {
	{"string", FIELD_STRING},     {"text", FIELD_TEXT},       {"date", FIELD_DATE},
	{"datetime", FIELD_DATETIME}, {"boolean", FIELD_BOOLEAN}, {"integer", FIELD_INTEGER},
	{"decimal", FIELD_DECIMAL},   {"enum", FIELD_ENUM},       {"ref", FIELD_REF},
	{"node", FIELD_NODE},         {"list", FIELD_LIST},       {"record", FIELD_RECORD},
};
static const struct choice field_needs[] = {
	{"false", NEED_NEVER},
	{"true", NEED_UNLESS_DRAFT},
	{"always", NEED_ALWAYS},
};
static const struct choice field_changes[] = {
	{"substantive", CHANGE_SUBSTANTIVE},
	{"editorial", CHANGE_EDITORIAL},
	{"internal", CHANGE_INTERNAL},
};

static void field_vocabulary(struct reader *r, const struct yaml_node *n, void *target)
{
	struct field *f = target;
	struct str id = reader_text(r, n);
	f->vocabulary = map_get(&own(r)->schema->vocabularies_by_id, id);
	if (f->vocabulary)
		return;
	diag_report(r->sink, DIAG_SCHEMA_REFERENCE, reader_place(r, n), NULL,
	            reader_called(r, "词表", "vocabulary"), id);
	r->is_broken = true;
}

static void field_to(struct reader *r, const struct yaml_node *n, void *target)
{
	struct field *f = target;
	if (n->kind == YAML_SCALAR && str_equal(n->text, STR("any")))
		return;
	f->to = ARENA_ARRAY(r->arena, struct str, n->kind == YAML_LIST ? n->count : 1);
	const struct yaml_node *e = n->kind == YAML_LIST ? n->first : n;
	for (; e; e = n->kind == YAML_LIST ? e->next : NULL) {
		f->to[f->to_count++] = reader_text(r, e);
		if (e->kind == YAML_SCALAR)
			claim(r, e, NULL);
	}
}

static void field_not_before(struct reader *r, const struct yaml_node *n, void *target)
{
	struct field *f = target;
	f->not_before = reader_text(r, n);
	if (n->kind == YAML_SCALAR && own(r)->definition)
		claim(r, n, own(r)->definition);
}

static void field_min(struct reader *r, const struct yaml_node *n, void *target)
{
	struct field *f = target;
	f->has_min = true;
	f->min_words = reader_text(r, n);
	reader_decimal(r, n, &f->min);
}

static void field_max(struct reader *r, const struct yaml_node *n, void *target)
{
	struct field *f = target;
	f->has_max = true;
	f->max_words = reader_text(r, n);
	reader_decimal(r, n, &f->max);
}

static void field_of(struct reader *r, const struct yaml_node *n, void *target)
{
	struct field *f = target;
	f->entry = ARENA_NEW(r->arena, struct field);
	f->entry->name = f->name;
	f->entry->path = f->path;
	f->entry->label = f->label;
	read_field(r, n, f->entry);
}

KEY_READER(field_label, field, reader_label(r, n, &t->label))
KEY_READER(field_type_key, field, READ_CHOICE(t->type, field_types))
KEY_READER(field_required, field, READ_CHOICE(t->need, field_needs))
KEY_READER(field_when, field, reader_condition(r, n, &t->when))
KEY_READER(field_allowed_when, field, reader_condition(r, n, &t->allowed_when))
KEY_READER(field_basis, field, t->basis = reader_text(r, n))
KEY_READER(field_code, field, t->code = reader_text(r, n))
KEY_READER(field_pattern, field, t->compiled_pattern = read_pattern(r, n, &t->pattern))
KEY_READER(field_pattern_hint, field, reader_label(r, n, &t->pattern_hint))
KEY_READER(field_min_length, field, reader_count(r, n, &t->min_length))
KEY_READER(field_max_length, field, reader_count(r, n, &t->max_length))
KEY_READER(field_min_items, field, reader_count(r, n, &t->min_items))
KEY_READER(field_max_items, field, reader_count(r, n, &t->max_items))
KEY_READER(field_unique, field, reader_boolean(r, n, &t->is_unique))
KEY_READER(field_immutable, field, reader_boolean(r, n, &t->is_immutable))
KEY_READER(field_personal, field, reader_boolean(r, n, &t->is_personal))
KEY_READER(field_protected, field, reader_boolean(r, n, &t->is_protected))
KEY_READER(field_change_key, field, READ_CHOICE(t->change, field_changes))
KEY_READER(field_public, field, reader_boolean(r, n, &t->is_public))
KEY_READER(field_inverse, field, t->inverse = reader_text(r, n))
KEY_READER(field_acyclic, field, reader_boolean(r, n, &t->is_acyclic))
KEY_READER(field_fields, field, read_fields(r, n, &t->fields, t->path))
KEY_READER(field_meta, field, t->meta = reader_text(r, n))

static const struct key field_keys[] = {
	{"label", field_label},
	{"type", field_type_key},
	{"required", field_required},
	{"when", field_when},
	{"allowed_when", field_allowed_when},
	{"basis", field_basis},
	{"code", field_code},
	{"pattern", field_pattern},
	{"pattern_hint", field_pattern_hint},
	{"min_length", field_min_length},
	{"max_length", field_max_length},
	{"min_items", field_min_items},
	{"max_items", field_max_items},
	{"min", field_min},
	{"max", field_max},
	{"unique", field_unique},
	{"immutable", field_immutable},
	{"protected", field_protected},
	{"personal", field_personal},
	{"change", field_change_key},
	{"public", field_public},
	{"vocabulary", field_vocabulary},
	{"to", field_to},
	{"inverse", field_inverse},
	{"acyclic", field_acyclic},
	{"of", field_of},
	{"fields", field_fields},
	{"meta", field_meta},
	{"not_before", field_not_before},
};

static void check_field(struct reader *r, const struct yaml_node *n, const struct field *f)
{
	if (!yaml_get(n, STR("type")))
		reader_bad(r, n, "字段需要 type", "a field needs a type");
	else if (f->type == FIELD_ENUM && !yaml_get(n, STR("vocabulary")))
		reader_bad(r, n, "enum 需要 vocabulary", "an enum needs a vocabulary");
	else if (f->type == FIELD_LIST && !f->entry)
		reader_bad(r, n, "list 需要 of", "a list needs `of`");
	else if (f->type == FIELD_RECORD && !f->fields.count)
		reader_bad(r, n, "record 需要 fields", "a record needs fields");
}

static void read_field(struct reader *r, const struct yaml_node *n, struct field *f)
{
	f->min_length = f->max_length = f->min_items = f->max_items = -1;
	f->is_public = true;
	READ_KEYS(r, n, field_keys, f);
	check_field(r, n, f);
}

static void index_fields(struct schema *s, struct fields *fields)
{
	keep_map(s, &fields->by_word);
	for (size_t i = 0; i < fields->count; i++) {
		fields->items[i].index = (uint16_t)i;
		map_put(&fields->by_word, fields->items[i].name, &fields->items[i]);
	}
	for (size_t i = 0; i < fields->count; i++)
		map_put(&fields->by_word, fields->items[i].label.words[LANGUAGE_ZH],
		        &fields->items[i]);
}

/* What is said of a list holds for its entries; keys come in any order, so this
 * waits until the list is read. */
static void inherit_from_list(struct field *list)
{
	struct field *entry = list->entry;
	entry->label = list->label;
	entry->is_public = entry->is_public && list->is_public;
	entry->is_acyclic = list->is_acyclic;
	if (str_is_null(entry->inverse))
		entry->inverse = list->inverse;
	if (str_is_null(entry->basis))
		entry->basis = list->basis;
	if (str_is_null(entry->code))
		entry->code = list->code;
}

/* Adds the fields of `n` to those already in `fields` (of the base type); one of
 * the same name is replaced where it stands. */
static void read_fields(struct reader *r, const struct yaml_node *n, struct fields *fields,
                        struct str prefix)
{
	if (!reader_wants(r, n, YAML_MAPPING))
		return;
	struct field *all = ARENA_ARRAY(r->arena, struct field, fields->count + n->count);
	if (fields->count)
		memcpy(all, fields->items, fields->count * sizeof *all);
	fields->items = all;
	for (struct yaml_node *e = n->first; e; e = e->next) {
		size_t i = 0;
		while (i < fields->count && !str_equal(all[i].name, e->key->text))
			i++;
		all[i] = (struct field){.name = e->key->text};
		all[i].path = prefix.size ? STR_JOIN(r->arena, prefix, STR("."), e->key->text)
		                          : e->key->text;
		read_field(r, e, &all[i]);
		if (all[i].entry)
			inherit_from_list(&all[i]);
		if (all[i].label.words[0].size == 0)
			reader_bad(r, e, "字段需要 label", "a field needs a label");
		if (i == fields->count)
			fields->count++;
	}
	index_fields(own(r)->schema, fields);
}

/* --- types ----------------------------------------------------------------- */

static const struct choice body_needs[] = {
	{"required", BODY_REQUIRED},
	{"optional", BODY_OPTIONAL},
	{"none", BODY_NONE},
};

static const struct choice type_sites[] = {
	{"public", SITE_PUBLIC},
	{"internal", SITE_INTERNAL},
	{"none", SITE_NONE},
};

static void type_extends(struct reader *r, const struct yaml_node *n, void *target)
{
	struct definition *d = target;
	d->type.extends = reader_text(r, n);
	d->extends_node = (struct yaml_node *)n;
}

static void type_fields(struct reader *r, const struct yaml_node *n, void *target)
{
	(void)r;
	((struct definition *)target)->fields = (struct yaml_node *)n;
}

KEY_READER(type_id, definition, t->type.id = reader_text(r, n))
KEY_READER(type_label, definition, reader_label(r, n, &t->type.label))
KEY_READER(type_folder, definition, t->type.folder = reader_text(r, n))
KEY_READER(type_file, definition, t->type.file = reader_text(r, n))
KEY_READER(type_abstract, definition, reader_boolean(r, n, &t->type.is_abstract))
KEY_READER(type_site, definition, READ_CHOICE(t->type.site, type_sites))
KEY_READER(type_body, definition, t->has_body = true; READ_CHOICE(t->type.body, body_needs))
KEY_READER(type_id_pattern, definition,
           t->type.compiled_id_pattern = read_pattern(r, n, &t->type.id_pattern))

static const struct key type_keys[] = {
	{"id", type_id},         {"label", type_label},   {"extends", type_extends},
	{"folder", type_folder}, {"file", type_file},     {"abstract", type_abstract},
	{"body", type_body},     {"fields", type_fields}, {"id_pattern", type_id_pattern},
	{"site", type_site},
};

static void read_type(struct reader *r, const struct yaml_node *root)
{
	struct definition *d = &own(r)->definitions[own(r)->definition_count];
	*d = (struct definition){.file = r->file, .text = r->text};
	d->type.body = BODY_OPTIONAL;
	READ_KEYS(r, root, type_keys, d);
	if (d->type.id.size == 0 || d->type.label.words[0].size == 0) {
		reader_bad(r, root, "类型需要 id 和 label", "a type needs id and label");
		return;
	}
	bool has_place = d->type.folder.size || d->type.file.size;
	bool is_extension = str_equal(d->type.extends, d->type.id);
	if (has_place == d->type.is_abstract && !is_extension)
		reader_bad(r, root, "类型需要 folder 或 file，抽象类型（abstract）则不能有",
		           "a type needs folder or file; an abstract one has neither");
	for (size_t i = 0; i < own(r)->definition_count; i++)
		if (str_equal(own(r)->definitions[i].type.id, d->type.id))
			own(r)->definitions[i].is_replaced = true;
	own(r)->definition_count++;
}

static struct definition *find_definition(struct reader *r, const struct definition *asking)
{
	struct str id = asking->type.extends;
	struct definition *found = NULL;
	bool is_own = str_equal(id, asking->type.id);
	for (size_t i = 0; i < own(r)->definition_count; i++) {
		struct definition *d = &own(r)->definitions[i];
		if (is_own && d == asking)
			break; /* `extends` of its own id: the one an earlier file defined */
		if (str_equal(d->type.id, id))
			found = d;
	}
	return found;
}

static void inherit(struct definition *d, const struct type *base)
{
	struct type *t = &d->type;
	t->fields.items = base->fields.items;
	t->fields.count = base->fields.count;
	if (str_equal(t->id, base->id)) {
		t->folder = t->folder.size ? t->folder : base->folder;
		t->file = t->file.size ? t->file : base->file;
		t->body = d->has_body ? t->body : base->body;
		t->is_abstract = !t->folder.size && !t->file.size;
	}
	/* what a base type keeps in the office stays there */
	t->site = t->site > base->site ? t->site : base->site;
	if (!t->compiled_id_pattern) {
		t->id_pattern = base->id_pattern;
		t->compiled_id_pattern = base->compiled_id_pattern;
	}
}

static void resolve_type(struct reader *r, struct definition *d)
{
	if (d->state == RESOLVED)
		return;
	r->file = d->file;
	r->text = d->text;
	if (d->state == RESOLVING) {
		diag_report(r->sink, DIAG_SCHEMA_CYCLE, reader_place(r, d->extends_node), NULL,
		            d->type.id);
		r->is_broken = true;
		return;
	}
	d->state = RESOLVING;
	if (d->extends_node) {
		struct definition *base = find_definition(r, d);
		if (base) {
			resolve_type(r, base);
			inherit(d, &base->type);
			r->file = d->file;
			r->text = d->text;
		} else {
			diag_report(r->sink, DIAG_SCHEMA_REFERENCE,
			            reader_place(r, d->extends_node), NULL,
			            reader_called(r, "类型", "type"), d->type.extends);
			r->is_broken = true;
		}
	}
	own(r)->definition = d;
	if (d->fields)
		read_fields(r, d->fields, &d->type.fields, STR(""));
	else
		index_fields(own(r)->schema, &d->type.fields);
	d->state = RESOLVED;
}

static const struct {
	const char *name;
	enum known_field known;
} known_fields[] = {
	{"id", KNOWN_ID},
	{"title", KNOWN_TITLE},
	{"status", KNOWN_STATUS},
	{"attribute", KNOWN_ATTRIBUTE},
	{"attribute_reason", KNOWN_ATTRIBUTE_REASON},
	{"withhold", KNOWN_WITHHOLD},
	{"audience", KNOWN_AUDIENCE},
	{"dates", KNOWN_DATES},
	{"withdrawn", KNOWN_WITHDRAWN},
	{"attachments", KNOWN_ATTACHMENTS},
	{"aliases", KNOWN_ALIASES},
	{"owner", KNOWN_OWNER},
	{"catalogue", KNOWN_CATALOGUE},
	{"index_no", KNOWN_INDEX_NO},
	{"weight", KNOWN_WEIGHT},
	{"platform", KNOWN_PLATFORM},
};

static void mark_known_fields(struct type *t)
{
	for (size_t i = 0; i < t->fields.count; i++) {
		struct field *f = &t->fields.items[i];
		for (size_t k = 0; k < sizeof known_fields / sizeof *known_fields; k++)
			if (str_equal(f->name, str_from(known_fields[k].name)))
				f->known = known_fields[k].known;
		if (f->known)
			t->known[f->known] = f;
	}
}

static void finish_types(struct reader *r)
{
	struct schema *s = own(r)->schema;
	s->types = ARENA_ARRAY(r->arena, struct type, own(r)->definition_count);
	keep_map(s, &s->types_by_id);
	for (size_t i = 0; i < own(r)->definition_count; i++)
		resolve_type(r, &own(r)->definitions[i]);
	for (size_t i = 0; i < own(r)->definition_count; i++) {
		struct definition *d = &own(r)->definitions[i];
		if (d->is_replaced)
			continue;
		struct type *t = &s->types[s->type_count];
		*t = d->type;
		t->number = s->type_count++;
		mark_known_fields(t);
		map_put(&s->types_by_id, t->id, t);
	}
}

/* --- what can only be checked when everything is read ---------------------- */

static void add_inverse(struct schema *s, struct str name)
{
	for (size_t i = 0; i < s->inverse_count; i++)
		if (str_equal(s->inverses[i], name))
			return;
	s->inverses[s->inverse_count++] = name;
}

static size_t count_fields(const struct fields *fields)
{
	size_t n = fields->count;
	for (size_t i = 0; i < fields->count; i++) {
		n += count_fields(&fields->items[i].fields) + 1;
		if (fields->items[i].entry)
			n += count_fields(&fields->items[i].entry->fields) + 1;
	}
	return n;
}

static void collect_inverses(struct reader *r, const struct field *f)
{
	if (f->inverse.size)
		add_inverse(own(r)->schema, f->inverse);
	if (f->entry)
		collect_inverses(r, f->entry);
	for (size_t i = 0; i < f->fields.count; i++)
		collect_inverses(r, &f->fields.items[i]);
}

static void check_claims(struct reader *r)
{
	for (const struct claim *c = own(r)->claims; c; c = c->next) {
		bool is_there = c->owner ? fields_find_path(&c->owner->type.fields, c->name) != NULL
		                         : schema_type(own(r)->schema, c->name) != NULL;
		if (is_there)
			continue;
		diag_report(r->sink, DIAG_SCHEMA_REFERENCE, c->place, NULL,
		            c->owner ? reader_called(r, "字段", "field")
		                     : reader_called(r, "类型", "type"),
		            c->name);
		r->is_broken = true;
	}
}

static void check_schema(struct reader *r)
{
	static const struct str needed[] = {STR_INIT("id"), STR_INIT("title"), STR_INIT("status")};
	struct schema *s = own(r)->schema;
	size_t most = 0;
	for (size_t i = 0; i < s->type_count; i++)
		most += count_fields(&s->types[i].fields);
	s->inverses = ARENA_ARRAY(r->arena, struct str, most);
	check_claims(r);
	for (size_t i = 0; i < s->type_count; i++) {
		struct type *t = &s->types[i];
		for (size_t k = 0; k < t->fields.count; k++)
			collect_inverses(r, &t->fields.items[k]);
		for (size_t k = 0; k < sizeof needed / sizeof *needed && t->folder.size; k++)
			if (!fields_find(&t->fields, needed[k])) {
				struct diag_place nowhere = {.file = STR(FOLDER "/types")};
				diag_report(r->sink, DIAG_SCHEMA_MISSING, nowhere, NULL,
				            reader_called(r, "字段", "field"), needed[k]);
				r->is_broken = true;
			}
	}
	if (!schema_type(s, STR("site"))) {
		struct diag_place nowhere = {.file = STR(FOLDER "/types")};
		diag_report(r->sink, DIAG_SCHEMA_MISSING, nowhere, NULL,
		            reader_called(r, "类型", "type"), STR("site"));
		r->is_broken = true;
	}
}

/* --- files ----------------------------------------------------------------- */

struct schema *schema_load(struct source *source, struct arena *arena, struct diag_sink *sink)
{
	struct schema *s = ARENA_NEW(arena, struct schema);
	struct schema_reader own = {{.arena = arena, .sink = sink, .source = source}, .schema = s};
	struct reader *r = &own.base;
	struct file_list list = {0};
	struct str where = STR_NULL;
	s->arena = arena;
	int error = source->list(source, STR(FOLDER), arena, &list, &where);
	if (error) {
		diag_report(sink, DIAG_FILE_UNREADABLE, (struct diag_place){.file = STR(FOLDER)},
		            NULL, str_from(file_error(error)));
		file_list_release(&list);
		return NULL;
	}
	own.definitions = ARENA_ARRAY(arena, struct definition, list.count + 1);
	reader_folder(r, &list, STR(FOLDER "/vocabularies"), read_vocabularies);
	index_vocabularies(r);
	profiles_read(&s->profiles, r, &list);
	reader_folder(r, &list, STR(FOLDER "/types/"), read_type);
	finish_types(r);
	if (!r->is_broken)
		check_schema(r);
	file_list_release(&list);
	if (!r->is_broken)
		return s;
	schema_release(s);
	return NULL;
}

static void open_to_staff(struct field *f)
{
	f->is_for_staff = !f->is_public;
	f->is_public = true;
	if (f->entry)
		open_to_staff(f->entry);
	for (size_t i = 0; i < f->fields.count; i++)
		open_to_staff(&f->fields.items[i]);
}

void schema_open_to_staff(struct schema *s)
{
	for (size_t i = 0; i < s->type_count; i++)
		for (size_t k = 0; k < s->types[i].fields.count; k++)
			open_to_staff(&s->types[i].fields.items[k]);
}

void schema_release(struct schema *s)
{
	if (!s)
		return;
	profiles_release(&s->profiles);
	for (size_t i = 0; i < s->map_count; i++)
		map_release(s->maps[i]);
	for (size_t i = 0; i < s->pattern_count; i++)
		pattern_free(s->patterns[i]);
	free(s->maps);
	free(s->patterns);
	s->maps = NULL;
	s->patterns = NULL;
	s->map_count = s->pattern_count = 0;
}

/* --- asking ---------------------------------------------------------------- */

const struct type *schema_type(const struct schema *s, struct str id)
{
	return map_get(&s->types_by_id, id);
}

const struct type *schema_type_of_path(const struct schema *s, struct str path)
{
	if (!str_starts_with(path, STR("content/")))
		return NULL;
	struct str rest = str_slice(path, 8, path.size);
	for (size_t i = 0; i < s->type_count; i++) {
		const struct type *t = &s->types[i];
		if (t->file.size && str_equal(t->file, rest))
			return t;
		if (t->folder.size && str_starts_with(rest, t->folder) &&
		    rest.size > t->folder.size && rest.data[t->folder.size] == '/')
			return t;
	}
	return NULL;
}

const struct field *fields_find(const struct fields *fields, struct str word)
{
	return map_get(&fields->by_word, word);
}

const struct field *fields_find_path(const struct fields *fields, struct str path)
{
	struct str piece;
	const struct field *f = NULL;
	while (fields && str_next_piece(&path, '.', &piece)) {
		f = fields_find(fields, piece);
		fields = f ? &f->fields : NULL;
	}
	return f;
}

const struct vocabulary_value *vocabulary_find(const struct vocabulary *v, struct str word)
{
	return map_get(&v->by_word, word);
}
