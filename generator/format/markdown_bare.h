/* Addresses written without markup. Private to format/markdown*.c. */
#ifndef FORMAT_MARKDOWN_BARE_H
#define FORMAT_MARKDOWN_BARE_H

#include <stdbool.h>

#include "base/str.h"

struct markdown_bare {
	size_t begin, end; /* in the text */
	struct str prefix; /* what the address lacks: `http://`, `mailto:`, nothing */
};

/* The web or mail address around the byte `at` of `text`, which is the `:` of
 * `http://`, the first `w` of `www.` or the `@` of a mail address. It does not
 * begin before `from`, and it ends before the first byte that is not ASCII: in
 * Chinese text nothing else separates an address from what follows. */
bool markdown_find_bare(struct str text, size_t from, size_t at, struct markdown_bare *found);

#endif
