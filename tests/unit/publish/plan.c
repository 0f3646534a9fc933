#include <criterion/criterion.h>

#include "fixture.h"

#define NOTE(id, lines) \
	"---\nid: " id "\ntitle: 题" id "\nstatus: published\nattribute: open\n" lines "---\n"

static const struct fixture_file files[] = {
	{"notes/1.md", NOTE("n-1", "dates: {published: 2026-01-01}\ncatalogue: a/x\nkind: k1\n"
                                   "colours: [red]\nnumber: 三号\n")},
	{"notes/2.md", NOTE("n-2", "dates: {published: 2026-03-01}\ncatalogue: a/y\nkind: k2\n"
                                   "number: 一号\nweight: 9\n")},
	{"notes/3.md", NOTE("n-3", "dates: {published: 2025-02-01}\ncatalogue: b\nkind: k1\n"
                                   "related: [n-1, n-2]\nweight: 10\n")},
	{"notes/4.md", NOTE("n-4", "related: [n-1]\n")},
	{"notes/5.md", "---\nid: n-5\ntitle: 密\nstatus: published\nattribute: closed\n---\n"},
	{"notes/6.md", "---\nid: n-6\ntitle: 撤\nstatus: withdrawn\nattribute: open\n"
                       "dates: {published: 2024-01-01}\n---\n"},
};

static struct world w;

static void open_world(void)
{
	world_open(&w, files, COUNT(files), LANGUAGE_EN);
}

static void close_world(void)
{
	world_close(&w);
}

TestSuite(plan, .init = open_world, .fini = close_world);

static void check(const char *family, const char *pages)
{
	struct buf b = BUF_INIT;
	buf_format(&b, "return {{name = 'f', %s}}", family);
	const char *got = world_plan(&w, b.data);
	cr_expect_str_eq(got, pages, "%s\n  got    %s\n  wanted %s", family, got, pages);
	buf_release(&b);
}

Test(plan, makes_a_page_of_each_subject)
{
	check("template = 't', url = '/index.html'", "/index.html(0)");
	/* tombstones have pages, what is withheld has none */
	check("template = 't', for_each = 'items'", "/notes/n-1.html(0) /notes/n-2.html(0) "
	                                            "/notes/n-3.html(0) /notes/n-4.html(0) "
	                                            "/notes/n-6.html(0)");
	check("template = 't', for_each = 'note', url = '/n/{id}/{key}{n}.html'",
	      "/n/n-2/1.html(0) /n/n-1/1.html(0) /n/n-3/1.html(0) /n/n-4/1.html(0)");
	check("template = 't', for_each = 'nodes', list = 'items'",
	      "/catalogue/a/index.html(2) /catalogue/a/x/index.html(1) "
	      "/catalogue/a/y/index.html(1) /catalogue/b/index.html(1)");
	check("template = 't', for_each = 'nodes', list = 'own_items'",
	      "/catalogue/a/index.html(0) /catalogue/a/x/index.html(1) "
	      "/catalogue/a/y/index.html(1) /catalogue/b/index.html(1)");
	check("template = 't', for_each = 'years', list = 'items'",
	      "/years/2026/index.html(2) /years/2025/index.html(1)");
	check("template = 't', for_each = 'note', list = 'related_from', url = '/r/{id}.html'",
	      "/r/n-2.html(1) /r/n-1.html(2) /r/n-3.html(0) /r/n-4.html(0)");
	check("template = 't', for_each = 'unheard_of'", "");
	check("template = 't', list = 'unheard_of', url = '/u.html'", "/u.html(0)");
}

Test(plan, cuts_lists_into_series)
{
	check("template = 't', list = 'items', url = '/l.html'", "/l.html(4)");
	check("template = 't', list = 'items', size = 3, url = '/l.html', more = '/l-{n}.html'",
	      "/l.html(3) /l-2.html(1)");
	check("template = 't', list = 'items', size = 2, url = '/l.html', more = '/l-{n}.html'",
	      "/l.html(2) /l-2.html(2)");
	check("template = 't', list = 'items', size = 1, pages = 2, url = '/l.html', more = "
	      "'/l-{n}.html'",
	      "/l.html(1) /l-2.html(1)");
	check("template = 't', list = 'items', size = 3, pages = 1, url = '/l.html'", "/l.html(3)");
	check("template = 't', list = 'items', size = 9, url = '/l.html', more = '/l-{n}.html'",
	      "/l.html(4)");
	check("template = 't', list = 'card', size = 9, url = '/l.html', more = '/l-{n}.html'",
	      "/l.html(0)");
}

Test(plan, groups_filters_and_sorts)
{
	check("template = 't', list = 'items', group_by = 'year', url = '/{key}.html'",
	      "/2026.html(2) /2025.html(1)");
	check("template = 't', list = 'items', group_by = 'kind', url = '/{key}.html'",
	      "/k2.html(1) /k1.html(2)");
	check("template = 't', list = 'items', group_by = 'colours', url = '/{key}.html'",
	      "/red.html(1)");
	check("template = 't', list = 'items', group_by = 'handler', url = '/{key}.html'", "");
	check("template = 't', list = 'items', where = 'kind == \"k1\"', url = '/l.html'",
	      "/l.html(2)");
	check("template = 't', list = 'items', where = 'kind ==', url = '/l.html'",
	      "!H09 routes.lua is wrong: f: where: unexpected symbol near <eof>");
	/* the order shows where every page holds one */
#define ONE "template = 't', list = 'items', group_by = 'id', url = '/{key}.html', "
	check(ONE "sort = 'id'", "/n-1.html(1) /n-2.html(1) /n-3.html(1) /n-4.html(1)");
	check(ONE "sort = '-id'", "/n-4.html(1) /n-3.html(1) /n-2.html(1) /n-1.html(1)");
	check(ONE "sort = 'dates.published'",
	      "/n-3.html(1) /n-1.html(1) /n-2.html(1) /n-4.html(1)");
	check(ONE "sort = '-dates.published'",
	      "/n-2.html(1) /n-1.html(1) /n-3.html(1) /n-4.html(1)"); /* without one: last */
	check(ONE "sort = 'kind, -id'", "/n-3.html(1) /n-1.html(1) /n-2.html(1) /n-4.html(1)");
	check(ONE "sort = 'weight'", "/n-2.html(1) /n-3.html(1) /n-1.html(1) /n-4.html(1)");
	check(ONE "sort = 'handler'", "/n-1.html(1) /n-2.html(1) /n-3.html(1) /n-4.html(1)");
}

Test(plan, lists_that_hold_no_items_have_no_groups)
{
	static const char said[] = "!H09 routes.lua is wrong: f: group_by needs a list of items";
	check("template = 't', list = 'nodes', group_by = 'year', url = '/{key}.html'", said);
	check("template = 't', list = 'years', group_by = 'id', url = '/{key}.html'", said);
	check("template = 't', list = 'card', group_by = 'id', url = '/{key}.html'", "");
}

Test(plan, addresses_are_claimed_once)
{
	cr_expect_str_eq(world_plan(&w, "return {{name='a', template='t', url='/x.html'},"
	                                "{name='b', template='t', url='/x.html'}}"),
	                 "/x.html(0) /x.html(0) !L16 the address /x.html is used twice: a and b");
	check("template = 't', list = 'items', group_by = 'id', url = '/x.html'",
	      "/x.html(1) /x.html(1) /x.html(1) /x.html(1) "
	      "!L16 the address /x.html is used twice: f and f");
}

Test(plan, no_address_leads_out_of_the_site)
{
	static const char *const keys[] = {"../../../x", "..",   ".",    "a/../../../x", "/x",
	                                   "x/",         "a\\b", "a\tb", "a?b",          "a#b"};
	for (size_t i = 0; i < COUNT(keys); i++) {
		struct buf text = BUF_INIT;
		struct world hostile;
		buf_format(&text,
		           "---\nid: n-1\ntitle: 题\nstatus: published\nattribute: open\n"
		           "number: '%s'\n---\n",
		           keys[i]);
		struct fixture_file file = {"notes/1.md", text.data};
		world_open(&hostile, &file, 1, LANGUAGE_EN);
		const char *got = world_plan(
			&hostile,
			"return {{name='f', template='t', list='items', group_by='number',"
			" url='/n/{key}/i.html'}}");
		cr_expect(str_starts_with(
				  str_from(got),
				  STR("!H09 routes.lua is wrong: f: cannot be an address: /n/")),
		          "%s: %s", keys[i], got);
		world_close(&hostile);
		buf_release(&text);
	}
}

Test(plan, knows_the_kind_and_neighbours_of_a_page)
{
	struct family family = {.kind = PAGE_ARTICLE};
	struct page pages[3] = {0};
	for (uint32_t i = 0; i < 3; i++)
		pages[i] = (struct page){
			.family = &family, .first = pages, .number = i + 1, .count = 3};
	cr_expect_null(page_neighbour(&pages[0], -1));
	cr_expect_eq(page_neighbour(&pages[0], 1), &pages[1]);
	cr_expect_eq(page_neighbour(&pages[2], -2), &pages[0]);
	cr_expect_null(page_neighbour(&pages[2], 1));
	cr_expect_eq(page_kind_of(&pages[0]), PAGE_ARTICLE);
	pages[0].subject = view_find(w.view, STR("n-1"));
	cr_expect_eq(page_kind_of(&pages[0]), PAGE_ARTICLE);
	pages[0].subject = view_find(w.view, STR("n-6"));
	cr_expect_eq(page_kind_of(&pages[0]), PAGE_SITE, "a tombstone is no article");
	pages[0].subject = w.view->top_nodes.entries[0];
	family.kind = PAGE_COLUMN;
	cr_expect_eq(page_kind_of(&pages[0]), PAGE_COLUMN);
}
