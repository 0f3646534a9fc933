#include "catalog/content_hash.h"

#include <criterion/criterion.h>

#include "base/hash.h"
#include "catalog/value.h"
#include "fixture.h"

static const char fields[] =
	"  title_en: {label: 英文题名, type: string}\n"
	"  colour: {label: 颜色, type: enum, vocabulary: colours, protected: true}\n"
	"  dates:\n    label: 日期\n    type: record\n    protected: true\n    fields:\n"
	"      formed: {label: 形成, type: date}\n"
	"      published: {label: 发布, type: date}\n"
	"  origin:\n    label: 来源\n    type: record\n    fields:\n"
	"      name: {label: 名称, type: string, protected: true}\n"
	"      page: {label: 页, type: integer}\n"
	"  approvals:\n    label: 审批\n    type: list\n    protected: true\n"
	"    of: {type: string}\n"
	"  attachments:\n    label: 附件\n    type: list\n    of:\n      type: record\n"
	"      fields:\n        file: {label: 文件, type: string}\n";

#define HEAD                                                    \
	"id: n-1\ntitle: 题\nstatus: published\ncolour: red\n" \
	"dates: {formed: 2024-03-01, published: 2024-03-02}\n"  \
	"origin: {name: 甲, page: 3}\napprovals: [x]\nattachments: [{file: a.csv}]\n"
#define GOOD "---\n" HEAD "---\n\n第一行\n\n第二行\n"

static bool hash_of(const char *text, const char *attachment, char out[CONTENT_HASH_SIZE])
{
	struct fixture_file files[] = {{"notes/n.md", text}, {"notes/a.csv", attachment}};
	struct fixture f;
	fixture_load(&f, fixture_small(fields, files, COUNT(files)), 1);
	cr_assert_not_null(f.site, "%s", fixture_problems(&f.sink));
	struct site_item *si = site_find(f.site, STR("n-1"));
	cr_assert_not_null(si, "%s", fixture_problems(&f.sink));
	bool done = content_hash(si->item, f.source, out);
	fixture_close(&f);
	return done;
}

Test(content_hash, follows_the_recipe)
{
	/* written down by hand: whoever changes this changes every approval there is */
	static const char canonical[] =
		"{\"attachments\":{\"a.csv\":"
		"\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"},"
		"\"body\":\"第一行\\n\\n第二行\","
		"\"fields\":{\"colour\":\"red\",\"dates\":{\"formed\":\"2024-03-01\"},"
		"\"origin\":{\"name\":\"甲\"}}}";
	char out[CONTENT_HASH_SIZE], hex[65];
	struct hash h = hash_sha256(str_from(canonical));
	hash_to_hex(&h, hex);
	cr_assert(hash_of(GOOD, "abc", out));
	cr_expect(str_starts_with(str_from(out), STR("v1:")));
	cr_expect_str_eq(out + 3, hex);
}

Test(content_hash, is_of_what_is_approved_and_of_nothing_else)
{
	static const struct {
		const char *text, *attachment;
		bool is_same;
		const char *why;
	} cases[] = {
		{"---\n" HEAD "title_en: t\n---\n\n第一行\n\n第二行\n", "abc", true,
	         "a field that is not protected"},
		{"---\r\n" HEAD "---\r\n\r\n第一行 \t\r\n\r\n第二行\r\n\r\n", "abc", true,
	         "line ends and blanks at them"},
		{"---\nid: n-1\ntitle: 题\nstatus: withdrawn\ncolour: 红\n"
	         "dates: {published: 2025-01-01, formed: 2024-03-01}\n"
	         "origin: {page: 9, name: 甲}\napprovals: [y, z]\nattachments: [{file: a.csv}]\n"
	         "---\n第一行\n\n第二行",
	         "abc", true, "status, publication, approvals, order and labels"},
		{"---\n" HEAD "---\n\n第一行\n第二行\n", "abc", false, "the body"},
		{GOOD, "abd", false, "an attachment"},
		{"---\nid: n-1\ntitle: 题\nstatus: published\ncolour: red\n"
	         "dates: {formed: 2024-03-02, published: 2024-03-02}\n"
	         "origin: {name: 甲, page: 3}\napprovals: [x]\nattachments: [{file: a.csv}]\n"
	         "---\n\n第一行\n\n第二行\n",
	         "abc", false, "a member of a protected record"},
	};
	char good[CONTENT_HASH_SIZE], other[CONTENT_HASH_SIZE];
	cr_assert(hash_of(GOOD, "abc", good));
	for (size_t i = 0; i < COUNT(cases); i++) {
		cr_assert(hash_of(cases[i].text, cases[i].attachment, other));
		cr_expect_eq(strcmp(good, other) == 0, cases[i].is_same, "%s", cases[i].why);
	}
}

Test(content_hash, is_none_of_what_cannot_be_read)
{
	struct fixture_file files[] = {{"notes/n.md", GOOD}};
	struct fixture f;
	char out[CONTENT_HASH_SIZE];
	fixture_load(&f, fixture_small(fields, files, COUNT(files)), 1);
	struct item *item = (struct item *)site_find(f.site, STR("n-1"))->item;
	cr_expect_not(content_hash(item, f.source, out), "its attachment is missing");
	source_overlay_set(f.source, STR("content/notes/a.csv"), STR("abc"));
	cr_expect(content_hash(item, f.source, out));
	source_overlay_set(f.source, STR("content/notes/n.md"), STR("---\n" HEAD "---\n\n别的\n"));
	cr_expect_not(content_hash(item, f.source, out), "it was changed since it was read");
	item->is_broken = true;
	cr_expect_not(content_hash(item, f.source, out));
	fixture_close(&f);
}

Test(value, is_equal_and_shown_the_same_wherever_it_stands)
{
	struct fixture_file files[] = {{"notes/n.md", GOOD}};
	struct fixture f, g;
	struct buf b = BUF_INIT;
	fixture_load(&f, fixture_small(fields, files, COUNT(files)), 1);
	files[0].text = "---\ntitle: 题\nid: n-1\n"
			"origin: {page: 3, name: 甲}\nstatus: 已发布\ncolour: 红\n"
			"dates: {published: 2024-03-02, formed: 2024-03-01}\n"
			"attachments: [{file: a.csv}]\napprovals: [x]\n---\n";
	fixture_load(&g, fixture_small(fields, files, COUNT(files)), 1);
	const struct item *x = site_find(f.site, STR("n-1"))->item,
			  *y = site_find(g.site, STR("n-1"))->item;
	cr_expect(value_equal(&x->root, &y->root));
	cr_expect_not(value_equal(&x->root, NULL));
	cr_expect_not(value_equal(&x->root.children[0], &x->root));
	struct field root = {.type = FIELD_RECORD, .fields = x->type->fields};
	value_add_text(&b, &root, &x->root, LANGUAGE_ZH);
	cr_expect_str_eq(b.data, "标识：n-1；标题：题；状态：已发布；颜色：红；"
	                         "日期：形成：2024-03-01；发布：2024-03-02；来源：名称：甲；页：3；"
	                         "审批：x；附件：（文件：a.csv）");
	buf_release(&b);
	fixture_close(&f);
	fixture_close(&g);
}
