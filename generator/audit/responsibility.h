/* Who answers for what is wrong, by the decision table of DOMAIN.md 6.3: facts that git and
 * the item show, and the clause that they call for. How grave it is and what follows is for
 * people to say. Where evidence is missing the result is *undetermined*, with what is missing:
 * nothing here is a guess. Never for a site that others read. */
#ifndef AUDIT_RESPONSIBILITY_H
#define AUDIT_RESPONSIBILITY_H

#include "audit/record.h"

enum duty_kind {
	DUTY_CONTENT,       /* what was published is wrong, or how it came about */
	DUTY_SECRECY,       /* what was published bears marks of a secret */
	DUTY_OMISSION,      /* a term passed */
	DUTY_RECTIFICATION, /* the term of a rectification passed */
	DUTY_KINDS
};

/* Facts on which the table decides. */
enum duty_fact {
	FACT_INCOMPLETE = 1, /* evidence is missing: see gaps */
	FACT_COLLECTIVE = 2, /* decided collectively before publication, with minutes */
	FACT_AGREED = 4,     /* a leader agreed to this content before it was published */
	FACT_OBJECTED = 8,   /* a leader's last word on it was no */
	FACT_STALE = 16,     /* a leader agreed to another content */
	FACT_SELF = 32,      /* a leader agreed to what he handled himself */
	FACT_NOT_HELD = 64,  /* somebody agreed as a leader who was none on that day */
	FACT_SKIPPED = 128,  /* a step of the chain was not taken */
	FACT_REFUSED = 256,  /* the secrecy review's last opinion was not to publish */
	FACT_CLEARED = 512,  /* … was that it may be published */
};

enum duty_part { PART_NONE, PART_FULL, PART_MAIN, PART_SECONDARY, PART_SHARED };

/* Who may have to answer, in the order in which they are named. */
enum duty_bearer {
	BEARER_LEADER,    /* agreed to it */
	BEARER_PRINCIPAL, /* of the office, on the day of a collective decision */
	BEARER_HEAD,      /* of the handler's section */
	BEARER_HANDLER,
	BEARER_PUBLISHER,
	BEARER_REVIEWER, /* gave the last opinion of the secrecy review */
	BEARERS
};

/* One row of the table: the first in its order whose kinds and facts hold decides. */
struct duty_row {
	int number;               /* as in DOMAIN.md; 13 is undetermined */
	unsigned kinds;           /* bits 1 << enum duty_kind */
	unsigned needs, excludes; /* bits of enum duty_fact */
	enum duty_part parts[BEARERS];
	struct str result[2];     /* by enum language */
	const struct str *clause; /* likewise; NULL: nothing is decided */
};

/* What is missing. */
enum gap_kind {
	GAP_NO_COMMIT,   /* no commit has the item */
	GAP_UNCOMMITTED, /* what lies there differs from what was committed */
	GAP_LEGACY,      /* it was published before the record began */
	GAP_UNREADABLE,  /* a version cannot be read */
	GAP_AUTHOR,      /* nobody is known by the address of a commit */
	GAP_NO_HANDLER,
	GAP_HANDLER,  /* the handler is not in people.yaml */
	GAP_EVIDENCE, /* nothing proves a leader's approval */
	GAP_MINUTES,  /* a collective decision without minutes */
};
struct duty_gap {
	enum gap_kind kind;
	struct str what; /* id of a post, or a commit; may be null */
};

struct duty_violation {
	struct str code, rule, message; /* rule may be null; all belong to the sink or the site */
};

/* An approval as the table sees it. */
struct duty_step {
	struct approval approval;
	bool is_leader;  /* a step of deputy_leader, bureau_leader or principal */
	bool is_held;    /* the person was that on that day */
	bool is_self;    /* by who handled it */
	bool is_in_time; /* on the main line when the content became public */
};

struct duty {
	const struct site_item *si;
	enum duty_kind kind;
	struct duty_violation *violations;
	size_t violation_count, violation_room;
	const struct commit *introduced;  /* the content that is or was public last; NULL: none */
	const struct commit *published;   /* made it public; NULL: none */
	struct str handler_field, author; /* posts; null where not given or not known */
	struct str bearers[BEARERS]; /* posts; null: not known, or evidence contradicts itself */
	struct duty_step *steps;
	size_t step_count;
	bool is_collective; /* said to be; see facts */
	struct str meeting, minutes;
	int32_t collective_day;
	struct duty_gap *gaps;
	size_t gap_count, gap_room;
	unsigned facts;
	const struct duty_row *row;
	enum approval_grade confidence;
	const struct history_entry *approved; /* with FACT_STALE: the version that was agreed to */
};

struct duties {
	struct duty *items; /* by item in the order of paths, then kind */
	size_t count, room;
	struct arena arena;
};

/* Judges what `sink` holds (codes A, D, P, T, X and Y, warnings and errors) and what items of
 * type `finding` say of others. `id`: that item alone; null: all. The record must have a
 * history, and both outlive the result. Versions that cannot be read are gaps, not reported. */
void responsibility_judge(const struct record *r, const struct diag_sink *sink, struct str id,
                          struct duties *out);
void duties_release(struct duties *d);

/* Words for people. */
struct str duty_gap_text(enum gap_kind kind, enum language language);
struct str duty_part_text(enum duty_part part, enum language language);
const char *duty_part_id(enum duty_part part);
const char *duty_kind_id(enum duty_kind kind);

#endif
