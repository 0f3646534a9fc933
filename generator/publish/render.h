/* Renders the plan on the workers: each page's body, template, required tags and
 * leak check, then its bytes to the stage. */
#ifndef PUBLISH_RENDER_H
#define PUBLISH_RENDER_H

#include "publish/body.h"
#include "publish/leak.h"
#include "publish/output.h"
#include "publish/plan.h"
#include "publish/theme.h"

struct render_input {
	const struct site *site;
	const struct view *view;
	const struct plan *plan;
	const struct theme *theme;
	struct body_shelf *shelf;
	struct leak_check *leaks;
	struct output *output;        /* NULL: nothing is written, everything is checked */
	struct output_entry *entries; /* one slot a page, then one a file of the plan */
	unsigned workers;
};

/* Renders and writes everything; problems go to `sink`. */
void render_all(const struct render_input *input, struct diag_sink *sink);

/* Renders one page with its template into `out`, without its body, and neither searched
 * for leaks nor written: for what is no page of a site. Of `input` it needs site, view
 * and theme. False after a problem, which is reported. */
bool render_single(const struct render_input *input, const struct page *page, struct buf *out,
                   struct diag_sink *sink);

/* Checks bodies alone: of all items, or of those that have no page. */
void render_check_bodies(const struct site *site, struct body_shelf *shelf, bool only_hidden,
                         unsigned workers, struct diag_sink *sink);

#endif
