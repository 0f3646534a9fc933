/* Every page of the site, known before the first is rendered. */
#ifndef PUBLISH_PLAN_H
#define PUBLISH_PLAN_H

#include "publish/routes.h"
#include "publish/view.h"

/* A value of `group_by`, as a template sees it. */
struct plan_group {
	uint8_t kind; /* VIEW_GROUP */
	struct str key, label;
};

struct page {
	uint8_t kind; /* VIEW_PAGE */
	const struct family *family;
	struct str url;
	const void *subject; /* what it is about: a view object; NULL: nothing in particular */
	const struct plan_group *group;
	struct view_list list;    /* its slice */
	uint32_t total;           /* entries of the whole series */
	uint32_t number, count;   /* of this page and of the series, from 1 */
	const struct page *first; /* of the series: page n is first[n - 1] */
};

/* A file that goes out as it is. */
struct plan_file {
	struct str url, path;
	struct source *source; /* where the path leads from; NULL: the site's */
	struct str owner;      /* id of the item, for messages; may be empty */
};

struct plan {
	struct page *pages;
	size_t page_count, page_room;
	struct plan_file *files;
	size_t file_count, file_room;
	struct view_list all_pages; /* HTML pages by address, for sitemaps */
	struct map by_url;          /* → who claimed it, a struct str */
	struct arena arena;
};

/* Enumerates the pages of all families and the attachments. Addresses claimed
 * twice are reported. `s` knows the view's classes, for `where`. */
void plan_build(struct plan *plan, const struct view *view, const struct routes *routes,
                struct script *s, struct diag_sink *sink);

/* Adds a file of the theme. */
void plan_add_file(struct plan *plan, struct plan_file file, struct diag_sink *sink);

void plan_release(struct plan *plan);

/* Whether the address ends in `.html`. */
static inline bool page_is_html(const struct page *p)
{
	return str_ends_with(p->url, STR(".html"));
}

/* Which tags it must carry: its family's kind; an item without dates (a unit) is
 * no article but a column, a tombstone neither. */
enum page_kind page_kind_of(const struct page *p);

/* The page of the series that comes `step` pages after this one, or NULL. */
static inline const struct page *page_neighbour(const struct page *p, int step)
{
	int n = (int)p->number + step;
	return n >= 1 && n <= (int)p->count ? &p->first[n - 1] : NULL;
}

#endif
