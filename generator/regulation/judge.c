/* Each worker has a bench with a Lua state of its own; what they find is gathered in
 * the order of the items, so that any number of workers says the same. */
#include "regulation/judge.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/workers.h"
#include "regulation/court.h"

/* --- what all files of this folder use -------------------------------------- */

/* A faulty expression is one problem of its file, not one of every item: only the
 * first worker says so. */
int court_compile(struct bench *b, const struct condition *c, struct str name, bool reports)
{
	struct script_error error = {0};
	if (str_is_null(c->source))
		return 0;
	int handle = script_compile_condition(b->script, c->source, name, &b->scratch, &error);
	if (handle == 0 && reports) {
		struct diag_place place = {c->file, c->text, c->begin, c->end};
		diag_report(&b->sink, DIAG_SCRIPT_SYNTAX, place, NULL, error.message);
	}
	return handle;
}

void court_set_day(struct bench *b, int32_t day)
{
	const struct site *site = b->court->site;
	if (b->day == day && b->is_day_set)
		return;
	b->day = day;
	b->is_day_set = true;
	b->profile = profile_in_force(&site->schema->profiles, site->profile, day);
}

const struct parameter *court_parameter(const struct bench *b, struct str name)
{
	return profile_parameter(&b->court->site->schema->profiles, b->profile, name, b->day);
}

struct diag_place court_place(const struct bench *b, const struct raw_place *base, struct str path)
{
	const struct value *nearest = base->type ? NULL : base->record;
	const struct field *f;
	struct diag_place place;
	for (size_t end = 1; path.size && end <= path.size; end++) {
		if (end < path.size && path.data[end] != '.')
			continue;
		const struct value *v = raw_value(base, str_slice(path, 0, end), &f);
		if (!v)
			break;
		nearest = v;
	}
	place = item_place(b->item, nearest);
	/* something missing in a record is missing where the record begins */
	if (nearest && nearest->kind == VALUE_RECORD && path.size)
		place.end = place.begin;
	return place;
}

void court_report(struct bench *b, const struct finding *f)
{
	enum diag_level level = (enum diag_level)f->level;
	struct diag_more more = {.item = b->item->id,
	                         .rule = f->id,
	                         .code = f->code,
	                         .basis = f->basis,
	                         .hint = f->hint,
	                         .level = &level};
	diag_report(&b->sink, DIAG_RULE_SAYS, f->place, &more, f->message);
}

/* --- reading --------------------------------------------------------------- */

static void read_regulation(struct court *c, struct diag_sink *sink)
{
	struct reader r = {.arena = &c->arena, .sink = sink, .source = c->site->source};
	struct file_list list = {0};
	struct str where;
	/* a folder that cannot be listed was reported with the schema */
	if (!r.source->list(r.source, STR("content/regulation"), &c->arena, &list, &where)) {
		rules_read(&c->rules, c->site->schema, &r, &list);
		chains_read(&c->chains, c->site->schema, &r, &list);
	}
	file_list_release(&list);
	people_read(&c->people, c->site->schema, &r);
	/* said once: whoever applies it reads it, too */
	struct diag_sink unheard;
	diag_sink_init(&unheard, sink->language);
	baseline_read(&c->baseline, c->site->source, &c->arena, &unheard);
	diag_sink_release(&unheard);
}

static bool is_kind_of(const struct schema *schema, const struct type *type, struct str id)
{
	for (int steps = 0; type && steps < 16; steps++) {
		if (str_equal(type->id, id))
			return true;
		type = type->extends.size ? schema_type(schema, type->extends) : NULL;
	}
	return false;
}

static bool concerns(const struct schema *schema, const struct rule *rule, const struct type *type)
{
	for (size_t i = 0; i < rule->type_count; i++)
		if (is_kind_of(schema, type, rule->types[i]))
			return true;
	return false;
}

/* The rules of each type, by their numbers, so that an item looks at its own only. */
static void sort_rules(struct court *c)
{
	const struct schema *schema = c->site->schema;
	c->by_type = ARENA_ARRAY(&c->arena, struct rule_numbers, schema->type_count);
	for (size_t t = 0; t < schema->type_count; t++) {
		struct rule_numbers *n = &c->by_type[t];
		n->items = ARENA_ARRAY(&c->arena, uint32_t, c->rules.count + 1);
		for (size_t i = 0; i < c->rules.count; i++)
			if (concerns(schema, &c->rules.items[i], &schema->types[t]))
				n->items[n->count++] = (uint32_t)i;
	}
}

/* --- benches --------------------------------------------------------------- */

static void open_bench(struct bench *b, const struct court *c, enum language language, bool reports)
{
	*b = (struct bench){.court = c};
	diag_sink_init(&b->sink, language);
	arena_init(&b->scratch, 0);
	arena_init(&b->keep, 0);
	b->script = script_new();
	script_set_language(b->script, language);
	script_set_context(b->script, b);
	raw_register(b->script);
	rule_functions_register(b->script);
	script_set_global(b->script, "outer", NULL);
	clauses_compile(b, reports);
	b->rules = memory_new(c->rules.count, sizeof *b->rules);
	for (size_t i = 0; i < c->rules.count; i++)
		rule_compile(b, &c->rules.items[i], &b->rules[i], reports);
	chain_compile(b, reports);
}

static void close_bench(struct bench *b)
{
	clauses_release(b);
	free(b->rules);
	free(b->deadlines);
	free(b->keys);
	script_free(b->script);
	arena_release(&b->scratch);
	arena_release(&b->keep);
	buf_release(&b->bytes);
	diag_sink_release(&b->sink);
}

/* --- judging --------------------------------------------------------------- */

static void judge_one(void *context, unsigned worker, size_t number)
{
	struct court *c = context;
	struct bench *b = &c->benches[worker];
	const struct site *site = c->site;
	/* behind the items comes the site's own configuration */
	bool is_item = number < site->item_count;
	b->item = is_item ? site->items[number].item : site->config;
	b->number = (uint32_t)number;
	if (b->item->is_broken)
		return;
	struct datetime formed;
	b->own_day = item_date(b->item, STR("formed"), &formed) ? formed.day : site->as_of;
	bool is_draft = b->item->type->known[KNOWN_STATUS] &&
	                str_equal(item_status(b->item), STR("draft"));
	if (!is_draft)
		clauses_judge(b);
	const struct rule_numbers *rules = &c->by_type[b->item->type->number];
	for (size_t i = 0; i < rules->count; i++)
		rule_judge(b, &c->rules.items[rules->items[i]], &b->rules[rules->items[i]]);
	if (is_item && !is_draft)
		chain_judge(b);
	arena_reset(&b->scratch);
}

/* --- what only all items together show ------------------------------------- */

static int compare_keys(const void *a, const void *b)
{
	const struct claimed_key *x = a, *y = b;
	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	int order = str_compare(x->key, y->key);
	return order ? order : (x->item > y->item) - (x->item < y->item);
}

/* The second and every further item with a key says whose it is. */
static void compare_claims(struct court *c, unsigned workers)
{
	struct claimed_key *all = NULL;
	size_t count = 0;
	for (unsigned i = 0; i < workers; i++)
		count += c->benches[i].key_count;
	all = memory_new(count, sizeof *all);
	count = 0;
	for (unsigned i = 0; i < workers; i++)
		for (size_t k = 0; k < c->benches[i].key_count; k++)
			all[count++] = c->benches[i].keys[k];
	qsort(all, count, sizeof *all, compare_keys);
	struct bench *b = &c->benches[0];
	for (size_t i = 1; i < count; i++) {
		const struct claimed_key *first = &all[i - 1], *second = &all[i];
		if (first->rule != second->rule || !str_equal(first->key, second->key))
			continue;
		b->item = c->site->items[second->item].item;
		b->own_day = c->site->as_of;
		b->number = second->item;
		rule_report_twice(b, second->rule, &b->rules[second->rule - c->rules.items],
		                  c->site->items[first->item].item, second->key);
	}
	free(all);
}

static int compare_deadlines(const void *a, const void *b)
{
	const struct deadline *x = a, *y = b;
	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	int order = str_compare(x->rule, y->rule);
	if (order)
		return order;
	return x->due != y->due ? (x->due < y->due ? -1 : 1)
	                        : str_compare(x->label[0], y->label[0]);
}

static void gather_deadlines(struct court *c, unsigned workers)
{
	struct site *site = c->site;
	struct arena *arena = &site->arena;
	size_t count = 0;
	for (unsigned i = 0; i < workers; i++)
		count += c->benches[i].deadline_count;
	site->deadlines = memory_new(count, sizeof *site->deadlines);
	for (unsigned i = 0; i < workers; i++)
		for (size_t k = 0; k < c->benches[i].deadline_count; k++) {
			struct deadline *d = &site->deadlines[site->deadline_count++];
			*d = c->benches[i].deadlines[k];
			d->rule = str_copy(arena, d->rule);
			d->basis = str_copy(arena, d->basis);
			d->label[0] = str_copy(arena, d->label[0]);
			d->label[1] = str_copy(arena, d->label[1]);
		}
	qsort(site->deadlines, count, sizeof *site->deadlines, compare_deadlines);
}

/* Where a profile departs from the law in force is said once. */
static void report_departures(const struct court *c, struct diag_sink *sink)
{
	const struct site *site = c->site;
	const struct profile *p = profile_in_force(&site->schema->profiles, site->profile,
	                                           site->as_of);
	for (size_t i = 0; p && i < p->departure_count; i++) {
		const struct departure *d = &p->departures[i];
		struct diag_more more = {.basis = d->law};
		diag_report(sink, DIAG_PROFILE_DEPARTS, d->place, &more, p->id,
		            label_text(&d->says, sink->language), d->basis);
	}
}

void judge_items(struct site *site, unsigned workers, struct diag_sink *sink)
{
	struct court c = {.site = site};
	arena_init(&c.arena, 0);
	read_regulation(&c, sink);
	sort_rules(&c);
	c.calendar = calendar_of_site(site, sink);
	c.benches = memory_new(workers, sizeof *c.benches);
	for (unsigned i = 0; i < workers; i++)
		open_bench(&c.benches[i], &c, sink->language, i == 0);
	workers_run(workers, site->item_count + (site->config != NULL), judge_one, &c);
	compare_claims(&c, workers);
	gather_deadlines(&c, workers);
	report_departures(&c, sink);
	for (unsigned i = 0; i < workers; i++) {
		diag_merge(sink, &c.benches[i].sink);
		close_bench(&c.benches[i]);
	}
	free(c.benches);
	calendar_free(c.calendar);
	chains_release(&c.chains);
	people_release(&c.people);
	baseline_release(&c.baseline);
	rules_release(&c.rules);
	arena_release(&c.arena);
}
