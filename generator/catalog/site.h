/* A loaded site: every file of content parsed, and the side tables in which
 * what is known about an item beyond its own file is kept. Two sites can be
 * loaded in one process. */
#ifndef CATALOG_SITE_H
#define CATALOG_SITE_H

#include "base/diag.h"
#include "base/map.h"
#include "catalog/item.h"
#include "catalog/schema.h"
#include "catalog/source.h"
#include "catalog/taxonomy.h"
#include "catalog/visibility.h"

/* What is known about an item beyond its own file. */
struct site_item {
	const struct item *item;
	uint32_t number;            /* place in site->items, in the order of paths */
	struct taxonomy_node *node; /* of its catalogue field; NULL: none */
	struct str url;             /* `/documents/doc-2024-0001.html` */
	enum visibility visibility;
	enum visibility_reason reason;
	bool is_legacy; /* filed by the audit: it was there before the record began */
};

/* A reference between two items by a field that has an inverse. */
struct relation {
	uint32_t from, to; /* numbers of items */
	const struct field *field;
};

struct site {
	struct arena arena;
	struct source *source; /* not owned */
	struct schema *schema;
	struct item *config; /* site.yaml; NULL: missing or broken */
	struct str profile, theme;
	int32_t as_of;
	enum audience audience;
	struct taxonomy catalogue;
	struct site_item *items;
	size_t item_count;
	struct item **owned; /* all parsed items, also those with a doubled id */
	size_t owned_count;
	struct str commit; /* filed by the audit: of which it is the content; null: not known */
	bool is_dirty;     /* likewise: the work tree differs from it */
	struct map by_id, by_path;  /* → struct site_item */
	struct relation *relations; /* by (to, field, from) */
	size_t relation_count;
};

struct site_options {
	enum language language;
	unsigned workers;
	const int32_t *as_of; /* NULL: site.yaml, else SOURCE_DATE_EPOCH, else today */
	struct str profile;   /* null: site.yaml */
	enum audience audience;
	bool settings_only; /* site.yaml and the regulation, no items */
};

/* Loads content/ from the source: each file parsed and checked alone, on
 * `workers` threads. Problems go to `sink`. NULL where there is nothing to work
 * with (no schema, no content). The source must outlive the site. */
struct site *site_load(struct source *source, const struct site_options *options,
                       struct diag_sink *sink);
void site_free(struct site *site);

struct site_item *site_find(const struct site *site, struct str id);

/* The first day after as-of on which an embargo ends or a date of publication
 * comes, so that the result would differ; INT32_MAX: none is known. */
int32_t site_next_change(const struct site *site);

/* The type of the item that a file below content/ holds; NULL: it is none (an attachment,
 * a file that mulu reads by name). Its bytes have no say. */
const struct type *site_type_of_item(const struct schema *schema, struct str path);

/* A text field of site.yaml, or a null str. */
struct str site_setting(const struct site *site, struct str name);

#endif
