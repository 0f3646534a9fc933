#include <criterion/criterion.h>
#include <stdio.h>

#include "../catalog/fixture.h"
#include "base/date.h"
#include "regulation/calendar.h"

static struct diag_sink sink;
static struct calendar *calendar;

static void open_with(const struct str *overlays, size_t count)
{
	struct source *source = fixture_with_regulation(NULL, 0);
	diag_sink_init(&sink, LANGUAGE_ZH);
	calendar = calendar_read(source, overlays, count, &sink);
	source_close(source);
	cr_assert_str_eq(fixture_problems(&sink), "");
}

static void open_national(void)
{
	open_with(NULL, 0);
}

static void close_all(void)
{
	calendar_free(calendar);
	diag_sink_release(&sink);
}

TestSuite(calendar, .init = open_national, .fini = close_all);

static int32_t day(const char *iso)
{
	int32_t out;
	cr_assert(date_parse(str_from(iso), &out), "%s", iso);
	return out;
}

static const char *iso(int32_t date)
{
	static char text[4][17];
	static int next;
	char *out = text[next++ % 4];
	out[datetime_write((struct datetime){date, -1}, out)] = '\0';
	return out;
}

static struct due due(const char *start, int32_t count, enum term_unit unit)
{
	return calendar_due(calendar, day(start), (struct term){count, unit}, NULL, 0,
	                    day("2026-06-30"));
}

#define EXPECT_DUE(start, count, unit, result)                                                 \
	cr_expect_str_eq(iso(due(start, count, unit).day), result, "%s +%d: %s instead of %s", \
	                 start, count, iso(due(start, count, unit).day), result)

Test(calendar, counts_the_vectors_of_the_domain)
{
	static const struct {
		const char *start;
		int32_t count;
		const char *result;
	} vectors[] = {
		{"2020-11-02", 20, "2020-11-30"}, {"2020-11-02", 7, "2020-11-11"},
		{"2022-06-21", 20, "2022-07-19"}, {"2022-06-21", 15, "2022-07-12"},
		{"2022-06-21", 7, "2022-06-30"},  {"2019-01-25", 10, "2019-02-13"},
		{"2020-01-17", 20, "2020-02-21"}, {"2024-09-13", 3, "2024-09-19"},
		{"2024-09-30", 20, "2024-11-01"}, {"2025-01-27", 20, "2025-03-03"},
		{"2025-12-29", 20, "2026-01-27"}, {"2026-02-13", 1, "2026-02-14"},
		{"2026-02-13", 3, "2026-02-25"},  {"2026-09-30", 3, "2026-10-10"},
		{"2026-10-01", 1, "2026-10-08"},  {"2026-09-19", 1, "2026-09-20"},
		{"2021-12-31", 1, "2022-01-04"},  {"2026-01-05", 40, "2026-03-06"},
	};
	for (size_t i = 0; i < COUNT(vectors); i++) {
		EXPECT_DUE(vectors[i].start, vectors[i].count, TERM_WORKING_DAYS,
		           vectors[i].result);
		cr_expect_eq(due(vectors[i].start, vectors[i].count, TERM_WORKING_DAYS).certainty,
		             CALENDAR_CERTAIN);
	}
}

Test(calendar, a_second_term_begins_where_the_first_ended)
{
	struct due first = due("2026-01-05", 20, TERM_WORKING_DAYS);
	struct due second = calendar_due(calendar, first.day, (struct term){20, TERM_WORKING_DAYS},
	                                 NULL, 0, 0);
	cr_expect_str_eq(iso(second.day), "2026-03-06");
}

Test(calendar, natural_days_and_months_roll_over)
{
	EXPECT_DUE("2026-09-01", 30, TERM_DAYS, "2026-10-08");
	EXPECT_DUE("2025-09-01", 30, TERM_DAYS, "2025-10-09");
	cr_expect_str_eq(iso(due("2026-09-01", 30, TERM_DAYS).unrolled), "2026-10-01");
	EXPECT_DUE("2026-03-02", 1, TERM_DAYS, "2026-03-03");
	EXPECT_DUE("2026-03-05", 2, TERM_DAYS, "2026-03-09"); /* a Saturday */
	EXPECT_DUE("2026-09-18", 2, TERM_DAYS, "2026-09-20"); /* a Sunday that is worked */
	EXPECT_DUE("2024-01-31", 1, TERM_MONTHS, "2024-02-29");
	EXPECT_DUE("2023-01-31", 1, TERM_MONTHS, "2023-02-28");
	EXPECT_DUE("2025-12-15", 1, TERM_MONTHS, "2026-01-15");
	EXPECT_DUE("2025-03-10", 14, TERM_MONTHS, "2026-05-11"); /* rolled from a Sunday */
	EXPECT_DUE("2026-08-31", 1, TERM_MONTHS, "2026-09-30");
	EXPECT_DUE("2026-05-16", 0, TERM_DAYS, "2026-05-16"); /* nothing is nothing */
	EXPECT_DUE("2026-05-16", -3, TERM_WORKING_DAYS, "2026-05-16");
}

Test(calendar, excluded_days_do_not_count)
{
	/* two working weeks for a third party's opinion, and a day after the term */
	struct period out[] = {{day("2026-03-09"), day("2026-03-20")},
	                       {day("2026-06-01"), day("2026-06-01")}};
	struct due plain = calendar_due(calendar, day("2026-03-02"),
	                                (struct term){20, TERM_WORKING_DAYS}, out, 2, 0);
	cr_expect_str_eq(iso(plain.day), "2026-04-14");
	/* the first days of the term, and a term inside one */
	out[0] = (struct period){day("2026-02-20"), day("2026-03-04")};
	plain = calendar_due(calendar, day("2026-03-02"), (struct term){1, TERM_WORKING_DAYS}, out,
	                     2, 0);
	cr_expect_str_eq(iso(plain.day), "2026-03-05");
	out[0] = (struct period){day("2026-03-05"), day("2026-03-06")};
	plain = calendar_due(calendar, day("2026-03-02"), (struct term){3, TERM_DAYS}, out, 1, 0);
	cr_expect_str_eq(iso(plain.unrolled), "2026-03-07");
	cr_expect_str_eq(iso(plain.day), "2026-03-09");
	plain = calendar_due(calendar, day("2026-03-02"), (struct term){1, TERM_MONTHS}, out, 1, 0);
	cr_expect_str_eq(iso(plain.unrolled), "2026-04-04");
	cr_expect_str_eq(iso(plain.day), "2026-04-07");
	/* a day it rolls over to is excluded, too */
	out[0] = (struct period){day("2026-03-09"), day("2026-03-09")};
	plain = calendar_due(calendar, day("2026-03-05"), (struct term){2, TERM_DAYS}, out, 1, 0);
	cr_expect_str_eq(iso(plain.day), "2026-03-10");
}

Test(calendar, every_year_has_the_working_days_of_its_notices)
{
	static const int counts[] = {250, 250, 249, 250, 250, 249, 250, 249, 250,
	                             250, 249, 250, 249, 249, 251, 248, 248};
	for (int year = 2010; year <= 2026; year++) {
		int count = 0;
		enum calendar_certainty certainty;
		for (int32_t d = date_from_civil((struct civil){year, 1, 1});
		     d < date_from_civil((struct civil){year + 1, 1, 1}); d++) {
			bool works = calendar_is_working(calendar, d, day("2026-06-30"),
			                                 &certainty);
			cr_expect_eq(certainty, CALENDAR_CERTAIN);
			cr_expect_eq(works,
			             str_is_null(calendar_why_off(calendar, d, LANGUAGE_ZH)));
			count += works;
		}
		cr_expect_eq(count, counts[year - 2010], "%d has %d", year, count);
	}
}

static const char *why(const char *date, enum language language)
{
	static char out[256];
	struct str text = calendar_why_off(calendar, day(date), language);
	snprintf(out, sizeof out, "%.*s", STR_ARG(text));
	return out;
}

Test(calendar, says_why_a_day_is_off)
{
	cr_expect_str_eq(why("2026-10-01", LANGUAGE_ZH), "国庆节（国办发明电〔2025〕7号）");
	cr_expect_str_eq(why("2026-10-01", LANGUAGE_EN), "National Day (国办发明电〔2025〕7号)");
	cr_expect_str_eq(why("2018-12-31", LANGUAGE_ZH), "元旦（国办发明电〔2018〕15号）");
	cr_expect_str_eq(why("2020-01-31", LANGUAGE_ZH), "春节（国办发明电〔2020〕1号）");
	cr_expect_str_eq(why("2026-10-17", LANGUAGE_ZH), "星期六");
	cr_expect_str_eq(why("2026-10-18", LANGUAGE_EN), "Sunday");
	cr_expect_str_eq(why("2030-10-03", LANGUAGE_ZH), "国庆节（《全国年节及纪念日放假办法》）");
	cr_expect_str_eq(why("2011-12-31", LANGUAGE_ZH), ""); /* worked by the notice of 2012 */
	cr_expect_str_eq(why("2026-10-08", LANGUAGE_ZH), "");
}

Test(calendar, amendments_hold_over_what_they_amend)
{
	enum calendar_certainty c;
	static const struct {
		const char *date;
		bool works;
	} days[] = {{"2015-09-03", false}, {"2015-09-04", false}, {"2015-09-06", true},
	            {"2019-04-28", true},  {"2019-05-02", false}, {"2019-05-05", true},
	            {"2020-01-31", false}, {"2020-02-01", false}, {"2020-02-03", true}};
	for (size_t i = 0; i < COUNT(days); i++)
		cr_expect_eq(calendar_is_working(calendar, day(days[i].date), 0, &c), days[i].works,
		             "%s", days[i].date);
}

Test(calendar, a_year_without_notice_is_projected_or_undetermined)
{
	struct due late = due("2026-12-25", 10, TERM_WORKING_DAYS);
	cr_expect_str_eq(iso(late.day), "2027-01-11"); /* New Year's Day is known */
	cr_expect_eq(late.certainty, CALENDAR_PROJECTED);
	late = calendar_due(calendar, day("2026-12-25"), (struct term){10, TERM_WORKING_DAYS}, NULL,
	                    0, day("2027-01-01"));
	cr_expect_eq(late.certainty, CALENDAR_UNDETERMINED);
	cr_expect_eq(due("2009-12-30", 3, TERM_WORKING_DAYS).certainty, CALENDAR_UNDETERMINED);
	/* natural days look at a calendar only where they end */
	cr_expect_eq(due("2009-12-30", 6, TERM_DAYS).certainty, CALENDAR_CERTAIN);
	enum calendar_certainty c;
	cr_expect_not(calendar_is_working(calendar, day("2030-05-02"), 0, &c));
	cr_expect(calendar_is_working(calendar, day("2008-05-02"), 0, &c)); /* since 2025 */
	cr_expect(calendar_is_working(calendar, day("2030-02-04"), 0, &c));
}

Test(calendar, lateness_is_counted_in_working_days)
{
	cr_expect_eq(calendar_days_late(calendar, day("2026-09-30"), day("2026-09-30"), 0), 0);
	cr_expect_eq(calendar_days_late(calendar, day("2026-09-30"), day("2026-09-01"), 0), 0);
	cr_expect_eq(calendar_days_late(calendar, day("2026-09-30"), day("2026-10-07"), 0), 0);
	cr_expect_eq(calendar_days_late(calendar, day("2026-09-30"), day("2026-10-10"), 0), 3);
}

Test(calendar_overlay, adds_the_days_of_a_region, .fini = close_all)
{
	const struct str names[] = {STR("ningxia")};
	enum calendar_certainty c;
	open_with(names, 1);
	cr_expect_not(calendar_is_working(calendar, day("2024-04-10"), 0, &c));
	cr_expect_eq(c, CALENDAR_CERTAIN);
	EXPECT_DUE("2024-04-09", 1, TERM_WORKING_DAYS, "2024-04-12");
	cr_expect_str_eq(why("2025-06-06", LANGUAGE_ZH), "古尔邦节（宁夏回族自治区放假通知）");
	cr_expect_not(calendar_is_working(calendar, day("2024-10-01"), 0, &c));
	/* what the region did in 2015 is not known */
	cr_expect(calendar_is_working(calendar, day("2015-03-03"), day("2026-06-30"), &c));
	cr_expect_eq(c, CALENDAR_UNDETERMINED);
}

/* What is said of a calendar of these files. */
static const char *problems(const struct fixture_file *files, size_t count,
                            const struct str *overlays, size_t overlay_count)
{
	struct source *source = fixture_source(files, count);
	diag_sink_init(&sink, LANGUAGE_ZH);
	calendar = calendar_read(source, overlays, overlay_count, &sink);
	source_close(source);
	const char *out = fixture_problems(&sink);
	close_all();
	return out;
}

#define FILE_OF(text)                              \
	{                                          \
		"regulation/calendar/a.yaml", text \
	}
#define YEAR "year: 2026\nnotice: {number: 甲}\n"

Test(calendar_files, are_checked_key_by_key)
{
	static const struct {
		struct fixture_file file;
		const char *problems;
	} cases[] = {
		{FILE_OF(""), ""},
		{FILE_OF("- a\n"), ":1:1 S19"},
		{FILE_OF("a: b\n"), ":1:1 R01"},
		{FILE_OF("year: [2026]\n"), ":1:7 F08"},
		{FILE_OF("year:\n"), ":1:6 F07"},
		{FILE_OF("year: 26\n"), ":1:7 R01"},
		{FILE_OF("year: 2026\nname: x\n"), ":1:1 F04; :1:1 F04; :2:1 R02"},
		{FILE_OF("year: 2026\nnotice: {date: 2026}\noff: []\n"), ":2:9 F04; :2:16 F11"},
		{FILE_OF("year: 2026\nnotice: x\noff: {}\n"), ":2:9 S19; :3:6 F09"},
		{FILE_OF(YEAR "off:\n  - x\n  - {}\n  - {from: 2026-01-01, name: {en: x}}\n"),
	         ":4:5 S19; :5:5 F04; :5:5 F04; :6:30 R01"},
		{FILE_OF(YEAR "off:\n  - {from: 2025-11-30, to: 2027-02-01, name: x}\n"),
	         ":4:12 R40"},
		{FILE_OF(YEAR "off:\n  - {from: 2025-12-31, to: 2027-02-01, name: x}\n"),
	         ":4:28 R40"},
		{FILE_OF(YEAR "off:\n  - {from: 2026-05-03, to: 2026-05-01, name: x}\n"),
	         ":4:28 F35"},
		{FILE_OF(YEAR "off:\n  - {from: 2026-05-03, to: 2026-5-1, name: x}\n"),
	         ":4:28 F11"},
		{FILE_OF(YEAR "off: [{from: 2026-05-03, name: x}, {from: 2026-05-03, name: y}]\n"),
	         ":3:43 R41"},
		{FILE_OF(YEAR "worked: [2026-05-09, 2026-05-09, 2026-05-11, x, [y]]\n"),
	         ":3:22 R41; :3:34 R42; :3:46 F11; :3:49 F08"},
		{FILE_OF(YEAR "off: [{from: 2026-05-09, name: x}]\nworked: [2026-05-09]\n"),
	         ":4:10 R41"},
		{FILE_OF(YEAR "off: []\namendments: x\n"), ":4:13 F09"},
		{FILE_OF(YEAR "off: []\namendments: [{notice: {number: 乙}, off: x, year: 1}]\n"),
	         ":4:41 F09; :4:44 R02"},
		{FILE_OF("overlay: [x]\n"), ":1:10 F08"},
		{FILE_OF("overlay: x\n"), ":1:1 F04; :1:1 F04"},
		{FILE_OF("overlay: x\nlabel: 甲\nyears: {}\n"), ":3:8 F09"},
		{FILE_OF("overlay: x\nlabel: 甲\nyears:\n  - {off: []}\n"), ":4:5 F04"},
		{FILE_OF("overlay: x\nlabel: 甲\nyears:\n"
	                 "  - {year: 2026, notice: {title: 甲}, off: []}\n"
	                 "  - {year: 2026, notice: {title: 甲}, off: []}\n"),
	         ":5:12 R06"},
		{FILE_OF("statutory: x\n"), ":1:12 S19"},
		{FILE_OF("statutory: {}\n"), ":1:12 F04; :1:12 F04"},
		{FILE_OF("statutory: {basis: 法, days: x}\n"), ":1:29 F09"},
		{FILE_OF("statutory:\n  basis: 法\n  days:\n    - {}\n    - {day: 13-01, name: x}\n"
	                 "    - {day: 02-29, name: x, since: y}\n    - {day: 02-29, name: x}\n"),
	         ":4:7 F04; :4:7 F04; :5:13 R01; :6:36 R01"},
		{FILE_OF("\xFF\n"), ":0:0 S03"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf wanted = BUF_INIT;
		struct str rest = str_from(cases[i].problems), at;
		size_t found;
		while (rest.size) {
			found = str_find(rest, STR("; "), 0);
			at = str_slice(rest, 0, found);
			buf_format(&wanted, "%sregulation/calendar/a.yaml%.*s",
			           wanted.size ? "; " : "", STR_ARG(at));
			rest = str_slice(rest, at.size + 2, rest.size);
		}
		cr_expect_str_eq(problems(&cases[i].file, 1, NULL, 0), buf_str(&wanted).data);
		buf_release(&wanted);
	}
}

Test(calendar_files, each_stands_once)
{
	const struct fixture_file files[] = {
		{"regulation/calendar/a.yaml", YEAR "off: []\n"},
		{"regulation/calendar/b.yaml", "year: 2026\n"},
		{"regulation/calendar/c.yaml", "overlay: x\nlabel: 甲\nyears: []\n"},
		{"regulation/calendar/d.yaml", "overlay: x\n"},
		{"regulation/calendar/e.yaml", "statutory: {basis: x, days: []}\n"},
		{"regulation/calendar/f.yaml", "statutory: {}\n"},
	};
	cr_expect_str_eq(problems(files, COUNT(files), NULL, 0),
	                 "regulation/calendar/b.yaml:1:7 R06; regulation/calendar/d.yaml:1:10 R06; "
	                 "regulation/calendar/f.yaml:1:1 R06");
	const struct str overlays[] = {STR("x"), STR("y")};
	cr_expect_str_eq(problems(files, 3, overlays, 2),
	                 "regulation/calendar:0:0 R03; regulation/calendar/b.yaml:1:7 R06");
}

Test(calendar_files, there_may_be_none)
{
	enum calendar_certainty c;
	struct source *source = fixture_source(NULL, 0);
	diag_sink_init(&sink, LANGUAGE_ZH);
	calendar = calendar_read(source, NULL, 0, &sink);
	cr_expect_str_eq(fixture_problems(&sink), "");
	cr_expect(calendar_is_working(calendar, day("2026-10-01"), day("2026-06-30"), &c));
	cr_expect_eq(c, CALENDAR_UNDETERMINED);
	cr_expect_not(calendar_is_working(calendar, day("2026-10-03"), day("2025-06-30"), &c));
	cr_expect_eq(c, CALENDAR_PROJECTED);
	source_close(source);
	close_all();
}

Test(calendar_files, an_amendment_may_take_a_day_off_back)
{
	enum calendar_certainty c;
	const struct fixture_file file = FILE_OF(
		YEAR "off: [{from: 2026-05-04, to: 2026-05-05, name: 假}]\n"
		     "amendments: [{notice: {number: 乙}, worked: [2026-05-05]}]\n");
	struct source *source = fixture_source(&file, 1);
	diag_sink_init(&sink, LANGUAGE_ZH);
	calendar = calendar_read(source, NULL, 0, &sink);
	cr_expect_str_eq(fixture_problems(&sink), "");
	cr_expect_not(calendar_is_working(calendar, day("2026-05-04"), 0, &c));
	cr_expect(calendar_is_working(calendar, day("2026-05-05"), 0, &c));
	source_close(source);
	close_all();
}
