/* The leak check: after rendering, every output byte is searched for everything
 * withheld. It trusts nothing before it: it works on the bytes.
 *
 * Searched for are ids (as whole tokens), titles, numbers, other texts and the
 * lines of the body of every hidden item, what an entry or tombstone does not
 * show, and every `public: false` field of public items; each only where no
 * public input contains it: a sentence that stands in a public document, too, is
 * no secret. A public text that names a withheld item is a warning at its source. */
#ifndef PUBLISH_LEAK_H
#define PUBLISH_LEAK_H

#include "publish/view.h"

struct leak_check;
struct leak_worker;

/* Gathers what is withheld from a judged site; reads the bodies of hidden items, and
 * takes note of all public fields and of the site's own words. */
struct leak_check *leak_new(const struct site *site, const struct view *view, unsigned workers,
                            enum language language);
void leak_free(struct leak_check *check);

/* Each worker has its own notes. */
struct leak_worker *leak_worker(struct leak_check *check, unsigned worker);

/* Takes note of what a public input contains: a body, an attachment. `place` is
 * where it stands; without text it has no position. */
void leak_scan_input(struct leak_worker *w, struct diag_place place, struct str text);

/* As leak_scan_input, for what names nobody's secret: the words of a shipped theme are
 * known to all, and say nothing about an item that happens to be called like one. */
void leak_exempt(struct leak_worker *w, struct str text);

/* Searches one output. Escapes of HTML, JSON and URLs are undone first. */
void leak_scan_output(struct leak_worker *w, struct str url, struct str bytes);

/* Whether there is anything to search for at all. */
bool leak_is_idle(const struct leak_check *check);

/* After all workers have ended: reports leaks and public texts that name what is
 * withheld. */
void leak_report(struct leak_check *check, struct diag_sink *sink);

#endif
