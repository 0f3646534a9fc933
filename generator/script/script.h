/* The Lua host: a sandbox with limits in which templates and conditions run.
 *
 * It knows nothing of catalogues: only objects with a kind and a table of
 * fields, which each layer registers (templates see those of the public view,
 * rules those of raw items, and neither can reach the other's). An object is any
 * C struct whose first byte is its kind; Lua holds a bare pointer to it (light
 * userdata, one metatable for all), so that nothing is copied that is not read.
 * Objects must outlive the call.
 *
 * A state belongs to one thread. Lua raises by longjmp through C: a function
 * that Lua calls holds no lock, no open file and no heap memory when it raises. */
#ifndef SCRIPT_SCRIPT_H
#define SCRIPT_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/str.h"

struct script;

/* A kind of object. Kinds are numbered by whoever registers them, from 1. */
typedef uint8_t script_kind;

enum { SCRIPT_KINDS_MAX = 32 };

/* Pushes the value of field `name` of `object` (one script_push_…; nil too is a
 * value) and returns true; false, with nothing pushed: there is no such field,
 * and the script gets an error with a suggestion. */
typedef bool script_field(struct script *s, const void *object, struct str name);

/* For lists: pushes entry `index` (from 1), or returns false past the end: nil. */
typedef bool script_entry(struct script *s, const void *object, size_t index);

struct script_class {
	script_kind kind;
	const char *name;                     /* for messages: `item` */
	script_field *field;                  /* NULL: has no fields */
	script_entry *entry;                  /* NULL: is no list */
	size_t (*length)(const void *object); /* for `#`, with entry */
	/* appends what `{{ object }}` prints; NULL: printing it is an error */
	void (*print)(struct script *s, const void *object, struct buf *out);
	/* the names that exist, for suggestions; returns how many; may be NULL */
	size_t (*names)(struct script *s, const void *object, struct str *out, size_t most);
};

/* How a call into Lua ended. */
enum script_status { SCRIPT_OK, SCRIPT_SYNTAX, SCRIPT_FAILED, SCRIPT_LIMIT };

struct script_error {
	enum script_status status;
	struct str chunk;   /* `templates/item.html`; empty where unknown */
	unsigned line;      /* from 1; 0 unknown */
	struct str message; /* without place */
	bool about_nil;     /* something that is not there was added, joined or compared */
};

/* A sandbox without objects; its globals are the safe library of themes/README.md
 * and the text helpers (`starts_with contains replace split trim excerpt join
 * first`). Messages are Chinese until script_set_language says otherwise. */
struct script *script_new(void);
void script_free(struct script *s);

/* The language of all messages made afterwards. */
void script_set_language(struct script *s, enum language language);
enum language script_language(const struct script *s);

/* Whatever the functions below want to find again: the caller's own state. */
void script_set_context(struct script *s, void *context);
void *script_context(const struct script *s);

/* Called, where set, for every field that is read: what a page depends on. */
typedef void script_record(void *context, const void *object, struct str field);
void script_set_record(struct script *s, script_record *record);

/* Adds a class; the pointed-to struct must outlive the state. */
void script_register(struct script *s, const struct script_class *class);

/* A C function that scripts call. It gets its arguments by script_arg_… (from
 * 1), pushes at most one result and returns whether it pushed. */
typedef bool script_function(struct script *s, int arg_count);
void script_add_function(struct script *s, const char *name, script_function *f);

/* Makes `object` (or nil for NULL: the name stays known) a global of all later runs. */
void script_set_global(struct script *s, const char *name, const void *object);

/* Values to Lua. Texts are copied; objects are not. */
void script_push_nil(struct script *s);
void script_push_text(struct script *s, struct str text);
void script_push_number(struct script *s, int64_t number);
void script_push_decimal(struct script *s, double number);
void script_push_boolean(struct script *s, bool value);
void script_push_object(struct script *s, const void *object); /* NULL pushes nil */

/* A small object made on the fly, freed by Lua: `size` bytes copied from `object`,
 * whose first byte is its kind. For records and lists that exist nowhere as such. */
void script_push_copy(struct script *s, const void *object, size_t size);

/* Markup: text that `{{{ }}}` may print as it is. The bytes must outlive the page. */
void script_push_markup(struct script *s, struct str html);

/* Arguments of a script_function; a wrong type raises a message that names
 * argument and function. Texts are valid until the function returns. */
struct str script_arg_text(struct script *s, int index);
int64_t script_arg_number(struct script *s, int index);
double script_arg_decimal(struct script *s, int index);
bool script_arg_is_nil(struct script *s, int index); /* nil or not given */
bool script_arg_is_text(struct script *s, int index);
bool script_arg_is_number(struct script *s, int index);
const void *script_arg_object(struct script *s, int index); /* NULL: is none */
script_kind script_object_kind(const void *object);         /* its first byte */

/* Raises an error with this message (cut at 1 KiB) at the line of the script that
 * runs. Does not return: whoever calls it holds no heap memory. */
_Noreturn void script_raise(struct script *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* --- values from Lua -------------------------------------------------------- */

/* A value that came out of Lua: tables as lists and mappings in sorted order. */
enum script_type { SCRIPT_NIL, SCRIPT_BOOLEAN, SCRIPT_NUMBER, SCRIPT_TEXT, SCRIPT_TABLE };

struct script_data {
	enum script_type type;
	struct str text;          /* of a text; a number as written */
	int64_t number;           /* of a number or boolean */
	struct script_data *list; /* entries 1…n of a table */
	size_t list_count;
	struct script_pair *pairs; /* its other entries, keys sorted */
	size_t pair_count;
};

struct script_pair {
	struct str key;
	struct script_data value;
};

/* --- conditions: one expression over an object's fields ------------------- */

/* Compiles a Lua expression in which free names are fields of the object given
 * to script_test; where it has no such field, `it` is the object itself, and the
 * globals of the state follow. An absent value has no fields and no entries: in
 * conditions a field of nil is nil and `#nil` is 0, so that `dates.issued ~= nil`
 * needs no test of `dates` before. Comparing or adding nil is still an error.
 * Functions cannot be defined in it, so that it always ends.
 *
 * Returns its handle (from 1), or 0 with *error filled in; texts of the error
 * live in `arena`. */
int script_compile_condition(struct script *s, struct str expression, struct str chunk,
                             struct arena *arena, struct script_error *error);

/* Whether the condition holds for `object` (anything but false and nil). On an
 * error returns false with error->status not SCRIPT_OK. */
bool script_test(struct script *s, int condition, const void *object, struct arena *arena,
                 struct script_error *error);

/* The value of the expression: of a number its whole part and its text; anything that
 * is no text, number or boolean is a table without entries. Texts live in `arena`. */
bool script_evaluate(struct script *s, int condition, const void *object, struct arena *arena,
                     struct script_data *out, struct script_error *error);

/* --- data written in Lua: routes.lua -------------------------------------- */

/* Runs `source` and copies what it returns into `arena`. */
struct script_data *script_load_data(struct script *s, struct str source, struct str chunk,
                                     struct arena *arena, struct script_error *error);

#endif
