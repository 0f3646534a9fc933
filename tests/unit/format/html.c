#include "format/html.h"

#include <criterion/criterion.h>

typedef void escape(struct buf *b, struct str s);

struct example {
	const char *in, *out;
};

static void check(escape *function, const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buf b = BUF_INIT;
		function(&b, str_from(examples[i].in));
		cr_expect_str_eq(buf_str(&b).data, examples[i].out, "%s gives %s, not %s",
		                 examples[i].in, buf_str(&b).data, examples[i].out);
		buf_release(&b);
	}
}
#define CHECK(function, ...)                                   \
	check(function, (const struct example[]){__VA_ARGS__}, \
	      sizeof((const struct example[]){__VA_ARGS__}) / sizeof(struct example))

Test(html, escapes_text)
{
	CHECK(html_add_text, {"", ""}, {"云环县", "云环县"}, {"a<b>&amp;", "a&lt;b&gt;&amp;amp;"},
	      {"\"it's\"", "\"it's\""}, {"<<", "&lt;&lt;"});
}

Test(html, escapes_attributes_for_both_quotes)
{
	CHECK(html_add_attribute, {"\"it's\" <&>", "&#34;it&#39;s&#34; &lt;&amp;&gt;"},
	      {"中", "中"});
}

Test(html, encodes_what_no_url_may_hold)
{
	CHECK(html_add_url, {"/a b", "/a%20b"}, {"/中", "/%E4%B8%AD"},
	      {"/?a=1&b=2#c", "/?a=1&amp;b=2#c"}, {"\"<>\\^`{|}", "%22%3C%3E%5C%5E%60%7B%7C%7D"},
	      {"it's", "it&#39;s"}, {"\n\t\x01\x7F", "%0A%09%01%7F"},
	      {"http://[::1]/", "http://[::1]/"});
}

Test(html, keeps_encoded_urls_and_mends_lone_percent_signs)
{
	CHECK(html_add_url, {"/%E4%b8%AD", "/%E4%b8%AD"}, {"100%", "100%25"}, {"%4", "%254"},
	      {"%zz", "%25zz"}, {"%%41", "%25%41"});
}

Test(html, encodes_all_but_unreserved_characters_in_a_component)
{
	CHECK(html_add_url_component, {"aZ09-._~", "aZ09-._~"}, {"a b", "a%20b"},
	      {"/?&=#:%+@", "%2F%3F%26%3D%23%3A%25%2B%40"}, {"中", "%E4%B8%AD"},
	      {"!$'()*,;[]\"<>", "%21%24%27%28%29%2A%2C%3B%5B%5D%22%3C%3E"});
}

Test(html, escapes_xml_and_replaces_forbidden_characters)
{
	CHECK(html_add_xml, {"<a b=\"c\">&'", "&lt;a b=&#34;c&#34;&gt;&amp;&#39;"},
	      {"a\tb\nc\rd", "a\tb\nc\rd"}, {"a\x0B\x01z", "a\xEF\xBF\xBD\xEF\xBF\xBDz"},
	      {"\xEF\xBF\xBE\xEF\xBF\xBF", "\xEF\xBF\xBD\xEF\xBF\xBD"}, {"。，：", "。，："});
	struct buf b = BUF_INIT;
	html_add_xml(&b, STR("a\0b"));
	cr_expect_str_eq(b.data, "a\xEF\xBF\xBD"
	                         "b");
	buf_release(&b);
}

Test(html, writes_json_strings_that_may_stand_in_a_script)
{
	CHECK(html_add_json_string, {"", "\"\""}, {"a\"b\\c", "\"a\\\"b\\\\c\""},
	      {"</script>", "\"\\u003c/script\\u003e\""}, {"a&b", "\"a\\u0026b\""},
	      {"\n\r\t\b\f\x01", "\"\\n\\r\\t\\b\\f\\u0001\""},
	      {"\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xA6", "\"\\u2028\\u2029\xE2\x80\xA6\""},
	      {"中", "\"中\""});
}

Test(html, tells_safe_addresses)
{
	static const char *const safe[] = {
		"",
		"a.html",
		"/a",
		"../a",
		"#a",
		"?a:b",
		"./javascript:x",
		"https://example.org",
		"HTTP://x",
		" mailto:a@b",
		"tel:1",
		"a/b:c",
		"1:2",
		"中:文",
		"/a//b",
		"x#javascript:",
		":a",
		"a?b//c",
		"/?//x",
	};
	for (size_t i = 0; i < sizeof safe / sizeof safe[0]; i++)
		cr_expect(html_is_safe_url(str_from(safe[i])), "%s", safe[i]);
}

Test(html, refuses_other_schemes_however_they_are_hidden)
{
	static const char *const unsafe[] = {
		"javascript:alert(1)",
		"JavaScript:x",
		" javascript:x",
		"\x01javascript:x",
		"java\nscript:x",
		"java\tscript:x",
		"javascript\r:x",
		"vbscript:x",
		"data:text/html,x",
		"file:///etc",
		"blob:x",
		"//host",
		"/\\host",
		"\\\\host",
		"/\t/host",
		" //host",
		"https2:x",
		"averylongschemename:x",
	};
	for (size_t i = 0; i < sizeof unsafe / sizeof unsafe[0]; i++)
		cr_expect_not(html_is_safe_url(str_from(unsafe[i])), "%s", unsafe[i]);
}
