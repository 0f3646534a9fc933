/* A small world for the tests of the script layer, and answers as plain text. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "script/template.h"

enum { KIND_ITEM = 1, KIND_LIST, KIND_DATES, KIND_LABEL };

struct item {
	script_kind kind;
	const char *title, *url;
	int64_t number;
	const struct item *related; /* NULL: nil */
	const struct dates *dates;
};

struct list {
	script_kind kind;
	size_t count;
	const struct item *items;
};

struct dates {
	script_kind kind;
	const char *published; /* NULL: nil */
};

/* Prints itself in brackets. */
struct label {
	script_kind kind;
	const char *text;
};

/* A state with these classes; the globals `page` (an item with number 42, title
 * `标<题>`) and `nothing` (nil). An item has also: `rows` (three items), `empty`
 * (an empty list), `flag` (true), `half` (0.5), `body` (markup), `label`, `copy`
 * (a copied list), `evil` (a javascript: address), `none` (nil). */
struct script *fixture_new(enum language language);
extern const struct item fixture_page;

/* The answers below live until the next call of the same function. */

struct fixture_file {
	const char *name, *source;
};

/* The output of template `name`, or `STATUS chunk:line message`, STATUS one of
 * syntax, failed, limit; before it, one line `path:line:column-column message` a
 * problem, `!` before those of place. */
const char *fixture_render_files(const struct fixture_file *files, size_t count, const char *name,
                                 enum language language);

/* The same for one template. */
const char *fixture_render(const char *name, const char *source);

/* `true`, `false` or an error. */
const char *fixture_test(const char *condition, enum language language);

/* What a chunk returns: `{1,2;a="x"}`, or an error. */
const char *fixture_data(const char *source);

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#endif
