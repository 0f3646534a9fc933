/* YAML as mulu reads it: a tree of nodes with their places, in which every
 * scalar is text. libyaml's events are the parser; what it lets pass and YAML
 * 1.2 or mulu forbids is reported here: duplicate keys, anchors, aliases and
 * merge keys, tags, directives, several documents, complex keys, depth and size
 * beyond limits.h. */
#ifndef FORMAT_YAML_H
#define FORMAT_YAML_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAPPING };

struct yaml_node {
	enum yaml_kind kind;
	bool is_refused; /* reported already: neither key nor value says anything */
	bool is_quoted;        /* a scalar in quotes or a block scalar: never empty by accident */
	uint32_t begin, end;   /* bytes in the file's text; of a block collection without its end */
	struct str text;       /* of a scalar */
	struct yaml_node *key; /* in a mapping: the entry's key, a scalar; else NULL */
	struct yaml_node *first; /* of a collection: its entries … */
	struct yaml_node *next;  /* … each leads to the next */
	uint32_t count;          /* number of entries */
};

/* Parses `text` from byte `begin` to `end` (offsets in nodes and diagnostics are
 * those of `text`). Returns the top node, a mapping or whatever stands there; NULL
 * after a syntax error or a limit, which is reported, and, without report, for an
 * empty text. Everything else that is forbidden is reported beside the tree.
 * Nodes and texts live in `arena`. `text` must be valid UTF-8. */
struct yaml_node *yaml_parse(struct arena *arena, struct diag_sink *sink, struct str file,
                             struct str text, size_t begin, size_t end);

/* The entry of a mapping with that key, or NULL. */
struct yaml_node *yaml_get(const struct yaml_node *mapping, struct str key);

/* A scalar without text and without quotes: `key:` with nothing behind. */
static inline bool yaml_is_empty(const struct yaml_node *n)
{
	return n->kind == YAML_SCALAR && n->text.size == 0 && !n->is_quoted;
}

#endif
