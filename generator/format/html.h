/* Escaping: one function a place. Each appends to a buffer. */
#ifndef FORMAT_HTML_H
#define FORMAT_HTML_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Text between tags: `&`, `<`, `>`. */
void html_add_text(struct buf *b, struct str s);

/* An attribute value between quotes of either kind: also `"` and `'`. */
void html_add_attribute(struct buf *b, struct str s);

/* The value of href, src, action: percent-encodes what no URL may hold (blanks,
 * controls, `"<>\^`{|}` and non-ASCII), then as html_add_attribute. */
void html_add_url(struct buf *b, struct str url);

/* XML text and attributes; characters that XML 1.0 forbids become U+FFFD. */
void html_add_xml(struct buf *b, struct str s);

/* A JSON string with its quotes that may also stand inside <script>: `<`, `>`,
 * `&`, U+2028 and U+2029 are written as \u escapes. */
void html_add_json_string(struct buf *b, struct str s);

/* True for https, http, mailto, tel, and for an address without scheme. What
 * browsers take for a scheme after dropping blanks and controls is looked at,
 * so that `java\nscript:` is refused too; so is `//host`. */
bool html_is_safe_url(struct str url);

#endif
