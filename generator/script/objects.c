/* Objects as scripts see them: light userdata, all with one metatable, that ask
 * the class of their kind for every field. Copies are full userdata that hold the
 * object itself and behave alike.
 *
 * get_field is the hottest function of a page: it looks up a class by one byte
 * and calls it, nothing else. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "script/lua.h"

/* --- markup --------------------------------------------------------------- */

static const struct script_class markup_class = {.name = "markup"};

const struct script_markup *script_markup_at(lua_State *L, int index)
{
	const void *object = script_object_at(L, index);
	return object && script_object_kind(object) == SCRIPT_KIND_MARKUP ? object : NULL;
}

void script_push_markup(struct script *s, struct str html)
{
	struct script_markup markup = {SCRIPT_KIND_MARKUP, html};
	script_push_copy(s, &markup, sizeof markup);
}

/* `markup("…")`: the compiler allows only a constant, which its chunk keeps
 * alive; the user value keeps it where the chunk is not the template. */
static int make_markup(lua_State *L)
{
	size_t size;
	const char *text = luaL_checklstring(L, 1, &size);
	struct script_markup *markup = lua_newuserdatauv(L, sizeof *markup, 1);
	*markup = (struct script_markup){SCRIPT_KIND_MARKUP, {text, size}};
	lua_pushvalue(L, 1);
	lua_setiuservalue(L, -2, 1);
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_OBJECT);
	lua_setmetatable(L, -2);
	return 1;
}

/* --- objects -------------------------------------------------------------- */

const struct script_class *script_class_of(const struct script *s, const void *object)
{
	script_kind kind = script_object_kind(object);
	assert(kind < SCRIPT_KINDS_MAX && s->classes[kind]);
	return s->classes[kind];
}

const void *script_object_at(lua_State *L, int index)
{
	/* scripts can make neither kind of userdata, so each is an object */
	return lua_touserdata(L, index);
}

void script_push_object(struct script *s, const void *object)
{
	if (!object) {
		lua_pushnil(s->L);
		return;
	}
	assert(s->classes[script_object_kind(object)]);
	lua_pushlightuserdata(s->L, (void *)(uintptr_t)object);
}

void script_push_copy(struct script *s, const void *object, size_t size)
{
	assert(s->classes[script_object_kind(object)]);
	memcpy(lua_newuserdatauv(s->L, size, 0), object, size);
	lua_rawgeti(s->L, LUA_REGISTRYINDEX, SLOT_OBJECT);
	lua_setmetatable(s->L, -2);
}

static int miss_field(struct script *s, const struct script_class *class, const void *object,
                      struct str name)
{
	struct str names[SCRIPT_NAMES_MOST];
	size_t count = class->names ? class->names(s, object, names, SCRIPT_NAMES_MOST) : 0;
	script_raise_unknown(s, class->name, name, names, count);
}

/* `object[key]` where key is no text: an entry of a list. */
static int get_entry(lua_State *L, struct script *s, const struct script_class *class,
                     const void *object)
{
	int whole = 0;
	lua_Integer index = 0;
	if (lua_type(L, 2) == LUA_TNUMBER)
		index = lua_tointegerx(L, 2, &whole);
	if (!whole || !class->entry)
		SCRIPT_RAISE(s, "%s 不能用%s取值", "%s cannot be indexed by %s", class->name,
		             script_type_name(s, 2));
	if (index < 1 || !class->entry(s, object, (size_t)index))
		lua_pushnil(L);
	return 1;
}

static int get_field(lua_State *L)
{
	struct script *s = script_of(L);
	const void *object = lua_touserdata(L, 1);
	const struct script_class *class = script_class_of(s, object);
	if (lua_type(L, 2) != LUA_TSTRING)
		return get_entry(L, s, class, object);
	struct str name = script_text_at(L, 2);
	if (s->record)
		s->record(s->context, object, name);
	if (!class->field || !class->field(s, object, name))
		return miss_field(s, class, object, name);
	return 1;
}

static int refuse_write(lua_State *L)
{
	struct script *s = script_of(L);
	struct str name = lua_type(L, 2) == LUA_TSTRING ? script_text_at(L, 2) : STR("");
	SCRIPT_RAISE(s, "只读数据，不能赋值：%.*s", "read-only data cannot be set: %.*s",
	             STR_ARG(name));
}

static int get_length(lua_State *L)
{
	struct script *s = script_of(L);
	const void *object = lua_touserdata(L, 1);
	const struct script_class *class = script_class_of(s, object);
	if (!class->length)
		SCRIPT_RAISE(s, "%s 不是列表，没有长度", "%s is no list and has no length",
		             class->name);
	lua_pushinteger(L, (lua_Integer) class->length(object));
	return 1;
}

static int to_text(lua_State *L)
{
	struct script *s = script_of(L);
	buf_clear(&s->scratch);
	script_print(s, 1, &s->scratch);
	lua_pushlstring(L, buf_str(&s->scratch).data, s->scratch.size);
	return 1;
}

/* --- printing ------------------------------------------------------------- */

void script_print_number(lua_State *L, int index, struct buf *out)
{
	struct script *s = script_of(L);
	char text[400];
	double number = lua_tonumber(L, index);
	if (lua_isinteger(L, index))
		snprintf(text, sizeof text, LUA_INTEGER_FMT, lua_tointeger(L, index));
	else if (!isfinite(number))
		script_raise(s, "%s",
		             script_words(s, "计算结果不是有限的数（除以零？）",
		                          "the result is no finite number (division by zero?)"));
	else if (number == floor(number) && fabs(number) < 1e15)
		snprintf(text, sizeof text, "%.0f", number == 0 ? 0.0 : number);
	else
		snprintf(text, sizeof text, "%.14g", number);
	if (strchr(text, 'e')) {
		/* plainly: no exponent; %.20f may leave zeros at the end */
		int size = snprintf(text, sizeof text, "%.20f", number);
		while (text[size - 1] == '0')
			text[--size] = '\0';
		if (text[size - 1] == '.')
			text[--size] = '\0';
	}
	buf_add_text(out, text);
}

static void print_object(struct script *s, const void *object, struct buf *out)
{
	const struct script_class *class = script_class_of(s, object);
	if (script_object_kind(object) == SCRIPT_KIND_MARKUP)
		script_raise(s, "%s",
		             script_words(s, "这是标记，要写成 {{{ … }}}",
		                          "this is markup: write {{{ … }}}"));
	if (!class->print)
		SCRIPT_RAISE(s, "%s 不能直接输出，请取它的一个字段",
		             "%s cannot be printed: name one of its fields", class->name);
	class->print(s, object, out);
}

void script_print(struct script *s, int index, struct buf *out)
{
	lua_State *L = s->L;
	switch (lua_type(L, index)) {
	case LUA_TNIL:
	case LUA_TNONE: return;
	case LUA_TSTRING: buf_add(out, script_text_at(L, index)); return;
	case LUA_TNUMBER: script_print_number(L, index, out); return;
	case LUA_TLIGHTUSERDATA:
	case LUA_TUSERDATA: print_object(s, script_object_at(L, index), out); return;
	default:
		SCRIPT_RAISE(s, "%s不能直接输出", "%s cannot be printed",
		             script_type_name(s, index));
	}
}

void script_open_objects(struct script *s)
{
	static const luaL_Reg methods[] = {
		{"__index", get_field}, {"__newindex", refuse_write},
		{"__len", get_length},  {"__tostring", to_text},
		{NULL, NULL},
	};
	lua_State *L = s->L;
	s->classes[SCRIPT_KIND_MARKUP] = &markup_class;
	luaL_newlib(L, methods);
	lua_pushvalue(L, -1);
	lua_rawseti(L, LUA_REGISTRYINDEX, SLOT_OBJECT);
	lua_pushlightuserdata(L, s);
	lua_insert(L, -2);
	lua_setmetatable(L, -2); /* of all light userdata */
	lua_pop(L, 1);
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_GLOBALS);
	lua_pushcfunction(L, make_markup);
	lua_setfield(L, -2, "markup");
	lua_pop(L, 1);
}
