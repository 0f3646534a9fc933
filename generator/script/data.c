/* Data written in Lua: a chunk runs in the sandbox and what it returns is copied
 * into an arena, so that the caller needs to know nothing of Lua. */
#include <stdlib.h>
#include <string.h>

#include "script/lua.h"
#include "script/tokens.h"

enum { DEPTH_MOST = 32 };

static void copy_value(struct script *s, int index, struct arena *arena, unsigned depth,
                       struct script_data *out);

static int compare_pairs(const void *a, const void *b)
{
	return str_compare(((const struct script_pair *)a)->key,
	                   ((const struct script_pair *)b)->key);
}

/* True for the keys 1 … count, which make the list part. */
static bool is_list_key(lua_State *L, int index, size_t count)
{
	if (!lua_isinteger(L, index))
		return false;
	lua_Integer key = lua_tointeger(L, index);
	return key >= 1 && (size_t)key <= count;
}

static struct str copy_key(struct script *s, int index, struct arena *arena)
{
	if (lua_type(s->L, index) == LUA_TSTRING)
		return str_copy(arena, script_text_at(s->L, index));
	if (lua_type(s->L, index) != LUA_TNUMBER)
		SCRIPT_RAISE(s, "键应是文本，得到的是%s", "keys should be texts, not %s",
		             script_type_name(s, index));
	buf_clear(&s->scratch);
	script_print_number(s->L, index, &s->scratch);
	return str_copy(arena, buf_str(&s->scratch));
}

static void copy_list(struct script *s, int index, struct arena *arena, unsigned depth,
                      struct script_data *out)
{
	lua_State *L = s->L;
	for (;; out->list_count++) {
		int type = lua_rawgeti(L, index, (lua_Integer)out->list_count + 1);
		lua_pop(L, 1);
		if (type == LUA_TNIL)
			break;
	}
	out->list = ARENA_ARRAY(arena, struct script_data, out->list_count + 1);
	for (size_t i = 0; i < out->list_count; i++) {
		lua_rawgeti(L, index, (lua_Integer)i + 1);
		copy_value(s, lua_gettop(L), arena, depth, &out->list[i]);
		lua_pop(L, 1);
	}
}

static void copy_table(struct script *s, int index, struct arena *arena, unsigned depth,
                       struct script_data *out)
{
	lua_State *L = s->L;
	out->type = SCRIPT_TABLE;
	if (depth == DEPTH_MOST)
		script_raise(s, "%s",
		             script_words(s, "表嵌套太深", "tables are nested too deeply"));
	luaL_checkstack(L, 8, NULL);
	copy_list(s, index, arena, depth + 1, out);
	size_t count = 0;
	for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
		count += !is_list_key(L, -2, out->list_count);
	out->pairs = ARENA_ARRAY(arena, struct script_pair, count + 1);
	for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
		if (is_list_key(L, -2, out->list_count))
			continue;
		struct script_pair *pair = &out->pairs[out->pair_count++];
		pair->key = copy_key(s, -2, arena);
		copy_value(s, lua_gettop(L), arena, depth + 1, &pair->value);
	}
	qsort(out->pairs, count, sizeof *out->pairs, compare_pairs);
}

static void copy_value(struct script *s, int index, struct arena *arena, unsigned depth,
                       struct script_data *out)
{
	lua_State *L = s->L;
	*out = (struct script_data){.type = SCRIPT_NIL};
	switch (lua_type(L, index)) {
	case LUA_TNIL: return;
	case LUA_TBOOLEAN:
		out->type = SCRIPT_BOOLEAN;
		out->number = lua_toboolean(L, index);
		return;
	case LUA_TNUMBER:
		out->type = SCRIPT_NUMBER;
		out->number = lua_tointeger(L, index);
		buf_clear(&s->scratch);
		script_print_number(L, index, &s->scratch);
		out->text = str_copy(arena, buf_str(&s->scratch));
		return;
	case LUA_TSTRING:
		out->type = SCRIPT_TEXT;
		out->text = str_copy(arena, script_text_at(L, index));
		return;
	case LUA_TTABLE: copy_table(s, index, arena, depth, out); return;
	default:
		SCRIPT_RAISE(s, "这里只能是数据，不能是%s", "only data may stand here, not %s",
		             script_type_name(s, index));
	}
}

/* Copies the value at 1 for script_load_data: arguments are bare pointers. */
static int copy_result(lua_State *L)
{
	struct arena *arena = lua_touserdata(L, 2);
	struct script_data *data = lua_touserdata(L, 3);
	copy_value(script_of(L), 1, arena, 0, data);
	return 0;
}

struct script_data *script_load_data(struct script *s, struct str source, struct str chunk,
                                     struct arena *arena, struct script_error *error)
{
	lua_State *L = s->L;
	struct buf code = BUF_INIT;
	struct tokens_problem problem;
	bool good = tokens_count_loops(source, &code, &problem);
	if (!good)
		*error = (struct script_error){.status = SCRIPT_SYNTAX,
		                               .chunk = str_copy(arena, chunk),
		                               .line = problem.line,
		                               .message = problem.words[s->language]};
	good = good && script_load(s, buf_str(&code), chunk, SLOT_ENV, arena, error);
	buf_release(&code);
	if (!good)
		return NULL;
	lua_pushcfunction(L, script_count);
	if (!script_run(s, 1, 1, arena, error))
		return NULL;
	struct script_data *data = ARENA_NEW(arena, struct script_data);
	lua_pushcfunction(L, copy_result);
	lua_insert(L, -2);
	lua_pushlightuserdata(L, arena);
	lua_pushlightuserdata(L, data);
	if (!script_run(s, 3, 0, arena, error)) {
		if (error->chunk.size == 0)
			error->chunk = str_copy(arena, chunk);
		return NULL;
	}
	return data;
}
