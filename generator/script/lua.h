/* What the files of this folder share about the Lua state, and the only place
 * that includes Lua's headers: no other folder knows that it is Lua. */
#ifndef SCRIPT_LUA_H
#define SCRIPT_LUA_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "script/script.h"

struct script {
	lua_State *L;
	void *context;
	script_record *record;
	enum language language;
	const struct script_class *classes[SCRIPT_KINDS_MAX];
	script_function **functions; /* what script_add_function added */
	size_t function_count, function_room;

	size_t memory;       /* bytes that Lua holds */
	uint64_t steps;      /* work of the running call, see script_step */
	unsigned depth;      /* calls of script_run inside each other */
	bool dead;           /* the running call hit a limit: nothing may catch that */
	unsigned lenient;    /* conditions running: fields of nil are nil */
	const void *subject; /* the object of the running condition */

	/* where the last error was raised, kept while Lua unwinds */
	struct buf error_chunk;
	unsigned error_line;

	/* a place to build text while a script may raise: freed with the state */
	struct buf scratch;

	struct buf *out;        /* the page of the running template */
	unsigned include_depth; /* templates inside each other */
};

/* Where the state keeps its own values: integer keys of Lua's registry. */
enum script_slot {
	SLOT_HANDLER = 16, /* the message handler */
	SLOT_GLOBALS,      /* table: what scripts find as globals */
	SLOT_KNOWN,        /* table: names of globals that are nil */
	SLOT_ENV,          /* the read-only _ENV of templates and data */
	SLOT_CONDITION_ENV,
	SLOT_CONDITIONS, /* list: compiled conditions */
	SLOT_NIL,        /* metatable of nil while conditions run */
	SLOT_OBJECT,     /* metatable of objects */
	SLOT_TEMPLATES,  /* list: compiled templates */
};

/* The state's owner, from any function that Lua calls. */
static inline struct script *script_of(lua_State *L)
{
	return *(struct script **)lua_getextraspace(L);
}

/* Which of two wordings the state's language wants. */
static inline const char *script_words(const struct script *s, const char *zh, const char *en)
{
	return s->language == LANGUAGE_ZH ? zh : en;
}

/* script_raise with the wording of the state's language; both take the same arguments. */
#define SCRIPT_RAISE(s, zh, en, ...)                                       \
	((s)->language == LANGUAGE_ZH ? script_raise((s), zh, __VA_ARGS__) \
	                              : script_raise((s), en, __VA_ARGS__))

/* The text at `index`, which is a string or number. */
static inline struct str script_text_at(lua_State *L, int index)
{
	struct str text;
	text.data = lua_tolstring(L, index, &text.size);
	return text;
}

/* Work is counted, not timed, so that the same input always ends the same way:
 * `steps` approximate VM instructions. Compiled loops and functions count
 * themselves (tokens.h), C functions by the bytes they touch, the allocator by
 * the bytes it hands out. Raises once LIMIT_LUA_STEPS is passed. */
void script_step(struct script *s, uint64_t steps);

/* Ends the running call with SCRIPT_LIMIT; pcall does not catch it. */
_Noreturn void script_raise_limit(struct script *s, const char *zh, const char *en);

/* What a value is called in messages: `文本`, `item`. */
const char *script_type_name(struct script *s, int index);

/* The object at `index`, light or copied; NULL: it is none. */
const void *script_object_at(lua_State *L, int index);
const struct script_class *script_class_of(const struct script *s, const void *object);

/* Appends what `{{ value }}` prints before escaping: text, plain numbers, nothing
 * for nil, an object's own words. Raises for everything else. */
void script_print(struct script *s, int index, struct buf *out);
void script_print_number(lua_State *L, int index, struct buf *out);

/* Pushes the keys of the table at `index`, numbers and texts, as a sorted list. */
void script_push_sorted_keys(struct script *s, int index);

/* Calls the function below `args` arguments; on an error pops all and fills in
 * `error`. Limits hold for the outermost call. */
bool script_run(struct script *s, int args, int results, struct arena *arena,
                struct script_error *error);

/* Loads text (never bytecode) as a function whose _ENV is in `env`. */
bool script_load(struct script *s, struct str code, struct str chunk, enum script_slot env,
                 struct arena *arena, struct script_error *error);

/* Names that are looked through for a suggestion, at most. */
enum { SCRIPT_NAMES_MOST = 256 };

/* Appends the names of all globals, sorted, to `count` others; returns how many
 * there are then. */
size_t script_global_names(struct script *s, struct str *names, size_t count);

/* Raises “no such name”, with the nearest of `names` as suggestion. `owner` may be NULL. */
_Noreturn void script_raise_unknown(struct script *s, const char *owner, struct str name,
                                    const struct str *names, size_t count);

/* Pieces of script_new, each in the file of its name. */
void script_open_sandbox(struct script *s);
void script_open_objects(struct script *s);
void script_open_text(struct script *s);
void script_open_conditions(struct script *s);

/* --- markup: the one kind of object that the host brings itself ----------- */

enum { SCRIPT_KIND_MARKUP = 0 };

struct script_markup {
	script_kind kind;
	struct str html;
};

/* The markup at `index`, or NULL. */
const struct script_markup *script_markup_at(lua_State *L, int index);

#endif
