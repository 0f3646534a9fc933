/* Rules from their files. A later file overrides a rule by its id, or switches it
 * off: an office keeps its changes in files of its own. */
#include <stdlib.h>

#include "base/memory.h"
#include "regulation/rule.h"

struct rule_reader {
	struct reader base;
	struct rules *rules;
	const struct schema *schema;
	size_t room;
};

static struct rule_reader *own(struct reader *r)
{
	return (struct rule_reader *)r;
}

static const struct choice kinds[] = {
	{"require", RULE_REQUIRE},   {"forbid", RULE_FORBID},   {"assert", RULE_ASSERT},
	{"deadline", RULE_DEADLINE}, {"linked", RULE_LINKED},   {"window", RULE_WINDOW},
	{"count", RULE_COUNT},       {"order", RULE_ORDER},     {"inherit", RULE_INHERIT},
	{"unique", RULE_UNIQUE},     {"balance", RULE_BALANCE}, {"pattern", RULE_PATTERN},
	{"cycle", RULE_CYCLE},
};
static const struct choice levels[] = {
	{"error", DIAG_ERROR},
	{"warning", DIAG_WARNING},
	{"note", DIAG_NOTE},
	{"off", LEVEL_OFF},
};

/* --- messages -------------------------------------------------------------- */

/* `应在 {due} 前` → text, expression, text. Two braces are one. */
static void split_words(struct reader *r, const struct yaml_node *n, struct str text,
                        struct rule_words *out)
{
	struct buf piece = BUF_INIT;
	size_t most = 1;
	for (size_t i = 0; i < text.size; i++)
		most += 2 * (text.data[i] == '{');
	out->pieces = ARENA_ARRAY(r->arena, struct str, most);
	out->count = 0;
	for (size_t at = 0; at < text.size;) {
		size_t open = str_find(text, STR("{"), at);
		size_t end = open == SIZE_MAX ? SIZE_MAX : str_find(text, STR("}"), open);
		buf_add(&piece, str_slice(text, at, open == SIZE_MAX ? text.size : open));
		if (open == SIZE_MAX)
			break;
		if (end == SIZE_MAX) {
			reader_bad(r, n, "“{”没有对应的“}”", "`{` is never closed");
			break;
		}
		out->pieces[out->count++] = str_copy(r->arena, buf_str(&piece));
		out->pieces[out->count++] = str_trim(str_slice(text, open + 1, end));
		buf_clear(&piece);
		at = end + 1;
	}
	out->pieces[out->count++] = str_copy(r->arena, buf_str(&piece));
	buf_release(&piece);
}

static void read_words(struct reader *r, const struct yaml_node *n, struct rule_words out[2])
{
	struct label label = {0};
	reader_label(r, n, &label);
	for (int i = 0; i < 2; i++)
		if (label.words[i].size)
			split_words(r, n, label.words[i], &out[i]);
}

/* --- keys ------------------------------------------------------------------ */

static void rule_types(struct reader *r, const struct yaml_node *n, void *target)
{
	struct rule *t = target;
	t->type_count = reader_texts(r, n, &t->types);
	for (size_t i = 0; i < t->type_count; i++)
		if (!schema_type(own(r)->schema, t->types[i]))
			reader_report(r, DIAG_SCHEMA_REFERENCE, n, reader_called(r, "类型", "type"),
			              t->types[i]);
}

/* A parameter that must be declared. */
static struct str read_parameter(struct reader *r, const struct yaml_node *n)
{
	struct str name = reader_text(r, n);
	if (name.size && !map_get(&own(r)->schema->profiles.declarations, name))
		reader_report(r, DIAG_PARAMETER_UNKNOWN, n, name, STR_NULL);
	return name;
}

static void rule_term(struct reader *r, const struct yaml_node *n, void *target)
{
	struct rule *t = target;
	reader_condition(r, n, &t->expressions[RULE_TERM]);
	if (n->kind == YAML_SCALAR && !str_starts_with(n->text, STR("=")))
		read_parameter(r, n);
}

KEY_READER(exclusion_path, rule_exclusion, t->path = reader_text(r, n))
KEY_READER(exclusion_from, rule_exclusion, t->from = reader_text(r, n))
KEY_READER(exclusion_to, rule_exclusion, t->to = reader_text(r, n))

static const struct key exclusion_keys[] = {
	{"path", exclusion_path},
	{"from", exclusion_from},
	{"to", exclusion_to},
};

static void rule_excluded(struct reader *r, const struct yaml_node *n, void *target)
{
	struct rule *t = target;
	if (!reader_wants(r, n, YAML_LIST))
		return;
	t->exclusions = ARENA_ARRAY(r->arena, struct rule_exclusion, n->count);
	for (struct yaml_node *e = n->first; e; e = e->next)
		READ_KEYS(r, e, exclusion_keys, &t->exclusions[t->exclusion_count++]);
}

static void read_pattern(struct reader *r, const struct yaml_node *n, struct rule *t, bool must_not)
{
	struct rules *rules = own(r)->rules;
	size_t at;
	struct str error;
	t->must_not_match = must_not;
	t->pattern_source = reader_text(r, n);
	if (str_is_null(t->pattern_source))
		return;
	struct pattern *p = pattern_compile(t->pattern_source, r->arena, &at, &error);
	if (!p) {
		reader_report(r, DIAG_SCHEMA_PATTERN, n, str_format(r->arena, "%zu", at + 1),
		              error);
		return;
	}
	t->pattern = p;
	rules->patterns = memory_grow(rules->patterns, rules->pattern_count, &rules->pattern_room,
	                              sizeof *rules->patterns);
	rules->patterns[rules->pattern_count++] = p;
}

#define EXPRESSION(name, index) \
	KEY_READER(name, rule, reader_condition(r, n, &t->expressions[index]))

EXPRESSION(rule_when, RULE_WHEN)
EXPRESSION(rule_that, RULE_THAT)
EXPRESSION(rule_from, RULE_FROM)
EXPRESSION(rule_to, RULE_TO)
EXPRESSION(rule_due, RULE_DUE)
EXPRESSION(rule_extra, RULE_EXTRA)
EXPRESSION(rule_of, RULE_OF)
EXPRESSION(rule_left, RULE_LEFT)
EXPRESSION(rule_right, RULE_RIGHT)
EXPRESSION(rule_key, RULE_KEY)

KEY_READER(rule_id, rule, t->id = reader_text(r, n))
KEY_READER(rule_code, rule, t->code = reader_text(r, n))
KEY_READER(rule_overdue_code, rule, t->overdue_code = reader_text(r, n))
KEY_READER(rule_kind, rule, READ_CHOICE(t->kind, kinds))
KEY_READER(rule_each, rule, t->each = reader_text(r, n))
KEY_READER(rule_at, rule, t->at = reader_text(r, n))
KEY_READER(rule_fields, rule, t->field_count = reader_texts(r, n, &t->fields))
KEY_READER(rule_fields_of, rule, t->fields_of = read_parameter(r, n))
KEY_READER(rule_needs, rule, t->needs = read_parameter(r, n))
KEY_READER(rule_min, rule, t->min = read_parameter(r, n))
KEY_READER(rule_max, rule, t->max = read_parameter(r, n))
KEY_READER(rule_ref, rule, t->ref = reader_text(r, n))
KEY_READER(rule_must, rule, read_pattern(r, n, t, false))
KEY_READER(rule_must_not, rule, read_pattern(r, n, t, true))
KEY_READER(rule_hides, rule, reader_boolean(r, n, &t->hides))
KEY_READER(rule_level, rule, READ_CHOICE(t->level, levels))
KEY_READER(rule_overdue_level, rule, READ_CHOICE(t->overdue_level, levels))
KEY_READER(rule_basis, rule, t->basis = reader_text(r, n))
KEY_READER(rule_label, rule, reader_label(r, n, &t->label))
KEY_READER(rule_message, rule, read_words(r, n, t->message))
KEY_READER(rule_hint, rule, read_words(r, n, t->hint))
KEY_READER(rule_overdue, rule, read_words(r, n, t->overdue))

static const struct key rule_keys[] = {
	{"id", rule_id},
	{"code", rule_code},
	{"type", rule_types},
	{"kind", rule_kind},
	{"when", rule_when},
	{"needs", rule_needs},
	{"each", rule_each},
	{"at", rule_at},
	{"that", rule_that},
	{"from", rule_from},
	{"to", rule_to},
	{"due", rule_due},
	{"term", rule_term},
	{"extra", rule_extra},
	{"excluded", rule_excluded},
	{"of", rule_of},
	{"min", rule_min},
	{"max", rule_max},
	{"left", rule_left},
	{"right", rule_right},
	{"key", rule_key},
	{"fields", rule_fields},
	{"fields_of", rule_fields_of},
	{"ref", rule_ref},
	{"must", rule_must},
	{"must_not", rule_must_not},
	{"hides", rule_hides},
	{"level", rule_level},
	{"overdue_level", rule_overdue_level},
	{"overdue_code", rule_overdue_code},
	{"basis", rule_basis},
	{"label", rule_label},
	{"message", rule_message},
	{"hint", rule_hint},
	{"overdue", rule_overdue},
};

/* --- whole rules ----------------------------------------------------------- */

static bool has(const struct rule *t, enum rule_expression e)
{
	return !str_is_null(t->expressions[e].source);
}

/* What the kind cannot do without, in words; NULL: it has all. */
static const char *missing_of(const struct rule *t)
{
	bool has_fields = t->field_count || t->fields_of.size;
	switch (t->kind) {
	case RULE_REQUIRE:
	case RULE_FORBID: return has_fields ? NULL : "fields";
	case RULE_ASSERT: return has(t, RULE_THAT) ? NULL : "that";
	case RULE_DEADLINE:
	case RULE_LINKED:
		return has(t, RULE_DUE) || (has(t, RULE_FROM) && has(t, RULE_TERM)) ? NULL
		                                                                    : "from, term";
	case RULE_WINDOW: return has(t, RULE_FROM) && has(t, RULE_TO) ? NULL : "from, to";
	case RULE_COUNT: return has(t, RULE_OF) && (t->min.size || t->max.size) ? NULL : "of, min";
	case RULE_ORDER: return t->field_count > 1 ? NULL : "fields";
	case RULE_INHERIT: return t->field_count && t->ref.size ? NULL : "fields, ref";
	case RULE_UNIQUE: return has(t, RULE_KEY) ? NULL : "key";
	case RULE_BALANCE: return has(t, RULE_LEFT) && has(t, RULE_RIGHT) ? NULL : "left, right";
	case RULE_PATTERN: return has(t, RULE_OF) && t->pattern ? NULL : "of, must";
	case RULE_CYCLE: return has(t, RULE_TERM) ? NULL : "term";
	}
	return NULL;
}

static bool speaks_itself(const struct rule *t)
{
	return t->kind == RULE_DEADLINE || t->kind == RULE_CYCLE;
}

static void check_rule(struct reader *r, const struct yaml_node *n, struct rule *t)
{
	const char *missing = missing_of(t);
	if (t->level == LEVEL_OFF)
		return;
	if (missing)
		reader_report(r, DIAG_RULE_INCOMPLETE, n, t->id, str_from(missing));
	else if (!t->code.size || !t->type_count)
		reader_report(r, DIAG_RULE_INCOMPLETE, n, t->id, STR("code, type"));
	else if (!t->basis.size)
		reader_report(r, DIAG_RULE_INCOMPLETE, n, t->id, STR("basis"));
	else if (!speaks_itself(t) && !t->message[LANGUAGE_ZH].count)
		reader_report(r, DIAG_RULE_INCOMPLETE, n, t->id, STR("message"));
	else if (speaks_itself(t) && !t->label.words[0].size)
		reader_report(r, DIAG_RULE_INCOMPLETE, n, t->id, STR("label"));
}

static void read_rule(struct reader *r, const struct yaml_node *n)
{
	struct rules *rules = own(r)->rules;
	struct rule t = {.level = DIAG_ERROR, .overdue_level = DIAG_WARNING};
	struct yaml_node *kind = n->kind == YAML_MAPPING ? yaml_get(n, STR("kind")) : NULL;
	if (kind && (str_equal(kind->text, STR("deadline")) || str_equal(kind->text, STR("cycle"))))
		t.level = DIAG_WARNING; /* what time alone brings about */
	t.place = reader_place(r, n);
	READ_KEYS(r, n, rule_keys, &t);
	if (!t.id.size) {
		reader_bad(r, n, "规则需要 id", "a rule needs an id");
		return;
	}
	if (!yaml_get(n, STR("overdue_level")))
		t.overdue_level = t.level == LEVEL_OFF ? LEVEL_OFF : DIAG_WARNING;
	check_rule(r, n, &t);
	size_t i = 0;
	while (i < rules->count && !str_equal(rules->items[i].id, t.id))
		i++;
	if (i < rules->count && str_equal(rules->items[i].place.file, r->file)) {
		reader_report(r, DIAG_SCHEMA_TWICE, n, reader_called(r, "规则", "rule"), t.id);
		return;
	}
	if (i == rules->count) {
		rules->items = memory_grow(rules->items, rules->count, &own(r)->room,
		                           sizeof *rules->items);
		rules->count++;
	}
	rules->items[i] = t;
}

static void read_rules(struct reader *r, const struct yaml_node *root)
{
	if (!reader_wants(r, root, YAML_LIST))
		return;
	for (struct yaml_node *n = root->first; n; n = n->next)
		read_rule(r, n);
}

static void drop_switched_off(struct rules *rules)
{
	size_t kept = 0;
	for (size_t i = 0; i < rules->count; i++)
		if (rules->items[i].level != LEVEL_OFF)
			rules->items[kept++] = rules->items[i];
	rules->count = kept;
}

void rules_read(struct rules *rules, const struct schema *schema, struct reader *outer,
                const struct file_list *list)
{
	struct rule_reader reader = {*outer, rules, schema, 0};
	reader_folder(&reader.base, list, STR("content/regulation/rules/"), read_rules);
	drop_switched_off(rules);
	outer->is_broken = reader.base.is_broken;
}

void rules_release(struct rules *rules)
{
	for (size_t i = 0; i < rules->pattern_count; i++)
		pattern_free(rules->patterns[i]);
	free(rules->patterns);
	free(rules->items);
	*rules = (struct rules){0};
}
