#include <criterion/criterion.h>

#include "format/csv.h"

/* The fields of a text, `|` between them, `;` behind each row. */
static const char *fields_of(const char *text)
{
	static struct buf out;
	struct buf field = BUF_INIT;
	struct str rest = str_from(text);
	bool ends_row;
	buf_clear(&out);
	while (csv_next_field(&rest, &field, &ends_row)) {
		buf_add(&out, buf_str(&field));
		buf_add_char(&out, ends_row ? ';' : '|');
	}
	buf_release(&field);
	return buf_str(&out).data;
}

Test(csv, reads_what_spreadsheets_write)
{
	static const char *const cases[][2] = {
		{"a,b\r\nc,d\r\n", "a|b;c|d;"},
		{"a,b\nc,d", "a|b;c|d;"},
		{"a\rb", "a;b;"},
		{"a,", "a|;"},
		{",\n", "|;"},
		{",,", "||;"},
		{"\n\n", ";;"},
		{"\"a,b\",c\n", "a,b|c;"},
		{"\"say \"\"hi\"\"\"\n", "say \"hi\";"},
		{"\"two\r\nlines\",x", "two\r\nlines|x;"},
		{"\"open, never closed\n", "open, never closed\n;"},
		{"a\"b\"c", "abc;"},
		{"指标,单位\n", "指标|单位;"},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = fields_of(cases[i][0]);
		cr_expect_str_eq(got, cases[i][1], "case %zu: %s", i, got);
	}
}

Test(csv, quotes_what_needs_quotes_and_disarms_formulas)
{
	static const struct {
		struct str value;
		const char *field;
	} cases[] = {
		{STR_INIT(""), ""},
		{{NULL, 0}, ""},
		{STR_INIT("a b"), "a b"},
		{STR_INIT("甲，乙"), "甲，乙"},
		{STR_INIT("a,b"), "\"a,b\""},
		{STR_INIT("say \"hi\""), "\"say \"\"hi\"\"\""},
		{STR_INIT("a\nb"), "\"a\nb\""},
		{STR_INIT("a\rb"), "\"a\rb\""},
		{STR_INIT("\""), "\"\"\"\""},
		{STR_INIT("=1+1"), "\"'=1+1\""},
		{STR_INIT("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\""},
		{STR_INIT("+SUM(A1)"), "\"'+SUM(A1)\""},
		{STR_INIT("-SUM(A1)"), "\"'-SUM(A1)\""},
		{STR_INIT("@x"), "\"'@x\""},
		{STR_INIT("\tx"), "\"'\tx\""},
		{STR_INIT("\rx"), "\"'\rx\""},
		{STR_INIT("-12.5"), "-12.5"},
		{STR_INIT("+3"), "+3"},
		{STR_INIT("-1-1"), "\"'-1-1\""},
		{STR_INIT("-"), "-"},
		{STR_INIT("a=1"), "a=1"},
		{STR_INIT("'=1"), "'=1"},
	};
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		buf_clear(&b);
		csv_add_field(&b, cases[i].value, true);
		cr_expect_str_eq(buf_str(&b).data, cases[i].field, "case %zu: %s", i, b.data);
	}
	buf_release(&b);
}

Test(csv, is_what_rfc_4180_has_behind_a_byte_order_mark)
{
	struct buf b = BUF_INIT;
	csv_begin(&b);
	csv_add_field(&b, STR("标题"), true);
	csv_add_field(&b, STR("x,y"), false);
	csv_end_row(&b);
	csv_add_field(&b, STR(""), true);
	csv_add_field(&b, STR("2"), false);
	csv_end_row(&b);
	cr_expect_str_eq(b.data, "\xEF\xBB\xBF标题,\"x,y\"\r\n,2\r\n");
	buf_release(&b);
}
