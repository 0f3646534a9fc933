/* Diagnostics: what is wrong, where, why it matters and what to do about it.
 *
 * Every reason mulu can give stands in diag.def with its code, level and its
 * words in Chinese and English. Whoever finds a problem reports the reason with
 * its arguments and the place; nobody prints. The sink is a parameter, never a
 * global; each worker fills its own, they are merged and sorted at the end, so
 * that a report is the same for any number of workers. */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

enum diag_level { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

enum language { LANGUAGE_ZH, LANGUAGE_EN };

enum diag_id {
#define DIAG(id, code, level, zh, en, hint_zh, hint_en) DIAG_##id,
#include "base/diag.def"
#undef DIAG
	DIAG_COUNT
};

/* Where a problem is. Offsets are bytes in `text`; `end` is exclusive, and
 * `begin == end` is a point. Only file: the problem is the file as a whole. */
struct diag_place {
	struct str file; /* relative to the site's root */
	struct str text; /* the file's content from its first byte on; null: no position */
	size_t begin, end;
};

struct diag {
	enum diag_id id;
	enum diag_level level;
	struct str code; /* `F01` */
	struct str file;
	unsigned line, column, end_line, end_column; /* from 1, in code points; 0: none */
	struct str source;                           /* the line it stands in, for the caret */
	struct str message, hint;
	struct str basis; /* the article it rests on; may be empty */
	struct str item;  /* id of the item; may be empty */
	struct str rule;  /* id of a regulation's rule; may be empty */
};

/* Where the last problem was: the next one of a file is mostly further on, and
 * counting lines from the top for each would be quadratic. */
struct diag_cursor {
	struct str file, text;
	size_t start; /* of a line, in bytes */
	unsigned line;
};

struct diag_sink {
	struct diag_cursor cursor;
	struct diag *items;
	size_t count, room;
	struct arena arena; /* all texts of the items */
	enum language language;
	bool is_deaf; /* takes nothing: for versions of the past, which nobody can mend */
};

void diag_sink_init(struct diag_sink *sink, enum language language);
void diag_sink_release(struct diag_sink *sink);

/* What may be said beside the place; all optional. */
struct diag_more {
	struct str basis, item, rule;
	struct str code; /* instead of the code of diag.def: a field's own */
	struct str hint; /* instead of the hint of diag.def; with zh and en chosen by the caller */
	const enum diag_level *level; /* instead of the level of diag.def */
};

/* Adds one diagnostic. `{0}`, `{1}` … in its words are replaced by `args`. All
 * texts are copied. */
void diag_add(struct diag_sink *sink, enum diag_id id, struct diag_place place,
              const struct str *args, size_t arg_count, const struct diag_more *more);

/* diag_report(sink, DIAG_X, place, more, STR("first"), second …): as diag_add. */
#define diag_report(sink, id, place, more, ...)                            \
	diag_add((sink), (id), (place), (const struct str[]){__VA_ARGS__}, \
	         sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str), (more))

/* Moves everything of `from` into `to`. */
void diag_merge(struct diag_sink *to, struct diag_sink *from);

/* Sorts by file, line, column, code, message, end, item and rule, and drops
 * repetitions in all of these. */
void diag_sort(struct diag_sink *sink);

size_t diag_count(const struct diag_sink *sink, enum diag_level level);

/* The code (`F01`) of a reason. */
const char *diag_code(enum diag_id id);

/* Line and column (from 1, in code points) of byte `at` of `text`. */
void diag_position(struct str text, size_t at, unsigned *line, unsigned *column);

#endif
