/* What must not stand in a text that people will read: numbers and addresses of
 * persons, marks of secrets, marks that a paper is internal, words of the office's
 * list (DOMAIN.md 3.9). One pass over the text finds all of it.
 *
 * Accepted are masked forms (`110101********1234`, `138****5678`) and what only
 * looks alike: unified social credit codes, index and document numbers, postcodes,
 * landlines. */
#ifndef REGULATION_PRIVACY_H
#define REGULATION_PRIVACY_H

#include "regulation/terms.h"

enum privacy_kind {
	PRIVACY_IDENTITY,
	PRIVACY_MOBILE,
	PRIVACY_CARD,
	PRIVACY_ADDRESS,
	PRIVACY_COLUMN, /* heading of a column of a table that has such a value in each row */
	PRIVACY_SECRET,
	PRIVACY_INTERNAL,      /* `（内部资料，注意保存）` */
	PRIVACY_INTERNAL_TALK, /* `不得外传` in a sentence */
	PRIVACY_TRADE_SECRET,
	PRIVACY_REPRINT, /* `（来源：…）`, `转载自…` */
	PRIVACY_LINK,    /* to a site that is not listed */
	PRIVACY_TERM,
};

struct privacy_hit {
	enum privacy_kind kind;
	bool is_in_list; /* in a table or list */
	uint32_t term;   /* of PRIVACY_TERM: its number in the terms */
	size_t begin, end;
};

struct privacy;

/* `terms` must outlive it. Terms that are not in force on `as_of` are left out. Safe
 * from several threads once made. */
struct privacy *privacy_new(const struct terms *terms, int32_t as_of);
void privacy_free(struct privacy *p);

/* Calls `found` for every hit in `text` from byte `begin` on, where a line begins, in
 * the order of the text; each line of a table is a row, whatever it looks like. Bytes
 * that are no UTF-8 find nothing and harm nothing. */
typedef void privacy_found(void *context, const struct privacy_hit *hit);
void privacy_scan(const struct privacy *p, struct str text, size_t begin, bool is_table,
                  privacy_found *found, void *context);

static inline bool privacy_is_personal(enum privacy_kind kind)
{
	return kind <= PRIVACY_COLUMN;
}

#endif
