/* The tables that the regulation computes from registers, as templates see them: in
 * the public site too, for they are nothing but figures. */
#ifndef PUBLISH_FIGURES_H
#define PUBLISH_FIGURES_H

#include "publish/view.h"
#include "regulation/annual.h"
#include "script/script.h"

/* Puts them into a view that nobody reads yet: `site.annuals`. Both must outlive it. */
void figures_add(struct view *view, const struct annuals *annuals);

/* Registers their classes. */
void figures_register(struct script *s);

#endif
