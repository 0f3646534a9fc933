/* libFuzzer: any body. The input is made valid UTF-8 first, as files are checked
 * when they are read. Whatever it is, the HTML must be valid UTF-8, its tags must
 * be those mulu writes, closed in their order, places must lie in the text, and a
 * second rendering and a check must say the same. */
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "format/markdown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *why, struct str what)
{
	fprintf(stderr, "%s: %.*s\n", why, STR_ARG(str_slice(what, 0, 200)));
	abort();
}

/* Tags with an end. */
static const struct str pairs[] = {
	STR_INIT("p"),     STR_INIT("em"),    STR_INIT("strong"),  STR_INIT("a"),
	STR_INIT("code"),  STR_INIT("pre"),   STR_INIT("ul"),      STR_INIT("ol"),
	STR_INIT("li"),    STR_INIT("h1"),    STR_INIT("h2"),      STR_INIT("h3"),
	STR_INIT("h4"),    STR_INIT("h5"),    STR_INIT("h6"),      STR_INIT("blockquote"),
	STR_INIT("table"), STR_INIT("thead"), STR_INIT("tbody"),   STR_INIT("tr"),
	STR_INIT("th"),    STR_INIT("td"),    STR_INIT("section"), STR_INIT("sup"),
	STR_INIT("div"),
};
static const struct str singles[] = {STR_INIT("br"), STR_INIT("hr"), STR_INIT("img"),
                                     STR_INIT("input")};

static size_t find(const struct str *names, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(names[i], name))
			return i;
	return SIZE_MAX;
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Attributes are ` name`, or ` name="value"` without `<`, `>` or `"` in the value. */
static size_t check_attributes(struct str html, size_t at)
{
	while (at < html.size && html.data[at] == ' ') {
		at++;
		while (at < html.size && (is_letter(html.data[at]) || html.data[at] == '-'))
			at++;
		if (at + 1 >= html.size || html.data[at] != '=')
			continue;
		if (html.data[at + 1] != '"')
			fail("attribute without quote", str_slice(html, at, SIZE_MAX));
		for (at += 2; at < html.size && html.data[at] != '"'; at++)
			if (html.data[at] == '<' || html.data[at] == '>')
				fail("markup in an attribute", str_slice(html, at, SIZE_MAX));
		at++;
	}
	if (at >= html.size || html.data[at] != '>')
		fail("tag without end", str_slice(html, at, SIZE_MAX));
	return at + 1;
}

/* Checks the tag at `at`; returns the byte behind. `open` is the stack of pairs. */
static size_t check_tag(struct str html, size_t at, struct buf *open)
{
	bool closes = at + 1 < html.size && html.data[at + 1] == '/';
	size_t begin = at + 1 + closes, end = begin;
	while (end < html.size &&
	       (is_letter(html.data[end]) || (html.data[end] >= '1' && html.data[end] <= '6')))
		end++;
	struct str name = str_slice(html, begin, end);
	size_t pair = find(pairs, sizeof pairs / sizeof *pairs, name);
	if (pair == SIZE_MAX && find(singles, sizeof singles / sizeof *singles, name) == SIZE_MAX)
		fail("a tag mulu does not write", str_slice(html, at, SIZE_MAX));
	if (pair != SIZE_MAX && !closes)
		buf_add_char(open, (char)pair);
	if (closes) {
		if (pair == SIZE_MAX || open->size == 0 || open->data[open->size - 1] != (char)pair)
			fail("tags are not closed in order", str_slice(html, at, SIZE_MAX));
		open->size--;
	}
	return check_attributes(html, end);
}

static void check_html(struct str html)
{
	struct buf open = BUF_INIT;
	if (utf8_first_invalid(html) != SIZE_MAX)
		fail("not UTF-8", str_slice(html, utf8_first_invalid(html), SIZE_MAX));
	for (size_t at = 0; at < html.size;) {
		if (html.data[at] == '<')
			at = check_tag(html, at, &open);
		else if (html.data[at] == '>')
			fail("a loose >", str_slice(html, at, SIZE_MAX));
		else
			at++;
	}
	if (open.size)
		fail("a tag stays open", html);
	buf_release(&open);
}

static struct str resolve(void *context, struct arena *arena, const struct markdown_link *link)
{
	struct str text = *(struct str *)context;
	if (link->begin > link->end || link->end > text.size)
		fail("a link outside the text", link->url);
	if (utf8_first_invalid(link->url) != SIZE_MAX)
		fail("an address that is not UTF-8", link->url);
	if (link->url.size % 7 == 3)
		return STR_NULL;
	return str_copy(arena, link->url);
}

struct outcome {
	struct arena arena;
	struct diag_sink sink;
	struct buf html;
	struct markdown_result result;
	bool ok;
};

static void run(struct outcome *o, struct str text, bool check_only)
{
	arena_init(&o->arena, 0);
	diag_sink_init(&o->sink, LANGUAGE_ZH);
	o->html = (struct buf)BUF_INIT;
	struct markdown_options options = {.file = STR("a.md"),
	                                   .text = text,
	                                   .id_prefix = STR("x-"),
	                                   .resolve = resolve,
	                                   .context = &text,
	                                   .check_only = check_only};
	o->ok = markdown_render(&options, &o->arena, &o->sink, &o->html, &o->result);
	diag_sort(&o->sink);
}

static void release(struct outcome *o)
{
	arena_release(&o->arena);
	diag_sink_release(&o->sink);
	buf_release(&o->html);
}

static void compare(const struct outcome *a, const struct outcome *b)
{
	if (a->ok != b->ok || a->sink.count != b->sink.count ||
	    a->result.heading_count != b->result.heading_count)
		fail("a check says something else", buf_str(&a->html));
	for (size_t i = 0; i < a->sink.count; i++)
		if (!str_equal(a->sink.items[i].message, b->sink.items[i].message) ||
		    a->sink.items[i].line != b->sink.items[i].line)
			fail("a check reports something else", a->sink.items[i].message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool is_prepared;
	if (!is_prepared)
		markdown_prepare();
	is_prepared = true;
	char *copy = malloc(size + 1);
	for (size_t i = 0; i < size; i++)
		copy[i] = data[i] ? (char)data[i] : ' ';
	struct str text = {copy, size};
	for (size_t bad; (bad = utf8_first_invalid(text)) != SIZE_MAX;)
		copy[bad] = '*';
	struct outcome first, second;
	run(&first, text, false);
	check_html(buf_str(&first.html));
	if (!first.ok && first.html.size)
		fail("refused, but written", buf_str(&first.html));
	run(&second, text, true);
	if (second.html.size)
		fail("written by a check", buf_str(&second.html));
	compare(&first, &second);
	release(&first);
	release(&second);
	free(copy);
	return 0;
}
