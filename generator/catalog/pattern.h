/* Patterns of schemas: PCRE2 with Unicode and a match limit, so that no pattern
 * can hang a check. A compiled pattern is read-only and shared by threads. */
#ifndef CATALOG_PATTERN_H
#define CATALOG_PATTERN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

struct pattern;

/* Compiles `source`; NULL with the offset and PCRE2's words in `arena` on error. */
struct pattern *pattern_compile(struct str source, struct arena *arena, size_t *error_at,
                                struct str *error);
void pattern_free(struct pattern *p);

/* Whether `text` matches; past the match limit it does not. */
bool pattern_matches(const struct pattern *p, struct str text);

#endif
