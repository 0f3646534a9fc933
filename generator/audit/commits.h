/* The graph of commits, read once each, with what the audit needs of them.
 *
 * Order is the graph's, not the clocks': a commit's corrected date is one second later
 * than the latest of its parents at least (as in git's commit-graph), so that a parent
 * always comes before its child, whatever their clocks said. */
#ifndef AUDIT_COMMITS_H
#define AUDIT_COMMITS_H

#include "audit/git.h"
#include "base/map.h"

enum { NO_COMMIT = UINT32_MAX };

struct commit {
	struct object_id id, tree;
	int64_t time;      /* the committer's, seconds since 1970; NO_TIME where it is malformed */
	int64_t corrected; /* as above; never malformed */
	int64_t authored;  /* the author's clock; NO_TIME where it is malformed */
	int16_t zone, author_zone; /* minutes east of Greenwich */
	uint32_t parents;          /* first in `parents` of the graph */
	uint16_t parent_count;
	bool is_main;           /* on the first-parent line of HEAD */
	bool is_signed;         /* carries a signature, which nobody has verified here */
	uint32_t landed;        /* the oldest commit of that line that contains it */
	struct str name, email; /* the author's, as written: for .mailmap, never for output */
	struct str note;        /* trailer `Disclosure-Note:`; null: none */
};

#define NO_TIME INT64_MIN

struct commit_graph {
	struct commit *items; /* parents before children: by corrected date, then id */
	size_t count, room;
	uint32_t *parents; /* positions in items */
	size_t parent_count, parent_room;
	struct arena arena;
	struct map by_id; /* bytes of an id → its struct commit in items */
	uint32_t head;    /* position */
};

/* Reads every ancestor of `head`. A commit known to `old` (may be NULL) is taken from it
 * with all its ancestors, not read again. False, reported with its cure, where an object is
 * missing or cannot be understood: then there is no graph, never a shorter one. */
bool commit_graph_load(struct commit_graph *g, struct repository *r, const struct object_id *head,
                       const struct commit_graph *old, struct diag_sink *sink);
void commit_graph_release(struct commit_graph *g);

/* For a graph that was filled by other means (items, parents, head): its table of ids, the
 * first-parent line and what landed when. */
void commit_graph_index(struct commit_graph *g);

/* Position of a commit, or NO_COMMIT. */
uint32_t commit_graph_find(const struct commit_graph *g, const struct object_id *id);

/* Understands the bytes of a commit. Parents are appended to `parents` as ids. False where
 * tree or parents are malformed; a malformed date is NO_TIME. Texts live in `arena`. */
struct parent_list {
	struct object_id *items;
	size_t count, room;
};
bool commit_parse(struct str bytes, struct arena *arena, struct commit *out,
                  struct parent_list *parents);

/* `2026-03-01T09:30:00+08:00` (RFC 3339); returns how many bytes were written. */
enum { TIME_TEXT = 40 };
size_t commit_time_write(int64_t time, int zone, char out[TIME_TEXT]);

/* The day on which something happened, in the office's own place (UTC+8), as base/date.h. */
int32_t commit_day(int64_t time);

#endif
