#include "fixture.h"

#include <criterion/criterion.h>

#include "base/limits.h"

static void add(struct source *s, const char *path, const char *text)
{
	struct buf name = BUF_INIT;
	buf_format(&name, "content/%s", path);
	source_overlay_set(s, buf_str(&name), str_from(text));
	buf_release(&name);
}

struct source *fixture_source(const struct fixture_file *files, size_t count)
{
	struct source *s = source_open_overlay(source_open_directory("/nonexistent"));
	for (size_t i = 0; i < count; i++)
		add(s, files[i].path, files[i].text);
	return s;
}

struct source *fixture_with_regulation(const struct fixture_file *files, size_t count)
{
	struct source *s = fixture_source(files, count), *disk = source_open_directory(".");
	struct file_list list = {0};
	struct arena arena;
	struct str where;
	struct buf bytes = BUF_INIT;
	arena_init(&arena, 0);
	cr_assert_eq(disk->list(disk, STR("content/regulation"), &arena, &list, &where), 0);
	for (size_t i = 0; i < list.count; i++) {
		cr_assert_eq(disk->read(disk, list.items[i], LIMIT_FILE, &bytes), 0);
		source_overlay_set(s, list.items[i], buf_str(&bytes));
	}
	file_list_release(&list);
	buf_release(&bytes);
	arena_release(&arena);
	source_close(disk);
	return s;
}

#define VOCABULARIES                                                     \
	"statuses:\n  label: 状态\n  values:\n"                        \
	"    - {id: draft, label: {zh: 草稿, en: draft}}\n"            \
	"    - {id: published, label: {zh: 已发布, en: published}}\n" \
	"    - {id: withdrawn, label: {zh: 已撤下, en: withdrawn}}\n" \
	"colours:\n  label: 颜色\n  values:\n"                         \
	"    - {id: red, label: {zh: 红, en: red}}\n"                   \
	"    - {id: green, label: {zh: 绿, en: green}}\n"               \
	"    - {id: blue, label: {zh: 蓝, en: blue}, since: 2020-01-01, until: 2024-12-31}\n"

struct source *fixture_small(const char *fields, const struct fixture_file *files, size_t count)
{
	struct source *s = fixture_source(files, count);
	struct buf note = BUF_INIT;
	buf_format(
		&note, "%s%s",
		"id: note\nlabel: {zh: 便笺, en: note}\nfolder: notes\nfields:\n"
		"  id: {label: {zh: 标识, en: id}, type: string, required: always, unique: true}\n"
		"  title: {label: {zh: 标题, en: title}, type: string, required: always}\n"
		"  status: {label: {zh: 状态, en: status}, type: enum, vocabulary: statuses}\n",
		fields);
	add(s, "regulation/types/note.yaml", note.data);
	add(s, "regulation/types/site.yaml",
	    "id: site\nlabel: 站点\nfile: site.yaml\nbody: none\nfields:\n"
	    "  name: {label: 名称, type: string}\n  theme: {label: 主题, type: string}\n"
	    "  profile: {label: 方案, type: string}\n  as_of: {label: 基准日期, type: date}\n");
	add(s, "regulation/vocabularies.yaml", VOCABULARIES);
	add(s, "regulation/profiles/p.yaml", "id: p\nlabel: 方案\n");
	buf_release(&note);
	return s;
}

void fixture_load(struct fixture *f, struct source *source, unsigned workers)
{
	static const int32_t as_of = 20634; /* 2026-06-30 */
	struct site_options options = {.workers = workers, .as_of = &as_of};
	f->source = source;
	diag_sink_init(&f->sink, LANGUAGE_ZH);
	f->site = site_load(source, &options, &f->sink);
}

void fixture_close(struct fixture *f)
{
	site_free(f->site);
	diag_sink_release(&f->sink);
	source_close(f->source);
}

const char *fixture_problems(struct diag_sink *sink)
{
	static struct buf out;
	buf_clear(&out);
	diag_sort(sink);
	for (size_t i = 0; i < sink->count; i++) {
		const struct diag *d = &sink->items[i];
		struct str file = d->file;
		if (str_starts_with(file, STR("content/")))
			file = str_slice(file, 8, file.size);
		buf_format(&out, "%s%.*s:%u:%u %.*s", i ? "; " : "", STR_ARG(file), d->line,
		           d->column, STR_ARG(d->code));
	}
	return buf_str(&out).data;
}
