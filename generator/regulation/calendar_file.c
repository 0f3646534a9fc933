/* A file is a year, an overlay or the fixed days. Each is checked whole, whether
 * it is asked for or not: a mistake should not wait for the day it is needed. */
#include "regulation/calendar_file.h"

#include <errno.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "catalog/schema.h"
#include "format/yaml.h"

enum layer { LAYER_YEAR, LAYER_AMENDMENT, LAYER_OVERLAY };

struct calendar_reader {
	struct calendar *calendar;
	struct source *source;
	struct diag_sink *sink;
	struct str file, text; /* being read */
	const struct str *overlays;
	size_t overlay_count;
	struct map overlays_seen;                /* ids → anything */
	bool *years;                             /* of the set being read: known to it */
	bool national[CALENDAR_LAST_YEAR + 1];   /* `years` of the national files */
	bool of_overlay[CALENDAR_LAST_YEAR + 1]; /* `years` of one overlay */
};

/* One notice: what its days share. */
struct notice {
	int year;
	enum layer layer;
	size_t first;           /* its first day in the calendar's items */
	struct str cited_as[2]; /* by enum language */
};

/* --- reporting ------------------------------------------------------------- */

static struct diag_place place_of(const struct calendar_reader *r, const struct yaml_node *n)
{
	return (struct diag_place){r->file, r->text, n->begin, n->end};
}

/* What something is called in the reader's language. */
static struct str called(const struct calendar_reader *r, const char *zh, const char *en)
{
	return str_from(r->sink->language == LANGUAGE_EN ? en : zh);
}

static void bad(struct calendar_reader *r, const struct yaml_node *n, const char *zh,
                const char *en)
{
	diag_report(r->sink, DIAG_SCHEMA_BAD, place_of(r, n), NULL, called(r, zh, en));
}

static void miss(struct calendar_reader *r, const struct yaml_node *n, struct str key)
{
	struct diag_place place = place_of(r, n);
	place.end = place.begin;
	diag_report(r->sink, DIAG_FIELD_REQUIRED, place, NULL, key, key);
}

static struct str iso(struct calendar_reader *r, int32_t day)
{
	char text[16];
	size_t size = datetime_write((struct datetime){day, -1}, text);
	return str_copy(&r->sink->arena, (struct str){text, size});
}

static bool is_mapping(struct calendar_reader *r, const struct yaml_node *n)
{
	if (n->kind == YAML_MAPPING)
		return true;
	diag_report(r->sink, DIAG_YAML_NOT_MAPPING, place_of(r, n), NULL, STR_NULL);
	return false;
}

static bool is_list(struct calendar_reader *r, const struct yaml_node *n)
{
	if (n->kind == YAML_LIST)
		return true;
	diag_report(r->sink, DIAG_VALUE_NOT_LIST, place_of(r, n), NULL, n->key->text);
	return false;
}

/* Whether it is a mapping; keys that are not in `keys` (`a, b, c`) are reported. */
static bool has_keys(struct calendar_reader *r, const struct yaml_node *n, struct str keys)
{
	if (!is_mapping(r, n))
		return false;
	for (struct yaml_node *e = n->first; e; e = e->next) {
		struct str rest = keys, key;
		bool known = false;
		while (!known && str_next_piece(&rest, ',', &key))
			known = str_equal(str_trim(key), e->key->text);
		if (!known)
			diag_report(r->sink, DIAG_SCHEMA_UNKNOWN_KEY, place_of(r, e->key), NULL,
			            e->key->text, keys);
	}
	return true;
}

/* --- values ---------------------------------------------------------------- */

static struct str read_text(struct calendar_reader *r, const struct yaml_node *n)
{
	if (n->kind == YAML_SCALAR && n->text.size)
		return n->text;
	struct str key = n->key ? n->key->text : STR("worked");
	if (n->kind == YAML_SCALAR)
		diag_report(r->sink, DIAG_FIELD_EMPTY, place_of(r, n), NULL, key);
	else
		diag_report(r->sink, DIAG_VALUE_NOT_SCALAR, place_of(r, n), NULL, key);
	return STR_NULL;
}

static bool read_day(struct calendar_reader *r, const struct yaml_node *n, int32_t *day)
{
	struct str text = read_text(r, n);
	if (str_is_null(text))
		return false;
	if (date_parse(text, day))
		return true;
	diag_report(r->sink, DIAG_VALUE_NOT_DATE, place_of(r, n), NULL, text);
	return false;
}

static bool read_year(struct calendar_reader *r, const struct yaml_node *n, int *year)
{
	uint64_t number;
	struct str text = read_text(r, n);
	if (str_is_null(text))
		return false;
	if (!str_to_number(text, CALENDAR_LAST_YEAR, &number) || number < CALENDAR_FIRST_YEAR) {
		bad(r, n, "年份应写成 2026", "write the year as 2026");
		return false;
	}
	*year = (int)number;
	return true;
}

/* `{zh: …, en: …}`, or one text that serves both. */
static bool read_label(struct calendar_reader *r, const struct yaml_node *n, struct str out[2])
{
	if (n->kind == YAML_SCALAR) {
		out[LANGUAGE_ZH] = out[LANGUAGE_EN] = read_text(r, n);
		return !str_is_null(out[LANGUAGE_ZH]);
	}
	struct yaml_node *zh = yaml_get(n, STR("zh")), *en = yaml_get(n, STR("en"));
	if (!zh || zh->kind != YAML_SCALAR || (en && en->kind != YAML_SCALAR)) {
		bad(r, n, "应写成 {zh: 中文, en: English}",
		    "write it as {zh: Chinese, en: English}");
		return false;
	}
	out[LANGUAGE_ZH] = zh->text;
	out[LANGUAGE_EN] = en ? en->text : zh->text;
	return true;
}

/* --- days of a notice ------------------------------------------------------ */

/* A notice speaks of its year, and of the days around both ends of it. */
static bool is_in_reach(struct calendar_reader *r, const struct yaml_node *n, int32_t day, int year)
{
	int32_t first = date_from_civil((struct civil){year - 1, 12, 1}),
		last = date_from_civil((struct civil){year + 1, 1, 31});
	if (day >= first && day <= last)
		return true;
	diag_report(r->sink, DIAG_CALENDAR_OUT_OF_REACH, place_of(r, n), NULL, iso(r, day),
	            str_format(&r->sink->arena, "%d", year));
	return false;
}

static const struct calendar_day *find_from(const struct calendar *c, size_t first, int32_t day)
{
	for (size_t i = c->count; i > first; i--)
		if (c->items[i - 1].day == day)
			return &c->items[i - 1];
	return NULL;
}

/* False, reported, where the notice spoke of that day before. */
static bool add_day(struct calendar_reader *r, const struct yaml_node *n,
                    const struct notice *notice, int32_t day, bool is_off, const struct str name[2])
{
	struct calendar *c = r->calendar;
	if (find_from(c, notice->first, day)) {
		diag_report(r->sink, DIAG_CALENDAR_TWICE, place_of(r, n), NULL, iso(r, day));
		return false;
	}
	struct calendar_day entry = {.day = day, .is_off = is_off};
	entry.rank = (uint32_t)notice->layer << 24 | (uint32_t)c->count;
	if (is_off) {
		entry.why[LANGUAGE_ZH] = STR_JOIN(&c->arena, name[LANGUAGE_ZH], STR("（"),
		                                  notice->cited_as[LANGUAGE_ZH], STR("）"));
		entry.why[LANGUAGE_EN] = STR_JOIN(&c->arena, name[LANGUAGE_EN], STR(" ("),
		                                  notice->cited_as[LANGUAGE_EN], STR(")"));
	}
	ARRAY_PUSH(c, entry);
	return true;
}

static void read_break(struct calendar_reader *r, const struct yaml_node *n,
                       const struct notice *notice)
{
	int32_t from, to;
	struct str name[2];
	if (!has_keys(r, n, STR("from, to, name")))
		return;
	struct yaml_node *first = yaml_get(n, STR("from")), *last = yaml_get(n, STR("to")),
			 *label = yaml_get(n, STR("name"));
	if (!first)
		miss(r, n, STR("from"));
	if (!label)
		miss(r, n, STR("name"));
	if (!first || !label || !read_label(r, label, name) || !read_day(r, first, &from))
		return;
	to = from;
	if ((last && !read_day(r, last, &to)) || !is_in_reach(r, first, from, notice->year) ||
	    !is_in_reach(r, last ? last : first, to, notice->year))
		return;
	if (to < from)
		diag_report(r->sink, DIAG_DATE_ORDER, place_of(r, last), NULL, STR("to"),
		            iso(r, to), STR("from"), iso(r, from));
	for (int32_t day = from; day <= to && add_day(r, first, notice, day, true, name); day++)
		;
}

static void read_worked(struct calendar_reader *r, const struct yaml_node *n,
                        const struct notice *notice)
{
	int32_t day;
	if (!read_day(r, n, &day) || !is_in_reach(r, n, day, notice->year))
		return;
	/* an amendment may take a day off back, whatever day of the week it is */
	const struct calendar_day *before = find_from(r->calendar, 0, day);
	if (date_weekday(day) < 5 && !(before && before->is_off)) {
		diag_report(r->sink, DIAG_CALENDAR_WORKS_ANYWAY, place_of(r, n), NULL, iso(r, day));
		return;
	}
	add_day(r, n, notice, day, false, NULL);
}

/* `{number, date, url}` or, where a source gives no number, `{title}`. */
static void read_citation(struct calendar_reader *r, const struct yaml_node *n,
                          struct notice *notice)
{
	int32_t day;
	if (!has_keys(r, n, STR("number, title, date, url")))
		return;
	struct yaml_node *number = yaml_get(n, STR("number")), *title = yaml_get(n, STR("title")),
			 *date = yaml_get(n, STR("date"));
	if (date)
		read_day(r, date, &day);
	if (number)
		read_label(r, number, notice->cited_as);
	else if (title)
		read_label(r, title, notice->cited_as);
	else
		miss(r, n, STR("number"));
}

/* What all notices have: its citation, days off, days worked. */
static void read_notice(struct calendar_reader *r, const struct yaml_node *n, int year,
                        enum layer layer)
{
	struct notice notice = {.year = year, .layer = layer, .first = r->calendar->count};
	struct yaml_node *citation = yaml_get(n, STR("notice")), *off = yaml_get(n, STR("off")),
			 *worked = yaml_get(n, STR("worked"));
	if (citation)
		read_citation(r, citation, &notice);
	else
		miss(r, n, STR("notice"));
	if (!off && !worked)
		miss(r, n, STR("off"));
	if (off && is_list(r, off))
		for (struct yaml_node *e = off->first; e; e = e->next)
			read_break(r, e, &notice);
	if (worked && is_list(r, worked))
		for (struct yaml_node *e = worked->first; e; e = e->next)
			read_worked(r, e, &notice);
}

/* --- kinds of files -------------------------------------------------------- */

/* The year of a mapping, once in its set; 0 where there is none. */
static int claim_year(struct calendar_reader *r, const struct yaml_node *n)
{
	int year;
	struct yaml_node *node = yaml_get(n, STR("year"));
	if (!node) {
		miss(r, n, STR("year"));
		return 0;
	}
	if (!read_year(r, node, &year))
		return 0;
	if (r->years[year]) {
		diag_report(r->sink, DIAG_SCHEMA_TWICE, place_of(r, node), NULL,
		            called(r, "年份", "year"), node->text);
		return 0;
	}
	r->years[year] = true;
	return year;
}

static void read_year_file(struct calendar_reader *r, const struct yaml_node *n)
{
	has_keys(r, n, STR("year, notice, off, worked, amendments"));
	r->years = r->national;
	int year = claim_year(r, n);
	if (!year)
		return;
	r->calendar->known[year]++;
	read_notice(r, n, year, LAYER_YEAR);
	struct yaml_node *amendments = yaml_get(n, STR("amendments"));
	if (!amendments || !is_list(r, amendments))
		return;
	for (struct yaml_node *e = amendments->first; e; e = e->next)
		if (has_keys(r, e, STR("notice, off, worked")))
			read_notice(r, e, year, LAYER_AMENDMENT);
}

static bool is_wanted(const struct calendar_reader *r, struct str id)
{
	for (size_t i = 0; i < r->overlay_count; i++)
		if (str_equal(r->overlays[i], id))
			return true;
	return false;
}

static void read_overlay_file(struct calendar_reader *r, const struct yaml_node *n)
{
	struct calendar *c = r->calendar;
	struct str label[2];
	size_t before = c->count;
	has_keys(r, n, STR("overlay, label, years"));
	struct yaml_node *id = yaml_get(n, STR("overlay")), *name = yaml_get(n, STR("label")),
			 *years = yaml_get(n, STR("years"));
	if (str_is_null(read_text(r, id)))
		return;
	if (map_put(&r->overlays_seen, id->text, r)) {
		diag_report(r->sink, DIAG_SCHEMA_TWICE, place_of(r, id), NULL,
		            called(r, "日历附加文件", "overlay"), id->text);
		return;
	}
	if (name)
		read_label(r, name, label);
	else
		miss(r, n, STR("label"));
	if (!years)
		miss(r, n, STR("years"));
	bool wanted = is_wanted(r, id->text);
	c->sets += wanted;
	memset(r->of_overlay, 0, sizeof r->of_overlay);
	r->years = r->of_overlay;
	if (!years || !is_list(r, years))
		return;
	for (struct yaml_node *e = years->first; e; e = e->next) {
		int year = has_keys(r, e, STR("year, notice, off, worked")) ? claim_year(r, e) : 0;
		if (!year)
			continue;
		read_notice(r, e, year, LAYER_OVERLAY);
		c->known[year] = (uint16_t)(c->known[year] + wanted);
	}
	if (!wanted)
		c->count = before;
}

/* `{day: 05-02, since: 2025, name: …}`. */
static void read_fixed(struct calendar_reader *r, const struct yaml_node *n,
                       const struct str basis[2])
{
	struct calendar *c = r->calendar;
	struct calendar_fixed *f = &c->fixed[c->fixed_count];
	struct str name[2];
	int32_t day;
	if (!has_keys(r, n, STR("day, since, name")))
		return;
	struct yaml_node *when = yaml_get(n, STR("day")), *since = yaml_get(n, STR("since")),
			 *label = yaml_get(n, STR("name"));
	if (!when)
		miss(r, n, STR("day"));
	if (!label)
		miss(r, n, STR("name"));
	if (!when || !label || !read_label(r, label, name) ||
	    (since && !read_year(r, since, &f->since)))
		return;
	struct str text = read_text(r, when);
	/* in a leap year, so that it can be any day */
	if (str_is_null(text) || !date_parse(STR_JOIN(&c->arena, STR("2000-"), text), &day)) {
		bad(r, when, "日子应写成 05-01", "write the day as 05-01");
		return;
	}
	struct civil civil = date_to_civil(day);
	f->month = civil.month;
	f->day = civil.day;
	f->why[LANGUAGE_ZH] = STR_JOIN(&c->arena, name[LANGUAGE_ZH], STR("（"), basis[LANGUAGE_ZH],
	                               STR("）"));
	f->why[LANGUAGE_EN] = STR_JOIN(&c->arena, name[LANGUAGE_EN], STR(" ("), basis[LANGUAGE_EN],
	                               STR(")"));
	c->fixed_count++;
}

static void read_statutory_file(struct calendar_reader *r, const struct yaml_node *n)
{
	struct calendar *c = r->calendar;
	struct str basis[2];
	has_keys(r, n, STR("statutory"));
	struct yaml_node *top = yaml_get(n, STR("statutory"));
	if (c->fixed) {
		diag_report(r->sink, DIAG_SCHEMA_TWICE, place_of(r, top->key), NULL,
		            called(r, "文件键", "key"), STR("statutory"));
		return;
	}
	if (!has_keys(r, top, STR("basis, days")))
		return;
	struct yaml_node *cited = yaml_get(top, STR("basis")), *days = yaml_get(top, STR("days"));
	if (!cited)
		miss(r, top, STR("basis"));
	if (!days)
		miss(r, top, STR("days"));
	if (!cited || !days || !read_label(r, cited, basis) || !is_list(r, days))
		return;
	c->fixed = ARENA_ARRAY(&c->arena, struct calendar_fixed, days->count + 1);
	for (struct yaml_node *e = days->first; e; e = e->next)
		read_fixed(r, e, basis);
}

/* A file's kind is the key that only it has. */
static void read_root(struct calendar_reader *r, const struct yaml_node *root)
{
	static const struct {
		struct str key;
		void (*read)(struct calendar_reader *, const struct yaml_node *);
	} kinds[] = {{STR_INIT("year"), read_year_file},
	             {STR_INIT("overlay"), read_overlay_file},
	             {STR_INIT("statutory"), read_statutory_file}};
	if (!is_mapping(r, root))
		return;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (yaml_get(root, kinds[i].key)) {
			kinds[i].read(r, root);
			return;
		}
	bad(r, root, "日历文件应有 year、overlay 或 statutory",
	    "a file of the calendar has `year`, `overlay` or `statutory`");
}

/* --- files ----------------------------------------------------------------- */

static void read_file(struct calendar_reader *r, struct str path)
{
	struct arena *arena = &r->calendar->arena;
	struct buf bytes = BUF_INIT;
	struct diag_place place = {.file = path};
	int error = r->source->read(r->source, path, LIMIT_YAML_FILE, &bytes);
	r->file = path;
	r->text = error ? STR_NULL : str_copy(arena, buf_str(&bytes));
	buf_release(&bytes);
	if (error) {
		diag_report(r->sink, DIAG_FILE_UNREADABLE, place, NULL,
		            str_from(file_error(error)));
		return;
	}
	size_t invalid = utf8_first_invalid(r->text);
	if (invalid != SIZE_MAX) {
		diag_report(r->sink, DIAG_FILE_NOT_UTF8, place, NULL,
		            str_format(arena, "%zu", invalid + 1));
		return;
	}
	size_t begin = str_starts_with(r->text, STR("\xEF\xBB\xBF")) ? 3 : 0;
	struct yaml_node *root = yaml_parse(arena, r->sink, path, r->text, begin, r->text.size);
	if (root)
		read_root(r, root);
}

static int compare_days(const void *left, const void *right)
{
	const struct calendar_day *a = left, *b = right;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return (a->rank > b->rank) - (a->rank < b->rank);
}

/* Sorts by day; of several notices about one the last holds. */
static void settle_days(struct calendar *c)
{
	size_t kept = 0;
	if (c->count)
		qsort(c->items, c->count, sizeof *c->items, compare_days);
	for (size_t i = 0; i < c->count; i++) {
		if (i + 1 < c->count && c->items[i + 1].day == c->items[i].day)
			continue;
		c->items[kept++] = c->items[i];
	}
	c->count = kept;
}

void calendar_file_read_all(struct calendar *c, struct source *source, const struct str *overlays,
                            size_t overlay_count, struct diag_sink *sink)
{
	struct calendar_reader *r = memory_new(1, sizeof *r);
	struct file_list list = {0};
	struct diag_place folder = {.file = STR(CALENDAR_FOLDER)};
	*r = (struct calendar_reader){.calendar = c, .source = source, .sink = sink};
	r->overlays = overlays;
	r->overlay_count = overlay_count;
	map_init(&r->overlays_seen, &c->arena);
	c->sets = 1;
	int error = source->list(source, folder.file, &c->arena, &list, &folder.file);
	if (error && error != ENOENT)
		diag_report(sink, DIAG_FILE_UNREADABLE, folder, NULL, str_from(file_error(error)));
	for (size_t i = 0; i < list.count; i++)
		if (str_ends_with(list.items[i], STR(".yaml")))
			read_file(r, list.items[i]);
	settle_days(c);
	folder.file = STR(CALENDAR_FOLDER);
	for (size_t i = 0; i < overlay_count; i++)
		if (!map_get(&r->overlays_seen, overlays[i]))
			diag_report(sink, DIAG_SCHEMA_REFERENCE, folder, NULL,
			            called(r, "日历附加文件", "overlay of the calendar"),
			            overlays[i]);
	map_release(&r->overlays_seen);
	file_list_release(&list);
	free(r);
}
