/* Known problems that an office accepts for a while: content/regulation/baseline.yaml.
 * With it an office with thousands of old items starts today; what is new is not
 * accepted. An entry is `{file, code, rule, count, reason, until}`. */
#ifndef REGULATION_BASELINE_H
#define REGULATION_BASELINE_H

#include "base/diag.h"
#include "base/map.h"
#include "catalog/source.h"

#define BASELINE_FILE "content/regulation/baseline.yaml"

struct accepted {
	struct str file, code, rule; /* rule: null where none has an id */
	struct str reason;
	int64_t count; /* so many of them */
	int32_t until; /* the last day it holds */
	int64_t met;   /* how many there are, see baseline_take() */
	struct diag_place place;
};

struct baseline {
	struct accepted *items;
	size_t count;
	struct map by_key;
};

/* Reads the file; without it nothing is accepted. Everything but the table's head lives
 * in `arena`. */
void baseline_read(struct baseline *b, struct source *source, struct arena *arena,
                   struct diag_sink *sink);
void baseline_release(struct baseline *b);

/* Whether a problem of this kind is accepted in that file as of that day. Personal data,
 * marks of secrets, broken files, leaks and faults of the theme never are. */
bool baseline_accepts(const struct baseline *b, struct str file, struct str code, struct str rule,
                      int32_t as_of);

/* Takes the accepted problems out of the sink and returns how many; may be called again
 * for what was reported since. */
size_t baseline_take(struct baseline *b, struct diag_sink *sink, int32_t as_of);

/* Says which entries are over or no longer needed: once, at the end. */
void baseline_finish(const struct baseline *b, struct diag_sink *sink, int32_t as_of);

/* A baseline that accepts all of the sink's errors and warnings that may be accepted, as a
 * file. `until` is a day. */
void baseline_write(const struct diag_sink *sink, int32_t until, struct buf *out);

#endif
