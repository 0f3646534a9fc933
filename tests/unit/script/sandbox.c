#include "base/limits.h"
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "fixture.h"

struct example {
	const char *expression, *out;
};

static void check(const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char source[1000];
		snprintf(source, sizeof source, "{{ %s }}", examples[i].expression);
		const char *got = fixture_render("t.txt", source);
		cr_expect_str_eq(got, examples[i].out, "%s\n gives %s\n   not %s",
		                 examples[i].expression, got, examples[i].out);
	}
}
#define CHECK(...)                                   \
	check((const struct example[]){__VA_ARGS__}, \
	      sizeof((const struct example[]){__VA_ARGS__}) / sizeof(struct example))

Test(sandbox, offers_the_safe_library)
{
	CHECK({"string.format('%d %s %5.2f', 3, 'x', 1.5)", "3 x  1.50"}, {"('x'):upper()", "X"},
	      {"#'中'", "3"}, {"('ab'):rep(3, '-')", "ab-ab-ab"},
	      {"table.concat({1,2,'x'}, ',')", "1,2,x"}, {"math.max(1, 5, 3)", "5"},
	      {"math.floor(2.7)", "2"}, {"utf8.char(20013)", "中"}, {"utf8.len('中文')", "2"},
	      {"select('#', 1, 2, 3)", "3"}, {"tonumber('12')", "12"}, {"tostring(12)", "12"},
	      {"tostring(nil)", "nil"}, {"tostring(true)", "true"}, {"type({})", "table"},
	      {"(assert(3, 'x'))", "3"}, {"table.unpack({7, 8})", "7"});
}

Test(sandbox, has_nothing_else)
{
	static const char *const names[] = {
		"load",   "loadstring", "dofile", "loadfile",     "require",        "package",
		"os",     "io",         "debug",  "coroutine",    "collectgarbage", "rawset",
		"rawget", "rawequal",   "rawlen", "setmetatable", "getmetatable",   "next",
		"print",  "xpcall",     "warn",   "_G",           "_VERSION"};
	for (size_t i = 0; i < COUNT(names); i++) {
		char source[100];
		snprintf(source, sizeof source, "{{ type(%s) }}", names[i]);
		const char *got = fixture_render("t.txt", source);
		cr_expect(strncmp(got, "failed t.txt:1 没有变量或函数", 30) == 0, "%s: %s",
		          names[i], got);
	}
	static const char *const members[] = {"string.find",      "string.match", "string.gmatch",
	                                      "string.gsub",      "string.dump",  "string.pack",
	                                      "string.unpack",    "math.random",  "math.randomseed",
	                                      "utf8.charpattern", "('x').gsub",   "('x').dump"};
	for (size_t i = 0; i < COUNT(members); i++) {
		char source[100];
		snprintf(source, sizeof source, "{{ type(%s) }}", members[i]);
		const char *got = fixture_render("t.txt", source);
		cr_expect(strstr(got, "没有字段"), "%s: %s", members[i], got);
	}
}

Test(sandbox, suggests_the_nearest_name)
{
	CHECK({"pagee.title", "failed t.txt:1 没有变量或函数“pagee”，是不是“page”？"},
	      {"string.uper('x')", "failed t.txt:1 string 没有字段“uper”，是不是“upper”？"},
	      {"containz('a', 'b')", "failed t.txt:1 没有变量或函数“containz”，是不是“contains”？"},
	      {"nothing", ""}, {"xyzzyxyzzy", "failed t.txt:1 没有变量或函数“xyzzyxyzzy”"});
	struct fixture_file file = {"t.txt", "{{ pagee.title }}"};
	cr_expect_str_eq(fixture_render_files(&file, 1, "t.txt", LANGUAGE_EN),
	                 "failed t.txt:1 there is no variable or function \"pagee\"; did you mean "
	                 "\"page\"?");
}

Test(sandbox, refuses_every_write_to_what_is_shared)
{
	static const char *const writes[] = {
		"x = 1",           "page = nil",         "twice = 1",
		"string.x = 1",    "string.upper = nil", "math.pi = 3",
		"_ENV.x = 1",      "page.title = 1",     "page.rows[1] = 1",
		"function f() end"};
	for (size_t i = 0; i < COUNT(writes); i++) {
		char source[100];
		snprintf(source, sizeof source, "{%% %s %%}", writes[i]);
		const char *got = fixture_render("t.txt", source);
		cr_expect(strstr(got, "赋值"), "%s: %s", writes[i], got);
	}
	cr_expect(strstr(fixture_render("t.txt", "{% table.insert(string, 1) %}"), "赋值"));
}

Test(sandbox, walks_pairs_in_sorted_order)
{
	cr_expect_str_eq(fixture_render("t.txt", "{% for k, v in pairs({z=1, a=2, [10]=3, [2]=4, "
	                                         "[1.5]=5, ['中']=6, 'x'}) do %}"
	                                         "{{ k }}={{ v }} {% end %}"),
	                 "1=x 1.5=5 2=4 10=3 a=2 z=1 中=6 ");
	cr_expect_str_eq(
		fixture_render(
			"t.txt",
			"{% for i, r in pairs(page.rows) do %}{{ i }}{{ r.title }} {% end %}"),
		"1一<b> 2二&\"' 3三 ");
	cr_expect_str_eq(fixture_render("t.txt", "{% local t = {a=1,b=2,c=3} for k in pairs(t) do "
	                                         "t[k] = nil t.c = nil %}{{ k }}{% end %}"),
	                 "ab");
	cr_expect_str_eq(fixture_render("t.txt", "{% for k in pairs({[page]=1}) do end %}"),
	                 "failed t.txt:1 pairs 只能遍历以文本或数字为键的表，这里有item");
	cr_expect_str_eq(fixture_render("t.txt", "{% for k in pairs(nil) do end %}"),
	                 "failed t.txt:1 pairs 需要表或列表，得到的是空值 nil");
	cr_expect_str_eq(fixture_render("t.txt", "{% for k in ipairs(page) do end %}"),
	                 "failed t.txt:1 ipairs 需要列表，得到的是item");
}

Test(sandbox, sorts_stably_whatever_the_order_function_says)
{
	cr_expect_str_eq(
		fixture_render(
			"t.txt",
			"{% local t = {} for i = 1, 300 do t[i] = {i % 3, i} end "
			"table.sort(t, function(a, b) return a[1] < b[1] end) "
			"local good = true for i = 2, 300 do local a, b = t[i-1], t[i] "
			"good = good and (a[1] < b[1] or a[1] == b[1] and a[2] < b[2]) end %}"
			"{{ tostring(good) }}"),
		"true");
	CHECK({"(function() local t = {3,1,2} table.sort(t) return table.concat(t) end)()", "123"},
	      {"(function() local t = {'b','a'} table.sort(t, function() return true end) return "
	       "#t end)()",
	       "2"},
	      {"(function() table.sort({1,'x'}) end)()",
	       "failed t.txt:1 不能比较：string with number"});
}

Test(sandbox, catches_errors_but_never_limits)
{
	CHECK({"select(2, pcall(error, 'x'))", "x"}, {"tostring(pcall(twice, 1))", "true"},
	      {"select(2, pcall(fail, '坏了'))", "坏了"},
	      {"pcall(function() while true do end end)",
	       "limit t.txt:1 运行步数超过上限，是不是循环没有结束？"});
	cr_expect_str_eq(
		fixture_render("t.txt",
	                       "\n{% while true do pcall(function() while true do end end) end %}"),
		"limit t.txt:2 运行步数超过上限，是不是循环没有结束？");
#ifndef __SANITIZE_ADDRESS__ /* slow there; works_on_after_a_limit has such a case, too */
	cr_expect_str_eq(fixture_render("t.txt", "{% local t = {} while true do pcall(function() "
	                                         "for i = 1, 1e9 do t[#t+1] = {i} end end) end %}"),
	                 "limit t.txt:1 脚本占用的内存超过上限");
#endif
}

Test(sandbox, keeps_text_valid)
{
	CHECK({"('中文'):sub(1, 3)", "中"}, {"('中文'):sub(-3)", "文"}, {"('abc'):sub(2)", "bc"},
	      {"('abc'):sub(3, 2)", ""}, {"('abc'):sub(-100, 100)", "abc"},
	      {"('中a文'):reverse()", "文a中"},
	      {"('中'):sub(2)",
	       "failed t.txt:1 string.sub 把一个字切开了；请用 excerpt 或 utf8.offset"},
	      {"('中'):sub(1, 2)",
	       "failed t.txt:1 string.sub 把一个字切开了；请用 excerpt 或 utf8.offset"},
	      {"string.format('%.1s', '中')", "failed t.txt:1 string.format 把一个字切开了"},
	      {"string.format('%c', 200)", "failed t.txt:1 string.format 把一个字切开了"},
	      {"string.format('%%c %s', '中')", "%c 中"});
	cr_expect(strstr(fixture_render("t.txt", "{{ string.char(200) }}"), "utf8.char"));
	cr_expect(strstr(fixture_render("t.txt", "{{ utf8.char(0xD800) }}"), "failed"));
	cr_expect(strstr(fixture_render("t.txt", "{{ '\\200' }}"), "转义"));
	cr_expect(strstr(fixture_render("t.txt", "{{ '\\xff' }}"), "转义"));
	cr_expect(strstr(fixture_render("t.txt", "{{ '\\u{D800}' }}"), "转义"));
	cr_expect_str_eq(fixture_render("t.txt", "{{ '\\u{4E2D}\\x41\\65' }}"), "中AA");
}

Test(sandbox, prints_no_addresses)
{
	cr_expect(strstr(fixture_render("t.txt", "{{ tostring({}) }}"), "failed"));
	cr_expect(strstr(fixture_render("t.txt", "{{ string.format('%s', {}) }}"), "failed"));
	cr_expect(strstr(fixture_render("t.txt", "{{ string.format('%s', page) }}"), "failed"));
	cr_expect(strstr(fixture_render("t.txt", "{{ string.format('%p', 'x') }}"), "%p"));
	cr_expect(strstr(fixture_render("t.txt", "{{ string.format('%-10p', 'x') }}"), "%p"));
	cr_expect_str_eq(fixture_render("t.txt", "{{ string.format('%s', page.label) }}"),
	                 "[主动<公开>]");
}

Test(sandbox, ends_everything_that_would_not_end)
{
	static const char *const endless[] = {
		"while true do end",
		"repeat until false",
		"for i = 1, math.huge do end",
		"::top:: goto top",
		"local function f() return f() end f()",
		"local f f = function() return f() end f()",
		"local t = {} function t.f() return t.f() end t.f()",
		"local t = {} function t:f() return self:f() end t:f()",
		"table.move({}, 1, 1 << 60, 1)",
		"for _, i in ipairs({1,2}) do while i do end end",
		"local s = 'x' while true do s = s .. s end",
		"local s = ('x'):rep(20000) while true do local t = s .. 'a' end",
		"local t = {} for i = 1, 1e6 do t[i] = i end while true do table.insert(t, 1, 0) "
	        "end",
		"local s = ('x'):rep(20000) while true do local t = s:upper() end",
		"local s = ('x'):rep(20000) while true do local t = contains(s, 'y') end",
		("local function g() end local function f(...) while true do g(...) end end "
	         "local t = {} for i = 1, 5000 do t[i] = i end f(table.unpack(t))"),
		"while true do for k in pairs({a = 1}) do end end",
	};
#ifdef __SANITIZE_ADDRESS__ /* some of each kind: memory is slow there */
	enum { STEP = 5 };
#else
	enum { STEP = 1 };
#endif
	for (size_t i = 0; i < COUNT(endless); i += STEP) {
		char source[200];
		snprintf(source, sizeof source, "{%% %s %%}", endless[i]);
		const char *got = fixture_render("t.txt", source);
		cr_expect(strncmp(got, "limit t.txt:1 ", 14) == 0, "%s: %s", endless[i], got);
	}
	cr_expect(strstr(fixture_render("t.txt", "{{ ('x'):rep(1 << 40) }}"), "string.rep"));
	cr_expect(strstr(fixture_render("t.txt", "{% local function f() return 1 + f() end f() %}"),
	                 "failed"));
#ifndef MULU_LUA_STEPS /* with fewer steps no page gets that large */
	cr_expect_str_eq(
		fixture_render(
			"t.html",
			"{% while true do "
	                "%}"
	                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% end %}"),
		"limit t.html:1 页面太大");
#endif
}

Test(sandbox, ends_the_same_way_every_time)
{
	/* just below and above the limit of work: no clock decides */
	char below[80], above[80];
	snprintf(below, sizeof below, "{%% for i = 1, %d do end %%}x", LIMIT_LUA_STEPS / 10);
	snprintf(above, sizeof above, "{%% for i = 1, %d do end %%}x", LIMIT_LUA_STEPS / 8);
	for (int i = 0; i < 3; i++) {
		cr_expect_str_eq(fixture_render("t.txt", below), "x");
		cr_expect(strncmp(fixture_render("t.txt", above), "limit", 5) == 0);
	}
}

Test(sandbox, works_on_after_a_limit)
{

	struct arena arena;
	arena_init(&arena, 0);
	struct script *s = fixture_new(LANGUAGE_ZH);
	struct script_error error;
	cr_expect_null(script_load_data(s, STR("local t = {} while true do t[#t+1] = {} end"),
	                                STR("a"), &arena, &error));
	cr_expect_eq(error.status, SCRIPT_LIMIT);
	cr_expect_not_null(
		script_load_data(s, STR("local t = {} for i = 1, 1000 do t[i] = {} end return t"),
	                         STR("a"), &arena, &error));
	cr_expect_eq(error.status, SCRIPT_OK);
	script_free(s);
	arena_release(&arena);
}
