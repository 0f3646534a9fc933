/* Applications are read into small entries once; every unit and year is one pass over
 * them. Nothing that names an applicant is read: the register has no such field. */
#include "regulation/annual.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "regulation/calendar.h"

enum { NOT_YET = INT32_MAX };

/* An application as the tables see it. */
struct entry {
	const struct item *item;
	const struct site_item *owner;
	int32_t received, closed; /* days; NOT_YET */
	size_t column, row;       /* of table 3 */
	bool was_answered;
};

struct register_of_site {
	const struct site *site;
	struct entry *items;
	size_t count, room;
};

static const struct value *field_of(const struct item *item, const char *name)
{
	return value_by_name(&item->root, &item->type->fields, str_from(name));
}

static struct str word_of(const struct item *item, const char *name)
{
	const struct value *v = field_of(item, name);
	return v && v->kind == VALUE_ENUM ? v->term->id : STR("");
}

/* A date of the item, or of a record in it; NOT_YET where there is none. */
static int32_t day_of(const struct item *item, const char *record, const char *name)
{
	const struct value *v = &item->root;
	const struct fields *fields = &item->type->fields;
	if (record) {
		const struct field *f = fields_find(fields, str_from(record));
		v = f ? value_of_field(v, f) : NULL;
		fields = f ? &f->fields : NULL;
	}
	v = v && fields ? value_by_name(v, fields, str_from(name)) : NULL;
	return v && v->kind == VALUE_DATE ? v->date.day : NOT_YET;
}

static bool is_of_type(const struct item *item, const char *type)
{
	return str_equal(item->type->id, str_from(type)) && !item->is_broken;
}

/* --- the form --------------------------------------------------------------- */

static bool is_row(const struct field *f)
{
	return f->type == FIELD_RECORD && f->fields.count > 0 &&
	       f->fields.items[0].type == FIELD_INTEGER;
}

static enum annual_role role_of(struct str code)
{
	static const struct {
		struct str code;
		enum annual_role role;
	} roles[] = {
		{STR_INIT("new_received"), ANNUAL_RECEIVED},
		{STR_INIT("carried_in"), ANNUAL_CARRIED_IN},
		{STR_INIT("closed_total"), ANNUAL_CLOSED},
		{STR_INIT("carried_out"), ANNUAL_CARRIED_OUT},
	};
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (str_equal(roles[i].code, code))
			return roles[i].role;
	return ANNUAL_LEAF;
}

static void add_rows(struct annual_table *t, struct arena *arena, const struct fields *fields,
                     const struct field *group)
{
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *f = &fields->items[i];
		if (is_row(f)) {
			struct str code = group ? STR_JOIN(arena, group->name, STR("."), f->name)
			                        : f->name;
			t->rows[t->row_count++] = (struct annual_row){code, f, group,
			                                              role_of(code)};
		} else if (f->type == FIELD_RECORD && !group) {
			add_rows(t, arena, &f->fields, f);
		}
	}
}

static size_t count_rows(const struct fields *fields)
{
	size_t n = fields->count;
	for (size_t i = 0; i < fields->count; i++)
		n += fields->items[i].fields.count;
	return n;
}

static struct annual_table read_table(const struct site *site, struct arena *arena,
                                      const char *name)
{
	struct annual_table t = {0};
	const struct type *type = schema_type(site->schema, STR("annual_report"));
	t.field = type ? fields_find(&type->fields, str_from(name)) : NULL;
	if (!t.field)
		return t;
	t.rows = ARENA_ARRAY(arena, struct annual_row, count_rows(&t.field->fields));
	add_rows(&t, arena, &t.field->fields, NULL);
	if (t.row_count == 0)
		return (struct annual_table){0};
	t.columns = t.rows[0].field->fields.items;
	while (t.column_count < t.rows[0].field->fields.count &&
	       !str_equal(t.columns[t.column_count].name, STR("total")))
		t.column_count++;
	return t;
}

static size_t find_row(const struct annual_table *t, struct str code)
{
	size_t i = 0;
	while (i < t->row_count && !str_equal(t->rows[i].code, code))
		i++;
	return i;
}

static size_t find_column(const struct annual_table *t, struct str name)
{
	size_t i = 0;
	while (i < t->column_count && !str_equal(t->columns[i].name, name))
		i++;
	return i;
}

/* --- the register ------------------------------------------------------------ */

/* The leaf that counts it. Several outcomes are one partial disclosure: it counts as
 * this alone. */
static size_t row_of(const struct annual_table *t, const struct item *item)
{
	const struct value *list = field_of(item, "outcome");
	if (!list || list->kind != VALUE_LIST || list->size == 0)
		return t->row_count;
	if (list->size > 1)
		return find_row(t, STR("partial"));
	const struct value *v = &list->children[0];
	return v->kind == VALUE_ENUM ? find_row(t, v->term->id) : t->row_count;
}

/* The day on which it was done with: of the answer, or the last day on which the
 * applicant could have completed or paid. */
static int32_t closing_day(const struct item *item, bool *was_answered)
{
	int32_t replied = day_of(item, NULL, "replied");
	*was_answered = replied != NOT_YET;
	if (*was_answered)
		return replied;
	int32_t due = day_of(item, "supplement", "due");
	return due != NOT_YET ? due : day_of(item, "fee", "notified");
}

static void read_application(struct register_of_site *r, const struct annual_table *t,
                             const struct item *item)
{
	struct str kind = word_of(item, "kind");
	const struct site_item *owner = site_find(r->site,
	                                          value_text(item_known(item, KNOWN_OWNER)));
	struct entry e = {
		.item = item,
		.owner = owner,
		.received = day_of(item, NULL, "received"),
		.column = find_column(t, word_of(item, "applicant_kind")),
		.row = row_of(t, item),
	};
	/* correcting one's own record and reasons for a refusal are no requests for information */
	if (kind.size && !str_equal(kind, STR("access")))
		return;
	if (!owner || e.received == NOT_YET || e.column == t->column_count ||
	    !str_equal(item_status(item), STR("published")))
		return;
	e.closed = e.row < t->row_count ? closing_day(item, &e.was_answered) : NOT_YET;
	ARRAY_PUSH(r, e);
}

/* Whether the organ is the unit or stands below it. */
static bool is_below(const struct site *site, const struct site_item *organ,
                     const struct site_item *unit)
{
	for (unsigned depth = 0; organ && depth < 64; depth++) {
		if (organ == unit)
			return true;
		organ = site_find(site, value_text(field_of(organ->item, "parent")));
	}
	return false;
}

/* --- counting ---------------------------------------------------------------- */

struct tally {
	const struct annuals *annuals;
	const struct site *site;
	const struct calendar *calendar; /* NULL: days are not counted */
	struct annual *annual;
	int32_t first, last; /* days of the year */
};

/* Row and column of table 3, and the total beside it. */
static void count_in(struct tally *t, enum annual_role role, size_t leaf, size_t column)
{
	const struct annual_table *table = &t->annuals->applications;
	size_t width = table->column_count + 1, row = leaf;
	if (role != ANNUAL_LEAF)
		for (row = 0; row < table->row_count && table->rows[row].role != role;)
			row++;
	if (row == table->row_count)
		return;
	t->annual->applications[row * width + column]++;
	t->annual->applications[row * width + table->column_count]++;
}

static void count_reviews(struct tally *t, const struct item *item)
{
	const struct annual_table *table = &t->annuals->reviews;
	const struct field *f = fields_find(&item->type->fields, STR("review"));
	const struct value *list = f ? value_of_field(&item->root, f) : NULL;
	if (!list || list->kind != VALUE_LIST || !table->field)
		return;
	for (uint32_t i = 0; i < list->size; i++) {
		const struct value *v = &list->children[i];
		if (v->kind != VALUE_RECORD)
			continue;
		const struct fields *fields = &f->entry->fields;
		const struct value *kind = value_by_name(v, fields, STR("kind"));
		const struct value *result = value_by_name(v, fields, STR("result"));
		const struct value *year = value_by_name(v, fields, STR("year"));
		if (!kind || !result || !year || year->number != t->annual->year)
			continue;
		size_t row = find_row(table, kind->term->id);
		size_t column = find_column(table, result->term->id);
		if (row == table->row_count || column == table->column_count)
			continue;
		t->annual->reviews[row * (table->column_count + 1) + column]++;
		t->annual->reviews[row * (table->column_count + 1) + table->column_count]++;
	}
}

static void count_entry(struct tally *t, const struct entry *e)
{
	count_reviews(t, e->item);
	if (e->received > t->last)
		return;
	t->annual->has_register = true;
	if (e->received >= t->first)
		count_in(t, ANNUAL_RECEIVED, 0, e->column);
	else if (e->closed >= t->first)
		count_in(t, ANNUAL_CARRIED_IN, 0, e->column);
	if (e->closed > t->last) {
		count_in(t, ANNUAL_CARRIED_OUT, 0, e->column);
	} else if (e->closed >= t->first) {
		count_in(t, ANNUAL_LEAF, e->row, e->column);
		count_in(t, ANNUAL_CLOSED, 0, e->column);
		t->annual->answered += e->was_answered;
		if (t->calendar && e->was_answered)
			t->annual->days += calendar_days_late(t->calendar, e->received, e->closed,
			                                      t->site->as_of);
	}
}

static int32_t first_day(int year)
{
	return date_from_civil((struct civil){year, 1, 1});
}

static void compute_year(struct annuals *a, const struct register_of_site *r,
                         const struct calendar *calendar, const struct site_item *unit, int year)
{
	struct annual *annual = &a->items[a->count++];
	const struct annual_table *x = &a->applications, *y = &a->reviews;
	*annual = (struct annual){
		.unit = unit,
		.year = year,
		.applications = ARENA_ARRAY(&a->arena, int64_t,
	                                    x->row_count * (x->column_count + 1)),
		.reviews = ARENA_ARRAY(&a->arena, int64_t, y->row_count * (y->column_count + 1)),
	};
	struct tally t = {a, r->site, calendar, annual, first_day(year), first_day(year + 1) - 1};
	for (size_t i = 0; i < r->count; i++)
		if (is_below(r->site, r->items[i].owner, unit))
			count_entry(&t, &r->items[i]);
}

/* --- which units and years ----------------------------------------------------- */

static int report_year(const struct item *report)
{
	const struct value *year = field_of(report, "year");
	return year && year->kind == VALUE_INTEGER ? (int)year->number : 0;
}

static const struct site_item *report_unit(const struct site *site, const struct item *report)
{
	return site_find(site, value_text(field_of(report, "unit")));
}

static int first_year(const struct register_of_site *r)
{
	int32_t first = NOT_YET;
	for (size_t i = 0; i < r->count; i++)
		if (r->items[i].received < first)
			first = r->items[i].received;
	return first == NOT_YET ? INT32_MAX : date_to_civil(first).year;
}

struct wish {
	const struct site_item *unit;
	int year;
};

static int compare_wishes(const void *a, const void *b)
{
	const struct wish *x = a, *y = b;
	if (x->unit->number != y->unit->number)
		return x->unit->number < y->unit->number ? -1 : 1;
	return (x->year > y->year) - (x->year < y->year);
}

struct wishes {
	struct wish *items;
	size_t count, room;
};

static struct wishes wanted(const struct site *site, const struct register_of_site *r)
{
	struct wishes all = {0};
	const struct value *own = site->config ? field_of(site->config, "organ") : NULL;
	struct wish w = {site_find(site, value_text(own)), first_year(r)};
	int last = date_to_civil(site->as_of).year;
	for (; w.unit && w.year <= last; w.year++)
		ARRAY_PUSH(&all, w);
	for (size_t i = 0; i < site->item_count; i++) {
		const struct item *item = site->items[i].item;
		if (!is_of_type(item, "annual_report"))
			continue;
		w = (struct wish){report_unit(site, item), report_year(item)};
		if (w.unit && w.year)
			ARRAY_PUSH(&all, w);
	}
	if (all.count)
		qsort(all.items, all.count, sizeof *all.items, compare_wishes);
	return all;
}

struct annuals *annual_compute(const struct site *site, bool counts_days)
{
	struct annuals *a = memory_new(1, sizeof *a);
	struct register_of_site r = {.site = site};
	struct calendar *calendar = NULL;
	arena_init(&a->arena, 0);
	a->applications = read_table(site, &a->arena, "table3");
	a->reviews = read_table(site, &a->arena, "table4");
	for (size_t i = 0; a->applications.field && i < site->item_count; i++)
		if (is_of_type(site->items[i].item, "application"))
			read_application(&r, &a->applications, site->items[i].item);
	if (counts_days && r.count) {
		struct diag_sink said_before;
		diag_sink_init(&said_before, LANGUAGE_ZH);
		calendar = calendar_of_site(site, &said_before);
		diag_sink_release(&said_before);
	}
	struct wishes all = wanted(site, &r);
	a->items = ARENA_ARRAY(&a->arena, struct annual, all.count);
	for (size_t i = 0; a->applications.field && i < all.count; i++)
		if (i == 0 || compare_wishes(&all.items[i - 1], &all.items[i]) != 0)
			compute_year(a, &r, calendar, all.items[i].unit, all.items[i].year);
	free(all.items);
	free(r.items);
	if (calendar)
		calendar_free(calendar);
	return a;
}

void annual_free(struct annuals *a)
{
	if (!a)
		return;
	arena_release(&a->arena);
	free(a);
}

/* --- what a report says of itself -------------------------------------------- */

struct audit {
	const struct annuals *annuals;
	const struct item *report, *before; /* the year's and the one of the year before; NULL */
	const struct annual *computed;      /* NULL: none */
	struct diag_sink *sink;
	struct arena scratch;
};

/* The cell of a row under a column's name, or NULL where it is missing or faulty. */
static const struct value *cell_of(const struct item *report, const struct annual_table *t,
                                   const struct annual_row *row, struct str column)
{
	const struct value *v = t->field ? value_of_field(&report->root, t->field) : NULL;
	if (v && row->group)
		v = value_of_field(v, row->group);
	v = v ? value_of_field(v, row->field) : NULL;
	v = v ? value_by_name(v, &row->field->fields, column) : NULL;
	return v && v->kind == VALUE_INTEGER ? v : NULL;
}

static struct str words(struct audit *a, int64_t n)
{
	return str_format(&a->scratch, "%lld", (long long)n);
}

static struct str label_of(const struct audit *a, const struct field *f)
{
	return label_text(&f->label, a->sink->language);
}

static struct diag_more more_of(const struct audit *a, const struct field *table)
{
	return (struct diag_more){.item = a->report->id, .basis = table->basis};
}

/* Every row: the total is the sum of its columns. */
static void check_sums(struct audit *a, const struct annual_table *t, enum diag_id problem)
{
	struct diag_more more = more_of(a, t->field);
	for (size_t r = 0; r < t->row_count; r++) {
		const struct annual_row *row = &t->rows[r];
		const struct value *total = cell_of(a->report, t, row, STR("total"));
		int64_t sum = 0;
		bool is_whole = total != NULL;
		for (size_t c = 0; is_whole && c < t->column_count; c++) {
			const struct value *v = cell_of(a->report, t, row, t->columns[c].name);
			is_whole = v != NULL;
			sum += v ? v->number : 0;
		}
		if (is_whole && sum != total->number)
			diag_report(a->sink, problem, item_place(a->report, total), &more,
			            label_of(a, row->field), words(a, total->number),
			            words(a, sum));
	}
}

/* The rows that stand for something else than an outcome, in one column. */
struct column {
	const struct value *by_role[ANNUAL_CARRIED_OUT + 1];
	int64_t leaves;
	bool is_whole;
};

static struct column read_column(const struct item *report, const struct annual_table *t,
                                 struct str name)
{
	struct column column = {.is_whole = true};
	for (size_t r = 0; r < t->row_count; r++) {
		const struct value *v = cell_of(report, t, &t->rows[r], name);
		column.is_whole = column.is_whole && v;
		if (t->rows[r].role != ANNUAL_LEAF)
			column.by_role[t->rows[r].role] = v;
		else
			column.leaves += v ? v->number : 0;
	}
	for (int role = ANNUAL_RECEIVED; role <= ANNUAL_CARRIED_OUT; role++)
		column.is_whole = column.is_whole && column.by_role[role];
	return column;
}

static void check_column(struct audit *a, const struct annual_table *t, const struct field *f)
{
	struct diag_more more = more_of(a, t->field);
	struct column c = read_column(a->report, t, f->name);
	if (!c.is_whole)
		return; /* said already: a cell is missing */
	const struct value *closed = c.by_role[ANNUAL_CLOSED];
	const struct value *out = c.by_role[ANNUAL_CARRIED_OUT];
	int64_t received = c.by_role[ANNUAL_RECEIVED]->number;
	int64_t in = c.by_role[ANNUAL_CARRIED_IN]->number;
	if (closed->number != c.leaves)
		diag_report(a->sink, DIAG_ANNUAL_CLOSED, item_place(a->report, closed), &more,
		            label_of(a, f), words(a, closed->number), words(a, c.leaves));
	if (received + in != closed->number + out->number)
		diag_report(a->sink, DIAG_ANNUAL_BALANCE, item_place(a->report, out), &more,
		            label_of(a, f), words(a, received), words(a, in),
		            words(a, closed->number), words(a, out->number));
	if (!a->before)
		return;
	struct column b = read_column(a->before, t, f->name);
	const struct value *left = b.by_role[ANNUAL_CARRIED_OUT];
	if (left && left->number != in)
		diag_report(a->sink, DIAG_ANNUAL_CARRIED,
		            item_place(a->report, c.by_role[ANNUAL_CARRIED_IN]), &more,
		            label_of(a, f), words(a, in), words(a, report_year(a->before)),
		            words(a, left->number));
}

static void check_register(struct audit *a, const struct annual_table *t, const int64_t *computed)
{
	struct diag_more more = more_of(a, t->field);
	for (size_t r = 0; r < t->row_count; r++)
		for (size_t c = 0; c < t->column_count; c++) {
			const struct value *v = cell_of(a->report, t, &t->rows[r],
			                                t->columns[c].name);
			int64_t counted = computed[r * (t->column_count + 1) + c];
			if (v && v->number != counted)
				diag_report(a->sink, DIAG_ANNUAL_REGISTER, item_place(a->report, v),
				            &more, label_of(a, t->rows[r].field),
				            label_of(a, &t->columns[c]), words(a, v->number),
				            words(a, counted));
		}
}

/* In force now: what was in force a year ago, more what was made, less what ended. */
static void check_in_force(struct audit *a)
{
	const struct field *table = fields_find(&a->report->type->fields, STR("table2"));
	if (!table || !a->before)
		return;
	const struct annual_table t = {.field = table};
	struct diag_more more = more_of(a, table);
	for (size_t i = 0; i < table->fields.count; i++) {
		const struct annual_row row = {.field = &table->fields.items[i]};
		if (!is_row(row.field))
			continue;
		const struct value *made = cell_of(a->report, &t, &row, STR("made"));
		const struct value *repealed = cell_of(a->report, &t, &row, STR("repealed"));
		const struct value *now = cell_of(a->report, &t, &row, STR("in_force"));
		const struct value *then = cell_of(a->before, &t, &row, STR("in_force"));
		if (!made || !repealed || !now || !then)
			continue;
		int64_t should = then->number + made->number - repealed->number;
		if (now->number != should)
			diag_report(a->sink, DIAG_ANNUAL_IN_FORCE, item_place(a->report, now),
			            &more, label_of(a, row.field), words(a, now->number),
			            words(a, then->number), words(a, made->number),
			            words(a, repealed->number), words(a, should));
	}
}

static void check_report(struct audit *a)
{
	const struct annual_table *x = &a->annuals->applications, *y = &a->annuals->reviews;
	if (x->field && value_of_field(&a->report->root, x->field)) {
		check_sums(a, x, DIAG_ANNUAL_SUM);
		for (size_t c = 0; c < x->column_count; c++)
			check_column(a, x, &x->columns[c]);
		if (a->computed && a->computed->has_register)
			check_register(a, x, a->computed->applications);
	}
	if (y->field && value_of_field(&a->report->root, y->field)) {
		check_sums(a, y, DIAG_ANNUAL_REVIEWS);
		if (a->computed && a->computed->has_register)
			check_register(a, y, a->computed->reviews);
	}
	check_in_force(a);
}

static struct str key_of(struct arena *arena, const struct item *report, int year)
{
	struct str unit = value_text(field_of(report, "unit"));
	return str_format(arena, "%.*s/%d", STR_ARG(unit), year);
}

static const struct annual *computed_for(const struct annuals *annuals, const struct item *report)
{
	struct str unit = value_text(field_of(report, "unit"));
	for (size_t i = 0; i < annuals->count; i++)
		if (annuals->items[i].year == report_year(report) &&
		    str_equal(annuals->items[i].unit->item->id, unit))
			return &annuals->items[i];
	return NULL;
}

void annual_judge(const struct site *site, struct diag_sink *sink)
{
	struct audit a = {.sink = sink};
	struct map reports;
	arena_init(&a.scratch, 0);
	map_init(&reports, &a.scratch);
	for (size_t i = 0; i < site->item_count; i++) {
		struct item *report = (struct item *)site->items[i].item;
		if (is_of_type(report, "annual_report") &&
		    !str_equal(item_status(report), STR("draft")))
			map_put(&reports, key_of(&a.scratch, report, report_year(report)), report);
	}
	struct annuals *annuals = map_count(&reports) ? annual_compute(site, false) : NULL;
	a.annuals = annuals;
	for (size_t i = 0; annuals && i < site->item_count; i++) {
		a.report = site->items[i].item;
		if (!is_of_type(a.report, "annual_report") ||
		    str_equal(item_status(a.report), STR("draft")))
			continue;
		a.before = map_get(&reports,
		                   key_of(&a.scratch, a.report, report_year(a.report) - 1));
		a.computed = computed_for(annuals, a.report);
		check_report(&a);
	}
	annual_free(annuals);
	map_release(&reports);
	arena_release(&a.scratch);
}
