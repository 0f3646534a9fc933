/* Printable forms: single files of HTML that a theme writes for the pen or filled from
 * the front matter of an item. They are no pages of the site: staff print them, so that
 * they may show of their item what no site does. forms.lua (themes/README.md) lists
 * them. */
#ifndef PUBLISH_FORM_H
#define PUBLISH_FORM_H

#include "publish/theme.h"

struct form {
	struct str name, title, template;
	struct str *types; /* of items that it is made for; type_count 0: any */
	size_t type_count;
	bool is_of_site; /* made of the whole site where no item is named */
};

struct forms {
	struct form *items;
	size_t count;
};

/* Reads the theme's forms.lua; a theme without it has no forms. Problems are reported;
 * false after one. Everything lives in `arena`. */
bool forms_read(const struct theme *theme, struct arena *arena, struct diag_sink *sink,
                struct forms *out);

/* The form of that name, or NULL. */
const struct form *forms_find(const struct forms *forms, struct str name);

bool form_fits(const struct form *form, const struct type *type);

/* The first form that is made for items of the type, or for any; NULL: none. */
const struct form *forms_for(const struct forms *forms, const struct type *type);

/* Writes the form into `out`. `site` is linked, its visibilities decided, and its
 * schema open to staff. It is filled from `item`, which is shown whatever its
 * visibility, or from all items (`is_of_site`: they are the page's list); else it is
 * blank. False after a problem, which is reported. */
bool form_make(struct site *site, const struct theme *theme, const struct form *form,
               struct site_item *item, bool is_of_site, struct buf *out, struct diag_sink *sink);

#endif
