/* Templates: HTML with Lua in it, compiled to Lua whose line numbers are the
 * template's, so that every error carries the right file:line. The language is
 * described in themes/README.md.
 *
 * The compiler follows the HTML around each expression and picks the escaping
 * for its place; where no escaping is safe it refuses to compile. */
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
	bool is_place;      /* an expression where none may stand (H05), else syntax (H04) */
	struct str path;
	struct str text;    /* the template's source */
	size_t begin, end;  /* bytes in it */
	struct str message; /* {zh or en, by language} */
};
typedef void template_report(void *context, const struct template_problem *problem);

/* The templates of one theme, for one state (each worker has its own). Sources
 * must outlive it. */
struct template_set *template_set_new(struct script *s, enum language language,
                                      template_find *find, template_report *report,
                                      void *context);
void template_set_free(struct template_set *set);

/* Compiles a template and all it includes or extends, once. False when there is
 * none of that name (then nothing is reported), or when it or one it needs is
 * faulty (reported; a missing include is reported at its place). `*exists` tells
 * the two apart. */
bool template_load(struct template_set *set, struct str name, bool *exists);

/* Renders `name` into `out` with the globals of the state. On an error returns
 * false; `error` names template and line, and `out` is as it was. The work and
 * memory limits of limits.h hold for one call. */
bool template_render(struct template_set *set, struct str name, struct buf *out,
                     struct arena *arena, struct script_error *error);

/* The Lua that a template's source becomes, for tests and for reading. Returns
 * false after reporting. */
bool template_compile(struct str path, struct str source, enum language language,
                      struct buf *lua, template_report *report, void *context);

#endif
