/* Files in a zip archive that is held in memory, through libzip. */
#ifndef FORMAT_ZIP_H
#define FORMAT_ZIP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

struct zip_archive;

/* Opens an archive; the bytes must outlive it. NULL with the reason in `*why`, which
 * is a constant, where they are none. */
struct zip_archive *zip_archive_open(struct str bytes, const char **why);
void zip_archive_close(struct zip_archive *z);

/* Names of its files in the order of the archive; the name lives until it is closed,
 * null behind the last. */
struct str zip_archive_name(const struct zip_archive *z, size_t number);

/* The bytes of a file into `out` (cleared first). False with the reason where it is
 * missing, damaged, encrypted, or larger than `most` bytes. */
bool zip_archive_read(struct zip_archive *z, struct str name, size_t most, struct buf *out,
                      const char **why);

#endif
