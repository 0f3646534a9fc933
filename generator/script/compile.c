/* Compiles in three passes: split the source into tags, take away lines that hold
 * only tags, write Lua while following the place of each tag.
 *
 * Invariant of the last pass: the Lua written has as many line ends as the source
 * up to the tag that is being written, so that Lua's line numbers are ours. */
#include "script/compile.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "script/place.h"
#include "script/tokens.h"

enum tag_type {
	TAG_END, /* behind the last tag */
	TAG_EXPRESSION,
	TAG_MARKUP,
	TAG_STATEMENT,
	TAG_COMMENT,
	TAG_LAYOUT,
	TAG_BLOCK,
	TAG_ENDBLOCK,
	TAG_INCLUDE,
	TAG_FAULTY, /* reported; keeps its place */
};

/* A tag and the constant text before it; offsets in the source. */
struct tag {
	enum tag_type type;
	size_t text_begin, text_end;
	size_t begin, end;             /* with its braces */
	size_t inner_begin, inner_end; /* between them; of an include, behind `with` */
	struct str name;               /* of a block, or of a template */
};

struct compiler {
	struct str path, source;
	enum language language;
	template_report *report;
	void *context;
	bool failed;
	struct compiled *out;
	struct tag *tags;
	size_t tag_count, tag_room;

	/* while writing */
	struct place_tracker tracker;
	struct tokens_writer writer;
	size_t line_at;     /* source up to here has its line ends in the Lua */
	bool call_is_open;  /* the last call still takes the text behind it */
	bool is_child;      /* has a layout */
	struct str *blocks; /* names of the blocks met */
	size_t block_count, block_room;
	size_t open_blocks;
};

/* --- problems ------------------------------------------------------------- */

static void report(struct compiler *c, bool is_place, size_t begin, size_t end, struct str message)
{
	c->failed = true;
	if (end > c->source.size)
		end = c->source.size;
	struct template_problem problem = {is_place, c->path, c->source, begin, end, message};
	if (c->report)
		c->report(c->context, &problem);
}

static void fail(struct compiler *c, size_t begin, size_t end, const char *zh, const char *en)
{
	report(c, false, begin, end, str_from(c->language == LANGUAGE_ZH ? zh : en));
}

static void fail_place(struct compiler *c, size_t begin, size_t end, const char *zh, const char *en)
{
	report(c, true, begin, end, str_from(c->language == LANGUAGE_ZH ? zh : en));
}

static void fail_tokens(struct compiler *c, const struct tokens *t)
{
	report(c, false, t->problem.begin, t->problem.end, t->problem.words[c->language]);
}

/* --- splitting ------------------------------------------------------------ */

/* How a tag begins, how it ends, what it is. Longer openers first. */
static const struct opener {
	struct str open, close;
	enum tag_type type;
	const char *zh, *en;
} openers[] = {
	{STR_INIT("{{{"), STR_INIT("}}}"), TAG_MARKUP, "{{{ 没有对应的 }}}", "{{{ has no }}}"},
	{STR_INIT("{{"), STR_INIT("}}"), TAG_EXPRESSION, "{{ 没有对应的 }}", "{{ has no }}"},
	{STR_INIT("{%"), STR_INIT("%}"), TAG_STATEMENT, "{% 没有对应的 %}", "{% has no %}"},
	{STR_INIT("{#"), STR_INIT("#}"), TAG_COMMENT, "{# 没有对应的 #}", "{# has no #}"},
};

static bool is_at(struct str source, size_t at, struct str text)
{
	return at + text.size <= source.size && memcmp(source.data + at, text.data, text.size) == 0;
}

static const struct opener *opener_at(struct str source, size_t at)
{
	for (size_t i = 0; i < sizeof openers / sizeof openers[0]; i++)
		if (is_at(source, at, openers[i].open))
			return &openers[i];
	return NULL;
}

/* Where the tag that begins at `from` (behind its opener) is closed: outside of
 * texts and of braces of its own. SIZE_MAX after reporting. */
static size_t find_close(struct compiler *c, const struct opener *opener, size_t begin, size_t from)
{
	struct tokens t = {
		.source = c->source, .at = from, .end = c->source.size, .closer = opener->close};
	struct token token;
	unsigned braces = 0;
	while (tokens_next(&t, &token)) {
		if (token.type != TOKEN_SIGN)
			continue;
		if (braces == 0 && is_at(c->source, token.begin, opener->close))
			return token.begin;
		if (c->source.data[token.begin] == '{')
			braces++;
		else if (c->source.data[token.begin] == '}' && braces > 0)
			braces--;
	}
	if (t.problem.words[0].data)
		fail_tokens(c, &t);
	else
		fail(c, begin, begin + opener->open.size, opener->zh, opener->en);
	return SIZE_MAX;
}

/* Adds the tag at `begin`; returns the offset behind it, or SIZE_MAX. */
static size_t add_tag(struct compiler *c, size_t text_begin, size_t begin,
                      const struct opener *opener)
{
	size_t inner = begin + opener->open.size;
	size_t close = opener->type == TAG_COMMENT ? str_find(c->source, opener->close, inner)
	                                           : find_close(c, opener, begin, inner);
	if (close == SIZE_MAX) {
		if (opener->type == TAG_COMMENT)
			fail(c, begin, inner, opener->zh, opener->en);
		return SIZE_MAX;
	}
	struct tag tag = {.type = opener->type,
	                  .text_begin = text_begin,
	                  .text_end = begin,
	                  .begin = begin,
	                  .end = close + opener->close.size,
	                  .inner_begin = inner,
	                  .inner_end = close};
	c->tags = memory_grow(c->tags, c->tag_count, &c->tag_room, sizeof *c->tags);
	c->tags[c->tag_count++] = tag;
	return tag.end;
}

static void split(struct compiler *c)
{
	size_t text_begin = str_starts_with(c->source, STR("\xEF\xBB\xBF")) ? 3 : 0;
	size_t at = text_begin;
	while ((at = str_find(c->source, STR("{"), at)) != SIZE_MAX) {
		const struct opener *opener = opener_at(c->source, at);
		if (!opener) {
			at++;
			continue;
		}
		size_t end = add_tag(c, text_begin, at, opener);
		if (end == SIZE_MAX) /* nothing behind it can be told apart */
			break;
		text_begin = at = end;
	}
	struct tag last = {.type = TAG_END,
	                   .text_begin = text_begin,
	                   .text_end = c->source.size,
	                   .begin = c->source.size,
	                   .end = c->source.size,
	                   .inner_begin = c->source.size,
	                   .inner_end = c->source.size};
	c->tags = memory_grow(c->tags, c->tag_count, &c->tag_room, sizeof *c->tags);
	c->tags[c->tag_count++] = last;
}

/* --- the template's own statements ---------------------------------------- */

static struct str text_of(const struct compiler *c, struct token token)
{
	return str_slice(c->source, token.begin, token.end);
}

/* The name of a template: a constant text without escapes. */
static bool read_template_name(struct compiler *c, struct tokens *t, struct tag *tag)
{
	struct token token;
	bool good = tokens_next(t, &token) && token.type == TOKEN_TEXT;
	struct str text = good ? text_of(c, token) : STR("");
	bool odd = text.size < 3 || text.data[0] == '[';
	for (size_t i = 0; i < text.size; i++)
		odd |= (unsigned char)text.data[i] < ' ' || text.data[i] == '\\';
	if (odd) {
		fail(c, tag->begin, tag->end,
		     "这里要写模板的文件名，例如 {% include \"row.html\" %}",
		     "this needs the name of a template, such as {% include \"row.html\" %}");
		return false;
	}
	tag->name = str_slice(text, 1, text.size - 1);
	return true;
}

static bool nothing_follows(struct compiler *c, struct tokens *t, struct tag *tag)
{
	struct token token;
	if (!tokens_next(t, &token))
		return true;
	fail(c, token.begin, tag->inner_end, "这里多了内容", "nothing may follow here");
	return false;
}

static bool read_layout(struct compiler *c, struct tokens *t, struct tag *tag)
{
	tag->type = TAG_LAYOUT;
	return read_template_name(c, t, tag) && nothing_follows(c, t, tag);
}

static bool read_include(struct compiler *c, struct tokens *t, struct tag *tag)
{
	tag->type = TAG_INCLUDE;
	if (!read_template_name(c, t, tag))
		return false;
	struct token token;
	tag->inner_begin = tag->inner_end;
	if (!tokens_next(t, &token))
		return true;
	if (!str_equal(text_of(c, token), STR("with"))) {
		fail(c, token.begin, token.end, "模板名后面只能写 with 和一个表达式",
		     "only `with` and an expression may follow the name");
		return false;
	}
	tag->inner_begin = token.end;
	return true;
}

static bool read_block(struct compiler *c, struct tokens *t, struct tag *tag)
{
	struct token token;
	tag->type = TAG_BLOCK;
	if (!tokens_next(t, &token) || token.type != TOKEN_NAME) {
		fail(c, tag->begin, tag->end, "block 后面要写名称，例如 {% block main %}",
		     "a block needs a name, such as {% block main %}");
		return false;
	}
	tag->name = text_of(c, token);
	return nothing_follows(c, t, tag);
}

static bool read_endblock(struct compiler *c, struct tokens *t, struct tag *tag)
{
	tag->type = TAG_ENDBLOCK;
	return nothing_follows(c, t, tag);
}

static const struct {
	struct str word;
	bool (*read)(struct compiler *c, struct tokens *t, struct tag *tag);
} own_statements[] = {
	{STR_INIT("layout"), read_layout},
	{STR_INIT("include"), read_include},
	{STR_INIT("block"), read_block},
	{STR_INIT("endblock"), read_endblock},
};

/* What authors may bring along from other template languages. */
static const struct {
	struct str word;
	const char *zh, *en;
} foreign_statements[] = {
	{STR_INIT("endif"), "没有 endif；Lua 的块都用 {% end %} 结束",
         "there is no endif: Lua's blocks end in {% end %}"},
	{STR_INIT("endfor"), "没有 endfor；Lua 的块都用 {% end %} 结束",
         "there is no endfor: Lua's blocks end in {% end %}"},
	{STR_INIT("elif"), "没有 elif；请写 elseif … then",
         "there is no elif: write elseif … then"},
	{STR_INIT("extends"), "没有 extends；请写 {% layout \"…\" %}",
         "there is no extends: write {% layout \"…\" %}"},
	{STR_INIT("set"), "没有 set；请写 local x = …", "there is no set: write local x = …"},
};

static void read_statement(struct compiler *c, struct tag *tag)
{
	struct tokens t = {.source = c->source, .at = tag->inner_begin, .end = tag->inner_end};
	struct token token;
	if (!tokens_next(&t, &token) || token.type != TOKEN_NAME)
		return;
	struct str word = text_of(c, token);
	for (size_t i = 0; i < sizeof own_statements / sizeof own_statements[0]; i++)
		if (str_equal(word, own_statements[i].word) && !own_statements[i].read(c, &t, tag))
			tag->type = TAG_FAULTY;
	for (size_t i = 0; i < sizeof foreign_statements / sizeof foreign_statements[0]; i++) {
		if (!str_equal(word, foreign_statements[i].word))
			continue;
		fail(c, token.begin, token.end, foreign_statements[i].zh, foreign_statements[i].en);
		tag->type = TAG_FAULTY;
	}
}

/* --- lines that hold only tags -------------------------------------------- */

static bool is_quiet(enum tag_type type)
{
	return type != TAG_EXPRESSION && type != TAG_MARKUP && type != TAG_END;
}

static bool is_blank(const struct compiler *c, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (c->source.data[i] != ' ' && c->source.data[i] != '\t' &&
		    c->source.data[i] != '\r')
			return false;
	return true;
}

/* Where the line of `tag` begins, if only blanks are before it; else SIZE_MAX. */
static size_t quiet_line_begin(const struct compiler *c, const struct tag *tag)
{
	size_t begin = tag->text_end;
	while (begin > tag->text_begin && c->source.data[begin - 1] != '\n')
		begin--;
	bool line = begin == 0 || c->source.data[begin - 1] == '\n' ||
	            (begin == 3 && str_starts_with(c->source, STR("\xEF\xBB\xBF")));
	return line && is_blank(c, begin, tag->text_end) ? begin : SIZE_MAX;
}

/* Where the next line begins, if only blanks follow up to there; else SIZE_MAX. */
static size_t quiet_line_end(const struct compiler *c, const struct tag *next)
{
	size_t end = next->text_begin;
	while (end < next->text_end && c->source.data[end] != '\n')
		end++;
	bool at_end = end == next->text_end;
	if ((at_end && next->type != TAG_END) || !is_blank(c, next->text_begin, end))
		return SIZE_MAX;
	return at_end ? end : end + 1;
}

/* Takes the line away if it holds nothing but the tags that begin with `first`;
 * returns the tag to go on with. */
static size_t trim_line(struct compiler *c, size_t first)
{
	size_t last = first;
	while (is_quiet(c->tags[last + 1].type) &&
	       is_blank(c, c->tags[last + 1].text_begin, c->tags[last + 1].text_end))
		last++;
	size_t begin = quiet_line_begin(c, &c->tags[first]);
	size_t end = quiet_line_end(c, &c->tags[last + 1]);
	if (begin == SIZE_MAX || end == SIZE_MAX)
		return last + 1;
	c->tags[first].text_end = begin;
	for (size_t i = first + 1; i <= last; i++)
		c->tags[i].text_end = c->tags[i].text_begin;
	c->tags[last + 1].text_begin = end;
	return last + 1;
}

static void trim_lines(struct compiler *c)
{
	for (size_t i = 0; i + 1 < c->tag_count;)
		i = is_quiet(c->tags[i].type) ? trim_line(c, i) : i + 1;
}

/* --- writing -------------------------------------------------------------- */

static void close_call(struct compiler *c)
{
	if (c->call_is_open)
		buf_add_text(&c->out->lua, ");");
	c->call_is_open = false;
}

/* Brings the Lua to the line of byte `at`. */
static void sync_line(struct compiler *c, size_t at)
{
	for (; c->line_at < at; c->line_at++)
		if (c->source.data[c->line_at] == '\n')
			buf_add_char(&c->out->lua, '\n');
}

/* Whether what stands here goes nowhere: outside the blocks of a child. */
static bool is_outside(const struct compiler *c)
{
	return c->is_child && c->open_blocks == 0;
}

static void write_text(struct compiler *c, const struct tag *tag)
{
	struct str text = str_slice(c->source, tag->text_begin, tag->text_end);
	struct str seen = str_trim(text);
	if (is_outside(c)) {
		if (seen.size > 0) {
			size_t begin = (size_t)(seen.data - c->source.data);
			fail(c, begin, begin + seen.size,
			     "用了 layout 的模板里，block 外面的内容不会出现",
			     "in a template with a layout, what stands outside of blocks never "
			     "shows");
		}
		return;
	}
	const char *bad = place_feed(&c->tracker, text);
	if (bad) {
		size_t at = (size_t)(bad - c->source.data);
		fail_place(c, at, at + 1, c->tracker.why[0], c->tracker.why[1]);
	}
	if (text.size == 0)
		return;
	if (c->call_is_open)
		buf_format(&c->out->lua, ",%zu,%zu", tag->text_begin, text.size);
	else
		buf_format(&c->out->lua, "__raw(%zu,%zu);", tag->text_begin, text.size);
	close_call(c);
}

/* Writes the Lua between two offsets; false after reporting. */
static bool write_lua(struct compiler *c, size_t begin, size_t end)
{
	struct tokens t = {.source = c->source, .at = begin, .end = end};
	sync_line(c, begin);
	bool good = tokens_write(&c->writer, &t, &c->out->lua);
	if (!good)
		fail_tokens(c, &t);
	c->line_at = end; /* its line ends were copied */
	return good;
}

/* Writes an expression in parentheses; blocks it opens it has to close. */
static void write_expression(struct compiler *c, const struct tag *tag, const char *call)
{
	struct tokens t = {.source = c->source, .at = tag->inner_begin, .end = tag->inner_end};
	struct token token = {TOKEN_COMMENT, 0, 0};
	while (token.type == TOKEN_COMMENT && tokens_next(&t, &token))
		;
	if (token.type == TOKEN_COMMENT || token.begin == token.end) {
		fail(c, tag->begin, tag->end, "这里缺少表达式", "there is no expression");
		return;
	}
	sync_line(c, tag->inner_begin);
	buf_add_text(&c->out->lua, call);
	c->writer.mark = place_kind(&c->tracker);
	size_t floor = c->writer.floor;
	c->writer.floor = c->writer.block_count;
	if (write_lua(c, tag->inner_begin, tag->inner_end) &&
	    c->writer.block_count > c->writer.floor) {
		struct tokens_block *open = &c->writer.blocks[c->writer.block_count - 1];
		fail(c, open->begin, open->end, "这个块没有 end", "this block has no end");
	}
	c->writer.block_count = c->writer.floor;
	c->writer.floor = floor;
	buf_add_char(&c->out->lua, ')');
}

static const char *const place_calls[] = {
	[PLACE_TEXT] = "__text((",    [PLACE_ATTRIBUTE] = "__attribute((",
	[PLACE_URL] = "__url((",      [PLACE_URL_COMPONENT] = "__component((",
	[PLACE_XML_TEXT] = "__xml((", [PLACE_JSON_VALUE] = "__json((",
	[PLACE_BARE] = "__bare((",    [PLACE_NONE] = "__text((",
};

static void check_inside(struct compiler *c, const struct tag *tag)
{
	if (is_outside(c))
		fail(c, tag->begin, tag->end, "用了 layout 的模板里，block 外面的内容不会出现",
		     "in a template with a layout, what stands outside of blocks never shows");
}

/* A local function may be called in quoted values too. */
static bool is_in_function(const struct compiler *c)
{
	for (size_t i = 0; i < c->writer.block_count; i++)
		if (strcmp(c->writer.blocks[i].keyword, "function") == 0)
			return true;
	return false;
}

static void on_expression(struct compiler *c, struct tag *tag)
{
	check_inside(c, tag);
	enum place place = place_of_expression(&c->tracker);
	if (place == PLACE_TEXT && is_in_function(c))
		place = PLACE_ATTRIBUTE;
	if (place == PLACE_NONE)
		fail_place(c, tag->begin, tag->end, c->tracker.why[0], c->tracker.why[1]);
	write_expression(c, tag, place_calls[place]);
	c->call_is_open = true;
}

static void on_markup(struct compiler *c, struct tag *tag)
{
	check_inside(c, tag);
	bool is_html = place_language_of(c->path) == PLACE_HTML;
	if (!is_html || !place_is_between_tags(&c->tracker))
		fail_place(c, tag->begin, tag->end, "{{{ … }}} 只能写在 HTML 的标签之间",
		           "{{{ … }}} may only stand between the tags of HTML");
	write_expression(c, tag, "__markup((");
	c->call_is_open = true;
}

static void on_statement(struct compiler *c, struct tag *tag)
{
	place_note_statement(&c->tracker);
	c->writer.mark = place_kind(&c->tracker);
	write_lua(c, tag->inner_begin, tag->inner_end);
	buf_add_char(&c->out->lua, ';'); /* or `(f)()` of the next tag would be its call */
}

static void on_nothing(struct compiler *c, struct tag *tag)
{
	(void)c;
	(void)tag;
}

static size_t add_dependency(struct compiler *c, const struct tag *tag)
{
	struct compiled *out = c->out;
	struct dependency d = {tag->name, tag->begin, tag->end, tag->type == TAG_LAYOUT};
	if (place_language_of(tag->name) != place_language_of(c->path))
		fail(c, tag->begin, tag->end, "两个模板的扩展名必须相同，否则转义不对",
		     "both templates need the same extension, or the escaping is wrong");
	out->dependencies = memory_grow(out->dependencies, out->dependency_count,
	                                &out->dependency_room, sizeof d);
	out->dependencies[out->dependency_count] = d;
	return out->dependency_count++;
}

static void on_include(struct compiler *c, struct tag *tag)
{
	check_inside(c, tag);
	if (!place_is_between_tags(&c->tracker))
		fail_place(c, tag->begin, tag->end, "include 只能写在标签之间",
		           "an include may only stand between tags");
	sync_line(c, tag->begin);
	buf_format(&c->out->lua, "__include(%zu", add_dependency(c, tag));
	if (tag->inner_begin < tag->inner_end)
		write_expression(c, tag, ",(");
	buf_add_text(&c->out->lua, ");");
}

static bool add_block_name(struct compiler *c, struct str name)
{
	for (size_t i = 0; i < c->block_count; i++)
		if (str_equal(c->blocks[i], name))
			return false;
	c->blocks = memory_grow(c->blocks, c->block_count, &c->block_room, sizeof *c->blocks);
	c->blocks[c->block_count++] = name;
	return true;
}

static void on_block(struct compiler *c, struct tag *tag)
{
	if (!place_is_between_tags(&c->tracker) && !place_is_rcdata(&c->tracker))
		fail_place(c, tag->begin, tag->end, "block 只能写在标签之间",
		           "a block may only stand between tags");
	if (!add_block_name(c, tag->name))
		fail(c, tag->begin, tag->end, "这个模板里已经有同名的 block",
		     "this template already has a block of that name");
	sync_line(c, tag->begin);
	if (is_outside(c))
		buf_format(&c->out->lua, "__blocks[\"%.*s\"]=__blocks[\"%.*s\"] or function() ",
		           STR_ARG(tag->name), STR_ARG(tag->name));
	else
		buf_format(&c->out->lua, "(__blocks[\"%.*s\"] or function() ", STR_ARG(tag->name));
	c->writer.mark = place_kind(&c->tracker);
	tokens_open(&c->writer, is_outside(c) ? "fill" : "block", tag->begin, tag->end);
	c->open_blocks++;
}

static void on_endblock(struct compiler *c, struct tag *tag)
{
	struct tokens_writer *w = &c->writer;
	struct tokens_block *open = w->block_count ? &w->blocks[w->block_count - 1] : NULL;
	if (c->open_blocks == 0) {
		fail(c, tag->begin, tag->end, "没有对应的 block",
		     "there is no block that this could end");
		return;
	}
	while (!tokens_is_own(open)) {
		fail(c, open->begin, open->end, "这个块没有 end", "this block has no end");
		open = --w->block_count ? open - 1 : NULL;
		assert(open); /* open_blocks says there is one */
	}
	if (!place_is_between_tags(&c->tracker) && !place_is_rcdata(&c->tracker))
		fail_place(c, tag->begin, tag->end, "block 结束时还在标签里",
		           "the block ends inside a tag");
	sync_line(c, tag->begin);
	buf_add_text(&c->out->lua, strcmp(open->keyword, "fill") == 0 ? " end;" : " end)();");
	w->block_count--;
	c->open_blocks--;
}

/* Layout tags are looked at before writing; one that comes here is misplaced. */
static void on_layout(struct compiler *c, struct tag *tag)
{
	fail(c, tag->begin, tag->end, "layout 必须是模板的第一行，而且只能有一个",
	     "layout has to be the first line, and there can be only one");
}

static void (*const write_tag[])(struct compiler *c, struct tag *tag) = {
	[TAG_END] = on_nothing,     [TAG_EXPRESSION] = on_expression,
	[TAG_MARKUP] = on_markup,   [TAG_STATEMENT] = on_statement,
	[TAG_COMMENT] = on_nothing, [TAG_LAYOUT] = on_layout,
	[TAG_BLOCK] = on_block,     [TAG_ENDBLOCK] = on_endblock,
	[TAG_INCLUDE] = on_include, [TAG_FAULTY] = on_nothing,
};

/* The layout tag, if it is the first thing in the template; its type becomes that
 * of a comment, as it prints nothing itself. */
static struct tag *take_layout(struct compiler *c)
{
	for (size_t i = 0; i < c->tag_count; i++) {
		struct tag *tag = &c->tags[i];
		if (str_trim(str_slice(c->source, tag->text_begin, tag->text_end)).size > 0)
			return NULL;
		if (tag->type != TAG_COMMENT && tag->type != TAG_LAYOUT)
			return NULL;
		if (tag->type == TAG_LAYOUT)
			return tag;
	}
	return NULL;
}

static void write_head(struct compiler *c)
{
	bool has_blocks = c->is_child;
	for (size_t i = 0; i < c->tag_count; i++)
		has_blocks |= c->tags[i].type == TAG_BLOCK;
	c->writer.weight = tokens_weight(c->source.size);
	buf_format(&c->out->lua,
	           "local __raw,__text,__attribute,__url,__component,__xml,__json,__bare,__markup,"
	           "__include,__layout,__count=... "
	           "return function(__blocks,it) local __n=__count(%u) ",
	           c->writer.weight);
	if (has_blocks)
		buf_add_text(&c->out->lua, "__blocks=__blocks or {} ");
}

static void check_end(struct compiler *c)
{
	for (size_t i = 0; i < c->writer.block_count; i++) {
		struct tokens_block *open = &c->writer.blocks[i];
		bool own = tokens_is_own(open);
		fail(c, open->begin, open->end, own ? "这个 block 没有 endblock" : "这个块没有 end",
		     own ? "this block has no endblock" : "this block has no end");
	}
	if (!c->failed && !is_outside(c) && !place_is_between_tags(&c->tracker))
		fail_place(c, c->source.size, c->source.size, "模板结束时还在标签、注释或引号里",
		           "the template ends inside a tag, a comment or a text");
}

static void write_all(struct compiler *c)
{
	struct tag *layout = take_layout(c);
	c->is_child = layout != NULL;
	write_head(c);
	size_t layout_number = 0;
	if (layout) {
		layout_number = add_dependency(c, layout);
		layout->type = TAG_COMMENT;
	}
	for (size_t i = 0; i < c->tag_count; i++) {
		write_text(c, &c->tags[i]);
		close_call(c);
		write_tag[c->tags[i].type](c, &c->tags[i]);
	}
	close_call(c);
	check_end(c);
	if (layout)
		buf_format(&c->out->lua, "return __layout(%zu,__blocks,it) ", layout_number);
	buf_add_text(&c->out->lua, " end");
}

bool compile_template(struct str path, struct str source, enum language language,
                      struct compiled *out, template_report *reporter, void *context)
{
	struct compiler c = {.path = path,
	                     .source = source,
	                     .language = language,
	                     .out = out,
	                     .report = reporter,
	                     .context = context};
	*out = (struct compiled){.lua = BUF_INIT};
	place_init(&c.tracker, place_language_of(path));
	c.writer.constant_markup = true;
	size_t invalid = utf8_first_invalid(source);
	if (invalid != SIZE_MAX) {
		fail(&c, invalid, invalid + 1, "不是 UTF-8 编码", "this is not UTF-8");
	} else {
		split(&c);
		for (size_t i = 0; i < c.tag_count; i++)
			if (c.tags[i].type == TAG_STATEMENT)
				read_statement(&c, &c.tags[i]);
		trim_lines(&c);
		write_all(&c);
	}
	tokens_writer_release(&c.writer);
	free(c.tags);
	free(c.blocks);
	return !c.failed;
}

void compiled_release(struct compiled *c)
{
	buf_release(&c->lua);
	free(c->dependencies);
	*c = (struct compiled){.lua = BUF_INIT};
}

bool template_compile(struct str path, struct str source, enum language language, struct buf *lua,
                      template_report *reporter, void *context)
{
	struct compiled c;
	bool good = compile_template(path, source, language, &c, reporter, context);
	buf_add(lua, buf_str(&c.lua));
	compiled_release(&c);
	return good;
}
