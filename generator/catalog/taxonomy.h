/* The disclosure catalogue: the tree of classes in content/catalogue.yaml. A
 * node's id is the path of slugs that leads to it (`policy/normative`). */
#ifndef CATALOG_TAXONOMY_H
#define CATALOG_TAXONOMY_H

#include "base/diag.h"
#include "base/map.h"
#include "catalog/source.h"

struct taxonomy_node {
	struct str id, title, description, keywords, column_type; /* keywords joined by `,` */
	struct taxonomy_node *parent;                             /* NULL: top */
	uint32_t number;     /* place in the tree, a parent before its children */
	uint32_t after;      /* number behind its last descendant: number + 1 for a leaf */
	uint32_t begin, end; /* of its entry in the file, for diagnostics */
};

struct taxonomy {
	struct str file, text;
	struct taxonomy_node *nodes;
	size_t count;
	struct map by_id;
	bool is_broken; /* could not be read: nothing can be said of references to it */
};

#define TAXONOMY_FILE "content/catalogue.yaml"

/* Reads the tree; problems are reported. A site without the file has no tree. */
void taxonomy_load(struct taxonomy *t, struct source *source, struct arena *arena,
                   struct diag_sink *sink);
void taxonomy_release(struct taxonomy *t);

struct taxonomy_node *taxonomy_find(const struct taxonomy *t, struct str id);

static inline bool taxonomy_is_leaf(const struct taxonomy_node *n)
{
	return n->after == n->number + 1;
}

struct diag_place taxonomy_place(const struct taxonomy *t, const struct taxonomy_node *n);

#endif
