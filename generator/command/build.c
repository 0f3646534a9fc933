/* mulu build: check, render, publish in one step. */
#include <stdio.h>
#include <stdlib.h>

#include "base/path.h"
#include "command/origin.h"
#include "command/report.h"
#include "publish/pipeline.h"

/* The directory to publish into, and whether it is a safe place: neither inside
 * what is read nor around it. */
static struct str place_of_output(const struct options *o, struct arena *arena,
                                  struct diag_sink *sink)
{
	if (!o->out)
		return STR_JOIN(arena, str_from(o->root), STR("/public"));
	struct str out = str_copy(arena, str_from(o->out));
	char *real_out = realpath(o->out, NULL), *real_root = realpath(o->root, NULL);
	struct str a = str_from(real_out), root = str_from(real_root);
	/* one that does not exist yet is judged by its parent */
	if (!real_out) {
		struct str parent = path_directory(out);
		real_out = realpath(parent.size ? str_cstring(arena, parent) : ".", NULL);
		a = real_out ? STR_JOIN(arena, str_from(real_out), STR("/"), path_name(out)) : out;
	}
	static const char *const inputs[] = {"/content", "/themes", "/.git"};
	bool is_bad = str_equal(a, root) || str_starts_with(root, STR_JOIN(arena, a, STR("/")));
	for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
		struct str input = STR_JOIN(arena, root, str_from(inputs[i]));
		is_bad |= str_equal(a, input) ||
		          str_starts_with(a, STR_JOIN(arena, input, STR("/")));
	}
	free(real_out);
	free(real_root);
	if (!is_bad)
		return out;
	diag_report(sink, DIAG_OUTPUT_INSIDE_CONTENT, (struct diag_place){.file = out}, NULL, out);
	return STR_NULL;
}

static void add_result(const struct options *o, const struct pipeline_result *result,
                       struct str out, struct buf *text)
{
	bool english = o->language == LANGUAGE_EN;
	if (o->is_quiet || (o->format && strcmp(o->format, "text") != 0))
		return;
	if (result->is_published)
		buf_format(text,
		           english ? "published %zu pages and %zu files to %.*s\n"
		                   : "已发布 %zu 个页面、%zu 个文件到 %.*s\n",
		           result->pages, result->files, STR_ARG(out));
	else
		buf_add_text(text, english ? "nothing was published; what was there is untouched\n"
		                           : "没有发布任何内容；原有站点未改动\n");
}

/* The staff's own site never takes the place of the public one. */
static bool has_place_of_its_own(const struct options *o)
{
	if (o->audience == AUDIENCE_PUBLIC || o->out)
		return true;
	options_refuse(o, "--audience internal 还需要", "--audience internal needs", "--out DIR");
	return false;
}

int command_build(const struct options *options)
{
	if (!has_place_of_its_own(options))
		return EXIT_USAGE;
	struct diag_sink sink;
	struct arena arena;
	struct buf text = BUF_INIT;
	struct pipeline_result result = {0};
	diag_sink_init(&sink, options->language);
	arena_init(&arena, 0);
	struct str out = place_of_output(options, &arena, &sink);
	struct pipeline_options pipeline = {.site = options_for_site(options),
	                                    .out = out,
	                                    .strict = options->is_strict,
	                                    .root = options->root,
	                                    .cache = options_cache(options, &arena),
	                                    .revision = options->commit};
	struct origin origin;
	origin_open(&origin, options, &sink);
	if (!str_is_null(out) && origin.source)
		pipeline_build(origin.source, &pipeline, &sink, &result);
	report_write(&sink, result.site, options, &text);
	add_result(options, &result, out, &text);
	fwrite(buf_str(&text).data, 1, text.size, stdout);
	int status = report_status(&sink, options);
	pipeline_release(&result);
	origin_close(&origin);
	buf_release(&text);
	arena_release(&arena);
	diag_sink_release(&sink);
	return status;
}
