#include <criterion/criterion.h>

#include "../catalog/fixture.h"
#include "regulation/judge.h"

static const char fields[] =
	"  kind: {label: 类, type: string}\n"
	"  flag: {label: 标, type: boolean}\n"
	"  count: {label: 数, type: integer}\n"
	"  price: {label: 价, type: decimal}\n"
	"  colour: {label: 颜色, type: enum, vocabulary: colours}\n"
	"  other: {label: 另, type: ref, to: note}\n"
	"  day: {label: 日, type: datetime}\n"
	"  tags: {label: 签, type: list, of: {type: string}}\n"
	"  people:\n    label: 人\n    type: list\n    of:\n      type: record\n      fields:\n"
	"        name: {label: 名, type: string}\n"
	"  a: {label: 甲, type: string, when: 'kind == \"a\"', basis: 第一条, code: X03}\n"
	"  b: {label: 乙, type: string, allowed_when: 'kind == \"b\"'}\n"
	"  record:\n    label: 组\n    type: record\n    fields:\n"
	"      free: {label: 选, type: string}\n"
	"      inner: {label: 内, type: string, when: 'record.free == \"x\"'}\n"
	"      deep:\n        label: 深\n        type: record\n        fields:\n"
	"          low: {label: 低, type: text, allowed_when: 'kind == \"deep\"'}\n"
	"          free: {label: 选, type: string}\n";

/* What is judged of one note with these lines from line 5 on; `more` is one field more. */
static const char *judge(const char *more, const char *lines, unsigned workers)
{
	static struct buf out;
	struct buf all = BUF_INIT, text = BUF_INIT;
	struct fixture f;
	buf_format(&all, "%s%s", fields, more);
	buf_format(&text, "---\nid: n-1\ntitle: 题\n%s%s---\n",
	           strstr(lines, "status:") ? "" : "status: published\n", lines);
	struct fixture_file files[] = {{"site.yaml", "name: 站\n"}, {"notes/n.md", text.data}};
	fixture_load(&f, fixture_small(all.data, files, 2), workers);
	cr_assert_not_null(f.site, "%s", fixture_problems(&f.sink));
	judge_items(f.site, workers, &f.sink);
	buf_clear(&out);
	buf_add_text(&out, fixture_problems(&f.sink));
	fixture_close(&f);
	buf_release(&all);
	buf_release(&text);
	return buf_str(&out).data;
}

Test(judge, asks_for_fields_by_condition)
{
	static const struct {
		const char *lines, *problems;
	} cases[] = {
		{"kind: c\n", ""},
		{"", ""}, /* a missing field is nil, no error */
		{"kind: a\n", "notes/n.md:2:1 X03"},
		{"kind: a\na: 有\n", ""},
		{"kind: a\na: [faulty]\n", "notes/n.md:6:4 X03"}, /* it is there: said once */
		{"status: draft\nkind: a\nb: x\n", ""},
		{"status: withdrawn\nkind: a\n", "notes/n.md:2:1 X03"},
		{"kind: b\nb: x\n", ""},
		{"kind: a\na: y\nb: x\n", "notes/n.md:7:4 F06"},
		{"b: x\n", "notes/n.md:5:4 F06"},
		{"b: [faulty]\n", "notes/n.md:5:4 F08"},
		/* inside records: only where the record is there */
		{"record: {free: y}\n", ""},
		{"record: {free: x}\n", "notes/n.md:5:9 F05"},
		{"record: {free: x, inner: z}\n", ""},
		{"record: {deep: {free: y}}\n", ""},
		{"record: {deep: {low: y}}\n", "notes/n.md:5:22 F06"},
		{"kind: deep\nrecord: {deep: {low: y}}\n", ""},
		{"record: faulty\n", "notes/n.md:5:9 F10"},
		{"status: [\n", "notes/n.md:5:1 S08"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got = judge("", cases[i].lines, 1);
		cr_expect_str_eq(got, cases[i].problems, "%s: %s", cases[i].lines, got);
	}
}

Test(judge, conditions_see_every_kind_of_value)
{
	static const struct {
		const char *condition, *lines;
		bool holds;
	} cases[] = {
		{"flag", "flag: true\n", true},
		{"flag", "flag: false\n", false},
		{"flag == nil", "kind: x\n", true},
		{"count > 2", "count: 3\n", true},
		{"count ~= nil and count > 2", "kind: x\n", false},
		{"price == '1.50'", "price: 1.50\n", true},
		{"colour == 'red'", "colour: 红\n", true}, /* ids, however it is written */
		{"other == 'n-1'", "other: n-1\n", true},
		{"day == '2026-03-01 09:30'", "day: 2026-03-01T09:30:15\n", true},
		{"day < '2026-03-02'", "day: 2026-03-01\n", true},
		{"#tags == 2 and tags[2] == 'y'", "tags: [x, y]\n", true},
		{"#people == 1 and people[1].name == '张'", "people: [{name: 张}]\n", true},
		{"record.deep.low == nil", "record: {deep: {free: y}}\n", true},
		{"status == 'published'", "kind: x\n", true},
		{"title == '题' and id == 'n-1'", "kind: x\n", true},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf more = BUF_INIT;
		buf_format(&more, "  wanted: {label: 要, type: string, when: \"%s\"}\n",
		           cases[i].condition);
		const char *got = judge(more.data, cases[i].lines, 1);
		cr_expect_str_eq(got, cases[i].holds ? "notes/n.md:2:1 F05" : "", "%s: %s",
		                 cases[i].condition, got);
		buf_release(&more);
	}
}

Test(judge, faulty_conditions_are_reported_once)
{
	struct buf problems = BUF_INIT;
	/* one that cannot be read, at its place in the regulation, for any number of workers */
	for (unsigned workers = 1; workers <= 4; workers++) {
		const char *got = judge("  bad: {label: 坏, type: string, when: 'kind =='}\n", "",
		                        workers);
		if (workers == 1)
			buf_add_text(&problems, got);
		cr_expect_str_eq(got, problems.data);
		cr_expect(strstr(got, "note.yaml:") && strstr(got, "H10") && !strchr(got, ';'),
		          "%s", got);
	}
	/* one that fails when it is tested, at the item */
	cr_expect_str_eq(
		judge("  bad: {label: 坏, type: string, when: 'kind.x.y'}\n", "kind: a\na: y\n", 1),
		"notes/n.md:1:1 F34");
	cr_expect_str_eq(judge("  bad: {label: 坏, type: string, allowed_when: 'nothing.x'}\n",
	                       "bad: y\n", 1),
	                 "notes/n.md:1:1 F34");
	buf_release(&problems);
}

Test(judge, judges_the_sites_own_file_too)
{
	static const struct fixture_file files[] = {
		{"site.yaml", "name: 站\n"},
		{"regulation/types/site2.yaml",
	         "id: site\nlabel: 站点\nextends: site\nfields:\n"
	         "  domain: {label: 域名, type: string, when: 'name ~= nil'}\n"},
	};
	struct fixture f;
	fixture_load(&f, fixture_small("", files, COUNT(files)), 1);
	judge_items(f.site, 2, &f.sink);
	cr_expect_str_eq(fixture_problems(&f.sink), "site.yaml:1:1 F05");
	fixture_close(&f);
}
