/* A worker keeps a Lua state, its templates, two buffers and an arena that is
 * reset after each page. */
#include "publish/render.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/workers.h"
#include "format/csv.h"
#include "publish/classes.h"
#include "publish/download.h"
#include "script/template.h"

struct worker {
	const struct render_input *input;
	struct script *script;
	struct template_set *templates;
	struct render_context context;
	struct diag_sink sink;
	struct leak_worker *leaks;
	struct arena page, long_lived; /* of a page; of the worker */
	struct buf body, out;
};

struct crew {
	const struct render_input *input;
	struct worker *workers;
};

/* --- templates ------------------------------------------------------------- */

static bool find_template(void *context, struct str name, struct str *path, struct str *source)
{
	struct worker *w = context;
	struct str full = STR_JOIN(&w->long_lived, STR("templates/"), name);
	const struct theme_file *f = theme_find(w->input->theme, full);
	if (!f)
		return false;
	*path = f->path;
	*source = f->text;
	return true;
}

static void report_template(void *context, const struct template_problem *p)
{
	struct worker *w = context;
	struct diag_place place = {p->path, p->text, p->begin, p->end};
	diag_report(&w->sink, p->is_place ? DIAG_TEMPLATE_PLACE : DIAG_TEMPLATE_SYNTAX, place, NULL,
	            p->message);
}

static bool load(struct worker *w, struct str name, bool *exists)
{
	*exists = false;
	return template_load(w->templates, name, exists);
}

/* `entry.html` and `tombstone.html` come before the type's own, that before the
 * family's; each only where the theme has it. */
static bool choose_template(struct worker *w, const struct page *page, struct str *name)
{
	const struct view_item *item = page->subject && *(const uint8_t *)page->subject == VIEW_ITEM
	                                       ? page->subject
	                                       : NULL;
	struct str candidates[2];
	size_t count = 0;
	bool exists, is_item_page = item && str_equal(page->url, item->url);
	if (is_item_page && item->visibility == VISIBILITY_ENTRY)
		candidates[count++] = STR("entry.html");
	if (is_item_page && item->visibility == VISIBILITY_TOMBSTONE)
		candidates[count++] = STR("tombstone.html");
	if (is_item_page && str_equal(page->family->for_each, STR("items")))
		candidates[count++] = STR_JOIN(&w->page, item->type->type->id, STR(".html"));
	for (size_t i = 0; i < count; i++) {
		*name = candidates[i];
		bool loaded = load(w, *name, &exists);
		if (exists)
			return loaded;
	}
	*name = page->family->template;
	bool loaded = load(w, *name, &exists);
	if (!exists) {
		const struct theme_file *routes = theme_find(w->input->theme, STR("routes.lua"));
		diag_report(&w->sink, DIAG_TEMPLATE_MISSING,
		            (struct diag_place){.file = routes->path}, NULL, *name);
	}
	return loaded;
}

/* The place of a template error: the whole line it names. */
static struct diag_place place_of_error(struct worker *w, const struct script_error *error)
{
	struct diag_place place = {.file = error->chunk};
	size_t folder = str_find(error->chunk, STR("templates/"), 0);
	const struct theme_file *f = folder == SIZE_MAX ? NULL
	                                                : theme_find(w->input->theme,
	                                                             str_slice(error->chunk, folder,
	                                                                       error->chunk.size));
	if (!f || error->line == 0)
		return place;
	struct str rest = f->text, line = STR("");
	for (unsigned i = 0; i < error->line; i++)
		if (!str_next_line(&rest, &line))
			return place;
	place.text = f->text;
	place.begin = (size_t)(line.data - f->text.data);
	place.end = place.begin + line.size;
	while (place.begin < place.end && strchr(" \t", place.text.data[place.begin]))
		place.begin++;
	return place;
}

static void report_failure(struct worker *w, const struct page *page,
                           const struct script_error *error)
{
	bool is_item = page->subject && *(const uint8_t *)page->subject == VIEW_ITEM;
	struct diag_more more = {
		.item = is_item ? ((const struct view_item *)page->subject)->source->id : STR_NULL};
	diag_report(&w->sink,
	            error->status == SCRIPT_LIMIT ? DIAG_TEMPLATE_LIMIT : DIAG_TEMPLATE_FAILED,
	            place_of_error(w, error), &more, page->url, error->message);
}

/* --- required tags: 国办发〔2017〕47号, annex ------------------------------------ */

static const struct {
	struct str name;
	enum page_kind least; /* pages of this kind must carry it */
} required_tags[] = {
	{STR_INIT("SiteName"), PAGE_SITE},
	{STR_INIT("SiteDomain"), PAGE_SITE},
	{STR_INIT("SiteIDCode"), PAGE_SITE},
	{STR_INIT("ColumnName"), PAGE_COLUMN},
	{STR_INIT("ColumnDescription"), PAGE_COLUMN},
	{STR_INIT("ColumnKeywords"), PAGE_COLUMN},
	{STR_INIT("ColumnType"), PAGE_COLUMN},
	{STR_INIT("ArticleTitle"), PAGE_ARTICLE},
	{STR_INIT("PubDate"), PAGE_ARTICLE},
	{STR_INIT("ContentSource"), PAGE_ARTICLE},
};

static bool has_tag(struct worker *w, struct str head, struct str name)
{
	struct str needle = STR_JOIN(&w->page, STR("name=\""), name, STR("\" content=\""));
	size_t at = str_find(head, needle, 0);
	return at != SIZE_MAX && at + needle.size < head.size && head.data[at + needle.size] != '"';
}

/* Site tags on every page, column tags on lists, article tags on content pages. */
static void check_tags(struct worker *w, const struct page *page, struct str html,
                       struct str template)
{
	size_t end = str_find(html, STR("</head>"), 0);
	struct str head = str_slice(html, 0, end), missing = STR("");
	for (size_t i = 0; i < sizeof required_tags / sizeof *required_tags; i++) {
		enum page_kind least = required_tags[i].least;
		bool applies = least == PAGE_SITE || least == page_kind_of(page);
		if (applies && !has_tag(w, head, required_tags[i].name))
			missing = STR_JOIN(&w->page, missing, missing.size ? STR(", ") : STR(""),
			                   required_tags[i].name);
	}
	if (missing.size == 0)
		return;
	struct str path = STR_JOIN(&w->page, STR("templates/"), template);
	const struct theme_file *f = theme_find(w->input->theme, path);
	diag_report(&w->sink, DIAG_META_MISSING, (struct diag_place){.file = f ? f->path : path},
	            NULL, page->url, missing);
}

/* --- a page ---------------------------------------------------------------- */

static const struct view_item *full_item(const struct page *page)
{
	const struct view_item *item = page->subject;
	bool is_item = item && item->kind == VIEW_ITEM;
	return is_item && item->visibility == VISIBILITY_FULL && str_equal(page->url, item->url)
	               ? item
	               : NULL;
}

/* Reads and renders the body of the item whose own page this is. */
static void render_body(struct worker *w, unsigned number, const struct view_item *item)
{
	struct markdown_result result;
	struct body_job job = {.worker = number,
	                       .item = site_find(w->input->site, item->source->id),
	                       .arena = &w->page,
	                       .sink = &w->sink,
	                       .leaks = w->leaks,
	                       .html = &w->body};
	if (!body_render(w->input->shelf, &job, &result))
		return;
	w->context.body = buf_str(&w->body);
	w->context.headings = result.headings;
	w->context.heading_count = result.heading_count;
}

static bool render_template(struct worker *w, const struct page *page)
{
	struct str template;
	struct script_error error = {0};
	if (!choose_template(w, page, &template))
		return false;
	script_set_global(w->script, "page", page);
	if (!template_render(w->templates, template, &w->out, &w->page, &error)) {
		report_failure(w, page, &error);
		return false;
	}
	if (page_is_html(page))
		check_tags(w, page, buf_str(&w->out), template);
	return true;
}

/* A workbook is compressed: what goes into it is searched as csv instead. */
static void scan_workbook(struct worker *w, const struct page *page)
{
	struct family csv = *page->family;
	struct page twin = *page;
	struct buf text = BUF_INIT;
	const char *why;
	csv.format = FORMAT_CSV;
	twin.family = &csv;
	if (download_make(w->input->view, &twin, &text, &why))
		leak_scan_output(w->leaks, page->url, buf_str(&text));
	buf_release(&text);
}

static bool render_download(struct worker *w, const struct page *page)
{
	const char *why = "?";
	if (!download_make(w->input->view, page, &w->out, &why)) {
		diag_report(&w->sink, DIAG_OUTPUT_FAILED, (struct diag_place){.file = page->url},
		            NULL, page->url, str_from(why));
		return false;
	}
	if (page->family->format == FORMAT_XLSX)
		scan_workbook(w, page);
	return true;
}

static void render_page(struct worker *w, unsigned number, const struct page *page,
                        struct output_entry *entry)
{
	const struct view_item *item = full_item(page);
	arena_reset(&w->page);
	buf_clear(&w->body);
	buf_clear(&w->out);
	w->context.page = page;
	w->context.body = STR_NULL;
	w->context.headings = NULL;
	w->context.heading_count = 0;
	if (item)
		render_body(w, number, item);
	bool done = page->family->format == FORMAT_TEMPLATE ? render_template(w, page)
	                                                    : render_download(w, page);
	if (!done)
		return;
	leak_scan_output(w->leaks, page->url, buf_str(&w->out));
	if (w->input->output)
		output_write(w->input->output, page->url, buf_str(&w->out), entry, &w->sink);
}

/* --- files ----------------------------------------------------------------- */

static void copy_file(struct worker *w, const struct plan_file *file, struct output_entry *entry)
{
	struct source *source = file->source ? file->source : w->input->site->source;
	int error = source->read(source, file->path, LIMIT_ATTACHMENT, &w->out);
	if (error) {
		diag_report(&w->sink, DIAG_FILE_UNREADABLE, (struct diag_place){.file = file->path},
		            NULL, str_from(file_error(error)));
		return;
	}
	struct diag_place place = {.file = file->path};
	/* what an office attaches or a theme ships is public by being there; a text in
	 * it that names something withheld is told at its source */
	leak_scan_input(w->leaks, place, buf_str(&w->out));
	if (w->input->output)
		output_write(w->input->output, file->url, buf_str(&w->out), entry, &w->sink);
}

static void render_job(void *context, unsigned number, size_t job)
{
	struct crew *crew = context;
	const struct render_input *in = crew->input;
	struct worker *w = &crew->workers[number];
	struct output_entry *entry = &in->entries[job];
	if (job < in->plan->page_count)
		render_page(w, number, &in->plan->pages[job], entry);
	else
		copy_file(w, &in->plan->files[job - in->plan->page_count], entry);
}

/* --- the crew -------------------------------------------------------------- */

static struct str base_url(const struct site *site)
{
	struct str url = site_setting(site, STR("base_url"));
	while (url.size && url.data[url.size - 1] == '/')
		url.size--;
	return url;
}

static void open_worker(struct worker *w, const struct render_input *in, unsigned number,
                        enum language language)
{
	w->input = in;
	diag_sink_init(&w->sink, language);
	arena_init(&w->page, 64 * KIB);
	arena_init(&w->long_lived, 0);
	w->leaks = in->leaks ? leak_worker(in->leaks, number) : NULL;
	w->context = (struct render_context){
		.view = in->view, .arena = &w->page, .base_url = base_url(in->site)};
	w->script = script_new();
	script_set_language(w->script, language);
	script_set_context(w->script, &w->context);
	classes_register(w->script);
	functions_register(w->script);
	script_set_global(w->script, "site", in->view);
	script_set_global(w->script, "page", NULL);
	w->templates = template_set_new(w->script, language, find_template, report_template, w);
}

static void close_worker(struct worker *w)
{
	template_set_free(w->templates);
	script_free(w->script);
	arena_release(&w->page);
	arena_release(&w->long_lived);
	buf_release(&w->body);
	buf_release(&w->context.url);
	buf_release(&w->out);
	diag_sink_release(&w->sink);
}

/* The words of the theme's own templates; an office's overrides are looked at like any
 * output, for they may hold what must not leave. */
static void exempt_theme(void *context, void *value)
{
	const struct theme_file *f = value;
	if (!str_is_null(f->text) && !str_starts_with(f->path, STR("content/")))
		leak_exempt(context, f->text);
}

void render_all(const struct render_input *input, struct diag_sink *sink)
{
	struct crew crew = {input, memory_new(input->workers, sizeof *crew.workers)};
	for (unsigned i = 0; i < input->workers; i++)
		open_worker(&crew.workers[i], input, i, sink->language);
	map_each(&input->theme->by_name, exempt_theme, leak_worker(input->leaks, 0));
	workers_run(input->workers, input->plan->page_count + input->plan->file_count, render_job,
	            &crew);
	for (unsigned i = 0; i < input->workers; i++) {
		diag_merge(sink, &crew.workers[i].sink);
		close_worker(&crew.workers[i]);
	}
	free(crew.workers);
}

bool render_single(const struct render_input *input, const struct page *page, struct buf *out,
                   struct diag_sink *sink)
{
	struct worker w = {0};
	open_worker(&w, input, 0, sink->language);
	w.context.page = page;
	bool done = render_template(&w, page);
	if (done)
		buf_add(out, buf_str(&w.out));
	diag_merge(sink, &w.sink);
	close_worker(&w);
	return done;
}

/* --- bodies alone ---------------------------------------------------------- */

struct checker {
	const struct site *site;
	struct body_shelf *shelf;
	bool only_hidden;
	struct diag_sink *sinks;
	struct arena *arenas;
};

static void check_body(void *context, unsigned worker, size_t number)
{
	struct checker *c = context;
	const struct site_item *si = &c->site->items[number];
	struct markdown_result result;
	if (si->item->is_broken || (c->only_hidden && si->visibility == VISIBILITY_FULL))
		return;
	struct body_job job = {.worker = worker,
	                       .item = si,
	                       .arena = &c->arenas[worker],
	                       .sink = &c->sinks[worker]};
	arena_reset(job.arena);
	body_render(c->shelf, &job, &result);
}

void render_check_bodies(const struct site *site, struct body_shelf *shelf, bool only_hidden,
                         unsigned workers, struct diag_sink *sink)
{
	struct checker c = {site, shelf, only_hidden, NULL, NULL};
	c.sinks = memory_new(workers, sizeof *c.sinks);
	c.arenas = memory_new(workers, sizeof *c.arenas);
	for (unsigned i = 0; i < workers; i++) {
		diag_sink_init(&c.sinks[i], sink->language);
		arena_init(&c.arenas[i], 64 * KIB);
	}
	workers_run(workers, site->item_count, check_body, &c);
	for (unsigned i = 0; i < workers; i++) {
		diag_merge(sink, &c.sinks[i]);
		diag_sink_release(&c.sinks[i]);
		arena_release(&c.arenas[i]);
	}
	free(c.sinks);
	free(c.arenas);
}
