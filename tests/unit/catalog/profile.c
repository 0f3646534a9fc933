#include "catalog/profile.h"

#include <criterion/criterion.h>

#include "base/date.h"
#include "fixture.h"

#define PARAMETERS                                      \
	"days: {label: 期限, kind: term, unit: wd}\n" \
	"least: {label: 最少, kind: count}\n"         \
	"wanted: {label: 要求, kind: flag}\n"         \
	"words: {label: 词, kind: list}\n"             \
	"word: {label: 词, kind: word}\n"              \
	"day: {label: 日, kind: date}\n"

static const char *const files[][2] = {
	{"site.yaml", "name: x\n"},
	{"regulation/parameters.yaml", PARAMETERS},
	{"regulation/profiles/old.yaml", "id: old\nseries: cn\nlabel: 旧\nvalid_from: 2008-05-01\n"
                                         "parameters:\n"
                                         "  days: {value: 15, basis: 旧一}\n"
                                         "  least: {value: 4, basis: 旧二}\n"
                                         "levels: {P01: off, a-rule: note}\n"},
	{"regulation/profiles/new.yaml", "id: new\nseries: cn\nlabel: 新\nvalid_from: 2019-05-15\n"
                                         "parameters:\n"
                                         "  days: {value: 20, basis: 新一}\n"
                                         "levels: {P01: warning}\n"},
	{"regulation/profiles/place.yaml",
         "id: place\nextends: cn\nlabel: 地方\nvalid_from: 2010-01-01\n"
         "parameters:\n"
         "  least: {value: 1, basis: 地一}\n"
         "  words: {value: [a, b], basis: 地二}\n"},
	{"regulation/profiles/undated.yaml", "id: undated\nextends: cn\nlabel: 无日期\n"
                                             "parameters:\n  least: {value: 7, basis: 无一}\n"},
	{"regulation/profiles/zz.yaml", "id: place\nextends: place\n"
                                        "parameters:\n  least: {value: null}\n"
                                        "  wanted: {value: true, basis: 补一}\n"},
};

static struct fixture_file *fixture_files(void)
{
	static struct fixture_file out[COUNT(files)];
	for (size_t i = 0; i < COUNT(files); i++)
		out[i] = (struct fixture_file){files[i][0], files[i][1]};
	return out;
}

static int32_t day(const char *text)
{
	int32_t out = 0;
	cr_assert(date_parse(str_from(text), &out), "%s", text);
	return out;
}

Test(profile, the_day_decides_what_is_in_force)
{
	static const struct {
		const char *name, *day, *id;
	} cases[] = {
		{"new", "2019-05-15", "new"},     {"new", "2019-05-14", "old"},
		{"new", "2008-04-30", NULL},      {"old", "2024-01-01", "old"},
		{"cn", "2024-01-01", "new"},      {"cn", "2010-01-01", "old"},
		{"place", "2010-01-01", "place"}, {"place", "2009-12-31", "old"},
		{"place", "2008-04-30", NULL},    {"undated", "1990-01-01", "undated"},
		{"nothing", "2024-01-01", NULL},  {"", "2024-01-01", NULL},
	};
	struct fixture f;
	fixture_load(&f, fixture_small("", fixture_files(), COUNT(files)), 1);
	cr_expect_str_eq(fixture_problems(&f.sink), "");
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct profile *p = profile_in_force(
			&f.site->schema->profiles, str_from(cases[i].name), day(cases[i].day));
		cr_expect(cases[i].id ? p && str_equal(p->id, str_from(cases[i].id)) : !p,
		          "case %zu", i);
	}
	fixture_close(&f);
}

Test(profile, parameters_come_from_what_is_in_force)
{
	static const struct {
		const char *name, *day, *parameter, *value;
	} cases[] = {
		{"place", "2015-01-01", "days", "15"},   {"place", "2024-01-01", "days", "20"},
		{"new", "2024-01-01", "least", NULL},    {"old", "2024-01-01", "least", "4"},
		{"place", "2024-01-01", "least", NULL},  {"place", "2024-01-01", "wanted", "true"},
		{"place", "2024-01-01", "words", "a"},   {"undated", "1990-01-01", "days", NULL},
		{"undated", "1990-01-01", "least", "7"}, {"undated", "2010-01-01", "days", "15"},
		{"new", "2024-01-01", "unheard", NULL},
	};
	struct fixture f;
	fixture_load(&f, fixture_small("", fixture_files(), COUNT(files)), 1);
	const struct profiles *all = &f.site->schema->profiles;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int32_t when = day(cases[i].day);
		const struct parameter *p = profile_parameter(
			all, profile_in_force(all, str_from(cases[i].name), when),
			str_from(cases[i].parameter), when);
		cr_expect(cases[i].value ? p && str_equal(p->values[0], str_from(cases[i].value))
		                         : !p,
		          "case %zu", i);
	}
	cr_expect_null(profile_parameter(all, NULL, STR("days"), 0));
	fixture_close(&f);
}

Test(profile, a_rule_is_found_before_its_code_and_near_before_far)
{
	struct fixture f;
	fixture_load(&f, fixture_small("", fixture_files(), COUNT(files)), 1);
	const struct profiles *all = &f.site->schema->profiles;
	int32_t now = day("2024-01-01"), then = day("2012-01-01");
	const struct profile *p = profile_in_force(all, STR("place"), now);
	cr_expect_eq(profile_level(all, p, STR("x"), STR("P01"), now, DIAG_ERROR), DIAG_WARNING);
	cr_expect_eq(profile_level(all, p, STR("x"), STR("P01"), then, DIAG_ERROR), LEVEL_OFF);
	cr_expect_eq(profile_level(all, p, STR("a-rule"), STR("P01"), then, DIAG_ERROR), DIAG_NOTE);
	cr_expect_eq(profile_level(all, p, STR("x"), STR("P02"), now, DIAG_ERROR), DIAG_ERROR);
	fixture_close(&f);
}

Test(profile, mistakes_are_named_where_they_stand)
{
	static const struct {
		const char *text, *problems;
	} cases[] = {
		{"id: q\nextends: gone\n", "q.yaml:2:10 R03"},
		{"id: q\nextends: q\n", "q.yaml:2:10 R07"},
		{"id: q\nvalid_from: soon\n", "q.yaml:2:13 R01"},
		{"id: q\nparameters: {dayz: {value: 1, basis: x}}\n", "q.yaml:2:14 R09"},
		{"id: q\nparameters: {days: {value: many, basis: x}}\n", "q.yaml:2:28 R01"},
		{"id: q\nparameters: {days: {value: 1}}\n", "q.yaml:2:20 R01"},
		{"id: q\nparameters: {days: {basis: x}}\n", "q.yaml:2:20 R01"},
		{"id: q\nparameters: {days: {value: 1, basis: x, unit: week}}\n",
	         "q.yaml:2:47 R02"},
		{"id: q\nparameters: {wanted: {value: yes, basis: x}}\n", "q.yaml:2:30 R01"},
		{"id: q\nparameters: {day: {value: 02-30, basis: x}}\n", "q.yaml:2:27 R01"},
		{"id: q\ndepartures: [{says: x, law: y}]\n", "q.yaml:2:14 R01"},
		{"id: q\nlevels: {P01: loud}\n", "q.yaml:2:15 R02"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture_file own[] = {
			{"regulation/parameters.yaml", PARAMETERS},
			{"regulation/profiles/q.yaml", cases[i].text},
		};
		struct fixture f;
		fixture_load(&f, fixture_small("", own, COUNT(own)), 1);
		const char *got = fixture_problems(&f.sink);
		cr_expect(strstr(got, cases[i].problems), "case %zu: %s", i, got);
		fixture_close(&f);
	}
}
