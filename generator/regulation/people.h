/* Who held which post when: content/people.yaml. A post has an id (`p-03`) and no name;
 * `person` says that somebody holds another post, too (DOMAIN.md 5.13). */
#ifndef REGULATION_PEOPLE_H
#define REGULATION_PEOPLE_H

#include "base/map.h"
#include "catalog/reader.h"
#include "catalog/schema.h"

struct post {
	struct str id, role, organ;
	struct str person;  /* the post that stands for the same person; its own id if none */
	int32_t from, to;   /* days, both included; INT32_MAX: still */
	struct str *emails; /* of the commits its holder makes */
	size_t email_count;
	struct diag_place place;
};

struct people {
	struct post *items;
	size_t count;
	struct map by_id;
};

/* Reads content/people.yaml; without the file there is nobody. Roles must be words of
 * the vocabulary `roles`. */
void people_read(struct people *people, const struct schema *schema, struct reader *r);
void people_release(struct people *people);

const struct post *people_find(const struct people *people, struct str id);

/* Whether the post with this id is that role, and held on that day. */
bool people_held(const struct people *people, struct str id, struct str role, int32_t day);

/* The same for the person behind the post, by any post of his. */
bool people_held_by(const struct people *people, struct str id, struct str role, int32_t day);

/* Who commits with this address and held a post on that day; NULL: nobody known. Of several
 * posts of one person the one that stands first. */
const struct post *people_by_email(const struct people *people, struct str email, int32_t day);

bool post_has_email(const struct post *p, struct str email);
bool post_is_held(const struct post *p, int32_t day);

/* Reads content/people.yaml for those who judge nothing: what is wrong with it is not said. */
void people_load(struct people *people, const struct schema *schema, struct source *source,
                 struct arena *arena);

/* Whether two posts are one person's. */
bool people_same(const struct people *people, struct str a, struct str b);

#endif
