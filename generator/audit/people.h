/* Who held which role when: content/people.yaml, as far as the audit asks. Its form is judged
 * elsewhere; what is malformed here is nobody. */
#ifndef AUDIT_PEOPLE_H
#define AUDIT_PEOPLE_H

#include "base/map.h"
#include "catalog/source.h"

struct person {
	struct str id, role, organ; /* role and organ as ids */
	int32_t from, to;           /* first and last day; INT32_MIN and INT32_MAX where open */
	struct str *emails;         /* of their commits */
	size_t email_count, email_room;
};

struct people {
	struct person *items;
	size_t count, room;
	struct map by_id; /* → position + 1 */
};

/* Everything lives in `arena` but the arrays, which people_release() frees. */
void people_load(struct people *people, struct source *source, struct arena *arena);
void people_release(struct people *people);

/* NULL: nobody has that id. */
const struct person *people_find(const struct people *people, struct str id);

/* Who wrote with this address and held a role on that day; NULL: nobody known. Of several
 * roles of one person the one that stands first. */
const struct person *people_by_email(const struct people *people, struct str email, int32_t day);

bool person_has_email(const struct person *p, struct str email);
bool person_holds_role(const struct person *p, int32_t day);

#endif
