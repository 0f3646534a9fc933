#include "regulation/cycle.h"

#include <stdio.h>

#include "base/date.h"

/* Sets the period that begins on `begin`. */
static void set_period(struct cycle *c, int32_t begin)
{
	struct civil first = date_to_civil(begin), next = first;
	c->begin = begin;
	next.month += c->months;
	next.year += (next.month - 1) / 12;
	next.month = (next.month - 1) % 12 + 1;
	next.day = 1;
	c->end = c->months ? date_from_civil(next) - 1 : begin + c->days - 1;
	int year = first.year, month = first.month;
	size_t room = sizeof c->name;
	if (c->months == 12)
		snprintf(c->name, room, "%d", year);
	else if (c->months == 6)
		snprintf(c->name, room, "%d-H%d", year, (month - 1) / 6 + 1);
	else if (c->months == 3)
		snprintf(c->name, room, "%d-Q%d", year, (month - 1) / 3 + 1);
	else if (c->months == 1)
		snprintf(c->name, room, "%d-%02d", year, month);
	else
		datetime_write((struct datetime){begin, -1}, c->name);
}

bool cycle_begin(struct cycle *c, struct str kind, int32_t since)
{
	static const struct {
		const char *kind;
		int months, days;
	} kinds[] = {
		{"yearly", 12, 0}, {"half_yearly", 6, 0}, {"quarterly", 3, 0},
		{"monthly", 1, 0}, {"weekly", 0, 7},
	};
	*c = (struct cycle){0};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_equal(kind, str_from(kinds[i].kind))) {
			c->months = kinds[i].months;
			c->days = kinds[i].days;
		}
	if (!c->months && !c->days)
		return false;
	if (!c->months) {
		/* weeks begin on Monday and are called by that day */
		set_period(c, since + (7 - date_weekday(since)) % 7);
		return true;
	}
	struct civil first = date_to_civil(since);
	first.month = (first.month - 1) / c->months * c->months + 1;
	first.day = 1;
	set_period(c, date_from_civil(first));
	if (c->begin < since)
		cycle_next(c);
	return true;
}

void cycle_next(struct cycle *c)
{
	set_period(c, c->end + 1);
}
