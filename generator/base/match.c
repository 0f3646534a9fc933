/* Each phrase is known by eight of its bytes (its key), chosen so that few
 * phrases share them: titles of one office all begin alike. Scanning looks eight
 * bytes up at every position in a bit table that fits the first-level cache, and
 * compares only where the bit is set: about a nanosecond a byte for any number of
 * phrases (the idea of Wu and Manber 1994, without skipping, for the shortest
 * phrase is short). Tokens are hashed while their bytes go by. */
#include "base/match.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"

struct phrase {
	struct str text;
	uint32_t number;
	uint32_t key_at; /* offset of its key in the text */
	uint32_t next;   /* in its chain, plus one; 0: last */
	bool is_token;
};

enum { BITS = 18 }; /* 32 KiB of bits */

struct match_set {
	struct phrase *items;
	size_t count, room;
	uint64_t *bits;
	uint32_t *chains; /* by hash; number of the first phrase plus one */
	unsigned chain_bits;
	bool has_phrases, has_tokens;
	size_t longest_token;
};

static uint64_t mix(uint64_t word)
{
	return word * 0x9E3779B97F4A7C15u;
}

static uint64_t load(const char *p)
{
	uint64_t word;
	memcpy(&word, p, sizeof word);
	return word;
}

struct match_set *match_new(void)
{
	return memory_new(1, sizeof(struct match_set));
}

void match_free(struct match_set *m)
{
	if (!m)
		return;
	free(m->items);
	free(m->bits);
	free(m->chains);
	free(m);
}

bool match_add_phrase(struct match_set *m, struct str phrase, uint32_t number)
{
	if (phrase.size < MATCH_MIN)
		return false;
	struct phrase p = {.text = phrase, .number = number};
	ARRAY_PUSH(m, p);
	return true;
}

bool match_add_token(struct match_set *m, struct str token, uint32_t number)
{
	if (token.size < MATCH_TOKEN_MIN)
		return false;
	struct phrase p = {.text = token, .number = number, .is_token = true};
	ARRAY_PUSH(m, p);
	if (token.size > m->longest_token)
		m->longest_token = token.size;
	return true;
}

static uint64_t hash_of(const struct phrase *p)
{
	return p->is_token ? str_hash(p->text) : mix(load(p->text.data + p->key_at));
}

static uint32_t *chain_of(const struct match_set *m, uint64_t hash)
{
	return &m->chains[hash >> (64 - m->chain_bits)];
}

static void set_bit(struct match_set *m, uint64_t hash)
{
	uint64_t at = hash >> (64 - BITS);
	m->bits[at / 64] |= (uint64_t)1 << at % 64;
}

static bool has_bit(const struct match_set *m, uint64_t hash)
{
	uint64_t at = hash >> (64 - BITS);
	return m->bits[at / 64] >> at % 64 & 1;
}

/* The key is the eight bytes that the fewest phrases have anywhere; looked for
 * from the end, where titles differ, at whole characters. */
static void choose_key(struct phrase *p, const uint32_t *frequency, unsigned bits)
{
	uint32_t least = UINT32_MAX;
	for (size_t at = p->text.size - MATCH_MIN + 1; at-- > 0;) {
		uint32_t f = frequency[mix(load(p->text.data + at)) >> (64 - bits)];
		if (f < least) {
			least = f;
			p->key_at = (uint32_t)at;
		}
		if (f <= 1)
			return;
	}
}

static bool is_known(const struct match_set *m, const struct phrase *p, uint64_t hash)
{
	for (uint32_t i = *chain_of(m, hash); i; i = m->items[i - 1].next)
		if (m->items[i - 1].is_token == p->is_token &&
		    str_equal(m->items[i - 1].text, p->text))
			return true;
	return false;
}

void match_prepare(struct match_set *m)
{
	assert(!m->bits);
	unsigned bits = 10;
	while (bits < 24 && (size_t)1 << bits < m->count * 2)
		bits++;
	m->chain_bits = bits;
	m->bits = memory_new((size_t)1 << (BITS - 6), sizeof *m->bits);
	m->chains = memory_new((size_t)1 << bits, sizeof *m->chains);
	unsigned frequency_bits = bits + 3;
	uint32_t *frequency = memory_new((size_t)1 << frequency_bits, sizeof *frequency);
	for (size_t i = 0; i < m->count; i++) {
		const struct phrase *p = &m->items[i];
		for (size_t at = 0; !p->is_token && at + MATCH_MIN <= p->text.size; at++)
			frequency[mix(load(p->text.data + at)) >> (64 - frequency_bits)]++;
	}
	for (size_t i = 0; i < m->count; i++) {
		struct phrase *p = &m->items[i];
		if (!p->is_token)
			choose_key(p, frequency, frequency_bits);
		uint64_t hash = hash_of(p);
		if (is_known(m, p, hash))
			continue;
		uint32_t *chain = chain_of(m, hash);
		p->next = *chain;
		*chain = (uint32_t)i + 1;
		set_bit(m, hash);
		m->has_tokens |= p->is_token;
		m->has_phrases |= !p->is_token;
	}
	free(frequency);
}

static void scan_phrases(const struct match_set *m, struct str text, match_found *found,
                         void *context)
{
	for (size_t at = 0; at + MATCH_MIN <= text.size; at++) {
		uint64_t hash = mix(load(text.data + at));
		if (!has_bit(m, hash))
			continue;
		for (uint32_t i = *chain_of(m, hash); i; i = m->items[i - 1].next) {
			const struct phrase *p = &m->items[i - 1];
			if (p->is_token || at < p->key_at ||
			    text.size - (at - p->key_at) < p->text.size)
				continue;
			size_t begin = at - p->key_at;
			if (memcmp(text.data + begin, p->text.data, p->text.size) == 0)
				found(context, p->number, begin);
		}
	}
}

static bool is_token_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static void test_token(const struct match_set *m, struct str text, size_t begin, size_t end,
                       match_found *found, void *context)
{
	struct str token = str_slice(text, begin, end);
	if (token.size < MATCH_TOKEN_MIN || token.size > m->longest_token)
		return;
	uint64_t hash = str_hash(token);
	if (!has_bit(m, hash))
		return;
	for (uint32_t i = *chain_of(m, hash); i; i = m->items[i - 1].next)
		if (m->items[i - 1].is_token && str_equal(m->items[i - 1].text, token))
			found(context, m->items[i - 1].number, begin);
}

/* Only runs with a digit can be tokens of items; most words of markup have none. */
static void scan_tokens(const struct match_set *m, struct str text, match_found *found,
                        void *context)
{
	size_t at = 0;
	while (at < text.size) {
		if (!is_token_byte((unsigned char)text.data[at])) {
			at++;
			continue;
		}
		size_t begin = at;
		bool has_digit = false;
		while (at < text.size && is_token_byte((unsigned char)text.data[at])) {
			has_digit |= text.data[at] <= '9' && text.data[at] >= '0';
			at++;
		}
		if (has_digit)
			test_token(m, text, begin, at, found, context);
	}
}

void match_scan(const struct match_set *m, struct str text, match_found *found, void *context)
{
	if (m->has_phrases)
		scan_phrases(m, text, found, context);
	if (m->has_tokens)
		scan_tokens(m, text, found, context);
}

size_t match_count(const struct match_set *m)
{
	return m->count;
}
