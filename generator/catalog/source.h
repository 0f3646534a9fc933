/* Where files are read from. Everything mulu reads goes through a source: the
 * work tree, an overlay of texts not yet saved over another source, and later
 * the git index and a commit. Two sources can be open in one process. */
#ifndef CATALOG_SOURCE_H
#define CATALOG_SOURCE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"

struct source {
	/* All regular files below `directory` in byte order, without names that begin
	 * with a dot, as paths from the source's root. 0 or an errno value; then
	 * `*where` is the path of the trouble. A missing directory is ENOENT. */
	int (*list)(struct source *s, struct str directory, struct arena *arena,
	            struct file_list *list, struct str *where);
	/* The bytes of a file into `out` (cleared first). Safe from several threads. */
	int (*read)(struct source *s, struct str path, size_t most, struct buf *out);
	/* Whether there is such a regular file, and its size. */
	int (*size)(struct source *s, struct str path, size_t *size);
	void (*close)(struct source *s);
};

/* The files below the directory `root`. */
struct source *source_open_directory(const char *root);

/* `under` with some files replaced; takes `under` over and closes it with itself. */
struct source *source_open_overlay(struct source *under);

/* In an overlay: from now on `path` has these bytes (copied); null text: there is
 * no such file. Not while others read. */
void source_overlay_set(struct source *overlay, struct str path, struct str text);

static inline void source_close(struct source *s)
{
	if (s)
		s->close(s);
}

#endif
