#include <criterion/criterion.h>

#include "fixture.h"

static void check(const char *expression, const char *want)
{
	struct buf source = BUF_INIT;
	buf_format(&source, "{{ %s }}", expression);
	cr_expect_str_eq(fixture_render("t.txt", source.data), want, "%s", expression);
	buf_release(&source);
}

Test(text, looks_for_text)
{
	check("tostring(starts_with('目录', '目'))", "true");
	check("tostring(starts_with('目', '目录'))", "false");
	check("tostring(contains('公开目录', '开目'))", "true");
	check("tostring(contains('a.b', '.'))", "true");
	check("tostring(contains('ab', '.'))", "false");
	check("tostring(contains('ab', ''))", "true");
	check("contains(nil, 'x')",
	      "failed t.txt:1 contains 的第 1 个参数应是文本，得到的是空值 nil");
}

Test(text, replaces_and_splits_without_patterns)
{
	check("replace('a.b.c', '.', '--')", "a--b--c");
	check("replace('%d', '%d', '%%')", "%%");
	check("replace('abc', 'x', 'y')", "abc");
	check("replace('aaa', 'aa', 'b')", "ba");
	check("replace('a', '', 'b')", "failed t.txt:1 要找的文本不能为空");
	check("table.concat(split('a、b、、c', '、'), '|')", "a|b||c");
	check("#split('', ',')", "1");
	check("split('a', '')", "failed t.txt:1 要找的文本不能为空");
}

Test(text, trims_and_cuts_by_characters)
{
	check("'[' .. trim(' \\n 　中 文　 ') .. ']'", "[中 文]");
	check("excerpt('一二三四五', 3)", "一二…");
	check("excerpt('一二三', 3)", "一二三");
	check("excerpt(' 一二三 ', 3)", "一二三");
	check("excerpt('ab cd', 4)", "ab…");
	check("excerpt('一二', 1)", "…");
	check("excerpt('', 1)", "");
	check("excerpt('a', 0)", "failed t.txt:1 excerpt 至少要一个字");
}

Test(text, works_on_tables_and_list_objects)
{
	check("join({1, 'x', 2.5}, ', ')", "1, x, 2.5");
	check("join({page.label, page.label}, '、')", "[主动<公开>]、[主动<公开>]");
	check("join({}, ',')", "");
	check("join({'a', 'b'})", "ab");
	check("join(page.rows, ',')", "failed t.txt:1 item 不能直接输出，请取它的一个字段");
	check("join({true}, ',')", "failed t.txt:1 布尔值不能直接输出");
	check("join('x', ',')", "failed t.txt:1 join 的第 1 个参数应是列表，得到的是文本");
	check("#first(page.rows, 2)", "2");
	check("first(page.rows, 2)[2].title", "二&\"'");
	check("#first(page.rows, 9)", "3");
	check("#first({1, 2, 3}, -1)", "0");
	check("first(page, 1)", "failed t.txt:1 first 的第 1 个参数应是列表，得到的是item");
	check("first(nil, 1)", "failed t.txt:1 first 的第 1 个参数应是列表，得到的是空值 nil");
}
