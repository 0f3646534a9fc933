/* How one text became another, in characters and words rather than lines: Chinese has no
 * blanks to cut lines at, and a line may be a paragraph. */
#ifndef AUDIT_WORDING_H
#define AUDIT_WORDING_H

#include "base/arena.h"
#include "base/str.h"

enum wording_kind { WORDING_SAME, WORDING_REMOVED, WORDING_ADDED };

struct wording {
	enum wording_kind kind;
	struct str text; /* a piece of the old (removed, same) or new text */
};

struct wordings {
	struct wording *items;
	size_t count, room;
};

/* The pieces in order; a Han character or mark is a piece by itself, as is a word or number.
 * Texts that share too little are one removal and one addition. */
void wording_compare(struct str old, struct str new, struct wordings *out);
void wordings_release(struct wordings *w);

#endif
