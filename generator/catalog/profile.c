/* Values are checked against their declaration where they stand, so that whoever
 * asks for a number gets one. */
#include "catalog/profile.h"

#include "base/date.h"
#include "base/utf8.h"

#define FOLDER "content/regulation"

enum { STEPS_MOST = 16 }; /* of `extends`: circles are reported when they are read */

struct profile_reader {
	struct reader base;
	struct profiles *profiles;
};

static struct profiles *profiles_of(struct reader *r)
{
	return ((struct profile_reader *)r)->profiles;
}

/* --- declarations ---------------------------------------------------------- */

static const struct choice kinds[] = {
	{"flag", PARAMETER_FLAG}, {"count", PARAMETER_COUNT}, {"term", PARAMETER_TERM},
	{"date", PARAMETER_DATE}, {"word", PARAMETER_WORD},   {"list", PARAMETER_LIST},
};
static const struct choice units[] = {
	{"wd", UNIT_WORKING_DAYS},
	{"nd", UNIT_DAYS},
	{"month", UNIT_MONTHS},
};

KEY_READER(declared_label, parameter_kind_of, reader_label(r, n, &t->label))
KEY_READER(declared_kind, parameter_kind_of, READ_CHOICE(t->kind, kinds))
KEY_READER(declared_unit, parameter_kind_of, READ_CHOICE(t->unit, units))

static const struct key declaration_keys[] = {
	{"label", declared_label},
	{"kind", declared_kind},
	{"unit", declared_unit},
};

static void read_declarations(struct reader *r, const struct yaml_node *root)
{
	struct profiles *p = profiles_of(r);
	if (!reader_wants(r, root, YAML_MAPPING))
		return;
	struct parameter_kind_of *all = ARENA_ARRAY(r->arena, struct parameter_kind_of,
	                                            p->declared_count + root->count);
	if (p->declared_count)
		memcpy(all, p->declared, p->declared_count * sizeof *all);
	p->declared = all;
	for (struct yaml_node *n = root->first; n; n = n->next) {
		struct parameter_kind_of *d = &all[p->declared_count];
		*d = (struct parameter_kind_of){.name = n->key->text, .kind = PARAMETER_WORD};
		READ_KEYS(r, n, declaration_keys, d);
		if (d->label.words[0].size == 0)
			reader_bad(r, n, "参数需要 label", "a parameter needs a label");
		p->declared_count++;
	}
}

static void index_declarations(struct profiles *p)
{
	for (size_t i = 0; i < p->declared_count; i++)
		map_put(&p->declarations, p->declared[i].name, &p->declared[i]);
}

/* --- parameters ------------------------------------------------------------ */

static void read_value(struct reader *r, const struct yaml_node *n, struct parameter *t)
{
	uint64_t number = 0;
	int32_t day;
	enum parameter_kind kind = t->declared->kind;
	if (n->kind == YAML_SCALAR && !n->is_quoted && str_equal(n->text, STR("null")))
		return; /* the text is silent on purpose */
	if (kind == PARAMETER_LIST) {
		t->count = reader_texts(r, n, &t->values);
		return;
	}
	struct str text = reader_text(r, n);
	if (str_is_null(text))
		return;
	bool flag = str_equal(text, STR("true"));
	if (kind == PARAMETER_FLAG && !flag && !str_equal(text, STR("false")))
		reader_bad(r, n, "此处应为 true 或 false", "true or false is expected");
	if ((kind == PARAMETER_COUNT || kind == PARAMETER_TERM) &&
	    !str_to_number(text, 100000, &number))
		reader_bad(r, n, "此处应为不带符号的整数", "a whole number is expected");
	if (kind == PARAMETER_DATE && !date_parse(STR_JOIN(r->arena, STR("2001-"), text), &day))
		reader_bad(r, n, "此处应为每年的一天，如 01-31",
		           "a day of every year is expected, such as 01-31");
	t->values = ARENA_ARRAY(r->arena, struct str, 1);
	t->values[t->count++] = text;
	t->number = kind == PARAMETER_FLAG ? flag : (int64_t)number;
}

KEY_READER(parameter_value, parameter, read_value(r, n, t))
KEY_READER(parameter_unit, parameter, READ_CHOICE(t->unit, units))
KEY_READER(parameter_basis, parameter, t->basis = reader_text(r, n))

static const struct key parameter_keys[] = {
	{"value", parameter_value},
	{"unit", parameter_unit},
	{"basis", parameter_basis},
};

static const struct parameter_kind_of *find_declared(struct reader *r, const struct yaml_node *n)
{
	struct profiles *p = profiles_of(r);
	struct str name = n->key->text;
	const struct parameter_kind_of *d = map_get(&p->declarations, name);
	if (d)
		return d;
	struct str *names = ARENA_ARRAY(r->arena, struct str, p->declared_count + 1);
	for (size_t i = 0; i < p->declared_count; i++)
		names[i] = p->declared[i].name;
	struct str near = utf8_nearest(name, names, p->declared_count);
	struct diag_more more = {0};
	if (!str_is_null(near))
		more.hint = STR_JOIN(r->arena, reader_called(r, "是不是 ", "did you mean "), near,
		                     reader_called(r, "？", "?"));
	struct diag_place place = reader_place(r, n->key);
	diag_report(r->sink, DIAG_PARAMETER_UNKNOWN, place, &more, name);
	r->is_broken = true;
	return NULL;
}

static void profile_parameters(struct reader *r, const struct yaml_node *n, void *target)
{
	struct profile *p = target;
	if (!reader_wants(r, n, YAML_MAPPING))
		return;
	p->parameters = ARENA_ARRAY(r->arena, struct parameter, n->count);
	for (struct yaml_node *e = n->first; e; e = e->next) {
		struct parameter t = {.declared = find_declared(r, e), .place = reader_place(r, e)};
		if (!t.declared)
			continue;
		t.unit = t.declared->unit;
		READ_KEYS(r, e, parameter_keys, &t);
		if (e->kind == YAML_MAPPING && !yaml_get(e, STR("value")))
			reader_bad(r, e, "参数需要 value", "a parameter needs a value");
		else if (t.count && str_is_null(t.basis))
			reader_bad(r, e, "参数需要 basis：依据哪一条",
			           "a parameter needs a basis: the article it rests on");
		p->parameters[p->parameter_count++] = t;
	}
}

/* --- profiles -------------------------------------------------------------- */

KEY_READER(departure_says, departure, reader_label(r, n, &t->says))
KEY_READER(departure_basis, departure, t->basis = reader_text(r, n))
KEY_READER(departure_law, departure, t->law = reader_text(r, n))

static const struct key departure_keys[] = {
	{"says", departure_says},
	{"basis", departure_basis},
	{"law", departure_law},
};

static void profile_departures(struct reader *r, const struct yaml_node *n, void *target)
{
	struct profile *p = target;
	if (!reader_wants(r, n, YAML_LIST))
		return;
	p->departures = ARENA_ARRAY(r->arena, struct departure, n->count);
	for (struct yaml_node *e = n->first; e; e = e->next) {
		struct departure *d = &p->departures[p->departure_count];
		d->place = reader_place(r, e);
		READ_KEYS(r, e, departure_keys, d);
		if (d->says.words[0].size == 0 || d->basis.size == 0 || d->law.size == 0)
			reader_bad(r, e, "差异需要 says、basis 和 law",
			           "a departure needs says, basis and law");
		p->departure_count++;
	}
}

static const struct choice levels[] = {
	{"error", DIAG_ERROR},
	{"warning", DIAG_WARNING},
	{"note", DIAG_NOTE},
	{"off", LEVEL_OFF},
};

static void profile_levels(struct reader *r, const struct yaml_node *n, void *target)
{
	struct profile *p = target;
	if (!reader_wants(r, n, YAML_MAPPING))
		return;
	p->levels = ARENA_ARRAY(r->arena, struct rule_level, n->count);
	for (struct yaml_node *e = n->first; e; e = e->next) {
		struct rule_level *l = &p->levels[p->level_count++];
		*l = (struct rule_level){.rule = e->key->text, .place = reader_place(r, e->key)};
		reader_choice(r, e, levels, sizeof levels / sizeof *levels, &l->level);
	}
}

static void profile_extends(struct reader *r, const struct yaml_node *n, void *target)
{
	struct profile *p = target;
	p->extends = reader_text(r, n);
	p->extends_place = reader_place(r, n);
}

KEY_READER(profile_id, profile, t->id = reader_text(r, n))
KEY_READER(profile_label, profile, reader_label(r, n, &t->label))
KEY_READER(profile_series, profile, t->series = reader_text(r, n))
KEY_READER(profile_valid_from, profile, reader_day(r, n, &t->valid_from))

static const struct key profile_keys[] = {
	{"id", profile_id},
	{"label", profile_label},
	{"series", profile_series},
	{"extends", profile_extends},
	{"valid_from", profile_valid_from},
	{"parameters", profile_parameters},
	{"departures", profile_departures},
	{"levels", profile_levels},
};

/* A later file of the same id goes on from the earlier one if it says so. */
static void go_on(struct reader *r, const struct yaml_node *root, struct profile *p)
{
	const struct profiles *all = profiles_of(r);
	const struct profile *earlier = NULL;
	for (size_t i = 0; i < all->count; i++)
		if (str_equal(all->items[i].id, p->id))
			earlier = &all->items[i];
	if (!earlier)
		return;
	if (!str_equal(p->extends, p->id)) {
		diag_report(r->sink, DIAG_SCHEMA_TWICE, reader_place(r, root), NULL,
		            reader_called(r, "规范方案", "profile"), p->id);
		return;
	}
	p->earlier = earlier;
	p->extends = earlier->extends;
	p->series = earlier->series;
	p->label = p->label.words[0].size ? p->label : earlier->label;
	p->valid_from = p->valid_from == INT32_MIN ? earlier->valid_from : p->valid_from;
}

static void read_profile(struct reader *r, const struct yaml_node *root)
{
	struct profiles *all = profiles_of(r);
	struct profile *p = &all->items[all->count];
	*p = (struct profile){.valid_from = INT32_MIN};
	READ_KEYS(r, root, profile_keys, p);
	if (p->id.size == 0) {
		reader_bad(r, root, "规范方案需要 id", "a profile needs an id");
		return;
	}
	go_on(r, root, p);
	all->count++;
}

/* The profile or the newest of the series that `name` stands for. */
static const struct profile *find(const struct profiles *all, struct str name)
{
	const struct profile *found = map_get(&all->by_id, name);
	for (size_t i = 0; i < all->count && name.size; i++) {
		const struct profile *p = &all->items[i];
		if (str_equal(p->series, name) && map_get(&all->by_id, p->id) == p &&
		    (!found || p->valid_from > found->valid_from))
			found = p;
	}
	return found;
}

static void index_parameters(struct reader *r, struct profile *p)
{
	const struct profiles *all = profiles_of(r);
	p->by_declaration = ARENA_ARRAY(r->arena, const struct parameter *,
	                                all->declared_count + 1);
	for (size_t i = 0; i < p->parameter_count; i++)
		p->by_declaration[p->parameters[i].declared - all->declared] = &p->parameters[i];
}

static void check_extends(struct reader *r, const struct profile *p)
{
	const struct profiles *all = profiles_of(r);
	int steps = 0;
	if (p->extends.size && !profiles_have(all, p->extends)) {
		diag_report(r->sink, DIAG_SCHEMA_REFERENCE, p->extends_place, NULL,
		            reader_called(r, "规范方案", "profile"), p->extends);
		r->is_broken = true;
	}
	for (const struct profile *q = p; q && q->extends.size; q = find(all, q->extends))
		if (++steps > STEPS_MOST) {
			diag_report(r->sink, DIAG_SCHEMA_CYCLE, p->extends_place, NULL, p->id);
			r->is_broken = true;
			return;
		}
}

void profiles_read(struct profiles *p, struct reader *outer, const struct file_list *list)
{
	struct profile_reader own = {*outer, p};
	map_init(&p->by_id, outer->arena);
	map_init(&p->declarations, outer->arena);
	p->items = ARENA_ARRAY(outer->arena, struct profile, list->count + 1);
	reader_folder(&own.base, list, STR(FOLDER "/parameters"), read_declarations);
	index_declarations(p);
	reader_folder(&own.base, list, STR(FOLDER "/profiles/"), read_profile);
	/* of each id the last */
	for (size_t i = p->count; i > 0; i--)
		map_put(&p->by_id, p->items[i - 1].id, &p->items[i - 1]);
	for (size_t i = 0; i < p->count; i++)
		index_parameters(&own.base, &p->items[i]);
	for (size_t i = 0; i < p->count; i++)
		check_extends(&own.base, &p->items[i]);
	outer->is_broken = own.base.is_broken;
}

void profiles_release(struct profiles *p)
{
	map_release(&p->by_id);
	map_release(&p->declarations);
}

/* --- asking ---------------------------------------------------------------- */

bool profiles_have(const struct profiles *p, struct str name)
{
	return find(p, name) != NULL;
}

/* The last of a series that came into force before `limit` and by `day`. */
static const struct profile *predecessor(const struct profiles *all, struct str series,
                                         int32_t limit, int32_t day)
{
	const struct profile *found = NULL;
	for (size_t i = 0; i < all->count && series.size; i++) {
		const struct profile *p = &all->items[i];
		if (str_equal(p->series, series) && map_get(&all->by_id, p->id) == p &&
		    p->valid_from < limit && p->valid_from <= day &&
		    (!found || p->valid_from > found->valid_from))
			found = p;
	}
	return found;
}

const struct profile *profile_in_force(const struct profiles *all, struct str name, int32_t day)
{
	const struct profile *p = find(all, name);
	for (int steps = 0; p && p->valid_from > day && steps < STEPS_MOST; steps++)
		p = p->series.size ? predecessor(all, p->series, p->valid_from, day)
		                   : find(all, p->extends);
	return p && p->valid_from <= day ? p : NULL;
}

/* What a profile builds on, on that day. */
static const struct profile *base_of(const struct profiles *all, const struct profile *p,
                                     int32_t day)
{
	return p->earlier        ? p->earlier
	       : p->extends.size ? profile_in_force(all, p->extends, day)
	                         : NULL;
}

const struct parameter *profile_parameter(const struct profiles *all, const struct profile *p,
                                          struct str name, int32_t day)
{
	const struct parameter_kind_of *declared = map_get(&all->declarations, name);
	for (int steps = 0; declared && p && steps < STEPS_MOST;
	     steps++, p = base_of(all, p, day)) {
		const struct parameter *t = p->by_declaration[declared - all->declared];
		if (t)
			return t->count ? t : NULL;
	}
	return NULL;
}

static const struct rule_level *find_level(const struct profile *p, struct str rule)
{
	for (size_t i = 0; i < p->level_count && rule.size; i++)
		if (str_equal(p->levels[i].rule, rule))
			return &p->levels[i];
	return NULL;
}

int profile_level(const struct profiles *all, const struct profile *p, struct str rule,
                  struct str code, int32_t day, int otherwise)
{
	for (int steps = 0; p && steps < STEPS_MOST; steps++, p = base_of(all, p, day)) {
		const struct rule_level *l = find_level(p, rule);
		l = l ? l : find_level(p, code);
		if (l)
			return l->level;
	}
	return otherwise;
}
