/* Searches everything that people will read for personal data, marks of secrets and
 * words of the office's list: front matter, bodies and attachments. */
#ifndef REGULATION_INSPECT_H
#define REGULATION_INSPECT_H

#include "catalog/site.h"

/* Inspects every item on `workers` threads. Drafts are not inspected; what is withheld
 * is searched for personal data in its front matter only, for a register holds none. */
void inspect_items(struct site *site, unsigned workers, struct diag_sink *sink);

#endif
