/* Bodies: read again, checked, rendered, and their links resolved. Links go by
 * the files' paths in the repository, so that they also work in a forge's viewer;
 * what they lead to is written as the address of its page.
 *
 * A link to an anchor can only be judged when the target's body has been read,
 * too: those are kept and judged after all workers have ended. */
#ifndef PUBLISH_BODY_H
#define PUBLISH_BODY_H

#include "catalog/site.h"
#include "format/markdown.h"
#include "publish/leak.h"

struct body_shelf;

struct body_shelf *body_shelf_new(const struct site *site, unsigned workers);
void body_shelf_free(struct body_shelf *shelf);

/* What one body is rendered with. */
struct body_job {
	unsigned worker;
	const struct site_item *item;
	struct arena *arena; /* of the page: headings and texts */
	struct diag_sink *sink;
	struct leak_worker *leaks; /* NULL: the body is no public input */
	struct buf *html;          /* NULL: only check */
};

/* Renders or checks one body. True when `html` holds it. */
bool body_render(struct body_shelf *shelf, const struct body_job *job,
                 struct markdown_result *result);

/* Once everything is read: links to anchors that do not exist. */
void body_check_anchors(struct body_shelf *shelf, struct diag_sink *sink);

#endif
