/* What the regulation asks of an item beyond its form. Today: the conditions of
 * its fields (`when`, `allowed_when`); rules by kind join them here. */
#ifndef REGULATION_JUDGE_H
#define REGULATION_JUDGE_H

#include "catalog/site.h"

/* Judges every item on `workers` threads and reports what is missing or does not
 * belong. Drafts are not judged: they need only id and title. */
void judge_items(struct site *site, unsigned workers, struct diag_sink *sink);

#endif
