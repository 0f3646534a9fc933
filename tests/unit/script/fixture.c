#include "fixture.h"

#include <stdio.h>

static const struct dates dates = {KIND_DATES, "2024-03-01"}, no_dates = {KIND_DATES, NULL};
static const struct item rows[3] = {
	{KIND_ITEM, "一<b>", "/一.html", 1, NULL, &no_dates},
	{KIND_ITEM, "二&\"'", "/b c.html", 2, NULL, NULL},
	{KIND_ITEM, "三", "https://example.org/?a=1&b=2", 3, NULL, &dates},
};
const struct item fixture_page = {KIND_ITEM, "标<题>", "/page.html", 42, &rows[0], &dates};
static const struct list row_list = {KIND_LIST, 3, rows}, empty_list = {KIND_LIST, 0, NULL};
static const struct label label = {KIND_LABEL, "主动<公开>"};

static bool push_special(struct script *s, struct str name)
{
	if (str_equal(name, STR("rows")))
		script_push_object(s, &row_list);
	else if (str_equal(name, STR("copy")))
		script_push_copy(s, &row_list, sizeof row_list);
	else if (str_equal(name, STR("empty")))
		script_push_object(s, &empty_list);
	else if (str_equal(name, STR("flag")))
		script_push_boolean(s, true);
	else if (str_equal(name, STR("half")))
		script_push_decimal(s, 0.5);
	else if (str_equal(name, STR("body")))
		script_push_markup(s, STR("<p>正文 & more</p>"));
	else if (str_equal(name, STR("label")))
		script_push_object(s, &label);
	else if (str_equal(name, STR("evil")))
		script_push_text(s, STR("java\tscript:alert(1)"));
	else if (str_equal(name, STR("none")))
		script_push_nil(s);
	else
		return false;
	return true;
}

static bool item_field(struct script *s, const void *object, struct str name)
{
	const struct item *item = object;
	if (str_equal(name, STR("title")))
		script_push_text(s, str_from(item->title));
	else if (str_equal(name, STR("url")))
		script_push_text(s, str_from(item->url));
	else if (str_equal(name, STR("number")))
		script_push_number(s, item->number);
	else if (str_equal(name, STR("related")))
		script_push_object(s, item->related);
	else if (str_equal(name, STR("dates")))
		script_push_object(s, item->dates);
	else
		return push_special(s, name);
	return true;
}

static size_t item_names(struct script *s, const void *object, struct str *out, size_t most)
{
	static const char *const names[] = {"title", "url",   "number", "related", "dates",
	                                    "rows",  "copy",  "empty",  "flag",    "half",
	                                    "body",  "label", "evil",   "none"};
	(void)s;
	(void)object;
	size_t count = 0;
	for (; count < COUNT(names) && count < most; count++)
		out[count] = str_from(names[count]);
	return count;
}

static bool list_entry(struct script *s, const void *object, size_t index)
{
	const struct list *list = object;
	if (index > list->count)
		return false;
	script_push_object(s, &list->items[index - 1]);
	return true;
}

static size_t list_length(const void *object)
{
	return ((const struct list *)object)->count;
}

static bool dates_field(struct script *s, const void *object, struct str name)
{
	const struct dates *d = object;
	if (!str_equal(name, STR("published")))
		return false;
	if (d->published)
		script_push_text(s, str_from(d->published));
	else
		script_push_nil(s);
	return true;
}

static void print_label(struct script *s, const void *object, struct buf *out)
{
	(void)s;
	buf_format(out, "[%s]", ((const struct label *)object)->text);
}

static const struct script_class classes[] = {
	{.kind = KIND_ITEM, .name = "item", .field = item_field, .names = item_names},
	{.kind = KIND_LIST, .name = "list", .entry = list_entry, .length = list_length},
	{.kind = KIND_DATES, .name = "dates", .field = dates_field},
	{.kind = KIND_LABEL, .name = "label", .print = print_label},
};

/* `twice(n)` and `shout(text)` */
static bool call_twice(struct script *s, int count)
{
	(void)count;
	script_push_number(s, 2 * script_arg_number(s, 1));
	return true;
}

static bool call_fail(struct script *s, int count)
{
	(void)count;
	script_raise(s, "%.*s", STR_ARG(script_arg_text(s, 1)));
}

struct script *fixture_new(enum language language)
{
	struct script *s = script_new();
	script_set_language(s, language);
	for (size_t i = 0; i < COUNT(classes); i++)
		script_register(s, &classes[i]);
	script_add_function(s, "twice", call_twice);
	script_add_function(s, "fail", call_fail);
	script_set_global(s, "page", &fixture_page);
	script_set_global(s, "nothing", NULL);
	return s;
}

/* --- answers -------------------------------------------------------------- */

struct files {
	const struct fixture_file *files;
	size_t count;
	struct arena *arena;
	struct buf *out;
};

static bool find(void *context, struct str name, struct str *path, struct str *source)
{
	const struct files *f = context;
	for (size_t i = 0; i < f->count; i++) {
		if (!str_equal(name, str_from(f->files[i].name)))
			continue;
		*path = name;
		/* a heap copy without NUL, so that ASan sees reads past the end */
		*source = str_from(f->files[i].source);
		char *copy = arena_text(f->arena, source->size ? source->size : 1);
		memcpy(copy, source->data, source->size);
		source->data = copy;
		return true;
	}
	return false;
}

static void report(void *context, const struct template_problem *problem)
{
	const struct files *f = context;
	unsigned line, column, end_line, end_column;
	diag_position(problem->text, problem->begin, &line, &column);
	diag_position(problem->text, problem->end, &end_line, &end_column);
	buf_format(f->out, "%s%.*s:%u:%u-%u %.*s\n", problem->is_place ? "!" : "",
	           STR_ARG(problem->path), line, column, end_column, STR_ARG(problem->message));
}

static void add_error(struct buf *out, const struct script_error *error)
{
	static const char *const status[] = {"ok", "syntax", "failed", "limit"};
	buf_format(out, "%s %.*s:%u %.*s", status[error->status], STR_ARG(error->chunk),
	           error->line, STR_ARG(error->message));
}

const char *fixture_render_files(const struct fixture_file *files, size_t count, const char *name,
                                 enum language language)
{
	static struct buf out;
	buf_clear(&out);
	struct arena arena;
	arena_init(&arena, 0);
	struct files f = {files, count, &arena, &out};
	struct script *s = fixture_new(language);
	struct template_set *set = template_set_new(s, language, find, report, &f);
	bool exists;
	if (template_load(set, str_from(name), &exists)) {
		struct script_error error;
		struct buf page = BUF_INIT;
		buf_add_text(&page, "before:"); /* has to survive an error */
		if (!template_render(set, str_from(name), &page, &arena, &error)) {
			add_error(&out, &error);
			if (!str_equal(buf_str(&page), STR("before:")))
				buf_add_text(&out, " (the page was not restored)");
		} else {
			buf_add(&out, str_slice(buf_str(&page), 7, page.size));
		}
		buf_release(&page);
	} else if (!exists) {
		buf_add_text(&out, "none");
	}
	template_set_free(set);
	script_free(s);
	arena_release(&arena);
	return buf_str(&out).data;
}

const char *fixture_render(const char *name, const char *source)
{
	struct fixture_file file = {name, source};
	return fixture_render_files(&file, 1, name, LANGUAGE_ZH);
}

const char *fixture_test(const char *condition, enum language language)
{
	static struct buf out;
	buf_clear(&out);
	struct arena arena;
	arena_init(&arena, 0);
	struct script *s = fixture_new(language);
	struct script_error error;
	int handle = script_compile_condition(s, str_from(condition), STR("rules/a.yaml"), &arena,
	                                      &error);
	bool holds = handle && script_test(s, handle, &fixture_page, &arena, &error);
	if (handle && error.status == SCRIPT_OK)
		buf_add_text(&out, holds ? "true" : "false");
	else
		add_error(&out, &error);
	script_free(s);
	arena_release(&arena);
	return buf_str(&out).data;
}

static void add_data(struct buf *out, const struct script_data *data)
{
	switch (data->type) {
	case SCRIPT_NIL: buf_add_text(out, "nil"); return;
	case SCRIPT_BOOLEAN: buf_add_text(out, data->number ? "true" : "false"); return;
	case SCRIPT_NUMBER: buf_add(out, data->text); return;
	case SCRIPT_TEXT: buf_format(out, "\"%.*s\"", STR_ARG(data->text)); return;
	case SCRIPT_TABLE: break;
	}
	buf_add_char(out, '{');
	for (size_t i = 0; i < data->list_count; i++) {
		buf_add_text(out, i ? "," : "");
		add_data(out, &data->list[i]);
	}
	for (size_t i = 0; i < data->pair_count; i++) {
		buf_format(out, ";%.*s=", STR_ARG(data->pairs[i].key));
		add_data(out, &data->pairs[i].value);
	}
	buf_add_char(out, '}');
}

const char *fixture_data(const char *source)
{
	static struct buf out;
	buf_clear(&out);
	struct arena arena;
	arena_init(&arena, 0);
	struct script *s = fixture_new(LANGUAGE_ZH);
	struct script_error error;
	struct script_data *data = script_load_data(s, str_from(source), STR("routes.lua"), &arena,
	                                            &error);
	if (data)
		add_data(&out, data);
	else
		add_error(&out, &error);
	script_free(s);
	arena_release(&arena);
	return buf_str(&out).data;
}
