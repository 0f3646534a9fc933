/* mulu audit [ID]: what happened to the items, and what is wrong with how it happened. */
#include <stdio.h>
#include <stdlib.h>

#include "audit/findings.h"
#include "audit/story.h"
#include "base/memory.h"
#include "catalog/link.h"
#include "catalog/value.h"
#include "command/report.h"

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

static struct json_t *item_to_json(const struct audit *a, struct str id)
{
	const struct history_span *span = history_of_item(a->history, id);
	const struct site_item *si = site_find(a->site, id);
	struct json_t *o = json_new_object();
	json_set(o, "id", json_new_text(id));
	json_set(o, "path", json_new_text(si ? si->item->path : span->entries[0].path));
	json_set(o, "history", history_to_json(a, span));
	json_set(o, "approvals", approvals_to_json(a, si));
	json_set(o, "deadlines", json_new_array());
	return o;
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

static int run(struct audit *a, struct buf *out)
{
	const struct options *o = a->options;
	struct str *ids = NULL;
	size_t count = 1;
	if (o->argument_count) {
		struct str id = o->arguments[0];
		if (!site_find(a->site, id) && !history_of_item(a->history, id))
			return options_refuse(o, "没有这个条目", "no such item", id.data);
		write_json(a, &o->arguments[0], count, out);
	} else {
		count = all_ids(a, &ids);
		write_json(a, ids, count, out);
		free(ids);
	}
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
	if (a.history)
		status = run(&a, &out);
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
