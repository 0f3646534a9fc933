/* Templates: HTML with Lua in it, compiled to Lua whose line numbers are the
 * template's, so that every error carries the right file:line. The language is
 * described in themes/README.md.
 *
 * The compiler follows the HTML around each expression and picks the escaping
 * for its place; where no escaping is safe it refuses to compile. What the README
 * leaves open:
 *
 * - In href, src, action and the like a value is percent-encoded as an address,
 *   behind a constant `?` of the same attribute as a component (`/` and `&` too),
 *   behind `#` as an address again. Whether the scheme is safe is judged when it
 *   is printed, over all that the attribute holds by then.
 * - In .json and in <script type="application/json"> (or …+json) values bring
 *   their own quotes; nil is null, booleans, tables (keys sorted, an empty one is
 *   `[]`) and list objects are allowed, markup is a string of its HTML.
 * - In .xml `{{ markup }}` is escaped like any text, as Atom's type="html" wants.
 * - A block of Lua (if, for, function …) has to end in the kind of place in which
 *   it began, so that both branches of an `if` lead to the same escaping.
 * - Blocks and includes stand between tags, blocks also inside <title>. Included
 *   and extended templates have the same extension. Locals of a template with a
 *   layout are seen by its blocks, locals of the layout are not.
 * - In text that should show `{{`, write `{{ "{{" }}`.
 * - Names that begin with `__` are reserved; `markup` takes only a constant. */
#ifndef SCRIPT_TEMPLATE_H
#define SCRIPT_TEMPLATE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/str.h"
#include "script/script.h"

struct template_set;

/* Finds a template's source by its name (`item.html`): fills in its path for
 * messages and returns true. Called once a name, from the thread that compiles. */
typedef bool template_find(void *context, struct str name, struct str *path, struct str *source);

/* A problem found while compiling: a syntax error or a place where nothing may
 * be printed. */
struct template_problem {
	bool is_place; /* something where it may not stand (H05), else syntax (H04) */
	struct str path;
	struct str text;    /* the template's source */
	size_t begin, end;  /* bytes in it */
	struct str message; /* {zh or en, by language} */
};
typedef void template_report(void *context, const struct template_problem *problem);

/* The templates of one theme, for one state (each worker has its own), which has
 * one set at a time and outlives it. Sources must outlive it too. */
struct template_set *template_set_new(struct script *s, enum language language, template_find *find,
                                      template_report *report, void *context);
void template_set_free(struct template_set *set);

/* Compiles a template and all it includes or extends, once. False when there is
 * none of that name (then nothing is reported), or when it or one it needs is
 * faulty (reported once; a missing include is reported at its place). `*exists`,
 * which may be NULL, tells the two apart. */
bool template_load(struct template_set *set, struct str name, bool *exists);

/* Renders `name` into `out` with the globals of the state. On an error returns
 * false; `error` names template and line (of an include, where that failed), and
 * `out` is as it was. The limits of limits.h hold for one call: LIMIT_LUA_STEPS
 * approximate VM instructions, counted and not timed, so that the same page always
 * ends the same way; LIMIT_LUA_MEMORY for all that the state holds; LIMIT_PAGE;
 * LIMIT_INCLUDE_DEPTH. Passing one is SCRIPT_LIMIT. */
bool template_render(struct template_set *set, struct str name, struct buf *out,
                     struct arena *arena, struct script_error *error);

/* The Lua that a template's source becomes, for tests and for reading. Returns
 * false after reporting. */
bool template_compile(struct str path, struct str source, enum language language, struct buf *lua,
                      template_report *report, void *context);

#endif
