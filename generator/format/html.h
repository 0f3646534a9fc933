/* Escaping: one function a place. Each appends to a buffer. All take valid UTF-8
 * and give valid UTF-8; none allocates anything but the buffer.
 *
 * In a build with -DMULU_MUTATION the variable MULU_MUTE switches one of them off
 * (`escape_text escape_attribute escape_url escape_component escape_xml
 * escape_json safe_url`): the mutation test proves that some test notices. */
#ifndef FORMAT_HTML_H
#define FORMAT_HTML_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Text between tags, also in <title> and <textarea>: `&`, `<`, `>`. */
void html_add_text(struct buf *b, struct str s);

/* An attribute value between quotes of either kind: also `"` and `'`. */
void html_add_attribute(struct buf *b, struct str s);

/* The value of href, src, action: percent-encodes what no URL may hold (blanks,
 * controls, `"<>\^`{|}`, non-ASCII, a `%` that begins no escape), then as
 * html_add_attribute. What is already encoded stays as it is. */
void html_add_url(struct buf *b, struct str url);

/* One component of a URL, such as the value of a query parameter: everything but
 * RFC 3986's unreserved characters is percent-encoded, `/ ? & = # : %` too. Needs
 * no further escaping in an attribute. */
void html_add_url_component(struct buf *b, struct str s);

/* XML text and attributes; characters that XML 1.0 forbids become U+FFFD. */
void html_add_xml(struct buf *b, struct str s);

/* A JSON string with its quotes that may also stand inside <script>: `<`, `>`,
 * `&`, U+2028 and U+2029 are written as \u escapes. */
void html_add_json_string(struct buf *b, struct str s);

/* True for https, http, mailto, tel, and for an address without scheme. What
 * browsers take for a scheme after dropping blanks and controls is looked at,
 * so that `java\nscript:` is refused too; so are `//host` and, because browsers
 * read `\` as `/`, `/\host`. */
bool html_is_safe_url(struct str url);

#endif
