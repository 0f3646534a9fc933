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

/* The path in an absolute address that has no `/` at its end: `/sub` or empty. */
static struct str path_of_url(struct str url)
{
	size_t host = str_find(url, STR("://"), 0);
	struct str rest = host == SIZE_MAX ? url : str_slice(url, host + 3, url.size);
	size_t slash = str_find(rest, STR("/"), 0);
	return slash == SIZE_MAX ? STR("") : str_slice(rest, slash, rest.size);
}

/* Links are relative, so that a site works wherever it is put; only a page that
 * is served at any address cannot know where it stands. */
static void push_link(struct script *s, struct str to)
{
	struct render_context *c = context_of(s);
	/* the buffer is the state's own: nothing is lost when Lua raises */
	buf_clear(&c->url);
	if (c->page && c->page->family->rooted) {
		buf_add(&c->url, path_of_url(c->base_url));
		path_add_url(&c->url, to);
	} else {
		path_add_relative_url(&c->url, c->page ? c->page->url : STR("/"), to);
	}
	script_push_text(s, buf_str(&c->url));
}

static bool function_url(struct script *s, int count)
{
	(void)count;
	push_link(s, target(s));
	return true;
}

static bool function_absolute(struct script *s, int count)
{
	struct render_context *c = context_of(s);
	(void)count;
	struct str to = target(s);
	buf_clear(&c->url);
	buf_add(&c->url, c->base_url);
	path_add_url(&c->url, to);
	script_push_text(s, buf_str(&c->url));
	return true;
}

static bool function_asset(struct script *s, int count)
{
	(void)count;
	struct str name = script_arg_text(s, 1);
	push_link(s, STR_JOIN(context_of(s)->arena, STR("/assets/"), name));
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

/* Text in a small array, for what is made too often for printf. */
struct short_text {
	char data[64];
	size_t size;
};

static void add_number(struct short_text *t, int n, int least_digits)
{
	char digits[12];
	int count = 0;
	for (; n > 0 || count < least_digits; n /= 10)
		digits[count++] = (char)('0' + n % 10);
	while (count > 0)
		t->data[t->size++] = digits[--count];
}

static void add_word(struct short_text *t, struct str word)
{
	memcpy(t->data + t->size, word.data, word.size);
	t->size += word.size;
}

static bool function_date(struct script *s, int count)
{
	if (script_arg_is_nil(s, 1))
		return false;
	struct civil c = date_to_civil(date_argument(s, "date").day);
	struct str form = count > 1 ? script_arg_text(s, 2) : STR("long");
	struct short_text t = {.size = 0};
	bool is_iso = str_equal(form, STR("iso")), is_short = str_equal(form, STR("short"));
	bool is_month = str_equal(form, STR("month"));
	if (!is_iso && !is_short && !is_month && !str_equal(form, STR("long")))
		script_raise(s, "date: long iso month short: %.*s", STR_ARG(form));
	if (!is_short)
		add_number(&t, c.year, is_iso ? 4 : 1);
	if (!is_short)
		add_word(&t, is_iso ? STR("-") : STR("年"));
	add_number(&t, c.month, is_iso || is_short ? 2 : 1);
	add_word(&t, is_iso || is_short ? STR("-") : STR("月"));
	if (!is_month)
		add_number(&t, c.day, is_iso || is_short ? 2 : 1);
	if (!is_month && !is_iso && !is_short)
		add_word(&t, STR("日"));
	script_push_text(s, (struct str){t.data, t.size});
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
