#include <criterion/criterion.h>

#include "fixture.h"

struct example {
	const char *source, *out;
};

static void check(const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++)
		cr_expect_str_eq(fixture_data(examples[i].source), examples[i].out, "%s",
		                 examples[i].source);
}
#define CHECK(...)                                   \
	check((const struct example[]){__VA_ARGS__}, \
	      sizeof((const struct example[]){__VA_ARGS__}) / sizeof(struct example))

Test(data, copies_values_and_sorts_keys)
{
	CHECK({"return {1, 'x', z = true, a = {b = 1.5}}", "{1,\"x\";a={;b=1.5};z=true}"},
	      {"return nil", "nil"}, {"", "nil"}, {"return {}", "{}"},
	      {"return {1, nil, 3}", "{1;3=3}"}, {"return {[5] = 1, [0] = 2}", "{;0=2;5=1}"},
	      {"return 3.0", "3"}, {"\xEF\xBB\xBFreturn 1", "1"},
	      {"local t = {} for i = 1, 3 do t[i] = i * i end return t", "{1,4,9}"},
	      {"-- note\nreturn {name = 'home', --[[ x ]] url = \"/index.html\"}",
	       "{;name=\"home\";url=\"/index.html\"}"});
}

Test(data, says_what_is_wrong_and_where)
{
	CHECK({"return {\n  x =\n}", "syntax routes.lua:3 unexpected symbol near '}'"},
	      {"return {\n  f = function() end}", "failed routes.lua:0 这里只能是数据，不能是函数"},
	      {"local t = {} t.t = t return t", "failed routes.lua:0 表嵌套太深"},
	      {"return {[true] = 1}", "failed routes.lua:0 键应是文本，得到的是布尔值"},
	      {"\nreturn itmes", "failed routes.lua:2 没有变量或函数“itmes”"},
	      {"return (", "syntax routes.lua:1 括号没有成对"},
	      {"\nfor i=1,2 do", "syntax routes.lua:2 这个块没有 end"},
	      {"\nx = 1", "failed routes.lua:2 不能给全局变量“x”赋值；请写 local x = …"},
	      {"\nwhile true do end", "limit routes.lua:2 运行步数超过上限，是不是循环没有结束？"});
}
