/* UTF-8: validation, walking, and the few classes of characters that Chinese
 * text needs. Everything else trusts its input to be valid: files are checked
 * once, when they are read. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* Offset of the first byte that is not well-formed UTF-8 (Unicode 3.9, table
 * 3-7: no overlong forms, no surrogates, at most U+10FFFF), or SIZE_MAX. */
size_t utf8_first_invalid(struct str s);

/* The first byte from `at` on that is ASCII, or the end: whoever looks for signs of ASCII
 * runs through Chinese eight bytes a step. */
static inline size_t utf8_next_ascii(struct str s, size_t at)
{
	const uint64_t beyond = 0x8080808080808080u;
	for (uint64_t eight; at + sizeof eight <= s.size; at += sizeof eight) {
		memcpy(&eight, s.data + at, sizeof eight);
		if ((eight & beyond) != beyond)
			break;
	}
	while (at < s.size && (unsigned char)s.data[at] >= 0x80)
		at++;
	return at;
}

/* The code point at byte `*at` of valid text; moves `*at` behind it. */
uint32_t utf8_next(struct str s, size_t *at);

/* The code point that ends before byte `at` of valid text; 0 at the start. */
uint32_t utf8_before(struct str s, size_t at);

/* Number of code points. */
size_t utf8_count(struct str s);

/* Columns on a terminal: two for a wide character. */
size_t utf8_width(struct str s);

/* Han characters (CJK ideographs with their extensions, 〇 and 々). */
bool utf8_is_han(uint32_t code_point);

/* Han, kana, CJK and full-width punctuation: what is set without blanks between. */
bool utf8_is_wide(uint32_t code_point);

/* Letters and digits: ASCII, Latin with accents, Han, kana: what an anchor keeps. */
bool utf8_is_word(uint32_t code_point);

/* `s` cut to at most `count` code points. */
struct str utf8_cut(struct str s, size_t count);

/* Number of edits (insert, delete, replace, swap of neighbours) from `a` to `b`
 * in code points, for "did you mean"; SIZE_MAX when above `most`. */
size_t utf8_distance(struct str a, struct str b, size_t most);

/* The candidate nearest to `word`, or a null str when none is near enough
 * (a third of its length, at least one edit). Ties go to the earlier one. */
struct str utf8_nearest(struct str word, const struct str *candidates, size_t count);

#endif
