#include <criterion/criterion.h>

#include "base/buf.h"
#include "catalog/pattern.h"
#include "fixture.h"

static bool matches(const char *source, struct str text)
{
	struct arena a;
	size_t at = 0;
	struct str error = STR("");
	arena_init(&a, 0);
	struct pattern *p = pattern_compile(str_from(source), &a, &at, &error);
	cr_assert_not_null(p, "%s: %.*s", source, STR_ARG(error));
	bool found = pattern_matches(p, text);
	pattern_free(p);
	arena_release(&a);
	return found;
}

Test(pattern, knows_unicode_and_ends_at_the_end)
{
	static const struct {
		const char *source;
		struct str text;
		bool matches;
	} cases[] = {
		{"^\\p{Han}+$", STR_INIT("政府信息"), true},
		{"^\\p{Han}+$", STR_INIT("政府a"), false},
		{"^.{2}$", STR_INIT("政府"), true}, /* characters, not bytes */
		{"^\\d{4}$", STR_INIT("2024"), true},
		{"^\\d{4}$", STR_INIT("2024\n"), false}, /* `$` is the very end */
		{"^\\d$", STR_INIT("２"), true},         /* Unicode digits count */
		{"a", STR_INIT("xay"), true},            /* the author anchors */
		{"^a*$", STR_INIT(""), true},
		{"^a*$", {NULL, 0}, true},
		{"^a$", {NULL, 0}, false},
		{"^〔(?:19|20)\\d{2}〕[1-9]\\d*号$", STR_INIT("〔2026〕1号"), true},
		{"^a\\x{0}b$", STR_INIT("a\0b"), true},
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_eq(matches(cases[i].source, cases[i].text), cases[i].matches, "%zu: %s",
		             i, cases[i].source);
}

Test(pattern, says_where_it_is_wrong)
{
	static const struct {
		const char *source;
		size_t at;
	} cases[] = {{"(", 1}, {"a(b", 3}, {"[a", 2}, {"a{2,1}", 5}, {"*", 0}, {"\\p{Foo}", 7}};
	struct arena a;
	arena_init(&a, 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t at = 99;
		struct str error = STR_NULL;
		cr_expect_null(pattern_compile(str_from(cases[i].source), &a, &at, &error));
		cr_expect_eq(at, cases[i].at, "%s: %zu", cases[i].source, at);
		cr_expect_gt(error.size, 5, "%s", cases[i].source);
	}
	arena_release(&a);
	pattern_free(NULL);
}

Test(pattern, gives_up_where_it_would_take_for_ever)
{
	struct buf b = BUF_INIT;
	for (int i = 0; i < 5000; i++)
		buf_add_char(&b, 'a');
	buf_add_char(&b, '!');
	cr_expect_not(matches("^(a+)+$", buf_str(&b)));
	cr_expect_not(matches("^(a|aa)+$", buf_str(&b)));
	cr_expect_not(matches("^(?:.*?,){11}P", buf_str(&b)));
	buf_release(&b);
}
