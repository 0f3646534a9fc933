/* The public view: the only thing output is made from. It is a separate kind of
 * object, built once from a judged site; what is withheld does not exist in it,
 * and nothing in it leads out of it: a reference to something withheld is nil, a
 * `public: false` field is unknown. Everything is const once it is built.
 *
 * Each struct begins with its kind, so that templates can hold pointers to it. */
#ifndef PUBLISH_VIEW_H
#define PUBLISH_VIEW_H

#include "catalog/site.h"

enum view_kind {
	VIEW_SITE = 1,
	VIEW_ITEM,
	VIEW_LABELS,
	VIEW_TYPE,
	VIEW_NODE,
	VIEW_TERM,
	VIEW_LIST,
	VIEW_ATTACHMENT,
	VIEW_PAGE,
	VIEW_GROUP,
	VIEW_HEADING,
	VIEW_FIELD,
	VIEW_RECORD,
	VIEW_VALUES,
	VIEW_BY_TYPE,
	VIEW_RECORD_LABELS,
	VIEW_ANNUAL,
	VIEW_ANNUAL_ROW,
	VIEW_FIGURES,
	VIEW_PART,
	VIEW_CELLS,
	VIEW_CHANGE,
};

/* A list of view objects. */
struct view_list {
	uint8_t kind; /* VIEW_LIST */
	uint32_t count;
	const void *const *entries;
};

struct view_type {
	uint8_t kind;
	const struct type *type;
	struct view_list items;
};

struct view_attachment {
	uint8_t kind;
	struct str path; /* of the file, from the source's root */
	struct str url, name, title;
	size_t size;
};

/* The items that refer to an item by one field, under its inverse name. */
struct view_inverse {
	struct str name;
	struct view_list list;
};

struct view_item {
	uint8_t kind;
	uint8_t labels;             /* VIEW_LABELS: `item.label` is a pointer to this byte */
	bool is_for_staff;          /* in the staff's own site */
	enum visibility visibility; /* never HIDDEN */
	const struct item *source;
	const struct view_type *type;
	struct str url;
	const struct view_node *node;
	const struct view_item *previous, *next; /* in the node: newer, older */
	const struct view_inverse *inverses;
	size_t inverse_count;
	struct view_list attachments;
	struct view_list changes;  /* its public history, newest first (publish/changes.h) */
	struct datetime published; /* day INT32_MIN: unknown */
	int64_t weight;
};

/* One entry of the public change record. */
struct view_change {
	uint8_t kind_of_object; /* VIEW_CHANGE */
	int32_t day;            /* on which it took effect */
	uint32_t number;        /* among those of its item, from the oldest, which is 1 */
	struct str date;        /* the same, `2026-03-01` */
	struct str kind, label; /* published changed edited withdrawn restored; in words */
	struct str fields;      /* labels of what changed; may be null */
	struct str note;        /* may be null */
	struct str role;        /* of who did it; null: unknown */
	const struct view_item *item, *organ; /* organ: of who did it; NULL: unknown */
};

struct view_node {
	uint8_t kind;
	const struct taxonomy_node *node;
	struct str url;
	const struct view_node *parent;
	struct view_list children, ancestors, items, own_items;
};

/* A value of a vocabulary, or a year, with the items that have it. */
struct view_term {
	uint8_t kind;
	struct str id, label, vocabulary, url;
	struct view_list items;
};

struct view {
	uint8_t kind; /* VIEW_SITE */
	const struct site *site;
	enum language language;
	const struct view_item **by_number; /* by site_item.number; NULL: not in the view */
	struct view_item *items;
	size_t item_count;
	struct view_type *types; /* as in the schema; those without items too */
	struct view_node *nodes;
	struct view_list all; /* newest first */
	struct view_list top_nodes, all_nodes, shown_types, organs, attributes, platforms, years,
		changes;
	struct view_list annuals; /* tables of annual reports (publish/figures.h) */
	uint8_t by_type;          /* VIEW_BY_TYPE */
	struct arena arena;
};

/* Builds the view of a judged site, which must outlive it. Never NULL. */
struct view *view_build(const struct site *site, enum language language);
void view_free(struct view *view);

/* The item of that id in the view, or NULL: also where it is withheld. */
const struct view_item *view_find(const struct view *view, struct str id);
const struct view_node *view_node_of(const struct view *view, const struct taxonomy_node *node);

/* Whether the audience may see this field of this item. */
bool view_shows_field(const struct view_item *item, const struct field *field);

/* The value of a field that may be seen, or NULL. */
const struct value *view_value(const struct view_item *item, const struct field *field);

/* The same of a field in records, `dates.published`; `*field` is set where it is found. */
const struct value *view_value_at(const struct view_item *item, struct str path,
                                  const struct field **field);

/* What an item is called: its title; 已撤下的信息 for a tombstone. */
struct str view_title(const struct view *view, const struct view_item *item);

/* Appends a value as a reader sees it: labels, titles, dates in words, lists
 * joined by 、 and records by ；. */
void view_add_text(const struct view *view, const struct field *field, const struct value *value,
                   struct buf *out);

/* A collection by the name routes.lua gives it (`items`, a type id, `nodes` …), or
 * NULL. */
const struct view_list *view_collection(const struct view *view, struct str name);

#endif
