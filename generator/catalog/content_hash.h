/* What an approval approves, as one hash: an approval is bound to it, so that a later
 * change makes the approval stale without asking git (DOMAIN.md 6.2). */
#ifndef CATALOG_CONTENT_HASH_H
#define CATALOG_CONTENT_HASH_H

#include <stdbool.h>

#include "catalog/item.h"
#include "catalog/source.h"

enum { CONTENT_HASH_SIZE = 68 }; /* `v1:`, 64 hexadecimal digits, NUL */

/* Writes `v1:` and the SHA-256 of the canonical JSON (keys in byte order, no blanks)
 *
 *   {"attachments": {name: SHA-256 of its bytes}, "body": text, "fields": {English name: value}}
 *
 * of the fields the schema calls `protected` (all of a protected record; of another record
 * its protected members), values as value_to_json() gives them with line ends as LF; of
 * the body with LF, without blanks at line ends and without empty lines at both ends; and
 * of every file in `attachments`. Never part of it, whatever the schema says: status,
 * dates.published, approvals, withdrawn. False where the body or an attachment cannot be
 * read or is no longer what the item was parsed from. Reads through `source`; safe from
 * several threads. */
bool content_hash(const struct item *item, struct source *source, char out[CONTENT_HASH_SIZE]);

#endif
