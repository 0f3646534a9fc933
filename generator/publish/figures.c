/* A report's year is an object with lists of rows; a row knows its label and figures. */
#include "publish/figures.h"

#include <stdio.h>

struct figures {
	uint8_t kind; /* VIEW_FIGURES */
	const int64_t *items;
	size_t count;
};

/* A row, or the head of a column, which has no figures. */
struct figures_row {
	uint8_t kind; /* VIEW_ANNUAL_ROW */
	struct str code, label, group;
	struct figures figures;
};

struct figures_year {
	uint8_t kind; /* VIEW_ANNUAL */
	const struct annual *annual;
	const struct view_item *unit;
	struct view_list rows, columns, reviews, results;
};

static struct view_list finish(const void **entries, size_t count)
{
	return (struct view_list){VIEW_LIST, (uint32_t)count, entries};
}

static struct view_list columns_of(struct view *v, const struct annual_table *t)
{
	const void **entries = ARENA_ARRAY(&v->arena, const void *, t->column_count + 1);
	for (size_t i = 0; i < t->column_count; i++) {
		struct figures_row *column = ARENA_NEW(&v->arena, struct figures_row);
		*column = (struct figures_row){
			.kind = VIEW_ANNUAL_ROW,
			.code = t->columns[i].name,
			.label = label_text(&t->columns[i].label, v->language),
			.figures = {VIEW_FIGURES, NULL, 0},
		};
		entries[i] = column;
	}
	return finish(entries, t->column_count);
}

static struct view_list rows_of(struct view *v, const struct annual_table *t, const int64_t *items)
{
	const void **entries = ARENA_ARRAY(&v->arena, const void *, t->row_count + 1);
	size_t width = t->column_count + 1;
	for (size_t i = 0; i < t->row_count; i++) {
		const struct annual_row *from = &t->rows[i];
		struct figures_row *row = ARENA_NEW(&v->arena, struct figures_row);
		*row = (struct figures_row){
			.kind = VIEW_ANNUAL_ROW,
			.code = from->code,
			.label = label_text(&from->field->label, v->language),
			.group = from->group ? label_text(&from->group->label, v->language)
		                             : STR_NULL,
			.figures = {VIEW_FIGURES, items + i * width, width},
		};
		entries[i] = row;
	}
	return finish(entries, t->row_count);
}

void figures_add(struct view *v, const struct annuals *annuals)
{
	const void **entries = ARENA_ARRAY(&v->arena, const void *, annuals->count + 1);
	size_t count = 0;
	for (size_t i = 0; i < annuals->count; i++) {
		const struct annual *a = &annuals->items[i];
		const struct view_item *unit = v->by_number[a->unit->number];
		if (!unit || unit->visibility != VISIBILITY_FULL)
			continue;
		struct figures_year *year = ARENA_NEW(&v->arena, struct figures_year);
		*year = (struct figures_year){
			.kind = VIEW_ANNUAL,
			.annual = a,
			.unit = unit,
			.rows = rows_of(v, &annuals->applications, a->applications),
			.columns = columns_of(v, &annuals->applications),
			.reviews = rows_of(v, &annuals->reviews, a->reviews),
			.results = columns_of(v, &annuals->reviews),
		};
		entries[count++] = year;
	}
	v->annuals = finish(entries, count);
}

/* --- classes ---------------------------------------------------------------- */

/* Working days an answer took, to one place. */
static void push_average(struct script *s, const struct annual *a)
{
	char text[32];
	if (a->answered == 0) {
		script_push_nil(s);
		return;
	}
	int64_t tenths = (a->days * 10 + a->answered / 2) / a->answered;
	int n = snprintf(text, sizeof text, "%lld.%lld", (long long)(tenths / 10),
	                 (long long)(tenths % 10));
	script_push_text(s, (struct str){text, (size_t)n});
}

static const struct str year_names_table[] = {
	STR_INIT("unit"),     STR_INIT("year"),         STR_INIT("rows"),
	STR_INIT("columns"),  STR_INIT("reviews"),      STR_INIT("results"),
	STR_INIT("answered"), STR_INIT("average_days"), STR_INIT("has_register"),
};
enum { YEAR_NAMES = sizeof year_names_table / sizeof *year_names_table };

static bool year_field(struct script *s, const void *object, struct str name)
{
	const struct figures_year *y = object;
	size_t i = 0;
	while (i < YEAR_NAMES && !str_equal(year_names_table[i], name))
		i++;
	switch (i) {
	case 0: script_push_object(s, y->unit); break;
	case 1: script_push_number(s, y->annual->year); break;
	case 2: script_push_object(s, &y->rows); break;
	case 3: script_push_object(s, &y->columns); break;
	case 4: script_push_object(s, &y->reviews); break;
	case 5: script_push_object(s, &y->results); break;
	case 6: script_push_number(s, y->annual->answered); break;
	case 7: push_average(s, y->annual); break;
	case 8: script_push_boolean(s, y->annual->has_register); break;
	default: return false;
	}
	return true;
}

static size_t year_names(struct script *s, const void *object, struct str *out, size_t most)
{
	size_t n = 0;
	(void)s, (void)object;
	for (; n < YEAR_NAMES && n < most; n++)
		out[n] = year_names_table[n];
	return n;
}

static bool row_field(struct script *s, const void *object, struct str name)
{
	const struct figures_row *r = object;
	if (str_equal(name, STR("code")))
		script_push_text(s, r->code);
	else if (str_equal(name, STR("label")))
		script_push_text(s, r->label);
	else if (str_equal(name, STR("figures")))
		script_push_object(s, &r->figures);
	else if (!str_equal(name, STR("group")))
		return false;
	else if (str_is_null(r->group))
		script_push_nil(s);
	else
		script_push_text(s, r->group);
	return true;
}

static bool figures_entry(struct script *s, const void *object, size_t index)
{
	const struct figures *f = object;
	if (index < 1 || index > f->count)
		return false;
	script_push_number(s, f->items[index - 1]);
	return true;
}

static size_t figures_length(const void *object)
{
	return ((const struct figures *)object)->count;
}

void figures_register(struct script *s)
{
	static const struct script_class classes[] = {
		{.kind = VIEW_ANNUAL, .name = "annual", .field = year_field, .names = year_names},
		{.kind = VIEW_ANNUAL_ROW, .name = "row", .field = row_field},
		{.kind = VIEW_FIGURES,
	         .name = "list",
	         .entry = figures_entry,
	         .length = figures_length},
	};
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		script_register(s, &classes[i]);
}
