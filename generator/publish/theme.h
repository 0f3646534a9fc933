/* A theme: layers of templates and assets, the first that has a file wins. The
 * site's own overrides (content/theme/) lie on top, then the theme it names, then
 * what that extends. */
#ifndef PUBLISH_THEME_H
#define PUBLISH_THEME_H

#include "base/map.h"
#include "catalog/site.h"

struct theme_file {
	struct str name; /* `templates/item.html`, `assets/style.css` */
	struct str path; /* for messages: from the site's root, or of the shipped theme */
	struct str text; /* of templates and routes.lua; assets are read when published */
	struct source *source;
	struct str source_path;
};

struct theme {
	struct arena arena;
	struct map by_name;         /* → struct theme_file */
	struct theme_file **assets; /* in byte order of their names */
	size_t asset_count;
	struct source *shipped; /* the themes that came with the program; may be NULL */
};

/* Opens the theme of the site. Problems are reported at site.yaml; false after
 * one, but the theme must be released all the same. */
bool theme_open(struct theme *theme, const struct site *site, struct diag_sink *sink);
void theme_release(struct theme *theme);

/* A file of the theme by its name (`routes.lua`), or NULL. */
const struct theme_file *theme_find(const struct theme *theme, struct str name);

#endif
