/* Which commits changed which paths below content/: one pass over history.
 *
 * The pass compares trees itself, directory by directory over all commits, skipping what is
 * equal: consecutive versions of one directory lie in one delta chain of the pack, so this
 * reads them seven times as fast as commit after commit would (PROTOTYPES.md A).
 *
 * A commit changed a path if its version differs from that of every parent. A merge that
 * only brings two sides together changed nothing; one that slips something in did. */
#ifndef AUDIT_CHANGES_H
#define AUDIT_CHANGES_H

#include "audit/commits.h"

enum change_scope {
	CHANGE_OWN,    /* differs from every parent */
	CHANGE_LANDING /* a merge on the first-parent line, against its first parent alone */
};

struct change {
	uint32_t commit; /* position in the graph */
	uint32_t path;   /* position in the paths */
	struct object_id old,
		new;   /* versions; zero: not there. `old` is the first parent's, or that of
	                              the first parent that has the path */
	uint8_t scope; /* enum change_scope */
	bool is_file;  /* a regular file on at least one side */
};

struct change_list {
	struct change *items; /* grouped by path, oldest first within a path */
	size_t count, room;
	struct str *paths; /* from the site's root; raw bytes */
	size_t path_count, path_room;
	struct arena arena; /* of the paths */
};

/* Adds the changes that the commits from position `is_new[i]` make (NULL: all of them).
 * False, reported, where a tree cannot be read. `list` starts zeroed but for its arena, or
 * holds an earlier result, whose paths keep their numbers. */
bool changes_find(struct change_list *list, const struct commit_graph *g, const bool *is_new,
                  struct repository *r, struct diag_sink *sink);
void changes_release(struct change_list *list);

#endif
