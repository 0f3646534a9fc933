/* What was read of history, kept for the next run: only new commits are walked then. A cache
 * is never trusted: it names the regulation it was read by, carries a checksum, and is read
 * anew, with a note, where it is damaged. */
#ifndef AUDIT_HISTORY_CACHE_H
#define AUDIT_HISTORY_CACHE_H

#include "audit/history.h"
#include "base/hash.h"

/* What the entries depend on beside the commits: the regulation's files, where the site lies
 * in the repository, what an entry on request is. */
struct hash history_cache_key(const struct site *site, struct repository *r, bool on_request);

/* Fills graph and entries of an empty history from `directory`. False: there is none of this
 * key (a damaged one is reported as a note); then `h` is empty still. */
bool history_cache_load(struct history *h, const char *directory, const struct hash *key,
                        struct diag_sink *sink);

/* Writes it in one step; where it cannot be written the next run just reads again. */
void history_cache_save(const struct history *h, const char *directory, const struct hash *key);

#endif
