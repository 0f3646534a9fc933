/* Who may see an item: decided once, here, and nowhere else. */
#ifndef CATALOG_VISIBILITY_H
#define CATALOG_VISIBILITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/str.h"

struct item;

enum visibility {
	VISIBILITY_HIDDEN, /* nothing of it leaves */
	VISIBILITY_ENTRY,  /* listed without content: title, index number, owner, dates */
	VISIBILITY_FULL,
	VISIBILITY_TOMBSTONE, /* was public and is withdrawn: id, kind, date, reason */
};

enum visibility_reason {
	REASON_OPEN,
	REASON_ON_REQUEST,
	REASON_CLOSED,
	REASON_NOT_PUBLISHED,
	REASON_EMBARGO,
	REASON_SCHEDULED,
	REASON_INTERNAL,
	REASON_IN_NO_SITE,
	REASON_WITHDRAWN,
	REASON_BROKEN,
	REASON_NO_ATTRIBUTE,
	REASON_UNAPPROVED,
	REASON_WITHHELD,
};

/* For whom a site is made. `internal` is the staff's own site. */
enum audience { AUDIENCE_PUBLIC, AUDIENCE_INTERNAL };

/* What the decision rests on beyond the item itself. It is read, never computed
 * here: approvals and reviews are judged by the regulation. */
struct visibility_facts {
	int32_t as_of;
	enum audience audience;
	bool on_request_is_entry; /* parameter visibility.on_request_entry of the profile */
	unsigned verdicts;        /* of the item: bits of enum verdict */
};

/* The type says first for which site it is: registers never go out, some stand in none.
 * Articles 13 to 16 and 19 to 27 of 《政府信息公开条例》 in one function: published
 * and open is FULL; on request is ENTRY where the profile has such entries; closed,
 * not published, under embargo or internal is HIDDEN; withdrawn after having been
 * public is a TOMBSTONE. What cannot be decided is HIDDEN. Types without a
 * disclosure attribute (units, pages) are public as soon as they are published. */
enum visibility item_visibility(const struct item *item, const struct visibility_facts *facts,
                                enum visibility_reason *reason);

/* The reason in words, for `summary.withheld`. */
struct str visibility_reason_text(enum visibility_reason reason, enum language language);

#endif
