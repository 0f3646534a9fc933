/* mulu diff BASE [HEAD]: what a change means to the public record, not which lines moved.
 * What the public sees more or less of stands first. */
#include <stdio.h>
#include <stdlib.h>

#include "audit/compare.h"
#include "audit/wording.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "catalog/value.h"
#include "command/report.h"
#include "publish/pipeline.h"

/* One of the two states. */
struct side {
	struct source *source;
	struct diag_sink sink;
	struct pipeline_result result;
	struct object_id commit;
	bool has_commit; /* false: the work tree */
};

struct diff {
	const struct options *options;
	struct repository *repository;
	struct diag_sink sink; /* of what keeps it from answering */
	struct side old, new;
	struct comparison comparison;
	const struct diag **added, **resolved;
	size_t added_count, resolved_count;
	struct arena arena;
	bool english;
};

static struct str words(const struct diff *d, const char *zh, const char *en)
{
	return str_from(d->english ? en : zh);
}

/* --- json ------------------------------------------------------------------ */

static const char *const visibilities[] = {"hidden", "entry", "full", "tombstone"};

static struct json_t *commit_to_json(const struct side *s)
{
	char hex[OBJECT_HEX];
	if (!s->has_commit)
		return json_new_null();
	object_id_to_hex(&s->commit, hex);
	return json_new_text(str_from(hex));
}

static struct json_t *value_or_null(const struct story_field *f, const struct value *v)
{
	return f->field && v ? value_to_json(f->field, v) : json_new_null();
}

static struct json_t *field_to_json(const struct diff *d, const struct item_comparison *c,
                                    const struct story_field *f)
{
	bool is_body = str_equal(f->name, STR("body"));
	struct json_t *o = json_new_object();
	json_set(o, "name", json_new_text(f->name));
	json_set(o, "label",
	         json_new_text(f->field ? label_text(&f->field->label, d->options->language)
	                                : words(d, "正文", "text")));
	json_set(o, "old", is_body ? json_new_text(c->old_body) : value_or_null(f, f->old));
	json_set(o, "new", is_body ? json_new_text(c->new_body) : value_or_null(f, f->new));
	return o;
}

static struct json_t *visibility_to_json(const struct site_item *si)
{
	return si ? json_new_text(str_from(visibilities[si->visibility])) : json_new_null();
}

static struct json_t *path_or_null(const struct site_item *si)
{
	return si ? json_new_text(si->item->path) : json_new_null();
}

static struct json_t *stale_to_json(const struct item_comparison *c)
{
	struct json_t *list = json_new_array();
	for (size_t i = 0; i < c->stale_count; i++) {
		struct json_t *o = json_new_object();
		json_set(o, "step", json_new_text(c->stale[i].step));
		json_set(o, "by", json_new_text(c->stale[i].by));
		json_push(list, o);
	}
	return list;
}

static struct json_t *item_to_json(const struct diff *d, const struct item_comparison *c)
{
	const struct item *item = (c->new ? c->new : c->old)->item;
	struct json_t *o = json_new_object(), *fields = json_new_array();
	json_set(o, "id", json_new_text(c->id));
	json_set(o, "type", json_new_text(item->type->id));
	json_set(o, "title", json_new_text(item_title(item)));
	json_set(o, "change", json_new_text(str_from(item_difference_id(c->difference))));
	json_set(o, "old_path", path_or_null(c->old));
	json_set(o, "new_path", path_or_null(c->new));
	json_set(o, "old_visibility", visibility_to_json(c->old));
	json_set(o, "new_visibility", visibility_to_json(c->new));
	for (size_t i = 0; i < c->story.count; i++)
		json_push(fields, field_to_json(d, c, &c->story.fields[i]));
	json_set(o, "fields", fields);
	json_set(o, "stale_approvals", stale_to_json(c));
	return o;
}

static struct json_t *problems_to_json(const struct diag *const *problems, size_t count)
{
	static const char *const levels[] = {"note", "warning", "error"};
	struct json_t *list = json_new_array();
	for (size_t i = 0; i < count; i++) {
		const struct diag *p = problems[i];
		struct json_t *o = json_new_object();
		json_set(o, "code", json_new_text(p->code));
		json_set(o, "level", json_new_text(str_from(levels[p->level])));
		json_set(o, "file", json_new_text(p->file));
		json_set(o, "line", json_new_number(p->line));
		json_set(o, "column", json_new_number(p->column));
		json_set(o, "message", json_new_text(p->message));
		json_set(o, "item", p->item.size ? json_new_text(p->item) : json_new_null());
		json_push(list, o);
	}
	return list;
}

static void write_json(const struct diff *d, struct buf *out)
{
	struct json_t *top = json_new_object(), *items = json_new_array();
	json_set(top, "version", json_new_number(1));
	json_set(top, "base", commit_to_json(&d->old));
	json_set(top, "head", commit_to_json(&d->new));
	for (size_t i = 0; i < d->comparison.count; i++)
		json_push(items, item_to_json(d, &d->comparison.items[i]));
	json_set(top, "items", items);
	json_set(top, "added_problems", problems_to_json(d->added, d->added_count));
	json_set(top, "resolved_problems", problems_to_json(d->resolved, d->resolved_count));
	json_finish(top, out);
}

/* --- text and Markdown ----------------------------------------------------- */

/* The few marks in which the two differ. */
struct dress {
	const char *heading, *item, *field, *removed[2], *added[2];
	bool is_markdown;
};

static const struct dress text_dress = {"", "  ", "      ", {"[-", "-]"}, {"{+", "+}"}, false};
static const struct dress markdown_dress = {"### ", "- ", "  - ", {"~~", "~~"}, {"**", "**"}, true};

struct pen {
	const struct diff *d;
	const struct dress *dress;
	struct buf *out;
};

/* Text of an item in one line; in Markdown its marks are only text. */
static void add_plain(struct pen *p, struct str text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];
		if (p->dress->is_markdown && strchr("\\`*_~[]<>|#!", c) && c)
			buf_add_char(p->out, '\\');
		buf_add_char(p->out, (unsigned char)c < 0x20 ? ' ' : c);
	}
}

static void add_marked(struct pen *p, const char *const marks[2], struct str text)
{
	struct str inner = str_trim(text);
	/* emphasis that begins or ends with a blank is none */
	buf_add_text(p->out, marks[0]);
	add_plain(p, p->dress->is_markdown && inner.size ? inner : text);
	buf_add_text(p->out, marks[1]);
}

/* What stays the same is cut down to some characters around a change. */
static void add_same(struct pen *p, struct str text, bool is_first, bool is_last)
{
	enum { AROUND = 12 };
	size_t count = utf8_count(text);
	struct str head = utf8_cut(text, AROUND), rest = text;
	if (count <= 2 * AROUND + 1) {
		add_plain(p, text);
		return;
	}
	if (!is_first)
		add_plain(p, head);
	buf_add(p->out, STR("…"));
	rest = str_slice(text, utf8_cut(text, count - AROUND).size, text.size);
	if (!is_last)
		add_plain(p, rest);
}

static void add_wording(struct pen *p, struct str old, struct str new)
{
	struct wordings w;
	wording_compare(old, new, &w);
	for (size_t i = 0; i < w.count; i++) {
		const struct wording *piece = &w.items[i];
		if (piece->kind == WORDING_SAME)
			add_same(p, piece->text, i == 0, i + 1 == w.count);
		else
			add_marked(p,
			           piece->kind == WORDING_REMOVED ? p->dress->removed
			                                          : p->dress->added,
			           piece->text);
	}
	wordings_release(&w);
}

static void add_values(struct pen *p, const struct story_field *f)
{
	struct buf b = BUF_INIT;
	story_add_values(f, p->d->options->language, &b);
	add_plain(p, buf_str(&b));
	buf_release(&b);
}

/* Long texts by their differing words, everything else as old → new. */
static void add_field(struct pen *p, const struct item_comparison *c, const struct story_field *f)
{
	bool is_body = str_equal(f->name, STR("body"));
	bool is_long = f->field && f->field->type == FIELD_TEXT && f->old && f->new;
	buf_add_text(p->out, p->dress->field);
	buf_add(p->out, f->field ? label_text(&f->field->label, p->d->options->language)
	                         : words(p->d, "正文", "text"));
	buf_add(p->out, p->d->english ? STR(": ") : STR("："));
	if (is_body) {
		add_wording(p, c->old_body, c->new_body);
	} else if (is_long && f->old->kind == VALUE_TEXT && f->new->kind == VALUE_TEXT) {
		add_wording(p, value_text(f->old), value_text(f->new));
	} else {
		add_values(p, f);
	}
	buf_add_char(p->out, '\n');
}

static struct str seen_words(const struct diff *d, const struct site_item *si)
{
	enum visibility v = si ? si->visibility : VISIBILITY_HIDDEN;
	switch (v) {
	case VISIBILITY_FULL: return words(d, "公众可见", "public");
	case VISIBILITY_ENTRY: return words(d, "仅公开条目", "entry only");
	case VISIBILITY_TOMBSTONE: return words(d, "已撤下", "withdrawn");
	default: return words(d, "公众不可见", "not public");
	}
}

static void add_stale(struct pen *p, const struct item_comparison *c)
{
	const struct diff *d = p->d;
	const struct schema *schema = d->comparison.new->schema;
	const struct vocabulary *roles = map_get(&schema->vocabularies_by_id, STR("roles"));
	if (c->stale_count == 0)
		return;
	buf_add_text(p->out, p->dress->field);
	buf_add(p->out, words(d, "审批失效：", "approvals that no longer hold: "));
	for (size_t i = 0; i < c->stale_count; i++) {
		const struct vocabulary_value *role = roles ? vocabulary_find(roles,
		                                                              c->stale[i].step)
		                                            : NULL;
		if (i)
			buf_add(p->out, d->english ? STR(", ") : STR("、"));
		buf_add(p->out,
		        role ? label_text(&role->label, d->options->language) : c->stale[i].step);
		buf_format(p->out, d->english ? " (%.*s)" : "（%.*s）", STR_ARG(c->stale[i].by));
	}
	buf_add_char(p->out, '\n');
}

static void add_item(struct pen *p, const struct item_comparison *c)
{
	const struct diff *d = p->d;
	const struct item *item = (c->new ? c->new : c->old)->item;
	bool shows_fields = c->old && c->new;
	buf_add_text(p->out, p->dress->item);
	add_plain(p, c->id);
	buf_add(p->out, d->english ? STR(" ") : STR("《"));
	add_plain(p, item_title(item));
	buf_add(p->out, d->english ? STR("") : STR("》"));
	if (c->changes_visibility) {
		buf_add(p->out, d->english ? STR(": ") : STR("："));
		buf_add(p->out, seen_words(d, c->old));
		buf_add(p->out, STR(" → "));
		buf_add(p->out, seen_words(d, c->new));
	}
	buf_add_char(p->out, '\n');
	if (c->is_moved) {
		buf_add_text(p->out, p->dress->field);
		buf_add(p->out, words(d, "文件：", "file: "));
		add_plain(p, c->old->item->path);
		buf_add(p->out, STR(" → "));
		add_plain(p, c->new->item->path);
		buf_add_char(p->out, '\n');
	}
	for (size_t i = 0; shows_fields && i < c->story.count; i++)
		add_field(p, c, &c->story.fields[i]);
	add_stale(p, c);
}

static void add_heading(struct pen *p, struct str text, size_t count)
{
	bool english = p->d->english;
	if (p->out->size)
		buf_add_char(p->out, '\n');
	buf_format(p->out, english ? "%s%.*s (%zu)\n" : "%s%.*s（%zu）\n", p->dress->heading,
	           STR_ARG(text), count);
	if (p->dress->is_markdown)
		buf_add_char(p->out, '\n');
}

/* Items of one kind under a heading; nothing where there are none. */
static void add_section(struct pen *p, struct str heading, bool visibility,
                        enum item_difference difference)
{
	const struct comparison *c = &p->d->comparison;
	size_t count = 0;
	for (int pass = 0; pass < 2; pass++) {
		if (pass && count)
			add_heading(p, heading, count);
		for (size_t i = 0; i < c->count; i++) {
			const struct item_comparison *ic = &c->items[i];
			/* what is new stands among the new, and says there who will see it */
			bool is_turn = ic->changes_visibility && ic->old;
			bool is_one = visibility ? is_turn
			                         : !is_turn && ic->difference == difference;
			if (is_one && pass)
				add_item(p, ic);
			count += is_one && !pass;
		}
	}
}

static void add_problems(struct pen *p, struct str heading, const struct diag *const *problems,
                         size_t count)
{
	static const char *const levels[] = {"note", "warning", "error"};
	if (count == 0)
		return;
	add_heading(p, heading, count);
	for (size_t i = 0; i < count; i++) {
		const struct diag *d = problems[i];
		buf_add_text(p->out, p->dress->item);
		add_plain(p, d->file);
		if (d->line)
			buf_format(p->out, ":%u:%u", d->line, d->column);
		buf_format(p->out, ": %s[%.*s]: ", levels[d->level], STR_ARG(d->code));
		add_plain(p, d->message);
		buf_add_char(p->out, '\n');
	}
}

static void write_prose(const struct diff *d, const struct dress *dress, struct buf *out)
{
	struct pen p = {d, dress, out};
	static const struct {
		enum item_difference difference;
		const char *zh, *en;
	} sections[] = {
		{DIFFERENCE_WITHDRAWN, "撤下", "Withdrawn"},
		{DIFFERENCE_RESTORED, "恢复", "Restored"},
		{DIFFERENCE_REMOVED, "删除", "Removed"},
		{DIFFERENCE_ADDED, "新增", "Added"},
		{DIFFERENCE_CHANGED, "修改", "Changed"},
		{DIFFERENCE_MOVED, "移动文件", "Moved"},
	};
	add_section(&p, words(d, "公众所见的变化", "What the public sees"), true, DIFFERENCE_ADDED);
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		add_section(&p, words(d, sections[i].zh, sections[i].en), false,
		            sections[i].difference);
	add_problems(&p, words(d, "新出现的问题", "New problems"), d->added, d->added_count);
	add_problems(&p, words(d, "已解决的问题", "Problems solved"), d->resolved,
	             d->resolved_count);
	if (out->size == 0)
		buf_add(out,
		        words(d, "公开记录没有变化\n", "nothing of the public record changes\n"));
}

static void write_text(const struct diff *d, struct buf *out)
{
	write_prose(d, &text_dress, out);
}

static void write_markdown(const struct diff *d, struct buf *out)
{
	write_prose(d, &markdown_dress, out);
}

static const struct {
	const char *name;
	void (*write)(const struct diff *, struct buf *);
} writers[] = {{"text", write_text}, {"markdown", write_markdown}, {"json", write_json}};

/* --- the two sides --------------------------------------------------------- */

static bool unknown_revision(struct diff *d, struct str name)
{
	diag_report(&d->sink, DIAG_REVISION_UNKNOWN, (struct diag_place){.file = STR("content")},
	            NULL, name);
	return false;
}

static bool resolve(struct diff *d, struct side *s, struct str name)
{
	const char *text = str_cstring(&d->arena, name.size ? name : STR("HEAD"));
	s->has_commit = repository_resolve(d->repository, text, &s->commit);
	return s->has_commit || unknown_revision(d, name);
}

/* `BASE`, `BASE HEAD`, `BASE..HEAD`, `BASE...HEAD` (from where they parted). */
static bool resolve_sides(struct diff *d)
{
	struct str base = d->options->arguments[0], head = STR_NULL;
	size_t dots = str_find(base, STR(".."), 0);
	bool is_merge_base = false;
	if (d->options->argument_count == 2) {
		head = d->options->arguments[1];
	} else if (dots != SIZE_MAX) {
		is_merge_base = str_starts_with(str_slice(base, dots, base.size), STR("..."));
		head = str_slice(base, dots + 2 + is_merge_base, base.size);
		base = str_slice(base, 0, dots);
		head = head.size ? head : STR("HEAD");
	}
	if (!resolve(d, &d->old, base) || (head.size && !resolve(d, &d->new, head)))
		return false;
	if (is_merge_base &&
	    !repository_merge_base(d->repository, &d->old.commit, &d->new.commit, &d->old.commit)) {
		diag_report(&d->sink, DIAG_NO_MERGE_BASE,
		            (struct diag_place){.file = STR("content")}, NULL, base, head);
		return false;
	}
	return true;
}

static bool load_side(struct diff *d, struct side *s, const int32_t *as_of)
{
	struct pipeline_options pipeline = {.site = options_for_site(d->options),
	                                    .skips_history = true};
	if (as_of)
		pipeline.site.as_of = as_of;
	s->source = s->has_commit ? source_open_commit(d->repository, &s->commit, &d->sink)
	                          : source_open_directory(d->options->root);
	if (s->source)
		pipeline_check(s->source, &pipeline, &s->sink, &s->result);
	diag_sort(&s->sink);
	return s->source && s->result.site;
}

static void close_side(struct side *s)
{
	pipeline_release(&s->result);
	source_close(s->source);
	diag_sink_release(&s->sink);
}

static int run(struct diff *d, struct buf *out)
{
	if (!resolve_sides(d) || !load_side(d, &d->new, NULL))
		return EXIT_MACHINE;
	/* both are judged on the same day: time alone is no change */
	if (!load_side(d, &d->old, &d->new.result.site->as_of))
		return EXIT_MACHINE;
	compare_sites(&d->comparison, d->old.result.site, d->new.result.site);
	d->added_count = compare_problems(&d->old.sink, &d->new.sink, &d->added);
	d->resolved_count = compare_problems(&d->new.sink, &d->old.sink, &d->resolved);
	const char *format = d->options->format ? d->options->format : "text";
	for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
		if (strcmp(format, writers[i].name) == 0)
			writers[i].write(d, out);
	comparison_release(&d->comparison);
	free(d->added);
	free(d->resolved);
	return EXIT_FINE;
}

int command_diff(const struct options *options)
{
	struct diff d = {.options = options, .english = options->language == LANGUAGE_EN};
	struct buf out = BUF_INIT;
	if (options->argument_count == 0)
		return options_refuse(options, "请给出要比较的版本",
		                      "name a revision to compare with", "mulu diff BASE [HEAD]");
	arena_init(&d.arena, 0);
	diag_sink_init(&d.sink, options->language);
	diag_sink_init(&d.old.sink, options->language);
	diag_sink_init(&d.new.sink, options->language);
	d.repository = repository_open(options->root, &d.sink);
	int status = d.repository ? run(&d, &out) : EXIT_MACHINE;
	fwrite(buf_str(&out).data, 1, out.size, stdout);
	if (status != EXIT_FINE) {
		diag_merge(&d.sink, &d.new.sink);
		diag_merge(&d.sink, &d.old.sink);
		report_failure(&d.sink, options);
	}
	close_side(&d.old);
	close_side(&d.new);
	repository_close(d.repository);
	diag_sink_release(&d.sink);
	buf_release(&out);
	arena_release(&d.arena);
	return status;
}
