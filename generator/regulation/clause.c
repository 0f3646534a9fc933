/* Conditions of fields: compiled once a worker, tested for every item. */
#include <stdlib.h>

#include "base/memory.h"
#include "regulation/court.h"

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

static void compile_fields(struct bench *b, const struct fields *fields, struct clause parent,
                           struct clauses *out, bool reports)
{
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *f = &fields->items[i];
		struct clause clause = parent;
		clause.field = f;
		clause.when = court_compile(b, &f->when, f->path, reports);
		clause.allowed_when = court_compile(b, &f->allowed_when, f->path, reports);
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

void clauses_compile(struct bench *b, bool reports)
{
	const struct schema *schema = b->court->site->schema;
	b->by_type = memory_new(schema->type_count, sizeof *b->by_type);
	for (size_t i = 0; i < schema->type_count; i++)
		compile_fields(b, &schema->types[i].fields, (struct clause){0}, &b->by_type[i],
		               reports);
}

void clauses_release(struct bench *b)
{
	for (size_t i = 0; i < b->court->site->schema->type_count; i++)
		free(b->by_type[i].items);
	free(b->by_type);
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

void clauses_judge(struct bench *b)
{
	const struct item *item = b->item;
	const struct clauses *clauses = &b->by_type[item->type->number];
	for (size_t i = 0; i < clauses->count; i++)
		judge_clause(b, item, &clauses->items[i]);
	judge_orders(b, item, &item->type->fields, &item->root);
}
