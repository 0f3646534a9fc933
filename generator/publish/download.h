/* Lists as files: csv, json and xlsx of a family's list. */
#ifndef PUBLISH_DOWNLOAD_H
#define PUBLISH_DOWNLOAD_H

#include "publish/plan.h"

/* Makes the download of a page whose family has a format. Values are as a reader
 * sees them, columns by their labels; json has them by their English names.
 * False, with errno's words in `*why`, where it cannot be made. */
bool download_make(const struct view *view, const struct page *page, struct buf *out,
                   const char **why);

#endif
