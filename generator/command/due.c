#include "command/due.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/memory.h"
#include "command/sheet.h"
#include "format/json.h"
#include "regulation/calendar.h"

enum { COLUMNS = 7 };

static const struct label headings[COLUMNS] = {
	{{STR_INIT("责任单位"), STR_INIT("unit")}}, {{STR_INIT("期限"), STR_INIT("due")}},
	{{STR_INIT("工作日"), STR_INIT("days")}},   {{STR_INIT("状态"), STR_INIT("state")}},
	{{STR_INIT("事项"), STR_INIT("what")}},     {{STR_INIT("标识"), STR_INIT("id")}},
	{{STR_INIT("标题"), STR_INIT("title")}},
};

static const struct {
	const char *id;
	struct label label;
} states[] = {
	[DEADLINE_MET] = {"met", {{STR_INIT("按时"), STR_INIT("met")}}},
	[DEADLINE_LATE] = {"late", {{STR_INIT("逾期"), STR_INIT("late")}}},
	[DEADLINE_OPEN] = {"open", {{STR_INIT("未到期"), STR_INIT("open")}}},
	[DEADLINE_PROJECTED] = {"projected", {{STR_INIT("未到期（预计）"), STR_INIT("projected")}}},
	[DEADLINE_UNDETERMINED] = {"undetermined",
                                   {{STR_INIT("无法判定"), STR_INIT("undetermined")}}},
};

const char *deadline_state_id(enum deadline_state state)
{
	return states[state].id;
}

const struct label *deadline_state_label(enum deadline_state state)
{
	return &states[state].label;
}

/* A term with what it is sorted and shown by. */
struct row {
	const struct deadline *deadline;
	const struct site_item *item;
	struct str unit;
	int32_t days; /* working days left; negative: since when it is overdue */
};

struct agenda {
	struct row *items;
	size_t count, room;
};

static struct str unit_of(const struct site *site, const struct site_item *si)
{
	struct str owner = item_known_text(si->item, KNOWN_OWNER);
	const struct site_item *organ = owner.size ? site_find(site, owner) : NULL;
	return organ                                ? item_title(organ->item)
	       : si->item->type->known[KNOWN_OWNER] ? owner
	                                            : item_title(si->item);
}

static bool is_wanted(const struct options *o, const struct site_item *si)
{
	for (size_t k = 0; k < o->argument_count; k++)
		if (str_equal(si->item->type->id, o->arguments[k]))
			return true;
	return o->argument_count == 0;
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = str_compare(x->unit, y->unit);
	if (order == 0)
		order = (x->deadline->due > y->deadline->due) -
		        (x->deadline->due < y->deadline->due);
	if (order == 0)
		order = str_compare(x->item->item->path, y->item->item->path);
	return order ? order : str_compare(x->deadline->rule, y->deadline->rule);
}

static void gather(const struct site *site, const struct options *o, struct agenda *agenda)
{
	struct diag_sink unheard;
	diag_sink_init(&unheard, o->language);
	struct calendar *calendar = calendar_of_site(site, &unheard);
	int32_t as_of = site->as_of;
	for (size_t i = 0; i < site->deadline_count; i++) {
		const struct deadline *d = &site->deadlines[i];
		struct row row = {.deadline = d, .item = &site->items[d->item]};
		bool is_done = d->done != INT32_MIN || d->state == DEADLINE_MET;
		if (is_done || d->item >= site->item_count || !is_wanted(o, row.item))
			continue;
		row.days = d->due < as_of ? -calendar_days_late(calendar, d->due, as_of, as_of)
		                          : calendar_days_late(calendar, as_of, d->due, as_of);
		row.unit = unit_of(site, row.item);
		if (row.days <= (int32_t)o->due)
			ARRAY_PUSH(agenda, row);
	}
	if (agenda->count)
		qsort(agenda->items, agenda->count, sizeof *agenda->items, compare_rows);
	calendar_free(calendar);
	diag_sink_release(&unheard);
}

static struct str iso(int32_t day, struct arena *arena)
{
	char text[16];
	size_t size = datetime_write((struct datetime){day, -1}, text);
	return str_copy(arena, (struct str){text, size});
}

static void write_sheet(const struct agenda *agenda, const struct site *site,
                        const struct options *o, struct arena *arena, struct buf *out)
{
	struct str names[COLUMNS];
	struct sheet sheet = {.headings = names, .columns = COLUMNS, .as_of = site->as_of};
	for (size_t c = 0; c < COLUMNS; c++)
		names[c] = label_text(&headings[c], o->language);
	for (size_t i = 0; i < agenda->count; i++) {
		const struct row *r = &agenda->items[i];
		const struct str cells[COLUMNS] = {
			r->unit,
			iso(r->deadline->due, arena),
			str_format(arena, "%d", (int)r->days),
			label_text(&states[r->deadline->state].label, o->language),
			r->deadline->label[o->language],
			r->item->item->id,
			item_title(r->item->item),
		};
		sheet_add(&sheet, cells);
	}
	sheet_write(&sheet, o->format, out);
	sheet_release(&sheet);
}

static struct json_t *row_to_json(const struct row *r, enum language language, struct arena *arena)
{
	const struct deadline *d = r->deadline;
	struct json_t *j = json_new_object();
	json_set(j, "item", json_new_text(r->item->item->id));
	json_set(j, "type", json_new_text(r->item->item->type->id));
	json_set(j, "title", json_new_text(item_title(r->item->item)));
	json_set(j, "unit", json_new_text(r->unit));
	json_set(j, "rule", json_new_text(d->rule));
	json_set(j, "what", json_new_text(d->label[language]));
	json_set(j, "from",
	         d->from == INT32_MIN ? json_new_null() : json_new_text(iso(d->from, arena)));
	json_set(j, "due", json_new_text(iso(d->due, arena)));
	json_set(j, "days", json_new_number(r->days));
	json_set(j, "state", json_new_text(str_from(states[d->state].id)));
	json_set(j, "basis", json_new_text(d->basis));
	return j;
}

static void write_json(const struct agenda *agenda, const struct site *site,
                       const struct options *o, struct arena *arena, struct buf *out)
{
	struct json_t *top = json_new_object(), *rows = json_new_array();
	for (size_t i = 0; i < agenda->count; i++)
		json_push(rows, row_to_json(&agenda->items[i], o->language, arena));
	json_set(top, "version", json_new_number(1));
	json_set(top, "as_of", json_new_text(iso(site->as_of, arena)));
	json_set(top, "due", rows);
	json_finish(top, out);
}

int list_due(const struct site *site, const struct options *o, struct arena *arena, struct buf *out)
{
	struct agenda agenda = {0};
	for (size_t k = 0; k < o->argument_count; k++)
		if (!schema_type(site->schema, o->arguments[k]))
			return options_refuse(o, "没有这个类型", "no such type",
			                      o->arguments[k].data);
	gather(site, o, &agenda);
	if (o->format && strcmp(o->format, "json") == 0)
		write_json(&agenda, site, o, arena, out);
	else
		write_sheet(&agenda, site, o, arena, out);
	free(agenda.items);
	return EXIT_FINE;
}
