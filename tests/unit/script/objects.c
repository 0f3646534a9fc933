#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"
#include "script/script.h"

static void check(const char *source, const char *want)
{
	cr_expect_str_eq(fixture_render("t.txt", source), want, "%s", source);
}

Test(objects, are_read_like_tables)
{
	check("{{ page.title }}{{ page['number'] }}{{ page.related.title }}", "标<题>42一<b>");
	check("{{ page.rows[1].number }}{{ page.rows[3].number }}{{ page.rows[4] }}{{ page.rows[0] "
	      "}}{{ page.rows[-1] }}",
	      "13");
	check("{{ #page.rows }}{{ page.rows[2.0].number }}", "32");
	check("{{ page.rows[1.5] }}", "failed t.txt:1 list 不能用数字取值");
	check("{{ page.rows[nil] }}", "failed t.txt:1 list 不能用空值 nil取值");
	check("{{ page[page] }}", "failed t.txt:1 item 不能用item取值");
}

Test(objects, copies_behave_like_objects)
{
	check("{{ #page.copy }}{{ page.copy[2].number }}{% for i, r in ipairs(page.copy) do %}{{ "
	      "r.number }}{% end %}",
	      "32123");
	check("{{ page.copy.x }}", "failed t.txt:1 list 没有字段“x”");
	check("{% page.copy[1] = 1 %}", "failed t.txt:1 只读数据，不能赋值：");
	check("{{ join(first(page.copy, 0), ',') }}", "");
}

Test(objects, are_equal_when_they_are_the_same)
{
	check("{{ tostring(page.related == page.rows[1]) }}{{ tostring(page == page.related) }}",
	      "truefalse");
	check("{% local t = {[page] = 1} %}{{ t[page] }}", "1");
}

Test(objects, cannot_be_written)
{
	check("{% page.title = 1 %}", "failed t.txt:1 只读数据，不能赋值：title");
	check("{% page.rows[1] = 1 %}", "failed t.txt:1 只读数据，不能赋值：");
	check("{% table.insert(page.rows, 1) %}", "failed t.txt:1 只读数据，不能赋值：");
	check("{% table.sort(page.rows) %}",
	      "failed t.txt:1 参数不对：#1 to 'sort' (table expected, got light userdata)");
}

static void record(void *context, const void *object, struct str field)
{
	buf_format(context, "%d.%.*s ", script_object_kind(object), STR_ARG(field));
}

Test(objects, tell_which_fields_were_read)
{
	struct arena arena;
	arena_init(&arena, 0);
	struct buf seen = BUF_INIT;
	struct script *s = fixture_new(LANGUAGE_EN);
	script_set_context(s, &seen);
	script_set_record(s, record);
	struct script_error error;
	int handle = script_compile_condition(s, STR("number == 42 and dates.published and none"),
	                                      STR("a"), &arena, &error);
	script_test(s, handle, &fixture_page, &arena, &error);
	cr_expect_str_eq(buf_str(&seen).data, "1.number 1.dates 3.published 1.none ");
	cr_expect_eq(script_context(s), &seen);
	script_free(s);
	buf_release(&seen);
	arena_release(&arena);
}
