/* A judged site in memory with its view, and plans made from it. */
#ifndef PUBLISH_FIXTURE_H
#define PUBLISH_FIXTURE_H

#include "../catalog/fixture.h"
#include "publish/leak.h"
#include "publish/plan.h"

/* The type `note` has beside id, title and status: attribute, dates (published,
 * embargo: not public), catalogue, weight, number, kind, summary, related (inverse
 * related_from), handler (not public), colours, done, price, parts (list of name and,
 * not public, by), attachments, withdrawn (reason). Items on request are entries.
 * The catalogue has `a` (a/x, a/y) and `b`. */
struct world {
	struct fixture f;
	struct view *view;
};

/* Opens a site of these files; items may be faulty, nothing of that is told. */
void world_open(struct world *w, const struct fixture_file *files, size_t count,
                enum language language);
void world_close(struct world *w);

/* The pages of a routes.lua as `url(entries) …`, then its problems. Lives until
 * the next call. */
const char *world_plan(const struct world *w, const char *routes);

#endif
