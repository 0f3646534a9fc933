/* Any bytes are a template: compiling them never crashes and reports only spans
 * inside them; what compiles has as many lines as its source. The first byte
 * chooses the extension. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "script/template.h"

static void check_problem(void *context, const struct template_problem *problem)
{
	bool *reported = context;
	*reported = true;
	assert(problem->begin <= problem->end && problem->end <= problem->text.size);
	assert(problem->message.size > 0);
}

static size_t count_lines(struct str text)
{
	size_t lines = 0;
	for (size_t i = 0; i < text.size; i++)
		lines += text.data[i] == '\n';
	return lines;
}

static struct str the_source;

static bool find(void *context, struct str name, struct str *path, struct str *source)
{
	(void)context;
	*path = name;
	*source = the_source;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct str paths[] = {STR_INIT("a.html"), STR_INIT("a.xml"),
	                                   STR_INIT("a.json"), STR_INIT("a.txt")};
	if (size == 0)
		return 0;
	struct str path = paths[data[0] % 4];
	/* a copy of its exact size, so that reading past its end is seen */
	char *copy = malloc(size);
	assert(copy);
	the_source = (struct str){copy, size - 1};
	for (size_t i = 1; i < size; i++)
		copy[i - 1] = (char)data[i];
	struct buf lua = BUF_INIT;
	bool reported = false;
	bool good = template_compile(path, the_source, LANGUAGE_EN, &lua, check_problem, &reported);
	assert(good == !reported);
	if (good) {
		assert(count_lines(buf_str(&lua)) <= count_lines(the_source));
		/* what the compiler accepts either loads or is reported, and may then run */
		struct script *s = script_new();
		struct template_set *set = template_set_new(s, LANGUAGE_EN, find, check_problem,
		                                            &reported);
		bool exists;
		struct arena arena;
		struct script_error error;
		struct buf out = BUF_INIT;
		arena_init(&arena, 0);
		if (template_load(set, path, &exists))
			template_render(set, path, &out, &arena, &error);
		else
			assert(reported);
		buf_release(&out);
		arena_release(&arena);
		template_set_free(set);
		script_free(s);
	}
	buf_release(&lua);
	free(copy);
	return 0;
}
