/* The functions of themes/README.md that know the site; plain text helpers live
 * with the host. Texts that outlive a call go into the page's arena, for Lua may
 * raise while it copies them. */
#include <stdio.h>

#include "base/path.h"
#include "publish/classes.h"

static struct render_context *context_of(struct script *s)
{
	return script_context(s);
}

/* The absolute path in the first argument: an object's or one written out. */
static struct str target(struct script *s)
{
	if (script_arg_is_text(s, 1)) {
		struct str path = script_arg_text(s, 1);
		if (!str_starts_with(path, STR("/")))
			script_raise(s, "url: %.*s: /…", STR_ARG(path));
		return path;
	}
	struct str url = classes_url(script_arg_object(s, 1));
	if (str_is_null(url))
		script_raise(s, script_language(s) == LANGUAGE_EN ? "url: this has no address"
		                                                  : "url：参数没有地址");
	return url;
}

static void push_and_release(struct script *s, struct buf *b)
{
	struct str text = str_copy(context_of(s)->arena, buf_str(b));
	buf_release(b);
	script_push_text(s, text);
}

static void push_relative(struct script *s, struct str to)
{
	struct buf b = BUF_INIT;
	const struct page *page = context_of(s)->page;
	path_add_relative_url(&b, page ? page->url : STR("/"), to);
	push_and_release(s, &b);
}

static bool function_url(struct script *s, int count)
{
	(void)count;
	push_relative(s, target(s));
	return true;
}

static bool function_absolute(struct script *s, int count)
{
	(void)count;
	struct str to = target(s);
	struct buf b = BUF_INIT;
	buf_add(&b, context_of(s)->base_url);
	path_add_url(&b, to);
	push_and_release(s, &b);
	return true;
}

static bool function_asset(struct script *s, int count)
{
	(void)count;
	struct str name = script_arg_text(s, 1);
	push_relative(s, STR_JOIN(context_of(s)->arena, STR("/assets/"), name));
	return true;
}

/* A date argument; raises where it is none. */
static struct datetime date_argument(struct script *s, const char *function)
{
	struct datetime date;
	struct str text = script_arg_text(s, 1);
	if (!datetime_parse(text, &date))
		script_raise(s, "%s: %.*s", function, STR_ARG(text));
	return date;
}

static bool function_date(struct script *s, int count)
{
	if (script_arg_is_nil(s, 1))
		return false;
	struct civil c = date_to_civil(date_argument(s, "date").day);
	struct str form = count > 1 ? script_arg_text(s, 2) : STR("long");
	char text[64];
	int n;
	if (str_equal(form, STR("long")))
		n = snprintf(text, sizeof text, "%d年%d月%d日", c.year, c.month, c.day);
	else if (str_equal(form, STR("iso")))
		n = snprintf(text, sizeof text, "%04d-%02d-%02d", c.year, c.month, c.day);
	else if (str_equal(form, STR("month")))
		n = snprintf(text, sizeof text, "%d年%d月", c.year, c.month);
	else if (str_equal(form, STR("short")))
		n = snprintf(text, sizeof text, "%02d-%02d", c.month, c.day);
	else
		script_raise(s, "date: long iso month short: %.*s", STR_ARG(form));
	script_push_text(s, (struct str){text, (size_t)n});
	return true;
}

static void push_time(struct script *s, const char *function, const char *format)
{
	struct datetime date = date_argument(s, function);
	struct civil c = date_to_civil(date.day);
	int minute = date.minute < 0 ? 0 : date.minute;
	char text[64];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	int n = snprintf(text, sizeof text, format, c.year, c.month, c.day, minute / 60,
	                 minute % 60);
#pragma GCC diagnostic pop
	script_push_text(s, (struct str){text, (size_t)n});
}

static bool function_datetime(struct script *s, int count)
{
	(void)count;
	if (script_arg_is_nil(s, 1))
		return false;
	push_time(s, "datetime", "%04d-%02d-%02d %02d:%02d");
	return true;
}

static bool function_timestamp(struct script *s, int count)
{
	(void)count;
	if (script_arg_is_nil(s, 1))
		return false;
	push_time(s, "timestamp", "%04d-%02d-%02dT%02d:%02d:00+08:00");
	return true;
}

static bool function_year(struct script *s, int count)
{
	(void)count;
	if (script_arg_is_nil(s, 1))
		return false;
	script_push_number(s, date_to_civil(date_argument(s, "year").day).year);
	return true;
}

static bool function_filesize(struct script *s, int count)
{
	(void)count;
	int64_t size = script_arg_number(s, 1);
	char text[64];
	int n = size < 1024 ? snprintf(text, sizeof text, "%lld B", (long long)size)
	        : size < 1024 * 1024
	                ? snprintf(text, sizeof text, "%lld KB", (long long)((size + 512) / 1024))
	                : snprintf(text, sizeof text, "%lld.%lld MB",
	                           (long long)(size / (1024 * 1024)),
	                           (long long)(size % (1024 * 1024) * 10 / (1024 * 1024)));
	script_push_text(s, (struct str){text, (size_t)n});
	return true;
}

static bool function_number(struct script *s, int count)
{
	(void)count;
	int64_t value = script_arg_number(s, 1);
	char digits[32], text[48];
	int n = snprintf(digits, sizeof digits, "%lld", (long long)(value < 0 ? -value : value));
	size_t out = 0;
	if (value < 0)
		text[out++] = '-';
	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			text[out++] = ',';
		text[out++] = digits[i];
	}
	script_push_text(s, (struct str){text, out});
	return true;
}

static bool function_markup(struct script *s, int count)
{
	(void)count;
	script_push_markup(s, str_copy(context_of(s)->arena, script_arg_text(s, 1)));
	return true;
}

void functions_register(struct script *s)
{
	static const struct {
		const char *name;
		script_function *function;
	} table[] = {
		{"url", function_url},           {"absolute", function_absolute},
		{"asset", function_asset},       {"date", function_date},
		{"datetime", function_datetime}, {"timestamp", function_timestamp},
		{"year", function_year},         {"filesize", function_filesize},
		{"number", function_number},     {"markup", function_markup},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		script_add_function(s, table[i].name, table[i].function);
}
