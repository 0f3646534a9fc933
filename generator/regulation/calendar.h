/* Working days of the mainland: the State Council's yearly notices, regional
 * overlays and amendments as files of content/regulation/calendar/, and the
 * counting of terms after DOMAIN.md 4.4 (Civil Code, Articles 201-203 and 1259).
 * Read once, then immutable and shared by all threads. */
#ifndef REGULATION_CALENDAR_H
#define REGULATION_CALENDAR_H

#include "base/diag.h"
#include "catalog/site.h"

/* How sure an answer is. An answer is as sure as its least sure day. */
enum calendar_certainty {
	CALENDAR_CERTAIN,
	CALENDAR_PROJECTED,    /* a year to come without a notice yet: 预计 */
	CALENDAR_UNDETERMINED, /* a year up to as-of's without a calendar: nobody is late by it */
};

enum term_unit { TERM_WORKING_DAYS, TERM_DAYS, TERM_MONTHS };

struct term {
	int32_t count;
	enum term_unit unit;
};

/* Days that do not count, both ends included (Article 33: third parties' opinions). */
struct period {
	int32_t from, to;
};

struct due {
	int32_t day;
	int32_t unrolled; /* the last day before it rolled over to a working day */
	enum calendar_certainty certainty;
};

struct calendar;

/* Reads every file of the calendar; of the overlays those named. Problems go to
 * `sink`. Never NULL: without files every year is without a calendar. */
struct calendar *calendar_read(struct source *source, const struct str *overlays,
                               size_t overlay_count, struct diag_sink *sink);

/* The same with the overlays of the site's profile: parameter `calendar.overlays`,
 * a list of names. */
struct calendar *calendar_of_site(const struct site *site, struct diag_sink *sink);
void calendar_free(struct calendar *calendar);

/* Whether people work that day. `as_of` decides between projected and
 * undetermined where the year has no calendar: then Monday to Friday less the
 * statutory days whose date is fixed by the solar calendar (statutory.yaml). A year
 * that an overlay in use does not list is one without a calendar. */
bool calendar_is_working(const struct calendar *calendar, int32_t day, int32_t as_of,
                         enum calendar_certainty *certainty);

/* Why the day does not count, for people: `国庆节（国办发明电〔2025〕7号）`, `星期六`.
 * A null str for a working day. Lives as long as the calendar. */
struct str calendar_why_off(const struct calendar *calendar, int32_t day, enum language language);

/* The last day of a term that `event` starts; the day of the event itself is not
 * counted. Natural days and months that end on a day off roll over to the next
 * working day. `excluded` are sorted and do not overlap. A term of nothing ends with
 * the event. */
struct due calendar_due(const struct calendar *calendar, int32_t event, struct term term,
                        const struct period *excluded, size_t excluded_count, int32_t as_of);

/* Working days after `due` up to and with `actual`: how late it was; 0: in time. */
int32_t calendar_days_late(const struct calendar *calendar, int32_t due, int32_t actual,
                           int32_t as_of);

#endif
