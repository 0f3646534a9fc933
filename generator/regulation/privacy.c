/* The pass: a table of bits says of a character in a few instructions whether
 * anything can begin with it; almost none can. Where one does, its triggers are
 * compared, and what stands around decides (privacy_mark.c, privacy_number.c). */
#include "regulation/privacy.h"

#include <stdlib.h>

#include "base/memory.h"
#include "regulation/privacy_mark.h"
#include "regulation/privacy_number.h"

enum trigger_kind {
	TRIGGER_SECRET, /* the first character of a mark */
	TRIGGER_INTERNAL,
	TRIGGER_TALK,
	TRIGGER_TRADE,
	TRIGGER_HOME,
	TRIGGER_COLUMN,
	TRIGGER_REPRINT,
	TRIGGER_LINK,
	TRIGGER_TERM,
};

struct trigger {
	struct str text;
	enum trigger_kind kind;
	uint32_t term;
	uint32_t first; /* its first character, as key_at() */
};

struct privacy {
	const struct terms *terms;
	int32_t as_of;
	struct trigger *items; /* by first character */
	size_t count, room;
	uint64_t bits[65536 / 64];
	uint32_t starts[256 + 1]; /* where triggers begin, by the last byte of `first` */
};

static const struct {
	struct str text;
	enum trigger_kind kind;
} built_in[] = {
	{STR_INIT("秘"), TRIGGER_SECRET},
	{STR_INIT("机"), TRIGGER_SECRET},
	{STR_INIT("绝"), TRIGGER_SECRET},
	{STR_INIT("内部资料"), TRIGGER_INTERNAL},
	{STR_INIT("内部文件"), TRIGGER_INTERNAL},
	{STR_INIT("内部材料"), TRIGGER_INTERNAL},
	{STR_INIT("内部使用"), TRIGGER_INTERNAL},
	{STR_INIT("内部传阅"), TRIGGER_INTERNAL},
	{STR_INIT("内部参考"), TRIGGER_INTERNAL},
	{STR_INIT("工作秘密"), TRIGGER_INTERNAL},
	{STR_INIT("此件不予公开"), TRIGGER_INTERNAL},
	{STR_INIT("此件依申请公开"), TRIGGER_INTERNAL},
	{STR_INIT("仅供内部"), TRIGGER_TALK},
	{STR_INIT("不得外传"), TRIGGER_TALK},
	{STR_INIT("严禁外传"), TRIGGER_TALK},
	{STR_INIT("请勿外传"), TRIGGER_TALK},
	{STR_INIT("商业秘密"), TRIGGER_TRADE},
	{STR_INIT("单元"), TRIGGER_HOME},
	{STR_INIT("室"), TRIGGER_HOME},
	{STR_INIT("组"), TRIGGER_HOME},
	{STR_INIT("身份证号"), TRIGGER_COLUMN},
	{STR_INIT("身份号码"), TRIGGER_COLUMN},
	{STR_INIT("家庭住址"), TRIGGER_COLUMN},
	{STR_INIT("家庭地址"), TRIGGER_COLUMN},
	{STR_INIT("银行账号"), TRIGGER_COLUMN},
	{STR_INIT("银行帐号"), TRIGGER_COLUMN},
	{STR_INIT("银行卡号"), TRIGGER_COLUMN},
	{STR_INIT("户主"), TRIGGER_COLUMN},
	{STR_INIT("转自"), TRIGGER_REPRINT},
	{STR_INIT("转载自"), TRIGGER_REPRINT},
	{STR_INIT("来源："), TRIGGER_REPRINT},
	{STR_INIT("文章来源"), TRIGGER_REPRINT},
	{STR_INIT("稿件来源"), TRIGGER_REPRINT},
	{STR_INIT("信息来源"), TRIGGER_REPRINT},
	{STR_INIT("http://"), TRIGGER_LINK},
	{STR_INIT("https://"), TRIGGER_LINK},
};

/* The character at `p`, where it is ASCII or of three bytes as Han is; else its
 * first byte, which no such character equals: a key, not a code point. */
static inline uint32_t key_at(const unsigned char *p, size_t left, size_t *size)
{
	if (p[0] >= 0xE0 && p[0] < 0xF0 && left >= 3) {
		*size = 3;
		return (uint32_t)(p[0] & 15) << 12 | (uint32_t)(p[1] & 63) << 6 | (p[2] & 63u);
	}
	*size = 1;
	return p[0];
}

static inline bool has_bit(const struct privacy *p, uint32_t key)
{
	return p->bits[key / 64] >> (key % 64) & 1;
}

/* --- making ---------------------------------------------------------------- */

static void add(struct privacy *p, struct str text, enum trigger_kind kind, size_t term)
{
	size_t size;
	struct trigger t = {text, kind, (uint32_t)term, 0};
	t.first = key_at((const unsigned char *)text.data, text.size, &size);
	p->bits[t.first / 64] |= UINT64_C(1) << (t.first % 64);
	ARRAY_PUSH(p, t);
}

static int compare(const void *left, const void *right)
{
	const struct trigger *a = left, *b = right;
	if ((a->first & 255) != (b->first & 255))
		return (a->first & 255) < (b->first & 255) ? -1 : 1;
	/* of two that begin alike the longer one is the better answer */
	if (a->text.size != b->text.size)
		return a->text.size > b->text.size ? -1 : 1;
	return str_compare(a->text, b->text);
}

static void index_triggers(struct privacy *p)
{
	size_t at = 0;
	qsort(p->items, p->count, sizeof *p->items, compare);
	for (uint32_t last = 0; last < 256; last++) {
		p->starts[last] = (uint32_t)at;
		while (at < p->count && (p->items[at].first & 255) == last)
			at++;
	}
	p->starts[256] = (uint32_t)at;
}

struct privacy *privacy_new(const struct terms *terms, int32_t as_of)
{
	struct privacy *p = memory_new(1, sizeof *p);
	p->terms = terms;
	p->as_of = as_of;
	for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
		if (built_in[i].kind != TRIGGER_LINK || terms->domain_count)
			add(p, built_in[i].text, built_in[i].kind, 0);
	for (size_t i = 0; i < terms->count; i++)
		if (terms->items[i].since <= as_of && as_of <= terms->items[i].until)
			add(p, terms->items[i].word, TRIGGER_TERM, i);
	index_triggers(p);
	/* digits have no trigger, but begin numbers */
	for (uint32_t digit = '0'; digit <= '9'; digit++)
		p->bits[digit / 64] |= UINT64_C(1) << (digit % 64);
	for (uint32_t digit = 0xFF10; digit <= 0xFF19; digit++)
		p->bits[digit / 64] |= UINT64_C(1) << (digit % 64);
	return p;
}

void privacy_free(struct privacy *p)
{
	if (!p)
		return;
	free(p->items);
	free(p);
}

/* --- scanning -------------------------------------------------------------- */

struct scan {
	const struct privacy *p;
	struct str text;
	size_t from;
	bool is_table;
	privacy_found *found;
	void *context;
};

static void report(const struct scan *s, enum privacy_kind kind, const struct spot *spot,
                   uint32_t term)
{
	struct privacy_hit hit = {kind, mark_is_in_list(spot), term, spot->begin, spot->end};
	s->found(s->context, &hit);
}

/* Whether the word at `at` stands in one of the phrases that allow it. */
static bool is_allowed(const struct scan *s, const struct term_word *t, size_t at)
{
	for (size_t i = 0; i < t->except_count; i++) {
		struct str phrase = t->except[i];
		for (size_t k = 0; (k = str_find(phrase, t->word, k)) != SIZE_MAX; k++)
			if (at >= s->from + k &&
			    str_starts_with(str_slice(s->text, at - k, s->text.size), phrase))
				return true;
	}
	return false;
}

/* Whether the link's host is one of the listed domains or below one. */
static bool is_listed(const struct scan *s, struct spot *spot)
{
	const struct terms *terms = s->p->terms;
	size_t end = spot->end;
	while (end < s->text.size && ((unsigned char)s->text.data[end] > ' ') &&
	       !strchr("/?#:)>\"'<]|", s->text.data[end]) &&
	       (unsigned char)s->text.data[end] < 0x80)
		end++;
	struct str host = str_slice(s->text, spot->end, end);
	spot->end = end;
	for (size_t i = 0; i < terms->domain_count; i++) {
		struct str domain = terms->domains[i];
		if (host.size < domain.size)
			continue;
		struct str tail = str_slice(host, host.size - domain.size, host.size);
		bool is_whole = host.size == domain.size ||
		                host.data[host.size - domain.size - 1] == '.';
		if (is_whole && strncasecmp(tail.data, domain.data, domain.size) == 0)
			return true;
	}
	return host.size == 0;
}

static bool is_in_brackets(const struct scan *s, const struct spot *spot)
{
	struct str before = str_slice(s->text, s->from, spot->begin);
	return str_ends_with(before, STR("（")) || str_ends_with(before, STR("("));
}

/* A trigger's words stand at `spot`: is it what they say? Returns whether the scan goes
 * on behind the spot. */
static bool judge(const struct scan *s, const struct trigger *t, struct spot *spot)
{
	struct str before = str_slice(s->text, s->from, spot->begin);
	switch (t->kind) {
	case TRIGGER_SECRET:
		if (!mark_is_secret(spot))
			return false;
		report(s, PRIVACY_SECRET, spot, 0);
		return true;
	case TRIGGER_INTERNAL:
		if (mark_is_stamp(spot))
			report(s, PRIVACY_INTERNAL, spot, 0);
		return true;
	case TRIGGER_TALK:
		report(s, mark_is_stamp(spot) ? PRIVACY_INTERNAL : PRIVACY_INTERNAL_TALK, spot, 0);
		return true;
	case TRIGGER_TRADE:
		if (mark_is_stamp(spot))
			report(s, PRIVACY_TRADE_SECRET, spot, 0);
		return true;
	case TRIGGER_HOME:
		if (!mark_is_home(spot))
			return false;
		report(s, PRIVACY_ADDRESS, spot, 0);
		return true;
	case TRIGGER_COLUMN:
		if (mark_is_column(spot))
			report(s, PRIVACY_COLUMN, spot, 0);
		return true;
	case TRIGGER_REPRINT:
		if (is_in_brackets(s, spot) ||
		    (before.size == 0 || before.data[before.size - 1] == '\n'))
			report(s, PRIVACY_REPRINT, spot, 0);
		return true;
	case TRIGGER_LINK:
		if (!is_listed(s, spot))
			report(s, PRIVACY_LINK, spot, 0);
		return true;
	case TRIGGER_TERM:
		if (is_allowed(s, &s->p->terms->items[t->term], spot->begin))
			return false;
		report(s, PRIVACY_TERM, spot, t->term);
		return false; /* a word inside it may be on the list, too */
	}
	return false;
}

/* What begins at byte `at` with this character; returns the byte behind it. */
static size_t try_triggers(const struct scan *s, size_t at, uint32_t key, size_t size)
{
	const struct privacy *p = s->p;
	size_t behind = at + size;
	struct str rest = str_slice(s->text, at, s->text.size);
	for (uint32_t i = p->starts[key & 255]; i < p->starts[(key & 255) + 1]; i++) {
		const struct trigger *t = &p->items[i];
		if (t->first != key || !str_starts_with(rest, t->text))
			continue;
		struct spot spot = {s->text, s->from, s->is_table, at, at + t->text.size};
		if (judge(s, t, &spot) && spot.end > behind)
			behind = spot.end;
	}
	return behind;
}

static size_t try_number(const struct scan *s, size_t at)
{
	static const enum privacy_kind kinds[] = {
		[NUMBER_IDENTITY] = PRIVACY_IDENTITY,
		[NUMBER_MOBILE] = PRIVACY_MOBILE,
		[NUMBER_CARD] = PRIVACY_CARD,
	};
	struct number numbers[NUMBERS_MOST];
	size_t count, behind = number_scan(s->text, at, s->p->as_of, numbers, &count);
	for (size_t i = 0; i < count; i++) {
		struct spot spot = {s->text, s->from, s->is_table, numbers[i].begin,
		                    numbers[i].end};
		report(s, kinds[numbers[i].kind], &spot, 0);
	}
	return behind;
}

void privacy_scan(const struct privacy *p, struct str text, size_t begin, bool is_table,
                  privacy_found *found, void *context)
{
	struct scan s = {p, text, begin, is_table, found, context};
	const unsigned char *bytes = (const unsigned char *)text.data;
	size_t at = begin, size;
	int digit;
	while (at < text.size) {
		uint32_t key = key_at(bytes + at, text.size - at, &size);
		if (!has_bit(p, key))
			at += size;
		else if (number_is_digit(text, at, &digit, &size))
			at = try_number(&s, at);
		else
			at = try_triggers(&s, at, key, size);
	}
}
