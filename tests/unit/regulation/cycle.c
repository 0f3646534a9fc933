#include "regulation/cycle.h"

#include <criterion/criterion.h>

#include "base/date.h"

static int32_t day(const char *text)
{
	int32_t out = 0;
	cr_assert(date_parse(str_from(text), &out), "%s", text);
	return out;
}

Test(cycle, begins_with_the_first_whole_period)
{
	static const struct {
		const char *kind, *since, *name, *begin, *end, *second;
	} cases[] = {
		{"yearly", "2024-01-01", "2024", "2024-01-01", "2024-12-31", "2025"},
		{"yearly", "2024-01-02", "2025", "2025-01-01", "2025-12-31", "2026"},
		{"half_yearly", "2024-02-29", "2024-H2", "2024-07-01", "2024-12-31", "2025-H1"},
		{"quarterly", "2024-04-01", "2024-Q2", "2024-04-01", "2024-06-30", "2024-Q3"},
		{"quarterly", "2024-11-05", "2025-Q1", "2025-01-01", "2025-03-31", "2025-Q2"},
		{"monthly", "2024-02-01", "2024-02", "2024-02-01", "2024-02-29", "2024-03"},
		{"monthly", "2024-12-31", "2025-01", "2025-01-01", "2025-01-31", "2025-02"},
		{"weekly", "2024-09-11", "2024-09-16", "2024-09-16", "2024-09-22", "2024-09-23"},
		{"weekly", "2024-09-16", "2024-09-16", "2024-09-16", "2024-09-22", "2024-09-23"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cycle c;
		cr_assert(cycle_begin(&c, str_from(cases[i].kind), day(cases[i].since)));
		cr_expect_str_eq(c.name, cases[i].name, "case %zu: %s", i, c.name);
		cr_expect_eq(c.begin, day(cases[i].begin), "case %zu", i);
		cr_expect_eq(c.end, day(cases[i].end), "case %zu", i);
		cycle_next(&c);
		cr_expect_str_eq(c.name, cases[i].second, "case %zu: %s", i, c.name);
	}
}

Test(cycle, has_no_periods_for_what_comes_as_it_comes)
{
	static const char *const kinds[] = {"ad_hoc", "daily", "", "sometimes"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct cycle c;
		cr_expect(!cycle_begin(&c, str_from(kinds[i]), 0), "%s", kinds[i]);
	}
}
