/* What is looked for before cmark sees a body: the limits that keep the
 * installed cmark-gfm (0.29.0.gfm.6) linear, see LIBS.md 1.3, and the traps that
 * only the raw text shows. One pass over the bytes. Private to format/markdown*.c. */
#ifndef FORMAT_MARKDOWN_SCAN_H
#define FORMAT_MARKDOWN_SCAN_H

#include "format/markdown_source.h"

/* Reports M08-M11 and M13, finds the lines of the text and the character
 * references that are no character (`s->lines`, `s->broken`). False when a limit
 * is passed: the text must not be parsed. */
bool markdown_scan(struct markdown_source *s);

/* Fed length of the reference at `at` (`&#…;`), 0 when there is none there. Sets
 * whether it names a character that may stand in a page. */
size_t markdown_reference(struct str fed, size_t at, bool *is_valid);

#endif
