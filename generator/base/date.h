/* Calendar dates without a time zone: a day is a day in the office's place.
 * A date is the number of days since 1970-01-01 in the proleptic Gregorian
 * calendar; years 1 to 9999. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct civil {
	int year, month, day; /* month 1..12, day 1..31 */
};

/* A day and perhaps a time of it; `minute` is -1 where none is known. */
struct datetime {
	int32_t day;
	int32_t minute; /* 0..1439 */
};

/* Howard Hinnant's days_from_civil and civil_from_days. */
int32_t date_from_civil(struct civil c);
struct civil date_to_civil(int32_t day);

/* 0 for Monday to 6 for Sunday. */
int date_weekday(int32_t day);

/* True when the month has that day. */
bool date_is_valid(struct civil c);

/* `2024-03-01`, exactly; false for anything else, also for a day that is none. */
bool date_parse(struct str s, int32_t *day);

/* `2024-03-01`, or with ` 09:30`, `T09:30`, seconds and `+08:00` allowed. */
bool datetime_parse(struct str s, struct datetime *out);

/* `2024-03-01`. */
void date_add_iso(struct buf *b, int32_t day);

/* `2024-03-01`, or `2024-03-01 09:30` where a time is known, into 16 bytes; returns
 * how many were written. */
size_t datetime_write(struct datetime date, char out[16]);

/* Today in Asia/Shanghai (UTC+8, no summer time), from SOURCE_DATE_EPOCH if set
 * to a number, else from the clock. */
int32_t date_today(void);

/* Order of two datetimes: no time counts as 00:00, before one that is known. */
int datetime_compare(struct datetime a, struct datetime b);

#endif
