/* The history of every item, from the repository: which commits changed it, in what way and
 * when that took effect. Items are followed by the `id` in their front matter, across any
 * number of renames; nothing is guessed from similarity. */
#ifndef AUDIT_HISTORY_H
#define AUDIT_HISTORY_H

#include "audit/changes.h"
#include "audit/version.h"
#include "base/map.h"
#include "catalog/site.h"

enum history_kind {
	HISTORY_CREATED,
	HISTORY_SUBSTANTIVE, /* fields or text that the public sees */
	HISTORY_EDITORIAL,   /* fields flagged so; blanks, or punctuation that touches no digit */
	HISTORY_INTERNAL,    /* nothing the public sees */
	HISTORY_RENAMED,     /* the file moved, and nothing else that the public sees */
	HISTORY_WITHDRAWN,
	HISTORY_RESTORED, /* published again after a withdrawal, or back after a deletion */
	HISTORY_DELETED,
};

/* One commit's change of one item (or of a file that is none, such as an attachment). */
struct history_entry {
	uint32_t commit;                        /* position in the graph */
	uint8_t scope;                          /* enum change_scope */
	uint8_t kind;                           /* enum history_kind */
	uint8_t first_kind;                     /* the same by the two versions alone */
	uint8_t old_visibility, new_visibility; /* by their own words, dates aside */
	bool was_withdrawn, is_withdrawn;
	bool is_landed;            /* part of the main line; false: a merge dropped it */
	bool is_id_changed;        /* the file became another item here, or had been one */
	int32_t shown_from;        /* of the new version: struct version */
	int32_t published;         /* likewise */
	struct str item;           /* id; empty: no item */
	struct str path;           /* where it is now, or was before it was deleted */
	struct str old_path;       /* where it was before, if elsewhere; else null */
	struct object_id old, new; /* blobs; zero: not there */
	struct str *fields;        /* changed ones, by path; `body` */
	uint64_t *approvals;       /* digests of the approvals it adds */
	uint32_t field_count, approval_count;
};

struct history_span {
	struct str name;               /* id of the item, or path of the file that is none */
	struct history_entry *entries; /* newest first, both scopes */
	size_t count;
};

struct history {
	struct commit_graph graph;
	struct history_entry *entries;
	size_t count, room;
	struct history_span *items, *files; /* in byte order of their names */
	size_t item_count, file_count;
	struct map item_by_id, file_by_path; /* → struct history_span */
	struct arena arena;
};

/* Reads all history up to `head`, items as `site`'s schema sees them. NULL, reported with
 * its cure, where the history is cut off, missing or damaged: never a shorter one.
 * `cache`: a directory in which what was read is kept for the next run; NULL: none. */
struct history *history_read(struct repository *r, const struct object_id *head,
                             const struct site *site, const char *cache, struct diag_sink *sink);
void history_free(struct history *h);

/* NULL: no commit has it. */
const struct history_span *history_of_item(const struct history *h, struct str id);
const struct history_span *history_of_file(const struct history *h, struct str path);

/* Whether a version that the main line held could be seen by the public on a day on which
 * the main line held it, up to and including `as_of`. */
bool history_was_public(const struct history *h, const struct history_span *span, int32_t as_of);

/* The oldest commit of the main line that held the item; NULL: none did. */
const struct commit *history_first_landing(const struct history *h,
                                           const struct history_span *span);

/* `substantive`; for people in their language. */
const char *history_kind_id(enum history_kind kind);
struct str history_kind_text(enum history_kind kind, enum language language);

#endif
