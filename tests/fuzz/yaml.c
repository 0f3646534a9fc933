/* libFuzzer: any text as YAML. The first byte says where in the text it begins, as
 * front matter does. Whatever it is, the tree must lie in the text and within the
 * limits, its scalars must be UTF-8, no tree means a report, and a second reading
 * must say the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "format/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *why, struct str what)
{
	fprintf(stderr, "%s: %.*s\n", why, STR_ARG(str_slice(what, 0, 200)));
	abort();
}

struct span {
	size_t begin, end; /* bytes in the text */
};

static size_t check_node(const struct yaml_node *n, struct str text, struct span in,
                         unsigned depth);

/* Entries lie one behind the other; those of a mapping have keys before them. */
static size_t check_entries(const struct yaml_node *n, struct str text, struct span in,
                            unsigned depth)
{
	size_t nodes = 0, count = 0;
	for (const struct yaml_node *e = n->first; e; e = e->next, count++) {
		if ((n->kind == YAML_MAPPING) != (e->key != NULL))
			fail("a key too many or too few", e->text);
		if (e->key && (e->key->kind != YAML_SCALAR || e->key->key))
			fail("a key that is no scalar", e->key->text);
		if (e->key)
			nodes += check_node(e->key, text, in, depth + 1);
		if (e->key && e->begin < e->key->end)
			fail("a value before its key", e->key->text);
		nodes += check_node(e, text, in, depth + 1);
		if (e->next && e->next->begin < e->begin)
			fail("entries out of order", e->text);
	}
	if (count != n->count)
		fail("a wrong count", text);
	return nodes;
}

static size_t check_node(const struct yaml_node *n, struct str text, struct span in, unsigned depth)
{
	if (n->begin > n->end || n->begin < in.begin || n->end > in.end)
		fail("a node outside the text", n->text);
	if (depth > LIMIT_YAML_DEPTH + 1)
		fail("too deep", n->text);
	if (n->kind != YAML_SCALAR)
		return 1 + check_entries(n, text, in, depth);
	if (n->first || n->count)
		fail("a scalar with entries", n->text);
	if (utf8_first_invalid(n->text) != SIZE_MAX)
		fail("a scalar that is not UTF-8", n->text);
	return 1;
}

static void check_reports(const struct diag_sink *sink)
{
	for (size_t i = 0; i < sink->count; i++) {
		const struct diag *d = &sink->items[i];
		if (d->line == 0 || d->line > d->end_line ||
		    (d->line == d->end_line && d->column > d->end_column))
			fail("a report without a place", d->message);
		if (d->message.size == 0 || utf8_first_invalid(d->message) != SIZE_MAX)
			fail("a report that cannot be read", d->message);
	}
}

/* The keys of a mapping are found by name, the first of each. */
static void check_get(const struct yaml_node *n)
{
	if (n->kind != YAML_MAPPING)
		return;
	for (const struct yaml_node *e = n->first; e; e = e->next) {
		const struct yaml_node *found = yaml_get(n, e->key->text);
		if (!found || !str_equal(found->key->text, e->key->text))
			fail("an entry that is not found", e->key->text);
	}
}

struct outcome {
	struct arena arena;
	struct diag_sink sink;
	struct yaml_node *top;
};

static void run(struct outcome *o, struct str text, size_t begin)
{
	arena_init(&o->arena, 0);
	diag_sink_init(&o->sink, LANGUAGE_ZH);
	o->top = yaml_parse(&o->arena, &o->sink, STR("a.yaml"), text, begin, text.size);
}

static void release(struct outcome *o)
{
	arena_release(&o->arena);
	diag_sink_release(&o->sink);
}

static bool is_empty(struct str text)
{
	struct str line;
	while (str_next_line(&text, &line)) {
		line = str_trim(line);
		if (line.size && line.data[0] != '#' && !str_starts_with(line, STR("---")) &&
		    !str_starts_with(line, STR("...")))
			return false;
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	/* of its exact size, so that reading past its end is seen */
	char *copy = malloc(size);
	memcpy(copy, data + 1, size - 1);
	struct str text = {copy, size - 1};
	for (size_t bad; (bad = utf8_first_invalid(text)) != SIZE_MAX;)
		copy[bad] = '*';
	copy = realloc(copy, text.size ? text.size : 1);
	text.data = copy;
	size_t begin = text.size ? data[0] % (text.size + 1) : 0;
	while (begin < text.size && (copy[begin] & 0xC0) == 0x80)
		begin++;
	struct outcome first, second;
	run(&first, text, begin);
	check_reports(&first.sink);
	if (first.top) {
		size_t nodes = check_node(first.top, text, (struct span){begin, text.size}, 0);
		if (nodes > LIMIT_YAML_NODES + 1)
			fail("too many nodes", text);
		check_get(first.top);
	} else if (first.sink.count == 0 && !is_empty(str_slice(text, begin, text.size))) {
		fail("nothing read and nothing said", text);
	}
	run(&second, text, begin);
	if (!first.top != !second.top || first.sink.count != second.sink.count)
		fail("a second reading says something else", text);
	release(&first);
	release(&second);
	free(copy);
	return 0;
}
