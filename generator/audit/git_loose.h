/* Objects that lie in files of their own. libgit2 1.5.1 reads such a file forever when it was
 * cut off (a full disk, a copy that broke off), so these are read here. */
#ifndef AUDIT_GIT_LOOSE_H
#define AUDIT_GIT_LOOSE_H

#include "audit/git.h"

/* Reads `<directory>/ab/cdef…` and, where that is the object's kind, its bytes into `out`.
 * As repository_read(); ENOENT where there is no such file: it may be packed. */
int loose_read(const char *directory, const struct object_id *id, enum object_kind kind,
               size_t most, struct buf *out);

#endif
