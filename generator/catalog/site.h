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

/* What the regulation found about an item; visibility reads it and computes nothing. */
enum verdict {
	VERDICT_UNAPPROVED = 1, /* published with incomplete or stale approvals */
	VERDICT_WITHHELD = 2,   /* the secrecy review said no, or not yet */
};

enum deadline_state {
	DEADLINE_MET,
	DEADLINE_LATE,
	DEADLINE_OPEN,
	DEADLINE_PROJECTED,
	DEADLINE_UNDETERMINED
};

/* A term that runs, ran or was missed. */
struct deadline {
	uint32_t item;       /* number */
	struct str rule;     /* id */
	struct str label[2]; /* what is due, by enum language */
	struct str basis;
	int32_t from, due; /* days; from INT32_MIN: a fixed day */
	int32_t done;      /* INT32_MIN: not yet */
	enum deadline_state state;
};

/* What is known about an item beyond its own file. */
struct site_item {
	const struct item *item;
	uint32_t number;            /* place in site->items, in the order of paths */
	struct taxonomy_node *node; /* of its catalogue field; NULL: none */
	struct str url;             /* `/documents/doc-2024-0001.html` */
	enum visibility visibility;
	enum visibility_reason reason;
	unsigned verdicts; /* bits of enum verdict */
	bool is_legacy;    /* filed by the audit: it was there before the record began */
};

/* Whether it is hidden only because something is wrong with it, which was said where it
 * stands: what leads to it needs no complaint of its own. */
static inline bool site_item_is_stopped(const struct site_item *si)
{
	return si->visibility == VISIBILITY_HIDDEN &&
	       (si->reason == REASON_UNAPPROVED || si->reason == REASON_WITHHELD);
}

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
	struct deadline *deadlines; /* by item, then rule, then due */
	size_t deadline_count;
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

/* The first day after as-of on which an embargo ends, a date of publication comes or a
 * term is over, so that the result would differ; INT32_MAX: none is known. */
int32_t site_next_change(const struct site *site);

/* The items that refer to item `to` by fields with that inverse name, in the order of
 * their paths; `count` of them. Once links are made (link_items). */
const struct relation *site_linked(const struct site *site, uint32_t to, struct str inverse,
                                   size_t *count);

/* A parameter of the site's profile as it is in force on as-of; NULL: none. */
const struct parameter *site_parameter(const struct site *site, struct str name);
/* The type of the item that a file below content/ holds; NULL: it is none (an attachment,
 * a file that mulu reads by name). Its bytes have no say. */
const struct type *site_type_of_item(const struct schema *schema, struct str path);

/* A text field of site.yaml, or a null str. */
struct str site_setting(const struct site *site, struct str name);

#endif
