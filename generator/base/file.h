/* Files and directories. Functions that can fail return 0 or an errno value;
 * file_error() says in words what it means. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* Why errno value `error` happened, in English and Chinese, for a message. */
const char *file_error(int error);

/* Reads a regular file whole into `out` (cleared first). EFBIG above `most`
 * bytes, EISDIR or EINVAL for what is no regular file. */
int file_read(const char *path, size_t most, struct buf *out);

/* Size in bytes of a regular file. */
int file_size(const char *path, size_t *size);

/* Creates `path` with these bytes, mode 0644; EEXIST where it exists. */
int file_create(const char *path, struct str bytes);

/* The same with paths from an open directory: what handles thousands of files below one
 * does not walk down to it for each. `*directory` is below 0 after an error. */
int file_open_directory(const char *path, int *directory);
void file_close_directory(int directory);
int file_read_in(int directory, const char *path, size_t most, struct buf *out);
int file_size_in(int directory, const char *path, size_t *size);
int file_create_in(int directory, const char *path, struct str bytes);

/* Puts the bytes at `path` in one step: a temporary sibling, then rename(). */
int file_replace(const char *path, struct str bytes);

bool file_exists(const char *path);
bool file_is_directory(const char *path);

/* mkdir -p with mode 0755. */
int file_make_directories(const char *path);

struct file_list {
	struct str *items; /* paths relative to the directory walked */
	size_t count, room;
};

/* All regular files below `directory`, in byte order of their paths, whose
 * names do not begin with a dot. Links are listed, but not followed: reading one is
 * ELOOP. The texts live in
 * `arena`, the array is freed by file_list_release(). On an error `*where` is
 * the path at which it happened. */
int file_walk(struct arena *arena, const char *directory, struct file_list *list,
              struct str *where);
void file_list_release(struct file_list *list);

/* A fresh, empty directory `<prefix>XXXXXX`, mode 0700; its path in `arena`. */
int file_make_temporary(struct arena *arena, const char *prefix, const char **path);

/* Removes a directory and all below it; links are removed, not followed. */
int file_remove_tree(const char *path);

/* Exchanges two directories in one step (renameat2 RENAME_EXCHANGE). ENOSYS or
 * EINVAL where the file system cannot, EXDEV between two file systems. */
int file_exchange(const char *a, const char *b);

/* Takes an exclusive lock on `path` (created if missing) for the life of the
 * process; EWOULDBLOCK where another process holds it. */
int file_lock(const char *path);

#endif
