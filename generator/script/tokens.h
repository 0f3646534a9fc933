/* Lua as far as the host must read it before Lua does: where a tag ends (not
 * inside a text), which blocks are open, and where loops turn.
 *
 * Loops and functions are rewritten to count themselves: behind each `do`,
 * `repeat` and parameter list and before each `goto` stands
 *
 *     __n=__n-1 if __n<0 then __n=__count(W) end
 *
 * with a local `__n`; script_count() adds 64·W to the work of the call and raises
 * at LIMIT_LUA_STEPS. W grows with the size of the source, because one turn may
 * run all of it. That costs a healthy page under 1 %, where a debug hook costs
 * 18 %, and unlike a clock it is the same on every machine. Names that begin with
 * `__` are therefore refused in scripts. */
#ifndef SCRIPT_TOKENS_H
#define SCRIPT_TOKENS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

struct lua_State;

/* What is wrong, and with which bytes; words in Chinese and English. */
struct tokens_problem {
	size_t begin, end;
	unsigned line; /* of begin, from 1 */
	struct str words[2];
};

enum token_type { TOKEN_NAME, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_COMMENT, TOKEN_SIGN };

struct token {
	enum token_type type;
	size_t begin, end;
};

/* A position in a source. */
struct tokens {
	struct str source;
	size_t at, end;                /* the next token is looked for in [at, end) */
	struct str closer;             /* ends a `--` comment like a line end does; may be empty */
	struct tokens_problem problem; /* words[0].data set: failed */
};

/* The next token, blanks skipped; false at the end or with a problem. */
bool tokens_next(struct tokens *t, struct token *token);

/* --- blocks and rewriting ------------------------------------------------- */

/* What is open: a Lua block by its keyword, or a template's own block: `block`
 * where it is printed, `fill` where a child only defines it. */
struct tokens_block {
	const char *keyword;
	size_t begin, end; /* where the keyword stands */
	bool has_do;       /* for and while: its `do` was met */
	unsigned mark;     /* the writer's when it was opened */
};

/* Blocks that are open between tags; all zero: none. */
struct tokens_writer {
	struct tokens_block *blocks;
	size_t block_count, block_room;
	size_t floor;         /* blocks below this may not be closed now */
	unsigned weight;      /* W */
	bool constant_markup; /* `markup` may only be called with a constant */
	unsigned mark;        /* the kind of place in the output, 0 between tags: a block
	                        * has to end in the kind of place in which it began, and
	                        * nothing may jump out of a tag or into one */
};

void tokens_writer_release(struct tokens_writer *w);
void tokens_open(struct tokens_writer *w, const char *keyword, size_t begin, size_t end);

/* A template's own block, which Lua's `end` cannot close? */
bool tokens_is_own(const struct tokens_block *block);

/* Appends the Lua between t->at and t->end to `out`: comments become blanks, line
 * ends stay, loops count. False with t->problem where blocks or brackets do not
 * match; brackets have to be closed, blocks may stay open. */
bool tokens_write(struct tokens_writer *w, struct tokens *t, struct buf *out);

/* W for a source of this size. */
unsigned tokens_weight(size_t size);

/* --- whole sources -------------------------------------------------------- */

/* Whether `expression` may become a condition: tokens are well formed and no
 * function is defined in it. */
bool tokens_check_expression(struct str expression, struct tokens_problem *problem);

/* A whole chunk, rewritten, that expects script_count as its argument. */
bool tokens_count_loops(struct str source, struct buf *out, struct tokens_problem *problem);

/* `__count`: see above. */
int script_count(struct lua_State *L);

#endif
