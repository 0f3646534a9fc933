/* The state's life, protected calls and their errors, values in both directions.
 *
 * Invariants: the C stack of Lua is balanced after every function but those that
 * push; `depth` is 0 between calls; s->error_… describe the error that Lua is
 * unwinding from, if any. */
#include "script/script.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "script/lua.h"

/* --- memory and work ------------------------------------------------------ */

/* One text: comparing two is work that nothing counts. */
enum { TEXT_MOST = 4 << 20 };

static void locate(struct script *s, lua_State *L);

/* Lua's allocator. What it hands out counts as work too, so that a loop of few
 * turns over huge texts ends as well. */
static void *allocate(void *context, void *old, size_t old_size, size_t size)
{
	struct script *s = context;
	size_t type = old ? 0 : old_size; /* of a new object; 0: other memory */
	if (!old)
		old_size = 0;
	if (size == 0) {
		free(old);
		s->memory -= old_size;
		return NULL;
	}
	if (size > old_size) {
		if (size - old_size > LIMIT_LUA_MEMORY - s->memory ||
		    (type == LUA_TSTRING && size > TEXT_MOST)) {
			locate(s, s->L); /* Lua calls no handler when it has no memory */
			return NULL;
		}
		/* not small texts, which Lua may still have from earlier, nor its
		 * own tables: what they cost depends on the pages before */
		if (type != 0 && size > 64)
			s->steps += size / 8;
	}
	void *memory = realloc(old, size);
	if (!memory)
		memory_stop("Lua");
	s->memory = s->memory - old_size + size;
	return memory;
}

void script_raise_limit(struct script *s, const char *zh, const char *en)
{
	s->dead = true;
	lua_pushstring(s->L, script_words(s, zh, en));
	lua_error(s->L);
	abort(); /* lua_error does not return, but does not say so */
}

void script_step(struct script *s, uint64_t steps)
{
	s->steps += steps;
	if (s->steps > LIMIT_LUA_STEPS)
		script_raise_limit(s, "运行步数超过上限，是不是循环没有结束？",
		                   "too much work: does a loop never end?");
}

/* --- errors --------------------------------------------------------------- */

/* The words of Lua's own errors that authors meet, in Chinese. */
static const struct {
	struct str en, zh;
} lua_words[] = {
	{STR_INIT("attempt to index a nil value"), STR_INIT("不能在空值（nil）上取字段")},
	{STR_INIT("attempt to call a nil value"), STR_INIT("没有这个函数（nil 不能调用）")},
	{STR_INIT("attempt to concatenate a nil value"), STR_INIT("不能连接空值（nil）")},
	{STR_INIT("attempt to get length of a nil value"), STR_INIT("空值（nil）没有长度")},
	{STR_INIT("attempt to perform arithmetic on a nil value"),
         STR_INIT("不能用空值（nil）计算")},
	{STR_INIT("attempt to compare nil with "), STR_INIT("不能比较空值（nil）与 ")},
	{STR_INIT("attempt to compare "), STR_INIT("不能比较：")},
	{STR_INIT("attempt to index a "), STR_INIT("不能取字段：")},
	{STR_INIT("attempt to call a "), STR_INIT("不能调用：")},
	{STR_INIT("attempt to concatenate a "), STR_INIT("不能连接：")},
	{STR_INIT("attempt to perform arithmetic on a "), STR_INIT("不能计算：")},
	{STR_INIT("bad argument "), STR_INIT("参数不对：")},
	{STR_INIT("stack overflow"), STR_INIT("调用嵌套太深")},
	{STR_INIT("C stack overflow"), STR_INIT("嵌套太深")},
	{STR_INIT("not enough memory"), STR_INIT("脚本占用的内存超过上限")},
};

static struct str in_language(struct script *s, struct arena *arena, struct str message)
{
	if (s->language != LANGUAGE_ZH)
		return str_copy(arena, message);
	for (size_t i = 0; i < sizeof lua_words / sizeof lua_words[0]; i++)
		if (str_starts_with(message, lua_words[i].en))
			return STR_JOIN(arena, lua_words[i].zh,
			                str_slice(message, lua_words[i].en.size, message.size));
	return str_copy(arena, message);
}

/* Remembers the innermost line of a script that runs. Allocates nothing of Lua's. */
static void locate(struct script *s, lua_State *L)
{
	lua_Debug at;
	buf_clear(&s->error_chunk);
	s->error_line = 0;
	for (int level = 0; lua_getstack(L, level, &at); level++) {
		lua_getinfo(L, "Sl", &at);
		if (at.currentline <= 0)
			continue;
		buf_add_text(&s->error_chunk, at.source + 1); /* behind its `=` */
		s->error_line = (unsigned)at.currentline;
		return;
	}
}

/* Lua's message handler: runs where the error was raised. */
static int handle_error(lua_State *L)
{
	struct script *s = script_of(L);
	locate(s, L);
	struct str message = STR("?");
	if (lua_type(L, 1) == LUA_TSTRING)
		message = script_text_at(L, 1);
	/* Lua puts the place before its own messages, cut to LUA_IDSIZE */
	char place[LUA_IDSIZE + 16];
	snprintf(place, sizeof place, "%.*s:%u: ", LUA_IDSIZE - 1,
	         s->error_chunk.data ? s->error_chunk.data : "", s->error_line);
	if (str_starts_with(message, str_from(place)))
		message = str_slice(message, strlen(place), message.size);
	lua_pushlstring(L, message.data, message.size);
	return 1;
}

/* Whether Lua's own message says that something absent was an operand. */
static bool is_about_nil(struct str message)
{
	static const struct str parts[] = {
		STR_INIT("attempt to concatenate a nil value"),
		STR_INIT("attempt to perform arithmetic on a nil value"),
		STR_INIT("attempt to compare nil with "),
		STR_INIT("attempt to compare two nil values"),
	};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (str_starts_with(message, parts[i]))
			return true;
	return str_starts_with(message, STR("attempt to compare ")) &&
	       str_ends_with(message, STR(" with nil"));
}

static void describe(struct script *s, int status, struct arena *arena, struct script_error *error)
{
	*error = (struct script_error){.status = SCRIPT_FAILED};
	if (s->dead || status == LUA_ERRMEM)
		error->status = SCRIPT_LIMIT;
	error->chunk = str_copy(arena, buf_str(&s->error_chunk));
	error->line = s->error_line;
	error->message = in_language(s, arena, script_text_at(s->L, -1));
	error->about_nil = is_about_nil(script_text_at(s->L, -1));
}

bool script_run(struct script *s, int args, int results, struct arena *arena,
                struct script_error *error)
{
	lua_State *L = s->L;
	int function = lua_gettop(L) - args;
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_HANDLER);
	lua_insert(L, function);
	if (s->depth++ == 0) {
		s->steps = 0;
		s->dead = false;
	}
	buf_clear(&s->error_chunk);
	s->error_line = 0;
	int status = lua_pcall(L, args, results, function);
	s->depth--;
	lua_remove(L, function);
	*error = (struct script_error){.status = SCRIPT_OK};
	if (status == LUA_OK)
		return true;
	describe(s, status, arena, error);
	lua_pop(L, 1);
	if (error->status == SCRIPT_LIMIT && s->depth == 0)
		lua_gc(L, LUA_GCCOLLECT); /* what the call held must not weigh on the next */
	return false;
}

/* Takes Lua's syntax message `chunk:line: words` apart. */
static void describe_syntax(struct script *s, struct str chunk, struct arena *arena,
                            struct script_error *error)
{
	struct str message = script_text_at(s->L, -1);
	size_t at = chunk.size < LUA_IDSIZE - 1 ? chunk.size : LUA_IDSIZE - 1;
	unsigned line = 0;
	size_t digits = at + 1;
	while (digits < message.size && message.data[digits] >= '0' && message.data[digits] <= '9')
		line = line * 10 + (unsigned)(message.data[digits++] - '0');
	if (digits + 2 <= message.size && message.data[digits] == ':')
		message = str_slice(message, digits + 2, message.size);
	*error = (struct script_error){.status = SCRIPT_SYNTAX,
	                               .chunk = str_copy(arena, chunk),
	                               .line = line,
	                               .message = in_language(s, arena, message)};
}

bool script_load(struct script *s, struct str code, struct str chunk, enum script_slot env,
                 struct arena *arena, struct script_error *error)
{
	lua_State *L = s->L;
	const char *name = str_cstring(arena, STR_JOIN(arena, STR("="), chunk));
	if (luaL_loadbufferx(L, code.data, code.size, name, "t") != LUA_OK) {
		describe_syntax(s, chunk, arena, error);
		lua_pop(L, 1);
		return false;
	}
	lua_rawgeti(L, LUA_REGISTRYINDEX, env);
	if (!lua_setupvalue(L, -2, 1))
		lua_pop(L, 1);
	*error = (struct script_error){.status = SCRIPT_OK};
	return true;
}

void script_raise(struct script *s, const char *format, ...)
{
	char message[1024];
	va_list args;
	va_start(args, format);
	int size = vsnprintf(message, sizeof message, format, args);
	va_end(args);
	if (size < 0)
		size = 0;
	if (size >= (int)sizeof message) {
		size = (int)sizeof message - 1;
		while (size > 0 && ((unsigned char)message[size] & 0xC0) == 0x80)
			size--; /* not inside a character */
	}
	lua_pushlstring(s->L, message, (size_t)size);
	lua_error(s->L);
	abort(); /* lua_error does not return, but does not say so */
}

void script_raise_unknown(struct script *s, const char *owner, struct str name,
                          const struct str *names, size_t count)
{
	struct str near = utf8_nearest(name, names, count);
	const char *is = owner ? owner : "";
	const char *what = owner ? script_words(s, " 没有字段", " has no field ")
	                         : script_words(s, "没有变量或函数",
	                                        "there is no variable or function ");
	if (s->language == LANGUAGE_ZH && near.data)
		script_raise(s, "%s%s“%.*s”，是不是“%.*s”？", is, what, STR_ARG(name),
		             STR_ARG(near));
	if (s->language == LANGUAGE_ZH)
		script_raise(s, "%s%s“%.*s”", is, what, STR_ARG(name));
	if (near.data)
		script_raise(s, "%s%s\"%.*s\"; did you mean \"%.*s\"?", is, what, STR_ARG(name),
		             STR_ARG(near));
	script_raise(s, "%s%s\"%.*s\"", is, what, STR_ARG(name));
}

/* --- life ----------------------------------------------------------------- */

struct script *script_new(void)
{
	struct script *s = memory_new(1, sizeof *s);
	s->L = lua_newstate(allocate, s);
	if (!s->L)
		memory_stop("Lua");
	*(struct script **)lua_getextraspace(s->L) = s;
	lua_pushcfunction(s->L, handle_error);
	lua_rawseti(s->L, LUA_REGISTRYINDEX, SLOT_HANDLER);
	script_open_sandbox(s);
	script_open_objects(s);
	script_open_conditions(s);
	script_open_text(s);
	assert(lua_gettop(s->L) == 0);
#ifdef MULU_HOSTILE
	lua_gc(s->L, LUA_GCINC, 10, 1000, 4); /* collect all the time */
#endif
	return s;
}

void script_free(struct script *s)
{
	if (!s)
		return;
	lua_close(s->L);
	free(s->functions);
	buf_release(&s->error_chunk);
	buf_release(&s->scratch);
	free(s);
}

void script_set_language(struct script *s, enum language language)
{
	s->language = language;
}

enum language script_language(const struct script *s)
{
	return s->language;
}

void script_set_context(struct script *s, void *context)
{
	s->context = context;
}

void *script_context(const struct script *s)
{
	return s->context;
}

void script_set_record(struct script *s, script_record *record)
{
	s->record = record;
}

void script_register(struct script *s, const struct script_class *class)
{
	assert(class->kind > 0 && class->kind < SCRIPT_KINDS_MAX);
	assert(!class->entry || class->length);
	s->classes[class->kind] = class;
}

/* Runs one of `functions`: its number and its name are the closure's upvalues. */
static int call_function(lua_State *L)
{
	struct script *s = script_of(L);
	size_t number = (size_t)lua_tointeger(L, lua_upvalueindex(1));
	return s->functions[number](s, lua_gettop(L)) ? 1 : 0;
}

void script_add_function(struct script *s, const char *name, script_function *f)
{
	lua_State *L = s->L;
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_GLOBALS);
	lua_pushinteger(L, (lua_Integer)s->function_count);
	lua_pushstring(L, name);
	lua_pushcclosure(L, call_function, 2);
	lua_pushstring(L, name);
	lua_insert(L, -2);
	lua_rawset(L, -3);
	lua_pop(L, 1);
	s->functions = memory_grow(s->functions, s->function_count, &s->function_room,
	                           sizeof *s->functions);
	s->functions[s->function_count++] = f;
}

void script_set_global(struct script *s, const char *name, const void *object)
{
	lua_State *L = s->L;
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_GLOBALS);
	script_push_object(s, object);
	lua_setfield(L, -2, name);
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_KNOWN);
	lua_pushboolean(L, true);
	lua_setfield(L, -2, name);
	lua_pop(L, 2);
}

/* --- values to Lua -------------------------------------------------------- */

void script_push_nil(struct script *s)
{
	lua_pushnil(s->L);
}

void script_push_text(struct script *s, struct str text)
{
	lua_pushlstring(s->L, text.data ? text.data : "", text.size);
}

void script_push_number(struct script *s, int64_t number)
{
	lua_pushinteger(s->L, number);
}

void script_push_decimal(struct script *s, double number)
{
	lua_pushnumber(s->L, number);
}

void script_push_boolean(struct script *s, bool value)
{
	lua_pushboolean(s->L, value);
}

/* --- arguments ------------------------------------------------------------ */

const char *script_type_name(struct script *s, int index)
{
	static const char *const names[][2] = {
		[LUA_TNIL] = {"空值 nil", "nil"},     [LUA_TBOOLEAN] = {"布尔值", "a boolean"},
		[LUA_TNUMBER] = {"数字", "a number"}, [LUA_TSTRING] = {"文本", "a text"},
		[LUA_TTABLE] = {"表", "a table"},     [LUA_TFUNCTION] = {"函数", "a function"},
	};
	const void *object = script_object_at(s->L, index);
	if (object)
		return script_class_of(s, object)->name;
	int type = lua_type(s->L, index);
	if (type == LUA_TNONE)
		type = LUA_TNIL;
	assert((size_t)type < sizeof names / sizeof names[0] && names[type][0]);
	return names[type][s->language == LANGUAGE_EN];
}

/* Only inside call_function, whose closure knows the function's name. */
static _Noreturn void raise_argument(struct script *s, int index, const char *zh, const char *en)
{
	const char *name = lua_tostring(s->L, lua_upvalueindex(2));
	const char *got = script_type_name(s, index);
	if (s->language == LANGUAGE_ZH)
		script_raise(s, "%s 的第 %d 个参数应是%s，得到的是%s", name, index, zh, got);
	script_raise(s, "argument %d of %s should be %s, not %s", index, name, en, got);
}

struct str script_arg_text(struct script *s, int index)
{
	if (lua_type(s->L, index) != LUA_TSTRING && lua_type(s->L, index) != LUA_TNUMBER)
		raise_argument(s, index, "文本", "a text");
	return script_text_at(s->L, index);
}

int64_t script_arg_number(struct script *s, int index)
{
	int whole = 0;
	lua_Integer number = 0;
	if (lua_type(s->L, index) == LUA_TNUMBER)
		number = lua_tointegerx(s->L, index, &whole);
	if (!whole)
		raise_argument(s, index, "整数", "a whole number");
	return number;
}

double script_arg_decimal(struct script *s, int index)
{
	if (lua_type(s->L, index) != LUA_TNUMBER)
		raise_argument(s, index, "数字", "a number");
	return lua_tonumber(s->L, index);
}

bool script_arg_is_nil(struct script *s, int index)
{
	return lua_isnoneornil(s->L, index);
}

bool script_arg_is_text(struct script *s, int index)
{
	return lua_type(s->L, index) == LUA_TSTRING;
}

bool script_arg_is_number(struct script *s, int index)
{
	return lua_type(s->L, index) == LUA_TNUMBER;
}

const void *script_arg_object(struct script *s, int index)
{
	const void *object = script_object_at(s->L, index);
	return object && script_object_kind(object) != SCRIPT_KIND_MARKUP ? object : NULL;
}

script_kind script_object_kind(const void *object)
{
	return *(const script_kind *)object;
}
