/* The program is these two functions: load, link, history, judge, view, plan, render,
 * publish; each step is one line and reports into the same sink. */
#include "publish/pipeline.h"

#include <stdlib.h>

#include "audit/findings.h"
#include "base/memory.h"
#include "base/path.h"
#include "catalog/link.h"
#include "format/markdown.h"
#include "publish/changes.h"
#include "publish/classes.h"
#include "publish/figures.h"
#include "publish/render.h"
#include "regulation/annual.h"
#include "regulation/baseline.h"
#include "regulation/inspect.h"
#include "regulation/judge.h"

/* What git knows of the site, where its record asks for it. */
static void read_history(struct site *site, const struct pipeline_options *options,
                         struct diag_sink *sink, struct pipeline_result *result)
{
	struct diag_place place = {.file = STR("content/site.yaml")};
	if (options->skips_history)
		return;
	result->record = record_open(site, options->root, options->revision, options->cache, false,
	                             sink);
	if (!result->record->is_required)
		diag_report(sink, DIAG_HISTORY_NOT_READ, place, NULL, STR_NULL);
}

/* Everything up to the verdicts, which checking and building have in common. */
static struct site *load_and_judge(struct source *source, const struct pipeline_options *options,
                                   struct diag_sink *sink, struct pipeline_result *result)
{
	struct site *site = site_load(source, &options->site, sink);
	if (!site)
		return NULL;
	link_items(site, sink);
	read_history(site, options, sink, result);
	judge_items(site, options->site.workers, sink);
	annual_judge(site, sink);
	inspect_items(site, options->site.workers, sink);
	findings_report(result->record, sink);
	link_decide_visibility(site);
	link_check_public(site, sink);
	return site;
}

void pipeline_check(struct source *source, const struct pipeline_options *options,
                    struct diag_sink *sink, struct pipeline_result *result)
{
	unsigned workers = options->site.workers;
	markdown_prepare();
	result->site = load_and_judge(source, options, sink, result);
	if (!result->site)
		return;
	struct baseline baseline;
	struct site *site = result->site;
	struct body_shelf *shelf = body_shelf_new(site, workers);
	render_check_bodies(site, shelf, false, workers, sink);
	body_check_anchors(shelf, sink);
	body_shelf_free(shelf);
	baseline_read(&baseline, source, &site->arena, sink);
	result->accepted = baseline_take(&baseline, sink, site->as_of);
	baseline_finish(&baseline, sink, site->as_of);
	baseline_release(&baseline);
}

/* --- building -------------------------------------------------------------- */

/* What a build holds between its steps. */
struct build {
	const struct pipeline_options *options;
	struct diag_sink *sink;
	struct site *site;
	struct view *view;
	struct annuals *annuals;
	struct theme theme;
	struct plan plan;
	struct arena arena;
	struct baseline baseline;
	size_t accepted;
	bool has_theme, has_plan;
};

static void add_assets(struct build *b)
{
	for (size_t i = 0; i < b->theme.asset_count; i++) {
		const struct theme_file *f = b->theme.assets[i];
		struct plan_file file = {.url = STR_JOIN(&b->arena, STR("/"), f->name),
		                         .path = f->source_path,
		                         .source = f->source};
		plan_add_file(&b->plan, file, b->sink);
	}
}

/* Reads routes.lua and enumerates the pages, with a state of its own. */
static void make_plan(struct build *b)
{
	const struct theme_file *file = theme_find(&b->theme, STR("routes.lua"));
	struct routes routes = {0};
	struct script *s = script_new();
	struct render_context context = {.view = b->view, .arena = &b->arena};
	script_set_language(s, b->sink->language);
	script_set_context(s, &context);
	if (routes_read(s, file->path, file->text, &b->arena, b->sink, &routes)) {
		classes_register(s);
		plan_build(&b->plan, b->view, &routes, s, b->sink);
		add_assets(b);
		b->has_plan = true;
	}
	script_free(s);
	buf_release(&context.url);
}

static bool may_publish(struct build *b)
{
	b->accepted += baseline_take(&b->baseline, b->sink, b->site->as_of);
	size_t errors = diag_count(b->sink, DIAG_ERROR),
	       warnings = diag_count(b->sink, DIAG_WARNING);
	return errors == 0 && !(b->options->strict && warnings);
}

/* Everything that depends on the plan: render, judge what came out, publish. */
static void render_and_publish(struct build *b, struct pipeline_result *result)
{
	unsigned workers = b->options->site.workers;
	struct output output = {0};
	size_t count = b->plan.page_count + b->plan.file_count;
	struct output_entry *entries = memory_new(count, sizeof *entries);
	/* after an error nothing will be published: then nothing is written either */
	bool writes = may_publish(b) && output_open(&output, b->options->out, b->sink) &&
	              output_make_directories(&output, &b->plan, b->sink);
	struct render_input input = {
		.site = b->site,
		.view = b->view,
		.plan = &b->plan,
		.theme = &b->theme,
		.shelf = body_shelf_new(b->site, workers),
		.leaks = leak_new(b->site, b->view, workers, b->sink->language),
		.output = writes ? &output : NULL,
		.entries = entries,
		.workers = workers,
	};
	render_all(&input, b->sink);
	render_check_bodies(b->site, input.shelf, true, workers, b->sink);
	body_check_anchors(input.shelf, b->sink);
	leak_report(input.leaks, b->sink);
	if (writes && may_publish(b))
		result->is_published = output_publish(&output, entries, count, b->site, b->sink);
	result->pages = b->plan.page_count;
	result->files = b->plan.file_count;
	output_close(&output);
	leak_free(input.leaks);
	body_shelf_free(input.shelf);
	free(entries);
}

void pipeline_build(struct source *source, const struct pipeline_options *options,
                    struct diag_sink *sink, struct pipeline_result *result)
{
	struct build b = {.options = options, .sink = sink};
	markdown_prepare();
	arena_init(&b.arena, 0);
	b.site = result->site = load_and_judge(source, options, sink, result);
	if (b.site) {
		baseline_read(&b.baseline, source, &b.arena, sink);
		/* pages speak the site's language, whatever the messages speak */
		b.view = view_build(b.site, LANGUAGE_ZH);
		b.annuals = annual_compute(b.site, true);
		figures_add(b.view, b.annuals);
		changes_add_to_view(b.view, result->record);
		b.has_theme = theme_open(&b.theme, b.site, sink);
		if (b.has_theme)
			make_plan(&b);
		if (b.has_plan)
			render_and_publish(&b, result);
		plan_release(&b.plan);
		theme_release(&b.theme);
		view_free(b.view);
		annual_free(b.annuals);
		b.accepted += baseline_take(&b.baseline, sink, b.site->as_of);
		baseline_finish(&b.baseline, sink, b.site->as_of);
		baseline_release(&b.baseline);
		result->accepted = b.accepted;
	}
	arena_release(&b.arena);
}

void pipeline_release(struct pipeline_result *result)
{
	record_close(result->record);
	site_free(result->site);
	*result = (struct pipeline_result){0};
}
