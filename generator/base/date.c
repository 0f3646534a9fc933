/* Civil dates; nothing here reads the locale or the zone of the machine. */
#include "base/date.h"

#include <stdlib.h>
#include <time.h>

int32_t date_from_civil(struct civil c)
{
	int y = c.month <= 2 ? c.year - 1 : c.year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

struct civil date_to_civil(int32_t day)
{
	int z = day + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	struct civil c = {.year = yoe + era * 400,
	                  .month = mp < 10 ? mp + 3 : mp - 9,
	                  .day = doy - (153 * mp + 2) / 5 + 1};
	c.year += c.month <= 2;
	return c;
}

int date_weekday(int32_t day)
{
	return (day % 7 + 10) % 7; /* 1970-01-01 was a Thursday */
}

bool date_is_valid(struct civil c)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (c.year < 1 || c.year > 9999 || c.month < 1 || c.month > 12 || c.day < 1)
		return false;
	bool leap = (c.year % 4 == 0 && c.year % 100 != 0) || c.year % 400 == 0;
	return c.day <= days[c.month - 1] + (c.month == 2 && leap);
}

static bool digits(struct str s, size_t at, size_t count, int *out)
{
	uint64_t n;
	if (at + count > s.size || !str_to_number(str_slice(s, at, at + count), 9999, &n))
		return false;
	*out = (int)n;
	return true;
}

bool date_parse(struct str s, int32_t *day)
{
	struct civil c;
	if (s.size != 10 || s.data[4] != '-' || s.data[7] != '-')
		return false;
	if (!digits(s, 0, 4, &c.year) || !digits(s, 5, 2, &c.month) || !digits(s, 8, 2, &c.day))
		return false;
	if (!date_is_valid(c))
		return false;
	*day = date_from_civil(c);
	return true;
}

bool datetime_parse(struct str s, struct datetime *out)
{
	int hour, minute, second;
	if (!date_parse(str_slice(s, 0, 10), &out->day))
		return false;
	out->minute = -1;
	if (s.size == 10)
		return true;
	if (s.size < 16 || (s.data[10] != ' ' && s.data[10] != 'T') || s.data[13] != ':')
		return false;
	if (!digits(s, 11, 2, &hour) || !digits(s, 14, 2, &minute) || hour > 23 || minute > 59)
		return false;
	out->minute = hour * 60 + minute;
	struct str rest = str_slice(s, 16, s.size);
	if (rest.size >= 3 && rest.data[0] == ':') {
		if (!digits(rest, 1, 2, &second) || second > 59)
			return false;
		rest = str_slice(rest, 3, rest.size);
	}
	/* the office's own zone may be written out; another one would be a guess */
	return rest.size == 0 || str_equal(rest, STR("+08:00"));
}

static void two_digits(char *out, int n)
{
	out[0] = (char)('0' + n / 10 % 10);
	out[1] = (char)('0' + n % 10);
}

size_t datetime_write(struct datetime date, char out[16])
{
	struct civil c = date_to_civil(date.day);
	two_digits(out, c.year / 100);
	two_digits(out + 2, c.year);
	out[4] = out[7] = '-';
	two_digits(out + 5, c.month);
	two_digits(out + 8, c.day);
	if (date.minute < 0)
		return 10;
	out[10] = ' ';
	out[13] = ':';
	two_digits(out + 11, date.minute / 60);
	two_digits(out + 14, date.minute % 60);
	return 16;
}

void date_add_iso(struct buf *b, int32_t day)
{
	char text[16];
	size_t size = datetime_write((struct datetime){day, -1}, text);
	buf_add(b, (struct str){text, size});
}

int32_t date_today(void)
{
	enum { SHANGHAI = 8 * 3600, DAY = 86400 };
	int64_t now = (int64_t)time(NULL);
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	uint64_t fixed;
	if (epoch && str_to_number(str_from(epoch), 253402300799u, &fixed))
		now = (int64_t)fixed;
	return (int32_t)((now + SHANGHAI) / DAY);
}

int datetime_compare(struct datetime a, struct datetime b)
{
	if (a.day != b.day)
		return a.day < b.day ? -1 : 1;
	return (a.minute > b.minute) - (a.minute < b.minute);
}
