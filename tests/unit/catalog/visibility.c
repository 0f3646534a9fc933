#include <criterion/criterion.h>

#include "base/date.h"
#include "catalog/visibility.h"
#include "fixture.h"

/* Every combination of what the decision rests on. */
static const char *const statuses[] = {NULL,        "draft",     "reviewing", "signed",
                                       "published", "withdrawn", "无此状态"};
static const char *const attributes[] = {NULL, "open", "on_request", "closed", "无此属性"};
static const char *const audiences[] = {NULL, "all", "specific", "internal"};
/* against as-of 2026-06-30: the day itself is past */
static const char *const dates[] = {NULL, "2026-06-29", "2026-06-30", "2026-07-01"};

struct row {
	size_t status, attribute, audience, embargo, published;
};

static bool is_at(const char *const *words, size_t i, const char *word)
{
	return words[i] && strcmp(words[i], word) == 0;
}

static bool is_future(size_t date)
{
	return date == 3;
}

/* The regulation in the order in which an office asks, independent of the code: who
 * may see it, is it time, was it decided, is it disclosed, and how. */
static enum visibility expected(const struct row *r, const struct visibility_facts *f,
                                bool has_attribute, bool has_dates)
{
	bool open = !has_attribute || is_at(attributes, r->attribute, "open");
	bool entry = has_attribute && is_at(attributes, r->attribute, "on_request") &&
	             f->on_request_is_entry;
	bool published = is_at(statuses, r->status, "published");
	bool withdrawn = is_at(statuses, r->status, "withdrawn");
	if (is_at(audiences, r->audience, "internal") && f->audience == AUDIENCE_PUBLIC)
		return VISIBILITY_HIDDEN;
	if (has_dates && (is_future(r->embargo) || is_future(r->published)))
		return VISIBILITY_HIDDEN;
	if ((!published && !withdrawn) || (!open && !entry))
		return VISIBILITY_HIDDEN;
	if (withdrawn) /* it was public only if it says since when */
		return has_dates && r->published == 0 ? VISIBILITY_HIDDEN : VISIBILITY_TOMBSTONE;
	return open ? VISIBILITY_FULL : VISIBILITY_ENTRY;
}

static void add(struct buf *b, const char *key, const char *value)
{
	if (value)
		buf_format(b, "%s: %s\n", key, value);
}

static struct item *make(const struct type *type, const struct row *r, struct diag_sink *sink)
{
	static struct buf b;
	buf_clear(&b);
	buf_add_text(&b, "id: x-1\n");
	add(&b, "status", statuses[r->status]);
	add(&b, "attribute", attributes[r->attribute]);
	add(&b, "audience", audiences[r->audience]);
	if (dates[r->embargo] || dates[r->published]) {
		buf_add_text(&b, "dates:\n");
		add(&b, "  embargo", dates[r->embargo]);
		add(&b, "  published", dates[r->published]);
	}
	struct arena scratch;
	arena_init(&scratch, 0);
	struct item *item = item_parse(type, STR("content/x.yaml"), buf_str(&b), &scratch, sink);
	arena_release(&scratch);
	return item;
}

/* Whether the reason fits the verdict. */
static bool fits(enum visibility v, enum visibility_reason reason)
{
	switch (reason) {
	case REASON_OPEN: return v == VISIBILITY_FULL;
	case REASON_ON_REQUEST: return v == VISIBILITY_ENTRY || v == VISIBILITY_HIDDEN;
	case REASON_WITHDRAWN: return v == VISIBILITY_TOMBSTONE;
	default: return v == VISIBILITY_HIDDEN;
	}
}

/* All rows of one type under all facts; how many are decided otherwise. */
static size_t judge_all(const struct type *type, bool has_attribute, bool has_dates, size_t *seen)
{
	size_t wrong = 0;
	for (size_t n = 0; n < COUNT(statuses) * COUNT(attributes) * COUNT(audiences) * 16; n++) {
		struct row r = {n % COUNT(statuses), n / 7 % COUNT(attributes),
		                n / 35 % COUNT(audiences), n / 140 % 4, n / 560};
		struct diag_sink sink;
		diag_sink_init(&sink, LANGUAGE_ZH);
		struct item *item = make(type, &r, &sink);
		for (int k = 0; k < 4; k++) {
			struct visibility_facts facts = {20634, k & 1, k & 2};
			enum visibility_reason reason;
			enum visibility got = item_visibility(item, &facts, &reason);
			wrong += got != expected(&r, &facts, has_attribute, has_dates) ||
			         !fits(got, reason);
			seen[got]++;
		}
		item_free(item);
		diag_sink_release(&sink);
	}
	return wrong;
}

Test(visibility, follows_the_whole_truth_table)
{
	static const char fields[] =
		"  attribute: {label: 属性, type: enum, vocabulary: attributes}\n"
		"  audience: {label: 对象, type: enum, vocabulary: audiences}\n"
		"  dates:\n    label: 日期\n    type: record\n    fields:\n"
		"      embargo: {label: 解禁, type: date}\n"
		"      published: {label: 发布, type: datetime}\n";
	static const char basic[] = "  id: {label: 标识, type: string}\n"
				    "  title: {label: 标题, type: string}\n"
				    "  status: {label: 状态, type: enum, vocabulary: statuses}\n";
	struct buf all = BUF_INIT, unit = BUF_INIT;
	buf_format(&all, "id: all\nlabel: 全\nfolder: all\nfields:\n%s%s", basic, fields);
	buf_format(&unit, "id: unit\nlabel: 单位\nfolder: units\nfields:\n%s", basic);
	struct fixture_file files[] = {{"regulation/types/zz-all.yaml", all.data},
	                               {"regulation/types/zz-unit.yaml", unit.data}};
	struct source *source = fixture_with_regulation(files, 2);
	struct diag_sink sink;
	struct arena arena;
	diag_sink_init(&sink, LANGUAGE_ZH);
	arena_init(&arena, 0);
	struct schema *schema = schema_load(source, &arena, &sink);
	cr_assert_not_null(schema, "%s", fixture_problems(&sink));
	size_t seen[4] = {0};
	cr_expect_eq(judge_all(schema_type(schema, STR("all")), true, true, seen), 0);
	for (size_t i = 0; i < 4; i++)
		cr_expect_gt(seen[i], 0, "every verdict occurs");
	/* units have no attribute, no audience and no dates */
	for (size_t s = 0; s < COUNT(statuses); s++) {
		struct row r = {.status = s};
		struct visibility_facts facts = {20634, AUDIENCE_PUBLIC, false};
		enum visibility_reason reason;
		struct item *item = make(schema_type(schema, STR("unit")), &r, &sink);
		cr_expect_eq(item_visibility(item, &facts, &reason),
		             expected(&r, &facts, false, false), "%s", statuses[s]);
		item_free(item);
	}
	schema_release(schema);
	diag_sink_release(&sink);
	arena_release(&arena);
	source_close(source);
	buf_release(&all);
	buf_release(&unit);
}

Test(visibility, names_the_reason)
{
	static const struct {
		const char *lines;
		enum visibility_reason reason;
	} cases[] = {
		{"status: published\nattribute: open\n", REASON_OPEN},
		{"status: published\nattribute: on_request\n", REASON_ON_REQUEST},
		{"status: published\nattribute: closed\n", REASON_CLOSED},
		{"status: published\n", REASON_NO_ATTRIBUTE},
		{"status: published\nattribute: 公开\n", REASON_NO_ATTRIBUTE},
		{"status: signed\nattribute: open\n", REASON_NOT_PUBLISHED},
		{"attribute: open\n", REASON_NOT_PUBLISHED},
		{"status: published\nattribute: open\naudience: internal\n", REASON_INTERNAL},
		{"status: published\nattribute: open\ndates: {embargo: 2026-07-01}\n",
	         REASON_EMBARGO},
		{"status: published\nattribute: open\ndates: {published: 2026-07-01}\n",
	         REASON_SCHEDULED},
		{"status: withdrawn\nattribute: open\ndates: {published: 2026-01-01}\n",
	         REASON_WITHDRAWN},
		{"status: withdrawn\nattribute: open\n", REASON_NOT_PUBLISHED},
		{"status: withdrawn\nattribute: closed\ndates: {published: 2026-01-01}\n",
	         REASON_CLOSED},
		{"status: [\n", REASON_BROKEN},
	};
	struct source *source = fixture_with_regulation(NULL, 0);
	struct diag_sink sink;
	struct arena arena;
	diag_sink_init(&sink, LANGUAGE_ZH);
	arena_init(&arena, 0);
	struct schema *schema = schema_load(source, &arena, &sink);
	cr_assert_not_null(schema);
	struct visibility_facts facts = {20634, AUDIENCE_PUBLIC, true};
	for (size_t i = 0; i <= COUNT(cases); i++) {
		enum visibility_reason reason;
		/* the last one has no id: nothing can be decided about it */
		const char *lines = i < COUNT(cases) ? cases[i].lines : "status: published\n";
		struct str text = str_format(&arena, "%s%s", i < COUNT(cases) ? "id: x-1\n" : "",
		                             lines);
		struct item *item = item_parse(schema_type(schema, STR("document")),
		                               STR("content/documents/x.yaml"), text, &arena,
		                               &sink);
		item_visibility(item, &facts, &reason);
		cr_expect_eq(reason, i < COUNT(cases) ? cases[i].reason : REASON_BROKEN, "%s",
		             lines);
		item_free(item);
	}
	for (int i = 0; i <= REASON_NO_ATTRIBUTE; i++)
		for (int k = 0; k < i; k++)
			for (int language = 0; language < 2; language++)
				cr_expect_not(
					str_equal(visibility_reason_text((enum visibility_reason)i,
				                                         (enum language)language),
				                  visibility_reason_text((enum visibility_reason)k,
				                                         (enum language)language)));
	schema_release(schema);
	diag_sink_release(&sink);
	arena_release(&arena);
	source_close(source);
}
