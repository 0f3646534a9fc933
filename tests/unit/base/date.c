#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/date.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Counted day by day, as a child would. */
static bool is_leap(int year)
{
	if (year % 400 == 0)
		return true;
	return year % 4 == 0 && year % 100 != 0;
}

static int days_of(int year, int month)
{
	if (month == 2)
		return is_leap(year) ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

Test(date, counts_every_day_of_two_centuries)
{
	int32_t day = -25567; /* 1900-01-01 */
	size_t wrong = 0;
	struct buf text = BUF_INIT;
	for (int year = 1900; year <= 2100; year++)
		for (int month = 0; month <= 13; month++)
			for (int d = 0; d <= 32; d++) {
				struct civil c = {year, month, d};
				bool valid = month >= 1 && month <= 12 && d >= 1 &&
				             d <= days_of(year, month);
				wrong += date_is_valid(c) != valid;
				int32_t parsed = 0;
				buf_clear(&text);
				buf_format(&text, "%04d-%02d-%02d", year, month, d);
				wrong += date_parse(buf_str(&text), &parsed) != valid;
				if (!valid)
					continue;
				struct civil back = date_to_civil(day);
				wrong += date_from_civil(c) != day || parsed != day;
				wrong += back.year != year || back.month != month || back.day != d;
				struct buf iso = BUF_INIT;
				date_add_iso(&iso, day);
				wrong += !str_equal(buf_str(&iso), buf_str(&text));
				buf_release(&iso);
				day++;
			}
	cr_expect_eq(wrong, 0);
	cr_expect_eq(day, 47847, "behind 2100-12-31");
	buf_release(&text);
}

Test(date, holds_over_all_years_it_knows)
{
	int32_t day = date_from_civil((struct civil){1, 1, 1});
	size_t wrong = 0;
	cr_expect_eq(day, -719162);
	cr_expect_eq(date_from_civil((struct civil){1970, 1, 1}), 0);
	cr_expect_eq(date_from_civil((struct civil){2000, 2, 29}), 11016);
	for (int year = 1; year <= 9999; year++) {
		wrong += date_from_civil((struct civil){year, 1, 1}) != day;
		wrong += date_from_civil((struct civil){year, 12, 31}) != day + 364 + is_leap(year);
		wrong += date_is_valid((struct civil){year, 2, 29}) != is_leap(year);
		day += 365 + is_leap(year);
	}
	cr_expect_eq(wrong, 0);
	cr_expect_not(date_is_valid((struct civil){0, 1, 1}));
	cr_expect_not(date_is_valid((struct civil){10000, 1, 1}));
	cr_expect_not(date_is_valid((struct civil){-4, 1, 1}));
	struct civil before = date_to_civil(-719163); /* proleptic, also below its range */
	cr_expect_eq(before.year, 0);
	struct civil long_ago = date_to_civil(date_from_civil((struct civil){-401, 3, 1}));
	cr_expect_eq(long_ago.year, -401);
}

Test(date, takes_one_form_only)
{
	static const char *const bad[] = {
		"",
		"2024-3-01",
		"2024-03-1",
		"24-03-01",
		"2024/03/01",
		"2024-03-01 ",
		" 2024-03-01",
		"2024-03-01T",
		"2024年3月1日",
		"20240301",
		"2024-03-00",
		"2024-00-01",
		"2024-13-01",
		"2023-02-29",
		"0000-01-01",
		"+024-03-01",
		"2024-+3-01",
		"2024-03-0x",
		"２０２４-03-01",
		"2024-03--1",
		"2024.03.01",
		"-024-03-01",
	};
	int32_t day = 77;
	for (size_t i = 0; i < COUNT(bad); i++)
		cr_expect_not(date_parse(str_from(bad[i]), &day), "%s", bad[i]);
	cr_expect_eq(day, 77, "untouched");
	cr_expect_not(date_parse(STR_NULL, &day));
	cr_expect(date_parse(STR("9999-12-31"), &day));
	cr_expect(date_parse(STR("0001-01-01"), &day));
	cr_expect_eq(day, -719162);
}

Test(date, reads_times_of_the_offices_zone)
{
	static const struct {
		const char *text;
		int minute; /* -2: invalid */
	} cases[] = {
		{"2024-03-01", -1},
		{"2024-03-01 09:30", 570},
		{"2024-03-01T09:30", 570},
		{"2024-03-01 00:00", 0},
		{"2024-03-01 23:59", 1439},
		{"2024-03-01 09:30:15", 570},
		{"2024-03-01T09:30+08:00", 570},
		{"2024-03-01T09:30:59+08:00", 570},
		{"2024-03-01 24:00", -2},
		{"2024-03-01 09:60", -2},
		{"2024-03-01 09:30:60", -2},
		{"2024-03-01 9:30", -2},
		{"2024-03-01  09:30", -2},
		{"2024-03-01 09.30", -2},
		{"2024-03-01t09:30", -2},
		{"2024-03-01 09:30 ", -2},
		{"2024-03-01 09:30:", -2},
		{"2024-03-01 09:30:1", -2},
		{"2024-03-01 09:30Z", -2},
		{"2024-03-01 09:30+09:00", -2},
		{"2024-03-01 09:30+0800", -2},
		{"2024-03-01 ", -2},
		{"2024-03-01 09", -2},
		{"2024-02-30 09:30", -2},
		{"2024-03-01 -9:30", -2},
		{"", -2},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct datetime d;
		bool valid = datetime_parse(str_from(cases[i].text), &d);
		cr_expect_eq(valid, cases[i].minute != -2, "%s", cases[i].text);
		if (valid) {
			cr_expect_eq(d.minute, cases[i].minute, "%s", cases[i].text);
			cr_expect_eq(d.day, 19783, "%s", cases[i].text);
		}
	}
}

Test(date, writes_what_it_reads)
{
	size_t wrong = 0;
	for (int minute = -1; minute < 1440; minute++) {
		struct datetime d = {19783, minute}, back;
		char text[16];
		size_t size = datetime_write(d, text);
		wrong += !datetime_parse((struct str){text, size}, &back);
		wrong += back.day != d.day || back.minute != minute;
		wrong += size != (minute < 0 ? 10 : 16);
	}
	cr_expect_eq(wrong, 0);
}

Test(date, knows_today_in_shanghai)
{
	static const struct {
		const char *epoch;
		int32_t day;
	} cases[] = {
		{"0", 0},
		{"57599", 0},          /* 23:59:59 in Shanghai */
		{"57600", 1},          /* midnight there, 16:00 in Greenwich */
		{"1709222400", 19783}, /* 2024-03-01 00:00 +08:00 */
		{"1709222399", 19782},
		{"253402300799", 2932896 + 1},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		setenv("SOURCE_DATE_EPOCH", cases[i].epoch, 1);
		cr_expect_eq(date_today(), cases[i].day, "%s", cases[i].epoch);
	}
	unsetenv("SOURCE_DATE_EPOCH");
	int32_t now = date_today();
	cr_expect_gt(now, 20000);
	static const char *const none[] = {"", "x", "-1", "253402300800", "1e9"};
	for (size_t i = 0; i < COUNT(none); i++) {
		setenv("SOURCE_DATE_EPOCH", none[i], 1);
		cr_expect_leq(date_today() - now, 1, "%s counts as none", none[i]);
		cr_expect_geq(date_today(), now);
	}
}

Test(date, orders_days_before_their_times)
{
	static const struct datetime sorted[] = {{-5, 9}, {0, -1}, {0, 0}, {0, 1}, {1, -1}, {1, 5}};
	for (int i = 0; i < (int)COUNT(sorted); i++)
		for (int k = 0; k < (int)COUNT(sorted); k++) {
			int order = datetime_compare(sorted[i], sorted[k]);
			cr_expect_eq((order > 0) - (order < 0), (i > k) - (i < k), "%d %d", i, k);
		}
}
