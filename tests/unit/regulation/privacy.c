#include <criterion/criterion.h>
#include <stdio.h>

#include "base/date.h"
#include "base/file.h"
#include "base/limits.h"
#include "regulation/privacy.h"
#include "regulation/privacy_number.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct str old_way[] = {STR_INIT("《老办法汇编》")}, ban[] = {STR_INIT("反违禁词库")};
static struct term_word words[] = {
	{.word = STR_INIT("老办法"),
         .level = DIAG_WARNING,
         .except = old_way,
         .except_count = 1,
         .since = INT32_MIN,
         .until = INT32_MAX},
	{.word = STR_INIT("违禁词"),
         .level = DIAG_ERROR,
         .except = ban,
         .except_count = 1,
         .since = INT32_MIN,
         .until = INT32_MAX},
	{.word = STR_INIT("请"), .since = INT32_MAX, .until = INT32_MAX}, /* not yet */
};
static struct str domains[] = {STR_INIT("gov.cn"), STR_INIT("test.example")};
static const struct terms terms = {words, COUNT(words), domains, COUNT(domains)};
static struct privacy *privacy;

static void open_privacy(void)
{
	int32_t as_of;
	date_parse(STR("2026-06-30"), &as_of);
	privacy = privacy_new(&terms, as_of);
}

static void close_privacy(void)
{
	privacy_free(privacy);
}

TestSuite(privacy, .init = open_privacy, .fini = close_privacy);

static void add_hit(void *context, const struct privacy_hit *hit)
{
	static const char *const names[] = {
		[PRIVACY_IDENTITY] = "identity",  [PRIVACY_MOBILE] = "mobile",
		[PRIVACY_CARD] = "card",          [PRIVACY_ADDRESS] = "address",
		[PRIVACY_COLUMN] = "column",      [PRIVACY_SECRET] = "secret",
		[PRIVACY_INTERNAL] = "internal",  [PRIVACY_INTERNAL_TALK] = "internal",
		[PRIVACY_TRADE_SECRET] = "trade", [PRIVACY_REPRINT] = "reprint",
		[PRIVACY_LINK] = "link",          [PRIVACY_TERM] = "term",
	};
	buf_format(context, "%s %zu-%zu ", names[hit->kind], hit->begin, hit->end);
}

/* `\n` and `\t` become what they stand for; what stands between « and » is noted in
 * `wanted` as a hit of `name`. */
static void unpack(struct str line, const char *name, struct buf *text, struct buf *wanted)
{
	for (size_t i = 0; i < line.size; i++) {
		struct str rest = str_slice(line, i, line.size);
		if (str_starts_with(rest, STR("«"))) {
			buf_format(wanted, "%s %zu-", name, text->size);
			i++;
		} else if (str_starts_with(rest, STR("»"))) {
			buf_format(wanted, "%zu ", text->size);
			i++;
		} else if (str_starts_with(rest, STR("\\n")) || str_starts_with(rest, STR("\\t"))) {
			buf_add_char(text, rest.data[1] == 'n' ? '\n' : '\t');
			i++;
		} else {
			buf_add_char(text, rest.data[0]);
		}
	}
}

static void scan_file(const char *name, const char *suffix)
{
	char path[64];
	struct buf bytes = BUF_INIT;
	size_t count = 0;
	snprintf(path, sizeof path, "tests/privacy/%s.%s", name, suffix);
	cr_assert_eq(file_read(path, MIB, &bytes), 0, "%s", path);
	struct str rest = buf_str(&bytes), line;
	while (str_next_line(&rest, &line)) {
		struct buf text = BUF_INIT, wanted = BUF_INIT, seen = BUF_INIT;
		buf_add(&text, STR(""));
		buf_add(&wanted, STR(""));
		buf_add(&seen, STR(""));
		unpack(line, name, &text, &wanted);
		privacy_scan(privacy, buf_str(&text), 0, false, add_hit, &seen);
		cr_expect_str_eq(seen.data, wanted.data, "%s: %s: %s instead of %s", path,
		                 text.data, seen.data, wanted.data);
		buf_release(&text);
		buf_release(&wanted);
		buf_release(&seen);
		count++;
	}
	cr_expect_geq(count, 100, "%s", path);
	buf_release(&bytes);
}

#define DETECTOR(name)                   \
	Test(privacy, name)              \
	{                                \
		scan_file(#name, "yes"); \
		scan_file(#name, "no");  \
	}

DETECTOR(identity)
DETECTOR(mobile)
DETECTOR(card)
DETECTOR(address)
DETECTOR(secret)
DETECTOR(internal)
DETECTOR(trade)
DETECTOR(column)
DETECTOR(term)
DETECTOR(reprint)
DETECTOR(link)
