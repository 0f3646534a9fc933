/* Finding any of many phrases in a text in one pass, whatever their number: for
 * the leak check over every output byte and for scans of what is published. */
#ifndef BASE_MATCH_H
#define BASE_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct match_set;

/* Shorter phrases (below three Han characters) and tokens are too common to mean
 * anything and are not taken. */
enum { MATCH_MIN = 8 };

struct match_set *match_new(void);
void match_free(struct match_set *m);

/* Adds a phrase under a number of the caller's; false where it is too short. The
 * bytes must outlive the set. A phrase added twice keeps its first number. A token
 * is found only where neither neighbour is a letter, a digit or a hyphen. */
bool match_add(struct match_set *m, struct str phrase, bool is_token, uint32_t number);

/* Says that texts like this one will be scanned, `weight` times as often as a phrase
 * occurs among the phrases: makes scans faster, changes no result. */
void match_expect(struct match_set *m, struct str text, unsigned weight);

/* After the last addition, before the first scan. */
void match_prepare(struct match_set *m);

/* Calls `found` for every occurrence, with the number and the byte it begins at.
 * Safe from several threads. */
typedef void match_found(void *context, uint32_t number, size_t at);
void match_scan(const struct match_set *m, struct str text, match_found *found, void *context);

#endif
