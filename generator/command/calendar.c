/* mulu calendar DATE +N [UNIT]: when a term ends, and which days did not count. */
#include <stdio.h>

#include "base/limits.h"
#include "command/report.h"
#include "format/json.h"
#include "regulation/calendar.h"

/* The words a unit goes by; the first of each is its name in JSON. */
static const struct unit {
	struct str word;
	enum term_unit unit;
} units[] = {
	{STR_INIT("wd"), TERM_WORKING_DAYS},
	{STR_INIT("工作日"), TERM_WORKING_DAYS},
	{STR_INIT("个工作日"), TERM_WORKING_DAYS},
	{STR_INIT("days"), TERM_DAYS},
	{STR_INIT("日"), TERM_DAYS},
	{STR_INIT("天"), TERM_DAYS},
	{STR_INIT("months"), TERM_MONTHS},
	{STR_INIT("月"), TERM_MONTHS},
	{STR_INIT("个月"), TERM_MONTHS},
};
enum { UNITS = sizeof units / sizeof *units };

static const struct str certainties[] = {
	[CALENDAR_CERTAIN] = STR_INIT("certain"),
	[CALENDAR_PROJECTED] = STR_INIT("projected"),
	[CALENDAR_UNDETERMINED] = STR_INIT("undetermined"),
};

/* What was asked, and the answer. */
struct question {
	const struct calendar *calendar;
	enum language language;
	int32_t start, as_of;
	struct term term;
	struct due due;
};

/* --- the command line ------------------------------------------------------ */

static int usage(const struct options *o, const char *zh, const char *en, struct str what)
{
	fprintf(stderr, o->language == LANGUAGE_EN ? "mulu: %s: %.*s\n" : "mulu：%s：%.*s\n",
	        o->language == LANGUAGE_EN ? en : zh, STR_ARG(what));
	return EXIT_USAGE;
}

static int read_question(const struct options *o, struct question *q)
{
	uint64_t count;
	if (o->argument_count < 2 || o->argument_count > 3)
		return usage(o, "用法", "usage",
		             STR("mulu calendar 2026-09-30 +20 [wd|days|months]"));
	struct str date = o->arguments[0], number = o->arguments[1];
	struct str word = o->argument_count == 3 ? o->arguments[2] : units[0].word;
	if (!date_parse(date, &q->start))
		return usage(o, "日期应写成 2024-03-01", "write a date as 2024-03-01", date);
	if (str_starts_with(number, STR("+")))
		number = str_slice(number, 1, number.size);
	if (!str_to_number(number, LIMIT_TERM, &count) || count == 0)
		return usage(o, "期限应写成 +20，最多 10000", "write a term as +20, at most 10000",
		             o->arguments[1]);
	size_t i = 0;
	while (i < UNITS && !str_equal(units[i].word, word))
		i++;
	if (i == UNITS)
		return usage(o, "单位应为 wd（工作日）、days（日）或 months（月）",
		             "the unit is wd (working days), days or months", word);
	q->term = (struct term){(int32_t)count, units[i].unit};
	/* dates have four digits of a year */
	if (date_to_civil(q->start).year + (int)count / 12 > 9990)
		return usage(o, "期限超出了 9999 年", "the term ends beyond the year 9999", date);
	return EXIT_FINE;
}

/* --- the answer ------------------------------------------------------------ */

/* Calls `add` for every day that did not count: working days leave out all days off,
 * the others only those that their last day rolled over. */
static void each_skipped(const struct question *q,
                         void (*add)(void *context, int32_t day, struct str why), void *context)
{
	int32_t day = q->term.unit == TERM_WORKING_DAYS ? q->start + 1 : q->due.unrolled;
	for (; day < q->due.day; day++) {
		struct str why = calendar_why_off(q->calendar, day, q->language);
		if (!str_is_null(why))
			add(context, day, why);
	}
}

static struct json_t *date_to_json(int32_t day)
{
	char text[16];
	size_t size = datetime_write((struct datetime){day, -1}, text);
	return json_new_text((struct str){text, size});
}

static void add_skipped_json(void *list, int32_t day, struct str why)
{
	struct json_t *entry = json_new_object();
	json_set(entry, "date", date_to_json(day));
	json_set(entry, "why", json_new_text(why));
	json_push(list, entry);
}

static void write_json(const struct question *q, struct buf *out)
{
	struct json_t *top = json_new_object(), *skipped = json_new_array();
	size_t unit = 0;
	while (units[unit].unit != q->term.unit)
		unit++;
	each_skipped(q, add_skipped_json, skipped);
	json_set(top, "version", json_new_number(1));
	json_set(top, "start", date_to_json(q->start));
	json_set(top, "days", json_new_number(q->term.count));
	json_set(top, "unit", json_new_text(units[unit].word));
	json_set(top, "result", date_to_json(q->due.day));
	json_set(top, "certainty", json_new_text(certainties[q->due.certainty]));
	json_set(top, "skipped", skipped);
	json_finish(top, out);
}

static void add_skipped_text(void *out, int32_t day, struct str why)
{
	buf_add(out, STR("  "));
	date_add_iso(out, day);
	buf_format(out, " %.*s\n", STR_ARG(why));
}

static void write_text(const struct question *q, struct buf *out)
{
	static const char *const sure[2][3] = {
		{NULL, "预计：所涉年份的放假通知尚未录入，通知公布后可能改变\n",
	         "不能确定：所涉年份没有日历，只按周末和固定节日推算\n"},
		{NULL,
	         "projected: the notice of a year it touches is not there yet and may change it\n",
	         "undetermined: a year it touches has no calendar; weekends and fixed holidays "
	         "only\n"}};
	bool english = q->language == LANGUAGE_EN;
	struct buf days = BUF_INIT;
	date_add_iso(out, q->due.day);
	buf_add_char(out, '\n');
	if (q->due.certainty != CALENDAR_CERTAIN)
		buf_add_text(out, sure[q->language][q->due.certainty]);
	each_skipped(q, add_skipped_text, &days);
	if (days.size) {
		buf_add_text(out, english ? "not counted (the day of the event neither):\n"
		                          : "不计入的日子（起算当日也不计）：\n");
		buf_add(out, buf_str(&days));
	}
	buf_release(&days);
}

/* Answers from the site's calendar, in `out`; false where the site or the calendar has
 * errors: what it would say could be wrong. */
static bool answer(const struct options *o, struct question *q, struct source *source,
                   struct diag_sink *sink, struct buf *out)
{
	struct site_options site_options = options_for_site(o);
	site_options.settings_only = true;
	struct site *site = site_load(source, &site_options, sink);
	struct calendar *calendar = site ? calendar_of_site(site, sink) : NULL;
	bool is_sound = site && diag_count(sink, DIAG_ERROR) == 0;
	if (is_sound) {
		q->calendar = calendar;
		q->as_of = site->as_of;
		q->due = calendar_due(calendar, q->start, q->term, NULL, 0, site->as_of);
		if (o->format && strcmp(o->format, "json") == 0)
			write_json(q, out);
		else
			write_text(q, out);
	}
	calendar_free(calendar);
	site_free(site);
	return is_sound;
}

int command_calendar(const struct options *options)
{
	struct question question = {.language = options->language};
	struct diag_sink sink;
	struct buf out = BUF_INIT;
	int status = read_question(options, &question);
	if (status != EXIT_FINE)
		return status;
	struct source *source = source_open_directory(options->root);
	diag_sink_init(&sink, options->language);
	bool is_sound = answer(options, &question, source, &sink, &out);
	if (!is_sound) {
		struct options as_text = *options;
		as_text.format = NULL;
		report_write(&sink, NULL, &as_text, &out);
		status = report_status(&sink, options);
	}
	fwrite(buf_str(&out).data, 1, out.size, is_sound ? stdout : stderr);
	source_close(source);
	buf_release(&out);
	diag_sink_release(&sink);
	return status;
}
