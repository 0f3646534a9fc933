#include <criterion/criterion.h>

#include "base/limits.h"
#include "fixture.h"

static struct arena arena;
static struct diag_sink sink;
static struct taxonomy tree;

static const char *load(const char *text)
{
	struct fixture_file file = {"catalogue.yaml", text};
	struct source *source = fixture_source(&file, text ? 1 : 0);
	arena_init(&arena, 0);
	diag_sink_init(&sink, LANGUAGE_ZH);
	taxonomy_load(&tree, source, &arena, &sink);
	source_close(source);
	return fixture_problems(&sink);
}

static void unload(void)
{
	taxonomy_release(&tree);
	diag_sink_release(&sink);
	arena_release(&arena);
}

#define REST ", title: 题, description: 述, keywords: [甲, 乙], column_type: 型"

Test(taxonomy, is_a_tree_in_an_array)
{
	cr_expect_str_eq(load("nodes:\n"
	                      "  - {id: a" REST ", nodes: [{id: x" REST ", nodes: [{id: '1'" REST
	                      "}]}, {id: y" REST "}]}\n"
	                      "  - {id: b" REST "}\n"),
	                 "");
	static const struct {
		const char *id, *parent;
		uint32_t after;
	} wanted[] = {{"a", NULL, 4},
	              {"a/x", "a", 3},
	              {"a/x/1", "a/x", 3},
	              {"a/y", "a", 4},
	              {"b", NULL, 5}};
	cr_assert_eq(tree.count, COUNT(wanted));
	for (uint32_t i = 0; i < COUNT(wanted); i++) {
		struct taxonomy_node *n = &tree.nodes[i];
		cr_expect_str_eq(n->id.data, wanted[i].id);
		cr_expect_eq(n->number, i);
		cr_expect_eq(n->after, wanted[i].after);
		cr_expect(str_equal(n->parent ? n->parent->id : STR_NULL,
		                    str_from(wanted[i].parent)));
		cr_expect_eq(taxonomy_find(&tree, str_from(wanted[i].id)), n);
		cr_expect_eq(taxonomy_is_leaf(n), i != 0 && i != 1);
		cr_expect_str_eq(n->keywords.data, "甲,乙");
		struct diag_place place = taxonomy_place(&tree, n);
		cr_expect(
			str_ends_with(n->id, str_slice(place.text, place.begin, place.begin + 1)) ||
			place.text.data[place.begin] == '\'');
	}
	cr_expect_null(taxonomy_find(&tree, STR("x")));
	unload();
}

Test(taxonomy, reports_every_fault)
{
	static const struct {
		const char *text, *problems;
		size_t count;
	} cases[] = {
		{NULL, "", 0},
		{"", "", 0},
		{"\xEF\xBB\xBFnodes: []\n", "", 0},
		{"nodes: []\n", "", 0},
		{"\xFF", "catalogue.yaml:0:0 S03", 0},
		{"nodes: [\n", "catalogue.yaml:2:1 S08", 0},
		{"- a\n", "catalogue.yaml:1:1 S19", 0},
		{"a: 1\n", "catalogue.yaml:1:1 R02; catalogue.yaml:1:1 S19", 0},
		{"nodes: []\nb: 1\n", "catalogue.yaml:2:1 R02", 0},
		{"nodes: {a: 1}\n", "catalogue.yaml:1:8 F09", 0},
		{"nodes: [x]\n", "catalogue.yaml:1:9 S19", 0},
		{"nodes: [{id: a" REST ", colour: red}]\n", "catalogue.yaml:1:77 R02", 1},
		{"nodes: [{id: a, title: 题, description: 述, column_type: 型}]\n",
	         "catalogue.yaml:1:9 F04", 1},
		{"nodes: [{id: a, title: 题, description: 述, keywords: {a: b}, column_type: "
	         "型}]\n",
	         "catalogue.yaml:1:9 F04", 1},
		{"nodes: [{id: a, title: 题, description: 述, keywords: [[x], y], column_type: "
	         "型}]\n",
	         "", 1},
		{"nodes: [{title: 题, description: 述, keywords: k, column_type: 型}]\n",
	         "catalogue.yaml:1:9 F04", 0},
		{"nodes: [{id: A" REST "}]\n", "catalogue.yaml:1:14 L06", 0},
		{"nodes: [{id: a/b" REST "}]\n", "catalogue.yaml:1:14 L06", 0},
		{"nodes: [{id: -a" REST "}]\n", "catalogue.yaml:1:14 L06", 0},
		{"nodes: [{id: a-" REST "}]\n", "", 1},
		{"nodes: [{id: 政策" REST "}]\n", "catalogue.yaml:1:14 L06", 0},
		{"nodes: [{id: ''" REST "}]\n", "catalogue.yaml:1:9 F04; catalogue.yaml:1:14 L06",
	         0},
		{"nodes: [{id: a" REST "}, {id: a" REST ", nodes: [{id: b" REST "}]}]\n",
	         "catalogue.yaml:1:83 L05", 1},
		{"nodes: [{id: a" REST ", nodes: x}]\n", "catalogue.yaml:1:84 F09", 1},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got = load(cases[i].text);
		cr_expect_str_eq(got, cases[i].problems, "case %zu: %s", i, got);
		cr_expect_eq(tree.count, cases[i].count, "case %zu", i);
		unload();
	}
}

Test(taxonomy, names_of_nodes_have_a_limit)
{
	struct buf b = BUF_INIT;
	for (size_t size = 64; size <= 65; size++) {
		buf_clear(&b);
		buf_add_text(&b, "nodes: [{id: ");
		for (size_t i = 0; i < size; i++)
			buf_add_char(&b, 'a');
		buf_add_text(&b, REST "}]");
		load(b.data);
		cr_expect_eq(tree.count, size == 64);
		unload();
	}
	buf_release(&b);
}

Test(taxonomy, is_no_deeper_than_its_limit)
{
	struct buf b = BUF_INIT;
	for (size_t depth = LIMIT_CATALOGUE_DEPTH; depth <= LIMIT_CATALOGUE_DEPTH + 1; depth++) {
		buf_clear(&b);
		for (size_t i = 0; i < depth; i++)
			buf_add_text(&b, i ? ", nodes: [{id: a" REST : "nodes: [{id: a" REST);
		for (size_t i = 0; i < depth; i++)
			buf_add_text(&b, "}]");
		load(b.data);
		cr_expect_eq(tree.count, LIMIT_CATALOGUE_DEPTH);
		cr_expect_eq(sink.count, depth - LIMIT_CATALOGUE_DEPTH);
		if (sink.count)
			cr_expect_eq(sink.items[0].id, DIAG_NODE_TOO_DEEP);
		unload();
	}
	buf_release(&b);
}
