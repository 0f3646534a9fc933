/* Code points and their classes. The ranges are Unicode blocks, not properties:
 * enough for text layout, and the same on every machine and locale. */
#include "base/utf8.h"

#include <assert.h>

static bool is_tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* Length of the well-formed sequence at `p`, 0 when there is none. */
static size_t sequence(const unsigned char *p, size_t left)
{
	unsigned char c = p[0];
	if (c < 0x80)
		return 1;
	if (c < 0xC2 || c > 0xF4)
		return 0;
	if (c < 0xE0)
		return left >= 2 && is_tail(p[1]) ? 2 : 0;
	if (c < 0xF0) {
		if (left < 3 || !is_tail(p[1]) || !is_tail(p[2]))
			return 0;
		if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F))
			return 0;
		return 3;
	}
	if (left < 4 || !is_tail(p[1]) || !is_tail(p[2]) || !is_tail(p[3]))
		return 0;
	if ((c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F))
		return 0;
	return 4;
}

/* How many of the eight bytes at `p` are ASCII, or two characters of most Chinese: three
 * bytes from E4 to E9, which have no exceptions. 0: look closer. */
static size_t valid_run(const unsigned char *p)
{
	uint64_t eight, six = 0;
	memcpy(&eight, p, 8);
	if (!(eight & 0x8080808080808080u))
		return 8;
	memcpy(&six, p, 6);
	static const unsigned char kept[8] = {0xF0, 0xC0, 0xC0, 0xF0, 0xC0, 0xC0};
	static const unsigned char wanted[8] = {0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80};
	uint64_t mask, pattern;
	memcpy(&mask, kept, 8);
	memcpy(&pattern, wanted, 8);
	bool is_two = (six & mask) == pattern && p[0] >= 0xE4 && p[0] <= 0xE9 && p[3] >= 0xE4 &&
	              p[3] <= 0xE9;
	return is_two ? 6 : 0;
}

size_t utf8_first_invalid(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.data;
	for (size_t i = 0; i < s.size;) {
		size_t n = s.size - i >= 8 ? valid_run(p + i) : 0;
		if (n == 0)
			n = sequence(p + i, s.size - i);
		if (n == 0)
			return i;
		i += n;
	}
	return SIZE_MAX;
}

uint32_t utf8_next(struct str s, size_t *at)
{
	assert(*at < s.size);
	const unsigned char *p = (const unsigned char *)s.data + *at;
	size_t left = s.size - *at;
	if (p[0] < 0x80) {
		*at += 1;
		return p[0];
	}
	if (p[0] < 0xE0 && left >= 2) {
		*at += 2;
		return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3Fu);
	}
	if (p[0] < 0xF0 && left >= 3) {
		*at += 3;
		return (uint32_t)(p[0] & 0x0F) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	if (left >= 4) {
		*at += 4;
		return (uint32_t)(p[0] & 0x07) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 |
		       (p[3] & 0x3Fu);
	}
	*at = s.size; /* a cut sequence: only in text nobody validated */
	return 0xFFFD;
}

uint32_t utf8_before(struct str s, size_t at)
{
	if (at == 0)
		return 0;
	size_t begin = at - 1;
	while (begin > 0 && is_tail((unsigned char)s.data[begin]) && at - begin < 4)
		begin--;
	return utf8_next(s, &begin);
}

size_t utf8_count(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.size; i++)
		n += !is_tail((unsigned char)s.data[i]);
	return n;
}

struct range {
	uint32_t first, last;
};

static bool is_in(uint32_t c, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

#define IS_IN(c, ranges) is_in((c), (ranges), sizeof(ranges) / sizeof *(ranges))

bool utf8_is_han(uint32_t c)
{
	static const struct range han[] = {
		{0x4E00, 0x9FFF}, {0x3400, 0x4DBF}, {0x3005, 0x3007},
		{0xF900, 0xFAFF}, {0x2E80, 0x2FDF}, {0x20000, 0x323AF},
	};
	return c >= 0x2E80 && IS_IN(c, han);
}

bool utf8_is_wide(uint32_t c)
{
	static const struct range wide[] = {
		{0x2E80, 0x303E},
		{0x3041, 0x33FF},
		{0x3400, 0x4DBF},
		{0x4E00, 0xA4CF},
		{0xF900, 0xFAFF},
		{0xFE30, 0xFE6F},
		{0xFF01, 0xFF60},
		{0xFFE0, 0xFFE6},
		{0x20000, 0x3FFFD},
		/* quotes, dash and ellipsis are wide in Chinese text */
		{0x2014, 0x2015},
		{0x2018, 0x2019},
		{0x201C, 0x201D},
		{0x2026, 0x2026},
	};
	return c >= 0x2014 && IS_IN(c, wide);
}

size_t utf8_width(struct str s)
{
	size_t width = 0;
	for (size_t at = 0; at < s.size;)
		width += utf8_is_wide(utf8_next(s, &at)) ? 2 : 1;
	return width;
}

bool utf8_is_word(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	static const struct range letters[] = {
		{0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x24F},    {0x370, 0x3FF},
		{0x400, 0x52F},   {0x2160, 0x2188}, {0x2460, 0x249B}, {0x3041, 0x3096},
		{0x30A1, 0x30FA}, {0xFF10, 0xFF19}, {0xFF21, 0xFF3A}, {0xFF41, 0xFF5A},
		{0x1820, 0x1878}, {0xAC00, 0xD7A3},
	};
	return IS_IN(c, letters) || utf8_is_han(c);
}

struct str utf8_cut(struct str s, size_t count)
{
	size_t at = 0;
	while (at < s.size && count-- > 0)
		utf8_next(s, &at);
	return str_slice(s, 0, at);
}

enum { WORD_MAX = 64 };

static void decode(struct str s, uint32_t *out)
{
	size_t n = 0;
	for (size_t at = 0; at < s.size && n < WORD_MAX;)
		out[n++] = utf8_next(s, &at);
}

static size_t min_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment (Damerau 1964, restricted), three rows. */
size_t utf8_distance(struct str a, struct str b, size_t most)
{
	uint32_t x[WORD_MAX], y[WORD_MAX];
	size_t rows[3][WORD_MAX + 1];
	size_t n = utf8_count(a), m = utf8_count(b);
	if (n > WORD_MAX || m > WORD_MAX)
		return str_equal(a, b) ? 0 : SIZE_MAX;
	if ((n > m ? n - m : m - n) > most)
		return SIZE_MAX;
	decode(a, x);
	decode(b, y);
	for (size_t j = 0; j <= m; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t same = x[i - 1] == y[j - 1] ? 0 : 1;
			row[j] = min_of(min_of(above[j] + 1, row[j - 1] + 1), above[j - 1] + same);
			if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
				row[j] = min_of(row[j], above2[j - 2] + 1);
		}
	}
	size_t distance = rows[n % 3][m];
	return distance <= most ? distance : SIZE_MAX;
}

struct str utf8_nearest(struct str word, const struct str *candidates, size_t count)
{
	size_t limit = utf8_count(word) / 3;
	size_t best = limit ? limit : 1;
	struct str found = STR_NULL;
	for (size_t i = 0; i < count; i++) {
		size_t d = utf8_distance(word, candidates[i], best);
		if (d == SIZE_MAX || (d == best && !str_is_null(found)))
			continue;
		/* a single replaced character of a one-character word is no likeness */
		if (d >= utf8_count(word) && d >= utf8_count(candidates[i]))
			continue;
		best = d;
		found = candidates[i];
	}
	return found;
}
