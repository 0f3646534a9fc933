#include "audit/edit.h"

#include <criterion/criterion.h>

#include "../catalog/fixture.h"

static const char fields[] = "  steps:\n    label: 环节\n    type: list\n    of: {type: string}\n";

static struct fixture f;

static void open_site(void)
{
	fixture_load(&f, fixture_small(fields, NULL, 0), 1);
}

static void close_site(void)
{
	fixture_close(&f);
}

TestSuite(edit, .init = open_site, .fini = close_site);

static struct item *parse(struct str bytes)
{
	struct arena scratch;
	arena_init(&scratch, 0);
	struct item *item = item_parse(schema_type(f.site->schema, STR("note")),
	                               STR("content/notes/n.md"), bytes, &scratch, &f.sink);
	arena_release(&scratch);
	return item;
}

Test(edit, adds_an_entry_where_the_list_is_or_makes_it)
{
	static const struct {
		const char *before, *after;
	} cases[] = {
		{"---\nid: n-1\ntitle: 题\n---\n正文 --- \n",
	         "---\nid: n-1\ntitle: 题\nsteps:\n  - \"新\"\n---\n正文 --- \n"},
		{"---\nid: n-1\nsteps:\n  - 甲 # 注\n  - 乙\ntitle: 题\n---\n",
	         "---\nid: n-1\nsteps:\n  - 甲 # 注\n  - 乙\n  - \"新\"\ntitle: 题\n---\n"},
		{"---\nid: n-1\nsteps:\n- 甲\ntitle: 题\n---\n",
	         "---\nid: n-1\nsteps:\n- 甲\n- \"新\"\ntitle: 题\n---\n"},
		{"---\nid: n-1\nsteps: [甲, 乙]\ntitle: 题\n---\n",
	         "---\nid: n-1\nsteps: [甲, 乙, \"新\"]\ntitle: 题\n---\n"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;
		struct item *item = parse(str_from(cases[i].before));
		edit_add_entry(item, str_from(cases[i].before), STR("steps"), STR("\"新\""), &out);
		cr_expect_str_eq(out.data, cases[i].after, "%s", out.data);
		struct item *again = parse(buf_str(&out));
		cr_expect_not(again->is_broken);
		item_free(item);
		item_free(again);
		buf_release(&out);
	}
}

Test(edit, sets_a_field_and_leaves_the_rest)
{
	static const char text[] = "---\nid: n-1\nstatus: published # 已核\ntitle: 题\n---\n正文\n";
	struct buf out = BUF_INIT;
	struct item *item = parse(str_from(text));
	edit_set_field(item, str_from(text), STR("status"), STR("已撤下"), &out);
	cr_expect_str_eq(out.data, "---\nid: n-1\nstatus: 已撤下 # 已核\ntitle: 题\n---\n正文\n");
	buf_clear(&out);
	edit_set_field(item, str_from(text), STR("steps"), STR("[x]"), &out);
	cr_expect_str_eq(
		out.data,
		"---\nid: n-1\nstatus: published # 已核\ntitle: 题\nsteps: [x]\n---\n正文\n");
	buf_clear(&out);
	edit_add_quoted(&out, STR("说\"好\"\\\n"));
	cr_expect_str_eq(out.data, "\"说\\\"好\\\"\\\\ \"");
	item_free(item);
	buf_release(&out);
}
