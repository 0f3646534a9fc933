/* A phrase of at least STRIDE + 7 bytes covers, wherever it stands, one whole
 * window of eight bytes that begins at a multiple of STRIDE. So a scan looks only
 * at those windows, and each phrase is known by STRIDE of its windows, one for
 * each way it can lie. A window is looked up in a table of bits that fits the
 * cache; only where its bit is set are phrases compared. Which STRIDE neighbouring windows
 * stand for a phrase is chosen so that few other phrases share them: the titles of
 * an office all begin alike.
 *
 * Phrases of eleven bytes and more are looked for in steps of four (larger steps would
 * need windows in which all ids of a year are alike), shorter ones in smaller steps; a
 * set without short phrases pays nothing for them. Wider windows and steps for long
 * phrases were measured and are slower: their larger tables leave the cache. */
#include "base/match.h"

#include <assert.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"

struct phrase {
	struct str text;
	uint32_t number;
	bool is_token;
};

/* One window of a phrase. */
struct window {
	uint32_t check; /* of the phrase: tells most apart without touching them */
	uint32_t tag;   /* of the window: other bits of its hash than those of its run */
	uint32_t phrase;
	uint16_t offset; /* of the window in the phrase */
	uint16_t size;   /* of the phrase, as far as `check` covers it */
};

struct tier {
	size_t stride, least; /* phrases of at least `least` bytes, less than the tier above's */
	struct window *windows;
	size_t count;
	uint64_t *bits; /* a power of two of words … */
	uint64_t mask;  /* … less one */
	uint32_t *runs; /* by hash: its first window; the next run's first is its end */
	unsigned run_bits;
};

enum { TIERS = 3, WINDOW = 8 };

/* Of a longer phrase only the beginning is looked at for windows and checks. */
enum { SEEN_MOST = UINT16_MAX };

/* Windows are counted by a hash of 20 bits: enough to tell what is rare from what
 * stands everywhere, and small enough for the cache. */
enum { COUNT_BITS = 20 };

struct match_set {
	struct phrase *items;
	size_t count, room;
	struct tier tiers[TIERS];
	/* until match_prepare(): */
	uint16_t *counts;    /* how common each window is */
	struct map known[2]; /* phrases and tokens that were added */
	struct arena arena;
};

static uint64_t load(const char *p)
{
	uint64_t word;
	memcpy(&word, p, sizeof word);
	return word;
}

/* Eight bytes each of the beginning, the middle and the end. */
static uint32_t check_of(const char *text, size_t size)
{
	uint64_t head = load(text), middle = load(text + (size - WINDOW) / 2);
	uint64_t tail = load(text + size - WINDOW);
	uint64_t all = head ^ (middle << 21 | middle >> 43) ^ (tail << 42 | tail >> 22);
	return (uint32_t)(all ^ all >> 32);
}

static inline uint64_t hash_window(const char *p)
{
	return load(p) * 0x9E3779B97F4A7C15u;
}

struct match_set *match_new(void)
{
	static const struct tier tiers[TIERS] = {

		{.stride = 4, .least = 11},
		{.stride = 2, .least = 9},
		{.stride = 1, .least = 8},
	};
	struct match_set *m = memory_new(1, sizeof *m);
	memcpy(m->tiers, tiers, sizeof tiers);
	arena_init(&m->arena, 0);
	map_init(&m->known[0], &m->arena);
	map_init(&m->known[1], &m->arena);
	m->counts = memory_new((size_t)1 << COUNT_BITS, sizeof *m->counts);
	return m;
}

void match_free(struct match_set *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < TIERS; i++) {
		free(m->tiers[i].windows);
		free(m->tiers[i].bits);
		free(m->tiers[i].runs);
	}
	map_release(&m->known[0]);
	map_release(&m->known[1]);
	arena_release(&m->arena);
	free(m->counts);
	free(m->items);
	free(m);
}

bool match_add(struct match_set *m, struct str phrase, bool is_token, uint32_t number)
{
	if (phrase.size < MATCH_MIN)
		return false;
	struct phrase p = {phrase, number, is_token};
	if (!map_put(&m->known[is_token], phrase, m))
		ARRAY_PUSH(m, p);
	return true;
}

static struct tier *tier_of(struct match_set *m, const struct phrase *p)
{
	size_t i = 0;
	while (p->text.size < m->tiers[i].least)
		i++;
	return &m->tiers[i];
}

static size_t run_of(const struct tier *t, uint64_t hash)
{
	return hash >> (64 - t->run_bits);
}

static uint32_t tag_of(uint64_t hash)
{
	return (uint32_t)(hash ^ hash >> 32);
}

/* One bit of a large table stands for a window. */
static inline uint64_t *word_of(const struct tier *t, uint64_t hash)
{
	return &t->bits[hash >> 32 & t->mask];
}

static inline unsigned bit_of(uint64_t hash)
{
	return (unsigned)(hash >> 58);
}

/* --- which windows stand for a phrase ---------------------------------------- */

static uint16_t *count_of(const struct match_set *m, const char *window)
{
	return &m->counts[hash_window(window) >> (64 - COUNT_BITS)];
}

static void count_windows(struct match_set *m, struct str text, unsigned weight)
{
	for (size_t at = 0; at + WINDOW <= text.size; at++) {
		uint16_t *n = count_of(m, text.data + at);
		*n = *n + weight < UINT16_MAX ? (uint16_t)(*n + weight) : UINT16_MAX;
	}
}

void match_expect(struct match_set *m, struct str text, unsigned weight)
{
	count_windows(m, text, weight);
}

/* The first of `stride` neighbouring windows that together are the rarest; looked
 * for from the end, where titles differ. */
static size_t choose_windows(const struct match_set *m, const struct tier *t, struct str text)
{
	size_t count = text.size - WINDOW + 1; /* of windows */
	size_t best = 0, least = SIZE_MAX, sum = 0;
	for (size_t first = count; first-- > 0;) {
		sum += *count_of(m, text.data + first);
		if (first + t->stride < count)
			sum -= *count_of(m, text.data + first + t->stride);
		if (first + t->stride > count || sum >= least)
			continue;
		least = sum;
		best = first;
		if (sum <= t->stride)
			break;
	}
	return best;
}

/* --- preparing --------------------------------------------------------------- */

static unsigned bits_for(size_t count, unsigned least)
{
	unsigned bits = least;
	while (bits < 26 && (size_t)1 << bits < count)
		bits++;
	return bits;
}

static void open_tier(struct tier *t, size_t windows)
{
	enum { LEAST_BITS = 10 }; /* a table of 8 KB costs no more than a smaller one */
	t->windows = memory_new(windows, sizeof *t->windows);
	size_t words = (size_t)1 << bits_for(windows / 2, LEAST_BITS); /* 32 bits a window */
	t->bits = memory_new(words, sizeof *t->bits);
	t->mask = words - 1;
	t->run_bits = bits_for(windows, 8);
	t->runs = memory_new(((size_t)1 << t->run_bits) + 1, sizeof *t->runs);
	t->count = windows;
}

/* As much of a phrase as is looked at. */
static struct str seen(const struct phrase *p)
{
	return str_slice(p->text, 0, SEEN_MOST);
}

/* Windows of one hash lie side by side, so that going through many of them is one
 * stream of memory; runs[] holds ends first and, after filling backwards, begins. */
static void place_windows(struct match_set *m, const uint16_t *first)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct phrase *p = &m->items[i];
		struct tier *t = tier_of(m, p);
		for (size_t k = 0; k < t->stride; k++) {
			uint64_t hash = hash_window(p->text.data + first[i] + k);
			*word_of(t, hash) |= (uint64_t)1 << bit_of(hash);
			t->runs[run_of(t, hash)]++;
		}
	}
	for (size_t i = 0; i < TIERS; i++)
		for (size_t k = 1; m->tiers[i].count && k <= (size_t)1 << m->tiers[i].run_bits; k++)
			m->tiers[i].runs[k] += m->tiers[i].runs[k - 1];
	for (size_t i = m->count; i-- > 0;) {
		struct str text = seen(&m->items[i]);
		struct tier *t = tier_of(m, &m->items[i]);
		for (size_t k = 0; k < t->stride; k++) {
			uint64_t hash = hash_window(text.data + first[i] + k);
			t->windows[--t->runs[run_of(t, hash)]] = (struct window){
				.check = check_of(text.data, text.size),
				.tag = tag_of(hash),
				.phrase = (uint32_t)i,
				.offset = (uint16_t)(first[i] + k),
				.size = (uint16_t)text.size,
			};
		}
	}
}

void match_prepare(struct match_set *m)
{
	size_t windows[TIERS] = {0};
	for (size_t i = 0; i < m->count; i++) {
		struct tier *t = tier_of(m, &m->items[i]);
		windows[t - m->tiers] += t->stride;
		count_windows(m, seen(&m->items[i]), 1);
	}
	for (size_t i = 0; i < TIERS; i++)
		if (windows[i])
			open_tier(&m->tiers[i], windows[i]);
	uint16_t *first = memory_new(m->count, sizeof *first);
	for (size_t i = 0; i < m->count; i++)
		first[i] = (uint16_t)choose_windows(m, tier_of(m, &m->items[i]),
		                                    seen(&m->items[i]));
	place_windows(m, first);
	free(first);
	free(m->counts);
	m->counts = NULL;
	for (size_t i = 0; i < 2; i++)
		map_release(&m->known[i]);
	arena_release(&m->arena);
}

/* --- scanning ---------------------------------------------------------------- */

static bool is_token_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-';
}

static bool stands_at(const struct phrase *p, struct str text, size_t begin)
{
	size_t end = begin + p->text.size;
	if (end > text.size || memcmp(text.data + begin, p->text.data, p->text.size) != 0)
		return false;
	if (!p->is_token)
		return true;
	return (begin == 0 || !is_token_byte((unsigned char)text.data[begin - 1])) &&
	       (end == text.size || !is_token_byte((unsigned char)text.data[end]));
}

/* Compares the phrases that have this window with the text around it. */
static void look_closer(const struct match_set *m, const struct tier *t, struct str text, size_t at,
                        uint64_t hash, match_found *found, void *context)
{
	size_t run = run_of(t, hash);
	uint32_t tag = tag_of(hash);
	for (uint32_t i = t->runs[run]; i < t->runs[run + 1]; i++) {
		const struct window *w = &t->windows[i];
		if (w->tag != tag || at < w->offset)
			continue;
		size_t begin = at - w->offset;
		if (begin + w->size > text.size || check_of(text.data + begin, w->size) != w->check)
			continue;
		const struct phrase *p = &m->items[w->phrase];
		if (stands_at(p, text, begin))
			found(context, p->number, begin);
	}
}

/* The first byte from `at` on, in steps, whose window may be a phrase's; past `last`: none.
 * The hot loop: all that it needs is in registers, and `stride` is a constant. */
static inline const char *next_candidate(const struct tier *t, const char *at, const char *last,
                                         size_t stride)
{
	const uint64_t *bits = t->bits;
	uint64_t mask = t->mask;
	for (; at <= last; at += stride) {
		uint64_t hash = hash_window(at);
		if (bits[hash >> 32 & mask] >> bit_of(hash) & 1)
			break;
	}
	return at;
}

static inline void scan_in_steps(const struct match_set *m, const struct tier *t, struct str text,
                                 size_t stride, match_found *found, void *context)
{
	if (text.size < WINDOW)
		return;
	const char *at = text.data, *last = text.data + text.size - WINDOW;
	for (; (at = next_candidate(t, at, last, stride)) <= last; at += stride)
		look_closer(m, t, text, (size_t)(at - text.data), hash_window(at), found, context);
}

static void scan_tier(const struct match_set *m, const struct tier *t, struct str text,
                      match_found *found, void *context)
{
	switch (t->stride) {
	case 4: scan_in_steps(m, t, text, 4, found, context); break;
	case 2: scan_in_steps(m, t, text, 2, found, context); break;
	default: scan_in_steps(m, t, text, 1, found, context);
	}
}

void match_scan(const struct match_set *m, struct str text, match_found *found, void *context)
{
	for (size_t i = 0; i < TIERS; i++)
		if (m->tiers[i].count)
			scan_tier(m, &m->tiers[i], text, found, context);
}
