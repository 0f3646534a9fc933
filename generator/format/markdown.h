/* Markdown bodies: GitHub-flavoured through cmark-gfm, made right for Chinese.
 *
 * Attached are tables and task lists, with footnotes: the set in which the
 * installed cmark-gfm may parse in several threads (LIBS.md 1.1). Bare URLs and
 * mail addresses are linked by a pass of our own that ends them before Chinese;
 * `~` stays text.
 *
 * What cmark-gfm is slow or wrong at is refused before it sees it (limits.h);
 * raw HTML, unsafe links and images without alternative text are reported at
 * their place and never dropped in silence: raw HTML is written as text (but a
 * comment, which nobody was to read, is left out), a refused link as its text. Only
 * `<br>` or `<br/>`, written so, in a cell of a table breaks the line there.
 * `**` next to full-width punctuation works; where `**` stays beside Chinese all
 * the same it is reported. A soft break between wide characters, or beside
 * full-width punctuation, adds no space.
 *
 * The HTML is HTML 5 without style or script. For a theme: a table stands in
 * <div class="table">, a region that takes the focus so that keys scroll it; its
 * cells have the class left, center or right; a task is <li class="task">; footnotes
 * are <section class="footnotes"> with links .footnote-back to
 * <sup class="footnote-ref">; images are loading="lazy"; links to http and https have
 * rel="external noopener"; code has class="language-x".
 *
 * Threads: markdown_prepare() once before any; then each thread by itself. */
#ifndef FORMAT_MARKDOWN_H
#define FORMAT_MARKDOWN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/str.h"

struct markdown_heading {
	int level;       /* 1..6 */
	struct str id;   /* its anchor with id_prefix, unique in the body: the text, blanks as
	                  * `-`, only letters, digits, Han, `-` and `_` kept, ASCII in lower
	                  * case, `section` when nothing is left; `-2`, `-3` … are added to
	                  * repetitions. Footnotes have `fn-1` and `fnref-1`: an anchor that is
	                  * or becomes one of these gets `section-` before it. */
	struct str text; /* plain text; may be empty (reported) */
};

/* A link or image of the body. */
struct markdown_link {
	struct str url; /* as written, entities and escapes undone */
	bool is_image;
	size_t begin, end; /* bytes in `text`, for a diagnostic's place: the link's source
	                    * from `[` or `!` where it can be told, else its line */
};

/* Decides where a link leads: returns the address to write, made in `arena`, or
 * a null str to write the text without a link. Called for every link and image
 * whose scheme is allowed, also for addresses written bare, in document order;
 * absolute URLs, `#anchor` and the empty address of `[a]()` come too. The link's
 * texts live as long as the call. It must not render Markdown itself. */
typedef struct str markdown_resolve(void *context, struct arena *arena,
                                    const struct markdown_link *link);

struct markdown_options {
	struct str file;           /* for diagnostics */
	struct str item;           /* id of the item, likewise; may be empty */
	struct str text;           /* the whole file, */
	size_t body;               /* and the byte at which its body begins */
	struct str id_prefix;      /* put before every id made (headings, footnotes): two
	                       * bodies on one page; usually empty */
	markdown_resolve *resolve; /* NULL: links stay as they are */
	void *context;
	bool check_only; /* no HTML is wanted: `html` stays as it is */
};

struct markdown_result {
	struct markdown_heading *headings; /* in document order */
	size_t heading_count;
};

/* Once, before any thread uses Markdown. */
void markdown_prepare(void);

/* Parses the body, reports what is wrong with it into `sink`, appends its HTML
 * to `html` (may be NULL for a check), and gives its headings, which live in
 * `arena`. Returns false where a limit was hit or the memory budget is used up:
 * then nothing was appended and there are no headings. Other problems are reported
 * (of one reason at most 100 a body) and a safe substitute is written.
 * The text must be valid UTF-8 without NUL. */
bool markdown_render(const struct markdown_options *options, struct arena *arena,
                     struct diag_sink *sink, struct buf *html, struct markdown_result *result);

/* Frees what this thread keeps between bodies. */
void markdown_release_thread(void);

#endif
