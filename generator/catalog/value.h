/* Values of front matter as others see them: machines as JSON under English names,
 * people as a line of text with the words of the vocabulary. */
#ifndef CATALOG_VALUE_H
#define CATALOG_VALUE_H

#include "catalog/item.h"
#include "format/json.h"

/* Enum values are their ids, dates `2024-03-01` (with ` 09:30`), decimals as written,
 * records objects in the order of their fields, faulty values null. */
struct json_t *value_to_json(const struct field *field, const struct value *value);

/* The same for people: labels in `language`, `、` or `, ` between the entries of a list,
 * `label: value` for the members of a record. Line ends in texts stay. */
void value_add_text(struct buf *out, const struct field *field, const struct value *value,
                    enum language language);

/* Whether both say the same, wherever in their files they stand; NULL is a missing value. */
bool value_equal(const struct value *a, const struct value *b);

/* A digest under which equal values, and for all practical purposes only these, are equal. */
uint64_t value_digest(const struct value *value);

#endif
