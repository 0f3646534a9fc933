/* Raw items as rules see them: every field, public or not. Registered in the
 * states of the regulation only; templates know no such objects. */
#ifndef REGULATION_RAW_H
#define REGULATION_RAW_H

#include "catalog/item.h"
#include "script/script.h"

enum raw_kind { RAW_ITEM = 1, RAW_RECORD, RAW_LIST };

/* What a condition is tested on. */
struct raw_item {
	uint8_t kind; /* RAW_ITEM */
	const struct item *item;
};

/* Makes a state know items. Enum values and references are their ids, dates are
 * ISO texts (so that they compare), a missing field is nil. */
void raw_register(struct script *s);

#endif
