/* What scripts may call: a chosen part of Lua's library, in tables that cannot be
 * changed, with replacements where the original depends on chance (the order of
 * `pairs`, the pivot of `table.sort`, printed addresses), could run without end
 * inside C (patterns, `table.move`), catches limits (`pcall`) or cuts characters
 * apart (`string.sub`): texts inside Lua are valid UTF-8, so no printing has to
 * check. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "script/lua.h"

enum { REPEAT_MOST = 1 << 20 };

/* --- basic functions ------------------------------------------------------ */

static int raise_text(lua_State *L)
{
	struct script *s = script_of(L);
	if (lua_type(L, 1) != LUA_TSTRING)
		script_raise(s, "%s", script_words(s, "error 需要一段文本", "error needs a text"));
	lua_settop(L, 1);
	return lua_error(L);
}

static int assert_value(lua_State *L)
{
	struct script *s = script_of(L);
	luaL_checkany(L, 1);
	if (lua_toboolean(L, 1))
		return lua_gettop(L);
	if (lua_type(L, 2) != LUA_TSTRING)
		script_raise(s, "%s", script_words(s, "断言不成立", "assertion failed"));
	lua_settop(L, 2);
	return lua_error(L);
}

/* As Lua's, but a limit that was hit goes through: otherwise
 * `while true do pcall(f) end` would never end. */
static int call_protected(lua_State *L)
{
	struct script *s = script_of(L);
	luaL_checkany(L, 1);
	lua_pushboolean(L, true);
	lua_insert(L, 1);
	unsigned depth = s->include_depth;
	int status = lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 0);
	if (status == LUA_OK)
		return lua_gettop(L);
	s->include_depth = depth;
	if (status == LUA_ERRMEM)
		s->dead = true;
	if (s->dead)
		return lua_error(L);
	lua_pushboolean(L, false);
	lua_insert(L, -2);
	return 2;
}

static int print_value(lua_State *L)
{
	struct script *s = script_of(L);
	luaL_checkany(L, 1);
	switch (lua_type(L, 1)) {
	case LUA_TNIL: lua_pushliteral(L, "nil"); return 1;
	case LUA_TBOOLEAN: lua_pushstring(L, lua_toboolean(L, 1) ? "true" : "false"); return 1;
	case LUA_TSTRING: lua_settop(L, 1); return 1;
	default:
		buf_clear(&s->scratch);
		script_print(s, 1, &s->scratch); /* raises for what would print an address */
		lua_pushlstring(L, buf_str(&s->scratch).data, s->scratch.size);
		return 1;
	}
}

/* --- iteration ------------------------------------------------------------ */

static int next_entry(lua_State *L)
{
	lua_Integer index = lua_tointeger(L, 2) + 1;
	lua_pushinteger(L, index);
	const void *object = script_object_at(L, 1);
	if (!object)
		return lua_rawgeti(L, 1, index) == LUA_TNIL ? 1 : 2;
	struct script *s = script_of(L);
	if (!script_class_of(s, object)->entry(s, object, (size_t)index))
		return 0;
	return 2;
}

static bool is_list_object(struct script *s, int index)
{
	const void *object = script_object_at(s->L, index);
	return object && script_class_of(s, object)->entry;
}

static int each_entry(lua_State *L)
{
	struct script *s = script_of(L);
	if (lua_type(L, 1) != LUA_TTABLE && !is_list_object(s, 1))
		SCRIPT_RAISE(s, "ipairs 需要列表，得到的是%s", "ipairs needs a list, not %s",
		             script_type_name(s, 1));
	lua_pushcfunction(L, next_entry);
	lua_pushvalue(L, 1);
	lua_pushinteger(L, 0);
	return 3;
}

/* A key while `pairs` sorts: numbers first, then texts. */
struct key {
	bool is_text, is_float;
	lua_Integer integer;
	lua_Number number;
	struct str text;
};

static int compare_keys(const void *first, const void *second)
{
	const struct key *a = first, *b = second;
	if (a->is_text != b->is_text)
		return a->is_text ? 1 : -1;
	if (a->is_text)
		return str_compare(a->text, b->text);
	if (!a->is_float && !b->is_float)
		return (a->integer > b->integer) - (a->integer < b->integer);
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return a->is_float - b->is_float;
}

static void read_key(struct script *s, int index, struct key *key)
{
	lua_State *L = s->L;
	*key = (struct key){0};
	switch (lua_type(L, index)) {
	case LUA_TNUMBER:
		key->is_float = !lua_isinteger(L, index);
		key->integer = key->is_float ? 0 : lua_tointeger(L, index);
		key->number = lua_tonumber(L, index);
		return;
	case LUA_TSTRING:
		key->is_text = true;
		key->text = script_text_at(L, index);
		return;
	default:
		SCRIPT_RAISE(s, "pairs 只能遍历以文本或数字为键的表，这里有%s",
		             "pairs needs texts or numbers as keys, not %s",
		             script_type_name(s, index));
	}
}

static void push_key(lua_State *L, const struct key *key)
{
	if (key->is_text)
		lua_pushlstring(L, key->text.data, key->text.size);
	else if (key->is_float)
		lua_pushnumber(L, key->number);
	else
		lua_pushinteger(L, key->integer);
}

/* The next pair: upvalues are the table, its sorted keys and how many were seen. */
static int next_pair(lua_State *L)
{
	lua_Integer at = lua_tointeger(L, lua_upvalueindex(3));
	for (;;) {
		lua_settop(L, 0);
		if (lua_rawgeti(L, lua_upvalueindex(2), ++at) == LUA_TNIL)
			return 1;
		lua_pushvalue(L, -1);
		if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
			break; /* else removed meanwhile */
	}
	lua_pushinteger(L, at);
	lua_replace(L, lua_upvalueindex(3));
	return 2;
}

void script_push_sorted_keys(struct script *s, int index)
{
	lua_State *L = s->L;
	size_t count = 0;
	index = lua_absindex(L, index);
	for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
		count++;
	script_step(s, 400 + count * 16); /* about what sorting costs */
	struct key *keys = lua_newuserdatauv(L, (count + 1) * sizeof *keys, 0);
	size_t at = 0;
	for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
		read_key(s, -2, &keys[at++]);
	qsort(keys, count, sizeof *keys, compare_keys);
	lua_createtable(L, count < INT_MAX ? (int)count : 0, 0);
	for (at = 0; at < count; at++) {
		push_key(L, &keys[at]);
		lua_rawseti(L, -2, (lua_Integer)at + 1);
	}
	lua_remove(L, -2);
}

static int each_pair(lua_State *L)
{
	struct script *s = script_of(L);
	lua_settop(L, 1);
	if (is_list_object(s, 1))
		return each_entry(L);
	if (lua_type(L, 1) != LUA_TTABLE)
		SCRIPT_RAISE(s, "pairs 需要表或列表，得到的是%s",
		             "pairs needs a table or a list, not %s", script_type_name(s, 1));
	script_push_sorted_keys(s, 1);
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, next_pair, 3);
	return 1;
}

/* --- string --------------------------------------------------------------- */

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* `text` is a part of a valid text: is it cut between characters? */
static bool is_whole(struct str text)
{
	if (text.size == 0)
		return true;
	if (is_continuation(text.data[0]))
		return false;
	size_t last = text.size - 1;
	while (last > 0 && is_continuation(text.data[last]))
		last--;
	return utf8_first_invalid(str_slice(text, last, text.size)) == SIZE_MAX;
}

static size_t position(lua_Integer at, size_t size)
{
	if (at >= 0)
		return (size_t)at;
	return -(uint64_t)at > size ? 0 : size - (size_t) - (uint64_t)at + 1;
}

static int string_sub(lua_State *L)
{
	struct script *s = script_of(L);
	size_t size;
	const char *text = luaL_checklstring(L, 1, &size);
	size_t begin = position(luaL_checkinteger(L, 2), size);
	size_t end = position(luaL_optinteger(L, 3, -1), size);
	struct str part = str_slice((struct str){text, size}, begin > 0 ? begin - 1 : 0, end);
	if (end < begin)
		part.size = 0;
	if (!is_whole(part))
		script_raise(
			s, "%s",
			script_words(
				s, "string.sub 把一个字切开了；请用 excerpt 或 utf8.offset",
				"string.sub cuts a character apart: use excerpt or utf8.offset"));
	lua_pushlstring(L, part.data, part.size);
	return 1;
}

static int string_reverse(lua_State *L)
{
	size_t size;
	const char *text = luaL_checklstring(L, 1, &size);
	luaL_Buffer b;
	char *to = luaL_buffinitsize(L, &b, size);
	for (size_t end = size, at = 0; end > 0;) {
		size_t begin = end - 1;
		while (begin > 0 && is_continuation(text[begin]))
			begin--;
		memcpy(to + at, text + begin, end - begin);
		at += end - begin;
		end = begin;
	}
	luaL_pushresultsize(&b, size);
	return 1;
}

static int string_rep(lua_State *L)
{
	struct script *s = script_of(L);
	size_t size, separator;
	luaL_checklstring(L, 1, &size);
	lua_Integer count = luaL_checkinteger(L, 2);
	luaL_optlstring(L, 3, "", &separator);
	if (count > 0 && (size_t)count > REPEAT_MOST / (size + separator ? size + separator : 1))
		script_raise(s, "%s",
		             script_words(s, "string.rep 的结果太长",
		                          "the result of string.rep is too long"));
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* `string.char` and `utf8.char` make only what UTF-8 can hold. */
static int string_char(lua_State *L)
{
	for (int i = 1; i <= lua_gettop(L); i++)
		luaL_argcheck(L, (lua_Unsigned)luaL_checkinteger(L, i) < 0x80, i, "use utf8.char");
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int utf8_char(lua_State *L)
{
	for (int i = 1; i <= lua_gettop(L); i++) {
		lua_Unsigned c = (lua_Unsigned)luaL_checkinteger(L, i);
		luaL_argcheck(L, c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF), i, "no character");
	}
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int string_format(lua_State *L)
{
	struct script *s = script_of(L);
	struct str format;
	format.data = luaL_checklstring(L, 1, &format.size);
	for (int i = 2; i <= lua_gettop(L); i++)
		if (lua_type(L, i) == LUA_TTABLE || lua_type(L, i) == LUA_TFUNCTION)
			SCRIPT_RAISE(s, "string.format 不能输出%s", "string.format cannot print %s",
			             script_type_name(s, i));
	bool cuts = false;
	for (size_t i = 0; (i = str_find(format, STR("%"), i)) != SIZE_MAX; i++) {
		i++; /* on what follows the %, which may be another */
		size_t letter = i;
		while (letter < format.size && memchr("-+ #0123456789.", format.data[letter], 15))
			letter++;
		char c = letter < format.size ? format.data[letter] : '\0';
		if (c == 'p')
			script_raise(s, "%s",
			             script_words(s, "string.format 没有 %p",
			                          "string.format has no %p"));
		cuts |= c == 'c' || (c == 's' && letter > i);
	}
	int results = lua_tocfunction(L, lua_upvalueindex(1))(L);
	if (cuts && utf8_first_invalid(script_text_at(L, -1)) != SIZE_MAX)
		script_raise(s, "%s",
		             script_words(s, "string.format 把一个字切开了",
		                          "string.format cuts a character apart"));
	return results;
}

/* --- table ---------------------------------------------------------------- */

/* Whether the value at list index `b` must stand before that at `a`. */
static bool is_before(lua_State *L, lua_Integer b, lua_Integer a)
{
	bool before;
	lua_rawgeti(L, 1, b);
	lua_rawgeti(L, 1, a);
	if (lua_isnil(L, 2)) {
		before = lua_compare(L, -2, -1, LUA_OPLT);
		lua_pop(L, 2);
		return before;
	}
	lua_pushvalue(L, 2);
	lua_insert(L, -3);
	lua_call(L, 2, 1);
	before = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return before;
}

/* Merges the sorted runs [begin, middle) and [middle, end) of `from` into `to`. */
static void merge(lua_State *L, const lua_Integer *from, lua_Integer *to, size_t begin,
                  size_t middle, size_t end)
{
	size_t a = begin, b = middle;
	for (size_t at = begin; at < end; at++) {
		bool second = a == middle || (b < end && is_before(L, from[b], from[a]));
		to[at] = second ? from[b++] : from[a++];
	}
}

/* A stable merge sort over indexes: equal entries keep their order, and an order
 * function that contradicts itself does no harm. */
static int table_sort(lua_State *L)
{
	struct script *s = script_of(L);
	luaL_checktype(L, 1, LUA_TTABLE);
	if (!lua_isnoneornil(L, 2))
		luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_settop(L, 2);
	size_t count = lua_rawlen(L, 1);
	lua_Integer *from = lua_newuserdatauv(L, (count * 2 + 1) * sizeof *from, 0);
	lua_Integer *to = from + count;
	for (size_t i = 0; i < count; i++)
		from[i] = (lua_Integer)i + 1;
	for (size_t run = 1; run < count; run *= 2) {
		script_step(s, count * 4);
		for (size_t begin = 0; begin < count; begin += 2 * run) {
			size_t middle = begin + run < count ? begin + run : count;
			size_t end = middle + run < count ? middle + run : count;
			merge(L, from, to, begin, middle, end);
		}
		lua_Integer *swap = from;
		from = to;
		to = swap;
	}
	lua_createtable(L, count < INT_MAX ? (int)count : 0, 0);
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(L, 1, from[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	for (size_t i = 1; i <= count; i++) {
		lua_rawgeti(L, -1, (lua_Integer)i);
		lua_rawseti(L, 1, (lua_Integer)i);
	}
	return 0;
}

/* Counts what Lua's own function does with the entries `first` to `last`. */
static int call_over(lua_State *L, lua_Integer first, lua_Integer last)
{
	if (last >= first) {
		uint64_t count = (uint64_t)last - (uint64_t)first;
		count = count < LIMIT_LUA_STEPS ? count : LIMIT_LUA_STEPS;
		script_step(script_of(L), (count + 1) * 4);
	}
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int table_move(lua_State *L)
{
	return call_over(L, luaL_checkinteger(L, 2), luaL_checkinteger(L, 3));
}

/* insert and remove: with a position they move what is behind it. */
static int table_shift(lua_State *L)
{
	lua_Integer size = lua_istable(L, 1) ? (lua_Integer)lua_rawlen(L, 1) : 0;
	bool at_end = lua_gettop(L) < 2 || !lua_isinteger(L, 2);
	return call_over(L, at_end ? size : lua_tointeger(L, 2), size);
}

/* concat and unpack */
static int table_read(lua_State *L)
{
	return call_over(L, 1, lua_istable(L, 1) ? (lua_Integer)lua_rawlen(L, 1) : 0);
}

/* --- the library ---------------------------------------------------------- */

/* Any other function of Lua's: its work is at most proportional to its texts. */
static int call_counted(lua_State *L)
{
	uint64_t work = 0;
	for (int i = 1; i <= lua_gettop(L); i++)
		if (lua_type(L, i) == LUA_TSTRING)
			work += lua_rawlen(L, i);
	script_step(script_of(L), 4 + work / 16);
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* What scripts get. `replacement` has Lua's own function as its upvalue; NULL: it
 * is Lua's own, called by call_counted. */
struct safe_function {
	const char *name;
	lua_CFunction replacement;
};

static const struct safe_function safe_base[] = {
	{"assert", assert_value},
	{"error", raise_text},
	{"ipairs", each_entry},
	{"pairs", each_pair},
	{"pcall", call_protected},
	{"select", NULL},
	{"tonumber", NULL},
	{"tostring", print_value},
	{"type", NULL},
	{NULL, NULL},
};
static const struct safe_function safe_string[] = {
	{"byte", NULL},  {"char", string_char}, {"format", string_format},   {"len", NULL},
	{"lower", NULL}, {"rep", string_rep},   {"reverse", string_reverse}, {"sub", string_sub},
	{"upper", NULL}, {NULL, NULL},
};
static const struct safe_function safe_table[] = {
	{"concat", table_read},  {"insert", table_shift}, {"move", table_move},   {"pack", NULL},
	{"remove", table_shift}, {"sort", table_sort},    {"unpack", table_read}, {NULL, NULL},
};
static const struct safe_function safe_math[] = {
	{"abs", NULL}, {"acos", NULL}, {"asin", NULL}, {"atan", NULL},      {"ceil", NULL},
	{"cos", NULL}, {"deg", NULL},  {"exp", NULL},  {"floor", NULL},     {"fmod", NULL},
	{"log", NULL}, {"max", NULL},  {"min", NULL},  {"modf", NULL},      {"rad", NULL},
	{"sin", NULL}, {"sqrt", NULL}, {"tan", NULL},  {"tointeger", NULL}, {"type", NULL},
	{"ult", NULL}, {NULL, NULL},
};
static const struct safe_function safe_utf8[] = {
	{"char", utf8_char}, {"codepoint", NULL}, {"codes", NULL},
	{"len", NULL},       {"offset", NULL},    {NULL, NULL},
};
static const char *const math_constants[] = {"huge", "maxinteger", "mininteger", "pi"};

/* Adds the text keys of the table at `index` to the names for a suggestion. */
static size_t collect_names(lua_State *L, int index, struct str *names, size_t count)
{
	index = lua_absindex(L, index);
	for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
		if (lua_type(L, -2) == LUA_TSTRING && count < SCRIPT_NAMES_MOST)
			names[count++] = script_text_at(L, -2);
	return count;
}

static int compare_names(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* `string.gsub`: the table's own name is the upvalue. */
static int miss_member(lua_State *L)
{
	struct str names[SCRIPT_NAMES_MOST];
	size_t count = collect_names(L, 1, names, 0);
	qsort(names, count, sizeof names[0], compare_names); /* ties of nearness go by name */
	struct str name = lua_type(L, 2) == LUA_TSTRING ? script_text_at(L, 2) : STR("?");
	script_raise_unknown(script_of(L), lua_tostring(L, lua_upvalueindex(1)), name, names,
	                     count);
}

size_t script_global_names(struct script *s, struct str *names, size_t count)
{
	lua_State *L = s->L;
	size_t before = count;
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_KNOWN);
	count = collect_names(L, -1, names, count);
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_GLOBALS);
	count = collect_names(L, -1, names, count);
	lua_pop(L, 2);
	qsort(names + before, count - before, sizeof names[0], compare_names);
	return count;
}

static int miss_global(lua_State *L)
{
	struct script *s = script_of(L);
	struct str names[SCRIPT_NAMES_MOST];
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_KNOWN);
	lua_pushvalue(L, 2);
	if (lua_type(L, 2) == LUA_TSTRING && lua_rawget(L, 3) != LUA_TNIL) {
		lua_pushnil(L);
		return 1;
	}
	size_t count = script_global_names(s, names, 0);
	struct str name = lua_type(L, 2) == LUA_TSTRING ? script_text_at(L, 2) : STR("?");
	script_raise_unknown(s, NULL, name, names, count);
}

static int refuse_global(lua_State *L)
{
	struct script *s = script_of(L);
	struct str name = lua_type(L, 2) == LUA_TSTRING ? script_text_at(L, 2) : STR("?");
	SCRIPT_RAISE(s, "不能给全局变量“%.*s”赋值；请写 local %.*s = …",
	             "global \"%.*s\" cannot be set: write local %.*s = …", STR_ARG(name),
	             STR_ARG(name));
}

/* Pushes an empty table that reads from the table on top (which it replaces) and
 * cannot be written. */
static void push_read_only(lua_State *L)
{
	lua_createtable(L, 0, 0);
	lua_createtable(L, 0, 3);
	lua_rotate(L, -3, -1); /* the table behind its reader */
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, refuse_global);
	lua_setfield(L, -2, "__newindex");
	lua_pushliteral(L, "locked");
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
}

/* Sets the metatable of the table on top so that what it lacks calls `miss`. */
static void set_miss(lua_State *L, lua_CFunction miss, const char *name)
{
	lua_createtable(L, 0, 1);
	lua_pushstring(L, name);
	lua_pushcclosure(L, miss, 1);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
}

/* Copies the safe functions of the library on top into the table at `to`. */
static void copy_functions(lua_State *L, int to, const struct safe_function *functions)
{
	for (const struct safe_function *f = functions; f->name; f++) {
		lua_getfield(L, -1, f->name);
		lua_pushcclosure(L, f->replacement ? f->replacement : call_counted, 1);
		lua_setfield(L, to, f->name);
	}
}

static void open_library(struct script *s, const char *name, lua_CFunction open,
                         const struct safe_function *functions)
{
	lua_State *L = s->L;
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_GLOBALS);
	lua_createtable(L, 0, 32);
	int to = lua_gettop(L);
	luaL_requiref(L, name, open, 0);
	copy_functions(L, to, functions);
	for (size_t i = 0; open == luaopen_math && i < 4; i++) {
		lua_getfield(L, -1, math_constants[i]);
		lua_setfield(L, to, math_constants[i]);
	}
	lua_settop(L, to);
	set_miss(L, miss_member, name);
	if (open == luaopen_string) { /* `("x"):upper()` */
		lua_pushliteral(L, "");
		lua_getmetatable(L, -1);
		lua_pushvalue(L, to);
		lua_setfield(L, -2, "__index");
		lua_settop(L, to);
	}
	push_read_only(L);
	lua_setfield(L, -2, name);
	lua_pop(L, 1);
}

void script_open_sandbox(struct script *s)
{
	lua_State *L = s->L;
	lua_newtable(L);
	lua_rawseti(L, LUA_REGISTRYINDEX, SLOT_KNOWN);
	lua_newtable(L);
	int globals = lua_gettop(L);
	luaL_requiref(L, "_G", luaopen_base, 0);
	copy_functions(L, globals, safe_base);
	lua_settop(L, globals);
	set_miss(L, miss_global, "");
	lua_pushvalue(L, globals);
	lua_rawseti(L, LUA_REGISTRYINDEX, SLOT_GLOBALS);
	push_read_only(L);
	lua_rawseti(L, LUA_REGISTRYINDEX, SLOT_ENV);
	open_library(s, "string", luaopen_string, safe_string);
	open_library(s, "table", luaopen_table, safe_table);
	open_library(s, "math", luaopen_math, safe_math);
	open_library(s, "utf8", luaopen_utf8, safe_utf8);
}
