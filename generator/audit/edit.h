/* Small edits of front matter that leave every other byte as it was. */
#ifndef AUDIT_EDIT_H
#define AUDIT_EDIT_H

#include "base/buf.h"
#include "catalog/item.h"

/* Appends `bytes`, the file of `item`, to `out` with `entry` (YAML in one line) added to the
 * list `name`, which is made where it is missing. */
void edit_add_entry(const struct item *item, struct str bytes, struct str name, struct str entry,
                    struct buf *out);

/* The same with the top-level field `name` set to `text` (YAML in one line). */
void edit_set_field(const struct item *item, struct str bytes, struct str name, struct str text,
                    struct buf *out);

/* Adds `text` as a YAML scalar in double quotes. */
void edit_add_quoted(struct buf *out, struct str text);

#endif
