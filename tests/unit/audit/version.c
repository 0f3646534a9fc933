#include "audit/version.h"

#include <criterion/criterion.h>

#include "../catalog/fixture.h"

static const char fields[] = "  summary: {label: 概述, type: string, change: editorial}\n"
			     "  handler: {label: 承办, type: string, public: false}\n"
			     "  dates:\n    label: 日期\n    type: record\n    fields:\n"
			     "      formed: {label: 形成, type: date}\n"
			     "  approvals:\n    label: 审批\n    type: list\n    public: false\n   "
                             " of: {type: string}\n";

static struct fixture f;
static struct arena arena;

static void open_site(void)
{
	fixture_load(&f, fixture_small(fields, NULL, 0), 1);
	arena_init(&arena, 0);
}

static void close_site(void)
{
	arena_release(&arena);
	fixture_close(&f);
}

TestSuite(version, .init = open_site, .fini = close_site);

static struct version read(const char *text)
{
	struct version v;
	version_read(&v, schema_type(f.site->schema, STR("note")), STR("content/notes/n.md"),
	             str_from(text), false, &arena);
	return v;
}

#define HEAD "---\nid: n-1\ntitle: 题\nstatus: published\n"

Test(version, is_compared_by_what_the_public_sees)
{
	static const struct {
		const char *old, *new;
		enum field_change change;
		const char *fields;
	} cases[] = {
		{HEAD "---\n正文\n", "---\ntitle: 题\nid: n-1\nstatus: 已发布\n---\n正文\n",
	         CHANGE_INTERNAL, ""},
		{HEAD "---\n正文\n", HEAD "summary: 新\n---\n正文\n", CHANGE_EDITORIAL, "summary "},
		{HEAD "handler: a\n---\n", HEAD "handler: b\n---\n", CHANGE_INTERNAL, "handler "},
		{HEAD "dates: {formed: 2024-01-01}\n---\n",
	         HEAD "dates: {formed: 2024-01-02}\n---\n", CHANGE_SUBSTANTIVE, "dates.formed "},
		{HEAD "---\n依据条例，公开。\n", HEAD "---\n依据 条例、公开\n", CHANGE_EDITORIAL,
	         "body "},
		{HEAD "---\n不少于1,000元\n", HEAD "---\n不少于1.000元\n", CHANGE_SUBSTANTIVE,
	         "body "},
		{HEAD "---\n公开\n", HEAD "---\n不公开\n", CHANGE_SUBSTANTIVE, "body "},
		{HEAD "---\n一\n", "---\nid: n-1\ntitle: [断\n", CHANGE_SUBSTANTIVE,
	         "id title status body "},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct version old = read(cases[i].old), new = read(cases[i].new);
		struct version_change change;
		struct buf names = BUF_INIT;
		buf_add(&names, STR(""));
		version_compare(&old, &new, &arena, &change);
		for (uint32_t k = 0; k < change.field_count; k++)
			buf_format(&names, "%.*s ", STR_ARG(change.fields[k]));
		cr_expect_eq(change.change, cases[i].change, "%zu", i);
		cr_expect_str_eq(names.data, cases[i].fields);
		buf_release(&names);
	}
}

Test(version, knows_which_approvals_are_new)
{
	struct version old = read(HEAD "approvals: [a, b]\n---\n"),
		       new = read(HEAD "approvals: [b, c]\n---\n");
	struct version_change change;
	version_compare(&old, &new, &arena, &change);
	cr_expect_eq(change.approval_count, 1);
	version_compare(NULL, &new, &arena, &change);
	cr_expect_eq(change.approval_count, 2);
}
