#include <criterion/criterion.h>
#include <stdio.h>

#include "base/limits.h"
#include "fixture.h"

static const char fields[] =
	"  catalogue: {label: 分类, type: node}\n"
	"  up: {label: 上级, type: ref, to: note, inverse: down, acyclic: true}\n"
	"  down: {label: 下级, type: list, of: {type: ref, to: note}}\n"
	"  related: {label: 相关, type: list, inverse: related_from, of: {type: ref, to: any}}\n"
	"  secret: {label: 内部, type: ref, to: note, public: false}\n"
	"  record:\n    label: 组\n    type: record\n    fields:\n"
	"      to: {label: 至, type: ref, to: [note, card]}\n"
	"  number: {label: 文号, type: string, unique: true, code: X02}\n"
	"  rank: {label: 序, type: integer, unique: true}\n"
	"  colour: {label: 颜色, type: enum, vocabulary: colours, unique: true}\n"
	"  dates:\n    label: 日期\n    type: record\n    fields:\n"
	"      formed: {label: 形成, type: date}\n"
	"      published: {label: 发布, type: date}\n"
	"  attachments:\n    label: 附件\n    type: list\n    of:\n      type: record\n      "
	"fields:\n"
	"        file: {label: 文件, type: string}\n"
	"  aliases: {label: 曾用, type: list, of: {type: string}}\n";

static const char card[] = "id: card\nlabel: {zh: 卡片, en: card}\nfolder: cards\nextends: note\n"
			   "fields:\n  catalogue: {label: 分类, type: text}\n";

static const char catalogue[] =
	"nodes:\n"
	"  - id: a\n    title: 甲\n    description: 述\n    keywords: k\n    column_type: 型\n    "
	"nodes:\n"
	"      - {id: x, title: 子, description: 述, keywords: k, column_type: 型}\n"
	"      - {id: y, title: 丑, description: 述, keywords: k, column_type: 型}\n"
	"  - {id: b, title: 乙, description: 述, keywords: k, column_type: 型}\n";

/* What linking says of notes n-1, n-2 … with these fields (from line 5 on; the
 * title is 题1, 题2 …), published unless they say otherwise; and of a card c-1. */
static const char *link_notes(struct fixture *f, const char *const *notes, size_t count,
                              bool is_public)
{
	struct source *source;
	struct fixture_file files[] = {
		{"site.yaml", "name: 站\n"},
		{"catalogue.yaml", catalogue},
		{"regulation/types/z-card.yaml", card},
		{"cards/c.md",
	         is_public ? NULL : "---\nid: c-1\ntitle: 卡\nstatus: published\n---\n"},
		{"notes/a.txt", "x"},
		{"notes/lfs.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"},
	};
	source = fixture_small(fields, files, COUNT(files));
	for (size_t i = 0; i < count; i++) {
		struct buf path = BUF_INIT, text = BUF_INIT;
		buf_format(&path, count > 9 ? "content/notes/%04zu.md" : "content/notes/%zu.md",
		           i + 1);
		buf_format(&text, "---\nid: n-%zu\ntitle: 题%zu\n%s%s---\n", i + 1, i + 1,
		           strstr(notes[i], "status:") ? "" : "status: published\n", notes[i]);
		source_overlay_set(source, buf_str(&path), buf_str(&text));
		buf_release(&path);
		buf_release(&text);
	}
	fixture_load(f, source, 1);
	cr_assert_not_null(f->site, "%s", fixture_problems(&f->sink));
	if (!is_public)
		link_items(f->site, &f->sink);
	else {
		struct diag_sink unheard;
		diag_sink_init(&unheard, LANGUAGE_ZH);
		link_items(f->site, &unheard);
		diag_sink_release(&unheard);
		link_decide_visibility(f->site);
		link_check_public(f->site, &f->sink);
	}
	return fixture_problems(&f->sink);
}

struct sample {
	const char *notes[4];
	const char *problems;
};

static void check(const struct sample *cases, size_t count, bool is_public)
{
	for (size_t i = 0; i < count; i++) {
		struct fixture f;
		size_t notes = 0;
		while (notes < 4 && cases[i].notes[notes])
			notes++;
		const char *got = link_notes(&f, cases[i].notes, notes, is_public);
		cr_expect_str_eq(got, cases[i].problems, "case %zu: %s", i, got);
		fixture_close(&f);
	}
}

Test(link, resolves_references_and_nodes)
{
	static const struct sample cases[] = {
		{{"up: n-2\n", ""}, ""},
		{{"related: [n-2, c-1]\n", ""}, ""},
		{{"record: {to: c-1}\n"}, ""},
		{{"up: n-9\n"}, "notes/1.md:5:5 T07"},
		{{"up: nowhere\n"}, "notes/1.md:5:5 T07"},
		{{"status: draft\nup: nowhere\n"}, ""}, /* still to be written */
		{{"up: c-1\n"}, "notes/1.md:5:5 T07"},
		{{"status: draft\nup: c-1\n"}, "notes/1.md:5:5 T07"},
		{{"related: [n-2, gone]\n", ""}, "notes/1.md:5:16 T07"},
		{{"record: {to: gone}\n"}, "notes/1.md:5:14 T07"},
		{{"catalogue: a/x\n"}, ""},
		{{"catalogue: b\n"}, ""},
		{{"catalogue: a\n"}, "notes/1.md:5:12 L04"},
		{{"catalogue: a/z\n"}, "notes/1.md:5:12 L03"},
		{{"catalogue: somewhere\n"}, "notes/1.md:5:12 L02"},
	};
	check(cases, COUNT(cases), false);
	struct fixture f;
	link_notes(
		&f,
		(const char *[]){"up: n-3\ncatalogue: a\n", "related: [n-3, n-3]\n", "up: gone\n"},
		3, false);
	cr_expect_not_null(strstr(f.sink.items[0].hint.data, "a/x、a/y"), "what is below it");
	struct site_item *third = site_find(f.site, STR("n-3"));
	cr_assert_eq(f.site->relation_count, 3);
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(f.site->relations[i].to, third->number);
	cr_expect(str_equal(f.site->relations[0].field->inverse, STR("down")), "by name");
	cr_expect(str_equal(site_find(f.site, STR("n-1"))->node->id, STR("a")));
	fixture_close(&f);
}

Test(link, suggests_ids_fifty_times_only)
{
	struct fixture f;
	struct buf b = BUF_INIT;
	size_t near = 0, far = 0;
	buf_add_text(&b, "related: [");
	for (int i = 0; i < 60; i++)
		buf_format(&b, "%sx-%d", i ? ", " : "", i % 2 ? 1 : i + 100);
	buf_add_text(&b, "]\n");
	link_notes(&f, (const char *[]){b.data}, 1, false);
	for (size_t i = 0; i < f.sink.count; i++) {
		near += f.sink.items[i].id == DIAG_REF_MISSING_NEAR;
		far += f.sink.items[i].id == DIAG_REF_MISSING;
	}
	cr_expect_gt(near, 20);
	cr_expect_lt(near, 30);
	cr_expect_gt(far, 30);
	fixture_close(&f);
	buf_release(&b);
}

Test(link, finds_circles_at_their_first_member)
{
	static const struct sample cases[] = {
		{{"up: n-1\n"}, "notes/1.md:5:5 L01"},
		{{"up: n-2\n", "up: n-1\n"}, "notes/1.md:5:5 L01"},
		{{"up: n-2\n", "up: n-3\n", "up: n-1\n"}, "notes/1.md:5:5 L01"},
		{{"up: n-3\n", "up: n-3\n", "up: n-2\n"}, "notes/2.md:5:5 L01"},
		{{"up: n-2\n", "up: n-3\n", ""}, ""},
		{{"up: n-2\n", "up: n-2\n"}, "notes/2.md:5:5 L01"},
		{{"up: gone\n"}, "notes/1.md:5:5 T07"},
	};
	check(cases, COUNT(cases), false);
	struct fixture f;
	link_notes(&f, (const char *[]){"up: n-3\n", "", "up: n-1\n"}, 3, false);
	cr_assert_eq(f.sink.count, 1);
	cr_expect_str_eq(f.sink.items[0].message.data, "“上级”绕成了圈：n-1 → n-3 → n-1");
	fixture_close(&f);
}

/* A chain as long as this has a text of its ids behind every step. */
Test(link, follows_long_chains_in_little_memory)
{
#if defined MULU_HOSTILE /* where every look-up compares with all */
	enum { NOTES = 150 };
#elif defined __SANITIZE_ADDRESS__
	enum { NOTES = 1000 };
#else
	enum { NOTES = 3000 };
#endif
	static char texts[NOTES][32];
	static const char *notes[NOTES];
	struct fixture f;
	for (int i = 0; i < NOTES; i++) {
		snprintf(texts[i], sizeof texts[i], i + 1 < NOTES ? "up: n-%d\n" : "", i + 2);
		notes[i] = texts[i];
	}
	cr_expect_str_eq(link_notes(&f, notes, NOTES, false), "");
	fixture_close(&f);
}

Test(link, both_ends_must_agree)
{
	static const struct sample cases[] = {
		{{"up: n-2\n", "down: [n-1]\n"}, ""},
		{{"up: n-2\n", ""}, ""}, /* said at one end only */
		{{"up: n-2\n", "down: [n-3]\n", ""}, "notes/2.md:5:7 T07"},
		{{"up: n-3\n", "up: n-3\n", "down: [n-1]\n"}, "notes/3.md:5:7 T07"},
	};
	check(cases, COUNT(cases), false);
}

Test(link, unique_values_are_unique_in_their_type)
{
	static const struct sample cases[] = {
		{{"number: 一号\n", "number: 二号\n"}, ""},
		{{"number: 一号\n", "number: 一号\n"}, "notes/2.md:5:9 X02"},
		{{"number: 一号\n", "number: 一号\n", "number: 一号\n"},
	         "notes/2.md:5:9 X02; notes/3.md:5:9 X02"},
		{{"rank: 7\n", "rank: 07\n"}, "notes/2.md:5:7 F27"},
		{{"colour: red\n", "colour: 红\n"}, "notes/2.md:5:9 F27"},
	};
	check(cases, COUNT(cases), false);
	struct fixture f;
	link_notes(&f, (const char *[]){"number: 一号\n", "number: 一号\n"}, 2, false);
	cr_expect_str_eq(f.sink.items[0].message.data,
	                 "文号“一号”已被 n-1 使用（content/notes/1.md:5）");
	fixture_close(&f);
}

Test(link, words_out_of_use_are_noted)
{
	static const struct sample cases[] = {
		{{"colour: blue\ndates: {formed: 2020-01-01}\n"}, ""},
		{{"colour: blue\ndates: {formed: 2024-12-31}\n"}, ""},
		{{"colour: blue\ndates: {formed: 2019-12-31}\n"}, "notes/1.md:5:9 F30"},
		{{"colour: blue\ndates: {formed: 2025-01-01}\n"}, "notes/1.md:5:9 F30"},
		{{"colour: blue\n"}, ""},
		{{"colour: red\ndates: {formed: 1919-05-04}\n"}, ""},
	};
	check(cases, COUNT(cases), false);
}

Test(link, attachments_lie_beside_their_item)
{
	static const struct sample cases[] = {
		{{"attachments: [{file: a.txt}]\n"}, ""},
		{{"attachments: [{file: b.txt}]\n"}, "notes/1.md:5:22 T06"},
		{{"attachments: [{file: a.txt}, {file: a.txt}]\n"}, "notes/1.md:5:37 L15"},
		{{"attachments: [{file: ../site.yaml}]\n"}, "notes/1.md:5:22 L12"},
		{{"attachments: [{file: ..}]\n"}, "notes/1.md:5:22 L12"},
		{{"attachments: [{file: .hidden}]\n"}, "notes/1.md:5:22 L12"},
		{{"attachments: [{file: x/y.txt}]\n"}, "notes/1.md:5:22 L12"},
		{{"attachments: [{file: lfs.bin}]\n"}, "notes/1.md:5:22 L13"},
		{{"attachments: [{file: [a]}]\n"}, "notes/1.md:5:22 F08"},
		{{"attachments: [x]\n"}, "notes/1.md:5:15 F10"},
		{{"attachments: [{}]\n"}, ""},
		{{"aliases: [/a.html, /b/c.html]\n"}, ""},
		{{"aliases: [/a.html, b.html, /../c.html, 'x y']\n"},
	         "notes/1.md:5:20 L17; notes/1.md:5:28 L17; notes/1.md:5:40 L17"},
	};
	check(cases, COUNT(cases), false);
}

/* A file of any size, without its bytes. */
static size_t pretended;

static int pretend_size(struct source *s, struct str path, size_t *size)
{
	(void)s, (void)path;
	*size = pretended;
	return 0;
}

Test(link, attachments_have_a_limit)
{
	for (int over = 0; over < 2; over++) {
		struct fixture f;
		link_notes(&f, (const char *[]){"attachments: [{file: a.txt}]\n"}, 1, false);
		pretended = LIMIT_ATTACHMENT + (size_t)over;
		f.source->size = pretend_size;
		link_items(f.site, &f.sink);
		cr_expect_str_eq(fixture_problems(&f.sink), over ? "notes/1.md:5:22 L14" : "");
		fixture_close(&f);
	}
}

Test(link, what_is_public_leads_to_what_is_public)
{
	/* every node has an item unless it says otherwise */
#define IN   "status: published\ncatalogue: a/x\n"
#define REST "status: published\ncatalogue: a/y\n", "status: published\ncatalogue: b\n"
	static const struct sample cases[] = {
		{{IN, REST}, ""},
		{{IN "up: n-4\n", REST, "status: draft\n"}, "notes/1.md:6:5 A05"},
		{{IN "record: {to: n-4}\n", REST, "status: draft\n"}, "notes/1.md:6:14 A05"},
		{{IN "related: [n-2, n-4]\n", REST, "status: draft\n"}, "notes/1.md:6:16 A05"},
		{{IN "secret: n-4\n", REST, "status: draft\n"}, ""},
		{{IN "up: n-4\n", REST, "status: withdrawn\ndates: {published: 2026-01-01}\n"},
	         "notes/1.md:6:5 T07"},
		{{"status: draft\nup: n-4\n", IN, REST}, ""},
		{{IN, REST, "status: published\n"}, "notes/4.md:1:1 L08"},
		{{IN, REST, "status: draft\n"}, ""},
		{{IN, "status: published\ncatalogue: a/y\n"}, "catalogue.yaml:10:10 T05"},
		{{IN, "status: draft\ncatalogue: a/y\n", "status: published\ncatalogue: b\n"},
	         "catalogue.yaml:9:14 T05"},
		{{"status: published\ncatalogue: b\n"},
	         "catalogue.yaml:2:9 T05; catalogue.yaml:8:14 T05; catalogue.yaml:9:14 T05"},
		{{IN, REST, IN "标题: 题1\n"}, "notes/4.md:6:1 F03"},
	};
	check(cases, COUNT(cases), true);
}

Test(link, notes_equal_titles_of_public_items)
{
	static const struct fixture_file files[] = {
		{"site.yaml", "name: 站\n"},
		{"notes/1.md", "---\nid: n-1\ntitle: 同题\nstatus: published\n---\n"},
		{"notes/2.md", "---\nid: n-2\ntitle: 同题\nstatus: published\n---\n"},
		{"notes/3.md", "---\nid: n-3\ntitle: 同题\nstatus: draft\n---\n"},
	};
	struct fixture f;
	fixture_load(&f, fixture_small("", files, COUNT(files)), 1);
	link_items(f.site, &f.sink);
	link_decide_visibility(f.site);
	link_check_public(f.site, &f.sink);
	cr_expect_str_eq(fixture_problems(&f.sink), "notes/2.md:3:8 L18");
	cr_expect_eq(f.sink.items[0].level, DIAG_NOTE);
	fixture_close(&f);
}

Test(link, entries_on_request_are_the_profiles_affair)
{
	static const char attribute[] =
		"  attribute: {label: 属性, type: enum, vocabulary: attributes}\n";
	static const struct {
		const char *parameter;
		enum visibility visibility;
	} cases[] = {
		{"", VISIBILITY_HIDDEN},
		{"parameters: {visibility.on_request_entry: {value: true, basis: 条}}\n",
	         VISIBILITY_ENTRY},
		{"parameters: {visibility.on_request_entry: {value: false, basis: 条}}\n",
	         VISIBILITY_HIDDEN},
		{"parameters: {visibility.on_request_entry: {value: null}}\n", VISIBILITY_HIDDEN},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf profile = BUF_INIT;
		buf_format(&profile, "id: q\nlabel: 方案\n%s", cases[i].parameter);
		struct fixture_file files[] = {
			{"site.yaml", "profile: q\n"},
			{"regulation/parameters.yaml",
		         "visibility.on_request_entry: {label: 条目, kind: flag}\n"},
			{"regulation/profiles/q.yaml", profile.data},
			{"regulation/vocabularies2.yaml",
		         "attributes: {label: 属性, values: [{id: on_request, label: 依申请}]}\n"},
			{"notes/1.md",
		         "---\nid: n-1\ntitle: 题\nstatus: published\nattribute: 依申请\n---\n"},
		};
		struct fixture f;
		fixture_load(&f, fixture_small(attribute, files, COUNT(files)), 1);
		cr_expect_str_eq(fixture_problems(&f.sink), "");
		link_decide_visibility(f.site);
		cr_expect_eq(f.site->items[0].visibility, cases[i].visibility, "case %zu", i);
		cr_expect_eq(f.site->items[0].reason, REASON_ON_REQUEST);
		fixture_close(&f);
		buf_release(&profile);
	}
}
