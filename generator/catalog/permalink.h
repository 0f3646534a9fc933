/* Addresses: they come from ids, never from paths in the repository, so that a
 * file can move without its page moving. */
#ifndef CATALOG_PERMALINK_H
#define CATALOG_PERMALINK_H

#include "base/arena.h"
#include "base/str.h"

struct item;

/* `/documents/doc-2024-0001.html` */
struct str permalink_item(struct arena *arena, const struct item *item);
/* `/documents/doc-2024-0001/name.pdf` */
struct str permalink_attachment(struct arena *arena, const struct item *item, struct str name);
/* `/catalogue/policy/normative/index.html` */
struct str permalink_node(struct arena *arena, struct str node_id);

/* Whether an address of `aliases:` can be one of a page: `/old/page.html`. */
bool permalink_is_valid_alias(struct str alias);

#endif
