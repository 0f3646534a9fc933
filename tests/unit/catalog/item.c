#include <criterion/criterion.h>

#include "base/hash.h"
#include "base/limits.h"
#include "fixture.h"

static struct source *source;
static struct schema *schema;
static struct arena arena;
static struct diag_sink sink;

static const struct fixture_file types[] = {
	{"regulation/types/page.yaml", "id: page\nlabel: 页\nfolder: pages\nbody: "
                                       "required\nid_pattern: '^[a-z]+$'\nextends: note\n"},
	{"regulation/types/card.yaml",
         "id: card\nlabel: 卡\nfolder: cards\nbody: none\nextends: note\n"},
};

static void open_schema(void)
{
	source = fixture_small("  dates:\n    label: 日期\n    type: record\n    fields:\n"
	                       "      formed: {label: 形成, type: date}\n",
	                       types, COUNT(types));
	arena_init(&arena, 0);
	diag_sink_init(&sink, LANGUAGE_ZH);
	schema = schema_load(source, &arena, &sink);
	cr_assert_not_null(schema, "%s", fixture_problems(&sink));
}

static void close_schema(void)
{
	schema_release(schema);
	diag_sink_release(&sink);
	arena_release(&arena);
	source_close(source);
}

TestSuite(item, .init = open_schema, .fini = close_schema);

static struct item *parse(const char *type, const char *path, struct str bytes)
{
	diag_sink_release(&sink);
	diag_sink_init(&sink, LANGUAGE_ZH);
	/* a copy without anything behind, so that ASan sees reads past its end */
	char *copy = malloc(bytes.size ? bytes.size : 1);
	memcpy(copy, bytes.data, bytes.size);
	struct arena scratch;
	arena_init(&scratch, 0);
	struct item *item = item_parse(schema_type(schema, str_from(type)), str_from(path),
	                               (struct str){copy, bytes.size}, &scratch, &sink);
	arena_release(&scratch);
	free(copy); /* an item keeps nothing of either */
	return item;
}

#define HEAD "id: n-1\ntitle: 题\nstatus: published\n"
#define GOOD "---\n" HEAD "---\n"

Test(item, finds_front_matter_and_body)
{
	static const struct {
		struct str bytes;
		const char *body; /* NULL: broken */
		const char *problems;
	} cases[] = {
		{STR_INIT(GOOD "正文\n"), "正文\n", ""},
		{STR_INIT(GOOD), "", ""},
		{STR_INIT("---\n" HEAD "---"), "", ""},
		{STR_INIT("--- \t\n" HEAD "---  \nx"), "x", ""},
		{STR_INIT("\xEF\xBB\xBF" GOOD "x"), "x", ""},
		{STR_INIT("---\r\nid: n-1\r\ntitle: 题\r\n---\r\nx\r\n"), "x\r\n", ""},
		{STR_INIT(GOOD "x\n---\ny\n"), "x\n---\ny\n", ""},
		{STR_INIT("---\n---\nx\n"), "x\n", "n.md:2:1 F04; n.md:2:1 F04"},
		{STR_INIT(""), NULL, "n.md:1:1 S05"},
		{STR_INIT("\n---\nid: n-1\n---\n"), NULL, "n.md:1:1 S05"},
		{STR_INIT("id: n-1\n"), NULL, "n.md:1:1 S05"},
		{STR_INIT("----\nid: n-1\n---\n"), NULL, "n.md:1:1 S05"},
		{STR_INIT(" ---\nid: n-1\n---\n"), NULL, "n.md:1:1 S05"},
		{STR_INIT("---\nid: n-1\n"), NULL, "n.md:1:1 S06"},
		{STR_INIT("---\nid: n-1\n----\n"), NULL, "n.md:1:1 S06"},
		{STR_INIT("---\nid: [\n---\nx"), NULL, "n.md:3:1 S08"},
		{STR_INIT("---\nid: n-1\n---\n\xB5\xC4"), NULL, "n.md:0:0 S03"},
		{STR_INIT("---\nid: n-1\n---\nx\0y"), NULL, "n.md:0:0 S04"},
		{STR_INIT("\0"), NULL, "n.md:0:0 S04"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct item *item = parse("note", "n.md", cases[i].bytes);
		const char *got = fixture_problems(&sink);
		cr_expect_str_eq(got, cases[i].problems, "case %zu: %s", i, got);
		cr_expect_eq(item->is_broken, cases[i].body == NULL, "case %zu", i);
		cr_expect(str_equal(item->path, STR("n.md")));
		if (cases[i].body) {
			struct str body = str_slice(cases[i].bytes, item->body, SIZE_MAX);
			cr_expect(str_equal(body, str_from(cases[i].body)), "case %zu", i);
			cr_expect_eq(item->body_size, body.size);
			cr_expect_eq(item->body_digest, hash_quick(body));
			cr_expect(str_equal(item->head, str_slice(cases[i].bytes, 0, item->body)));
		}
		item_free(item);
	}
	item_free(NULL);
}

Test(item, needs_a_body_as_its_type_says)
{
	static const struct {
		const char *type, *path, *bytes, *problems;
	} cases[] = {
		{"page", "p.md", "---\nid: a\ntitle: 题\nstatus: published\n---\n \n",
	         "p.md:6:1 F31"},
		{"page", "p.md", "---\nid: a\ntitle: 题\n---\n", ""}, /* a draft */
		{"page", "p.md", "---\nid: a\ntitle: 题\nstatus: published\n---\nx", ""},
		{"page", "p.yaml", "id: a\ntitle: 题\nstatus: published\n", "p.yaml:1:1 F31"},
		{"card", "c.md", "---\nid: a-1\ntitle: 题\n---\nx", "c.md:5:1 F32"},
		{"card", "c.md", "---\nid: a-1\ntitle: 题\n---\n\n", ""},
		{"card", "c.yaml", "id: a-1\ntitle: 题\n", ""},
		{"card", "c.yaml", "\xEF\xBB\xBFid: a-1\ntitle: 题\n", ""},
		{"note", "n.yaml", "---\nid: a-1\ntitle: 题\n---\nx\n", "n.yaml:4:1 S15"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct item *item = parse(cases[i].type, cases[i].path, str_from(cases[i].bytes));
		const char *got = fixture_problems(&sink);
		cr_expect_str_eq(got, cases[i].problems, "case %zu: %s", i, got);
		item_free(item);
	}
}

Test(item, has_an_id_that_can_be_an_address)
{
	static const struct {
		const char *type, *id, *problems;
	} cases[] = {
		{"note", "doc-2024-0001", ""}, {"note", "1", ""},        {"note", "note", "F28"},
		{"note", "-1", "F28"},         {"note", "A1", "F28"},    {"note", "a_1", "F28"},
		{"note", "a 1", "F28"},        {"note", "a/1", "F28"},   {"note", "../1", "F28"},
		{"note", "政1", "F28"},        {"note", "a.1", "F28"},   {"page", "guide", ""},
		{"page", "guide-1", "F28"},    {"page", "Guide", "F28"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str text = str_format(&arena, "---\nid: %s\ntitle: 题\n---\nx", cases[i].id);
		struct item *item = parse(cases[i].type, "n.md", text);
		const char *got = fixture_problems(&sink);
		struct str wanted = cases[i].problems[0]
		                            ? str_format(&arena, "n.md:2:5 %s", cases[i].problems)
		                            : STR("");
		cr_expect_str_eq(got, wanted.data, "%s: %s", cases[i].id, got);
		item_free(item);
	}
	struct item *item = parse("note", "n.md", STR("---\nid: [a]\ntitle: 题\n---\n"));
	cr_expect_str_eq(fixture_problems(&sink), "n.md:2:5 F08");
	cr_expect_eq(item->id.size, 0);
	item_free(item);
}

Test(item, keeps_front_matter_within_its_limit)
{
	struct buf b = BUF_INIT;
	buf_reserve(&b, 3 * LIMIT_FRONT_MATTER);
	for (int over = 0; over < 2; over++) {
		buf_clear(&b);
		buf_add_text(&b, "---\n" HEAD "#");
		while (b.size < 4 + LIMIT_FRONT_MATTER - 1 + (size_t)over)
			buf_add_char(&b, 'x');
		buf_add_text(&b, "\n---\nx");
		struct item *item = parse("note", "n.md", buf_str(&b));
		cr_expect_str_eq(fixture_problems(&sink), over ? "n.md:2:1 S07" : "");
		cr_expect_eq(item->is_broken, over);
		item_free(item);
	}
	/* a file of data has no such limit */
	buf_clear(&b);
	buf_add_text(&b, HEAD);
	while (b.size < 2 * LIMIT_FRONT_MATTER)
		buf_add_text(&b, "# xxxxxxxxxxxxxxxxxxxxxxxxx\n");
	item_free(parse("note", "n.yaml", buf_str(&b)));
	cr_expect_str_eq(fixture_problems(&sink), "");
	buf_release(&b);
}

Test(item, answers_for_what_the_engine_knows)
{
	struct datetime date;
	struct item *item = parse(
		"note", "n.md", STR("---\nid: n-1\ntitle: 题\ndates: {formed: 2026-06-30}\n---\n"));
	cr_expect(str_equal(item_title(item), STR("题")));
	cr_expect(str_equal(item_status(item), STR("draft")));
	cr_expect(item_date(item, STR("formed"), &date));
	cr_expect_eq(date.day, 20634);
	cr_expect_not(item_date(item, STR("published"), &date));
	cr_expect(str_is_null(item_known_text(item, KNOWN_STATUS)));
	cr_expect(str_is_null(item_known_text(item, KNOWN_DATES)), "a record has no text");
	cr_expect_null(item_known(item, KNOWN_ATTRIBUTE), "the type has no such field");
	struct diag_place place = item_place(item, item_known(item, KNOWN_TITLE));
	cr_expect(str_equal(str_slice(place.text, place.begin, place.end), STR("题")));
	place = item_place(item, NULL);
	cr_expect_eq(place.begin, 0);
	item_free(item);
	item = parse("note", "n.md", STR("---\nid: n-1\nstatus: 已发布\ndates: 2026\n---\n"));
	cr_expect(str_equal(item_title(item), STR("n-1")), "the id where there is no title");
	cr_expect(str_equal(item_status(item), STR("published")));
	cr_expect_not(item_date(item, STR("formed"), &date));
	item_free(item);
	item = parse("note", "n.md", STR("\xFF"));
	cr_expect(str_is_null(item_place(item, NULL).text), "nothing of it can be shown");
	item_free(item);
	const struct type *site = schema_type(schema, STR("site"));
	item = item_parse(site, STR("content/site.yaml"), STR("name: x\n"), &arena, &sink);
	cr_expect_not(item_date(item, STR("formed"), &date), "a type without dates");
	item_free(item);
}
