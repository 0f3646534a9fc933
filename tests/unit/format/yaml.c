#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "format/yaml.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct str text; /* being read */

/* A tree as text, each node with the bytes its place holds: `{id: doc<doc>}`;
 * a quoted scalar stands in quotes. Line ends of places are written `~`. */
static void show(struct buf *out, const struct yaml_node *n)
{
	const char *quote = n->is_quoted ? "'" : "";
	switch (n->kind) {
	case YAML_SCALAR: buf_format(out, "%s%.*s%s", quote, STR_ARG(n->text), quote); break;
	case YAML_LIST: buf_add_text(out, "["); break;
	case YAML_MAPPING: buf_add_text(out, "{"); break;
	}
	uint32_t count = 0;
	for (const struct yaml_node *e = n->first; e; e = e->next) {
		buf_add_text(out, count++ ? ", " : "");
		if (e->key) {
			show(out, e->key);
			buf_add_text(out, ": ");
		}
		show(out, e);
	}
	cr_expect_eq(count, n->count);
	cr_expect_leq(n->begin, n->end);
	cr_expect_leq(n->end, text.size);
	buf_add_text(out, n->kind == YAML_LIST ? "]" : n->kind == YAML_MAPPING ? "}" : "");
	buf_format(out, "<%.*s>", STR_ARG(str_slice(text, n->begin, n->end)));
	for (size_t i = 0; i < out->size; i++)
		if (out->data[i] == '\n' || out->data[i] == '\r')
			out->data[i] = '~';
}

/* The tree, or `none`; then ` !line:column-endcolumn code` for each problem. */
static const char *read_from(const char *source, size_t begin)
{
	static struct buf out;
	struct arena arena;
	struct diag_sink sink;
	arena_init(&arena, 0);
	diag_sink_init(&sink, LANGUAGE_ZH);
	buf_clear(&out);
	text = str_from(source);
	const struct yaml_node *root = yaml_parse(&arena, &sink, STR("f.yaml"), text, begin,
	                                          text.size);
	if (root)
		show(&out, root);
	else
		buf_add_text(&out, "none");
	for (size_t i = 0; i < sink.count; i++) {
		struct diag *d = &sink.items[i];
		buf_format(&out, " !%u:%u-%u:%u %.*s", d->line, d->column, d->end_line,
		           d->end_column, STR_ARG(d->code));
	}
	diag_sink_release(&sink);
	arena_release(&arena);
	return out.data;
}

static const char *read(const char *source)
{
	return read_from(source, 0);
}

struct sample {
	const char *source, *wanted;
};

static void check(const struct sample *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *got = read(cases[i].source);
		cr_expect_str_eq(got, cases[i].wanted, "case %zu: %s\n  got    %s\n  wanted %s", i,
		                 cases[i].source, got, cases[i].wanted);
	}
}

Test(yaml, knows_the_place_of_every_style_of_scalar)
{
	static const struct sample cases[] = {
		{"a", "a<a>"},
		{"  a b  # note\n", "a b<a b>"},
		{"'it''s'", "'it's'<'it''s'>"},
		{"\"a\\tb\\u653F\"", "'a\tb政'<\"a\\tb\\u653F\">"},
		{"''", "''<''>"},
		{"- |\n  a\n  b\n- x\n", "['a~b~'<|~  a~  b>, x<x>]<- |~  a~  b~- x>"},
		{"- |-\n  a\n\n\n- x\n", "['a'<|-~  a>, x<x>]<- |-~  a~~~- x>"},
		{"- >\n  a\n  b\n\n  c\n", "['a b~c~'<>~  a~  b~~  c>]<- >~  a~  b~~  c>"},
		{"- |2\n    a\n", "['  a~'<|2~    a>]<- |2~    a>"},
		{"- a\n  b\n- c\n", "[a b<a~  b>, c<c>]<- a~  b~- c>"},
		{"- 'a\n  b'\n", "['a b'<'a~  b'>]<- 'a~  b'>"},
		{"- \"a\\\n  b\"\n", "['ab'<\"a\\~  b\">]<- \"a\\~  b\">"},
		{"- 2024-03-01\n- true\n- ~\n- 0x1\n", "[2024-03-01<2024-03-01>, true<true>, ~<~>, "
	                                               "0x1<0x1>]<- 2024-03-01~- true~- ~~- 0x1>"},
	};
	check(cases, COUNT(cases));
}

Test(yaml, knows_the_place_of_collections)
{
	static const struct sample cases[] = {
		{"id: x\ntitle: y z\n", "{id<id>: x<x>, title<title>: y z<y z>}<id: x~title: y z>"},
		{"[a, 'b', [c]]\n", "[a<a>, 'b'<'b'>, [c<c>]<[c]>]<[a, 'b', [c]]>"},
		{"{a: 1, b: {c: 2}}",
	         "{a<a>: 1<1>, b<b>: {c<c>: 2<2>}<{c: 2}>}<{a: 1, b: {c: 2}}>"},
		{"a:\n  b: 1\n\n\nc: 2\n",
	         "{a<a>: {b<b>: 1<1>}<b: 1>, c<c>: 2<2>}<a:~  b: 1~~~c: 2>"},
		{"a:\n- 1\n-\n  b: 2\nc: []\n", "{a<a>: [1<1>, {b<b>: 2<2>}<b: 2>]<- 1~-~  b: 2>, "
	                                        "c<c>: []<[]>}<a:~- 1~-~  b: 2~c: []>"},
		{"a:\nb: \n", "{a<a>: <>, b<b>: <>}<a:~b:>"},
		{"[]", "[]<[]>"},
		{"{}", "{}<{}>"},
	};
	check(cases, COUNT(cases));
}

Test(yaml, counts_bytes_behind_many_byte_characters_and_line_ends)
{
	static const struct sample cases[] = {
		{"标题: 政府信息\n公开: 是\n",
	         "{标题<标题>: 政府信息<政府信息>, 公开<公开>: 是<是>}<标题: 政府信息~公开: 是>"},
		{"a: 1\r\nb: '二'\r\nc: |\r\n  三\r\nd: 4\r\n",
	         "{a<a>: 1<1>, b<b>: '二'<'二'>, c<c>: '三~'<|~~  三>, d<d>: 4<4>}"
	         "<a: 1~~b: '二'~~c: |~~  三~~d: 4>"},
		{"- 𠀀\n- 😀x\n- é\n", "[𠀀<𠀀>, 😀x<😀x>, é<é>]<- 𠀀~- 😀x~- é>"},
		{"# 注释：说明\na: 甲\n", "{a<a>: 甲<甲>}<a: 甲>"},
		{"a: 甲\n甲: &x 乙\n",
	         "{a<a>: 甲<甲>, 甲<甲>: 乙<&x 乙>}<a: 甲~甲: &x 乙> !2:4-2:5 S12"},
	};
	check(cases, COUNT(cases));
	/* a part of a text: offsets are those of the whole */
	cr_expect_str_eq(read_from("---\n标: 题\n", 4), "{标<标>: 题<题>}<标: 题>");
	cr_expect_str_eq(read_from("\xEF\xBB\xBF标: [\n", 3), "none !2:1-2:1 S08", "%s",
	                 read_from("\xEF\xBB\xBF标: [\n", 3));
}

Test(yaml, an_empty_text_has_no_tree_and_no_problem)
{
	static const struct sample cases[] = {
		{"", "none"},
		{"\n\n", "none"},
		{"# nothing\n", "none"},
		{"---\n", "<>"},
		{"---\nid: x\n", "{id<id>: x<x>}<id: x>"},
		{"id: x\n...\n", "{id<id>: x<x>}<id: x>"},
	};
	check(cases, COUNT(cases));
}

Test(yaml, reports_what_mulu_forbids_beside_the_tree)
{
	static const struct sample cases[] = {
		{"a: 1\nb: 2\na: 3\n", "{a<a>: 1<1>, b<b>: 2<2>}<a: 1~b: 2> !3:1-3:2 S11"},
		{"a: 1\n'a': {b: 2}\nc: 3\n",
	         "{a<a>: 1<1>, c<c>: 3<3>}<a: 1~'a': {b: 2}~c: 3> !2:1-2:4 S11"},
		{"a: {b: 1, b: 2}\n",
	         "{a<a>: {b<b>: 1<1>}<{b: 1, b: 2}>}<a: {b: 1, b: 2}> !1:11-1:12 S11"},
		{"a: &x 1\nb: *x\n",
	         "{a<a>: 1<&x 1>, b<b>: <*x>}<a: &x 1~b: *x> !1:4-1:5 S12 !2:4-2:6 S12"},
		{"<<: 1\n", "{<<<<<>: 1<1>}<<<: 1> !1:1-1:3 S12"},
		{"'<<': 1\n", "{'<<'<'<<'>: 1<1>}<'<<': 1>"},
		{"*x : 1\n", "{<*x>: 1<1>}<*x : 1> !1:1-1:3 S12"},
		{"a: !!str 1\n", "{a<a>: 1<!!str 1>}<a: !!str 1> !1:4-1:5 S13"},
		{"a: ! b\n", "{a<a>: b<! b>}<a: ! b> !1:4-1:5 S13"},
		{"a: !x [1]\n", "{a<a>: [1<1>]<!x [1]>}<a: !x [1]> !1:4-1:5 S13"},
		{"!x {a: &y [1]}\n",
	         "{a<a>: [1<1>]<&y [1]>}<!x {a: &y [1]}> !1:1-1:2 S13 !1:8-1:9 S12"},
		{"%YAML 1.2\n---\na: 1\n", "{a<a>: 1<1>}<a: 1> !1:1-1:2 S14"},
		{"%TAG ! x:\n---\na: 1\n", "{a<a>: 1<1>}<a: 1> !1:1-1:2 S14"},
		{"? [a]\n: 1\nb: 2\n", "{<[>: 1<1>, b<b>: 2<2>}<? [a]~: 1~b: 2> !1:3-1:4 S18"},
		{"{a: 1}: 2\n", "{<{>: 2<2>}<{a: 1}: 2> !1:1-1:2 S18"},
		{"'': 1\n", "{''<''>: 1<1>}<'': 1> !1:1-1:3 S18"},
		{"a: 'b'# c\n", "{a<a>: 'b'<'b'>}<a: 'b'> !1:7-1:8 S21"},
		{"a: 'b\nc'\n", "{a<a>: 'b c'<'b~c'>}<a: 'b~c'> !2:1-2:1 S21"},
		{"a: 'b\n\n  c'\n", "{a<a>: 'b~c'<'b~~  c'>}<a: 'b~~  c'>"},
	};
	check(cases, COUNT(cases));
}

Test(yaml, has_no_tree_after_a_syntax_error)
{
	static const struct sample cases[] = {
		{"a: b: c\n", "none !1:5-1:5 S08"},
		{"a: 'x\n", "none !1:4-1:4 S08"}, /* where the quote opens */
		{"a: 1\nb: \"x\nc: 2\n", "none !2:4-2:4 S08"},
		{"a: [1, 2\n", "none !1:4-1:4 S08"}, /* where the bracket opens */
		{"a: {b: 1\nc: 2\n", "none !1:4-1:4 S08"},
		{"a: @b\n", "none !1:4-1:4 S08"},
		{"a: 1\n b: 2\n", "none !2:3-2:3 S08"},
		{"- a\nb: 1\n", "none !2:1-2:1 S08"},
		{"a: \"\\q\"\n", "none !1:5-1:5 S08"},
		{"a: \"\\xZZ\"\n", "none !1:7-1:7 S08"},
		{"a: &\n", "none !1:4-1:5 S12"},
		{"a:\n\tb: 1\n", "none !2:1-2:2 S10"},
		{"a:\n  b: 1\n \tc: 1\n", "none !3:2-3:3 S10"},
		{"标题：值\nid: x\n", "none !1:3-1:4 S09"},
		{"id: x\n标题：值\nb: 1\n", "none !2:3-2:4 S09"},
		{"id: 标题：值\n", "{id<id>: 标题：值<标题：值>}<id: 标题：值>"},
		{"a: 1\n---\nb: 2\n", "none !2:1-2:1 S15"},
		{"a: 1\n...\nb: 2\n", "none !2:1-2:4 S15"},
		{"a: 1\n...\n---\nb: 2\n", "none !3:1-3:1 S15"},
	};
	check(cases, COUNT(cases));
}

Test(yaml, refuses_characters_that_break_or_hide)
{
	static const struct sample cases[] = {
		{"a: x\x01y\n", "none !1:5-1:6 S20"},
		{"a: x\x7Fy\x1F\n", "none !1:5-1:6 S20 !1:7-1:8 S20"},
		{"a: x\xC2\x85y\n", "none !1:5-1:6 S20"},
		{"a: 政\u2028y\n", "none !1:5-1:6 S20"},
		{"a: x\u2029y\n", "none !1:5-1:6 S20"},
		{"a: \uFEFFy\n", "none !1:4-1:5 S20"},
		{"a: x\uFFFEy\n", "none !1:5-1:6 S20"},
		{"a: x\ty\n", "{a<a>: x\ty<x\ty>}<a: x\ty>"},
		{"a: 全　角\xC2\xA0\n",
	         "{a<a>: 全　角\xC2\xA0<全　角\xC2\xA0>}<a: 全　角\xC2\xA0>"},
	};
	check(cases, COUNT(cases));
}

/* `depth` lists in each other. */
static void nest(struct buf *b, size_t depth, const char *open, const char *close)
{
	buf_clear(b);
	buf_reserve(b, 16 * depth);
	for (size_t i = 0; i < depth; i++)
		buf_add_text(b, open);
	buf_add_text(b, "x");
	for (size_t i = 0; i < depth; i++)
		buf_add_text(b, close);
}

Test(yaml, keeps_to_its_limits)
{
	static const char *const open[] = {"[", "{a: ", "- "}, *const close[] = {"]", "}", ""};
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < COUNT(open); i++) {
		nest(&b, LIMIT_YAML_DEPTH, open[i], close[i]);
		cr_expect_null(strchr(read(b.data), '!'), "%s", open[i]);
		nest(&b, LIMIT_YAML_DEPTH + 1, open[i], close[i]);
		cr_expect_not_null(strstr(read(b.data), "S16"), "%s", open[i]);
		cr_expect(str_starts_with(str_from(read(b.data)), STR("none")));
	}
	nest(&b, 100000, "[", "]");
	cr_expect_not_null(strstr(read(b.data), "S16"));
	/* inside a key, whose content is dropped */
	nest(&b, 100, "[", "]: 1");
	cr_expect_not_null(strstr(read(b.data), "S16"));
	/* the list is a node, too */
	static const size_t counts[] = {LIMIT_YAML_NODES - 2, LIMIT_YAML_NODES - 1};
	for (size_t i = 0; i < COUNT(counts); i++) {
		struct arena arena;
		struct diag_sink sink;
		buf_clear(&b);
		buf_reserve(&b, 4 * counts[i]);
		for (size_t k = 0; k < counts[i]; k++)
			buf_add_text(&b, "- x\n");
		arena_init(&arena, 0);
		diag_sink_init(&sink, LANGUAGE_EN);
		struct yaml_node *root = yaml_parse(&arena, &sink, STR("f"), buf_str(&b), 0,
		                                    b.size);
		cr_expect_eq(root != NULL, i == 0);
		cr_expect_eq(sink.count, i);
		if (root)
			cr_expect_eq(root->count, counts[i]);
		else
			cr_expect_eq(sink.items[0].id, DIAG_YAML_TOO_MANY_NODES);
		diag_sink_release(&sink);
		arena_release(&arena);
	}
	buf_release(&b);
}

/* Large mappings look keys up in another way than small ones. */
Test(yaml, finds_repeated_keys_however_many_there_are)
{
	struct buf b = BUF_INIT;
	for (int count = 30; count < 36; count++) {
		buf_clear(&b);
		for (int i = 0; i < count; i++)
			buf_format(&b, "k%d: {a: 1}\n", i);
		cr_expect_null(strchr(read(buf_str(&b).data), '!'), "%d keys", count);
		buf_format(&b, "k%d: 1\nk0: 1\n", count - 1);
		char *wanted = NULL;
		cr_expect(asprintf(&wanted, " !%d:1-%d:4 S11 !%d:1-%d:3 S11", count + 1, count + 1,
		                   count + 2, count + 2) > 0);
		cr_expect(str_ends_with(str_from(read(buf_str(&b).data)), str_from(wanted)),
		          "%d keys: %s", count, read(buf_str(&b).data));
		free(wanted);
	}
	/* an error leaves the table of an open mapping behind */
	buf_add_text(&b, "x: [\n");
	cr_expect(str_starts_with(str_from(read(buf_str(&b).data)), STR("none")));
	buf_release(&b);
}

Test(yaml, explains_syntax_in_the_language_of_its_sink)
{
	for (int language = 0; language < 2; language++) {
		struct arena arena;
		struct diag_sink sink;
		arena_init(&arena, 0);
		diag_sink_init(&sink, (enum language)language);
		yaml_parse(&arena, &sink, STR("f"), STR("a: b: c"), 0, 7);
		yaml_parse(&arena, &sink, STR("f"), STR("'a'# b"), 0, 6);
		yaml_parse(&arena, &sink, STR("f"), STR("a: 'b\nc'# d"), 0, 11);
		cr_assert_eq(sink.count, 4);
		cr_expect(str_find(sink.items[0].message,
		                   language ? STR("mapping values are not allowed")
		                            : STR("值中若有冒号，请加引号"),
		                   0) != SIZE_MAX);
		cr_expect(str_find(sink.items[1].message,
		                   language ? STR("no blank before #") : STR("缺少空格"),
		                   0) != SIZE_MAX);
		cr_expect(str_find(sink.items[3].message,
		                   language ? STR("left margin") : STR("没有缩进"), 0) != SIZE_MAX);
		diag_sink_release(&sink);
		arena_release(&arena);
	}
}

Test(yaml, finds_entries_by_key)
{
	struct arena arena;
	struct diag_sink sink;
	arena_init(&arena, 0);
	diag_sink_init(&sink, LANGUAGE_ZH);
	struct str source = STR("a: 1\n标题: ''\nempty:\nlist: []\nblock: |\n");
	struct yaml_node *root = yaml_parse(&arena, &sink, STR("f"), source, 0, source.size);
	cr_assert_not_null(root);
	cr_expect_eq(yaml_get(root, STR("a")), root->first);
	cr_expect_not_null(yaml_get(root, STR("标题")));
	cr_expect_null(yaml_get(root, STR("b")));
	cr_expect_null(yaml_get(root->first, STR("a")), "a scalar has no entries");
	cr_expect_null(yaml_get(NULL, STR("a")));
	cr_expect(yaml_is_empty(yaml_get(root, STR("empty"))));
	cr_expect_not(yaml_is_empty(yaml_get(root, STR("标题"))), "quotes mean it");
	cr_expect_not(yaml_is_empty(yaml_get(root, STR("list"))));
	cr_expect_not(yaml_is_empty(yaml_get(root, STR("block"))));
	cr_expect_not(yaml_is_empty(root));
	diag_sink_release(&sink);
	arena_release(&arena);
}
