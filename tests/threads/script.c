/* Several workers with a state each render the same template, as a build does:
 * run under ThreadSanitizer. Prints `N passed, N failed`. */
#include <stdio.h>
#include <string.h>

#include "base/workers.h"
#include "script/template.h"

enum { WORKERS = 4, JOBS = 64 };

struct item {
	script_kind kind;
	const char *title;
};

static const struct item page = {1, "标<题>"};
static bool results[JOBS];

static bool field(struct script *s, const void *object, struct str name)
{
	if (!str_equal(name, STR("title")))
		return false;
	script_push_text(s, str_from(((const struct item *)object)->title));
	return true;
}

static const struct script_class class = {.kind = 1, .name = "item", .field = field};

static bool find(void *context, struct str name, struct str *path, struct str *source)
{
	(void)context;
	*path = name;
	*source = STR("{% for i = 1, 100 do %}{{ page.title }}{% end %}"
	              "{% for k in pairs({b=1,a=2}) do %}{{ k }}{% end %}");
	return true;
}

static void render(void *context, unsigned worker, size_t job)
{
	(void)context;
	(void)worker;
	struct arena arena;
	struct script_error error;
	struct buf out = BUF_INIT;
	arena_init(&arena, 0);
	struct script *s = script_new();
	script_register(s, &class);
	script_set_global(s, "page", &page);
	struct template_set *set = template_set_new(s, LANGUAGE_ZH, find, NULL, NULL);
	int condition = script_compile_condition(s, STR("title == '标<题>'"), STR("a"), &arena,
	                                         &error);
	bool good = script_test(s, condition, &page, &arena, &error);
	for (int i = 0; good && i < 20; i++) {
		buf_clear(&out);
		good = template_render(set, STR("t.html"), &out, &arena, &error) &&
		       out.size == 100 * strlen("标&lt;题&gt;") + 2;
	}
	results[job] = good && str_ends_with(buf_str(&out), STR("ab"));
	template_set_free(set);
	script_free(s);
	buf_release(&out);
	arena_release(&arena);
}

int main(void)
{
	int passed = 0;
	workers_run(WORKERS, JOBS, render, NULL);
	for (int i = 0; i < JOBS; i++)
		passed += results[i];
	printf("%d passed, %d failed\n", passed, JOBS - passed);
	return passed == JOBS ? 0 : 1;
}
