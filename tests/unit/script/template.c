#include "script/template.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

struct example {
	const char *source, *out;
};

static void check(const char *name, const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *got = fixture_render(name, examples[i].source);
		cr_expect_str_eq(got, examples[i].out, "%s\n gives: %s\n not:   %s",
		                 examples[i].source, got, examples[i].out);
	}
}
#define CHECK(name, ...)                                   \
	check(name, (const struct example[]){__VA_ARGS__}, \
	      sizeof((const struct example[]){__VA_ARGS__}) / sizeof(struct example))

Test(template, escapes_by_place_in_html)
{
	CHECK("t.html", {"<p>{{ page.title }}</p>", "<p>标&lt;题&gt;</p>"},
	      {"<p title=\"{{ page.rows[2].title }}\">", "<p title=\"二&amp;&#34;&#39;\">"},
	      {"<p title='{{ page.rows[2].title }}'>", "<p title='二&amp;&#34;&#39;'>"},
	      {"<title>{{ page.title }}</title>", "<title>标&lt;题&gt;</title>"},
	      {"<textarea>{{ page.title }}</textarea>{{ page.title }}",
	       "<textarea>标&lt;题&gt;</textarea>标&lt;题&gt;"},
	      {"<script type=\"application/ld+json\">{{ page.title }}</script>{{ page.title }}",
	       "<script type=\"application/ld+json\">\"标\\u003c题\\u003e\"</script>标&lt;题&gt;"},
	      {"<script type='application/json'>{\"a\\\"\": {{ page.number }}}</script>",
	       "<script type='application/json'>{\"a\\\"\": 42}</script>"},
	      {"a < b {{ page.title }}", "a < b 标&lt;题&gt;"});
}

Test(template, escapes_addresses)
{
	CHECK("t.html", {"<a href=\"{{ page.rows[2].url }}\">", "<a href=\"/b%20c.html\">"},
	      {"<a href=\"{{ page.rows[3].url }}\">",
	       "<a href=\"https://example.org/?a=1&amp;b=2\">"},
	      {"<a href=\"/x?q={{ 'a&b=/中' }}\">", "<a href=\"/x?q=a%26b%3D%2F%E4%B8%AD\">"},
	      {"<a href=\"{{ page.url }}?q={{ 'a b' }}#{{ 'a/b' }}\">",
	       "<a href=\"/page.html?q=a%20b#a/b\">"},
	      {"<a href=\"/d/{{ 'a:b' }}.html\">", "<a href=\"/d/a:b.html\">"},
	      {"<a href=\"page-{{ 2 }}.html\">", "<a href=\"page-2.html\">"},
	      {"<img src='{{ nil }}'>", "<img src=''>"},
	      {"<a href=\"mailto:{{ 'a@b' }}\">", "<a href=\"mailto:a@b\">"});
}

Test(template, refuses_unsafe_addresses_when_they_are_printed)
{
	static const char *const sources[] = {
		"<a href=\"{{ page.evil }}\">",
		"<a href='{{ page.evil }}'>",
		"<form action=\"{{ page.evil }}\">",
		"<a href=\" {{ page.evil }}\">",
		"<a href=\"{{ 'java' }}{{ 'script:x' }}\">",
		"<a href=\"{{ 'javascript' }}{{ ':x' }}\">",
		"<a href=\"java{{ 'script:x' }}\">",
		"<a href=\"/{{ '/host' }}\">",
		"<a href=\"{% if nothing then %}https://x/{% else %}{{ page.evil }}{% end %}\">",
		"<a href=\"{{ '//host' }}\">",
	};
	for (size_t i = 0; i < COUNT(sources); i++) {
		const char *got = fixture_render("t.html", sources[i]);
		cr_expect(strstr(got, "failed t.html:1 不安全的网址"), "%s: %s", sources[i], got);
	}
}

Test(template, refuses_constant_text_that_could_complete_a_scheme)
{
	static const char *const sources[] = {
		"<a href=\"{{ page.url }}:x\">",
		"<a href=\"{{ page.url }}&#58;x\">",
		"<a href=\"{{ page.url }}&colon;x\">",
		"<a href=\"{{ page.url }}{% if page then %}/{% end %}:x\">",
		"<a href=\"javascript:f({{ 1 }})\">",
		"<a href=\"//{{ 'host' }}\">",
	};
	for (size_t i = 0; i < COUNT(sources); i++) {
		const char *got = fixture_render("t.html", sources[i]);
		cr_expect(got[0] == '!', "%s: %s", sources[i], got);
	}
	CHECK("t.html", {"<a href=\"{{ page.url }}/a:x\">", "<a href=\"/page.html/a:x\">"});
}

Test(template, refuses_expressions_where_nothing_is_safe)
{
	static const char *const sources[] = {
		"<a title={{ 1 }}>",
		"<a title=x{{ 1 }}>",
		"<a {{ 1 }}>",
		"<a x{{ 1 }}>",
		"<{{ 1 }}>",
		"</{{ 1 }}>",
		"<h{{ 1 }}>",
		"<!-- {{ 1 }} -->",
		"<!doctype {{ 1 }}>",
		"<!{{ 1 }}>",
		"<? {{ 1 }} ?>",
		"<script>{{ 1 }}</script>",
		"<script type='module'>{{ 1 }}</script>",
		"<style>{{ 1 }}</style>",
		"<p style=\"{{ 1 }}\">",
		"<p onclick=\"{{ 1 }}\">",
		"<p ONCLICK='{{ 1 }}'>",
		"<iframe srcdoc=\"{{ 1 }}\">",
		"<iframe>{{ 1 }}</iframe>",
		"<script type=\"application/json\">\"{{ 1 }}\"</script>",
		"<script type=\"application/json\"><{{ 1 }}</script>",
		"<script>a</scrip>{{ 1 }}</script>",
		"<script>'</script {{ 1 }}>",
		"<meta http-equiv=\"refresh\" content=\"0;url={{ 1 }}\">",
		"<meta content=\"0;url={{ 1 }}\" http-equiv=\"refresh\">",
		"<a b='c'{{ 1 }}>",
		"<a/{{ 1 }}>",
		"<p title=\"{{{ page.body }}}\">",
		"<title>{{{ page.body }}}</title>",
	};
	for (size_t i = 0; i < COUNT(sources); i++) {
		const char *got = fixture_render("t.html", sources[i]);
		cr_expect(got[0] == '!', "%s: %s", sources[i], got);
	}
}

Test(template, refuses_control_flow_that_changes_the_place)
{
	static const char *const sources[] = {
		"<a title=\"{% if page then %}\">{% end %}{{ 1 }}",
		"<script>{% if page then %}</script>{% end %}{{ 1 }}",
		"{% if page then %}<script>{% else %}{{ 1 }}{% end %}",
		"<a title='{% for i = 1, 2 do %}'>{% end %}",
		"<a title=\"{% if page then goto done end %}\">{% ::done:: %}{{ 1 }}",
		"<a title=\"{% do return end %}\">",
		"{% for i = 1, 2 do %}<a title=\"{% break %}\">{% end %}",
		"<a {% if page then %}href{% else %}title{% end %}=\"{{ page.evil }}\">",
		"<a {% if page then %}href{% end %} =\"{{ page.evil }}\">",
		"<a {% if page then %}href={% else %}title={% end %}\"{{ page.evil }}\">",
		"<{% if page then %}a{% else %}script{% end %}>",
		"<s{% if page then %}cript{% end %}>",
		"<script type=\"{% if page then %}x{% end %}application/json\">{{ 1 }}</script>",
		"<script type=\"{{ 'x' }}application/json\">{{ 1 }}</script>",
		"<meta http-equiv=\"{{ 'refresh' }}\" content=\"{{ 1 }}\">",
		"<script type=\"application/json\">{% if page then %}\"{% end %}</script>",
	};
	for (size_t i = 0; i < COUNT(sources); i++) {
		const char *got = fixture_render("t.html", sources[i]);
		cr_expect(got[0] == '!' || strncmp(got, "t.html:1:", 9) == 0, "%s: %s", sources[i],
		          got);
	}
	CHECK("t.html", {"<a {% if page then %}class='b'{% end %}>{{ 1 }}", "<a class='b'>1"},
	      {"<a title=\"{% if nothing then %}a{% else %}b{% end %}\">", "<a title=\"b\">"},
	      {"<a title=\"{{ (function() return 1 end)() }}\">", "<a title=\"1\">"},
	      {"{% if page then %}<b>{% else %}<i>{% end %}x", "<b>x"},
	      {"{% local function f(x) %}{{ x }}{% end %}<a title=\"{% f('\"') %}\">",
	       "<a title=\"&#34;\">"},
	      {"<a href=\"{{ page.url }}{% if page then %}?x={{ 'a b' }}{% end %}\">",
	       "<a href=\"/page.html?x=a%20b\">"});
}

Test(template, follows_tags_to_their_end)
{
	CHECK("t.html", {"<a b='>' c>{{ '<' }}", "<a b='>' c>&lt;"},
	      {"<!-->{{ '<' }}", "<!-->&lt;"},
	      {"<!-- a > -- b -->{{ '<' }}", "<!-- a > -- b -->&lt;"},
	      {"<!--->{{ '<' }}", "<!--->&lt;"},
	      {"<!doctype html>{{ '<' }}", "<!doctype html>&lt;"}, {"<br/>{{ '<' }}", "<br/>&lt;"},
	      {"<a b=c/>{{ '<' }}", "<a b=c/>&lt;"},
	      {"<SCRIPT>if (a < b) '<a>'</Script >{{ '<' }}",
	       "<SCRIPT>if (a < b) '<a>'</Script >&lt;"},
	      {"<style>a{}</style>{{ '<' }}", "<style>a{}</style>&lt;"},
	      {"<option{% if page then %} selected{% end %}>{{ 1 }}", "<option selected>1"},
	      {"<a  b = \"{{ '\"' }}\" >{{ 1 }}", "<a  b = \"&#34;\" >1"},
	      {"</p>{{ '<' }}", "</p>&lt;"}, {"<p\n>{{ '<' }}", "<p\n>&lt;"});
}

Test(template, prints_plainly)
{
	CHECK("t.html", {"{{ nil }}{{ page.none }}{{ nothing }}", ""},
	      {"{{ 12 }} {{ 3.0 }} {{ -0.0 }}", "12 3 0"},
	      {"{{ page.half }} {{ 1e15 }} {{ 1e-7 }} {{ 0.1 + 0.2 }}",
	       "0.5 1000000000000000 0.0000001 0.3"},
	      {"{{ page.label }}", "[主动&lt;公开&gt;]"},
	      {"{{ 1 == 1 }}", "failed t.html:1 布尔值不能直接输出"},
	      {"\n{{ page.flag }}", "failed t.html:2 布尔值不能直接输出"},
	      {"{{ page }}", "failed t.html:1 item 不能直接输出，请取它的一个字段"},
	      {"{{ {} }}", "failed t.html:1 表不能直接输出"},
	      {"{{ twice }}", "failed t.html:1 函数不能直接输出"},
	      {"{{ 0/0 }}", "failed t.html:1 计算结果不是有限的数（除以零？）"},
	      {"{{ twice(4) }}", "8"}, {"{{ \"}}\" }}", "}}"}, {"{{ ({a=1}).a }}", "1"},
	      {"{{ ({{1}})[1][1] }}", "1"});
	cr_expect(
		strstr(fixture_render("t.html", "{{ 1e300 }}"), "1000000000000000052504760255204"));
}

Test(template, prints_markup_only_between_triple_braces)
{
	CHECK("t.html", {"{{{ page.body }}}", "<p>正文 & more</p>"}, {"{{{ nil }}}", ""},
	      {"{{{ markup(\"<b>\") }}}", "<b>"}, {"{{{ markup '<b>' }}}", "<b>"},
	      {"{{{ page.title }}}",
	       "failed t.html:1 {{{ … }}} 只能输出 mulu 生成的标记，这里是文本"},
	      {"{{ page.body }}", "failed t.html:1 这是标记，要写成 {{{ … }}}"},
	      {"{{{ markup(page.title) }}}", "t.html:1:5-11 markup 只接受写在模板里的文本常量\n"},
	      {"{% local m = markup %}", "t.html:1:14-20 markup 只接受写在模板里的文本常量\n"},
	      {"{{{ markup('a' .. page.title) }}}",
	       "t.html:1:5-11 markup 只接受写在模板里的文本常量\n"});
}

Test(template, escapes_xml_json_and_text_by_extension)
{
	CHECK("t.xml",
	      {"<a b=\"{{ page.title }}\">{{ page.rows[2].title }}</a>",
	       "<a b=\"标&lt;题&gt;\">二&amp;&#34;&#39;</a>"},
	      {"<c>{{ page.body }}</c>", "<c>&lt;p&gt;正文 &amp; more&lt;/p&gt;</c>"},
	      {"<?xml version=\"1.0\"?><!-- a --><![CDATA[<]]>{{ 1 }}",
	       "<?xml version=\"1.0\"?><!-- a --><![CDATA[<]]>1"});
	CHECK("t.json", {"{\"a\": {{ page.title }}}", "{\"a\": \"标\\u003c题\\u003e\"}"},
	      {"[{{ nil }}, {{ true }}, {{ 1.5 }}, {{ {} }}]", "[null, true, 1.5, []]"},
	      {"{{ {b = 1, a = {2, 'x', {}}} }}", "{\"a\":[2,\"x\",[]],\"b\":1}"},
	      {"{{ page.label }} {{ page.body }}",
	       "\"[主动\\u003c公开\\u003e]\" \"\\u003cp\\u003e正文 \\u0026 more\\u003c/p\\u003e\""},
	      {"{{ page.empty }}", "[]"},
	      {"{{ page }}", "failed t.json:1 item 不能直接输出，请取它的一个字段"});
	CHECK("t.txt", {"{{ page.title }}", "标<题>"});
	cr_expect(strstr(fixture_render("t.json", "{\"a\": \"{{ 1 }}\"}"), "!t.json:1:8-15"));
	cr_expect(
		strstr(fixture_render("t.json", "{% local t = {} t.t = t %}{{ t }}"), "嵌套太深"));
	static const char *const bad_xml[] = {
		"<{{ 1 }}>",     "<a {{ 1 }}>",  "<!-- {{ 1 }} -->", "<![CDATA[{{ 1 }}]]>",
		"<?a {{ 1 }}?>", "<!D {{ 1 }}>", "{{{ page.body }}}"};
	for (size_t i = 0; i < COUNT(bad_xml); i++)
		cr_expect(fixture_render("t.xml", bad_xml[i])[0] == '!', "%s", bad_xml[i]);
}

Test(template, leaves_no_line_behind_for_tags_alone)
{
	CHECK("t.html", {"a\n{% local x = 1 %}\nb\n", "a\nb\n"},
	      {"a\n  {# note\n more #}  \nb", "a\nb"}, {"{% if page then %}\nx\n{% end %}", "x\n"},
	      {"{% local x %}{# c #} {% x = 1 %}\r\nb", "b"}, {"a {% local x %}\nb", "a \nb"},
	      {"{% local x %} a\nb", " a\nb"}, {"{{ 1 }}\n{% local x %}\n\nb", "1\n\nb"},
	      {"a{# #}\nb", "a\nb"}, {"\n{# a #}\n{# b #}\n\n", "\n\n"},
	      {"\xEF\xBB\xBF{# a #}\nb", "b"});
}

Test(template, runs_statements)
{
	CHECK("t.html",
	      {"{% for i, r in ipairs(page.rows) do %}{{ i }}:{{ r.title }} {% end %}",
	       "1:一&lt;b&gt; 2:二&amp;\"' 3:三 "},
	      {"{% for i = 1, 3 do if i == 2 then goto next end %}{{ i }}{% ::next:: end %}", "13"},
	      {"{% local function f(x) %}[{{ x }}]{% end f(1) f(2) %}", "[1][2]"},
	      {"{% local n = 0 while n < 3 do n = n + 1 %}{{ n }}{% end %}", "123"},
	      {"{% repeat local x = 1 until x %}a", "a"},
	      {"{% local x = 5 -- note %}{{ x --[[ y ]] }}", "5"},
	      {"{% local f = twice %}{% (f)(2) %}ok", "ok"},
	      {"{{ #page.rows }}{{ #page.empty }}", "30"},
	      {"{% if page.related.dates.published then %}x{% else %}y{% end %}", "y"},
	      {"{% return %}", ""}, {"a{% do return end %}b", "a"},
	      {"{% local s = [[%}]] %}{{ s }}", "%}"},
	      {"{{ (function() for i = 1, 3 do if i == 2 then return i end end end)() }}", "2"});
}

Test(template, names_the_line_of_runtime_errors)
{
	CHECK("t.html",
	      {"\n\n{{ page.titel }}", "failed t.html:3 item 没有字段“titel”，是不是“title”？"},
	      {"a\n{# x\n y #}\n{% local x = [[\n]] -- c\n%}{{ page\n .titel }}",
	       "failed t.html:7 item 没有字段“titel”，是不是“title”？"},
	      {"\n{{ page.none.x }}", "failed t.html:2 不能在空值（nil）上取字段 (field 'none')"},
	      {"\n{% fail('坏了') %}", "failed t.html:2 坏了"},
	      {"{% error('自己') %}", "failed t.html:1 自己"},
	      {"{% twice('x') %}", "failed t.html:1 twice 的第 1 个参数应是整数，得到的是文本"},
	      {"{% twice() %}", "failed t.html:1 twice 的第 1 个参数应是整数，得到的是空值 nil"},
	      {"{{ page.none() }}", "failed t.html:1 没有这个函数（nil 不能调用） (field 'none')"},
	      {"{{ page[1] }}", "failed t.html:1 item 不能用数字取值"},
	      {"{{ page.rows.x }}", "failed t.html:1 list 没有字段“x”"},
	      {"{{ #page }}", "failed t.html:1 item 不是列表，没有长度"},
	      {"{{ page .. 'x' }}", "failed t.html:1 不能连接：userdata value (global 'page')"});
	struct fixture_file english = {"t.html", "\n{{ page.titel }}"};
	cr_expect_str_eq(fixture_render_files(&english, 1, "t.html", LANGUAGE_EN),
	                 "failed t.html:2 item has no field \"titel\"; did you mean \"title\"?");
}

Test(template, reports_syntax_with_tight_spans)
{
	CHECK("t.html", {"a\n  {{ page.title", "t.html:2:3-5 {{ 没有对应的 }}\n"},
	      {"{{{ page.body }}", "t.html:1:1-4 {{{ 没有对应的 }}}\n"},
	      {"{# a", "t.html:1:1-3 {# 没有对应的 #}\n"},
	      {"{% if x then }", "t.html:1:1-3 {% 没有对应的 %}\n"},
	      {"{{ }}", "t.html:1:1-6 这里缺少表达式\n"},
	      {"{{ -- x }}", "t.html:1:1-11 这里缺少表达式\n"},
	      {"{{ f(1 }}", "t.html:1:5-6 括号没有成对\n"},
	      {"{{ 1) + (2 }}", "t.html:1:5-6 括号没有成对\n"},
	      {"{{ 'x }}", "t.html:1:4-9 引号没有成对\n"},
	      {"中{% end %}", "t.html:1:5-8 这里没有可以结束的块（多了 end 或 until？）\n"},
	      {"{% for i=1,2 do %}\n{% if i then %}",
	       "t.html:1:4-7 这个块没有 end\nt.html:2:4-6 这个块没有 end\n"},
	      {"{% else %}", "t.html:1:4-8 这里的 else 没有对应的 if\n"},
	      {"{% for i=1,2 do %}{{ i end do }}{% end %}",
	       "t.html:1:24-27 这里没有可以结束的块（多了 end 或 until？）\n"},
	      {"{{ a b }}", "t.html:1:6-7 ')' expected near 'b'\n"},
	      {"\n{% x y %}", "t.html:2:6-7 syntax error near 'y'\n"},
	      {"{{ 1, 2 }}", "t.html:1:5-6 ')' expected near ','\n"},
	      {"{% __n = 1 %}", "t.html:1:4-7 以 __ 开头的名称由 mulu 保留\n"},
	      {"{% endif %}", "t.html:1:4-9 没有 endif；Lua 的块都用 {% end %} 结束\n"},
	      {"{% extends \"a\" %}", "t.html:1:4-11 没有 extends；请写 {% layout \"…\" %}\n"},
	      {"<p", "!t.html:1:3-3 模板结束时还在标签、注释或引号里\n"},
	      {"\xFF", "t.html:1:1-2 不是 UTF-8 编码\n"},
	      {"{{ (function() }}", "t.html:1:4-5 括号没有成对\n"},
	      {"{{ function() }}", "t.html:1:4-12 这个块没有 end\n"});
}

Test(template, goes_on_after_a_problem)
{
	CHECK("t.html",
	      {"<a {{ 1 }}>\n{{ }}\n{% end %}",
	       "!t.html:1:4-11 表达式不能写在标签名、属性名的位置；要写在带引号的属性值里\n"
	       "t.html:2:1-6 这里缺少表达式\n"
	       "t.html:3:4-7 这里没有可以结束的块（多了 end 或 until？）\n"});
}

static void check_files(const char *want, enum language language, const struct fixture_file *files,
                        size_t count)
{
	const char *got = fixture_render_files(files, count, files[0].name, language);
	cr_expect_str_eq(got, want, "%s\n gives: %s\n not:   %s", files[0].source, got, want);
}
#define FILES(want, ...)                                                           \
	check_files(want, LANGUAGE_ZH, (const struct fixture_file[]){__VA_ARGS__}, \
	            sizeof((const struct fixture_file[]){__VA_ARGS__}) /           \
	                    sizeof(struct fixture_file))

Test(template, includes_with_a_value)
{
	FILES("&lt;1>&lt;一&lt;b&gt;>",
	      {"a.html",
	       "{% include \"b.html\" with 1 %}{% include 'b.html' with page.related.title %}"},
	      {"b.html", "&lt;{{ it }}>"});
}

Test(template, includes_see_no_locals_and_their_errors_name_them)
{
	FILES("[]", {"a.html", "{% local x = 1 %}[{% include \"b.html\" %}]"},
	      {"b.html", "{{ it }}"});
	FILES("failed b.html:1 没有变量或函数“x”",
	      {"a.html", "{% local x = 1 %}\n{% include \"b.html\" %}"}, {"b.html", "{{ x }}"});
	FILES("failed b.html:2 item 没有字段“titel”，是不是“title”？",
	      {"a.html", "\n\n\n{% include \"b.html\" with page %}"},
	      {"b.html", "\n{{ it.titel }}"});
}

Test(template, limits_the_depth_of_includes)
{
	FILES("limit a.html:1 include 或 layout 嵌套太深，是不是绕成了圈？",
	      {"a.html", "{% include \"a.html\" %}"});
	FILES("limit a.html:1 include 或 layout 嵌套太深，是不是绕成了圈？",
	      {"a.html", "{% layout \"b.html\" %}"}, {"b.html", "{% layout \"a.html\" %}"});
	FILES("x31302928272625242322212019181716151413121110987654321",
	      {"a.html", "x{% include \"b.html\" with 31 %}"},
	      {"b.html",
	       "{% if it > 0 then %}{{ it }}{% include \"b.html\" with it - 1 %}{% end %}"});
}

Test(template, fills_the_blocks_of_its_layout)
{
	const struct fixture_file base = {
		"base.html",
		"<title>{% block title %}default{% endblock %}</title>\n"
		"{% block main %}\n<main>{{ page.number }}</main>\n{% endblock %}\nend\n"};
	FILES("<title>default</title>\n<main>42</main>\nend\n",
	      {"a.html", "{% layout \"base.html\" %}\n"}, base);
	FILES("<title>标&lt;题&gt;</title>\nmine 7\nend\n",
	      {"a.html", "{# c #}\n{% layout \"base.html\" %}\n{% local x = 7 %}\n\n"
	                 "{% block title %}{{ page.title }}{% endblock %}\n"
	                 "{% block main %}\nmine {{ x }}\n{% endblock %}\n"},
	      base);
	FILES("<title>top</title>\nmiddle\nend\n",
	      {"a.html", "{% layout \"mid.html\" %}{% block title %}top{% endblock %}"},
	      {"mid.html", "{% layout \"base.html\" %}{% block title %}mid{% endblock %}"
	                   "{% block main %}middle\n{% endblock %}"},
	      base);
}

Test(template, fills_blocks_inside_blocks)
{
	FILES("[a(inner)]",
	      {"a.html", "{% layout \"b.html\" %}{% block inner %}inner{% endblock %}"},
	      {"b.html", "[{% block outer %}a({% block inner %}b{% endblock %}){% endblock %}]"});
	FILES("[x(deep)]", {"a.html", "{% layout \"m.html\" %}{% block deep %}deep{% endblock %}"},
	      {"m.html", "{% layout \"b.html\" %}{% block outer %}x({% block deep %}{% endblock "
	                 "%}){% endblock %}"},
	      {"b.html", "[{% block outer %}{% endblock %}]"});
	FILES("1-23-2",
	      {"a.html", "{% for i = 1, 3, 2 do %}{{ i }}-{% include 'b.html' %}{% end %}"},
	      {"b.html", "{% block x %}2{% endblock %}"});
}

Test(template, reports_misplaced_parts_of_layouts)
{
	CHECK("t.html", {"{% endblock %}", "t.html:1:1-15 没有对应的 block\n"},
	      {"{% block a %}", "t.html:1:1-14 这个 block 没有 endblock\n"},
	      {"{% block a %}{% for i=1,2 do %}{% endblock %}", "t.html:1:17-20 这个块没有 end\n"},
	      {"{% block a %}{% end %}{% endblock %}",
	       "t.html:1:17-20 这里没有可以结束的块（多了 end 或 until？）\n"},
	      {"{% block a %}{% endblock %}{% block a %}{% endblock %}",
	       "t.html:1:28-41 这个模板里已经有同名的 block\n"},
	      {"{% block %}", "t.html:1:1-12 block 后面要写名称，例如 {% block main %}\n"},
	      {"{% block a b %}{% endblock %}",
	       "t.html:1:12-14 这里多了内容\nt.html:1:16-30 没有对应的 block\n"},
	      {"<a {% block a %}{% endblock %}>",
	       "!t.html:1:4-17 block 只能写在标签之间\n!t.html:1:17-31 block 结束时还在标签里\n"},
	      {"a{% layout \"b.html\" %}",
	       "t.html:1:2-23 layout 必须是模板的第一行，而且只能有一个\n"},
	      {"<a {% include \"t.html\" %}>", "!t.html:1:4-26 include 只能写在标签之间\n"},
	      {"{% include x %}",
	       "t.html:1:1-16 这里要写模板的文件名，例如 {% include \"row.html\" %}\n"},
	      {"{% include \"t.html\" using x %}",
	       "t.html:1:21-26 模板名后面只能写 with 和一个表达式\n"},
	      {"{% include \"t.xml\" %}",
	       "t.html:1:1-22 两个模板的扩展名必须相同，否则转义不对\nt.html:1:1-22 "
	       "没有模板“t.xml”\n"},
	      {"\n{% include \"no.html\" %}", "t.html:2:1-24 没有模板“no.html”\n"});
	FILES("a.html:2:1-6 用了 layout 的模板里，block 外面的内容不会出现\n"
	      "a.html:3:1-8 用了 layout 的模板里，block 外面的内容不会出现\n",
	      {"a.html", "{% layout \"b.html\" %}\nhello\n{{ 1 }}{% block a %}x{% endblock %}\n"},
	      {"b.html", "{% block a %}{% endblock %}"});
	FILES("a.html:1:1-22 没有模板“b.html”\n", {"a.html", "{% layout \"b.html\" %}"});
}

Test(template, tells_missing_from_faulty)
{
	struct fixture_file file = {"b.html", "x"};
	cr_expect_str_eq(fixture_render_files(&file, 1, "a.html", LANGUAGE_ZH), "none");
	FILES("b.html:1:1-6 这里缺少表达式\n", {"a.html", "{% include \"b.html\" %}"},
	      {"b.html", "{{ }}"});
}

Test(template, compiles_to_lua_on_the_same_lines)
{
	struct buf lua = BUF_INIT;
	cr_assert(template_compile(
		STR("a.html"),
		STR("<p>\n{{ page.title }}</p>\n{% for i = 1, 2 do %}\nx\n{% end %}\n"),
		LANGUAGE_EN, &lua, NULL, NULL));
	struct str rest = buf_str(&lua), line;
	str_next_line(&rest, &line);
	cr_expect(
		str_ends_with(line,
	                      STR("return function(__blocks,it) local __n=__count(8) __raw(0,4);")),
		"%s", lua.data);
	str_next_line(&rest, &line);
	cr_expect(str_equal(line, STR("__text(( page.title ),20,5);")), "%s", lua.data);
	str_next_line(&rest, &line);
	cr_expect(str_equal(line, STR(" for i = 1, 2 do __n=__n-1 if __n<0 then __n=__count(8) end "
	                              " ;__raw(47,2);")),
	          "%s", lua.data);
	buf_release(&lua);
}
