/* mulu check [PATH…]: everything that can be said without rendering. With paths
 * the whole site is still read, for an item is right only among the others, but
 * only what concerns these files is reported. */
#include <stdio.h>

#include "base/path.h"
#include "command/report.h"
#include "publish/pipeline.h"

/* A path as the user gave it, seen from the root: `content/…` or below the
 * current folder. */
static bool concerns(struct str file, struct str path)
{
	while (str_starts_with(path, STR("./")))
		path = str_slice(path, 2, path.size);
	while (str_ends_with(path, STR("/")))
		path.size--;
	if (str_equal(file, path) || str_equal(path, STR(".")))
		return true;
	bool is_below = str_starts_with(file, path) && file.size > path.size &&
	                file.data[path.size] == '/';
	/* an absolute path, or one that begins above the root */
	bool is_tail = str_ends_with(path, file) && path.size > file.size &&
	               path.data[path.size - file.size - 1] == '/';
	return is_below || is_tail;
}

static void keep_concerned(struct diag_sink *sink, const struct options *o)
{
	size_t kept = 0;
	for (size_t i = 0; i < sink->count; i++) {
		bool wanted = o->argument_count == 0;
		for (size_t k = 0; k < o->argument_count && !wanted; k++)
			wanted = concerns(sink->items[i].file, o->arguments[k]);
		if (wanted)
			sink->items[kept++] = sink->items[i];
	}
	sink->count = kept;
}

int command_check(const struct options *options)
{
	struct diag_sink sink;
	struct buf out = BUF_INIT;
	struct pipeline_result result = {0};
	struct pipeline_options pipeline = {.site = options_for_site(options)};
	struct source *source = source_open_directory(options->root);
	diag_sink_init(&sink, options->language);
	pipeline_check(source, &pipeline, &sink, &result);
	keep_concerned(&sink, options);
	report_write(&sink, result.site, options, &out);
	fwrite(buf_str(&out).data, 1, out.size, stdout);
	int status = report_status(&sink, options);
	site_free(result.site);
	source_close(source);
	buf_release(&out);
	diag_sink_release(&sink);
	return status;
}
