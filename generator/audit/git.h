/* The repository, as far as mulu reads it: objects by id, names of revisions, the index.
 * libgit2 stays behind this header. Paths are raw bytes. Nothing here writes, and no
 * program is started.
 *
 * What libgit2 1.5.1 does not do is said where it is worked around: its revision walk
 * yields nothing at all in a shallow clone (commits.h walks parents itself), its tree
 * comparison takes hours (history.h compares trees itself). */
#ifndef AUDIT_GIT_H
#define AUDIT_GIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "catalog/source.h"

/* SHA-1 of an object; all zero: no object. */
struct object_id {
	unsigned char bytes[20];
};

enum { OBJECT_HEX = 41 }; /* 40 digits and a NUL */

static inline bool object_id_equal(const struct object_id *a, const struct object_id *b)
{
	return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}
static inline bool object_id_is_zero(const struct object_id *id)
{
	static const struct object_id zero;
	return object_id_equal(id, &zero);
}
void object_id_to_hex(const struct object_id *id, char out[OBJECT_HEX]);
/* From 40 hexadecimal digits; false for anything else. */
bool object_id_from_hex(struct str hex, struct object_id *out);

enum object_kind { OBJECT_COMMIT, OBJECT_TREE, OBJECT_BLOB, OBJECT_TAG };

struct repository;

/* The repository that holds the site's root (it may be a folder of its work tree). NULL,
 * reported, where there is none or libgit2 cannot open it. */
struct repository *repository_open(const char *root, struct diag_sink *sink);
void repository_close(struct repository *r);

/* The site's root as seen from the top of the work tree: `` or `office/site`. */
struct str repository_prefix(const struct repository *r);

/* A clone that was cut off (`--depth`): part of the history is elsewhere. */
bool repository_is_shallow(const struct repository *r);

/* The commit that a name (branch, tag, `HEAD~3`, id) stands for. False: there is none. */
bool repository_resolve(struct repository *r, const char *name, struct object_id *commit);

/* The commit that is checked out; false, reported, where nothing was ever committed. */
bool repository_head(struct repository *r, struct object_id *commit, struct diag_sink *sink);

/* A best common ancestor; false where there is none. */
bool repository_merge_base(struct repository *r, const struct object_id *a,
                           const struct object_id *b, struct object_id *out);

/* The bytes of an object into `out` (cleared first). 0, ENOENT where it is missing, EIO
 * where it is damaged, EINVAL where it is of another kind, EFBIG above `most` bytes. Safe
 * from several threads. */
int repository_read(struct repository *r, const struct object_id *id, enum object_kind kind,
                    size_t most, struct buf *out);

/* Calls `visit` for the id of every object there is, packed ones in the order in which
 * they lie in their packs: reading in that order is five times as fast. */
void repository_each_object(struct repository *r,
                            void (*visit)(void *context, const struct object_id *id),
                            void *context);

/* Commits one file of the work tree (its path from the site's root) on top of HEAD, and
 * nothing else, whatever the index holds; the index takes the file, too. Author and committer
 * are git's own settings. 0, EPERM where commits are to be signed, which only git does, or EIO. */
int repository_commit_file(struct repository *r, struct str path, const char *message,
                           struct object_id *commit);

/* The address under which git's settings would commit; a null str: there is none. */
struct str repository_own_email(struct repository *r);

/* Whether content/ or themes/ of the work tree differ from HEAD, files unknown to git
 * included. */
bool repository_is_dirty(struct repository *r);

/* The e-mail address that .mailmap gives to an author; lives as long as the repository. */
struct str repository_map_email(struct repository *r, const char *name, const char *email);

/* An entry of a tree. `name` points into the tree's bytes. */
struct tree_entry {
	struct str name;
	uint32_t mode; /* 040000 folder, 0100644 and 0100755 file, 0120000 link, 0160000 module */
	struct object_id id;
};

static inline bool tree_entry_is_folder(const struct tree_entry *e)
{
	return e->mode == 040000;
}

/* Cuts the next entry off the bytes of a tree; false at its end or where it is damaged. */
bool tree_next(struct str *rest, struct tree_entry *entry);

/* The files of a commit below the site's root, as a source.
 * NULL, reported, where a folder of it cannot be read. The repository must outlive it. */
struct source *source_open_commit(struct repository *r, const struct object_id *commit,
                                  struct diag_sink *sink);

/* The files as they stand in the index: what the next commit would hold. Paths that are
 * not merged are reported and missing. NULL, reported, where it cannot be read. */
struct source *source_open_index(struct repository *r, struct diag_sink *sink);

#endif
