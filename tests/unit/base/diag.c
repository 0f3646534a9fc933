#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/diag.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Every reason of diag.def with its name. */
static const struct {
	const char *name, *code, *zh, *en, *hint_zh, *hint_en;
} reasons[] = {
#define DIAG(id, code, level, zh, en, hint_zh, hint_en) {#id, code, zh, en, hint_zh, hint_en},
#include "base/diag.def"
#undef DIAG
};

/* The slots `{0}` … of a text as a set of bits. */
static unsigned slots_of(const char *text)
{
	unsigned slots = 0;
	for (; *text; text++)
		if (text[0] == '{' && text[1] >= '0' && text[1] <= '9' && text[2] == '}')
			slots |= 1u << (text[1] - '0');
	return slots;
}

static size_t find_reason(const char *code)
{
	size_t i = 0;
	while (strcmp(reasons[i].code, code) != 0)
		i++;
	return i;
}

Test(diag, reasons_say_the_same_in_both_languages)
{
	for (size_t i = 0; i < DIAG_COUNT; i++) {
		const char *name = reasons[i].name;
		cr_expect_str_eq(diag_code((enum diag_id)i), reasons[i].code);
		cr_expect(strlen(reasons[i].code) == 3 && reasons[i].code[0] >= 'A' &&
		                  reasons[i].code[0] <= 'Z',
		          "%s: a code is a letter and two digits", name);
		cr_expect_gt(strlen(reasons[i].zh), 0, "%s", name);
		cr_expect_gt(strlen(reasons[i].en), 0, "%s", name);
		cr_expect_eq(slots_of(reasons[i].zh), slots_of(reasons[i].en), "%s", name);
		cr_expect_eq(slots_of(reasons[i].hint_zh), slots_of(reasons[i].hint_en), "%s",
		             name);
		cr_expect_eq(*reasons[i].hint_zh == '\0', *reasons[i].hint_en == '\0', "%s", name);
		cr_expect_gt(find_reason(reasons[i].code) + 1, 0);
	}
}

Test(diag, fills_words_in_the_language_of_its_sink)
{
	static const struct str args[] = {STR_INIT("甲{1}"), STR_INIT("b"), STR_INIT("c")};
	struct diag_place place = {.file = STR("f.md")};
	struct diag_sink zh, en;
	diag_sink_init(&zh, LANGUAGE_ZH);
	diag_sink_init(&en, LANGUAGE_EN);
	diag_add(&zh, DIAG_LIST_TOO_LONG, place, args, 3, NULL);
	diag_report(&en, DIAG_LIST_TOO_LONG, place, NULL, STR("x"), STR("12"), STR("5"));
	cr_expect_str_eq(zh.items[0].message.data, "“甲{1}”有 b 项，最多 c 项",
	                 "what is filled in is not filled again");
	cr_expect_str_eq(zh.items[0].hint.data, "删减");
	cr_expect_str_eq(en.items[0].message.data, "`x` has 12 entries, at most 5 are allowed");
	cr_expect_str_eq(en.items[0].code.data, "F25");
	cr_expect_eq(en.items[0].level, DIAG_ERROR);
	cr_expect_eq(en.items[0].line, 0, "the file as a whole has no line");
	cr_expect(str_is_null(en.items[0].source));
	/* braces that are no slot stay: `{字段: 值}` */
	diag_report(&zh, DIAG_VALUE_NOT_RECORD, place, NULL, STR("a"), STR("b"));
	cr_expect_str_eq(zh.items[1].hint.data, "缩进写各字段，或写 {字段: 值}");
	diag_sink_release(&zh);
	diag_sink_release(&en);
}

Test(diag, a_reporter_must_give_what_the_words_want, .signal = SIGABRT)
{
	struct diag_sink sink;
	diag_sink_init(&sink, LANGUAGE_ZH);
	diag_add(&sink, DIAG_LIST_TOO_LONG, (struct diag_place){0}, NULL, 0, NULL);
}

Test(diag, takes_what_is_said_beside_the_place)
{
	struct diag_sink sink;
	enum diag_level note = DIAG_NOTE;
	struct diag_more more = {STR("第十条"), STR("doc-1"), STR("rule-1"),
	                         STR("X99"),    STR("do it"), &note};
	char item[] = "doc-1";
	more.item = str_from(item);
	diag_sink_init(&sink, LANGUAGE_ZH);
	diag_report(&sink, DIAG_BODY_MISSING, (struct diag_place){.file = STR("f")}, &more,
	            STR_NULL);
	item[0] = 'X'; /* texts are copied */
	struct diag *d = &sink.items[0];
	cr_expect_str_eq(d->basis.data, "第十条");
	cr_expect_str_eq(d->item.data, "doc-1");
	cr_expect_str_eq(d->rule.data, "rule-1");
	cr_expect_str_eq(d->code.data, "X99");
	cr_expect_str_eq(d->hint.data, "do it");
	cr_expect_eq(d->level, DIAG_NOTE);
	cr_expect_eq(diag_count(&sink, DIAG_NOTE), 1);
	cr_expect_eq(diag_count(&sink, DIAG_ERROR), 0);
	diag_sink_release(&sink);
	cr_expect_eq(sink.count, 0);
}

Test(diag, positions_are_lines_and_code_points)
{
	static const struct {
		struct str text;
		size_t at;
		unsigned line, column;
	} cases[] = {
		{STR_INIT(""), 0, 1, 1},
		{STR_INIT(""), 9, 1, 1},
		{STR_INIT("ab"), 1, 1, 2},
		{STR_INIT("ab"), 2, 1, 3},
		{STR_INIT("ab\ncd"), 2, 1, 3},
		{STR_INIT("ab\ncd"), 3, 2, 1},
		{STR_INIT("ab\r\ncd"), 4, 2, 1},
		{STR_INIT("a\rb"), 2, 1, 3},
		{STR_INIT("政府\n信息x"), 13, 2, 3},
		{STR_INIT("政府"), 4, 1, 3}, /* inside a character: behind its first byte */
		{STR_INIT("\xF0\x9F\x98\x80x"), 4, 1, 2},
		{STR_INIT("\xEF\xBB\xBFid"), 3, 1, 1}, /* a byte order mark has no column */
		{STR_INIT("\xEF\xBB\xBFid"), 4, 1, 2},
		{STR_INIT("\xEF\xBB\xBFid\nx"), 6, 2, 1},
		{STR_INIT("a\n\xEF\xBB\xBFx"), 5, 2, 2},
		{STR_INIT("\n\n\n"), 3, 4, 1},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		unsigned line, column;
		diag_position(cases[i].text, cases[i].at, &line, &column);
		cr_expect_eq(line, cases[i].line, "case %zu: %u", i, line);
		cr_expect_eq(column, cases[i].column, "case %zu: %u", i, column);
	}
}

Test(diag, shows_the_line_it_stands_in)
{
	static const struct {
		struct str text;
		size_t begin, end;
		const char *line;
		unsigned end_line, end_column;
	} cases[] = {
		{STR_INIT("---\r\nid: 甲乙\r\n---\r\n"), 9, 15, "id: 甲乙", 2, 7},
		{STR_INIT("\xEF\xBB\xBF---\nid: x"), 3, 6, "---", 1, 4},
		{STR_INIT("a\nb"), 3, 3, "b", 2, 2},
		{STR_INIT("a\nb"), 99, 99, "b", 2, 2},
		{STR_INIT("a\n\nb"), 2, 3, "", 3, 1},
		{STR_INIT("a\nb\nc"), 0, 5, "a", 3, 2},
	};
	struct diag_sink sink;
	diag_sink_init(&sink, LANGUAGE_ZH);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct diag_place place = {STR("f"), cases[i].text, cases[i].begin, cases[i].end};
		diag_report(&sink, DIAG_BODY_MISSING, place, NULL, STR_NULL);
		cr_expect_str_eq(sink.items[i].source.data, cases[i].line, "case %zu", i);
		cr_expect_eq(sink.items[i].end_line, cases[i].end_line, "case %zu", i);
		cr_expect_eq(sink.items[i].end_column, cases[i].end_column, "case %zu", i);
	}
	diag_sink_release(&sink);
}

/* A sink goes on from where its last problem was. */
Test(diag, places_do_not_depend_on_those_before)
{
	static const struct str text = STR_INIT("a\nbb\n甲c\n\nd"), other = STR_INIT("xx\ny");
	static const struct {
		const char *file;
		const struct str *text;
		size_t at;
		unsigned line, column;
	} cases[] = {
		{"f", &text, 8, 3, 2},  {"f", &text, 11, 5, 1}, {"f", &text, 2, 2, 1},
		{"f", &text, 0, 1, 1},  {"f", &text, 9, 3, 3},  {"g", &other, 3, 2, 1},
		{"g", &other, 1, 1, 2}, {"f", &text, 10, 4, 1},
	};
	struct diag_sink sink;
	diag_sink_init(&sink, LANGUAGE_ZH);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct diag_place place = {str_from(cases[i].file), *cases[i].text, cases[i].at,
		                           cases[i].at};
		diag_report(&sink, DIAG_BODY_MISSING, place, NULL, STR_NULL);
		cr_expect_eq(sink.items[i].line, cases[i].line, "case %zu", i);
		cr_expect_eq(sink.items[i].column, cases[i].column, "case %zu", i);
	}
	diag_sink_release(&sink);
}

static struct diag_place at(const char *file, size_t begin, size_t end)
{
	return (struct diag_place){str_from(file), STR("0123456789\n123456789\n"), begin, end};
}

/* What a sink holds, a line a diagnostic. */
static const char *shown(const struct diag_sink *sink)
{
	static struct buf out;
	buf_clear(&out);
	for (size_t i = 0; i < sink->count; i++)
		buf_format(&out, "%.*s:%u:%u-%u %.*s %.*s\n", STR_ARG(sink->items[i].file),
		           sink->items[i].line, sink->items[i].column, sink->items[i].end_column,
		           STR_ARG(sink->items[i].code), STR_ARG(sink->items[i].rule));
	return buf_str(&out).data;
}

Test(diag, sorts_the_same_in_whatever_order_they_came)
{
	static const struct {
		const char *file;
		size_t begin, end;
		enum diag_id id;
		const char *argument, *rule;
	} cases[] = {
		/* as they are to be */
		{"a", 5, 6, DIAG_BODY_MISSING, "", ""},
		{"a", 11, 12, DIAG_BODY_MISSING, "", ""},
		{"b", 2, 3, DIAG_FIELD_EMPTY, "x", ""},
		{"b", 2, 3, DIAG_FIELD_EMPTY, "y", ""},
		{"b", 2, 4, DIAG_FIELD_EMPTY, "y", ""},
		{"b", 2, 4, DIAG_FIELD_EMPTY, "y", "rule-1"},
		{"b", 2, 4, DIAG_FIELD_EMPTY, "y", "rule-2"},
		{"b", 2, 3, DIAG_VALUE_NOT_DATE, "x", ""},
		{"b", 3, 3, DIAG_BODY_MISSING, "", ""},
		{"ba", 0, 0, DIAG_BODY_MISSING, "", ""},
	};
	static const char wanted[] = "a:1:6-7 F31 \na:2:1-2 F31 \nb:1:3-4 F07 \nb:1:3-4 F07 \n"
				     "b:1:3-5 F07 \nb:1:3-5 F07 rule-1\nb:1:3-5 F07 rule-2\n"
				     "b:1:3-4 F11 \nb:1:4-4 F31 \nba:1:1-1 F31 \n";
	for (size_t step = 1; step < COUNT(cases); step += 2) { /* prime to ten, but for 5 */
		struct diag_sink sink;
		diag_sink_init(&sink, LANGUAGE_ZH);
		for (size_t i = 0; i < 2 * COUNT(cases) * (step == 5 ? 5 : 1); i++) {
			size_t k = (i * step + i / COUNT(cases)) % COUNT(cases);
			struct diag_more more = {.rule = str_from(cases[k].rule)};
			diag_report(&sink, cases[k].id,
			            at(cases[k].file, cases[k].begin, cases[k].end), &more,
			            str_from(cases[k].argument), STR_NULL);
		}
		diag_sort(&sink);
		cr_expect_str_eq(shown(&sink), wanted, "step %zu:\n%s", step, shown(&sink));
		diag_sort(&sink);
		cr_expect_eq(sink.count, COUNT(cases), "sorting again drops nothing");
		diag_sink_release(&sink);
	}
}

Test(diag, merges_what_workers_found)
{
	struct diag_sink all, worker;
	diag_sink_init(&all, LANGUAGE_ZH);
	diag_sort(&all);
	for (int i = 0; i < 4; i++) {
		diag_sink_init(&worker, LANGUAGE_ZH);
		for (size_t k = 0; k < 50; k++)
			diag_report(&worker, DIAG_FIELD_EMPTY, at("f", k % 10, k % 10), NULL,
			            STR("x"));
		diag_merge(&all, &worker);
		cr_expect_eq(worker.count, 0);
		diag_sink_release(&worker); /* takes nothing with it */
	}
	cr_expect_eq(all.count, 200);
	diag_sort(&all);
	cr_expect_eq(all.count, 10, "and says nothing twice");
	cr_expect_eq(diag_count(&all, DIAG_ERROR), 10);
	diag_sink_release(&all);
}
