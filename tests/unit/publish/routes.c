#include <criterion/criterion.h>

#include "fixture.h"

/* The families as `name kind format size`, or the problems. */
static const char *read(const char *source, enum language language)
{
	static struct buf out;
	struct arena arena;
	struct diag_sink sink;
	struct routes routes = {0};
	arena_init(&arena, 0);
	diag_sink_init(&sink, language);
	buf_clear(&out);
	struct script *s = script_new();
	script_set_language(s, language);
	bool good = routes_read(s, STR("r.lua"), str_from(source), &arena, &sink, &routes);
	cr_expect_eq(good, sink.count == 0);
	for (size_t i = 0; good && i < routes.count; i++) {
		struct family *f = &routes.families[i];
		buf_format(&out, "%.*s %d %d %zu %zu;", STR_ARG(f->name), (int)f->kind,
		           (int)f->format, f->size, f->column_count);
	}
	for (size_t i = 0; i < sink.count; i++)
		buf_format(&out, "%s%.*s", i ? "; " : "", STR_ARG(sink.items[i].message));
	script_free(s);
	diag_sink_release(&sink);
	arena_release(&arena);
	return buf_str(&out).data;
}

#define BAD "routes.lua is wrong: "

Test(routes, reads_families_and_says_what_is_wrong)
{
	static const struct {
		const char *source, *wanted;
	} cases[] = {
		{"return {{name='a', template='t', url='/a'}}", "a 0 0 0 0;"},
		{"return {{name='a', template='t', url='/a', kind='article', list='items', size=20,"
	         " more='/a{n}'}, {name='b', format='csv', columns={'id', 'title'}, url='/b.csv'}}",
	         "a 2 0 20 0;b 0 1 0 2;"},
		{"return {{name='a', template='t', for_each='items'}}", "a 0 0 0 0;"},
		{"return {{name='a', template='t', url='/a', size=3, pages=1}}", "a 0 0 3 0;"},
		{"return {{name='a', format='xlsx', columns={'id'}, url='/a.xlsx', kind='column'}}",
	         "a 1 3 0 1;"},
		{"return {}", BAD "it must return a list of families"},
		{"return 'x'", BAD "it must return a list of families"},
		{"return {{template='t', url='/a'}}", BAD ": a family needs a name"},
		{"return {{name='a', url='/a'}}", BAD "a: needs either template or format"},
		{"return {{name='a', url='/a', template='t', format='csv', columns={'id'}}}",
	         BAD "a: needs either template or format"},
		{"return {{name='a', url='/a', format='csv'}}", BAD "a: a download needs columns"},
		{"return {{name='a', template='t'}}", BAD "a: needs a url"},
		{"return {{name='a', template='t', url='a'}}", BAD "a: url must begin with /"},
		{"return {{name='a', template='t', url='/a', size=3}}",
	         BAD "a: size needs more (or pages = 1)"},
		{"return {{name='a', template='t', url='/a', group_by='year'}}",
	         BAD "a: group_by needs a list"},
		{"return {{name='a', template='t', url='/a', size=-1, pages=1}}",
	         BAD "a: bad value of `size`"},
		{"return {{name='a', template='t', url='/a', size='x'}}",
	         BAD "a: bad value of `size`"},
		{"return {{name='a', template=1, url='/a'}}", BAD "a: bad value of `template`"},
		{"return {{name='a', template='t', url='/a', kind='x'}}",
	         BAD "a: bad value of `kind`"},
		{"return {{name='a', format='pdf', columns={'id'}, url='/a'}}",
	         BAD "a: bad value of `format`; " BAD "a: needs either template or format"},
		{"return {{name='a', format='csv', columns='id', url='/a'}}",
	         BAD "a: bad value of `columns`; " BAD "a: a download needs columns"},
		{"return {{name='a', format='csv', columns={1}, url='/a'}}",
	         BAD "a: bad value of `columns`; " BAD "a: a download needs columns"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got = read(cases[i].source, LANGUAGE_EN);
		cr_expect_str_eq(got, cases[i].wanted, "case %zu: %s", i, got);
	}
	const char *got = read("return {{name='a', colour='red', template='t', url='/a'}}",
	                       LANGUAGE_EN);
	cr_expect(strstr(got, "a: no such key `colour`; there are name, for_each, list"), "%s",
	          got);
	got = read("return {{", LANGUAGE_EN);
	cr_expect(strstr(got, BAD), "%s", got);
	got = read("error('x')", LANGUAGE_EN);
	cr_expect(strstr(got, BAD), "%s", got);
	static const char *const zh[] = {
		"return {}",
		"return {{name='a', x=1}}",
		"return {{name='a', template=1, url='a'}}",
		"return {{name='a', template='t'}}",
		"return {{name='a', template='t', url='x'}}",
		"return {{name='a', template='t', url='/a', size=1}}",
		"return {{name='a', format='csv', url='/a'}}",
		"return {{url='/a', template='t'}}",
		"return {{name='a', template='t', url='/a', group_by='x'}}"};
	for (size_t i = 0; i < COUNT(zh); i++)
		cr_expect(strstr(read(zh[i], LANGUAGE_ZH), "routes.lua 有误："), "%s", zh[i]);
}
