/* Reads Lua's tokens exactly as Lua 5.4's own llex.c splits them: a loop that this
 * file took for a piece of text would go uncounted. */
#include "script/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/memory.h"
#include "script/lua.h"

enum { TURNS = 64 }; /* between two calls of __count */

/* --- tokens --------------------------------------------------------------- */

static bool fail(struct tokens *t, size_t begin, size_t end, const char *zh, const char *en)
{
	t->problem = (struct tokens_problem){begin, end, 1, {str_from(zh), str_from(en)}};
	for (size_t i = 0; i < begin; i++)
		t->problem.line += t->source.data[i] == '\n';
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static char peek(const struct tokens *t, size_t ahead)
{
	return t->at + ahead < t->end ? t->source.data[t->at + ahead] : '\0';
}

static bool is_at(const struct tokens *t, struct str text)
{
	return text.size > 0 && t->at + text.size <= t->end &&
	       memcmp(t->source.data + t->at, text.data, text.size) == 0;
}

/* The level of a long bracket that begins here (`[[` 0, `[=[` 1 …), or -1. */
static int long_level(const struct tokens *t, size_t ahead)
{
	size_t i = ahead;
	if (peek(t, i++) != '[')
		return -1;
	while (peek(t, i) == '=')
		i++;
	return peek(t, i) == '[' ? (int)(i - ahead - 1) : -1;
}

/* Moves behind the end of a long bracket of this level. */
static bool skip_long(struct tokens *t, size_t begin, int level)
{
	for (t->at += (size_t)level + 2; t->at < t->end; t->at++) {
		if (peek(t, 0) != ']')
			continue;
		int equals = 0;
		while (peek(t, (size_t)equals + 1) == '=')
			equals++;
		if (equals == level && peek(t, (size_t)equals + 1) == ']') {
			t->at += (size_t)level + 2;
			return true;
		}
	}
	return fail(t, begin, begin + 2, "长文本或注释没有结束",
	            "a long text or comment does not end");
}

static bool skip_comment(struct tokens *t)
{
	size_t begin = t->at;
	t->at += 2;
	int level = long_level(t, 0);
	if (level >= 0)
		return skip_long(t, begin, level);
	while (t->at < t->end && peek(t, 0) != '\n' && !is_at(t, t->closer))
		t->at++;
	return true;
}

/* The number behind `\x`, `\u{` or `\`, up to `most` digits of base `base`. */
static unsigned read_code(struct tokens *t, unsigned base, int most)
{
	unsigned code = 0;
	for (; most > 0 && t->at < t->end; most--, t->at++) {
		const char *digits = "0123456789abcdef";
		const char *digit = strchr(digits, peek(t, 0) | (is_digit(peek(t, 0)) ? 0 : 0x20));
		if (!digit || !*digit || (unsigned)(digit - digits) >= base)
			break;
		code = code * base + (unsigned)(digit - digits);
	}
	return code;
}

/* An escape that would put something into a text that is not UTF-8 is refused. */
static bool skip_escape(struct tokens *t)
{
	size_t begin = t->at++;
	char c = peek(t, 0);
	bool bad = false;
	if (c == 'x') {
		t->at++;
		bad = read_code(t, 16, 2) > 0x7F;
	} else if (is_digit(c)) {
		bad = read_code(t, 10, 3) > 0x7F;
	} else if (c == 'u') {
		t->at += 2;
		unsigned code = read_code(t, 16, 7);
		bad = code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF) ||
		      is_letter(peek(t, 0)) || is_digit(peek(t, 0));
	} else if (c == 'z') {
		for (t->at++; t->at < t->end && strchr(" \t\n\v\f\r", peek(t, 0)) && peek(t, 0);)
			t->at++;
	} else {
		t->at++;
	}
	if (bad)
		return fail(t, begin, t->at, "转义超出 ASCII；请直接写出这个字或用 \\u{…}",
		            "an escape beyond ASCII: write the character or \\u{…}");
	return true;
}

static bool skip_text(struct tokens *t)
{
	size_t begin = t->at;
	char quote = peek(t, 0);
	t->at++;
	while (t->at < t->end && peek(t, 0) != '\n' && peek(t, 0) != '\r') {
		if (peek(t, 0) == quote) {
			t->at++;
			return true;
		}
		if (peek(t, 0) != '\\')
			t->at++;
		else if (!skip_escape(t))
			return false;
	}
	size_t end = t->at < t->end ? t->at : t->end;
	return fail(t, begin, end, "引号没有成对", "a text does not end");
}

static void skip_number(struct tokens *t)
{
	bool hexadecimal = peek(t, 0) == '0' && (peek(t, 1) | 0x20) == 'x';
	char exponent = hexadecimal ? 'p' : 'e';
	if (hexadecimal)
		t->at += 2;
	for (;;) {
		char c = peek(t, 0);
		if ((c | 0x20) == exponent && (peek(t, 1) == '+' || peek(t, 1) == '-'))
			t->at += 2;
		else if (is_digit(c) || is_letter(c) || c == '.')
			t->at++;
		else
			return;
	}
}

static void skip_sign(struct tokens *t)
{
	static const struct str signs[] = {
		STR_INIT("..."), STR_INIT(".."), STR_INIT("::"), STR_INIT("//"), STR_INIT("=="),
		STR_INIT("~="),  STR_INIT("<="), STR_INIT(">="), STR_INIT("<<"), STR_INIT(">>")};
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		if (is_at(t, signs[i])) {
			t->at += signs[i].size;
			return;
		}
	}
	do /* a whole character, so that no span ends inside one */
		t->at++;
	while (((unsigned char)peek(t, 0) & 0xC0) == 0x80);
}

bool tokens_next(struct tokens *t, struct token *token)
{
	while (t->at < t->end && strchr(" \t\n\v\f\r", peek(t, 0)) && peek(t, 0))
		t->at++;
	*token = (struct token){TOKEN_SIGN, t->at, t->at};
	if (t->at >= t->end)
		return false;
	char c = peek(t, 0);
	bool good = true;
	if (is_letter(c)) {
		token->type = TOKEN_NAME;
		while (is_letter(peek(t, 0)) || is_digit(peek(t, 0)))
			t->at++;
	} else if (is_digit(c) || (c == '.' && is_digit(peek(t, 1)))) {
		token->type = TOKEN_NUMBER;
		skip_number(t);
	} else if (c == '"' || c == '\'') {
		token->type = TOKEN_TEXT;
		good = skip_text(t);
	} else if (c == '-' && peek(t, 1) == '-') {
		token->type = TOKEN_COMMENT;
		good = skip_comment(t);
	} else if (long_level(t, 0) >= 0) {
		token->type = TOKEN_TEXT;
		good = skip_long(t, t->at, long_level(t, 0));
	} else {
		skip_sign(t);
	}
	if (t->at > t->end)
		t->at = t->end;
	token->end = t->at;
	return good;
}

static struct str text_of(const struct tokens *t, struct token token)
{
	return str_slice(t->source, token.begin, token.end);
}

static bool is_word(const struct tokens *t, struct token token, const char *word)
{
	return token.type != TOKEN_TEXT && str_equal(text_of(t, token), str_from(word));
}

/* --- blocks --------------------------------------------------------------- */

void tokens_writer_release(struct tokens_writer *w)
{
	free(w->blocks);
	w->blocks = NULL;
	w->block_count = w->block_room = 0;
}

void tokens_open(struct tokens_writer *w, const char *keyword, size_t begin, size_t end)
{
	w->blocks = memory_grow(w->blocks, w->block_count, &w->block_room, sizeof *w->blocks);
	w->blocks[w->block_count++] = (struct tokens_block){keyword, begin, end, false, w->mark};
}

bool tokens_is_own(const struct tokens_block *block)
{
	return strcmp(block->keyword, "block") == 0 || strcmp(block->keyword, "fill") == 0;
}

static struct tokens_block *top(struct tokens_writer *w)
{
	return w->block_count ? &w->blocks[w->block_count - 1] : NULL;
}

static bool is_top(struct tokens_writer *w, const char *keyword)
{
	return top(w) && strcmp(top(w)->keyword, keyword) == 0;
}

/* One piece of Lua being written. */
struct piece {
	struct tokens_writer *w;
	struct tokens *t;
	struct buf *out;
	size_t copied;          /* source up to here is in out */
	size_t first_block;     /* blocks from here on were opened by this piece */
	char brackets[200];     /* Lua nests no deeper; open ones */
	size_t bracket_at[200]; /* where they stand */
	size_t depth;
	int parameters; /* 1: behind `function`; 2: inside its parentheses */
	bool after_dot; /* behind `.` or `:`: a field, no variable */
};

static void copy_to(struct piece *p, size_t end)
{
	for (size_t i = p->copied; i < end; i++)
		if (p->t->source.data[i] != '\r') /* Lua would count a lone one as a line */
			buf_add_char(p->out, p->t->source.data[i]);
	p->copied = end;
}

static void write_count(struct piece *p)
{
	buf_format(p->out, " __n=__n-1 if __n<0 then __n=__count(%u) end ", p->w->weight);
}

static bool open_block(struct piece *p, struct token token, const char *keyword)
{
	tokens_open(p->w, keyword, token.begin, token.end);
	return true;
}

/* Control flow must not change what the place of later expressions is. */
static bool check_mark(struct piece *p, struct token token)
{
	return top(p->w)->mark == p->w->mark ||
	       fail(p->t, token.begin, token.end,
	            "块的开头和结尾必须同在标签之间，或同在一个标签、一对引号里",
	            "a block has to end in the kind of place in which it began: between tags, in a "
	            "tag, in a quoted value");
}

/* goto, break, return and labels: free between tags, and in a function that the
 * same tag defines. */
static bool check_jump(struct piece *p, struct token token)
{
	bool free = p->w->mark == 0;
	for (size_t i = 0; i < p->w->block_count; i++)
		free = free && p->w->blocks[i].mark == 0;
	for (size_t i = p->first_block; i < p->w->block_count; i++)
		free = free || strcmp(p->w->blocks[i].keyword, "function") == 0;
	return free ||
	       fail(p->t, token.begin, token.end, "标签和引号里不能跳转（goto、break、return）",
	            "nothing may jump (goto, break, return) out of a tag or a quoted value");
}

static bool on_jump(struct piece *p, struct token token, const char *keyword)
{
	(void)keyword;
	return check_jump(p, token);
}

static bool on_do(struct piece *p, struct token token, const char *keyword)
{
	struct tokens_block *loop = top(p->w);
	if (loop && !loop->has_do && (is_top(p->w, "for") || is_top(p->w, "while")))
		loop->has_do = true;
	else
		open_block(p, token, keyword);
	copy_to(p, token.end);
	write_count(p);
	return true;
}

static bool on_repeat(struct piece *p, struct token token, const char *keyword)
{
	open_block(p, token, keyword);
	copy_to(p, token.end);
	write_count(p);
	return true;
}

static bool on_goto(struct piece *p, struct token token, const char *keyword)
{
	(void)keyword;
	copy_to(p, token.begin);
	write_count(p);
	return check_jump(p, token);
}

static bool on_function(struct piece *p, struct token token, const char *keyword)
{
	p->parameters = 1;
	return open_block(p, token, keyword);
}

static bool on_else(struct piece *p, struct token token, const char *keyword)
{
	(void)keyword;
	if (is_top(p->w, "if"))
		return check_mark(p, token);
	return fail(p->t, token.begin, token.end, "这里的 else 没有对应的 if",
	            "there is no if that this else belongs to");
}

static bool close_block(struct piece *p, struct token token, bool good)
{
	if (!good || p->w->block_count <= p->w->floor)
		return fail(p->t, token.begin, token.end,
		            "这里没有可以结束的块（多了 end 或 until？）",
		            "no block is open that this could close");
	good = check_mark(p, token);
	p->w->block_count--;
	return good;
}

static bool on_end(struct piece *p, struct token token, const char *keyword)
{
	(void)keyword;
	struct tokens_block *block = top(p->w);
	bool is_loop = is_top(p->w, "for") || is_top(p->w, "while");
	return close_block(p, token,
	                   block && !is_top(p->w, "repeat") && !tokens_is_own(block) &&
	                           (!is_loop || block->has_do));
}

static bool on_until(struct piece *p, struct token token, const char *keyword)
{
	(void)keyword;
	return close_block(p, token, is_top(p->w, "repeat"));
}

static const struct {
	const char *word;
	bool (*act)(struct piece *p, struct token token, const char *keyword);
} keywords[] = {
	{"break", on_jump},    {"return", on_jump},       {"do", on_do},
	{"else", on_else},     {"elseif", on_else},       {"end", on_end},
	{"for", open_block},   {"function", on_function}, {"goto", on_goto},
	{"if", open_block},    {"repeat", on_repeat},     {"until", on_until},
	{"while", open_block},
};

/* `markup` may only be followed by a constant text: what it makes is printed
 * as it is. */
static bool check_markup(struct piece *p, struct token name)
{
	struct tokens ahead = *p->t;
	struct token next;
	bool good = tokens_next(&ahead, &next);
	if (good && is_word(&ahead, next, "(")) {
		good = tokens_next(&ahead, &next) && next.type == TOKEN_TEXT;
		good = good && tokens_next(&ahead, &next) && is_word(&ahead, next, ")");
	} else {
		good = good && next.type == TOKEN_TEXT;
	}
	return good || fail(p->t, name.begin, name.end, "markup 只接受写在模板里的文本常量",
	                    "markup takes only a constant text of the template");
}

static bool write_name(struct piece *p, struct token token)
{
	struct str name = text_of(p->t, token);
	if (str_starts_with(name, STR("__")))
		return fail(p->t, token.begin, token.end, "以 __ 开头的名称由 mulu 保留",
		            "names that begin with __ are reserved");
	if (p->after_dot)
		return true;
	if (p->w->constant_markup && is_word(p->t, token, "markup") && !check_markup(p, token))
		return false;
	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
		if (is_word(p->t, token, keywords[i].word))
			return keywords[i].act(p, token, keywords[i].word);
	return true;
}

static bool open_bracket(struct piece *p, struct token token, char c)
{
	if (p->depth == sizeof p->brackets)
		return fail(p->t, token.begin, token.end, "括号嵌套太深",
		            "brackets are nested too deeply");
	p->bracket_at[p->depth] = token.begin;
	p->brackets[p->depth++] = c;
	if (c == '(' && p->parameters == 1)
		p->parameters = 2;
	return true;
}

static bool close_bracket(struct piece *p, struct token token, char c)
{
	char opener = c == ')' ? '(' : c == ']' ? '[' : '{';
	if (p->depth == 0 || p->brackets[p->depth - 1] != opener)
		return fail(p->t, token.begin, token.end, "括号没有成对", "brackets do not match");
	p->depth--;
	if (p->parameters == 2) {
		p->parameters = 0;
		copy_to(p, token.end);
		write_count(p);
	}
	return true;
}

static bool write_sign(struct piece *p, struct token token)
{
	char c = p->t->source.data[token.begin];
	if (is_word(p->t, token, "::"))
		return check_jump(p, token);
	if (token.end - token.begin == 1 && memchr("([{", c, 3))
		return open_bracket(p, token, c);
	if (token.end - token.begin == 1 && memchr(")]}", c, 3))
		return close_bracket(p, token, c);
	return true;
}

/* A comment leaves a blank and its line ends. */
static void write_comment(struct piece *p, struct token token)
{
	copy_to(p, token.begin);
	buf_add_char(p->out, ' ');
	for (size_t i = token.begin; i < token.end; i++)
		if (p->t->source.data[i] == '\n')
			buf_add_char(p->out, '\n');
	p->copied = token.end;
}

bool tokens_write(struct tokens_writer *w, struct tokens *t, struct buf *out)
{
	struct piece p = {
		.w = w, .t = t, .out = out, .copied = t->at, .first_block = w->block_count};
	struct token token;
	while (tokens_next(t, &token)) {
		bool good = true;
		if (token.type == TOKEN_NAME)
			good = write_name(&p, token);
		else if (token.type == TOKEN_SIGN)
			good = write_sign(&p, token);
		else if (token.type == TOKEN_COMMENT)
			write_comment(&p, token);
		if (!good)
			return false;
		if (token.type != TOKEN_COMMENT)
			p.after_dot = is_word(t, token, ".") || is_word(t, token, ":");
	}
	if (t->problem.words[0].data)
		return false;
	if (p.depth > 0)
		return fail(t, p.bracket_at[p.depth - 1], p.bracket_at[p.depth - 1] + 1,
		            "括号没有成对", "brackets do not match");
	copy_to(&p, t->end);
	return true;
}

unsigned tokens_weight(size_t size)
{
	return 8 + (unsigned)(size / 64);
}

/* --- whole sources -------------------------------------------------------- */

bool tokens_check_expression(struct str expression, struct tokens_problem *problem)
{
	struct tokens t = {.source = expression, .end = expression.size};
	struct token token;
	while (tokens_next(&t, &token)) {
		if (token.type == TOKEN_NAME && is_word(&t, token, "function")) {
			fail(&t, token.begin, token.end, "条件里不能定义函数",
			     "a condition cannot define functions");
			break;
		}
	}
	*problem = t.problem;
	return !t.problem.words[0].data;
}

bool tokens_count_loops(struct str source, struct buf *out, struct tokens_problem *problem)
{
	struct tokens t = {.source = source, .end = source.size};
	struct tokens_writer w = {.weight = tokens_weight(source.size)};
	if (str_starts_with(source, STR("\xEF\xBB\xBF")))
		t.at = 3;
	buf_format(out, "local __count=... local __n=__count(%u) ", w.weight);
	bool good = tokens_write(&w, &t, out);
	if (good && w.block_count)
		good = fail(&t, top(&w)->begin, top(&w)->end, "这个块没有 end",
		            "this block has no end");
	tokens_writer_release(&w);
	*problem = t.problem;
	return good;
}

/* Whether the function that counts was called with very many arguments, which it
 * could copy in every turn. */
static bool has_many_arguments(lua_State *L)
{
	enum { ARGUMENTS_MOST = 1000 };
	lua_Debug caller;
	if (!lua_getstack(L, 1, &caller) || !lua_getlocal(L, &caller, -ARGUMENTS_MOST))
		return false;
	lua_pop(L, 1);
	return true;
}

int script_count(lua_State *L)
{
	if (has_many_arguments(L))
		script_raise_limit(script_of(L), "函数的参数太多",
		                   "a function has too many arguments");
	script_step(script_of(L), (uint64_t)lua_tointeger(L, 1) * TURNS);
	lua_pushinteger(L, TURNS - 1);
	return 1;
}
