/* The functions that conditions of rules and chains call. Dates are ISO texts, nil
 * stands for whatever is not there and is passed on. */
#include <stdlib.h>

#include "base/date.h"
#include "base/utf8.h"
#include "regulation/court.h"

static struct bench *bench_of(struct script *s)
{
	return script_context(s);
}

static bool push_day(struct script *s, int32_t day)
{
	char text[16];
	size_t size = datetime_write((struct datetime){day, -1}, text);
	script_push_text(s, (struct str){text, size});
	return true;
}

/* The day of an argument: `2024-03-01`, a time behind it is left out; false: nil. */
static bool arg_day(struct script *s, int index, int32_t *day)
{
	if (script_arg_is_nil(s, index))
		return false;
	struct str text = script_arg_text(s, index);
	if (!date_parse(str_slice(text, 0, text.size < 10 ? text.size : 10), day))
		script_raise(s, "%.*s: a date is expected", STR_ARG(text));
	return true;
}

static bool today(struct script *s, int count)
{
	(void)count;
	return push_day(s, bench_of(s)->court->site->as_of);
}

static bool year_of(struct script *s, int count)
{
	int32_t day;
	(void)count;
	if (!arg_day(s, 1, &day))
		return false;
	script_push_number(s, date_to_civil(day).year);
	return true;
}

/* add_days(date, n): natural days. */
static bool add_days(struct script *s, int count)
{
	int32_t day;
	(void)count;
	return arg_day(s, 1, &day) && push_day(s, day + (int32_t)script_arg_number(s, 2));
}

/* add_working_days(date, n) */
static bool add_working_days(struct script *s, int count)
{
	int32_t day;
	const struct court *c = bench_of(s)->court;
	(void)count;
	if (!arg_day(s, 1, &day))
		return false;
	struct term term = {(int32_t)script_arg_number(s, 2), TERM_WORKING_DAYS};
	return push_day(s, calendar_due(c->calendar, day, term, NULL, 0, c->site->as_of).day);
}

/* days_between(a, b): natural days from a to b, negative where b is earlier. */
static bool days_between(struct script *s, int count)
{
	int32_t from, to;
	(void)count;
	if (!arg_day(s, 1, &from) || !arg_day(s, 2, &to))
		return false;
	script_push_number(s, to - from);
	return true;
}

/* param(name): of a term or count its number; nil where the texts are silent. */
static bool param(struct script *s, int count)
{
	struct bench *b = bench_of(s);
	struct str name = script_arg_text(s, 1);
	(void)count;
	if (!map_get(&b->court->site->schema->profiles.declarations, name))
		script_raise(s, "there is no parameter %.*s", STR_ARG(name));
	const struct parameter *p = court_parameter(b, name);
	if (!p)
		return false;
	struct raw_words words = {RAW_WORDS, p->values, p->count};
	switch (p->declared->kind) {
	case PARAMETER_FLAG: script_push_boolean(s, p->number != 0); break;
	case PARAMETER_COUNT:
	case PARAMETER_TERM: script_push_number(s, p->number); break;
	case PARAMETER_LIST: script_push_copy(s, &words, sizeof words); break;
	default: script_push_text(s, p->values[0]);
	}
	return true;
}

/* of(id, path): what another item says there, as text; nil where there is none. */
static bool of(struct script *s, int count)
{
	struct bench *b = bench_of(s);
	const struct site_item *si = script_arg_is_nil(s, 1)
	                                     ? NULL
	                                     : site_find(b->court->site, script_arg_text(s, 1));
	(void)count;
	if (!si)
		return false;
	struct raw_place place = raw_place_of_item(si->item);
	struct str path = script_arg_text(s, 2);
	struct str text = str_equal(path, STR("status")) ? item_status(si->item)
	                                                 : raw_text(&place, path, &b->scratch);
	if (str_is_null(text))
		return false;
	script_push_text(s, text);
	return true;
}

/* linked(inverse): the items that refer to the one being judged. */
static bool linked(struct script *s, int count)
{
	const struct bench *b = bench_of(s);
	const struct site *site = b->court->site;
	struct raw_items items = {.kind = RAW_ITEMS, .site = site};
	(void)count;
	items.relations = site_linked(site, b->number, script_arg_text(s, 1), &items.count);
	script_push_copy(s, &items, sizeof items);
	return true;
}

/* --- lists ----------------------------------------------------------------- */

/* Whether a list of texts has this one, or (prefixes) one that begins it. */
static bool list_has(struct script *s, bool prefixes)
{
	const struct raw_list *l = script_arg_object(s, 1);
	if (!l || script_arg_is_nil(s, 2))
		return false;
	struct str value = script_arg_text(s, 2);
	if (l->kind == RAW_WORDS) {
		const struct raw_words *w = (const void *)l;
		for (size_t i = 0; i < w->count; i++)
			if (prefixes ? str_starts_with(value, w->words[i])
			             : str_equal(value, w->words[i]))
				return true;
		return false;
	}
	for (uint32_t i = 0; l->kind == RAW_LIST && i < l->value->size; i++) {
		const struct value *v = &l->value->children[i];
		struct str text = v->kind == VALUE_ENUM                           ? v->term->id
		                  : v->kind == VALUE_TEXT || v->kind == VALUE_REF ? value_text(v)
		                                                                  : STR_NULL;
		if (!str_is_null(text) && str_equal(text, value))
			return true;
	}
	return false;
}

static bool has(struct script *s, int count)
{
	(void)count;
	script_push_boolean(s, list_has(s, false));
	return true;
}

static bool has_prefix(struct script *s, int count)
{
	(void)count;
	script_push_boolean(s, list_has(s, true));
	return true;
}

/* Whether an entry says that `path` is the text; two values of nil are none. */
static bool says(struct script *s, const struct raw_place *place, int path)
{
	struct arena *arena = &bench_of(s)->scratch;
	struct str text = raw_text(place, script_arg_text(s, path), arena);
	if (script_arg_is_nil(s, path + 1))
		return str_is_null(text);
	return !str_is_null(text) && str_equal(text, script_arg_text(s, path + 1));
}

/* size(list): how many entries; of nil 0. */
static bool size(struct script *s, int count)
{
	const struct raw_list *l = script_arg_object(s, 1);
	size_t n = 0;
	(void)count;
	if (l && l->kind == RAW_LIST)
		n = l->value->size;
	else if (l && l->kind == RAW_ITEMS)
		n = ((const struct raw_items *)(const void *)l)->count;
	else if (l && l->kind == RAW_WORDS)
		n = ((const struct raw_words *)(const void *)l)->count;
	script_push_number(s, (int64_t)n);
	return true;
}

/* value(path): what the item says there, as text; also where its type has no such field. */
static bool value(struct script *s, int count)
{
	struct bench *b = bench_of(s);
	struct raw_place whole = raw_place_of_item(b->item);
	struct str text = raw_text(&whole, script_arg_text(s, 1), &b->scratch);
	(void)count;
	if (str_is_null(text))
		return false;
	script_push_text(s, text);
	return true;
}

/* type_of(): the id of the item's type. */
static bool type_of(struct script *s, int count)
{
	(void)count;
	script_push_text(s, bench_of(s)->item->type->id);
	return true;
}

/* tally(list, path, value, …): how many entries say all of it. */
static bool tally(struct script *s, int count)
{
	const void *list = script_arg_object(s, 1);
	struct raw_place place;
	int64_t found = 0;
	for (size_t i = 0; list && raw_entry(list, i, &place); i++) {
		bool all = true;
		for (int k = 2; k < count && all; k += 2)
			all = says(s, &place, k);
		found += all;
	}
	script_push_number(s, found);
	return true;
}

/* without(list, path): how many entries do not have it. */
static bool without(struct script *s, int count)
{
	const void *list = script_arg_object(s, 1);
	struct raw_place place;
	int64_t found = 0;
	(void)count;
	for (size_t i = 0; list && raw_entry(list, i, &place); i++)
		found += str_is_null(
			raw_text(&place, script_arg_text(s, 2), &bench_of(s)->scratch));
	script_push_number(s, found);
	return true;
}

/* sum(list, path): of whole numbers and decimals. */
static bool sum(struct script *s, int count)
{
	const void *list = script_arg_object(s, 1);
	struct raw_place place;
	double total = 0;
	(void)count;
	for (size_t i = 0; list && raw_entry(list, i, &place); i++) {
		struct arena *arena = &bench_of(s)->scratch;
		struct str text = raw_text(&place, script_arg_text(s, 2), arena);
		if (text.size)
			total += strtod(str_cstring(arena, text), NULL);
	}
	if (total == (double)(int64_t)total)
		script_push_number(s, (int64_t)total);
	else
		script_push_decimal(s, total);
	return true;
}

/* above(list, path, number): how many entries have a larger number there. */
static bool above(struct script *s, int count)
{
	const void *list = script_arg_object(s, 1);
	struct raw_place place;
	struct arena *arena = &bench_of(s)->scratch;
	/* decimals are texts to conditions, as they are written */
	double than = script_arg_is_text(s, 3)
	                      ? strtod(str_cstring(arena, script_arg_text(s, 3)), NULL)
	                      : script_arg_decimal(s, 3);
	int64_t found = 0;
	(void)count;
	for (size_t i = 0; list && raw_entry(list, i, &place); i++) {
		struct str text = raw_text(&place, script_arg_text(s, 2), arena);
		found += text.size && strtod(str_cstring(arena, text), NULL) > than;
	}
	script_push_number(s, found);
	return true;
}

/* ascending(list, path): whether the texts there never go back. */
static bool ascending(struct script *s, int count)
{
	const void *list = script_arg_object(s, 1);
	struct raw_place place;
	struct str before = STR("");
	bool goes_up = true;
	(void)count;
	for (size_t i = 0; list && raw_entry(list, i, &place); i++) {
		struct str text = raw_text(&place, script_arg_text(s, 2), &bench_of(s)->scratch);
		goes_up = goes_up && (!text.size || str_compare(text, before) >= 0);
		before = text.size ? text : before;
	}
	script_push_boolean(s, goes_up);
	return true;
}

/* The first or last of the texts at a path: of dates the earliest or latest. */
static bool extreme(struct script *s, int wanted)
{
	const void *list = script_arg_object(s, 1);
	struct raw_place place;
	struct str best = STR_NULL;
	for (size_t i = 0; list && raw_entry(list, i, &place); i++) {
		struct str text = raw_text(&place, script_arg_text(s, 2), &bench_of(s)->scratch);
		if (text.size && (str_is_null(best) || str_compare(text, best) * wanted > 0))
			best = text;
	}
	if (str_is_null(best))
		return false;
	script_push_text(s, best);
	return true;
}

static bool latest(struct script *s, int count)
{
	(void)count;
	return extreme(s, 1);
}

static bool earliest(struct script *s, int count)
{
	(void)count;
	return extreme(s, -1);
}

/* --- people and words ------------------------------------------------------ */

/* holds(post, role, date): whether that post is that role and was held that day. */
static bool holds(struct script *s, int count)
{
	int32_t day;
	bool is_held = !script_arg_is_nil(s, 1) && arg_day(s, 3, &day) &&
	               people_held(&bench_of(s)->court->people, script_arg_text(s, 1),
	                           script_arg_text(s, 2), day);
	(void)count;
	script_push_boolean(s, is_held);
	return true;
}

/* role_of(post): the role a post is. */
static bool role_of(struct script *s, int count)
{
	(void)count;
	const struct post *p = script_arg_is_nil(s, 1) ? NULL
	                                               : people_find(&bench_of(s)->court->people,
	                                                             script_arg_text(s, 1));
	if (!p)
		return false;
	script_push_text(s, p->role);
	return true;
}

/* label_of(path): what a vocabulary calls the value there. */
static bool label_of(struct script *s, int count)
{
	const struct bench *b = bench_of(s);
	const struct field *f;
	struct raw_place place = raw_place_of_item(b->item);
	const struct value *v = raw_value(&place, script_arg_text(s, 1), &f);
	(void)count;
	if (!v || v->kind != VALUE_ENUM)
		return false;
	script_push_text(s, label_text(&v->term->label, script_language(s)));
	return true;
}

/* length_of(text): in characters; of nil 0. */
static bool length_of(struct script *s, int count)
{
	(void)count;
	struct str text = script_arg_is_nil(s, 1) ? STR("") : script_arg_text(s, 1);
	script_push_number(s, (int64_t)utf8_count(text));
	return true;
}

void rule_functions_register(struct script *s)
{
	static const struct {
		const char *name;
		script_function *function;
	} all[] = {
		{"above", above},
		{"add_days", add_days},
		{"add_working_days", add_working_days},
		{"ascending", ascending},
		{"days_between", days_between},
		{"earliest", earliest},
		{"has", has},
		{"has_prefix", has_prefix},
		{"holds", holds},
		{"label_of", label_of},
		{"latest", latest},
		{"length_of", length_of},
		{"linked", linked},
		{"of", of},
		{"param", param},
		{"role_of", role_of},
		{"size", size},
		{"sum", sum},
		{"tally", tally},
		{"today", today},
		{"type_of", type_of},
		{"value", value},
		{"without", without},
		{"year_of", year_of},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		script_add_function(s, all[i].name, all[i].function);
}
