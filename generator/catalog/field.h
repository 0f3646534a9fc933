/* Checks front matter against its fields and turns it into values. */
#ifndef CATALOG_FIELD_H
#define CATALOG_FIELD_H

#include "catalog/item.h"
#include "format/yaml.h"

struct field_context {
	struct diag_sink *sink;
	struct arena *arena;   /* of the item: values and their texts */
	struct arena *scratch; /* for messages */
	struct str file, text; /* the item's path, and its head, which lives in `arena` */
	const struct type *type;
	bool is_draft; /* set by field_read_root() */
	struct str id; /* likewise, for diagnostics */
};

/* Reads a whole front matter into `out`, a record of the type's fields. */
void field_read_root(struct field_context *c, const struct yaml_node *node, struct value *out);

#endif
