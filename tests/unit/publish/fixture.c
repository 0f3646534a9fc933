#include "fixture.h"

#include <criterion/criterion.h>

#include "publish/classes.h"

static const char fields[] =
	"  attribute: {label: 公开属性, type: enum, vocabulary: attributes}\n"
	"  dates:\n    label: {zh: 日期, en: dates}\n    type: record\n    fields:\n"
	"      published: {label: {zh: 发布, en: published}, type: datetime}\n"
	"      embargo: {label: 解禁, type: date, public: false}\n"
	"  catalogue: {label: 分类, type: node}\n"
	"  weight: {label: 排序, type: integer}\n"
	"  number: {label: 文号, type: string}\n"
	"  kind: {label: 类, type: string}\n"
	"  summary: {label: 概述, type: text}\n"
	"  related: {label: 相关, type: list, inverse: related_from, of: {type: ref, to: any}}\n"
	"  handler: {label: 承办人, type: string, public: false}\n"
	"  colours: {label: 颜色, type: list, of: {type: enum, vocabulary: colours}}\n"
	"  done: {label: 办结, type: boolean}\n"
	"  price: {label: 价, type: decimal}\n"
	"  parts:\n    label: {zh: 部分, en: parts}\n    type: list\n    of:\n      type: record\n"
	"      fields:\n        name: {label: {zh: 名称, en: name}, type: string}\n"
	"        size: {label: {zh: 大小, en: size}, type: integer}\n"
	"        by: {label: 经手, type: string, public: false}\n"
	"  attachments:\n    label: 附件\n    type: list\n    of:\n      type: record\n      "
	"fields:\n"
	"        file: {label: 文件, type: string}\n        title: {label: 名称, type: string}\n"
	"  withdrawn:\n    label: 撤下\n    type: record\n    fields:\n"
	"      reason: {label: 原因, type: text}\n";

static const struct fixture_file frame[] = {
	{"site.yaml", "name: 站\nprofile: q\n"},
	{"regulation/parameters.yaml", "visibility.on_request_entry: {label: 条目, kind: flag}\n"},
	{"regulation/profiles/q.yaml",
         "id: q\nlabel: 方案\n"
         "parameters: {visibility.on_request_entry: {value: true, basis: 条}}\n"},
	{"regulation/vocabularies2.yaml",
         "attributes:\n  label: 公开属性\n  values:\n    - {id: open, label: {zh: 主动公开, en: "
         "open}}\n"
         "    - {id: on_request, label: {zh: 依申请公开, en: on request}}\n"
         "    - {id: closed, label: {zh: 不予公开, en: closed}}\n"},
	{"catalogue.yaml",
         "nodes:\n  - id: a\n    title: 甲\n    description: 述\n    keywords: k\n    column_type: "
         "型\n"
         "    nodes:\n"
         "      - {id: x, title: 子, description: 述, keywords: k, column_type: 型}\n"
         "      - {id: y, title: 丑, description: 述, keywords: k, column_type: 型}\n"
         "  - {id: b, title: 乙, description: 述, keywords: k, column_type: 型}\n"},
};

void world_open(struct world *w, const struct fixture_file *files, size_t count,
                enum language language)
{
	struct source *source = fixture_small(fields, files, count);
	for (size_t i = 0; i < COUNT(frame); i++) {
		struct buf path = BUF_INIT;
		buf_format(&path, "content/%s", frame[i].path);
		source_overlay_set(source, buf_str(&path), str_from(frame[i].text));
		buf_release(&path);
	}
	fixture_load(&w->f, source, 1);
	cr_assert_not_null(w->f.site, "%s", fixture_problems(&w->f.sink));
	link_items(w->f.site, &w->f.sink);
	link_decide_visibility(w->f.site);
	w->view = view_build(w->f.site, language);
}

void world_close(struct world *w)
{
	view_free(w->view);
	fixture_close(&w->f);
}

const char *world_plan(const struct world *w, const char *source)
{
	static struct buf out;
	struct arena arena;
	struct diag_sink sink;
	struct routes routes = {0};
	struct plan plan = {0};
	arena_init(&arena, 0);
	diag_sink_init(&sink, LANGUAGE_EN);
	buf_clear(&out);
	struct render_context context = {.view = w->view, .arena = &arena};
	struct script *s = script_new();
	script_set_language(s, LANGUAGE_EN);
	script_set_context(s, &context);
	if (routes_read(s, STR("routes.lua"), str_from(source), &arena, &sink, &routes)) {
		classes_register(s);
		plan_build(&plan, w->view, &routes, s, &sink);
		for (size_t i = 0; i < plan.page_count; i++)
			buf_format(&out, "%s%.*s(%u)", out.size ? " " : "",
			           STR_ARG(plan.pages[i].url), plan.pages[i].list.count);
		for (size_t i = 0; i < plan.file_count; i++)
			buf_format(&out, " file:%.*s", STR_ARG(plan.files[i].url));
		plan_release(&plan);
	}
	diag_sort(&sink);
	for (size_t i = 0; i < sink.count; i++)
		buf_format(&out, "%s!%.*s %.*s", out.size ? " " : "", STR_ARG(sink.items[i].code),
		           STR_ARG(sink.items[i].message));
	script_free(s);
	diag_sink_release(&sink);
	arena_release(&arena);
	return buf_str(&out).data;
}
