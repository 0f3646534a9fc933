/* Plain text helpers that need no pattern language, and the two list functions
 * that work on Lua's tables and on list objects alike. */
#include "base/utf8.h"
#include "script/lua.h"

/* The work of a helper, before it is done. */
static void count_bytes(struct script *s, struct str text)
{
	script_step(s, 2 + text.size / 16);
}

static bool text_starts_with(struct script *s, int count)
{
	(void)count;
	script_push_boolean(s, str_starts_with(script_arg_text(s, 1), script_arg_text(s, 2)));
	return true;
}

static bool text_contains(struct script *s, int count)
{
	(void)count;
	struct str text = script_arg_text(s, 1);
	count_bytes(s, text);
	script_push_boolean(s, str_find(text, script_arg_text(s, 2), 0) != SIZE_MAX);
	return true;
}

static bool text_trim(struct script *s, int count)
{
	(void)count;
	struct str text = str_trim(script_arg_text(s, 1));
	while (str_starts_with(text, STR("\xE3\x80\x80"))) /* U+3000 */
		text = str_trim(str_slice(text, 3, text.size));
	while (str_ends_with(text, STR("\xE3\x80\x80")))
		text = str_trim(str_slice(text, 0, text.size - 3));
	script_push_text(s, text);
	return true;
}

/* The second argument of replace and split, which would match everywhere if empty. */
static struct str arg_needle(struct script *s)
{
	struct str needle = script_arg_text(s, 2);
	if (needle.size == 0)
		script_raise(
			s, "%s",
			script_words(s, "要找的文本不能为空", "the text to look for is empty"));
	return needle;
}

static bool text_replace(struct script *s, int count)
{
	(void)count;
	struct str text = script_arg_text(s, 1), needle = arg_needle(s), by = script_arg_text(s, 3);
	count_bytes(s, text);
	luaL_Buffer b; /* Lua's own, so that its limit holds */
	luaL_buffinit(s->L, &b);
	size_t from = 0;
	for (size_t at; (at = str_find(text, needle, from)) != SIZE_MAX; from = at + needle.size) {
		luaL_addlstring(&b, text.data + from, at - from);
		luaL_addlstring(&b, by.data, by.size);
	}
	luaL_addlstring(&b, text.data + from, text.size - from);
	luaL_pushresult(&b);
	return true;
}

static bool text_split(struct script *s, int count)
{
	(void)count;
	struct str text = script_arg_text(s, 1), needle = arg_needle(s);
	count_bytes(s, text);
	lua_newtable(s->L);
	size_t from = 0;
	lua_Integer entries = 0;
	for (size_t at; (at = str_find(text, needle, from)) != SIZE_MAX; from = at + needle.size) {
		script_push_text(s, str_slice(text, from, at));
		lua_rawseti(s->L, -2, ++entries);
	}
	script_push_text(s, str_slice(text, from, text.size));
	lua_rawseti(s->L, -2, ++entries);
	return true;
}

/* `excerpt(s, n)`: at most n characters; where something is cut, … is the last. */
static bool text_excerpt(struct script *s, int count)
{
	(void)count;
	struct str text = str_trim(script_arg_text(s, 1));
	int64_t most = script_arg_number(s, 2);
	count_bytes(s, text);
	if (most < 1)
		script_raise(s, "%s",
		             script_words(s, "excerpt 至少要一个字",
		                          "excerpt needs at least one character"));
	if (text.size <= (size_t)most || utf8_count(text) <= (size_t)most) {
		script_push_text(s, text);
		return true;
	}
	script_push_text(s, str_trim(utf8_cut(text, (size_t)most - 1)));
	lua_pushliteral(s->L, "…");
	lua_concat(s->L, 2);
	return true;
}

/* Pushes entry `index` of the list at 1; false past its end. */
static bool push_entry(struct script *s, size_t index)
{
	const void *object = script_object_at(s->L, 1);
	if (object)
		return script_class_of(s, object)->entry(s, object, index);
	if (lua_rawgeti(s->L, 1, (lua_Integer)index) != LUA_TNIL)
		return true;
	lua_pop(s->L, 1);
	return false;
}

static void check_list(struct script *s, const char *function)
{
	const void *object = script_object_at(s->L, 1);
	if (object ? !script_class_of(s, object)->entry : lua_type(s->L, 1) != LUA_TTABLE)
		SCRIPT_RAISE(s, "%s 的第 1 个参数应是列表，得到的是%s",
		             "argument 1 of %s should be a list, not %s", function,
		             script_type_name(s, 1));
}

static bool list_first(struct script *s, int count)
{
	(void)count;
	check_list(s, "first");
	int64_t most = script_arg_number(s, 2);
	lua_newtable(s->L);
	for (int64_t i = 1; i <= most && push_entry(s, (size_t)i); i++) {
		script_step(s, 2);
		lua_rawseti(s->L, -2, i);
	}
	return true;
}

static bool list_join(struct script *s, int count)
{
	check_list(s, "join");
	struct str separator = count > 1 ? script_arg_text(s, 2) : STR("");
	buf_clear(&s->scratch);
	for (size_t i = 1; push_entry(s, i); i++) {
		script_step(s, 4);
		if (i > 1)
			buf_add(&s->scratch, separator);
		script_print(s, -1, &s->scratch);
		lua_pop(s->L, 1);
		if (s->scratch.size > LIMIT_LUA_MEMORY)
			script_raise_limit(s, "join 的结果太长", "the result of join is too long");
	}
	script_push_text(s, buf_str(&s->scratch));
	return true;
}

void script_open_text(struct script *s)
{
	static const struct {
		const char *name;
		script_function *function;
	} helpers[] = {
		{"contains", text_contains},
		{"excerpt", text_excerpt},
		{"first", list_first},
		{"join", list_join},
		{"replace", text_replace},
		{"split", text_split},
		{"starts_with", text_starts_with},
		{"trim", text_trim},
	};
	for (size_t i = 0; i < sizeof helpers / sizeof helpers[0]; i++)
		script_add_function(s, helpers[i].name, helpers[i].function);
}
