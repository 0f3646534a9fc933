/* Two states of a site side by side: what a change means to the public record. */
#ifndef AUDIT_COMPARE_H
#define AUDIT_COMPARE_H

#include "audit/story.h"

enum item_difference {
	DIFFERENCE_ADDED,
	DIFFERENCE_REMOVED, /* the file is gone */
	DIFFERENCE_WITHDRAWN,
	DIFFERENCE_RESTORED,
	DIFFERENCE_CHANGED,
	DIFFERENCE_MOVED /* the file, and nothing in it */
};

struct stale_approval {
	struct str step, by; /* ids */
	int32_t date;
};

struct item_comparison {
	struct str id;
	const struct site_item *old, *new; /* NULL: not there */
	enum item_difference difference;
	bool is_moved;
	bool changes_visibility; /* the public will see more or less of it, or something else */
	struct story story;      /* the differing fields; `body` */
	struct str old_body, new_body; /* where they differ; in the comparison's arena */
	struct stale_approval *stale;  /* of the new state, which were fresh in the old one */
	size_t stale_count;
};

struct comparison {
	const struct site *old, *new;
	struct item_comparison *items; /* what changes visibility first, then by path */
	size_t count, room;
	struct arena arena;
};

/* Both sites have been linked and their visibility decided; they outlive the result. */
void compare_sites(struct comparison *c, const struct site *old, const struct site *new);
void comparison_release(struct comparison *c);

/* Problems that one report has and the other has not, wherever their lines moved: those of
 * `b` without those of `a`, in order. The caller frees the array. */
size_t compare_problems(const struct diag_sink *a, const struct diag_sink *b,
                        const struct diag ***out);

/* `added` */
const char *item_difference_id(enum item_difference d);

#endif
