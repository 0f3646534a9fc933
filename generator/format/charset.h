/* Texts in the encodings of older office programs. */
#ifndef FORMAT_CHARSET_H
#define FORMAT_CHARSET_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Appends the UTF-8 of a text in UTF-8, UTF-16 with a byte order mark, or GB 18030
 * (GBK). False where it is none of these. */
bool charset_to_utf8(struct str bytes, struct buf *out);

#endif
