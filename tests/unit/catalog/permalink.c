#include <criterion/criterion.h>

#include "catalog/permalink.h"
#include "fixture.h"

Test(permalink, comes_from_ids_not_from_paths)
{
	static const struct type type = {.folder = {"documents", 9}};
	struct item item = {.type = &type,
	                    .id = STR("doc-2024-0001"),
	                    .path = STR("content/documents/2024/other-name.md")};
	struct arena a;
	arena_init(&a, 0);
	cr_expect_str_eq(permalink_item(&a, &item).data, "/documents/doc-2024-0001.html");
	cr_expect_str_eq(permalink_attachment(&a, &item, STR("附件 1.pdf")).data,
	                 "/documents/doc-2024-0001/附件 1.pdf");
	cr_expect_str_eq(permalink_node(&a, STR("policy/normative")).data,
	                 "/catalogue/policy/normative/index.html");
	arena_release(&a);
}

Test(permalink, knows_which_old_addresses_can_be_pages)
{
	static const char *const good[] = {"/old.html", "/a/b/c.html", "/旧/页.html", "/.html",
	                                   "/a..b/c.html"};
	static const char *const bad[] = {
		"",           "old.html",         "/old",      "/old.htm",   "/a/",
		"/../x.html", "/a/../x.html",     "/./x.html", "//x.html",   "/a//x.html",
		"/x.html?a",  "/a?b.html",        "/a#b.html", "/a\\b.html", "/a\nb.html",
		"/x.html#a",  "https://a/x.html", "/a/x.HTML"};
	for (size_t i = 0; i < COUNT(good); i++)
		cr_expect(permalink_is_valid_alias(str_from(good[i])), "%s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		cr_expect_not(permalink_is_valid_alias(str_from(bad[i])), "%s", bad[i]);
}
