/* mulu verify DIR: proves that a published folder is what a commit produces, by producing it
 * again and comparing every byte. Nothing is needed but the repository. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/path.h"
#include "command/origin.h"
#include "command/report.h"
#include "publish/pipeline.h"

struct verification {
	const struct options *options;
	struct str manifest;    /* bytes of the published one */
	struct options rebuilt; /* as the manifest says it was built */
	struct arena arena;
	size_t differences;
};

/* A text of the manifest, which mulu wrote itself; null where it has none. */
static struct str manifest_text(struct str manifest, const char *key)
{
	char quoted[40];
	snprintf(quoted, sizeof quoted, "\n  \"%s\": \"", key);
	size_t at = str_find(manifest, str_from(quoted), 0);
	if (at == SIZE_MAX)
		return STR_NULL;
	at += strlen(quoted);
	return str_slice(manifest, at, str_find(manifest, STR("\""), at));
}

static void say(struct verification *v, const char *zh, const char *en, struct str path)
{
	bool english = v->options->language == LANGUAGE_EN;
	printf("%s%s%.*s\n", english ? en : zh, english ? ": " : "：", STR_ARG(path));
	v->differences++;
}

static void compare_file(struct verification *v, struct str a, struct str b, struct str path)
{
	struct buf x = BUF_INIT, y = BUF_INIT;
	struct str left = STR_JOIN(&v->arena, a, STR("/"), path);
	struct str right = STR_JOIN(&v->arena, b, STR("/"), path);
	if (file_read(left.data, LIMIT_BUFFER, &x) || file_read(right.data, LIMIT_BUFFER, &y))
		say(v, "无法读取", "cannot be read", path);
	else if (!str_equal(buf_str(&x), buf_str(&y)))
		say(v, "内容不同", "differs", path);
	buf_release(&x);
	buf_release(&y);
}

/* Both lists are in byte order. */
static void compare_folders(struct verification *v, struct str published, struct str made)
{
	struct file_list a = {0}, b = {0};
	struct str where;
	file_walk(&v->arena, published.data, &a, &where);
	file_walk(&v->arena, made.data, &b, &where);
	for (size_t i = 0, k = 0; i < a.count || k < b.count;) {
		int order = i == a.count   ? 1
		            : k == b.count ? -1
		                           : str_compare(a.items[i], b.items[k]);
		if (order < 0)
			say(v, "多出的文件", "not of this commit", a.items[i++]);
		else if (order > 0)
			say(v, "缺少的文件", "missing", b.items[k++]);
		else
			compare_file(v, published, made, a.items[i++]), k++;
	}
	file_list_release(&a);
	file_list_release(&b);
}

/* What decides the bytes, from the manifest unless the command line says otherwise. */
static void read_manifest(struct verification *v)
{
	struct options *o = &v->rebuilt;
	struct str commit = manifest_text(v->manifest, "commit");
	struct str profile = manifest_text(v->manifest, "profile");
	struct str as_of = manifest_text(v->manifest, "as_of");
	*o = *v->options;
	if (commit.size)
		o->commit = str_copy(&v->arena, commit);
	else if (!o->commit.size)
		o->commit = STR("HEAD");
	if (profile.size && !o->profile.size)
		o->profile = profile;
	if (!o->has_as_of)
		o->has_as_of = as_of.size && date_parse(as_of, &o->as_of);
	if (str_equal(manifest_text(v->manifest, "audience"), STR("internal")))
		o->audience = AUDIENCE_INTERNAL;
}

/* Builds the commit into a folder of its own; the exit status. */
static int rebuild(struct verification *v, struct str out)
{
	struct diag_sink sink;
	struct origin origin;
	struct pipeline_result result = {0};
	diag_sink_init(&sink, v->options->language);
	struct pipeline_options pipeline = {.site = options_for_site(&v->rebuilt),
	                                    .out = out,
	                                    .root = v->options->root,
	                                    .revision = v->rebuilt.commit};
	origin_open(&origin, &v->rebuilt, &sink);
	if (origin.source)
		pipeline_build(origin.source, &pipeline, &sink, &result);
	int status = report_status(&sink, v->options);
	if (!result.is_published)
		report_failure(&sink, v->options);
	pipeline_release(&result);
	origin_close(&origin);
	diag_sink_release(&sink);
	return status;
}

static int verify(struct verification *v, struct str published)
{
	struct buf manifest = BUF_INIT;
	const char *folder;
	bool english = v->options->language == LANGUAGE_EN;
	struct str path = STR_JOIN(&v->arena, published, STR("/manifest.json"));
	if (file_read(path.data, LIMIT_BUFFER, &manifest))
		return options_refuse(v->options, "没有 manifest.json", "no manifest.json",
		                      path.data);
	v->manifest = str_copy(&v->arena, buf_str(&manifest));
	buf_release(&manifest);
	read_manifest(v);
	const char *tmp = getenv("TMPDIR");
	struct str prefix = STR_JOIN(&v->arena, str_from(tmp ? tmp : "/tmp"), STR("/mulu-verify-"));
	if (file_make_temporary(&v->arena, prefix.data, &folder))
		return EXIT_MACHINE;
	struct str made = STR_JOIN(&v->arena, str_from(folder), STR("/site"));
	int status = rebuild(v, made);
	if (status == EXIT_FINE)
		compare_folders(v, published, made);
	file_remove_tree(folder);
	if (status == EXIT_FINE && v->differences)
		status = EXIT_CONTENT;
	if (status == EXIT_FINE)
		printf(english ? "%.*s is what commit %.*s produces\n"
		               : "%.*s 与提交 %.*s 的产物逐字节一致\n",
		       STR_ARG(published), STR_ARG(v->rebuilt.commit));
	return status;
}

int command_verify(const struct options *options)
{
	struct verification v = {.options = options};
	if (options->argument_count == 0)
		return options_refuse(options, "请给出已发布的目录", "name the published folder",
		                      "DIR");
	arena_init(&v.arena, 0);
	int status = verify(&v, options->arguments[0]);
	arena_release(&v.arena);
	return status;
}
