/* Text for people, json for machines. */
#include "command/report.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "format/json.h"

static const char *const levels[] = {"note", "warning", "error"};

/* --- text ------------------------------------------------------------------ */

/* The line with a caret below the part that is meant. Very long lines are cut
 * around it; tabs count as one column, as they do in positions. */
static void add_source(const struct diag *d, struct buf *out)
{
	enum { SHOWN = 60, BEFORE = 24 };
	size_t column = d->column - 1, first = column > SHOWN - BEFORE ? column - BEFORE : 0;
	size_t begin = utf8_cut(d->source, first).size;
	struct str shown = utf8_cut(str_slice(d->source, begin, d->source.size), SHOWN);
	struct str before = utf8_cut(shown, column - first);
	size_t width = 1;
	if (d->end_line == d->line && d->end_column > d->column)
		width = utf8_width(utf8_cut(str_slice(shown, before.size, shown.size),
		                            d->end_column - d->column));
	buf_add(out, STR("    "));
	for (size_t i = 0; i < shown.size; i++)
		buf_add_char(out, shown.data[i] == '\t' ? ' ' : shown.data[i]);
	buf_add(out, STR("\n    "));
	for (size_t i = utf8_width(before); i > 0; i--)
		buf_add_char(out, ' ');
	for (size_t i = 0; i < (width ? width : 1); i++)
		buf_add_char(out, '^');
	buf_add_char(out, '\n');
}

static void add_line(const char *zh, const char *en, struct str text, enum language language,
                     struct buf *out)
{
	if (text.size)
		buf_format(out, "    %s%.*s\n", language == LANGUAGE_EN ? en : zh, STR_ARG(text));
}

/* A message may quote text with line ends: a diagnostic still is one line. */
static void add_message(struct str message, struct buf *out)
{
	for (size_t i = 0; i < message.size; i++)
		buf_add_char(out, (unsigned char)message.data[i] < 0x20 ? ' ' : message.data[i]);
}

static void add_text(const struct diag *d, enum language language, struct buf *out)
{
	buf_add(out, d->file.size ? d->file : STR("mulu"));
	if (d->line)
		buf_format(out, ":%u:%u", d->line, d->column);
	buf_format(out, ": %s[%.*s]: ", levels[d->level], STR_ARG(d->code));
	add_message(d->message, out);
	buf_add_char(out, '\n');
	if (d->line && d->source.size)
		add_source(d, out);
	add_line("依据: ", "basis: ", d->basis, language, out);
	add_line("建议: ", "help: ", d->hint, language, out);
}

/* How often a code was met; codes are few, so a short list does. */
struct tally {
	struct str code;
	size_t count;
};
enum { TALLIES = 256 };

/* Counts one more; returns how many of the code there are now. */
static size_t count_code(struct tally *tallies, size_t *used, struct str code)
{
	size_t k = 0;
	while (k < *used && !str_equal(tallies[k].code, code))
		k++;
	if (k == TALLIES)
		return 1;
	if (k == *used)
		tallies[(*used)++] = (struct tally){code, 0};
	return ++tallies[k].count;
}

/* After the shown ones: how many more there are of each code. */
static void add_collapsed(const struct tally *tallies, size_t used, enum language language,
                          struct buf *out)
{
	for (size_t k = 0; k < used; k++)
		if (tallies[k].count > LIMIT_SHOWN_PER_CODE)
			buf_format(out,
			           language == LANGUAGE_EN
			                   ? "%.*s: %zu more like this, %zu in all\n"
			                   : "%.*s：另有 %zu 处同类问题，共 %zu 处\n",
			           STR_ARG(tallies[k].code),
			           tallies[k].count - LIMIT_SHOWN_PER_CODE, tallies[k].count);
}

static void add_summary(const struct diag_sink *sink, const struct site *site, struct buf *out)
{
	buf_format(out,
	           sink->language == LANGUAGE_EN
	                   ? "%zu items: %zu errors, %zu warnings, %zu notes\n"
	                   : "%zu 个条目：%zu 个错误，%zu 个警告，%zu 个提示\n",
	           site ? site->item_count : 0, diag_count(sink, DIAG_ERROR),
	           diag_count(sink, DIAG_WARNING), diag_count(sink, DIAG_NOTE));
}

static void write_text(struct diag_sink *sink, const struct site *site, const struct options *o,
                       struct buf *out)
{
	enum diag_level least = o->is_quiet ? DIAG_ERROR : DIAG_NOTE;
	struct tally tallies[TALLIES];
	size_t used = 0;
	for (size_t i = 0; i < sink->count; i++) {
		const struct diag *d = &sink->items[i];
		if (d->level >= least &&
		    count_code(tallies, &used, d->code) <= LIMIT_SHOWN_PER_CODE)
			add_text(d, o->language, out);
	}
	add_collapsed(tallies, used, sink->language, out);
	if (!o->is_quiet)
		add_summary(sink, site, out);
}

/* --- json ------------------------------------------------------------------ */

static struct json_t *diag_to_json(const struct diag *d)
{
	struct json_t *o = json_new_object();
	json_set(o, "code", json_new_text(d->code));
	json_set(o, "rule", d->rule.size ? json_new_text(d->rule) : json_new_null());
	json_set(o, "level", json_new_text(str_from(levels[d->level])));
	json_set(o, "file", json_new_text(d->file));
	json_set(o, "line", json_new_number(d->line));
	json_set(o, "column", json_new_number(d->column));
	json_set(o, "end_line", json_new_number(d->end_line));
	json_set(o, "end_column", json_new_number(d->end_column));
	json_set(o, "message", json_new_text(d->message));
	json_set(o, "hint", d->hint.size ? json_new_text(d->hint) : json_new_null());
	json_set(o, "basis", d->basis.size ? json_new_text(d->basis) : json_new_null());
	json_set(o, "item", d->item.size ? json_new_text(d->item) : json_new_null());
	return o;
}

static struct json_t *withheld_to_json(const struct site *site, enum language language)
{
	struct json_t *list = json_new_array();
	for (size_t i = 0; site && i < site->item_count; i++) {
		const struct site_item *si = &site->items[i];
		if (si->visibility != VISIBILITY_HIDDEN)
			continue;
		struct json_t *o = json_new_object();
		json_set(o, "item",
		         json_new_text(si->item->id.size ? si->item->id : si->item->path));
		json_set(o, "why", json_new_text(visibility_reason_text(si->reason, language)));
		json_push(list, o);
	}
	return list;
}

static void write_json(struct diag_sink *sink, const struct site *site, const struct options *o,
                       struct buf *out)
{
	struct json_t *top = json_new_object(), *list = json_new_array(),
		      *summary = json_new_object();
	for (size_t i = 0; i < sink->count; i++)
		json_push(list, diag_to_json(&sink->items[i]));
	json_set(summary, "errors", json_new_number((long long)diag_count(sink, DIAG_ERROR)));
	json_set(summary, "warnings", json_new_number((long long)diag_count(sink, DIAG_WARNING)));
	json_set(summary, "items", json_new_number(site ? (long long)site->item_count : 0));
	json_set(summary, "withheld", withheld_to_json(site, o->language));
	/* the first day on which embargoes or dates of publication change the result */
	int32_t next = site ? site_next_change(site) : INT32_MAX;
	struct buf day = BUF_INIT;
	if (next != INT32_MAX)
		date_add_iso(&day, next);
	json_set(summary, "next_change", day.size ? json_new_text(buf_str(&day)) : json_new_null());
	buf_release(&day);
	json_set(top, "version", json_new_number(1));
	json_set(top, "diagnostics", list);
	json_set(top, "summary", summary);
	json_finish(top, out);
}

static const struct {
	const char *name;
	void (*write)(struct diag_sink *, const struct site *, const struct options *,
	              struct buf *);
} writers[] = {{"text", write_text}, {"json", write_json}};

void report_write(struct diag_sink *sink, const struct site *site, const struct options *options,
                  struct buf *out)
{
	diag_sort(sink);
	size_t i = 0;
	while (options->format && i + 1 < sizeof writers / sizeof *writers &&
	       strcmp(writers[i].name, options->format) != 0)
		i++;
	writers[i].write(sink, site, options, out);
}

int report_status(const struct diag_sink *sink, const struct options *options)
{
	static const enum diag_id machine[] = {
		DIAG_REPOSITORY_MISSING, DIAG_REPOSITORY_UNSUPPORTED, DIAG_REPOSITORY_UNREADABLE,
		DIAG_HISTORY_SHALLOW,    DIAG_HISTORY_DAMAGED,        DIAG_HISTORY_EMPTY,
		DIAG_INDEX_UNREADABLE,   DIAG_REVISION_UNKNOWN,       DIAG_NO_MERGE_BASE,
		DIAG_FILE_UNREADABLE,    DIAG_OUTPUT_FAILED,          DIAG_OUTPUT_LOCKED,
		DIAG_OUTPUT_FOREIGN,     DIAG_OUTPUT_INSIDE_CONTENT,
	};
	int status = EXIT_FINE;
	for (size_t i = 0; i < sink->count; i++) {
		const struct diag *d = &sink->items[i];
		bool counts = d->level == DIAG_ERROR ||
		              (options->is_strict && d->level == DIAG_WARNING);
		if (counts && status < EXIT_CONTENT)
			status = EXIT_CONTENT;
		for (size_t k = 0; k < sizeof machine / sizeof *machine; k++)
			if (d->id == machine[k])
				status = EXIT_MACHINE;
	}
	return status;
}

void report_failure(struct diag_sink *sink, const struct options *options)
{
	struct buf text = BUF_INIT;
	diag_sort(sink);
	for (size_t i = 0; i < sink->count; i++)
		if (sink->items[i].level == DIAG_ERROR)
			add_text(&sink->items[i], options->language, &text);
	fwrite(buf_str(&text).data, 1, text.size, stderr);
	buf_release(&text);
}
