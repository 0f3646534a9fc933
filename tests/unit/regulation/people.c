#include "regulation/people.h"

#include <criterion/criterion.h>

#include "../catalog/fixture.h"
#include "base/date.h"

static const char posts[] = "people:\n"
			    "  - {id: p-01, role: principal, organ: a, from: 2024-01-01, to: "
                            "2024-12-31, git: [one@x]}\n"
			    "  - {id: p-02, role: 承办人, organ: a, person: p-01, from: "
                            "2024-06-01, git: [one@x, two@x]}\n";

static struct source *source;
static struct diag_sink sink;
static struct arena arena;
static struct schema *schema;
static struct people people;

static void open_people(const char *text)
{
	struct fixture_file file = {"people.yaml", text};
	source = fixture_with_regulation(&file, 1);
	diag_sink_init(&sink, LANGUAGE_ZH);
	arena_init(&arena, 0);
	schema = schema_load(source, &arena, &sink);
	cr_assert_not_null(schema, "%s", fixture_problems(&sink));
	struct reader r = {.arena = &arena, .sink = &sink, .source = source};
	people_read(&people, schema, &r);
}

static void close_people(void)
{
	people_release(&people);
	schema_release(schema);
	arena_release(&arena);
	diag_sink_release(&sink);
	source_close(source);
}

static int32_t day(const char *text)
{
	int32_t out = 0;
	cr_assert(date_parse(str_from(text), &out), "%s", text);
	return out;
}

Test(people, a_post_is_held_from_day_to_day)
{
	open_people(posts);
	cr_expect_str_eq(fixture_problems(&sink), "");
	cr_expect(people_held(&people, STR("p-01"), STR("principal"), day("2024-01-01")));
	cr_expect(people_held(&people, STR("p-01"), STR("principal"), day("2024-12-31")));
	cr_expect(!people_held(&people, STR("p-01"), STR("principal"), day("2025-01-01")));
	cr_expect(!people_held(&people, STR("p-01"), STR("handler"), day("2024-07-01")));
	cr_expect(people_held(&people, STR("p-02"), STR("handler"), day("2030-01-01")));
	cr_expect(!people_held(&people, STR("p-03"), STR("handler"), day("2030-01-01")));
	cr_expect(people_same(&people, STR("p-01"), STR("p-02")));
	cr_expect(!people_same(&people, STR("p-01"), STR("p-03")));
	const struct post *p = people_by_email(&people, STR("one@x"), day("2024-07-01"));
	cr_expect(p && str_equal(p->id, STR("p-01")));
	p = people_by_email(&people, STR("one@x"), day("2025-07-01"));
	cr_expect(p && str_equal(p->id, STR("p-02")));
	cr_expect_null(people_by_email(&people, STR("three@x"), day("2024-07-01")));
	close_people();
}

Test(people, mistakes_are_named_where_they_stand)
{
	static const struct {
		const char *text, *problems;
	} cases[] = {
		{"people: 1\n", "people.yaml:1:9 R01"},
		{"folk: []\n", "people.yaml:1:1 R02"},
		{"people:\n  - {id: p-01, organ: a, from: 2024-01-01}\n", "people.yaml:2:5 R01"},
		{"people:\n  - {id: p-01, role: king, organ: a, from: 2024-01-01}\n",
	         "people.yaml:2:22 R03"},
		{"people:\n  - {id: p-01, role: office, organ: a, from: soon}\n",
	         "people.yaml:2:46 R01"},
		{"people:\n  - {id: p-01, role: office, organ: a, person: p-9, from: 2024-01-01}\n",
	         "people.yaml:2:5 R03"},
		{"people:\n  - {id: p-01, role: office, organ: a, from: 2024-01-01}\n"
	         "  - {id: p-01, role: office, organ: a, from: 2025-01-01}\n",
	         "people.yaml:3:5 R06"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		open_people(cases[i].text);
		const char *got = fixture_problems(&sink);
		cr_expect(strstr(got, cases[i].problems), "case %zu: %s", i, got);
		close_people();
	}
}
