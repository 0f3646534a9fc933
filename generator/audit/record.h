/* The record of a site: what site.yaml asks of it (`record:`), the history that was read for
 * it, and what follows for each item. */
#ifndef AUDIT_RECORD_H
#define AUDIT_RECORD_H

#include "audit/history.h"
#include "regulation/people.h"

/* How sure it is that an approval was given, weakest first (DOMAIN.md 6.2). */
enum approval_grade {
	GRADE_CLAIMED,      /* an entry, and nothing else */
	GRADE_RECORDED,     /* names a paper or a page of the forge */
	GRADE_AUTHENTICATED /* its commit was made by who held the role that day */
};

struct record {
	struct site *site;             /* not owned */
	struct repository *repository; /* NULL where no history is asked for */
	struct history *history;       /* likewise, and where it could not be read */
	struct people people;
	struct arena arena;
	bool is_required; /* record.history */
	int32_t since;    /* what landed up to this day is legacy; INT32_MIN: nothing is */
	enum approval_grade minimum; /* record.approvals; claimed where no history is kept */
};

/* Reads what `record:` asks for: with `required` (or `always`) the repository around `root`
 * and its history up to `revision` (null: HEAD). What is missing is reported. Files what is
 * known of each item's past in the site. Free with record_close() before the site. */
struct record *record_open(struct site *site, const char *root, struct str revision,
                           const char *cache, bool always, struct diag_sink *sink);
void record_close(struct record *r);

struct approval {
	struct str step, by, opinion, evidence, content; /* ids; null where missing */
	int32_t date;                                    /* INT32_MIN: none */
	const struct value *entry;                       /* in the item */
	enum approval_grade grade;
	bool is_stale;               /* what was approved has changed since */
	const struct commit *commit; /* that added the entry; NULL: none yet */
};

struct approvals {
	struct approval *items;
	size_t count, room;
};

/* The approvals of an item with their evidence, in the order in which they stand. */
void record_approvals(const struct record *r, const struct site_item *si, struct approvals *out);
void approvals_release(struct approvals *a);

/* Whether a change of the field at `path` (or of `body`) makes approvals stale. */
bool record_is_protected(const struct type *type, struct str path);

const char *approval_grade_id(enum approval_grade grade);

/* Whether an item's first version landed on or before `since`. */
bool record_is_legacy(const struct record *r, struct str id);

/* The author's address, as .mailmap has it. Never for output. */
struct str record_author(const struct record *r, const struct commit *c);

#endif
