/* Loads templates into the state and prints for them: everything that the Lua of
 * compile.c calls. Printing goes straight into the page's buffer; Lua makes no
 * text that it does not need for itself. */
#include "script/template.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "format/html.h"
#include "script/compile.h"
#include "script/lua.h"
#include "script/tokens.h"

enum { JSON_DEPTH_MOST = 32 };

struct template
{
	struct str name, path, source;
	bool exists, is_faulty;
	lua_Integer function;           /* its place in SLOT_TEMPLATES; 0: none */
	struct template **dependencies; /* by number; NULL: faulty */
	size_t dependency_count;
};

struct template_set {
	struct script *script;
	enum language language;
	template_find *find;
	template_report *report;
	void *context;
	struct arena arena;
	struct map templates; /* name to struct template */
	lua_Integer count;    /* functions in SLOT_TEMPLATES */
};

/* --- printing ------------------------------------------------------------- */

static _Noreturn void raise_size(struct script *s)
{
	script_raise_limit(s, "页面太大", "the page is too large");
}

/* Work and size of what is about to be printed; escaping makes at most six bytes
 * of one. */
static inline void count_output(struct script *s, size_t size)
{
	s->steps += 4 + size / 16;
	if (s->steps > LIMIT_LUA_STEPS)
		script_step(s, 0);
	if (size > LIMIT_PAGE || s->out->size > LIMIT_PAGE)
		raise_size(s);
}

/* The text of the source that arguments `index` and `index` + 1 name. */
static inline void print_constant(lua_State *L, struct script *s, int index)
{
	const struct template *t = lua_touserdata(L, lua_upvalueindex(1));
	size_t begin = (size_t)lua_tointeger(L, index), size = (size_t)lua_tointeger(L, index + 1);
	count_output(s, size);
	buf_add(s->out, (struct str){t->source.data + begin, size});
}

/* Prints argument 1 with `add`, then the constant text behind it. Numbers need no
 * escaping anywhere. */
static inline int print_value(lua_State *L, void (*add)(struct buf *b, struct str s))
{
	struct script *s = script_of(L);
	switch (lua_type(L, 1)) {
	case LUA_TSTRING: {
		struct str text = script_text_at(L, 1);
		count_output(s, text.size);
		add(s->out, text);
		break;
	}
	case LUA_TNIL: break;
	case LUA_TNUMBER: script_print_number(L, 1, s->out); break;
	default:
		buf_clear(&s->scratch);
		script_print(s, 1, &s->scratch);
		count_output(s, s->scratch.size);
		add(s->out, buf_str(&s->scratch));
	}
	if (lua_gettop(L) > 1)
		print_constant(L, s, 2);
	return 0;
}

static int print_raw(lua_State *L)
{
	print_constant(L, script_of(L), 1);
	return 0;
}

static int print_text(lua_State *L)
{
	return print_value(L, html_add_text);
}

static int print_attribute(lua_State *L)
{
	return print_value(L, html_add_attribute);
}

static int print_component(lua_State *L)
{
	return print_value(L, html_add_url_component);
}

static int print_bare(lua_State *L)
{
	return print_value(L, buf_add);
}

/* XML holds HTML as text (Atom's type="html"), so markup is escaped there. */
static int print_xml(lua_State *L)
{
	const struct script_markup *markup = script_markup_at(L, 1);
	if (markup) {
		lua_pushlstring(L, markup->html.data, markup->html.size);
		lua_replace(L, 1);
	}
	return print_value(L, html_add_xml);
}

static int print_markup(lua_State *L)
{
	struct script *s = script_of(L);
	const struct script_markup *markup = script_markup_at(L, 1);
	if (!markup && !lua_isnil(L, 1))
		SCRIPT_RAISE(s, "{{{ … }}} 只能输出 mulu 生成的标记，这里是%s",
		             "{{{ … }}} prints only markup that mulu made, not %s",
		             script_type_name(s, 1));
	if (markup) {
		count_output(s, markup->html.size);
		buf_add(s->out, markup->html);
	}
	if (lua_gettop(L) > 1)
		print_constant(L, s, 2);
	return 0;
}

/* What the page already holds of the attribute value that is being printed. No
 * value holds a raw quote, so the last one begins it. */
static struct str value_so_far(const struct buf *out)
{
	size_t begin = out->size;
	while (begin > 0 && out->data[begin - 1] != '"' && out->data[begin - 1] != '\'')
		begin--;
	return str_slice(buf_str(out), begin, out->size);
}

/* The scheme is judged over all that was printed, however control flow put it
 * together. Markup, numbers and nil go the way of print_value. */
static int print_url(lua_State *L)
{
	struct script *s = script_of(L);
	if (lua_type(L, 1) != LUA_TSTRING) {
		buf_clear(&s->scratch);
		script_print(s, 1, &s->scratch);
		lua_pushlstring(L, buf_str(&s->scratch).data, s->scratch.size);
		lua_replace(L, 1);
	}
	struct str url = script_text_at(L, 1), before = value_so_far(s->out);
	bool safe;
	if (before.size == 0) {
		safe = html_is_safe_url(url);
	} else {
		buf_clear(&s->scratch);
		buf_add(&s->scratch, before);
		buf_add(&s->scratch, url);
		safe = html_is_safe_url(buf_str(&s->scratch));
	}
	if (!safe)
		SCRIPT_RAISE(s, "不安全的网址，不能输出：%.*s",
		             "an unsafe address cannot be printed: %.*s",
		             STR_ARG(utf8_cut(url, 80)));
	return print_value(L, html_add_url);
}

/* --- JSON ----------------------------------------------------------------- */

static void print_json_value(struct script *s, int index, unsigned depth);

/* Prints the entries of the list at `index`, a table or an object. */
static void print_json_list(struct script *s, int index, unsigned depth)
{
	lua_State *L = s->L;
	const void *object = script_object_at(L, index);
	buf_add_char(s->out, '[');
	for (size_t i = 1;; i++) {
		if (object && !script_class_of(s, object)->entry(s, object, i))
			break;
		if (!object && lua_rawgeti(L, index, (lua_Integer)i) == LUA_TNIL) {
			lua_pop(L, 1);
			break;
		}
		if (i > 1)
			buf_add_char(s->out, ',');
		print_json_value(s, lua_gettop(L), depth + 1);
		lua_pop(L, 1);
	}
	buf_add_char(s->out, ']');
}

static void print_json_mapping(struct script *s, int index, unsigned depth)
{
	lua_State *L = s->L;
	script_push_sorted_keys(s, index);
	int keys = lua_gettop(L);
	buf_add_char(s->out, '{');
	for (lua_Integer i = 1; lua_rawgeti(L, keys, i) != LUA_TNIL; i++) {
		if (lua_type(L, -1) != LUA_TSTRING)
			script_raise(s, "%s",
			             script_words(s, "JSON 的键必须是文本",
			                          "keys of JSON have to be texts"));
		if (i > 1)
			buf_add_char(s->out, ',');
		html_add_json_string(s->out, script_text_at(L, -1));
		buf_add_char(s->out, ':');
		lua_rawget(L, index);
		print_json_value(s, lua_gettop(L), depth + 1);
		lua_pop(L, 1);
	}
	lua_settop(L, keys - 1);
	buf_add_char(s->out, '}');
}

static void print_json_table(struct script *s, int index, unsigned depth)
{
	lua_State *L = s->L;
	lua_pushnil(L);
	bool empty = !lua_next(L, index);
	if (!empty)
		lua_pop(L, 2);
	if (empty || lua_rawlen(L, index) > 0)
		print_json_list(s, index, depth);
	else
		print_json_mapping(s, index, depth);
}

static void print_json_object(struct script *s, int index, unsigned depth)
{
	const void *object = script_object_at(s->L, index);
	const struct script_markup *markup = script_markup_at(s->L, index);
	if (markup) {
		count_output(s, markup->html.size);
		html_add_json_string(s->out, markup->html);
	} else if (script_class_of(s, object)->entry) {
		print_json_list(s, index, depth);
	} else {
		buf_clear(&s->scratch);
		script_print(s, index, &s->scratch);
		html_add_json_string(s->out, buf_str(&s->scratch));
	}
}

static void print_json_value(struct script *s, int index, unsigned depth)
{
	lua_State *L = s->L;
	struct str text;
	if (depth > JSON_DEPTH_MOST)
		script_raise(s, "%s",
		             script_words(s, "表嵌套太深", "tables are nested too deeply"));
	luaL_checkstack(L, 8, NULL);
	count_output(s, 0);
	switch (lua_type(L, index)) {
	case LUA_TNIL: buf_add_text(s->out, "null"); return;
	case LUA_TBOOLEAN: buf_add_text(s->out, lua_toboolean(L, index) ? "true" : "false"); return;
	case LUA_TSTRING:
		text = script_text_at(L, index);
		count_output(s, text.size);
		html_add_json_string(s->out, text);
		return;
	case LUA_TTABLE: print_json_table(s, index, depth); return;
	case LUA_TLIGHTUSERDATA:
	case LUA_TUSERDATA: print_json_object(s, index, depth); return;
	default: script_print(s, index, s->out);
	}
}

static int print_json(lua_State *L)
{
	struct script *s = script_of(L);
	print_json_value(s, 1, 0);
	if (!lua_isnone(L, 2))
		print_constant(L, s, 2);
	return 0;
}

/* --- includes and layouts ------------------------------------------------- */

/* Calls the template named by argument 1 with blocks and `it`, on the stack as
 * arguments 2 and 3. */
static int call_template(lua_State *L)
{
	struct script *s = script_of(L);
	const struct template *from = lua_touserdata(L, lua_upvalueindex(1));
	const struct template *t = from->dependencies[lua_tointeger(L, 1)];
	if (!t || !t->function)
		script_raise(
			s, "%s",
			script_words(s, "这个模板有错误，没有载入", "this template is faulty"));
	if (s->include_depth >= LIMIT_INCLUDE_DEPTH)
		script_raise_limit(s, "include 或 layout 嵌套太深，是不是绕成了圈？",
		                   "includes or layouts are nested too deeply: in a circle?");
	script_step(s, 16);
	s->include_depth++;
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_TEMPLATES);
	lua_rawgeti(L, -1, t->function);
	lua_pushvalue(L, 2);
	lua_pushvalue(L, 3);
	lua_call(L, 2, 0);
	s->include_depth--;
	return 0;
}

/* `__include(number, it)` */
static int include(lua_State *L)
{
	lua_settop(L, 2);
	lua_pushnil(L);
	lua_insert(L, 2);
	int results = call_template(L);
	return results;
}

/* `__layout(number, blocks, it)` */
static int layout(lua_State *L)
{
	lua_settop(L, 3);
	return call_template(L);
}

static const lua_CFunction functions[COMPILED_FUNCTIONS] = {
	[COMPILED_RAW] = print_raw,
	[COMPILED_TEXT] = print_text,
	[COMPILED_ATTRIBUTE] = print_attribute,
	[COMPILED_URL] = print_url,
	[COMPILED_COMPONENT] = print_component,
	[COMPILED_XML] = print_xml,
	[COMPILED_JSON] = print_json,
	[COMPILED_BARE] = print_bare,
	[COMPILED_MARKUP] = print_markup,
	[COMPILED_INCLUDE] = include,
	[COMPILED_LAYOUT] = layout,
	[COMPILED_COUNT] = script_count,
};

/* --- loading -------------------------------------------------------------- */

struct template_set *template_set_new(struct script *s, enum language language, template_find *find,
                                      template_report *report, void *context)
{
	struct template_set *set = memory_new(1, sizeof *set);
	*set = (struct template_set){.script = s,
	                             .language = language,
	                             .find = find,
	                             .report = report,
	                             .context = context};
	arena_init(&set->arena, 0);
	map_init(&set->templates, &set->arena);
	lua_newtable(s->L);
	lua_rawseti(s->L, LUA_REGISTRYINDEX, SLOT_TEMPLATES);
	return set;
}

void template_set_free(struct template_set *set)
{
	if (!set)
		return;
	lua_pushnil(set->script->L);
	lua_rawseti(set->script->L, LUA_REGISTRYINDEX, SLOT_TEMPLATES);
	map_release(&set->templates);
	arena_release(&set->arena);
	free(set);
}

static void report_at(struct template_set *set, const struct template *t, size_t begin, size_t end,
                      struct str message)
{
	struct template_problem problem = {false, t->path, t->source, begin, end, message};
	if (set->report)
		set->report(set->context, &problem);
}

/* The bytes that a syntax error of Lua means: the word it quotes, if it stands in
 * that line, else the line without its blanks. */
static void report_syntax(struct template_set *set, const struct template *t,
                          const struct script_error *error)
{
	struct str rest = t->source, line = str_slice(t->source, 0, 0);
	for (unsigned i = 0; i < error->line && str_next_line(&rest, &line); i++)
		;
	struct str part = str_trim(line), word = STR("");
	size_t quote = str_find(error->message, STR("near '"), 0);
	if (quote != SIZE_MAX && error->message.size > quote + 7)
		word = str_slice(error->message, quote + 6, error->message.size - 1);
	size_t at = word.size ? str_find(line, word, 0) : SIZE_MAX;
	if (at != SIZE_MAX)
		part = str_slice(line, at, at + word.size);
	size_t begin = (size_t)(part.data - t->source.data);
	report_at(set, t, begin, begin + part.size, error->message);
}

/* Runs the compiled Lua, which gives the template's function, and keeps that. */
static bool load_function(struct template_set *set, struct template *t, struct str lua)
{
	lua_State *L = set->script->L;
	struct script_error error;
	if (!script_load(set->script, lua, t->path, SLOT_ENV, &set->arena, &error)) {
		report_syntax(set, t, &error);
		return false;
	}
	luaL_checkstack(L, COMPILED_FUNCTIONS + 4, NULL);
	for (size_t i = 0; i < COMPILED_FUNCTIONS; i++) {
		lua_pushlightuserdata(L, t);
		lua_pushcclosure(L, functions[i], 1);
	}
	if (!script_run(set->script, COMPILED_FUNCTIONS, 1, &set->arena, &error)) {
		report_at(set, t, 0, 0, error.message);
		return false;
	}
	lua_rawgeti(L, LUA_REGISTRYINDEX, SLOT_TEMPLATES);
	lua_insert(L, -2);
	t->function = ++set->count;
	lua_rawseti(L, -2, t->function);
	lua_pop(L, 1);
	return true;
}

static struct template *load(struct template_set *set, struct str name);

/* Loads what `t` needs; true when all of it is there and whole. */
static bool load_dependencies(struct template_set *set, struct template *t,
                              const struct compiled *c)
{
	bool good = true;
	t->dependency_count = c->dependency_count;
	t->dependencies = ARENA_ARRAY(&set->arena, struct template *, c->dependency_count + 1);
	for (size_t i = 0; i < c->dependency_count; i++) {
		const struct dependency *d = &c->dependencies[i];
		struct template *needed = load(set, d->name);
		if (!needed->exists)
			report_at(
				set, t, d->begin, d->end,
				set->language == LANGUAGE_ZH
					? STR_JOIN(&set->arena, STR("没有模板“"), d->name, STR("”"))
					: STR_JOIN(&set->arena, STR("there is no template \""),
			                           d->name, STR("\"")));
		else
			t->dependencies[i] = needed;
		good = good && needed->exists && !needed->is_faulty;
	}
	return good;
}

static struct template *load(struct template_set *set, struct str name)
{
	struct template *t = map_get(&set->templates, name);
	if (t)
		return t;
	t = ARENA_NEW(&set->arena, struct template);
	t->name = str_copy(&set->arena, name);
	map_put(&set->templates, t->name, t);
	t->exists = set->find(set->context, t->name, &t->path, &t->source);
	if (!t->exists)
		return t;
	struct compiled c;
	bool good = compile_template(t->path, t->source, set->language, &c, set->report,
	                             set->context);
	good = good && load_function(set, t, buf_str(&c.lua));
	t->is_faulty = !good; /* known before a circle leads back here */
	t->is_faulty |= !load_dependencies(set, t, &c);
	compiled_release(&c);
	return t;
}

bool template_load(struct template_set *set, struct str name, bool *exists)
{
	const struct template *t = load(set, name);
	if (exists)
		*exists = t->exists;
	return t->exists && !t->is_faulty;
}

/* --- rendering ------------------------------------------------------------ */

bool template_render(struct template_set *set, struct str name, struct buf *out,
                     struct arena *arena, struct script_error *error)
{
	struct script *s = set->script;
	const struct template *t = load(set, name);
	if (!t->function || t->is_faulty) {
		*error = (struct script_error){.status = SCRIPT_FAILED, .chunk = name};
		error->message = str_from(
			script_words(s, "没有这个模板，或它有错误",
		                     "there is no such template, or it is faulty"));
		return false;
	}
	struct buf *outer = s->out;
	unsigned outer_depth = s->include_depth;
	size_t size = out->size;
	s->out = out;
	s->include_depth = 0;
	lua_rawgeti(s->L, LUA_REGISTRYINDEX, SLOT_TEMPLATES);
	lua_rawgeti(s->L, -1, t->function);
	lua_remove(s->L, -2);
	bool good = script_run(s, 0, 0, arena, error);
	s->out = outer;
	s->include_depth = outer_depth;
	if (good)
		return true;
	if (out->data) {
		out->size = size;
		out->data[size] = '\0';
	}
	if (error->chunk.size == 0)
		error->chunk = str_copy(arena, t->path);
	return false;
}
