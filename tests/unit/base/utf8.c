#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Unicode 3.9, table 3-7, written down as it stands there. */
static bool is_well_formed(const unsigned char *p, size_t size)
{
	static const unsigned char table[][9] = {
		/* length, then first and last of each byte */
		{1, 0x00, 0x7F},
		{2, 0xC2, 0xDF, 0x80, 0xBF},
		{3, 0xE0, 0xE0, 0xA0, 0xBF, 0x80, 0xBF},
		{3, 0xE1, 0xEC, 0x80, 0xBF, 0x80, 0xBF},
		{3, 0xED, 0xED, 0x80, 0x9F, 0x80, 0xBF},
		{3, 0xEE, 0xEF, 0x80, 0xBF, 0x80, 0xBF},
		{4, 0xF0, 0xF0, 0x90, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
		{4, 0xF1, 0xF3, 0x80, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
		{4, 0xF4, 0xF4, 0x80, 0x8F, 0x80, 0xBF, 0x80, 0xBF},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		bool fits = table[i][0] == size;
		for (size_t k = 0; fits && k < size; k++)
			fits = p[k] >= table[i][2 * k + 1] && p[k] <= table[i][2 * k + 2];
		if (fits)
			return true;
	}
	return false;
}

/* Whether all of it is, by cutting it greedily. */
static bool is_valid(const unsigned char *p, size_t size)
{
	for (size_t at = 0; at < size;) {
		size_t n = 1;
		while (n <= 4 && at + n <= size && !is_well_formed(p + at, n))
			n++;
		if (n > 4 || at + n > size)
			return false;
		at += n;
	}
	return true;
}

Test(utf8, tells_valid_from_invalid_for_all_short_sequences)
{
	/* every pair, and every first three bytes with a last one from the edges */
	static const unsigned char edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F,
	                                      0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0,
	                                      0xE4, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF};
	size_t wrong = 0;
	for (unsigned i = 0; i < 0x10000; i++) {
		unsigned char p[2] = {(unsigned char)(i >> 8), (unsigned char)i};
		bool valid = utf8_first_invalid((struct str){(char *)p, 2}) == SIZE_MAX;
		wrong += valid != is_valid(p, 2);
	}
	for (unsigned first = 0xC0; first < 0x100; first++)
		for (size_t i = 0; i < COUNT(edges) * COUNT(edges) * COUNT(edges); i++) {
			unsigned char p[4] = {(unsigned char)first, edges[i % COUNT(edges)],
			                      edges[i / COUNT(edges) % COUNT(edges)],
			                      edges[i / COUNT(edges) / COUNT(edges)]};
			for (size_t size = 3; size <= 4; size++) {
				struct str s = {(char *)p, size};
				wrong += (utf8_first_invalid(s) == SIZE_MAX) != is_valid(p, size);
			}
		}
	cr_expect_eq(wrong, 0);
}

Test(utf8, names_the_first_invalid_byte)
{
	static const struct {
		struct str text;
		size_t at;
	} cases[] = {
		{STR_INIT(""), SIZE_MAX},
		{STR_INIT("abc政府信息\xF0\x9F\x98\x80 〇々"), SIZE_MAX},
		{STR_INIT("a\xFF"), 1},
		{STR_INIT("\x80"), 0},
		{STR_INIT("政\x80"), 3},
		{STR_INIT("政\xE6\x94"), 3},   /* cut */
		{STR_INIT("政\xE6\x94z"), 3},  /* broken off */
		{STR_INIT("\xC0\xAF"), 0},     /* overlong slash */
		{STR_INIT("\xE0\x80\xAF"), 0}, /* likewise */
		{STR_INIT("\xF0\x80\x80\xAF"), 0},
		{STR_INIT("ab\xED\xA0\x80"), 2}, /* surrogate */
		{STR_INIT("\xED\x9F\xBF"), SIZE_MAX},
		{STR_INIT("\xEE\x80\x80"), SIZE_MAX},
		{STR_INIT("\xF4\x8F\xBF\xBF"), SIZE_MAX},
		{STR_INIT("\xF4\x90\x80\x80"), 0}, /* beyond U+10FFFF */
		{STR_INIT("\xF8\x88\x80\x80\x80"), 0},
		{STR_INIT("\xD5\xFE\xB8\xAE"), 0}, /* 政府 in GBK */
		{STR_INIT("\xEF\xBB\xBFx"), SIZE_MAX},
		{STR_INIT("a\0b"), SIZE_MAX},
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_eq(utf8_first_invalid(cases[i].text), cases[i].at, "case %zu", i);
	cr_expect_eq(utf8_first_invalid(STR_NULL), SIZE_MAX);
}

Test(utf8, walks_forth_and_back_over_every_code_point)
{
	struct buf b = BUF_INIT;
	size_t wrong = 0, at = 0, count = 0;
	buf_reserve(&b, 300000);
	for (uint32_t c = 1; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 37)
		if (c < 0xD800 || c > 0xDFFF) {
			buf_add_utf8(&b, c);
			count++;
		}
	struct str s = buf_str(&b);
	cr_expect_eq(utf8_count(s), count);
	while (at < s.size) {
		uint32_t c = utf8_next(s, &at);
		wrong += utf8_before(s, at) != c;
		count--;
	}
	cr_expect_eq(wrong, 0);
	cr_expect_eq(count, 0);
	cr_expect_eq(utf8_before(s, 0), 0);
	/* in text that nobody validated it must not run past the end */
	at = 0;
	cr_expect_eq(utf8_next(STR("\xF0\x9F\x98"), &at), 0xFFFD);
	cr_expect_eq(at, 3);
	buf_release(&b);
}

Test(utf8, knows_the_classes_that_chinese_text_needs)
{
	static const struct {
		uint32_t c;
		bool han, wide, word;
	} cases[] = {
		{'a', false, false, true},
		{'Z', false, false, true},
		{'0', false, false, true},
		{'-', false, false, false},
		{'_', false, false, false},
		{' ', false, false, false},
		{0x7F, false, false, false},
		{0xE9 /* é */, false, false, true},
		{0xD7 /* × */, false, false, false},
		{0x4E00, true, true, true},
		{0x9FFF, true, true, true},
		{0x3400, true, true, true},
		{0x4DBF, true, true, true},
		{0x4DC0, false, false, false},
		{0x20000, true, true, true},
		{0x2A6DF, true, true, true},
		{0x323AF, true, true, true},
		{0x323B0, false, true, false},
		{0x3007 /* 〇 */, true, true, true},
		{0x3005 /* 々 */, true, true, true},
		{0x3001 /* 、 */, false, true, false},
		{0x300A /* 《 */, false, true, false},
		{0x3042 /* あ */, false, true, true},
		{0x30AB /* カ */, false, true, true},
		{0x30FB /* ・ */, false, true, false},
		{0xFF0C /* ， */, false, true, false},
		{0xFF11 /* １ */, false, true, true},
		{0xFF21 /* Ａ */, false, true, true},
		{0x201C /* “ */, false, true, false},
		{0x2014 /* — */, false, true, false},
		{0x2026 /* … */, false, true, false},
		{0x2013 /* – */, false, false, false},
		{0x3000 /* blank */, false, true, false},
		{0x2160 /* Ⅰ */, false, false, true},
		{0x2460 /* ① */, false, false, true},
		{0x1F600, false, false, false},
		{0xAC00, false, false, true},
		{0xFFFD, false, false, false},
		{0x1820 /* Mongolian */, false, false, true},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		cr_expect_eq(utf8_is_han(cases[i].c), cases[i].han, "han %X", cases[i].c);
		cr_expect_eq(utf8_is_wide(cases[i].c), cases[i].wide, "wide %X", cases[i].c);
		cr_expect_eq(utf8_is_word(cases[i].c), cases[i].word, "word %X", cases[i].c);
	}
	size_t wrong = 0;
	for (uint32_t c = 0; c <= 0x10FFFF; c++)
		wrong += utf8_is_han(c) && (!utf8_is_wide(c) || !utf8_is_word(c));
	cr_expect_eq(wrong, 0, "a Han character is wide and a letter");
}

Test(utf8, cuts_at_code_points)
{
	struct str s = STR("a政\xF0\x9F\x98\x80");
	cr_expect(str_equal(utf8_cut(s, 0), STR("")));
	cr_expect(str_equal(utf8_cut(s, 1), STR("a")));
	cr_expect(str_equal(utf8_cut(s, 2), STR("a政")));
	cr_expect(str_equal(utf8_cut(s, 3), s));
	cr_expect(str_equal(utf8_cut(s, SIZE_MAX), s));
	cr_expect(str_equal(utf8_cut(STR_NULL, 3), STR("")));
}

/* The distance by its definition, without rows and limits. */
static size_t slow_distance(const char *a, size_t n, const char *b, size_t m)
{
	if (n == 0 || m == 0)
		return n + m;
	size_t best = slow_distance(a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]);
	size_t other = slow_distance(a, n - 1, b, m) + 1;
	best = other < best ? other : best;
	other = slow_distance(a, n, b, m - 1) + 1;
	best = other < best ? other : best;
	if (n > 1 && m > 1 && a[n - 1] == b[m - 2] && a[n - 2] == b[m - 1]) {
		other = slow_distance(a, n - 2, b, m - 2) + 1;
		best = other < best ? other : best;
	}
	return best;
}

Test(utf8, measures_the_distance_of_words)
{
	static const struct {
		struct str a, b;
		size_t most, distance;
	} cases[] = {
		{STR_INIT(""), STR_INIT(""), 0, 0},
		{STR_INIT("title"), STR_INIT("titel"), 3, 1}, /* neighbours swapped */
		{STR_INIT("title"), STR_INIT("tile"), 3, 1},
		{STR_INIT("title"), STR_INIT("titles"), 3, 1},
		{STR_INIT("标题"), STR_INIT("标体"), 3, 1}, /* characters, not bytes */
		{STR_INIT("发布日期"), STR_INIT("日期"), 2, 2},
		{STR_INIT("发布日期"), STR_INIT("日期"), 1, SIZE_MAX},
		{STR_INIT("abc"), STR_INIT("xyz"), 2, SIZE_MAX},
		{STR_INIT("abc"), STR_INIT("xyz"), 3, 3},
		{{NULL, 0}, STR_INIT("ab"), 2, 2},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		cr_expect_eq(utf8_distance(cases[i].a, cases[i].b, cases[i].most),
		             cases[i].distance, "case %zu", i);
		cr_expect_eq(utf8_distance(cases[i].b, cases[i].a, cases[i].most),
		             cases[i].distance, "case %zu", i);
	}
	/* all words over {a,b,c} of up to four letters against some others */
	size_t wrong = 0;
	static const char *const others[] = {"abc", "cab", "aabb", "bca", "", "ca"};
	for (int i = 0; i < 81; i++)
		for (size_t size = 0; size <= 4; size++)
			for (size_t k = 0; k < COUNT(others); k++) {
				char word[4] = {(char)('a' + i % 3), (char)('a' + i / 3 % 3),
				                (char)('a' + i / 9 % 3), (char)('a' + i / 27)};
				struct str other = str_from(others[k]);
				wrong += utf8_distance((struct str){word, size}, other, 9) !=
				         slow_distance(word, size, other.data, other.size);
			}
	cr_expect_eq(wrong, 0);
	char text[65];
	memset(text, 'x', sizeof text);
	cr_expect_eq(utf8_distance((struct str){text, 65}, (struct str){text, 65}, 3), 0);
	cr_expect_eq(utf8_distance((struct str){text, 65}, (struct str){text, 64}, 3), SIZE_MAX);
	cr_expect_eq(utf8_distance((struct str){text, 64}, (struct str){text, 63}, 3), 1);
}

Test(utf8, suggests_the_nearest_candidate)
{
	static const struct str words[] = {STR_INIT("title"),    STR_INIT("标题"),
	                                   STR_INIT("titles"),   STR_INIT("owner"),
	                                   STR_INIT("公开属性"), STR_INIT("x")};
	static const struct {
		const char *word, *nearest;
	} cases[] = {
		{"titel", "title"},
		{"titl", "title"},
		{"titless", "titles"},
		{"标體", "标题"},
		{"公开属姓", "公开属性"},
		{"ownr", "owner"},
		{"qqqqq", NULL},
		{"y", NULL},
		{"", NULL},
		{"tixxx", NULL},
		{"属性", NULL},
		{"title", "title"},
		{"标标题题题题", NULL},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str near = utf8_nearest(str_from(cases[i].word), words, COUNT(words));
		if (cases[i].nearest)
			cr_expect(str_equal(near, str_from(cases[i].nearest)), "%s: %.*s",
			          cases[i].word, STR_ARG(near));
		else
			cr_expect(str_is_null(near), "%s: %.*s", cases[i].word, STR_ARG(near));
	}
	cr_expect(str_is_null(utf8_nearest(STR("a"), NULL, 0)));
	static const struct str twins[] = {STR_INIT("aac"), STR_INIT("aab")};
	cr_expect(str_equal(utf8_nearest(STR("aaa"), twins, 2), STR("aac")), "ties: the earlier");
}
