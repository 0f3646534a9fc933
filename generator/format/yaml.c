/* The only file that knows libyaml. Its event parser gives the structure and
 * marks in code points; here they become a tree with byte offsets, and whatever
 * mulu or YAML 1.2 forbids is reported, each with its place. After a syntax error
 * there is no tree: half of a front matter must not pass for the whole. */
#include "format/yaml.h"

#include <assert.h>
#include <yaml.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/utf8.h"

struct reader {
	struct arena *arena;
	struct diag_sink *sink;
	struct str file, text;
	size_t begin, end; /* the part of `text` that is YAML */
	size_t index, at;  /* libyaml's code point `index` is byte `at` */
	yaml_parser_t parser;
	struct yaml_node *root;
	size_t nodes;
	bool is_broken;                           /* a syntax error or a limit: there is no tree */
	struct yaml_node *open[LIMIT_YAML_DEPTH]; /* collections not yet closed */
	struct yaml_node *last[LIMIT_YAML_DEPTH]; /* their newest entry */
	struct yaml_node
		*key[LIMIT_YAML_DEPTH];    /* in a mapping: the key that waits for its value */
	struct map keys[LIMIT_YAML_DEPTH]; /* of a large mapping; else without entries */
	size_t depth;
	size_t skip; /* depth inside a complex key, whose content is dropped */
};

static struct diag_place place(const struct reader *r, size_t begin, size_t end)
{
	if (begin > r->end)
		begin = r->end;
	if (end > r->end)
		end = r->end;
	return (struct diag_place){r->file, r->text, begin, end > begin ? end : begin};
}

static void report(struct reader *r, enum diag_id id, size_t begin, size_t end, struct str argument,
                   struct str second)
{
	diag_report(r->sink, id, place(r, begin, end), NULL, argument, second);
}

/* The byte of libyaml's code point index. Marks come almost in order, so the
 * cursor moves a few characters at a time. */
static size_t byte_of(struct reader *r, yaml_mark_t mark)
{
	const char *data = r->text.data;
	while (r->index < mark.index && r->at < r->end) {
		r->at++;
		while (r->at < r->end && (data[r->at] & 0xC0) == 0x80)
			r->at++;
		r->index++;
	}
	while (r->index > mark.index && r->at > r->begin) {
		r->at--;
		while (r->at > r->begin && (data[r->at] & 0xC0) == 0x80)
			r->at--;
		r->index--;
	}
	return r->at;
}

/* --- what the parser itself would misread ---------------------------------- */

static bool is_forbidden(uint32_t c)
{
	if (c < 0x20)
		return c != '\t' && c != '\n' && c != '\r';
	/* NEL, LS and PS: line breaks to libyaml, plain characters to YAML 1.2 */
	return (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
	       c == 0xFFFE || c == 0xFFFF;
}

static bool check_characters(struct reader *r)
{
	bool clean = true;
	for (size_t at = r->begin; at < r->end;) {
		unsigned char byte = (unsigned char)r->text.data[at];
		if (byte >= 0x20 && byte < 0x7F) {
			at++;
			continue;
		}
		size_t start = at;
		uint32_t c = utf8_next(str_slice(r->text, 0, r->end), &at);
		if (!is_forbidden(c))
			continue;
		report(r, DIAG_YAML_CONTROL_CHARACTER, start, at, str_format(r->arena, "%04X", c),
		       STR_NULL);
		clean = false;
	}
	return clean;
}

/* --- syntax errors in the reader's language -------------------------------- */

static const struct {
	const char *english, *chinese;
} problems[] = {
	{"mapping values are not allowed in this context",
         "这里不能出现“: ”：缩进应与上一行对齐；值中若有冒号，请加引号"},
	{"could not find expected ':'", "缺少冒号：字段应写成“字段: 值”"},
	{"did not find expected key", "这里应为一个字段；检查缩进是否与上下对齐"},
	{"did not find expected '-' indicator", "这里应以“- ”开头，与列表其余各项对齐"},
	{"did not find expected ',' or ']'", "列表缺少逗号或右方括号 ]"},
	{"did not find expected ',' or '}'", "缺少逗号或右花括号 }"},
	{"found unexpected end of stream", "引号没有成对"},
	{"found character that cannot start any token", "这个字符不能作为值的开头，请给值加引号"},
	{"found unexpected document indicator", "引号没有成对"},
	{"did not find expected node content", "这里缺少值"},
	{"block sequence entries are not allowed in this context",
         "这里不能开始列表；列表应另起一行"},
	{"mapping keys are not allowed in this context", "这里不能开始字段"},
	{"found unknown escape character", "双引号中有不认识的转义；改用单引号"},
	{"did not find expected hexdecimal number", "转义后应为十六进制数"},
	{"did not find expected alphabetic or numeric character",
         "* 与 & 在 YAML 中有特殊含义，请给文字加引号"},
	{"found extra document end indicator", "多余的 ..."},
	{"did not find expected comment or line break", "这里应换行"},
	{"did not find expected <document start>", "这里的内容不在字段之中；检查缩进"},
	{"found a tab character that violates indentation", "用制表符缩进"},
	{"found a tab character where an indentation space is expected", "用制表符缩进"},
	{"invalid leading UTF-8 octet", "编码不是 UTF-8"},
	{"did not find expected tag URI", "! 在 YAML 中有特殊含义，请给文字加引号"},
};

static struct str problem_words(const struct reader *r)
{
	struct str english = str_from(r->parser.problem ? r->parser.problem : "?");
	if (r->sink->language == LANGUAGE_EN)
		return english;
	for (size_t i = 0; i < sizeof problems / sizeof *problems; i++)
		if (str_equal(english, str_from(problems[i].english)))
			return str_from(problems[i].chinese);
	return english;
}

static struct str line_at(const struct reader *r, size_t at, size_t *begin)
{
	size_t first = at < r->end ? at : r->end, last = first;
	while (first > r->begin && r->text.data[first - 1] != '\n')
		first--;
	while (last < r->end && r->text.data[last] != '\n')
		last++;
	*begin = first;
	return str_slice(r->text, first, last);
}

/* `标题：值`: the commonest slip of Chinese typing, which libyaml reports a line
 * late and in other words. Looks at the line of the error and the one before. */
static bool report_full_width_colon(struct reader *r, size_t at)
{
	for (int lines = 0; lines < 2; lines++) {
		size_t begin;
		struct str line = line_at(r, at, &begin);
		size_t colon = str_find(line, STR("："), 0);
		size_t ascii = str_find(line, STR(":"), 0);
		if (colon != SIZE_MAX && colon < ascii) {
			struct str key = str_trim(str_slice(line, 0, colon));
			report(r, DIAG_YAML_FULL_WIDTH_COLON, begin + colon, begin + colon + 3, key,
			       STR_NULL);
			return true;
		}
		if (begin <= r->begin)
			return false;
		at = begin - 1;
	}
	return false;
}

/* `title:标题`: read as a plain word, and reported a line late. */
static bool report_no_blank(struct reader *r, size_t at)
{
	for (int lines = 0; lines < 2; lines++) {
		size_t begin;
		struct str line = line_at(r, at, &begin);
		size_t colon = str_find(line, STR(":"), 0);
		struct str key = colon == SIZE_MAX ? STR_NULL : str_trim(str_slice(line, 0, colon));
		bool is_key = key.size && !strchr("'\"[{#-", key.data[0]) &&
		              str_find(key, STR(" "), 0) == SIZE_MAX;
		if (is_key && colon + 1 < line.size && !strchr(" \t\r/", line.data[colon + 1])) {
			report(r, DIAG_YAML_NO_BLANK, begin + colon, begin + colon + 1, key,
			       STR_NULL);
			return true;
		}
		if (begin <= r->begin)
			return false;
		at = begin - 1;
	}
	return false;
}

/* Signs that mean something to YAML at the beginning of a value; what libyaml says of
 * the letters behind them helps nobody. */
static bool report_sign(struct reader *r)
{
	static const struct {
		const char *context;
		enum diag_id id;
	} signs[] = {
		{"while scanning an alias", DIAG_YAML_ALIAS},
		{"while scanning an anchor", DIAG_YAML_ALIAS},
		{"while scanning a tag", DIAG_YAML_TAG},
		{"while scanning a directive", DIAG_YAML_DIRECTIVE},
		{"while parsing a tag", DIAG_YAML_TAG},
		{"while scanning a %TAG directive", DIAG_YAML_DIRECTIVE},
		{"while scanning a %YAML directive", DIAG_YAML_DIRECTIVE},
	};
	for (size_t i = 0; r->parser.context && i < sizeof signs / sizeof *signs; i++)
		if (strcmp(r->parser.context, signs[i].context) == 0) {
			size_t at = byte_of(r, r->parser.context_mark);
			report(r, signs[i].id, at, at + 1, str_slice(r->text, at, at + 1),
			       STR_NULL);
			return true;
		}
	return false;
}

/* After `...` nothing may follow. */
static bool report_after_end(struct reader *r, size_t at)
{
	bool is_start = r->parser.problem &&
	                strcmp(r->parser.problem, "did not find expected <document start>") == 0;
	struct str before = str_slice(r->text, r->begin, at);
	size_t dots = str_find(before, STR("\n..."), 0);
	if (!is_start || dots == SIZE_MAX)
		return false;
	report(r, DIAG_YAML_SEVERAL_DOCUMENTS, r->begin + dots + 1, r->begin + dots + 4, STR_NULL,
	       STR_NULL);
	return true;
}

static void report_syntax(struct reader *r)
{
	r->is_broken = true;
	if (report_sign(r))
		return;
	yaml_mark_t mark = r->parser.problem_mark;
	/* an unclosed quote is best shown where it opens */
	const char *context = r->parser.context ? r->parser.context : "";
	bool is_quote = strstr(context, "quoted scalar") && r->parser.problem &&
	                strstr(r->parser.problem, "unexpected");
	is_quote |= strstr(context, "while parsing a flow") != NULL;
	size_t at = byte_of(r, is_quote ? r->parser.context_mark : mark);
	size_t begin;
	struct str line = line_at(r, at, &begin);
	size_t blank = 0;
	while (blank < line.size && line.data[blank] == ' ')
		blank++;
	if (blank < line.size && line.data[blank] == '\t') {
		report(r, DIAG_YAML_TAB, begin + blank, begin + blank + 1, STR_NULL, STR_NULL);
		return;
	}
	if (!is_quote && (report_full_width_colon(r, at) || report_after_end(r, at)))
		return;
	bool is_mapping = r->parser.problem && strstr(r->parser.problem, "mapping values");
	bool is_colon = r->parser.problem && strstr(r->parser.problem, "expected ':'");
	if ((is_mapping || is_colon) && report_no_blank(r, at))
		return;
	report(r, DIAG_YAML_SYNTAX, at, at, problem_words(r), STR_NULL);
}

/* --- the tree -------------------------------------------------------------- */

static struct yaml_node *new_node(struct reader *r, enum yaml_kind kind, const yaml_event_t *e)
{
	struct yaml_node *n = ARENA_NEW(r->arena, struct yaml_node);
	n->kind = kind;
	n->begin = (uint32_t)byte_of(r, e->start_mark);
	n->end = (uint32_t)byte_of(r, e->end_mark);
	if (++r->nodes == LIMIT_YAML_NODES) {
		r->is_broken = true;
		report(r, DIAG_YAML_TOO_MANY_NODES, n->begin, n->end,
		       str_format(r->arena, "%d", LIMIT_YAML_NODES), STR_NULL);
	}
	return n;
}

static unsigned line_number(const struct reader *r, size_t at)
{
	unsigned line, column;
	diag_position(r->text, at, &line, &column);
	return line;
}

/* From how many entries on the keys of a mapping are looked up in a table. */
enum { LARGE_MAPPING = 32 };

static struct yaml_node *find_key(struct reader *r, const struct yaml_node *mapping, size_t depth,
                                  const struct yaml_node *key)
{
	if (mapping->count > LARGE_MAPPING)
		return map_get(&r->keys[depth], key->text);
	for (struct yaml_node *n = mapping->first; n; n = n->next)
		if (str_equal(n->key->text, key->text))
			return n->key;
	return NULL;
}

static void note_key(struct reader *r, const struct yaml_node *mapping, size_t depth,
                     struct yaml_node *key)
{
	if (mapping->count < LARGE_MAPPING)
		return;
	if (mapping->count == LARGE_MAPPING)
		for (struct yaml_node *n = mapping->first; n; n = n->next)
			map_put(&r->keys[depth], n->key->text, n->key);
	map_put(&r->keys[depth], key->text, key);
}

static bool is_repeated(struct reader *r, const struct yaml_node *mapping, size_t depth,
                        struct yaml_node *key)
{
	const struct yaml_node *first = find_key(r, mapping, depth, key);
	if (first)
		report(r, DIAG_YAML_DUPLICATE_KEY, key->begin, key->end, key->text,
		       str_format(r->arena, "%u", line_number(r, first->begin)));
	return first != NULL;
}

/* Puts a finished or freshly opened node where it belongs. */
static void attach(struct reader *r, struct yaml_node *n)
{
	if (r->depth == 0) {
		r->root = n;
		return;
	}
	size_t d = r->depth - 1;
	struct yaml_node *parent = r->open[d];
	if (parent->kind == YAML_MAPPING) {
		struct yaml_node *key = r->key[d];
		r->key[d] = NULL;
		if (!key->is_refused && is_repeated(r, parent, d, key))
			return; /* the first one stands; the error stops the item anyway */
		note_key(r, parent, d, key);
		n->key = key;
	}
	if (r->last[d])
		r->last[d]->next = n;
	else
		parent->first = n;
	r->last[d] = n;
	parent->count++;
}

static bool wants_key(const struct reader *r)
{
	return r->depth && r->open[r->depth - 1]->kind == YAML_MAPPING && !r->key[r->depth - 1];
}

/* Anchors and tags on any node. */
static void check_properties(struct reader *r, const yaml_event_t *e, const yaml_char_t *anchor,
                             const yaml_char_t *tag)
{
	size_t begin = byte_of(r, e->start_mark);
	if (anchor)
		report(r, DIAG_YAML_ALIAS, begin, begin + 1,
		       STR_JOIN(r->arena, STR("&"), str_from((const char *)anchor)), STR_NULL);
	if (tag)
		report(r, DIAG_YAML_TAG, begin, begin + 1,
		       str_copy(r->arena, str_from((const char *)tag)), STR_NULL);
}

/* What libyaml lets pass and YAML 1.2 forbids: a comment glued to a quoted
 * scalar, and a quoted scalar that goes on at the left margin. */
static void check_quoted(struct reader *r, const struct yaml_node *n)
{
	bool english = r->sink->language == LANGUAGE_EN;
	if (n->end < r->end && r->text.data[n->end] == '#')
		report(r, DIAG_YAML_NOT_1_2, n->end, n->end + 1u,
		       english ? STR("no blank before #") : STR("# 前缺少空格"), STR_NULL);
	for (size_t i = n->begin; r->depth && i + 1 < n->end; i++)
		if (r->text.data[i] == '\n' && !strchr(" \t\r\n", r->text.data[i + 1])) {
			report(r, DIAG_YAML_NOT_1_2, i + 1, i + 1,
			       english ? STR("a quoted text goes on at the left margin")
			               : STR("引号中的文字换行后没有缩进"),
			       STR_NULL);
			break;
		}
}

static void take_scalar(struct reader *r, const yaml_event_t *e)
{
	struct yaml_node *n = new_node(r, YAML_SCALAR, e);
	struct str value = {(const char *)e->data.scalar.value, e->data.scalar.length};
	yaml_scalar_style_t style = e->data.scalar.style;
	n->text = str_copy(r->arena, value);
	n->is_quoted = style != YAML_PLAIN_SCALAR_STYLE;
	check_properties(r, e, e->data.scalar.anchor, e->data.scalar.tag);
	if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
		check_quoted(r, n);
	/* a block scalar's mark runs to the next line: its own lines end before */
	while (n->end > n->begin && strchr(" \t\r\n", r->text.data[n->end - 1]))
		n->end--;
	if (!wants_key(r)) {
		attach(r, n);
		return;
	}
	if (str_equal(n->text, STR("<<")) && !n->is_quoted) {
		n->is_refused = true;
		report(r, DIAG_YAML_ALIAS, n->begin, n->end, STR("<<"), STR_NULL);
	}
	if (n->text.size == 0) {
		n->is_refused = true;
		report(r, DIAG_YAML_COMPLEX_KEY, n->begin, n->end, STR_NULL, STR_NULL);
	}
	r->key[r->depth - 1] = n;
}

static void open_collection(struct reader *r, enum yaml_kind kind, const yaml_event_t *e)
{
	if (wants_key(r)) {
		size_t begin = byte_of(r, e->start_mark);
		report(r, DIAG_YAML_COMPLEX_KEY, begin, begin + 1, STR_NULL, STR_NULL);
		r->skip = 1;
		r->key[r->depth - 1] = new_node(r, YAML_SCALAR, e);
		r->key[r->depth - 1]->is_refused = true;
		return;
	}
	struct yaml_node *n = new_node(r, kind, e);
	attach(r, n);
	if (r->depth == LIMIT_YAML_DEPTH)
		return; /* reported by the caller, which stops */
	r->open[r->depth] = n;
	r->last[r->depth] = NULL;
	r->key[r->depth] = NULL;
	map_init(&r->keys[r->depth], r->arena);
	r->depth++;
}

/* A block collection's end mark is where the next token begins: its own end is
 * that of its last entry. */
static void close_collection(struct reader *r, const yaml_event_t *e)
{
	struct yaml_node *n = r->open[--r->depth], *last = r->last[r->depth];
	map_release(&r->keys[r->depth]);
	size_t begin = byte_of(r, e->start_mark), end = byte_of(r, e->end_mark);
	if (begin != end) /* flow: the mark is the closing bracket */
		n->end = (uint32_t)end;
	else if (last)
		n->end = last->end;
}

static void take_alias(struct reader *r, const yaml_event_t *e)
{
	size_t begin = byte_of(r, e->start_mark), end = byte_of(r, e->end_mark);
	report(r, DIAG_YAML_ALIAS, begin, end, str_slice(r->text, begin, end), STR_NULL);
	struct yaml_node *n = new_node(r, YAML_SCALAR, e);
	n->is_refused = true;
	if (wants_key(r))
		r->key[r->depth - 1] = n;
	else
		attach(r, n);
}

/* Inside a complex key: only counts brackets until it is closed. */
static void skip_event(struct reader *r, const yaml_event_t *e)
{
	if (e->type == YAML_SEQUENCE_START_EVENT || e->type == YAML_MAPPING_START_EVENT)
		r->skip++;
	if (e->type == YAML_SEQUENCE_END_EVENT || e->type == YAML_MAPPING_END_EVENT)
		r->skip--;
}

/* False at a second document. */
static bool take_document(struct reader *r, const yaml_event_t *e)
{
	const yaml_version_directive_t *version = e->data.document_start.version_directive;
	bool has_tags = e->data.document_start.tag_directives.start !=
	                e->data.document_start.tag_directives.end;
	size_t begin = byte_of(r, e->start_mark);
	if (version || has_tags)
		report(r, DIAG_YAML_DIRECTIVE, begin, begin + 1, STR_NULL, STR_NULL);
	if (!r->root)
		return true;
	report(r, DIAG_YAML_SEVERAL_DOCUMENTS, begin, begin, STR_NULL, STR_NULL);
	r->is_broken = true;
	return false;
}

/* Takes one event; false when reading is over. */
static bool take(struct reader *r, const yaml_event_t *e)
{
	if (r->skip && e->type != YAML_STREAM_END_EVENT) {
		skip_event(r, e);
		return true;
	}
	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT: return take_document(r, e);
	case YAML_SCALAR_EVENT: take_scalar(r, e); break;
	case YAML_ALIAS_EVENT: take_alias(r, e); break;
	case YAML_SEQUENCE_START_EVENT:
		check_properties(r, e, e->data.sequence_start.anchor, e->data.sequence_start.tag);
		open_collection(r, YAML_LIST, e);
		break;
	case YAML_MAPPING_START_EVENT:
		check_properties(r, e, e->data.mapping_start.anchor, e->data.mapping_start.tag);
		open_collection(r, YAML_MAPPING, e);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: close_collection(r, e); break;
	case YAML_STREAM_END_EVENT: return false;
	default: break;
	}
	return r->nodes < LIMIT_YAML_NODES;
}

/* The depth is looked at before libyaml goes deeper: it is quadratic in it. */
static bool is_too_deep(struct reader *r, const yaml_event_t *e)
{
	bool opens = e->type == YAML_SEQUENCE_START_EVENT || e->type == YAML_MAPPING_START_EVENT;
	if (!opens || r->depth + r->skip < LIMIT_YAML_DEPTH)
		return false;
	size_t begin = byte_of(r, e->start_mark);
	r->is_broken = true;
	report(r, DIAG_YAML_TOO_DEEP, begin, begin + 1,
	       str_format(r->arena, "%d", LIMIT_YAML_DEPTH), STR_NULL);
	return true;
}

static void read_events(struct reader *r)
{
	for (bool more = true; more;) {
		yaml_event_t event;
		if (!yaml_parser_parse(&r->parser, &event)) {
			report_syntax(r);
			return;
		}
		more = !is_too_deep(r, &event) && take(r, &event);
		yaml_event_delete(&event);
	}
}

struct yaml_node *yaml_parse(struct arena *arena, struct diag_sink *sink, struct str file,
                             struct str text, size_t begin, size_t end)
{
	struct reader r = {.arena = arena,
	                   .sink = sink,
	                   .file = file,
	                   .text = text,
	                   .begin = begin,
	                   .end = end,
	                   .at = begin};
	assert(begin <= end && end <= text.size);
	if (!check_characters(&r))
		return NULL;
	if (!yaml_parser_initialize(&r.parser))
		return NULL;
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text.data + begin,
	                             end - begin);
	read_events(&r);
	while (r.depth) /* what an error left open */
		map_release(&r.keys[--r.depth]);
	yaml_parser_delete(&r.parser);
	return r.is_broken ? NULL : r.root;
}

struct yaml_node *yaml_get(const struct yaml_node *mapping, struct str key)
{
	if (!mapping || mapping->kind != YAML_MAPPING)
		return NULL;
	for (struct yaml_node *n = mapping->first; n; n = n->next)
		if (str_equal(n->key->text, key))
			return n;
	return NULL;
}
