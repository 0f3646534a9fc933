/* mulu audit [ID]: what happened to the items, and what is wrong with how it happened. */
#include <stdio.h>
#include <stdlib.h>

#include "audit/findings.h"
#include "audit/story.h"
#include "base/date.h"
#include "base/memory.h"
#include "catalog/link.h"
#include "catalog/value.h"
#include "command/due.h"
#include "command/report.h"
#include "command/responsibility.h"
#include "format/csv.h"
#include "regulation/annual.h"
#include "regulation/inspect.h"
#include "regulation/judge.h"

/* What the writers need. */
struct audit {
	const struct options *options;
	struct diag_sink *sink;
	struct site *site;
	struct record *record;
	struct history *history; /* of the record */
	struct arena arena;
};

/* --- json ------------------------------------------------------------------ */

static struct json_t *id_to_json(const struct object_id *id)
{
	char hex[OBJECT_HEX];
	object_id_to_hex(id, hex);
	return json_new_text(str_from(hex));
}

static struct json_t *time_to_json(const struct commit *c)
{
	char text[TIME_TEXT];
	if (c->time == NO_TIME)
		return json_new_null();
	return json_new_text((struct str){text, commit_time_write(c->time, c->zone, text)});
}

static struct json_t *text_or_null(struct str s)
{
	return s.size ? json_new_text(s) : json_new_null();
}

static struct json_t *field_to_json(const struct story_field *f)
{
	struct json_t *o = json_new_object();
	json_set(o, "name", json_new_text(f->name));
	json_set(o, "old", f->old && f->field ? value_to_json(f->field, f->old) : json_new_null());
	json_set(o, "new", f->new && f->field ? value_to_json(f->field, f->new) : json_new_null());
	return o;
}

static struct json_t *fields_to_json(const struct audit *a, const struct history_entry *e)
{
	struct json_t *list = json_new_array();
	struct story story;
	if (e->field_count == 0 || !story_open(&story, e, a->site, a->record->repository, a->sink))
		return list;
	for (size_t i = 0; i < story.count; i++)
		json_push(list, field_to_json(&story.fields[i]));
	story_close(&story);
	return list;
}

static struct json_t *landing_to_json(const struct audit *a, const struct history_entry *e)
{
	const struct commit *c =
		&a->history->graph.items[a->history->graph.items[e->commit].landed];
	if (!e->is_landed)
		return json_new_null();
	struct json_t *o = json_new_object();
	json_set(o, "commit", id_to_json(&c->id));
	json_set(o, "time", time_to_json(c));
	return o;
}

static struct json_t *entry_to_json(const struct audit *a, const struct history_entry *e)
{
	const struct commit *c = &a->history->graph.items[e->commit];
	struct json_t *o = json_new_object();
	json_set(o, "commit", id_to_json(&c->id));
	json_set(o, "time", time_to_json(c));
	json_set(o, "kind", json_new_text(str_from(history_kind_id((enum history_kind)e->kind))));
	json_set(o, "path", json_new_text(e->path));
	json_set(o, "old_path", text_or_null(e->old_path));
	json_set(o, "fields", fields_to_json(a, e));
	json_set(o, "note", text_or_null(c->note));
	json_set(o, "landed", landing_to_json(a, e));
	return o;
}

static struct json_t *history_to_json(const struct audit *a, const struct history_span *span)
{
	struct json_t *list = json_new_array();
	for (size_t i = 0; span && i < span->count; i++)
		if (span->entries[i].scope == CHANGE_OWN)
			json_push(list, entry_to_json(a, &span->entries[i]));
	return list;
}

static struct json_t *approval_to_json(const struct approval *ap)
{
	struct json_t *o = json_new_object();
	char day[16];
	struct datetime date = {ap->date, -1};
	json_set(o, "step", text_or_null(ap->step));
	json_set(o, "by", text_or_null(ap->by));
	json_set(o, "date",
	         ap->date == INT32_MIN
	                 ? json_new_null()
	                 : json_new_text((struct str){day, datetime_write(date, day)}));
	json_set(o, "grade", json_new_text(str_from(approval_grade_id(ap->grade))));
	json_set(o, "stale", json_new_boolean(ap->is_stale));
	json_set(o, "commit", ap->commit ? id_to_json(&ap->commit->id) : json_new_null());
	json_set(o, "opinion", text_or_null(ap->opinion));
	json_set(o, "signed", json_new_boolean(ap->commit && ap->commit->is_signed));
	return o;
}

static struct json_t *approvals_to_json(const struct audit *a, const struct site_item *si)
{
	struct json_t *list = json_new_array();
	struct approvals approvals = {0};
	if (si)
		record_approvals(a->record, si, &approvals);
	for (size_t i = 0; i < approvals.count; i++)
		json_push(list, approval_to_json(&approvals.items[i]));
	approvals_release(&approvals);
	return list;
}

static struct json_t *day_to_json(int32_t day)
{
	char text[16];
	if (day == INT32_MIN)
		return json_new_null();
	return json_new_text((struct str){text, datetime_write((struct datetime){day, -1}, text)});
}

static struct json_t *deadlines_to_json(const struct audit *a, const struct site_item *si)
{
	struct json_t *list = json_new_array();
	for (size_t i = 0; si && i < a->site->deadline_count; i++) {
		const struct deadline *d = &a->site->deadlines[i];
		if (d->item != si->number)
			continue;
		struct json_t *o = json_new_object();
		json_set(o, "rule", json_new_text(d->rule));
		json_set(o, "due", day_to_json(d->due));
		json_set(o, "done", day_to_json(d->done));
		json_set(o, "state", json_new_text(str_from(deadline_state_id(d->state))));
		json_push(list, o);
	}
	return list;
}

static struct json_t *item_to_json(const struct audit *a, struct str id)
{
	const struct history_span *span = history_of_item(a->history, id);
	const struct site_item *si = site_find(a->site, id);
	struct json_t *o = json_new_object();
	json_set(o, "id", json_new_text(id));
	json_set(o, "path", json_new_text(si ? si->item->path : span->entries[0].path));
	json_set(o, "history", history_to_json(a, span));
	json_set(o, "approvals", approvals_to_json(a, si));
	json_set(o, "deadlines", deadlines_to_json(a, si));
	return o;
}

/* --- text ------------------------------------------------------------------ */

static bool is_english(const struct audit *a)
{
	return a->options->language == LANGUAGE_EN;
}

static struct str role_words(const struct audit *a, struct str role)
{
	const struct vocabulary *roles = map_get(&a->site->schema->vocabularies_by_id,
	                                         STR("roles"));
	const struct vocabulary_value *v = roles && role.size ? vocabulary_find(roles, role) : NULL;
	return v ? label_text(&v->label, a->options->language) : role;
}

/* Who did it, as role and id; the address only where nobody is known by it. */
static void add_author(const struct audit *a, const struct commit *c, struct buf *out)
{
	struct str email = record_author(a->record, c);
	const struct post *p = c->authored == NO_TIME ? NULL
	                                              : people_by_email(&a->record->people, email,
	                                                                commit_day(c->authored));
	if (p)
		buf_format(out, is_english(a) ? "%.*s (%.*s)" : "%.*s（%.*s）",
		           STR_ARG(role_words(a, p->role)), STR_ARG(p->id));
	else
		buf_format(out, is_english(a) ? "unknown <%.*s>" : "身份不明 <%.*s>",
		           STR_ARG(email));
}

static void add_fields(const struct audit *a, const struct history_entry *e, struct buf *out)
{
	struct story story;
	if (e->field_count == 0 || !story_open(&story, e, a->site, a->record->repository, a->sink))
		return;
	for (size_t i = 0; i < story.count; i++) {
		const struct story_field *f = &story.fields[i];
		struct str label = f->field ? label_text(&f->field->label, a->options->language)
		                   : is_english(a) ? STR("text")
		                                   : STR("正文");
		buf_format(out, "      %.*s", STR_ARG(label));
		if (f->field) {
			buf_add(out, is_english(a) ? STR(": ") : STR("："));
			story_add_values(f, a->options->language, out);
		}
		buf_add_char(out, '\n');
	}
	story_close(&story);
}

static void add_entry(const struct audit *a, const struct history_entry *e, struct buf *out)
{
	const struct commit *c = &a->history->graph.items[e->commit];
	char hex[OBJECT_HEX];
	object_id_to_hex(&c->id, hex);
	buf_add(out, STR("  "));
	date_add_iso(out, commit_day(c->corrected));
	buf_format(out, "  %.10s  %.*s  ", hex,
	           STR_ARG(history_kind_text((enum history_kind)e->kind, a->options->language)));
	add_author(a, c, out);
	if (!e->is_landed)
		buf_add(out, is_english(a) ? STR("  not adopted") : STR("  未采纳"));
	buf_add_char(out, '\n');
	if (e->old_path.size)
		buf_format(out, "      %.*s → %.*s\n", STR_ARG(e->old_path), STR_ARG(e->path));
	if (c->note.size)
		buf_format(out, is_english(a) ? "      note: %.*s\n" : "      公开说明：%.*s\n",
		           STR_ARG(c->note));
	add_fields(a, e, out);
}

static void add_approvals(const struct audit *a, const struct site_item *si, struct buf *out)
{
	static const char *const grades[][2] = {
		{"自述", "claimed"}, {"有凭据", "recorded"}, {"可验证", "authenticated"}};
	struct approvals approvals = {0};
	bool english = is_english(a);
	if (si)
		record_approvals(a->record, si, &approvals);
	if (approvals.count)
		buf_add(out, english ? STR("approvals\n") : STR("审批\n"));
	for (size_t i = 0; i < approvals.count; i++) {
		const struct approval *ap = &approvals.items[i];
		buf_add(out, STR("  "));
		if (ap->date != INT32_MIN)
			date_add_iso(out, ap->date);
		buf_format(out, english ? "  %.*s (%.*s)  %s" : "  %.*s（%.*s）  %s",
		           STR_ARG(role_words(a, ap->step)), STR_ARG(ap->by),
		           grades[ap->grade][english]);
		if (ap->is_stale)
			buf_add(out, english ? STR("  stale: changed since")
			                     : STR("  已失效：批准后有改动"));
		buf_add_char(out, '\n');
	}
	approvals_release(&approvals);
}

static void add_deadlines(const struct audit *a, const struct site_item *si, struct buf *out)
{
	enum language language = a->options->language;
	bool is_first = true;
	for (size_t i = 0; si && i < a->site->deadline_count; i++) {
		const struct deadline *d = &a->site->deadlines[i];
		if (d->item != si->number)
			continue;
		if (is_first)
			buf_add(out, is_english(a) ? STR("deadlines\n") : STR("期限\n"));
		is_first = false;
		buf_add(out, STR("  "));
		date_add_iso(out, d->due);
		buf_format(out, "  %.*s  %.*s\n", STR_ARG(d->label[language]),
		           STR_ARG(label_text(deadline_state_label(d->state), language)));
	}
}

static void write_text(const struct audit *a, const struct str *ids, size_t count, struct buf *out)
{
	bool english = is_english(a);
	for (size_t i = 0; i < count; i++) {
		const struct history_span *span = history_of_item(a->history, ids[i]);
		const struct site_item *si = site_find(a->site, ids[i]);
		if (i)
			buf_add_char(out, '\n');
		buf_format(out, english ? "%.*s %.*s\n" : "%.*s《%.*s》\n", STR_ARG(ids[i]),
		           STR_ARG(si ? item_title(si->item) : ids[i]));
		buf_add(out, english ? STR("history\n") : STR("变更\n"));
		for (size_t k = 0; span && k < span->count; k++)
			if (span->entries[k].scope == CHANGE_OWN)
				add_entry(a, &span->entries[k], out);
		add_approvals(a, si, out);
		add_deadlines(a, si, out);
	}
}

/* --- csv ------------------------------------------------------------------- */

static void add_row(const struct audit *a, const struct history_entry *e, struct buf *out)
{
	const struct commit *c = &a->history->graph.items[e->commit];
	char hex[OBJECT_HEX], time[TIME_TEXT];
	struct buf fields = BUF_INIT;
	object_id_to_hex(&c->id, hex);
	size_t size = c->time == NO_TIME ? 0 : commit_time_write(c->time, c->zone, time);
	for (uint32_t i = 0; i < e->field_count; i++)
		buf_format(&fields, "%s%.*s", i ? " " : "", STR_ARG(e->fields[i]));
	csv_add_field(out, e->item, true);
	csv_add_field(out, str_from(hex), false);
	csv_add_field(out, (struct str){time, size}, false);
	csv_add_field(out, str_from(history_kind_id((enum history_kind)e->kind)), false);
	csv_add_field(out, e->path, false);
	csv_add_field(out, buf_str(&fields), false);
	csv_add_field(out, c->note, false);
	csv_add_field(out, e->is_landed ? STR("yes") : STR("no"), false);
	csv_end_row(out);
	buf_release(&fields);
}

static void write_csv(const struct audit *a, const struct str *ids, size_t count, struct buf *out)
{
	static const char *const heads[] = {"id",   "commit", "time", "kind",
	                                    "path", "fields", "note", "landed"};
	csv_begin(out);
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		csv_add_field(out, str_from(heads[i]), i == 0);
	csv_end_row(out);
	for (size_t i = 0; i < count; i++) {
		const struct history_span *span = history_of_item(a->history, ids[i]);
		for (size_t k = 0; span && k < span->count; k++)
			if (span->entries[k].scope == CHANGE_OWN)
				add_row(a, &span->entries[k], out);
	}
}

/* --- running --------------------------------------------------------------- */

static int compare_ids(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* Ids of everything there is or was, each once, in byte order. */
static size_t all_ids(const struct audit *a, struct str **out)
{
	size_t count = 0, kept = 0;
	struct str *ids = memory_new(a->site->item_count + a->history->item_count, sizeof *ids);
	for (size_t i = 0; i < a->site->item_count; i++)
		if (a->site->items[i].item->id.size)
			ids[count++] = a->site->items[i].item->id;
	for (size_t i = 0; i < a->history->item_count; i++)
		ids[count++] = a->history->items[i].name;
	if (count)
		qsort(ids, count, sizeof *ids, compare_ids);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || !str_equal(ids[i], ids[kept - 1]))
			ids[kept++] = ids[i];
	*out = ids;
	return kept;
}

static void write_json(const struct audit *a, const struct str *ids, size_t count, struct buf *out)
{
	struct json_t *top = json_new_object(), *items = json_new_array();
	for (size_t i = 0; i < count; i++)
		json_push(items, item_to_json(a, ids[i]));
	json_set(top, "version", json_new_number(1));
	json_set(top, "items", items);
	json_finish(top, out);
}

static const struct {
	const char *name;
	void (*write)(const struct audit *, const struct str *, size_t, struct buf *);
} writers[] = {{"text", write_text}, {"csv", write_csv}, {"json", write_json}};

/* Without an id, text says what is wrong with how things happened: the whole story of every
 * item is for machines. */
static void write_findings(struct audit *a, struct buf *out)
{
	struct diag_sink *sink = a->sink;
	size_t kept = 0;
	/* of what the regulation said, terms and approvals: the rest is for check */
	for (size_t i = 0; i < sink->count; i++)
		if (sink->items[i].code.size && strchr("DPY", sink->items[i].code.data[0]))
			sink->items[kept++] = sink->items[i];
	sink->count = kept;
	findings_report(a->record, sink);
	report_write(sink, a->site, a->options, out);
}

/* Who answers: for all that is wrong, not only with how it happened. */
static int write_responsibility(struct audit *a, struct str id, struct buf *out)
{
	struct duties duties;
	const struct options *o = a->options;
	if (o->format && strcmp(o->format, "csv") == 0)
		return options_refuse(o, "责任认定只有 text 和 json",
		                      "responsibility is shown as text or json", o->format);
	annual_judge(a->site, a->sink);
	inspect_items(a->site, o->jobs, a->sink);
	findings_report(a->record, a->sink);
	diag_sort(a->sink);
	responsibility_judge(a->record, a->sink, id, &duties);
	responsibility_write(&duties, a->record, o, out);
	duties_release(&duties);
	return EXIT_FINE;
}

static int run(struct audit *a, struct buf *out)
{
	const struct options *o = a->options;
	const char *format = o->format ? o->format : "text";
	struct str *ids = NULL, one = o->argument_count ? o->arguments[0] : STR_NULL;
	if (one.size && !site_find(a->site, one) && !history_of_item(a->history, one))
		return options_refuse(o, "没有这个条目", "no such item", one.data);
	if (o->is_responsibility)
		return write_responsibility(a, one, out);
	if (!one.size && strcmp(format, "text") == 0) {
		write_findings(a, out);
		return EXIT_FINE;
	}
	size_t count = one.size ? 1 : all_ids(a, &ids);
	for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
		if (strcmp(writers[i].name, format) == 0)
			writers[i].write(a, one.size ? &one : ids, count, out);
	free(ids);
	return EXIT_FINE;
}

int command_audit(const struct options *options)
{
	struct diag_sink sink;
	struct buf out = BUF_INIT;
	struct audit a = {.options = options, .sink = &sink};
	struct site_options site_options = options_for_site(options);
	struct source *source = source_open_directory(options->root);
	int status = EXIT_MACHINE;
	diag_sink_init(&sink, options->language);
	arena_init(&a.arena, 0);
	a.site = site_load(source, &site_options, &sink);
	if (a.site)
		link_items(a.site, &sink);
	if (a.site)
		a.record = record_open(a.site, options->root, STR_NULL,
		                       options_cache(options, &a.arena), true, &sink);
	a.history = a.record ? a.record->history : NULL;
	if (a.history) {
		judge_items(a.site, options->jobs, &sink);
		status = run(&a, &out);
	}
	fwrite(buf_str(&out).data, 1, out.size, stdout);
	if (!a.history)
		report_failure(&sink, options);
	record_close(a.record);
	site_free(a.site);
	source_close(source);
	arena_release(&a.arena);
	buf_release(&out);
	diag_sink_release(&sink);
	return status;
}
