/* Counting days. Everything looks a day up in one sorted table; what the table
 * does not name is decided by the day of the week. */
#include "regulation/calendar.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/memory.h"
#include "regulation/calendar_file.h"

struct calendar *calendar_read(struct source *source, const struct str *overlays,
                               size_t overlay_count, struct diag_sink *sink)
{
	struct calendar *c = memory_new(1, sizeof *c);
	arena_init(&c->arena, 0);
	calendar_file_read_all(c, source, overlays, overlay_count, sink);
	return c;
}

struct calendar *calendar_of_site(const struct site *site, struct diag_sink *sink)
{
	const struct parameter *p = site_parameter(site, STR("calendar.overlays"));
	return calendar_read(site->source, p ? p->values : NULL, p ? p->count : 0, sink);
}

void calendar_free(struct calendar *c)
{
	if (!c)
		return;
	free(c->items);
	arena_release(&c->arena);
	free(c);
}

/* --- a day ----------------------------------------------------------------- */

static const struct calendar_day *find(const struct calendar *c, int32_t day)
{
	size_t low = 0, high = c->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (c->items[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->count && c->items[low].day == day ? &c->items[low] : NULL;
}

static bool is_known(const struct calendar *c, int year)
{
	return year >= 1 && year <= CALENDAR_LAST_YEAR && c->known[year] == c->sets;
}

/* The statutory day whose date does not move, in a year without a notice. */
static const struct calendar_fixed *find_fixed(const struct calendar *c, int32_t day)
{
	struct civil civil = date_to_civil(day);
	if (civil.year < 1 || civil.year > CALENDAR_LAST_YEAR || c->known[civil.year])
		return NULL;
	for (size_t i = 0; i < c->fixed_count; i++) {
		const struct calendar_fixed *f = &c->fixed[i];
		if (f->month == civil.month && f->day == civil.day && civil.year >= f->since)
			return f;
	}
	return NULL;
}

bool calendar_is_working(const struct calendar *c, int32_t day, int32_t as_of,
                         enum calendar_certainty *certainty)
{
	const struct calendar_day *entry = find(c, day);
	int year = date_to_civil(day).year;
	*certainty = is_known(c, year)                  ? CALENDAR_CERTAIN
	             : year > date_to_civil(as_of).year ? CALENDAR_PROJECTED
	                                                : CALENDAR_UNDETERMINED;
	if (entry)
		return !entry->is_off;
	return date_weekday(day) < 5 && !find_fixed(c, day);
}

struct str calendar_why_off(const struct calendar *c, int32_t day, enum language language)
{
	static const struct str weekend[2][2] = {{STR_INIT("星期六"), STR_INIT("Saturday")},
	                                         {STR_INIT("星期日"), STR_INIT("Sunday")}};
	const struct calendar_day *entry = find(c, day);
	if (entry)
		return entry->is_off ? entry->why[language] : STR_NULL;
	const struct calendar_fixed *fixed = find_fixed(c, day);
	if (fixed)
		return fixed->why[language];
	int weekday = date_weekday(day);
	return weekday < 5 ? STR_NULL : weekend[weekday - 5][language];
}

/* --- terms ----------------------------------------------------------------- */

/* A day that walks on, and how sure its steps were. */
struct walk {
	const struct calendar *calendar;
	const struct period *excluded; /* those not yet passed */
	size_t excluded_count;
	int32_t as_of;
	struct due due;
};

static bool is_excluded(struct walk *w)
{
	while (w->excluded_count && w->excluded->to < w->due.day) {
		w->excluded++;
		w->excluded_count--;
	}
	return w->excluded_count && w->due.day >= w->excluded->from;
}

static bool is_working(struct walk *w)
{
	enum calendar_certainty certainty;
	bool works = calendar_is_working(w->calendar, w->due.day, w->as_of, &certainty);
	if (certainty > w->due.certainty)
		w->due.certainty = certainty;
	return works;
}

static void step(struct walk *w, bool to_working_day)
{
	do
		w->due.day++;
	while (is_excluded(w) || (to_working_day && !is_working(w)));
}

/* Civil Code, Article 202: the corresponding day, or the last one of the month. */
static int32_t days_of_months(int32_t event, int32_t months)
{
	struct civil c = date_to_civil(event);
	int month = c.month - 1 + months;
	c.year += month / 12;
	c.month = month % 12 + 1;
	while (!date_is_valid(c) && c.day > 28)
		c.day--;
	return date_from_civil(c) - event;
}

struct due calendar_due(const struct calendar *calendar, int32_t event, struct term term,
                        const struct period *excluded, size_t excluded_count, int32_t as_of)
{
	struct walk w = {calendar, excluded, excluded_count, as_of, {.day = event}};
	bool is_working_days = term.unit == TERM_WORKING_DAYS;
	int32_t count = term.unit == TERM_MONTHS ? days_of_months(event, term.count) : term.count;
	for (int32_t i = 0; i < count; i++)
		step(&w, is_working_days);
	w.due.unrolled = w.due.day;
	/* Article 203: a last day that is a day off is the day after it */
	if (!is_working_days && count > 0 && !is_working(&w))
		step(&w, true);
	return w.due;
}

int32_t calendar_days_late(const struct calendar *calendar, int32_t due, int32_t actual,
                           int32_t as_of)
{
	int32_t late = 0;
	enum calendar_certainty certainty;
	for (int32_t day = due + 1; day <= actual; day++)
		late += calendar_is_working(calendar, day, as_of, &certainty);
	return late;
}
