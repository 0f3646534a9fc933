/* What ties items together: references, the catalogue, attachments, uniqueness. */
#ifndef CATALOG_LINK_H
#define CATALOG_LINK_H

#include "catalog/site.h"

/* Resolves and checks every reference by front matter, fills in each item's node
 * and the site's relations, and checks what only all items together show: unique
 * values, circles, attachments, aliases. */
void link_items(struct site *site, struct diag_sink *sink);

/* Decides every item's visibility from the facts filed so far. */
void link_decide_visibility(struct site *site);

/* After visibility: references from public items to withheld or withdrawn ones,
 * catalogue nodes that show nothing, equal titles. */
void link_check_public(struct site *site, struct diag_sink *sink);

#endif
