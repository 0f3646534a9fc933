/* Paths as text: relative to the site's root, `/` between names, raw bytes.
 * Nothing here touches the disk. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* `a/b` in the arena; `a` may be empty. */
struct str path_join(struct arena *arena, struct str a, struct str b);

/* `documents/2024` of `documents/2024/x.md`; empty for `x.md`. */
struct str path_directory(struct str path);

/* `x.md` of `documents/2024/x.md`. */
struct str path_name(struct str path);

/* `.md` of `x.md`, with the dot; empty when there is none. */
struct str path_extension(struct str path);

/* `relative` as seen from directory `from`, with `.` and `..` resolved; a null
 * str when it climbs out of the root or is absolute. */
struct str path_resolve(struct arena *arena, struct str from, struct str relative);

/* Adds the relative address that leads from page `from` to `to`. Both are
 * absolute paths of the site (`/documents/a.html`). `index.html` at the end of
 * `to` stays, so that links work from file:// too; `to` may end in `#anchor`. */
void path_add_relative_url(struct buf *b, struct str from, struct str to);

/* Adds a path as it stands in a URL: bytes outside RFC 3986's pchar and `/`
 * are percent-encoded. */
void path_add_url(struct buf *b, struct str path);

/* Undoes percent-encoding; a null str where it is malformed. */
struct str path_decode_url(struct arena *arena, struct str url);

/* True for a name that may stand in an output path: not empty, no `/`, NUL, control
 * byte, backslash, not `.` or `..`, and not longer than a file system takes. */
bool path_is_safe_name(struct str name);

#endif
