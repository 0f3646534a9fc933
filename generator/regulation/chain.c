/* Judging approvals. Entries are read in the order in which they stand; a step counts
 * as taken by the last entry that agrees, until somebody returns the item. */
#include "regulation/chain.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/memory.h"
#include "catalog/content_hash.h"
#include "regulation/court.h"

/* One entry of `approvals:`. */
struct approval {
	const struct value *value; /* the record */
	struct str step, by, opinion, content;
	int32_t day;
};

/* The approvals of an item, and what they come to. */
struct approvals {
	struct bench *b;
	struct approval *items;
	size_t count;
	bool is_bad;
};

/* --- compiling ------------------------------------------------------------- */

void chain_compile(struct bench *b, bool reports)
{
	const struct chains *chains = &b->court->chains;
	b->chains = ARENA_ARRAY(&b->keep, struct compiled_chain, chains->count + 1);
	b->tables = ARENA_ARRAY(&b->keep, int *, chains->table_count + 1);
	for (size_t i = 0; i < chains->count; i++) {
		const struct chain *c = &chains->items[i];
		b->chains[i].steps = ARENA_ARRAY(&b->keep, int, c->step_count + 1);
		for (size_t k = 0; k < c->step_count; k++)
			b->chains[i].steps[k] = court_compile(b, &c->steps[k].when, c->id, reports);
	}
	for (size_t i = 0; i < chains->table_count; i++) {
		const struct chain_table *t = &chains->tables[i];
		b->tables[i] = ARENA_ARRAY(&b->keep, int, t->row_count + 1);
		for (size_t k = 0; k < t->row_count; k++)
			b->tables[i][k] = court_compile(b, &t->rows[k].when, t->profile, reports);
	}
}

/* Whether a condition holds for the item; none always does, a faulty one never. */
static bool holds(struct bench *b, const struct condition *c, int handle, struct str name)
{
	struct raw_item item = {RAW_ITEM, b->item};
	struct script_error error = {0};
	if (str_is_null(c->source))
		return true;
	if (!handle)
		return false;
	bool result = script_test(b->script, handle, &item, &b->scratch, &error);
	if (error.status == SCRIPT_OK)
		return result;
	struct diag_more more = {.item = b->item->id};
	diag_report(&b->sink, DIAG_RULE_FAILED, item_place(b->item, NULL), &more, name,
	            error.message);
	return false;
}

/* --- reading the entries --------------------------------------------------- */

static void read_approvals(struct approvals *a)
{
	const struct item *item = a->b->item;
	struct arena *arena = &a->b->scratch;
	const struct field *f;
	struct raw_place whole = raw_place_of_item(item);
	const struct value *list = raw_value(&whole, STR("approvals"), &f);
	if (!list || list->kind != VALUE_LIST)
		return;
	a->items = ARENA_ARRAY(arena, struct approval, list->size + 1);
	for (uint32_t i = 0; i < list->size; i++) {
		struct raw_place p = {&list->children[i], &f->entry->fields, NULL};
		const struct field *unused;
		if (p.record->kind != VALUE_RECORD)
			continue;
		const struct value *date = raw_value(&p, STR("date"), &unused);
		struct approval entry = {
			.value = p.record,
			.step = raw_text(&p, STR("step"), arena),
			.by = raw_text(&p, STR("by"), arena),
			.opinion = raw_text(&p, STR("opinion"), arena),
			.content = raw_text(&p, STR("content"), arena),
			.day = date && date->kind == VALUE_DATE ? date->date.day : INT32_MIN,
		};
		if (entry.step.size && entry.by.size && entry.day != INT32_MIN)
			a->items[a->count++] = entry;
	}
}

static struct str role_label(const struct bench *b, struct str role)
{
	const struct vocabulary *roles = b->court->chains.roles;
	const struct vocabulary_value *v = roles ? vocabulary_find(roles, role) : NULL;
	return v ? label_text(&v->label, b->sink.language) : role;
}

static struct str day_text(struct bench *b, int32_t day)
{
	char text[16];
	size_t size = datetime_write((struct datetime){day, -1}, text);
	return str_copy(&b->scratch, (struct str){text, size});
}

static int level_of(const struct bench *b, const char *code)
{
	return profile_level(&b->court->site->schema->profiles, b->profile, STR_NULL,
	                     str_from(code), b->day, DIAG_ERROR);
}

static void complain(struct approvals *a, enum diag_id id, const struct value *where,
                     struct str basis, const struct str *args, size_t count)
{
	struct bench *b = a->b;
	int level = level_of(b, diag_code(id));
	if (level == LEVEL_OFF)
		return;
	enum diag_level said = (enum diag_level)level;
	struct diag_more more = {.item = b->item->id, .basis = basis, .level = &said};
	struct diag_place place = item_place(b->item, where);
	if (!where || where->kind == VALUE_LIST)
		place.end = place.begin;
	diag_add(&b->sink, id, place, args, count, &more);
	bool is_accepted = baseline_accepts(&b->court->baseline, b->item->path,
	                                    str_from(diag_code(id)), STR_NULL,
	                                    b->court->site->as_of);
	a->is_bad = a->is_bad || (level == DIAG_ERROR && !is_accepted);
}

#define COMPLAIN(a, id, where, basis, ...)                                       \
	complain((a), (id), (where), (basis), (const struct str[]){__VA_ARGS__}, \
	         sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))

/* --- a chain --------------------------------------------------------------- */

static bool is_role_of(const struct chain_step *step, struct str role)
{
	for (size_t i = 0; i < step->role_count; i++)
		if (str_equal(step->roles[i], role))
			return true;
	return false;
}

/* By step: the entry that took it, or NULL. */
static const struct approval **take_steps(const struct approvals *a, const struct chain *c)
{
	const struct approval **taken = ARENA_ARRAY(&a->b->scratch, const struct approval *,
	                                            c->step_count + 1);
	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < c->step_count; k++) {
			if (!is_role_of(&c->steps[k], a->items[i].step))
				continue;
			bool agrees = str_equal(a->items[i].opinion, STR("agree"));
			/* whoever returns or objects undoes his own step and all after it */
			for (size_t n = k; n < c->step_count && !agrees; n++)
				taken[n] = NULL;
			/* to agree again counts anew; another role of the step adds nothing */
			bool is_free = !taken[k] || str_equal(taken[k]->step, a->items[i].step);
			if (agrees && is_free)
				taken[k] = &a->items[i];
		}
	return taken;
}

static void judge_taken(struct approvals *a, const struct chain *c, size_t k,
                        const struct approval *entry, const struct approval *before)
{
	struct bench *b = a->b;
	struct str step = role_label(b, entry->step),
		   chain = label_text(&c->label, b->sink.language);
	struct raw_place whole = raw_place_of_item(b->item);
	struct str handler = raw_text(&whole, STR("handler"), &b->scratch);
	const struct parameter *same = court_parameter(b, STR("approvals.same_person"));
	if (k > 0 && handler.size && people_same(&b->court->people, entry->by, handler) &&
	    !str_equal(entry->step, STR("handler")))
		COMPLAIN(a, DIAG_CHAIN_SELF, entry->value, c->basis, step, entry->by);
	if (!before)
		return;
	if (entry->day < before->day || entry->value < before->value)
		COMPLAIN(a, DIAG_CHAIN_ORDER, entry->value, c->basis, chain, step,
		         day_text(b, entry->day), role_label(b, before->step),
		         day_text(b, before->day));
	else if (people_same(&b->court->people, entry->by, before->by) && !(same && same->number) &&
	         !str_equal(entry->by, handler))
		COMPLAIN(a, DIAG_CHAIN_SAME_PERSON, entry->value, c->basis, step, entry->by);
}

static void judge_chain(struct approvals *a, const struct chain *c)
{
	struct bench *b = a->b;
	const int *conditions = b->chains[c - b->court->chains.items].steps;
	const struct approval **taken = take_steps(a, c), *before = NULL;
	struct str missing = STR(""), first = STR_NULL;
	for (size_t k = 0; k < c->step_count; k++) {
		const struct chain_step *step = &c->steps[k];
		if (!holds(b, &step->when, conditions[k], c->id))
			continue;
		if (!taken[k]) {
			missing = STR_JOIN(&b->scratch, missing, missing.size ? STR("、") : STR(""),
			                   role_label(b, step->roles[0]), STR("（"),
			                   label_text(&step->does, b->sink.language), STR("）"));
			first = first.size ? first : step->roles[0];
			continue;
		}
		judge_taken(a, c, k, taken[k], before);
		before = taken[k];
	}
	const struct field *f;
	struct raw_place whole = raw_place_of_item(b->item);
	if (missing.size)
		COMPLAIN(a, DIAG_CHAIN_INCOMPLETE, raw_value(&whole, STR("approvals"), &f),
		         c->basis, label_text(&c->label, b->sink.language), missing, b->item->id,
		         first);
}

/* --- entries by themselves ------------------------------------------------- */

static void judge_entry(struct approvals *a, const struct approval *entry, struct str hash)
{
	struct bench *b = a->b;
	const struct people *people = &b->court->people;
	struct str basis = STR("《政府信息公开条例》第十七条");
	if (!people_find(people, entry->by))
		COMPLAIN(a, DIAG_POST_UNKNOWN, entry->value, basis, entry->by);
	else if (!people_held_by(people, entry->by, entry->step, entry->day))
		COMPLAIN(a, DIAG_POST_NOT_HELD, entry->value, basis, entry->by,
		         day_text(b, entry->day), role_label(b, entry->step));
	if (entry->content.size && hash.size && str_equal(entry->opinion, STR("agree")) &&
	    !str_equal(entry->content, hash))
		COMPLAIN(a, DIAG_APPROVAL_STALE, entry->value, basis, role_label(b, entry->step),
		         b->item->id, entry->step);
}

/* Whether a later entry of the same step replaces this one. */
static bool is_replaced(const struct approvals *a, size_t i)
{
	for (size_t k = i + 1; k < a->count; k++)
		if (str_equal(a->items[k].step, a->items[i].step))
			return true;
	return false;
}

static void judge_entries(struct approvals *a)
{
	struct bench *b = a->b;
	char hash[CONTENT_HASH_SIZE] = "";
	bool has_content = false;
	for (size_t i = 0; i < a->count; i++)
		has_content = has_content || a->items[i].content.size;
	/* costs reading the body and the attachments: only where somebody bound himself to it */
	if (has_content && !content_hash(b->item, b->court->site->source, hash))
		hash[0] = 0;
	for (size_t i = 0; i < a->count; i++)
		judge_entry(a, &a->items[i], is_replaced(a, i) ? STR("") : str_from(hash));
}

/* --- an item --------------------------------------------------------------- */

static void judge_table(struct approvals *a, const struct chain_table *t)
{
	struct bench *b = a->b;
	const int *conditions = b->tables[t - b->court->chains.tables];
	bool found_first = false;
	for (size_t i = 0; i < t->row_count; i++) {
		const struct chain_row *row = &t->rows[i];
		if ((row->first && found_first) || !holds(b, &row->when, conditions[i], t->profile))
			continue;
		found_first = found_first || row->first;
		for (size_t k = 0; k < row->chain_count; k++)
			judge_chain(a, row->chains[k]);
	}
}

void chain_judge(struct bench *b)
{
	const struct site *site = b->court->site;
	struct str status = item_status(b->item);
	bool is_final = str_equal(status, STR("published")) || str_equal(status, STR("signed"));
	/* what was there before the record began is not judged by it */
	if (!is_final || site->items[b->number].is_legacy ||
	    !fields_find(&b->item->type->fields, STR("approvals")))
		return;
	court_set_day(b, b->own_day);
	const struct parameter *required = court_parameter(b, STR("approvals.required"));
	const struct chain_table *t = chains_table(&b->court->chains, &site->schema->profiles,
	                                           b->profile, b->day);
	struct approvals a = {.b = b};
	if (!required || !required->number || !t)
		return;
	read_approvals(&a);
	judge_table(&a, t);
	judge_entries(&a);
	if (a.is_bad)
		b->court->site->items[b->number].verdicts |= VERDICT_UNAPPROVED;
}
