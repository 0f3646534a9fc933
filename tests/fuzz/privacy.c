/* libFuzzer: any bytes as an attachment. The first byte says whether they are a text, a
 * table or an office document. Whatever they are, hits must lie in the text, in the
 * order they stand in, and a second pass must find the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"
#include "format/charset.h"
#include "format/office.h"
#include "regulation/privacy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str phrases[] = {STR_INIT("《老办法汇编》")}, domains[] = {STR_INIT("gov.cn")};
static struct term_word words[] = {{.word = STR_INIT("老办法"),
                                    .except = phrases,
                                    .except_count = 1,
                                    .since = INT32_MIN,
                                    .until = INT32_MAX}};
static const struct terms terms = {words, 1, domains, 1};

struct hits {
	struct str text;
	size_t count, last;
	uint64_t sum;
};

static void add(void *context, const struct privacy_hit *hit)
{
	struct hits *h = context;
	if (hit->begin >= hit->end || hit->end > h->text.size)
		abort();
	/* an address begins before the words by which it was known */
	if (hit->end < h->last && hit->kind != PRIVACY_TERM)
		abort();
	h->last = hit->kind == PRIVACY_TERM ? h->last : hit->end;
	h->count++;
	h->sum = h->sum * 31 + hit->begin * 7 + hit->end + (uint64_t)hit->kind;
}

static void scan(const struct privacy *p, struct str text, bool is_table)
{
	struct hits first = {text, 0, 0, 0}, second = first;
	privacy_scan(p, text, 0, is_table, add, &first);
	privacy_scan(p, text, 0, is_table, add, &second);
	if (first.count != second.count || first.sum != second.sum)
		abort();
}

static void scan_office(const struct privacy *p, struct str bytes)
{
	struct office_text office;
	struct buf place = BUF_INIT;
	const char *why;
	if (!office_read(bytes, &office, &why))
		return;
	scan(p, buf_str(&office.text), true);
	office_add_place(&office, office.text.size / 2, &place);
	buf_release(&place);
	office_text_release(&office);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct privacy *p;
	if (!p)
		p = privacy_new(&terms, 20000);
	if (size == 0)
		return 0;
	/* of its exact size, so that reading past its end is seen */
	char *copy = malloc(size > 1 ? size - 1 : 1);
	memcpy(copy, data + 1, size - 1);
	struct str bytes = {copy, size - 1};
	struct buf text = BUF_INIT;
	if (data[0] % 4 == 0)
		scan_office(p, bytes);
	else if (data[0] % 4 == 1)
		scan(p, bytes, true); /* as a body that was changed meanwhile would be */
	else if (charset_to_utf8(bytes, &text))
		scan(p, buf_str(&text), data[0] % 4 == 2);
	buf_release(&text);
	free(copy);
	return 0;
}
