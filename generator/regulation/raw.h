/* Raw items as rules see them: every field, public or not. Registered in the
 * states of the regulation only; templates know no such objects. */
#ifndef REGULATION_RAW_H
#define REGULATION_RAW_H

#include "catalog/site.h"
#include "script/script.h"

enum raw_kind { RAW_ITEM = 1, RAW_RECORD, RAW_LIST, RAW_ITEMS, RAW_WORDS };

/* What a condition is tested on. */
struct raw_item {
	uint8_t kind; /* RAW_ITEM */
	const struct item *item;
};

struct raw_record {
	uint8_t kind; /* RAW_RECORD */
	const struct value *value;
	const struct fields *fields;
};

struct raw_list {
	uint8_t kind; /* RAW_LIST */
	const struct value *value;
	const struct field *entry;
};

/* The items that refer to one. */
struct raw_items {
	uint8_t kind; /* RAW_ITEMS */
	const struct site *site;
	const struct relation *relations;
	size_t count;
};

/* Texts, such as those of a parameter. */
struct raw_words {
	uint8_t kind; /* RAW_WORDS */
	const struct str *words;
	size_t count;
};

/* Makes a state know items. Enum values and references are their ids, dates are
 * ISO texts (so that they compare), a missing field is nil. */
void raw_register(struct script *s);

/* A record (or an item's front matter) and what its fields are called. */
struct raw_place {
	const struct value *record;
	const struct fields *fields;
	const struct type *type; /* of an item; NULL: a record */
};

struct raw_place raw_place_of_item(const struct item *item);

/* Entry `index` (from 0) of a list of records or items; false where there is none, or
 * it is neither. */
bool raw_entry(const void *list, size_t index, struct raw_place *out);

/* The value at `dates.formed` in a place, with its field; NULL: there is none. */
const struct value *raw_value(const struct raw_place *place, struct str path,
                              const struct field **field);

/* What stands at a path, as text: ids of enums, ISO dates, numbers as written; `type` of
 * an item is its type's id, `….year` the year of a date. A null str: nothing. In `arena`. */
struct str raw_text(const struct raw_place *place, struct str path, struct arena *arena);

#endif
