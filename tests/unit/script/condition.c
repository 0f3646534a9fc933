#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

struct example {
	const char *condition, *out;
};

static void check(const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++)
		cr_expect_str_eq(fixture_test(examples[i].condition, LANGUAGE_ZH), examples[i].out,
		                 "%s", examples[i].condition);
}
#define CHECK(...)                                   \
	check((const struct example[]){__VA_ARGS__}, \
	      sizeof((const struct example[]){__VA_ARGS__}) / sizeof(struct example))

Test(condition, sees_the_fields_of_the_object)
{
	CHECK({"title == '标<题>'", "true"}, {"number > 41 and number < 43", "true"},
	      {"number == 1", "false"}, {"flag", "true"}, {"none", "false"}, {"not none", "true"},
	      {"#rows == 3", "true"}, {"related.title ~= nil", "true"},
	      {"it.number == number", "true"}, {"0", "true"});
}

Test(condition, takes_a_field_of_nil_as_nil)
{
	CHECK({"none.x == nil", "true"}, {"none.x.y.z", "false"},
	      {"related.related.dates.published", "false"}, {"#none == 0", "true"},
	      {"dates.published ~= nil", "true"},
	      {"none < 3", "failed rules/a.yaml:1 不能比较空值（nil）与 number"},
	      {"none + 1 == 2", "failed rules/a.yaml:1 不能用空值（nil）计算 (global 'none')"});
}

Test(condition, does_not_make_templates_lenient)
{
	struct arena arena;
	arena_init(&arena, 0);
	struct script *s = fixture_new(LANGUAGE_ZH);
	struct script_error error;
	int handle = script_compile_condition(s, STR("none.x"), STR("a"), &arena, &error);
	cr_expect_not(script_test(s, handle, &fixture_page, &arena, &error));
	cr_expect_eq(error.status, SCRIPT_OK);
	cr_expect_null(script_load_data(s, STR("local x return x.y"), STR("a"), &arena, &error));
	cr_expect_eq(error.status, SCRIPT_FAILED);
	script_free(s);
	arena_release(&arena);
}

Test(condition, names_unknown_fields)
{
	CHECK({"titel == 'x'", "failed rules/a.yaml:1 item 没有字段“titel”，是不是“title”？"},
	      {"\nrelated.titel", "failed rules/a.yaml:2 item 没有字段“titel”，是不是“title”？"},
	      {"containz(title, 'x')",
	       "failed rules/a.yaml:1 item 没有字段“containz”，是不是“contains”？"});
	cr_expect_str_eq(
		fixture_test("titel", LANGUAGE_EN),
		"failed rules/a.yaml:1 item has no field \"titel\"; did you mean \"title\"?");
}

Test(condition, may_call_functions_but_not_define_them)
{
	CHECK({"contains(title, '题')", "true"}, {"twice(number) == 84", "true"},
	      {"string.len(title) == 8", "true"},
	      {"(function() while true do end end)()", "syntax rules/a.yaml:1 条件里不能定义函数"},
	      {"\nnumber == function() end", "syntax rules/a.yaml:2 条件里不能定义函数"});
}

Test(condition, is_one_expression)
{
	CHECK({"", "false"}, {"a b", "syntax rules/a.yaml:1 <eof> expected near 'b'"},
	      {"a = 1", "syntax rules/a.yaml:1 <eof> expected near '='"},
	      {"'x", "syntax rules/a.yaml:1 引号没有成对"},
	      {"1 end", "syntax rules/a.yaml:1 <eof> expected near 'end'"},
	      {"number == 42 -- note", "true"});
}

Test(condition, tests_many_objects_and_records_what_it_reads)
{
	struct arena arena;
	arena_init(&arena, 0);
	struct script *s = fixture_new(LANGUAGE_ZH);
	struct script_error error;
	int first = script_compile_condition(s, STR("number == 1"), STR("a"), &arena, &error);
	int second = script_compile_condition(s, STR("number == 2"), STR("a"), &arena, &error);
	struct item one = {KIND_ITEM, "", "", 1, NULL, NULL},
		    two = {KIND_ITEM, "", "", 2, NULL, NULL};
	for (int i = 0; i < 1000; i++) {
		cr_assert(script_test(s, first, &one, &arena, &error));
		cr_assert_not(script_test(s, first, &two, &arena, &error));
		cr_assert(script_test(s, second, &two, &arena, &error));
	}
	script_free(s);
	arena_release(&arena);
}
