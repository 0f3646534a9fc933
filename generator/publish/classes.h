/* The view as templates see it: a class a kind of view object, and the functions
 * of themes/README.md. Template states know no other objects, so that no template
 * can reach what is not in the view. */
#ifndef PUBLISH_CLASSES_H
#define PUBLISH_CLASSES_H

#include "format/markdown.h"
#include "publish/plan.h"

/* What a template state works on; its script_context(). */
struct render_context {
	const struct view *view;
	const struct page *page; /* being rendered; NULL while planning */
	struct str body;         /* its body's HTML; null: none */
	const struct markdown_heading *headings;
	size_t heading_count;
	struct arena *arena; /* of the page */
	struct str base_url; /* of site.yaml, without the last `/` */
	struct buf url;      /* for addresses being made; released by its owner */
};

/* Registers classes and functions in a state whose context is a render_context. */
void classes_register(struct script *s);
void functions_register(struct script *s);

/* The address of a view object, or a null str where it has none. */
struct str classes_url(const void *object);

#endif
