#include <criterion/criterion.h>

#include "fixture.h"

static struct source *source;
static struct schema *schema;
static struct arena arena;
static struct diag_sink sink;

/* A field of every kind, with every rule that is judged within one file. */
static const char fields[] =
	"  line: {label: 行, type: string, min_length: 2, max_length: 4, code: X01, basis: "
	"第一条}\n"
	"  long: {label: 文, type: text}\n"
	"  coded: {label: 码, type: string, pattern: '^[A-Z]+$', pattern_hint: {zh: 大写字母, en: "
	"capitals}}\n"
	"  bare: {label: 裸, type: string, pattern: '^\\d+$'}\n"
	"  day: {label: 日, type: date}\n"
	"  time: {label: 时, type: datetime}\n"
	"  flag: {label: 标, type: boolean}\n"
	"  count: {label: 数, type: integer, min: -5, max: 10}\n"
	"  price: {label: 价, type: decimal, min: 0.5, max: 99.5}\n"
	"  colour: {label: 颜色, type: enum, vocabulary: colours}\n"
	"  other: {label: 另见, type: ref, to: note}\n"
	"  class: {label: 分类, type: node}\n"
	"  list: {label: 列, type: list, min_items: 2, max_items: 3, of: {type: string}}\n"
	"  reds: {label: 色, type: list, of: {type: enum, vocabulary: colours}}\n"
	"  record:\n    label: 组\n    type: record\n    fields:\n"
	"      need: {label: 必, type: string, required: true}\n"
	"      free: {label: 选, type: integer}\n"
	"  records:\n    label: 组列\n    type: list\n    of:\n      type: record\n      fields:\n"
	"        a: {label: 甲, type: string, required: always}\n"
	"  must: {label: 应有, type: string, required: true}\n";

static void open_schema(void)
{
	source = fixture_small(fields, NULL, 0);
	arena_init(&arena, 0);
	diag_sink_init(&sink, LANGUAGE_ZH);
	schema = schema_load(source, &arena, &sink);
	cr_assert_not_null(schema, "%s", fixture_problems(&sink));
}

static void close_schema(void)
{
	schema_release(schema);
	diag_sink_release(&sink);
	arena_release(&arena);
	source_close(source);
}

TestSuite(field, .init = open_schema, .fini = close_schema);

/* An item whose other fields are fine. */
static struct item *parse(const char *lines, enum language language)
{
	diag_sink_release(&sink);
	diag_sink_init(&sink, language);
	struct str text = str_format(&arena, "id: n-1\ntitle: 题\nstatus: published\nmust: x\n%s",
	                             lines);
	return item_parse(schema_type(schema, STR("note")), STR("content/notes/n.yaml"), text,
	                  &arena, &sink);
}

static void check(const char *lines, const char *problems)
{
	struct item *item = parse(lines, LANGUAGE_ZH);
	const char *got = fixture_problems(&sink);
	cr_expect_str_eq(got, problems, "%s: %s", lines, got);
	item_free(item);
}

static const struct value *value(const struct item *item, const char *name)
{
	return value_by_name(&item->root, &item->type->fields, str_from(name));
}

Test(field, reads_each_kind_of_value)
{
	struct item *item = parse("line: 'ab'\nlong: |\n  一\n  二\nday: 2024-02-29\n"
	                          "time: 2024-02-29 09:30\nflag: 是\ncount: -5\nprice: '0.50'\n"
	                          "颜色: 红\nother: n-2\nclass: a/b\nlist: [x, 'y']\n"
	                          "record: {free: 7, need: z}\n",
	                          LANGUAGE_ZH);
	cr_expect_str_eq(fixture_problems(&sink), "");
	cr_expect(str_equal(value_text(value(item, "line")), STR("ab")));
	cr_expect(str_equal(value_text(value(item, "long")), STR("一\n二\n")));
	cr_expect_eq(value(item, "day")->date.day, 19782);
	cr_expect_eq(value(item, "day")->date.minute, -1);
	cr_expect_eq(value(item, "time")->date.minute, 570);
	cr_expect_eq(value(item, "flag")->number, 1);
	cr_expect_eq(value(item, "count")->number, -5);
	cr_expect(str_equal(value_text(value(item, "price")), STR("0.50")), "as it is written");
	cr_expect_str_eq(value(item, "colour")->term->id.data, "red", "by its Chinese label");
	cr_expect_eq(value(item, "颜色"), value(item, "colour"));
	cr_expect_eq(value(item, "other")->kind, VALUE_REF);
	cr_expect_eq(value(item, "class")->kind, VALUE_NODE);
	cr_expect_eq(value(item, "list")->size, 2);
	cr_expect(str_equal(value_text(&value(item, "list")->children[1]), STR("y")));
	const struct value *record = value(item, "record");
	const struct field *f = fields_find(&item->type->fields, STR("record"));
	cr_expect_eq(record->size, 2);
	cr_expect_eq(record->children[0].kind, VALUE_TEXT, "in the order of the fields");
	cr_expect_eq(value_by_name(record, &f->fields, STR("free"))->number, 7);
	cr_expect_null(value_by_name(record, &f->fields, STR("none")));
	cr_expect_null(value_of_field(value(item, "line"), f), "a text has no members");
	cr_expect_null(value(item, "bare"));
	item_free(item);
}

/* A value of a field on line 5, and what is said of it. */
struct sample {
	const char *lines, *problems;
};

static void check_all(const struct sample *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check(cases[i].lines, cases[i].problems);
}

Test(field, judges_texts)
{
	static const struct sample cases[] = {
		{"line: 一二\n", ""},
		{"line: 一二三四\n", ""},
		{"line: 一\n", "notes/n.yaml:5:7 X01"}, /* a field's own code */
		{"line: 一二三四五\n", "notes/n.yaml:5:7 X01"},
		{"line: |\n  a\n  b\n", "notes/n.yaml:5:7 X01"},
		{"long: \"a\\nb\"\n", ""},
		{"coded: ABC\n", ""},
		{"coded: abc\n", "notes/n.yaml:5:8 F19"},
		{"bare: a\n", "notes/n.yaml:5:7 F19"},
		{"line: [a, b]\n", "notes/n.yaml:5:7 X01"},
		{"long: {a: b}\n", "notes/n.yaml:5:7 F08"},
		{"long:\n", "notes/n.yaml:5:1 F07"},
		{"long: ''\n", "notes/n.yaml:5:7 F07"},
		{"long: '  '\n", "notes/n.yaml:5:7 F07"},
		{"long: |\n", "notes/n.yaml:5:7 F07"},
		{"long: ~\n", ""}, /* a text like any other: mulu has no null */
	};
	check_all(cases, COUNT(cases));
	struct item *item = parse("coded: abc\nbare: x\n", LANGUAGE_EN);
	diag_sort(&sink);
	cr_expect_not_null(strstr(sink.items[0].message.data, "capitals"));
	cr_expect_not_null(strstr(sink.items[1].message.data, "^\\d+$"), "else the pattern");
	item_free(item);
}

Test(field, judges_dates_truth_and_numbers)
{
	static const struct sample cases[] = {
		{"day: 2024-02-30\n", "notes/n.yaml:5:6 F11"},
		{"day: 2024-02-29 09:30\n", "notes/n.yaml:5:6 F11"},
		{"day: 2024年2月29日\n", "notes/n.yaml:5:6 F11"},
		{"time: 2024-02-29 25:00\n", "notes/n.yaml:5:7 F12"},
		{"flag: true\n", ""},
		{"flag: 否\n", ""},
		{"flag: yes\n", "notes/n.yaml:5:7 F13"},
		{"flag: True\n", "notes/n.yaml:5:7 F13"},
		{"count: 10\n", ""},
		{"count: 11\n", "notes/n.yaml:5:8 F23"},
		{"count: -6\n", "notes/n.yaml:5:8 F22"},
		{"count: 1.5\n", "notes/n.yaml:5:8 F14"},
		{"count: --1\n", "notes/n.yaml:5:8 F14"},
		{"count: 1,000\n", "notes/n.yaml:5:8 F14"},
		{"count: +1\n", "notes/n.yaml:5:8 F14"},
		{"count: 99999999999999999999\n", "notes/n.yaml:5:8 F14"},
		{"price: 0.5\n", ""},
		{"price: 99.5\n", ""},
		{"price: 12\n", ""},
		{"price: 0.49\n", "notes/n.yaml:5:8 F22"},
		{"price: 99.51\n", "notes/n.yaml:5:8 F23"},
		{"price: -1\n", "notes/n.yaml:5:8 F22"},
		{"price: .5\n", "notes/n.yaml:5:8 F15"},
		{"price: '5.'\n", "notes/n.yaml:5:8 F15"},
		{"price: 1e3\n", "notes/n.yaml:5:8 F15"},
		{"price: 1.2.3\n", "notes/n.yaml:5:8 F15"},
		{"price: '-'\n", "notes/n.yaml:5:8 F15"},
		{"price: 12元\n", "notes/n.yaml:5:8 F15"},
		{"price: 1234567890123456\n", "notes/n.yaml:5:8 F15"},
	};
	check_all(cases, COUNT(cases));
}

Test(field, judges_words_of_vocabularies)
{
	static const struct sample cases[] = {
		{"colour: green\n", ""},
		{"colour: 绿\n", ""},
		{"colour: gren\n", "notes/n.yaml:5:9 F18"},
		{"colour: purple\n", "notes/n.yaml:5:9 F17"},
		{"colour: Red\n", "notes/n.yaml:5:9 F18"},
		{"reds: [red, 绿]\n", ""},
		{"reds: [red, 紫]\n", "notes/n.yaml:5:13 F17"},
		{"reds: [red, red]\n", "notes/n.yaml:5:13 F26"},
		{"reds: red\n", "notes/n.yaml:5:7 F09"},
	};
	check_all(cases, COUNT(cases));
	struct item *item = parse("colour: 紫色\n", LANGUAGE_ZH);
	cr_expect_not_null(strstr(sink.items[0].hint.data, "红、绿、蓝"));
	cr_expect_null(value(item, "colour"), "a faulty value counts as missing");
	item_free(item);
}

Test(field, judges_lists_and_records)
{
	static const struct sample cases[] = {
		{"list: [a]\n", "notes/n.yaml:5:7 F24"},
		{"list: [a, b, c, d]\n", "notes/n.yaml:5:7 F25"},
		{"list: [a, b, a]\n", "notes/n.yaml:5:14 F26"},
		{"list: [a, [b]]\n", "notes/n.yaml:5:11 F08"},
		{"list: [a, '']\n", "notes/n.yaml:5:11 F07"},
		{"list: a\n", "notes/n.yaml:5:7 F09"},
		{"list: {a: b}\n", "notes/n.yaml:5:7 F09"},
		{"record: {need: x}\n", ""},
		{"record: {free: 1}\n", "notes/n.yaml:5:9 F04"},
		{"record: {need: x, 选: 1}\n", ""},
		{"record: {need: x, fre: 1}\n", "notes/n.yaml:5:19 F02"},
		{"record: {need: x, must: 1}\n", "notes/n.yaml:5:19 F01"},
		{"record: {need: x, free: 1, 选: 2}\n", "notes/n.yaml:5:28 F03"},
		{"record: [x]\n", "notes/n.yaml:5:9 F10"},
		{"record: x\n", "notes/n.yaml:5:9 F10"},
		{"records: [{a: x}, {a: y}]\n", ""},
		{"records: [{a: x}, {}]\n", "notes/n.yaml:5:19 F04"},
		{"records: [x]\n", "notes/n.yaml:5:11 F10"},
		{"records:\n  - a: x\n    b: y\n", "notes/n.yaml:7:5 F01"},
		{"unknown_field: 1\n", "notes/n.yaml:5:1 F01"},
		{"lines: ab\n", "notes/n.yaml:5:1 F02"},
		{"title: 又\n", "notes/n.yaml:5:1 S11"},
		{"标题: 又\n", "notes/n.yaml:5:1 F03"},
	};
	check_all(cases, COUNT(cases));
	/* more than two hundred entries are data, which may repeat itself */
	struct buf b = BUF_INIT;
	buf_add_text(&b, "reds: [red");
	for (int i = 0; i < 200; i++)
		buf_add_text(&b, ", red");
	buf_add_text(&b, "]\n");
	check(b.data, "");
	buf_release(&b);
}

Test(field, asks_a_draft_for_less)
{
	static const struct {
		const char *text, *problems;
	} cases[] = {
		{"id: n-1\ntitle: 题\n", ""}, /* no status is a draft */
		{"id: n-1\ntitle: 题\nstatus: 草稿\n", ""},
		{"id: n-1\ntitle: 题\nstatus: published\n", "notes/n.yaml:1:1 F04"},
		{"id: n-1\ntitle: 题\n状态: 已发布\n", "notes/n.yaml:1:1 F04"},
		{"id: n-1\nstatus: draft\n", "notes/n.yaml:1:1 F04"},
		{"title: 题\n", "notes/n.yaml:1:1 F04"},
		{"id: n-1\ntitle: 题\nrecords: [{}]\n", "notes/n.yaml:3:11 F04"}, /* always */
		{"id: n-1\ntitle: 题\nrecord: {free: 1}\n", ""},
		{"- a\n", "notes/n.yaml:1:1 S19"},
		{"just text\n", "notes/n.yaml:1:1 S19"},
		{"", "notes/n.yaml:1:1 F04; notes/n.yaml:1:1 F04"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		diag_sink_release(&sink);
		diag_sink_init(&sink, LANGUAGE_ZH);
		struct item *item = item_parse(schema_type(schema, STR("note")),
		                               STR("content/notes/n.yaml"), str_from(cases[i].text),
		                               &arena, &sink);
		const char *got = fixture_problems(&sink);
		cr_expect_str_eq(got, cases[i].problems, "%s: %s", cases[i].text, got);
		item_free(item);
	}
}

Test(field, names_item_basis_and_what_to_do)
{
	struct item *item = parse("line: a\n", LANGUAGE_ZH);
	cr_assert_eq(sink.count, 1);
	cr_expect_str_eq(sink.items[0].item.data, "n-1");
	cr_expect_str_eq(sink.items[0].basis.data, "第一条");
	cr_expect_str_eq(sink.items[0].message.data, "“行”只有 1 个字，至少要 2 个");
	item_free(item);
}
