/* A CSV attachment as a table that templates can show. */
#ifndef PUBLISH_TABLES_H
#define PUBLISH_TABLES_H

#include "publish/classes.h"

/* Pushes its rows, each a list of texts, the heads of the columns first; nil where it
 * is no CSV file or too large to be read on a page. */
void tables_push(struct script *s, const struct view_attachment *attachment);

void tables_register(struct script *s);

#endif
