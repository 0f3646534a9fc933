#include <criterion/criterion.h>

#include "base/str.h"

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

Test(str, compares_by_bytes_and_then_by_length)
{
	/* in their order */
	static const struct str sorted[] = {
		STR_INIT(""),   STR_INIT("\0"), STR_INIT("A"),  STR_INIT("a"),    STR_INIT("a\0"),
		STR_INIT("ab"), STR_INIT("b"),  STR_INIT("政"), STR_INIT("政府"), STR_INIT("\xFF"),
	};
	enum { COUNT = sizeof sorted / sizeof *sorted };
	for (int i = 0; i < COUNT; i++)
		for (int k = 0; k < COUNT; k++) {
			cr_expect_eq(sign(str_compare(sorted[i], sorted[k])), sign(i - k), "%d %d",
			             i, k);
			cr_expect_eq(str_equal(sorted[i], sorted[k]), i == k);
		}
	cr_expect(str_equal(STR_NULL, STR("")));
	cr_expect_eq(str_compare(STR_NULL, STR("")), 0);
	cr_expect_lt(str_compare(STR_NULL, STR("a")), 0);
	cr_expect(str_is_null(STR_NULL));
	cr_expect_not(str_is_null(STR("")));
	cr_expect(str_is_null(str_from(NULL)));
}

Test(str, knows_beginnings_and_ends)
{
	static const struct {
		struct str s, part;
		bool starts, ends;
	} cases[] = {
		{STR_INIT("a.md"), STR_INIT(".md"), false, true},
		{STR_INIT("a.md"), STR_INIT("a."), true, false},
		{STR_INIT("a.md"), STR_INIT(""), true, true},
		{STR_INIT(""), STR_INIT(""), true, true},
		{STR_INIT(""), STR_INIT("a"), false, false},
		{STR_INIT("aba"), STR_INIT("aba"), true, true},
		{STR_INIT("ba"), STR_INIT("aba"), false, false},
		{{NULL, 0}, STR_INIT("a"), false, false},
		{{NULL, 0}, STR_INIT(""), true, true},
		{{NULL, 0}, {NULL, 0}, true, true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cr_expect_eq(str_starts_with(cases[i].s, cases[i].part), cases[i].starts, "%zu", i);
		cr_expect_eq(str_ends_with(cases[i].s, cases[i].part), cases[i].ends, "%zu", i);
	}
}

Test(str, finds_and_slices)
{
	struct str s = STR("abcabc");
	cr_expect_eq(str_find(s, STR("bc"), 0), 1);
	cr_expect_eq(str_find(s, STR("bc"), 1), 1);
	cr_expect_eq(str_find(s, STR("bc"), 2), 4);
	cr_expect_eq(str_find(s, STR("bc"), 5), SIZE_MAX);
	cr_expect_eq(str_find(s, STR("x"), 0), SIZE_MAX);
	cr_expect_eq(str_find(s, STR(""), 6), 6);
	cr_expect_eq(str_find(s, STR(""), 7), SIZE_MAX);
	cr_expect_eq(str_find(STR(""), STR("a"), 0), SIZE_MAX);
	cr_expect_eq(str_find(STR_NULL, STR("a"), 0), SIZE_MAX);
	cr_expect(str_equal(str_slice(s, 1, 3), STR("bc")));
	cr_expect(str_equal(str_slice(s, 4, SIZE_MAX), STR("bc")));
	cr_expect(str_equal(str_slice(s, 7, 9), STR("")));
	cr_expect(str_equal(str_slice(s, 3, 1), STR("")));
	cr_expect(str_equal(str_range(s.data, s.data + 2), STR("ab")));
}

Test(str, trims_ascii_blanks_only)
{
	cr_expect(str_equal(str_trim(STR(" \t\r\n\v\fa b\n ")), STR("a b")));
	cr_expect(str_equal(str_trim(STR("   ")), STR("")));
	cr_expect(str_equal(str_trim(STR("　全角　")), STR("　全角　")));
	cr_expect(str_equal(str_trim(STR("\0")), STR("\0")));
	cr_expect(str_equal(str_trim(STR_NULL), STR("")));
}

/* The lines of `text`, each behind a `|`. */
static struct str lines_of(struct arena *a, struct str text)
{
	struct str out = STR(""), line;
	while (str_next_line(&text, &line))
		out = STR_JOIN(a, out, STR("|"), line);
	return out;
}

static struct str pieces_of(struct arena *a, struct str text)
{
	struct str out = STR(""), piece;
	while (str_next_piece(&text, ',', &piece))
		out = STR_JOIN(a, out, STR("|"), piece);
	return out;
}

Test(str, cuts_lines_and_pieces)
{
	static const struct {
		struct str text, lines;
	} lines[] = {
		{STR_INIT(""), STR_INIT("")},
		{STR_INIT("\n"), STR_INIT("|")},
		{STR_INIT("a"), STR_INIT("|a")},
		{STR_INIT("a\nb\r\n\nc"), STR_INIT("|a|b||c")},
		{STR_INIT("a\rb\r"), STR_INIT("|a\rb")},
		{STR_INIT("\r\n\r\n"), STR_INIT("||")},
		{STR_INIT("a\r\r\n"), STR_INIT("|a\r")},
	};
	static const struct {
		struct str text, pieces;
	} pieces[] = {
		{STR_INIT(""), STR_INIT("|")},       {STR_INIT(","), STR_INIT("||")},
		{STR_INIT("a,b"), STR_INIT("|a|b")}, {STR_INIT(",a,"), STR_INIT("||a|")},
		{{NULL, 0}, STR_INIT("")},
	};
	struct arena a;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		cr_expect(str_equal(lines_of(&a, lines[i].text), lines[i].lines), "line %zu", i);
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
		cr_expect(str_equal(pieces_of(&a, pieces[i].text), pieces[i].pieces), "piece %zu",
		          i);
	arena_release(&a);
}

Test(str, copies_into_an_arena_with_a_nul_behind)
{
	struct arena a;
	arena_init(&a, 0);
	struct str copy = str_copy(&a, STR("目录"));
	cr_expect_eq(copy.data[copy.size], '\0');
	cr_expect(str_equal(copy, STR("目录")));
	cr_expect_eq(str_copy(&a, STR_NULL).size, 0);
	cr_expect_not(str_is_null(str_copy(&a, STR_NULL)));
	cr_expect_str_eq(str_cstring(&a, STR("x")), "x");
	cr_expect_str_eq(STR_JOIN(&a, STR("a"), STR_NULL, STR("b"), STR("")).data, "ab");
	cr_expect_str_eq(str_format(&a, "%d|%.*s", -5, STR_ARG(STR("中文"))).data, "-5|中文");
	cr_expect_str_eq(str_format(&a, "%.*s", STR_ARG(STR_NULL)).data, "");
	cr_expect_eq(str_format(&a, "%200s", "").size, 200);
	arena_release(&a);
}

Test(str, reads_numbers_up_to_a_maximum)
{
	static const struct {
		struct str text;
		uint64_t max;
		bool valid;
		uint64_t number;
	} cases[] = {
		{STR_INIT("0"), 0, true, 0},
		{STR_INIT("1"), 0, false, 0},
		{STR_INIT("9"), 5, false, 0},
		{STR_INIT("5"), 5, true, 5},
		{STR_INIT("6"), 5, false, 0},
		{STR_INIT("12"), 12, true, 12},
		{STR_INIT("13"), 12, false, 0},
		{STR_INIT("007"), 7, true, 7},
		{STR_INIT("20"), 9, false, 0},
		{STR_INIT("18446744073709551615"), UINT64_MAX, true, UINT64_MAX},
		{STR_INIT("18446744073709551616"), UINT64_MAX, false, 0},
		{STR_INIT("99999999999999999999"), UINT64_MAX, false, 0},
		{STR_INIT("000000000000000000001"), UINT64_MAX, false, 0}, /* 21 digits */
		{STR_INIT("9223372036854775808"), INT64_MAX, false, 0},
		{STR_INIT(""), 9, false, 0},
		{STR_INIT("-1"), 9, false, 0},
		{STR_INIT("+1"), 9, false, 0},
		{STR_INIT(" 1"), 9, false, 0},
		{STR_INIT("1 "), 9, false, 0},
		{STR_INIT("1.0"), 99, false, 0},
		{STR_INIT("0x1"), 99, false, 0},
		{STR_INIT("１"), 99, false, 0},
		{{NULL, 0}, 9, false, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t number = 77;
		bool valid = str_to_number(cases[i].text, cases[i].max, &number);
		cr_expect_eq(valid, cases[i].valid, "case %zu", i);
		cr_expect_eq(number, cases[i].valid ? cases[i].number : 77, "case %zu", i);
	}
	/* every number up to 300 under every maximum up to 300 */
	size_t wrong = 0;
	struct arena a;
	arena_init(&a, 0);
	for (uint64_t n = 0; n <= 300; n++) {
		struct str text = str_format(&a, "%d", (int)n);
		for (uint64_t max = 0; max <= 300; max++) {
			uint64_t number = 0;
			bool valid = str_to_number(text, max, &number);
			wrong += valid != (n <= max) || (valid && number != n);
		}
	}
	cr_expect_eq(wrong, 0);
	arena_release(&a);
}
