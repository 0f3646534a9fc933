/* Conditions: expressions over the fields of one object. Their _ENV is empty and
 * asks the object that is tested for every free name. While one runs, nil has a
 * metatable that makes its fields nil. */
#include <assert.h>

#include "script/lua.h"
#include "script/tokens.h"

static _Noreturn void miss_name(struct script *s, const struct script_class *class, struct str name)
{
	struct str names[SCRIPT_NAMES_MOST];
	size_t count = class->names ? class->names(s, s->subject, names, SCRIPT_NAMES_MOST) : 0;
	count = script_global_names(s, names, count);
	script_raise_unknown(s, class->name, name, names, count);
}

/* A free name: a field, else the object itself, else a global. */
static int get_name(lua_State *L)
{
	struct script *s = script_of(L);
	if (lua_type(L, 2) != LUA_TSTRING)
		return 0;
	struct str name = script_text_at(L, 2);
	const struct script_class *class = script_class_of(s, s->subject);
	if (class->field && class->field(s, s->subject, name)) {
		if (s->record)
			s->record(s->context, s->subject, name);
		return 1;
	}
	if (str_equal(name, STR("it"))) {
		script_push_object(s, s->subject);
		return 1;
	}
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_GLOBALS);
	lua_pushvalue(L, 2);
	if (lua_rawget(L, -2) == LUA_TNIL)
		miss_name(s, class, name);
	return 1;
}

static int refuse_name(lua_State *L)
{
	struct script *s = script_of(L);
	script_raise(s, "%s", script_words(s, "条件里不能赋值", "a condition cannot set anything"));
}

static int field_of_nil(lua_State *L)
{
	lua_pushnil(L);
	return 1;
}

static int length_of_nil(lua_State *L)
{
	lua_pushinteger(L, 0);
	return 1;
}

void script_open_conditions(struct script *s)
{
	static const luaL_Reg env[] = {
		{"__index", get_name}, {"__newindex", refuse_name}, {NULL, NULL}};
	static const luaL_Reg nil[] = {
		{"__index", field_of_nil}, {"__len", length_of_nil}, {NULL, NULL}};
	lua_State *L = s->L;
	lua_newtable(L);
	luaL_newlib(L, env);
	lua_setmetatable(L, -2);
	lua_rawseti(L, LUA_REGISTRYINDEX, SLOT_CONDITION_ENV);
	luaL_newlib(L, nil);
	lua_rawseti(L, LUA_REGISTRYINDEX, SLOT_NIL);
	lua_newtable(L);
	lua_rawseti(L, LUA_REGISTRYINDEX, SLOT_CONDITIONS);
}

/* Sets (or with NULL index unsets) the metatable of nil. */
static void set_lenient(lua_State *L, bool lenient)
{
	lua_pushnil(L);
	if (lenient)
		lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_NIL);
	else
		lua_pushnil(L);
	lua_setmetatable(L, -2);
	lua_pop(L, 1);
}

int script_compile_condition(struct script *s, struct str expression, struct str chunk,
                             struct arena *arena, struct script_error *error)
{
	struct tokens_problem problem;
	if (!tokens_check_expression(expression, &problem)) {
		*error = (struct script_error){.status = SCRIPT_SYNTAX,
		                               .chunk = str_copy(arena, chunk),
		                               .line = problem.line,
		                               .message = problem.words[s->language]};
		return 0;
	}
	lua_State *L = s->L;
	struct str code = STR_JOIN(arena, STR("return "), expression);
	if (!script_load(s, code, chunk, SLOT_CONDITION_ENV, arena, error))
		return 0;
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_CONDITIONS);
	lua_insert(L, -2);
	int handle = (int)lua_rawlen(L, -2) + 1;
	lua_rawseti(L, -2, handle);
	lua_pop(L, 1);
	return handle;
}

/* Runs a condition on an object and leaves its value on the stack; false, with
 * nothing left: it failed. */
static bool run_condition(struct script *s, int condition, const void *object, struct arena *arena,
                          struct script_error *error)
{
	lua_State *L = s->L;
	assert(object && s->classes[script_object_kind(object)]);
	luaL_checkstack(L, 8, NULL);
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_CONDITIONS);
	int type = lua_rawgeti(L, -1, condition);
	assert(type == LUA_TFUNCTION);
	(void)type;
	lua_remove(L, -2);
	const void *outer = s->subject;
	s->subject = object;
	if (s->lenient++ == 0)
		set_lenient(L, true);
	bool done = script_run(s, 0, 1, arena, error);
	if (--s->lenient == 0)
		set_lenient(L, false);
	s->subject = outer;
	return done;
}

bool script_test(struct script *s, int condition, const void *object, struct arena *arena,
                 struct script_error *error)
{
	if (!run_condition(s, condition, object, arena, error))
		return false;
	bool holds = lua_toboolean(s->L, -1);
	lua_pop(s->L, 1);
	return holds;
}

bool script_evaluate(struct script *s, int condition, const void *object, struct arena *arena,
                     struct script_data *out, struct script_error *error)
{
	lua_State *L = s->L;
	*out = (struct script_data){.type = SCRIPT_NIL};
	if (!run_condition(s, condition, object, arena, error))
		return false;
	switch (lua_type(L, -1)) {
	case LUA_TNIL: break;
	case LUA_TBOOLEAN:
		out->type = SCRIPT_BOOLEAN;
		out->number = lua_toboolean(L, -1);
		break;
	case LUA_TNUMBER:
		out->type = SCRIPT_NUMBER;
		out->number = (int64_t)lua_tonumber(L, -1);
		out->text = str_copy(arena, script_text_at(L, -1));
		break;
	case LUA_TSTRING:
		out->type = SCRIPT_TEXT;
		out->text = str_copy(arena, script_text_at(L, -1));
		break;
	default: out->type = SCRIPT_TABLE;
	}
	lua_pop(L, 1);
	return true;
}
