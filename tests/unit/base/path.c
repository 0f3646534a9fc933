#include <criterion/criterion.h>

#include "base/path.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

Test(path, takes_paths_apart_and_joins_them)
{
	static const struct {
		const char *path, *directory, *name, *extension;
	} cases[] = {
		{"documents/2024/x.md", "documents/2024", "x.md", ".md"},
		{"x.md", "", "x.md", ".md"},
		{"a/b", "a", "b", ""},
		{"a.d/b", "a.d", "b", ""},
		{"a/", "a", "", ""},
		{"", "", "", ""},
		{".hidden", "", ".hidden", ""},
		{"a/.hidden", "a", ".hidden", ""},
		{"a.tar.gz", "", "a.tar.gz", ".gz"},
		{"x.", "", "x.", "."},
		{"/x", "", "x", ""},
		{"公开/附件.xlsx", "公开", "附件.xlsx", ".xlsx"},
	};
	struct arena a;
	arena_init(&a, 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str path = str_from(cases[i].path);
		cr_expect(str_equal(path_directory(path), str_from(cases[i].directory)), "%s",
		          cases[i].path);
		cr_expect(str_equal(path_name(path), str_from(cases[i].name)), "%s", cases[i].path);
		cr_expect(str_equal(path_extension(path), str_from(cases[i].extension)), "%s",
		          cases[i].path);
	}
	cr_expect_str_eq(path_join(&a, STR("a/b"), STR("c")).data, "a/b/c");
	cr_expect_str_eq(path_join(&a, STR(""), STR("c")).data, "c");
	arena_release(&a);
}

Test(path, resolves_what_stays_inside)
{
	static const struct {
		const char *from, *relative, *resolved; /* NULL: outside */
	} cases[] = {
		{"content/documents", "a.md", "content/documents/a.md"},
		{"content/documents", "./a.md", "content/documents/a.md"},
		{"content/documents", "../pages/b.md", "content/pages/b.md"},
		{"content/documents", "../../x", "x"},
		{"content/documents", "../..", ""},
		{"content/documents", "../../..", NULL},
		{"content/documents", "../../../etc/passwd", NULL},
		{"content/documents", "x/../../../../y", NULL},
		{"content/documents", "/etc/passwd", NULL},
		{"content/documents", "", "content/documents"},
		{"content//documents/.", "a//b/./c/", "content/documents/a/b/c"},
		{"content", "...", "content/..."},
		{"content", "..a/..", "content"},
		{"", "a", "a"},
		{"", "..", NULL},
		{"", "", ""},
		{"a", "b/../../..", NULL},
		{"目录", "../正文/一.md", "正文/一.md"},
	};
	struct arena a;
	arena_init(&a, 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str got = path_resolve(&a, str_from(cases[i].from),
		                              str_from(cases[i].relative));
		if (cases[i].resolved)
			cr_expect(str_equal(got, str_from(cases[i].resolved)) && !str_is_null(got),
			          "%zu: %.*s", i, STR_ARG(got));
		else
			cr_expect(str_is_null(got), "%zu: %.*s", i, STR_ARG(got));
	}
	arena_release(&a);
}

/* Where a browser on page `from` goes by `link`: RFC 3986 5.2 for what mulu writes. */
static struct str follow(struct arena *a, struct str from, struct str link)
{
	if (link.size && link.data[0] == '#')
		return STR_JOIN(a, from, link);
	struct str base = path_directory(from), rest = link, piece;
	bool ends_in_slash = str_ends_with(link, STR("/"));
	while (str_next_piece(&rest, '/', &piece)) {
		if (str_equal(piece, STR("..")))
			base = path_directory(base);
		else if (piece.size && !str_equal(piece, STR(".")))
			base = STR_JOIN(a, base, STR("/"), piece);
	}
	return ends_in_slash ? STR_JOIN(a, base, STR("/")) : base;
}

Test(path, writes_addresses_relative_to_a_page)
{
	static const struct {
		const char *from, *to, *link;
	} cases[] = {
		{"/index.html", "/index.html", "index.html"},
		{"/index.html", "/a.html", "a.html"},
		{"/index.html", "/documents/a.html", "documents/a.html"},
		{"/documents/a.html", "/index.html", "../index.html"},
		{"/documents/a.html", "/documents/b.html", "b.html"},
		{"/documents/a.html", "/documents/a/x.pdf", "a/x.pdf"},
		{"/documents/a.html", "/documentsx/b.html", "../documentsx/b.html"},
		{"/catalogue/p/q/index.html", "/catalogue/p/index.html", "../index.html"},
		{"/catalogue/p/q/index.html", "/assets/s.css", "../../../assets/s.css"},
		{"/a.html", "/", "./"},
		{"/d/a.html", "/", "../"},
		{"/d/a.html", "/d/", "./"},
		{"/a.html", "/b.html#一工作", "b.html#一工作"},
		{"/a.html", "/#x", "#x"},
		{"/a.html", "/d:e/b.html", "./d:e/b.html"},
		{"/a.html", "/x/b:c.html", "x/b:c.html"},
		{"/d/a.html", "/b:c.html", "../b:c.html"},
		{"/a.html", "/附 件.pdf", "%E9%99%84%20%E4%BB%B6.pdf"},
		{"/a.html", "/a?b%.html", "a%3Fb%25.html"},
	};
	struct arena a;
	struct buf b = BUF_INIT;
	arena_init(&a, 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_clear(&b);
		path_add_relative_url(&b, str_from(cases[i].from), str_from(cases[i].to));
		cr_expect_str_eq(b.data, cases[i].link, "%zu: %s", i, b.data);
	}
	/* from every page to every page a browser arrives */
	static const char *const pages[] = {
		"/index.html", "/a.html",       "/a/index.html", "/a/b.html",   "/a/b/c.html",
		"/ab/c.html",  "/b/b/b/b.html", "/a/b/",         "/x:y/z.html", "/x:y.html"};
	for (size_t i = 0; i < COUNT(pages); i++)
		for (size_t k = 0; k < COUNT(pages); k++) {
			buf_clear(&b);
			path_add_relative_url(&b, str_from(pages[i]), str_from(pages[k]));
			struct str got = follow(&a, str_from(pages[i]), buf_str(&b));
			cr_expect(str_equal(got, str_from(pages[k])), "%s → %s: %s leads to %.*s",
			          pages[i], pages[k], b.data, STR_ARG(got));
			size_t colon = str_find(buf_str(&b), STR(":"), 0);
			cr_expect(colon == SIZE_MAX || str_find(buf_str(&b), STR("/"), 0) < colon,
			          "%s reads as a scheme", b.data);
		}
	buf_release(&b);
	arena_release(&a);
}

Test(path, encodes_and_decodes_every_byte)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";
	struct arena a;
	struct buf b = BUF_INIT;
	arena_init(&a, 0);
	for (int i = 0; i < 256; i++) {
		char byte = (char)i;
		buf_clear(&b);
		path_add_url(&b, (struct str){&byte, 1});
		bool is_plain = i && strchr(plain, i);
		cr_expect_eq(b.size, is_plain ? 1 : 3, "byte %d", i);
		struct str back = path_decode_url(&a, buf_str(&b));
		if (i == 0)
			cr_expect(str_is_null(back), "no NUL comes in by an address");
		else
			cr_expect(str_equal(back, (struct str){&byte, 1}), "byte %d", i);
	}
	static const char *const malformed[] = {"%",   "%4",    "%G1",  "%1G",  "a%", "a%2",
	                                        "%00", "x%00y", "%%41", "% 41", "%-1"};
	for (size_t i = 0; i < COUNT(malformed); i++)
		cr_expect(str_is_null(path_decode_url(&a, str_from(malformed[i]))), "%s",
		          malformed[i]);
	cr_expect(str_equal(path_decode_url(&a, STR("a%2Fb%2fc+d%25")), STR("a/b/c+d%")));
	cr_expect(str_equal(path_decode_url(&a, STR("")), STR("")));
	cr_expect_not(str_is_null(path_decode_url(&a, STR(""))));
	buf_clear(&b);
	path_add_url(&b, STR_NULL);
	cr_expect_str_eq(b.data, "");
	buf_release(&b);
	arena_release(&a);
}

Test(path, knows_which_names_may_stand_in_an_output)
{
	static const char *const good[] = {"a", "a.html", "附件 1.pdf", "...", "..a", "-", "a:b"};
	static const char *const bad[] = {"",     ".",    "..",   "a/b",  "/",
	                                  "a\\b", "a\nb", "\x7F", "\x01", "a\tb"};
	char text[256];
	memset(text, 'x', sizeof text);
	for (size_t i = 0; i < COUNT(good); i++)
		cr_expect(path_is_safe_name(str_from(good[i])), "%s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		cr_expect_not(path_is_safe_name(str_from(bad[i])), "%zu", i);
	cr_expect_not(path_is_safe_name(STR("a\0b")));
	cr_expect_not(path_is_safe_name(STR_NULL));
	cr_expect(path_is_safe_name((struct str){text, 255}));
	cr_expect_not(path_is_safe_name((struct str){text, 256}));
}
