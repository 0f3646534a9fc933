/* Several workers check and build whole sites, as the program does: run under
 * ThreadSanitizer. What they say and publish must be what one worker does. Prints
 * `N passed, N failed`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/path.h"
#include "publish/pipeline.h"

enum { WORKERS = 4, ROUNDS = 3 };

static int passed, failed;

static void check(bool good, const char *what)
{
	good ? passed++ : failed++;
	if (!good)
		printf("FAILED %s\n", what);
}

/* --- the site: the golden base with the office's regulation and theme ------- */

static void overlay_folder(struct source *overlay, const char *from, const char *folder,
                           const char *to)
{
	struct source *disk = source_open_directory(from);
	struct file_list list = {0};
	struct arena arena;
	struct buf bytes = BUF_INIT;
	struct str where = STR_NULL;
	arena_init(&arena, 0);
	if (disk->list(disk, str_from(folder), &arena, &list, &where))
		check(false, folder);
	for (size_t i = 0; i < list.count; i++) {
		struct str rest = str_slice(list.items[i], strlen(folder), SIZE_MAX);
		if (disk->read(disk, list.items[i], LIMIT_FILE, &bytes))
			check(false, "reading");
		source_overlay_set(overlay, STR_JOIN(&arena, str_from(to), rest), buf_str(&bytes));
	}
	file_list_release(&list);
	buf_release(&bytes);
	arena_release(&arena);
	source_close(disk);
}

/* With some more notices, so that every worker has something to do. */
static struct source *open_site(void)
{
	struct source *s = source_open_overlay(source_open_directory("/nonexistent"));
	struct buf path = BUF_INIT, text = BUF_INIT;
	overlay_folder(s, "tests/golden/base", "content", "content");
	overlay_folder(s, ".", "content/regulation", "content/regulation");
	overlay_folder(s, ".", "themes", "themes");
	for (int i = 1; i <= 40; i++) {
		buf_clear(&path);
		buf_clear(&text);
		buf_format(&path, "content/documents/more-%02d.md", i);
		buf_format(&text,
		           "---\nid: more-%02d\ntitle: 试验县生态环境局第%d号公告\nstatus: %s\n"
		           "index_no: 00TESTHJ5/2026-%05d\nattribute: 主动公开\nowner: office\n"
		           "dates: {formed: 2026-03-02, published: 2026-03-09}\n"
		           "catalogue: policy/general\nplatform: [政府网站]\naudience: 全社会\n"
		           "related: [doc-2026-0001]\n---\n\n"
		           "第%d号公告的正文，见[通知](doc-2026-0001.md#%s)。\n",
		           i, i, i % 5 ? "已发布" : "审核中", 100 + i, i,
		           i % 7 ? "一工作要求" : "没有这一节");
		source_overlay_set(s, buf_str(&path), buf_str(&text));
	}
	buf_release(&path);
	buf_release(&text);
	return s;
}

/* --- one run and what came of it -------------------------------------------- */

static void add_tree(struct buf *out, const char *directory)
{
	struct file_list list = {0};
	struct arena arena;
	struct buf bytes = BUF_INIT;
	struct str where;
	arena_init(&arena, 0);
	file_walk(&arena, directory, &list, &where);
	for (size_t i = 0; i < list.count; i++) {
		struct str path = path_join(&arena, str_from(directory), list.items[i]);
		file_read(path.data, LIMIT_BUFFER, &bytes);
		buf_format(out, "== %.*s\n", STR_ARG(list.items[i]));
		buf_add(out, buf_str(&bytes));
	}
	file_list_release(&list);
	buf_release(&bytes);
	arena_release(&arena);
}

static void add_report(struct buf *out, struct diag_sink *sink)
{
	diag_sort(sink);
	for (size_t i = 0; i < sink->count; i++) {
		const struct diag *d = &sink->items[i];
		buf_format(out, "%.*s:%u:%u %.*s %.*s\n", STR_ARG(d->file), d->line, d->column,
		           STR_ARG(d->code), STR_ARG(d->message));
	}
}

typedef void pipeline(struct source *source, const struct pipeline_options *options,
                      struct diag_sink *sink, struct pipeline_result *result);

/* The report, the number of pages, and what was published. */
static struct buf run(pipeline *run_it, struct source *source, unsigned workers, const char *folder)
{
	struct buf out = BUF_INIT, directory = BUF_INIT;
	struct diag_sink sink;
	struct pipeline_result result = {0};
	static const int32_t as_of = 20634; /* 2026-06-30 */
	buf_format(&directory, "%s/public", folder);
	struct pipeline_options options = {
		.site = {.language = LANGUAGE_ZH, .workers = workers, .as_of = &as_of},
		.out = buf_str(&directory),
	};
	diag_sink_init(&sink, LANGUAGE_ZH);
	run_it(source, &options, &sink, &result);
	add_report(&out, &sink);
	buf_format(&out, "%zu pages, %zu files, %s\n", result.pages, result.files,
	           result.is_published ? "published" : "not published");
	if (result.is_published)
		add_tree(&out, directory.data);
	site_free(result.site);
	diag_sink_release(&sink);
	file_remove_tree(directory.data);
	buf_release(&directory);
	return out;
}

/* Compares rounds of several workers with one of one; returns what the one did. */
static struct buf compare(const char *name, pipeline *run_it, struct source *source,
                          const char *folder)
{
	struct buf one = run(run_it, source, 1, folder);
	for (int i = 0; i < ROUNDS; i++) {
		struct buf many = run(run_it, source, WORKERS, folder);
		check(str_equal(buf_str(&one), buf_str(&many)), name);
		buf_release(&many);
	}
	return one;
}

static bool contains(const struct buf *b, const char *text)
{
	return str_find(buf_str(b), str_from(text), 0) != SIZE_MAX;
}

int main(void)
{
	struct arena arena;
	const char *folder;
	arena_init(&arena, 0);
	if (file_make_temporary(&arena, "/tmp/mulu-threads-", &folder))
		return 1;
	struct source *source = open_site();
	struct buf faulty = compare("check", pipeline_check, source, folder);
	check(contains(&faulty, "没有这一节"), "the faults are found");
	buf_release(&faulty);
	faulty = compare("build with faults", pipeline_build, source, folder);
	check(contains(&faulty, "not published"), "nothing is published with faults");
	buf_release(&faulty);
	/* without the notices whose anchors lead nowhere */
	for (int i = 7; i <= 40; i += 7) {
		struct str path = str_format(&arena, "content/documents/more-%02d.md", i);
		source_overlay_set(source, path, STR_NULL);
	}
	struct buf good = compare("build", pipeline_build, source, folder);
	check(contains(&good, "== documents/more-01.html"), "pages are published");
	check(!contains(&good, "more-05"), "what is under review is not");
	if (failed)
		printf("%.3000s\n", buf_str(&good).data);
	buf_release(&good);
	source_close(source);
	file_remove_tree(folder);
	arena_release(&arena);
	printf("%d passed, %d failed\n", passed, failed);
	return failed ? 1 : 0;
}
