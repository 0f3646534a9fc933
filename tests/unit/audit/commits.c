#include "audit/commits.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define TREE         "tree 0123456789abcdef0123456789abcdef01234567\n"
#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct arena arena;
static struct parent_list parents;

static bool parse(const char *text, struct commit *out)
{
	parents.count = 0;
	return commit_parse(str_from(text), &arena, out, &parents);
}

Test(commits, are_understood_by_hand)
{
	struct commit c;
	cr_assert(parse(TREE "parent 89abcdef0123456789abcdef0123456789abcdef\n"
	                     "author 甲 <a@x> 1700000000 +0800\n"
	                     "committer 乙 <b@x> 1700000060 -0330\ngpgsig -----BEGIN\n more\n\n"
	                     "标题\n\n正文\n\nDisclosure-Note: 更正\n 第二行\nOther: x\n",
	                &c));
	cr_expect_eq(c.authored, 1700000000);
	cr_expect_eq(c.time, 1700000060);
	cr_expect_eq(c.zone, -210);
	cr_expect_eq(parents.count, 1);
	cr_expect(c.is_signed);
	cr_expect(str_equal(c.email, STR("a@x")));
	cr_expect(str_equal(c.note, STR("更正 第二行")));
}

Test(commits, keep_what_is_odd_and_refuse_what_is_damaged)
{
	static const struct {
		const char *text;
		bool is_good;
		int64_t time;
	} cases[] = {
		{"", false, 0},
		{"tree 0123\n\n", false, 0},
		{TREE "parent zz\n\n", false, 0},
		{TREE, true, NO_TIME},
		{TREE "committer x\n\nm", true, NO_TIME},
		{TREE "committer x <> -5 +0000\n\nm", true, NO_TIME},
		{TREE "committer x <a> 99999999999999999999 +0000\n\nm", true, NO_TIME},
		{TREE "committer x <a> <b> 5 +0000\n\nm", true, 5},
		{TREE "committer > x < 5 +0000\n\nm", true, NO_TIME},
	};
	struct commit c;
	for (size_t i = 0; i < COUNT(cases); i++) {
		cr_expect_eq(parse(cases[i].text, &c), cases[i].is_good, "%zu", i);
		if (cases[i].is_good)
			cr_expect_eq(c.time, cases[i].time, "%zu", i);
	}
}

Test(commits, take_notes_from_trailers_alone)
{
	static const struct {
		const char *message, *note;
	} cases[] = {
		{"标题\n", NULL},
		{"Disclosure-Note: 一行\n", "一行"},
		{"标题\n\nDisclosure-Note: 在正文里\n\n又一段\n", NULL},
		{"标题\n\n公开说明：全角\n", "全角"},
		{"标题\n\nDisclosure-Note: 一\nDisclosure-Note: 二\n\n\n", "一 二"},
		{"标题\n\nDisclosure-Note:\n", NULL},
		{"\xb9\xab\xbf\xaa\n\n\xb9\xab\xbf\xaa\xcb\xb5\xc3\xf7: \xb8\xc4\n", "改"},
	};
	struct commit c;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[400];
		snprintf(text, sizeof text, TREE "\n%s", cases[i].message);
		cr_assert(parse(text, &c));
		if (cases[i].note)
			cr_expect(str_equal(c.note, str_from(cases[i].note)), "%zu: %.*s", i,
			          STR_ARG(c.note));
		else
			cr_expect(str_is_null(c.note), "%zu: %.*s", i, STR_ARG(c.note));
	}
}

Test(commits, write_times_as_rfc_3339)
{
	static const struct {
		int64_t time;
		int zone;
		const char *text;
	} cases[] = {
		{0, 0, "1970-01-01T00:00:00+00:00"},
		{1767225599, 480, "2026-01-01T07:59:59+08:00"},
		{1767225599, -210, "2025-12-31T20:29:59-03:30"},
		{253402300799, 0, "9999-12-31T23:59:59+00:00"},
	};
	char text[TIME_TEXT];
	for (size_t i = 0; i < COUNT(cases); i++) {
		commit_time_write(cases[i].time, cases[i].zone, text);
		cr_expect_str_eq(text, cases[i].text);
	}
	cr_expect_eq(commit_day(1767196799), commit_day(1767196800) - 1, "midnight in UTC+8");
}
