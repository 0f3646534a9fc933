/* mulu check [PATH…]: everything that can be said without rendering. With paths
 * the whole site is still read, for an item is right only among the others, but
 * only what concerns these files is reported. */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/path.h"
#include "command/origin.h"
#include "command/report.h"
#include "publish/pipeline.h"
#include "regulation/baseline.h"

/* A path as the user gave it, from the root: it may be seen from the current folder or
 * from the root. Null, after saying so, where there is no such file. */
static struct str path_from_root(const struct options *o, struct str given, struct arena *arena)
{
	char *root = realpath(o->root, NULL), *path = realpath(str_cstring(arena, given), NULL);
	struct str seen = STR_JOIN(arena, str_from(o->root), STR("/"), given), result = STR_NULL;
	struct str prefix = root ? STR_JOIN(arena, str_from(root), STR("/")) : STR_NULL;
	if (!path || !root || !str_starts_with(str_from(path), prefix)) {
		free(path);
		path = realpath(seen.data, NULL);
	}
	if (path && root && str_equal(str_from(path), str_from(root)))
		result = STR("");
	else if (path && root && str_starts_with(str_from(path), prefix))
		result = str_copy(arena, str_slice(str_from(path), prefix.size, SIZE_MAX));
	else
		options_refuse(o, "站点中没有这个文件", "no such file in the site", given.data);
	free(root);
	free(path);
	return result;
}

static bool concerns(struct str file, struct str path)
{
	return path.size == 0 || str_equal(file, path) ||
	       (str_starts_with(file, path) && file.size > path.size &&
	        file.data[path.size] == '/');
}

static void keep_concerned(struct diag_sink *sink, const struct str *paths, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < sink->count; i++) {
		bool wanted = count == 0;
		for (size_t k = 0; k < count && !wanted; k++)
			wanted = concerns(sink->items[i].file, paths[k]);
		if (wanted)
			sink->items[kept++] = sink->items[i];
	}
	sink->count = kept;
}

/* Writes today's problems into the baseline; EXIT_FINE or EXIT_MACHINE. */
static int write_baseline(const struct diag_sink *sink, const struct site *site,
                          const struct options *o)
{
	struct buf text = BUF_INIT, path = BUF_INIT;
	enum { YEAR = 365 };
	baseline_write(sink, site->as_of + YEAR, &text);
	buf_format(&path, "%s/%s", o->root, BASELINE_FILE);
	int error = file_replace(path.data, buf_str(&text));
	if (error)
		fprintf(stderr, "mulu: %s: %s\n", path.data, file_error(error));
	else if (!o->is_quiet)
		printf(o->language == LANGUAGE_EN ? "written: %s\n" : "已写入 %s\n", path.data);
	buf_release(&text);
	buf_release(&path);
	return error ? EXIT_MACHINE : EXIT_FINE;
}

int command_check(const struct options *options)
{
	struct diag_sink sink;
	struct arena arena;
	struct buf out = BUF_INIT;
	arena_init(&arena, 0);
	struct str *paths = ARENA_ARRAY(&arena, struct str, options->argument_count);
	for (size_t i = 0; i < options->argument_count; i++) {
		paths[i] = path_from_root(options, options->arguments[i], &arena);
		if (str_is_null(paths[i])) {
			arena_release(&arena);
			return EXIT_USAGE;
		}
	}
	struct pipeline_result result = {0};
	struct pipeline_options pipeline = {.site = options_for_site(options),
	                                    .root = options->root,
	                                    .cache = options_cache(options, &arena)};
	struct origin origin;
	diag_sink_init(&sink, options->language);
	origin_open(&origin, options, &sink);
	if (options->writes_baseline && origin.source) {
		/* what was accepted before is a problem, too */
		origin.source = source_open_overlay(origin.source);
		source_overlay_set(origin.source, STR(BASELINE_FILE), STR_NULL);
	}
	if (origin.source)
		pipeline_check(origin.source, &pipeline, &sink, &result);
	int status = EXIT_FINE;
	if (options->writes_baseline && result.site) {
		status = write_baseline(&sink, result.site, options);
	} else {
		keep_concerned(&sink, paths, options->argument_count);
		report_write(&sink, result.site, options, &out);
		fwrite(buf_str(&out).data, 1, out.size, stdout);
		status = report_status(&sink, options);
		if (result.accepted && !options->is_quiet && !options->format)
			printf(options->language == LANGUAGE_EN
			               ? "%zu known problems accepted (baseline.yaml)\n"
			               : "另有 %zu 个已知问题暂时接受（baseline.yaml）\n",
			       result.accepted);
	}
	pipeline_release(&result);
	origin_close(&origin);
	buf_release(&out);
	diag_sink_release(&sink);
	arena_release(&arena);
	return status;
}
