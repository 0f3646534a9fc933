/* Conditions are compiled once a worker and tested for every item. */
#include "regulation/judge.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/workers.h"
#include "regulation/raw.h"

/* One conditional field of a type. */
struct clause {
	const struct field *field;
	const struct field *parents[4]; /* records above it, outermost first */
	size_t depth;
	int when, allowed_when; /* handles in the worker's state; 0: none */
};

struct clauses {
	struct clause *items;
	size_t count, room;
};

/* What one thread has: a Lua state is not shared. */
struct bench {
	struct script *script;
	struct clauses *by_type; /* by type->number */
	struct diag_sink sink;
	struct arena scratch;
};

struct court {
	struct site *site;
	struct bench *benches;
};

/* A faulty condition is one problem of the schema, not one of every item: only
 * the first worker says so. */
static int compile(struct bench *b, const struct field *f, const struct condition *c, bool reports)
{
	struct script_error error = {0};
	if (str_is_null(c->source))
		return 0;
	int handle = script_compile_condition(b->script, c->source, f->path, &b->scratch, &error);
	if (handle == 0 && reports) {
		struct diag_place place = {c->file, c->text, c->begin, c->end};
		diag_report(&b->sink, DIAG_SCRIPT_SYNTAX, place, NULL, error.message);
	}
	return handle;
}

static void compile_fields(struct bench *b, const struct fields *fields, struct clause parent,
                           struct clauses *out, bool reports)
{
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *f = &fields->items[i];
		struct clause clause = parent;
		clause.field = f;
		clause.when = compile(b, f, &f->when, reports);
		clause.allowed_when = compile(b, f, &f->allowed_when, reports);
		if (clause.when || clause.allowed_when)
			ARRAY_PUSH(out, clause);
		enum { DEPTH = sizeof parent.parents / sizeof *parent.parents };
		if (f->type != FIELD_RECORD || parent.depth == DEPTH)
			continue;
		struct clause below = parent;
		below.parents[below.depth++] = f;
		compile_fields(b, &f->fields, below, out, reports);
	}
}

static void open_bench(struct bench *b, const struct site *site, enum language language,
                       bool reports)
{
	diag_sink_init(&b->sink, language);
	arena_init(&b->scratch, 0);
	b->script = script_new();
	script_set_language(b->script, language);
	raw_register(b->script);
	b->by_type = memory_new(site->schema->type_count, sizeof *b->by_type);
	for (size_t i = 0; i < site->schema->type_count; i++)
		compile_fields(b, &site->schema->types[i].fields, (struct clause){0},
		               &b->by_type[i], reports);
}

static void close_bench(struct bench *b, const struct site *site)
{
	for (size_t i = 0; i < site->schema->type_count; i++)
		free(b->by_type[i].items);
	free(b->by_type);
	script_free(b->script);
	arena_release(&b->scratch);
	diag_sink_release(&b->sink);
}

/* Whether the condition holds; one that fails to run is reported and answers
 * `otherwise`, so that nothing else is said of the field. */
static bool holds(struct bench *b, const struct item *item, const struct clause *c, int handle,
                  bool otherwise)
{
	struct raw_item raw = {RAW_ITEM, item};
	struct script_error error = {0};
	bool result = script_test(b->script, handle, &raw, &b->scratch, &error);
	if (error.status == SCRIPT_OK)
		return result;
	struct diag_more more = {.item = item->id};
	diag_report(&b->sink, DIAG_CONDITION_FAILED, item_place(item, NULL), &more, c->field->path,
	            error.message);
	return otherwise;
}

/* Whether the field is written there, be it faultily: that is reported already. */
static bool is_given(const struct value *record, const struct field *f)
{
	for (uint32_t i = 0; i < record->size; i++)
		if (record->children[i].field == f->index)
			return true;
	return false;
}

static void judge_clause(struct bench *b, const struct item *item, const struct clause *c)
{
	const struct field *f = c->field;
	const struct value *record = &item->root;
	for (size_t i = 0; i < c->depth && record; i++)
		record = value_of_field(record, c->parents[i]);
	if (!record)
		return; /* its record is not there: whether that may be is the record's affair */
	const struct value *v = value_of_field(record, f);
	struct diag_more more = {.item = item->id, .basis = f->basis, .code = f->code};
	struct str label = label_text(&f->label, b->sink.language);
	if (c->when && !is_given(record, f) && holds(b, item, c, c->when, false)) {
		struct diag_place place = item_place(item, record);
		place.end = place.begin;
		diag_report(&b->sink, DIAG_FIELD_REQUIRED_WHEN, place, &more, label, f->path,
		            f->when.source);
	}
	if (c->allowed_when && v && !holds(b, item, c, c->allowed_when, true))
		diag_report(&b->sink, DIAG_FIELD_NOT_ALLOWED, item_place(item, v), &more, label,
		            f->allowed_when.source);
}

/* A date that must not be before another one of the item. */
static void judge_order(struct bench *b, const struct item *item, const struct field *f,
                        const struct value *v)
{
	const struct fields *fields = &item->type->fields;
	const struct value *other = &item->root;
	const struct field *g = NULL;
	struct str rest = f->not_before, piece;
	while (other && fields && str_next_piece(&rest, '.', &piece)) {
		g = fields_find(fields, piece);
		other = g ? value_of_field(other, g) : NULL;
		fields = g ? &g->fields : NULL;
	}
	if (!other || other->kind != VALUE_DATE || v->date.day >= other->date.day)
		return;
	char mine[16], its[16];
	struct diag_more more = {.item = item->id, .basis = f->basis, .code = f->code};
	diag_report(
		&b->sink, DIAG_DATE_ORDER, item_place(item, v), &more,
		label_text(&f->label, b->sink.language),
		((struct str){mine, datetime_write((struct datetime){v->date.day, -1}, mine)}),
		label_text(&g->label, b->sink.language),
		((struct str){its, datetime_write((struct datetime){other->date.day, -1}, its)}));
}

static void judge_orders(struct bench *b, const struct item *item, const struct fields *fields,
                         const struct value *record)
{
	for (uint32_t i = 0; i < record->size; i++) {
		const struct value *v = &record->children[i];
		const struct field *f = &fields->items[v->field];
		if (v->kind == VALUE_DATE && f->not_before.size)
			judge_order(b, item, f, v);
		else if (v->kind == VALUE_RECORD)
			judge_orders(b, item, &f->fields, v);
	}
}

static void judge_item(struct bench *b, const struct item *item)
{
	const struct clauses *clauses = &b->by_type[item->type->number];
	bool is_draft = item->type->known[KNOWN_STATUS] &&
	                str_equal(item_status(item), STR("draft"));
	if (item->is_broken || is_draft)
		return;
	for (size_t i = 0; i < clauses->count; i++)
		judge_clause(b, item, &clauses->items[i]);
	judge_orders(b, item, &item->type->fields, &item->root);
}

static void judge_one(void *context, unsigned worker, size_t number)
{
	struct court *court = context;
	const struct site *site = court->site;
	/* behind the items comes the site's own configuration */
	const struct item *item = number < site->item_count ? site->items[number].item
	                                                    : site->config;
	judge_item(&court->benches[worker], item);
}

void judge_items(struct site *site, unsigned workers, struct diag_sink *sink)
{
	struct court court = {site, memory_new(workers, sizeof *court.benches)};
	for (unsigned i = 0; i < workers; i++)
		open_bench(&court.benches[i], site, sink->language, i == 0);
	workers_run(workers, site->item_count + (site->config != NULL), judge_one, &court);
	for (unsigned i = 0; i < workers; i++) {
		diag_merge(sink, &court.benches[i].sink);
		close_bench(&court.benches[i], site);
	}
	free(court.benches);
}
