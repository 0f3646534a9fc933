/* One reader a field type, in a table. A faulty value is reported and becomes
 * VALUE_NONE, so that one run finds everything and nobody trips over it later. */
#include "catalog/field.h"

#include <assert.h>

#include "base/utf8.h"

typedef void read_value(struct field_context *c, const struct field *f, const struct yaml_node *n,
                        struct value *out);

static struct diag_place place_of(const struct field_context *c, const struct yaml_node *n)
{
	return (struct diag_place){c->file, c->text, n->begin, n->end};
}

static struct str words(const struct field_context *c, const struct label *l)
{
	return label_text(l, c->sink->language);
}

/* Reports a problem of a field with what the schema says about it. */
static void report(const struct field_context *c, const struct field *f, const struct yaml_node *n,
                   enum diag_id id, struct str a, struct str b, struct str d)
{
	struct diag_more more = {.item = c->id, .basis = f->basis, .code = f->code};
	diag_report(c->sink, id, place_of(c, n), &more, a, b, d);
}

static struct str count_text(const struct field_context *c, int64_t n)
{
	return str_format(c->scratch, "%lld", (long long)n);
}

/* A text: the head's own bytes where it is written plainly, else a copy. */
static void keep_text(struct field_context *c, const struct yaml_node *n, struct value *out)
{
	struct str plain = str_slice(c->text, n->begin, n->end);
	struct str kept = str_equal(plain, n->text) ? plain : str_copy(c->arena, n->text);
	out->text = kept.data;
	out->size = (uint32_t)kept.size;
}

/* --- texts ----------------------------------------------------------------- */

static void check_text(const struct field_context *c, const struct field *f,
                       const struct yaml_node *n)
{
	int64_t length = (int64_t)utf8_count(n->text);
	struct str name = words(c, &f->label);
	if (f->min_length >= 0 && length < f->min_length)
		report(c, f, n, DIAG_VALUE_TOO_SHORT, name, count_text(c, length),
		       count_text(c, f->min_length));
	if (f->max_length >= 0 && length > f->max_length)
		report(c, f, n, DIAG_VALUE_TOO_LONG, name, count_text(c, length),
		       count_text(c, f->max_length));
	if (f->compiled_pattern && !pattern_matches(f->compiled_pattern, n->text)) {
		struct str hint = words(c, &f->pattern_hint);
		report(c, f, n, DIAG_VALUE_PATTERN, n->text, hint.size ? hint : f->pattern,
		       STR_NULL);
	}
}

static void read_text(struct field_context *c, const struct field *f, const struct yaml_node *n,
                      struct value *out)
{
	check_text(c, f, n);
	out->kind = VALUE_TEXT;
	keep_text(c, n, out);
}

static void read_string(struct field_context *c, const struct field *f, const struct yaml_node *n,
                        struct value *out)
{
	if (n->text.size && memchr(n->text.data, '\n', n->text.size))
		report(c, f, n, DIAG_VALUE_HAS_LINES, words(c, &f->label), STR_NULL, STR_NULL);
	read_text(c, f, n, out);
}

/* --- dates, truth and numbers ---------------------------------------------- */

static void read_date(struct field_context *c, const struct field *f, const struct yaml_node *n,
                      struct value *out)
{
	bool is_date = f->type == FIELD_DATE;
	out->date.minute = -1;
	bool valid = is_date ? date_parse(n->text, &out->date.day)
	                     : datetime_parse(n->text, &out->date);
	if (valid)
		out->kind = VALUE_DATE;
	else
		report(c, f, n, is_date ? DIAG_VALUE_NOT_DATE : DIAG_VALUE_NOT_DATETIME, n->text,
		       STR_NULL, STR_NULL);
}

static void read_boolean(struct field_context *c, const struct field *f, const struct yaml_node *n,
                         struct value *out)
{
	static const struct {
		struct str word;
		bool value;
	} table[] = {
		{STR_INIT("true"), true},
		{STR_INIT("false"), false},
		{STR_INIT("是"), true},
		{STR_INIT("否"), false},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (str_equal(n->text, table[i].word)) {
			out->kind = VALUE_BOOLEAN;
			out->number = table[i].value;
			return;
		}
	report(c, f, n, DIAG_VALUE_NOT_BOOLEAN, words(c, &f->label), STR_NULL, STR_NULL);
}

static void check_range(const struct field_context *c, const struct field *f,
                        const struct yaml_node *n, double value)
{
	if (f->has_min && value < f->min)
		report(c, f, n, DIAG_VALUE_TOO_SMALL, n->text, f->min_words, STR_NULL);
	if (f->has_max && value > f->max)
		report(c, f, n, DIAG_VALUE_TOO_LARGE, n->text, f->max_words, STR_NULL);
}

static void read_integer(struct field_context *c, const struct field *f, const struct yaml_node *n,
                         struct value *out)
{
	uint64_t number;
	bool negative = str_starts_with(n->text, STR("-"));
	if (!str_to_number(str_slice(n->text, negative, n->text.size), INT64_MAX, &number)) {
		report(c, f, n, DIAG_VALUE_NOT_INTEGER, n->text, STR_NULL, STR_NULL);
		return;
	}
	out->kind = VALUE_INTEGER;
	out->number = negative ? -(int64_t)number : (int64_t)number;
	check_range(c, f, n, (double)out->number);
}

/* Digits, at most one point with digits on both sides; locale has no say. */
static bool parse_decimal(struct str s, double *out)
{
	double value = 0, scale = 1;
	bool negative = str_starts_with(s, STR("-")), point = false;
	size_t digits = 0, first = negative;
	for (size_t i = first; i < s.size; i++) {
		char c = s.data[i];
		if (c == '.' && !point && digits && i + 1 < s.size) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9')
			return false;
		digits++;
		value = value * 10 + (c - '0');
		scale *= point ? 10 : 1;
	}
	*out = (negative ? -value : value) / scale;
	return digits > 0 && digits < 16;
}

static void read_decimal(struct field_context *c, const struct field *f, const struct yaml_node *n,
                         struct value *out)
{
	double value;
	if (!parse_decimal(n->text, &value)) {
		report(c, f, n, DIAG_VALUE_NOT_DECIMAL, n->text, STR_NULL, STR_NULL);
		return;
	}
	out->kind = VALUE_DECIMAL;
	keep_text(c, n, out);
	check_range(c, f, n, value);
}

/* --- words that lead elsewhere --------------------------------------------- */

static struct str nearest_value(const struct field_context *c, const struct vocabulary *v,
                                struct str word)
{
	struct str *candidates = ARENA_ARRAY(c->scratch, struct str, 2 * v->count);
	for (size_t i = 0; i < v->count; i++) {
		candidates[2 * i] = v->values[i].id;
		candidates[2 * i + 1] = v->values[i].label.words[LANGUAGE_ZH];
	}
	return utf8_nearest(word, candidates, 2 * v->count);
}

static void report_no_value(const struct field_context *c, const struct field *f,
                            const struct yaml_node *n)
{
	enum { SHOWN = 12 };
	const struct vocabulary *v = f->vocabulary;
	struct str near = nearest_value(c, v, n->text);
	if (near.size) {
		report(c, f, n, DIAG_VALUE_NOT_IN_VOCABULARY_NEAR, n->text, words(c, &f->label),
		       near);
		return;
	}
	struct str all = STR("");
	for (size_t i = 0; i < v->count && i < SHOWN; i++)
		all = STR_JOIN(c->scratch, all, i ? STR("、") : STR(""),
		               words(c, &v->values[i].label));
	if (v->count > SHOWN)
		all = STR_JOIN(c->scratch, all, STR("…"));
	report(c, f, n, DIAG_VALUE_NOT_IN_VOCABULARY, n->text, words(c, &f->label), all);
}

static void read_enum(struct field_context *c, const struct field *f, const struct yaml_node *n,
                      struct value *out)
{
	const struct vocabulary_value *term = vocabulary_find(f->vocabulary, n->text);
	if (!term) {
		report_no_value(c, f, n);
		return;
	}
	out->kind = VALUE_ENUM;
	out->term = term;
}

static void read_ref(struct field_context *c, const struct field *f, const struct yaml_node *n,
                     struct value *out)
{
	out->kind = f->type == FIELD_NODE ? VALUE_NODE : VALUE_REF;
	keep_text(c, n, out);
}

/* --- lists and records ----------------------------------------------------- */

static void read_any(struct field_context *c, const struct field *f, const struct yaml_node *n,
                     struct value *out);

/* The same text, or the id and the label of the same value. */
static bool is_same_scalar(const struct field *entry, const struct yaml_node *a,
                           const struct yaml_node *b)
{
	if (a->kind != YAML_SCALAR || b->kind != YAML_SCALAR)
		return false;
	if (str_equal(a->text, b->text))
		return true;
	if (entry->type != FIELD_ENUM)
		return false;
	const struct vocabulary_value *v = vocabulary_find(entry->vocabulary, a->text);
	return v && v == vocabulary_find(entry->vocabulary, b->text);
}

static void check_list(const struct field_context *c, const struct field *f,
                       const struct yaml_node *n)
{
	int64_t count = n->count;
	struct str name = words(c, &f->label);
	if (f->min_items >= 0 && count < f->min_items)
		report(c, f, n, DIAG_LIST_TOO_SHORT, name, count_text(c, count),
		       count_text(c, f->min_items));
	if (f->max_items >= 0 && count > f->max_items)
		report(c, f, n, DIAG_LIST_TOO_LONG, name, count_text(c, count),
		       count_text(c, f->max_items));
	enum { COMPARED = 200 }; /* beyond, a list is data and may repeat itself */
	if (n->count > COMPARED)
		return;
	for (struct yaml_node *e = n->first; e; e = e->next)
		for (struct yaml_node *other = n->first; other != e; other = other->next)
			if (is_same_scalar(f->entry, e, other)) {
				report(c, f, e, DIAG_LIST_REPEATS, e->text, STR_NULL, STR_NULL);
				break;
			}
}

static void read_list(struct field_context *c, const struct field *f, const struct yaml_node *n,
                      struct value *out)
{
	check_list(c, f, n);
	struct value *children = ARENA_ARRAY(c->arena, struct value, n->count);
	uint32_t i = 0;
	for (struct yaml_node *e = n->first; e; e = e->next)
		read_any(c, f->entry, e, &children[i++]);
	out->kind = VALUE_LIST;
	out->children = children;
	out->size = n->count;
}

/* Reports a key that is no field; returns the field it was probably meant to be. */
static const struct field *report_unknown(const struct field_context *c,
                                          const struct fields *fields, const struct yaml_node *n)
{
	struct str *candidates = ARENA_ARRAY(c->scratch, struct str, 2 * fields->count);
	for (size_t i = 0; i < fields->count; i++) {
		candidates[2 * i] = fields->items[i].name;
		candidates[2 * i + 1] = fields->items[i].label.words[LANGUAGE_ZH];
	}
	struct str near = utf8_nearest(n->key->text, candidates, 2 * fields->count);
	struct diag_more more = {.item = c->id};
	if (near.size)
		diag_report(c->sink, DIAG_FIELD_UNKNOWN_NEAR, place_of(c, n->key), &more,
		            n->key->text, near);
	else
		diag_report(c->sink, DIAG_FIELD_UNKNOWN, place_of(c, n->key), &more, n->key->text,
		            c->type->id);
	return near.size ? fields_find(fields, near) : NULL;
}

static bool is_needed(const struct field_context *c, const struct field *f)
{
	return f->need == NEED_ALWAYS || (f->need == NEED_UNLESS_DRAFT && !c->is_draft);
}

static void report_missing(const struct field_context *c, const struct field *f,
                           const struct yaml_node *record)
{
	struct diag_more more = {.item = c->id, .basis = f->basis, .code = f->code};
	/* at the start of the record: that is where the reader adds the line */
	struct diag_place place = {c->file, c->text, record->begin, record->begin};
	diag_report(c->sink, DIAG_FIELD_REQUIRED, place, &more, words(c, &f->label), f->path);
}

static void read_members(struct field_context *c, const struct fields *fields,
                         const struct yaml_node *n, struct value *out)
{
	const struct yaml_node **given = ARENA_ARRAY(c->scratch, const struct yaml_node *,
	                                             fields->count);
	/* a misspelt key is one problem: its field is not missing besides */
	bool *is_meant = ARENA_ARRAY(c->scratch, bool, fields->count);
	uint32_t count = 0;
	for (struct yaml_node *e = n->first; e; e = e->next) {
		if (e->key->is_refused)
			continue;
		const struct field *f = fields_find(fields, e->key->text);
		if (!f) {
			f = report_unknown(c, fields, e);
			if (f)
				is_meant[f->index] = true;
		} else if (given[f->index]) {
			struct diag_more more = {.item = c->id};
			diag_report(c->sink, DIAG_FIELD_TWICE, place_of(c, e->key), &more,
			            e->key->text, given[f->index]->key->text);
		} else {
			given[f->index] = e;
			count++;
		}
	}
	struct value *children = ARENA_ARRAY(c->arena, struct value, count);
	out->kind = VALUE_RECORD;
	out->children = children;
	out->size = count;
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *f = &fields->items[i];
		if (given[i]) {
			read_any(c, f, given[i], children);
			(children++)->field = (uint16_t)i;
		} else if (is_needed(c, f) && !is_meant[i]) {
			report_missing(c, f, n);
		}
	}
}

static void read_record(struct field_context *c, const struct field *f, const struct yaml_node *n,
                        struct value *out)
{
	read_members(c, &f->fields, n, out);
}

/* --- the table ------------------------------------------------------------- */

static read_value *const readers[] = {
	[FIELD_STRING] = read_string,   [FIELD_TEXT] = read_text,
	[FIELD_DATE] = read_date,       [FIELD_DATETIME] = read_date,
	[FIELD_BOOLEAN] = read_boolean, [FIELD_INTEGER] = read_integer,
	[FIELD_DECIMAL] = read_decimal, [FIELD_ENUM] = read_enum,
	[FIELD_REF] = read_ref,         [FIELD_NODE] = read_ref,
	[FIELD_LIST] = read_list,       [FIELD_RECORD] = read_record,
};

static enum yaml_kind kind_wanted(const struct field *f)
{
	return f->type == FIELD_LIST     ? YAML_LIST
	       : f->type == FIELD_RECORD ? YAML_MAPPING
	                                 : YAML_SCALAR;
}

static void read_any(struct field_context *c, const struct field *f, const struct yaml_node *n,
                     struct value *out)
{
	static const enum diag_id mismatch[] = {
		[YAML_SCALAR] = DIAG_VALUE_NOT_SCALAR,
		[YAML_LIST] = DIAG_VALUE_NOT_LIST,
		[YAML_MAPPING] = DIAG_VALUE_NOT_RECORD,
	};
	enum yaml_kind wanted = kind_wanted(f);
	*out = (struct value){.kind = VALUE_NONE, .begin = n->begin, .end = n->end};
	if (n->is_refused)
		return;
	if (yaml_is_empty(n) || (n->kind == YAML_SCALAR && str_trim(n->text).size == 0)) {
		/* `key:` with nothing behind: shown at the key, where there is something to see */
		const struct yaml_node *shown = n->begin == n->end && n->key ? n->key : n;
		report(c, f, shown, DIAG_FIELD_EMPTY, words(c, &f->label), STR_NULL, STR_NULL);
		return;
	}
	if (n->kind != wanted) {
		struct str names = STR("");
		for (size_t i = 0; i < f->fields.count && i < 6; i++)
			names = STR_JOIN(c->scratch, names, i ? STR(", ") : STR(""),
			                 f->fields.items[i].name);
		report(c, f, n, mismatch[wanted], words(c, &f->label), names, STR_NULL);
		return;
	}
	readers[f->type](c, f, n, out);
}

static const struct yaml_node *find_known(const struct field_context *c,
                                          const struct yaml_node *root, enum known_field known)
{
	const struct field *f = c->type->known[known];
	for (struct yaml_node *e = f ? root->first : NULL; e; e = e->next)
		if (fields_find(&c->type->fields, e->key->text) == f && e->kind == YAML_SCALAR)
			return e;
	return NULL;
}

void field_read_root(struct field_context *c, const struct yaml_node *node, struct value *out)
{
	*out = (struct value){.kind = VALUE_RECORD, .begin = node->begin, .end = node->end};
	if (node->kind != YAML_MAPPING) {
		diag_report(c->sink, DIAG_YAML_NOT_MAPPING, place_of(c, node), NULL, STR_NULL);
		return;
	}
	/* what is asked for depends on the status, so that comes first */
	const struct field *status = c->type->known[KNOWN_STATUS];
	const struct yaml_node *given = find_known(c, node, KNOWN_STATUS);
	const struct vocabulary_value *term = given && status->vocabulary
	                                              ? vocabulary_find(status->vocabulary,
	                                                                given->text)
	                                              : NULL;
	c->is_draft = status && (!term || str_equal(term->id, STR("draft")));
	const struct yaml_node *id = find_known(c, node, KNOWN_ID);
	c->id = id ? id->text : STR_NULL;
	read_members(c, &c->type->fields, node, out);
}
