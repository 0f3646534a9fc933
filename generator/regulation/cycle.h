/* Periods of a matter's cycle: `2024`, `2024-H1`, `2024-Q3`, `2024-09`, `2024-09-15`. */
#ifndef REGULATION_CYCLE_H
#define REGULATION_CYCLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct cycle {
	int months; /* that a period has; 0: it is `days` long */
	int days;
	int32_t begin; /* first day of the period … */
	int32_t end;   /* … and its last */
	char name[16]; /* as `period` of its issue says it */
};

/* The first whole period on or after `since` of the vocabulary `cycles`; false for
 * `ad_hoc` and whatever has no periods. */
bool cycle_begin(struct cycle *cycle, struct str kind, int32_t since);
void cycle_next(struct cycle *cycle);

#endif
