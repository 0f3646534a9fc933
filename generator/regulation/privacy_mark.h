/* Whether words at a place are a mark or a statement about a person, or only speak
 * of such: decided by the line they stand in. Each answers where the hit begins and
 * ends, and false where it is none. */
#ifndef REGULATION_PRIVACY_MARK_H
#define REGULATION_PRIVACY_MARK_H

#include <stdbool.h>

#include "base/str.h"

/* A place in a text in which lines begin at byte `from`. */
struct spot {
	struct str text;
	size_t from;
	bool is_table;     /* each line is a row */
	size_t begin, end; /* the words */
};

/* `机密★10年`, `秘　密`, `密级：秘密`; the words are its first character. */
bool mark_is_secret(struct spot *s);

/* The words alone in a line or in brackets, as a stamp has them. */
bool mark_is_stamp(const struct spot *s);

/* A home down to its door, in a list or named as one; the words are 单元, 室 or 组. */
bool mark_is_home(struct spot *s);

/* The heading of a column in a table whose rows (three at least) have a value there. */
bool mark_is_column(struct spot *s);

/* Whether the line is a row of a table or an entry of a list. */
bool mark_is_in_list(const struct spot *s);

#endif
