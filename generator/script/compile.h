/* A template's source becomes Lua: the pure half of template.h, without a state.
 *
 * The Lua is a function that gets the host's functions and returns the template's
 * own function, whose arguments are the blocks that templates extending it have
 * filled, and `it`:
 *
 *     local __raw,__text,… =... return function(__blocks,it) local __n=__count(8)
 *     __raw(0,14);__text((page.title),28,5); … end
 *
 * Constant text is named by its offset and size in the source, so nothing is
 * copied; the text behind an expression is printed by the expression's own call. */
#ifndef SCRIPT_COMPILE_H
#define SCRIPT_COMPILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "script/template.h"

/* A template that this one includes or extends. */
struct dependency {
	struct str name;
	size_t begin, end; /* the tag that names it */
	bool is_layout;
};

struct compiled {
	struct buf lua;
	struct dependency *dependencies; /* numbered from 0: `__include(0,…)` */
	size_t dependency_count, dependency_room;
};

/* Fills in *out, which the caller releases; false after reporting. Names of the
 * dependencies are views into `source`. */
bool compile_template(struct str path, struct str source, enum language language,
                      struct compiled *out, template_report *report, void *context);
void compiled_release(struct compiled *c);

/* The host's functions in the order in which the Lua expects them. */
enum compiled_function {
	COMPILED_RAW,
	COMPILED_TEXT,
	COMPILED_ATTRIBUTE,
	COMPILED_URL,
	COMPILED_COMPONENT,
	COMPILED_XML,
	COMPILED_JSON,
	COMPILED_BARE,
	COMPILED_MARKUP,
	COMPILED_INCLUDE,
	COMPILED_LAYOUT,
	COMPILED_COUNT,
	COMPILED_FUNCTIONS
};

#endif
