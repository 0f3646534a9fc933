/* A phrase of at least STRIDE + 7 bytes covers, wherever it stands, one whole
 * window of eight bytes that begins at a multiple of STRIDE. So a scan looks only
 * at those windows, and each phrase is known by STRIDE of its windows, one for
 * each way it can lie. A window is looked up in a table of bits that fits the
 * cache; only where its bits are set are phrases compared. Which STRIDE neighbouring windows
 * stand for a phrase is chosen so that few other phrases share them: the titles of
 * an office all begin alike.
 *
 * Phrases of 15 bytes and more are looked for in steps of eight, shorter ones and
 * tokens in smaller steps; a set without short phrases pays nothing for them. */
#include "base/match.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"

struct phrase {
	struct str text;
	uint32_t number;
	bool is_token;
};

/* One window of a phrase. */
struct window {
	uint64_t tail; /* last eight bytes of the phrase: tells most phrases apart */
	uint32_t phrase;
	uint32_t offset; /* of the window in the phrase */
	uint32_t size;   /* of the phrase */
	uint32_t next;   /* in its chain, plus one; 0: last */
};

struct tier {
	size_t stride, least; /* phrases of at least `least` bytes, less than the next tier's */
	struct window *windows;
	size_t count, room;
	uint64_t *bits;
	uint32_t *chains; /* by hash: number of the first window plus one */
	unsigned word_bits, chain_bits;
};

enum { TIERS = 4, TOKEN_TIER = 2, WINDOW = 8 };

struct match_set {
	struct phrase *items;
	size_t count, room;
	struct tier tiers[TIERS];
};

static uint64_t load(const char *p)
{
	uint64_t word;
	memcpy(&word, p, sizeof word);
	return word;
}

static uint64_t hash_window(const char *p)
{
	/* both halves are used: the high bits as a place, the low ones as a mask */
	uint64_t h = load(p) * 0x9E3779B97F4A7C15u;
	return h ^ h >> 32;
}

struct match_set *match_new(void)
{
	static const struct tier tiers[TIERS] = {
		{.stride = 8, .least = 15},
		{.stride = 4, .least = 11},
		{.stride = 2, .least = 9},
		{.stride = 1, .least = 8},
	};
	struct match_set *m = memory_new(1, sizeof *m);
	memcpy(m->tiers, tiers, sizeof tiers);
	return m;
}

void match_free(struct match_set *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < TIERS; i++) {
		free(m->tiers[i].windows);
		free(m->tiers[i].bits);
		free(m->tiers[i].chains);
	}
	free(m->items);
	free(m);
}

bool match_add(struct match_set *m, struct str phrase, bool is_token, uint32_t number)
{
	if (phrase.size < MATCH_MIN)
		return false;
	struct phrase p = {phrase, number, is_token};
	ARRAY_PUSH(m, p);
	return true;
}

static struct tier *tier_of(struct match_set *m, const struct phrase *p)
{
	/* ids differ in their last digits only: small steps let the last bytes stand for
	 * them, where larger ones would take in what a whole year's ids share */
	size_t i = p->is_token ? TOKEN_TIER : 0;
	while (p->text.size < m->tiers[i].least)
		i++;
	return &m->tiers[i];
}

static uint32_t *chain_of(const struct tier *t, uint64_t hash)
{
	return &t->chains[hash >> (64 - t->chain_bits)];
}

/* A Bloom filter in blocks of one word: three bits of it stand for a window, so
 * that a look-up touches one line of cache and is wrong once in two hundred. */
static uint64_t mask_of(uint64_t hash)
{
	return (uint64_t)1 << (hash & 63) | (uint64_t)1 << (hash >> 6 & 63) |
	       (uint64_t)1 << (hash >> 12 & 63);
}

static uint64_t *word_of(const struct tier *t, uint64_t hash)
{
	return &t->bits[hash >> (64 - t->word_bits)];
}

/* How often each window occurs in all phrases, by a hash of 22 bits: enough that
 * chance does not decide what is rare. */
enum { COUNT_BITS = 22 };

static void count_windows(const struct match_set *m, uint8_t *counts)
{
	for (size_t i = 0; i < m->count; i++) {
		struct str text = m->items[i].text;
		for (size_t at = 0; at + WINDOW <= text.size; at++) {
			uint8_t *n = &counts[hash_window(text.data + at) >> (64 - COUNT_BITS)];
			if (*n < UINT8_MAX)
				++*n;
		}
	}
}

/* The first of `stride` neighbouring windows that together are the rarest; looked
 * for from the end, where titles differ. */
static size_t choose_windows(struct str text, size_t stride, const uint8_t *counts)
{
	size_t best = 0, least = SIZE_MAX;
	for (size_t first = text.size - WINDOW - stride + 2; first-- > 0;) {
		size_t sum = 0;
		for (size_t i = 0; i < stride; i++)
			sum += counts[hash_window(text.data + first + i) >> (64 - COUNT_BITS)];
		if (sum < least) {
			least = sum;
			best = first;
		}
		if (sum <= stride)
			break;
	}
	return best;
}

static bool is_same_phrase(const struct phrase *a, const struct phrase *b)
{
	return a->is_token == b->is_token && str_equal(a->text, b->text);
}

static bool is_known(const struct match_set *m, const struct tier *t, const struct phrase *p,
                     size_t first)
{
	uint64_t hash = hash_window(p->text.data + first);
	for (uint32_t i = *chain_of(t, hash); i; i = t->windows[i - 1].next)
		if (is_same_phrase(&m->items[t->windows[i - 1].phrase], p))
			return true;
	return false;
}

static void add_windows(struct match_set *m, uint32_t number, const uint8_t *counts)
{
	const struct phrase *p = &m->items[number];
	struct tier *t = tier_of(m, p);
	size_t first = choose_windows(p->text, t->stride, counts);
	if (is_known(m, t, p, first))
		return;
	for (size_t i = 0; i < t->stride; i++) {
		uint64_t hash = hash_window(p->text.data + first + i);
		uint32_t *chain = chain_of(t, hash);
		t->windows[t->count] = (struct window){
			.tail = load(p->text.data + p->text.size - WINDOW),
			.phrase = number,
			.offset = (uint32_t)(first + i),
			.size = (uint32_t)p->text.size,
			.next = *chain,
		};
		*chain = (uint32_t)++t->count;
		*word_of(t, hash) |= mask_of(hash);
	}
}

static unsigned bits_for(size_t count, unsigned least)
{
	unsigned bits = least;
	while (bits < 26 && (size_t)1 << bits < count)
		bits++;
	return bits;
}

static void open_tier(struct tier *t, size_t windows)
{
	t->windows = memory_new(windows, sizeof *t->windows);
	t->word_bits = bits_for(windows / 4, 6); /* 16 bits a window */
	t->chain_bits = bits_for(windows * 2, 8);
	t->bits = memory_new((size_t)1 << t->word_bits, sizeof *t->bits);
	t->chains = memory_new((size_t)1 << t->chain_bits, sizeof *t->chains);
}

void match_prepare(struct match_set *m)
{
	size_t windows[TIERS] = {0};
	for (size_t i = 0; i < m->count; i++) {
		struct tier *t = tier_of(m, &m->items[i]);
		windows[t - m->tiers] += t->stride;
	}
	for (size_t i = 0; i < TIERS; i++)
		if (windows[i])
			open_tier(&m->tiers[i], windows[i]);
	uint8_t *counts = memory_new((size_t)1 << COUNT_BITS, sizeof *counts);
	count_windows(m, counts);
	for (size_t i = 0; i < m->count; i++)
		add_windows(m, (uint32_t)i, counts);
	free(counts);
}

static bool is_token_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-';
}

static bool stands_at(const struct phrase *p, struct str text, size_t begin)
{
	size_t end = begin + p->text.size;
	if (memcmp(text.data + begin, p->text.data, p->text.size) != 0)
		return false;
	if (!p->is_token)
		return true;
	return (begin == 0 || !is_token_byte((unsigned char)text.data[begin - 1])) &&
	       (end == text.size || !is_token_byte((unsigned char)text.data[end]));
}

static void scan_tier(const struct match_set *m, const struct tier *t, struct str text,
                      match_found *found, void *context)
{
	for (size_t at = 0; at + WINDOW <= text.size; at += t->stride) {
		uint64_t hash = hash_window(text.data + at);
		uint64_t mask = mask_of(hash);
		if ((*word_of(t, hash) & mask) != mask)
			continue;
		for (uint32_t i = *chain_of(t, hash); i; i = t->windows[i - 1].next) {
			const struct window *w = &t->windows[i - 1];
			size_t begin = at - w->offset, end = begin + w->size;
			if (at < w->offset || end > text.size ||
			    load(text.data + end - WINDOW) != w->tail)
				continue;
			const struct phrase *p = &m->items[w->phrase];
			if (stands_at(p, text, begin))
				found(context, p->number, begin);
		}
	}
}

void match_scan(const struct match_set *m, struct str text, match_found *found, void *context)
{
	for (size_t i = 0; i < TIERS; i++)
		if (m->tiers[i].count)
			scan_tier(m, &m->tiers[i], text, found, context);
}
