/* One item's changes as they are told: field by field, old and new. */
#ifndef AUDIT_STORY_H
#define AUDIT_STORY_H

#include "audit/history.h"

struct story_field {
	struct str name;               /* `dates.formed`, or `body` */
	const struct field *field;     /* NULL: the body, or a field the schema no longer has */
	const struct value *old, *new; /* NULL: missing; the body has neither */
};

/* Two parsed versions, kept while their values are shown. */
struct story {
	struct item *old, *new; /* NULL: not there */
	struct story_field *fields;
	size_t count;
	struct arena arena;
};

/* Reads both versions of an entry and finds the fields it names. False, reported, where
 * they cannot be read. */
bool story_open(struct story *story, const struct history_entry *entry, const struct site *site,
                struct repository *r, struct diag_sink *sink);

/* The same for two items that are at hand (either may be NULL): every differing field; the
 * body where its digest differs. The items stay the caller's. */
void story_of_items(struct story *story, const struct item *old, const struct item *new);

/* `old → new` in words, a missing value as （无）; of two lists only what was taken out (−) and
 * put in (+). Nothing for the body. */
void story_add_values(const struct story_field *field, enum language language, struct buf *out);

void story_close(struct story *story);

/* The value of the leaf at `path` (records are entered), or NULL. */
const struct value *story_value(const struct item *item, struct str path);

#endif
