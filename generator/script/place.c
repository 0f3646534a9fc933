/* One function a state of the tokenizer; each takes the next byte of constant
 * text and may set another state. place_rules says what each state allows. */
#include "script/place.h"

#include <string.h>

#include "base/path.h"
#include "format/html.h"

enum place_language place_language_of(struct str path)
{
	struct str extension = path_extension(path);
	if (str_equal(extension, STR(".json")))
		return PLACE_JSON;
	if (str_equal(extension, STR(".xml")))
		return PLACE_XML;
	if (str_equal(extension, STR(".txt")))
		return PLACE_PLAIN;
	return PLACE_HTML;
}

/* --- small texts ---------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static bool is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

/* Appends to a small array of `room` bytes; what does not fit is dropped. */
static void append(char *text, size_t room, char c)
{
	size_t size = strlen(text);
	if (size + 1 < room && c) {
		text[size] = lower(c);
		text[size + 1] = '\0';
	}
}
#define APPEND(array, c) append((array), sizeof(array), (c))

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

/* Whether the constant text so far ends in `text`. */
static bool ends_in(const struct place_tracker *t, const char *text)
{
	size_t size = strlen(text), have = strlen(t->last);
	return have >= size && memcmp(t->last + have - size, text, size) == 0;
}

static void refuse(struct place_tracker *t, const char *at, const char *zh, const char *en)
{
	t->bad = at;
	t->why[0] = zh;
	t->why[1] = en;
}

/* --- HTML ----------------------------------------------------------------- */

static place_state html_text, html_open, html_end_open, html_bang, html_bang_dash, html_comment,
	html_bogus, html_tag_name, html_before_attribute, html_attribute, html_after_attribute,
	html_before_value, html_value, html_bare_value, html_raw, html_raw_open, html_raw_end;

static void html_text(struct place_tracker *t, const char *at)
{
	if (*at == '<')
		t->state = html_open;
}

static void start_tag(struct place_tracker *t, const char *at, bool is_end)
{
	t->tag[0] = '\0';
	t->name_is_cut = false;
	t->is_end_tag = is_end;
	t->is_json = t->is_refresh = t->content_printed = false;
	t->state = html_tag_name;
	html_tag_name(t, at);
}

static void html_open(struct place_tracker *t, const char *at)
{
	if (is_letter(*at)) {
		start_tag(t, at, false);
	} else if (*at == '/') {
		t->state = html_end_open;
	} else if (*at == '!') {
		t->state = html_bang;
	} else if (*at == '?') {
		t->state = html_bogus;
	} else {
		t->state = html_text; /* a lone `<` */
		html_text(t, at);
	}
}

static void html_end_open(struct place_tracker *t, const char *at)
{
	if (is_letter(*at))
		start_tag(t, at, true);
	else
		t->state = *at == '>' ? html_text : html_bogus;
}

static void html_bang(struct place_tracker *t, const char *at)
{
	t->state = *at == '-' ? html_bang_dash : html_bogus;
	if (*at == '>')
		t->state = html_text;
}

static void html_bang_dash(struct place_tracker *t, const char *at)
{
	t->state = *at == '-' ? html_comment : html_bogus;
	if (*at == '>')
		t->state = html_text;
}

static void html_comment(struct place_tracker *t, const char *at)
{
	/* `<!-->` ends at once: its dashes count for both ends */
	if (*at == '>' && (ends_in(t, "-->") || ends_in(t, "--!>") || ends_in(t, "<!--->")))
		t->state = html_text;
}

static void html_bogus(struct place_tracker *t, const char *at)
{
	if (*at == '>')
		t->state = html_text;
}

/* `>`: what follows the tag. */
static void close_tag(struct place_tracker *t)
{
	static const char *const raw[] = {"script", "style",   "textarea", "title",     "iframe",
	                                  "xmp",    "noembed", "noframes", "plaintext", NULL};
	t->state = html_text;
	if (t->is_end_tag || !is_one_of(t->tag, raw))
		return;
	memcpy(t->raw, t->tag, sizeof t->raw);
	t->in_text = t->after_backslash = false;
	t->state = html_raw;
}

/* The next byte of a name; names come from one branch alone. */
static void add_to_name(struct place_tracker *t, char *name, size_t room, const char *at)
{
	append(name, room, *at);
	if (t->name_is_cut)
		refuse(t, at, "标签名和属性名不能被 {% … %} 分成几段",
		       "no statement may cut the name of a tag or attribute in two");
}

static void html_tag_name(struct place_tracker *t, const char *at)
{
	if (*at == '>')
		close_tag(t);
	else if (is_blank(*at) || *at == '/')
		t->state = html_before_attribute;
	else
		add_to_name(t, t->tag, sizeof t->tag, at);
}

static void html_before_attribute(struct place_tracker *t, const char *at)
{
	if (*at == '>') {
		close_tag(t);
	} else if (!is_blank(*at) && *at != '/') {
		t->attribute[0] = '\0';
		t->name_is_cut = false;
		APPEND(t->attribute, *at);
		t->state = html_attribute;
	}
}

/* `=`: the name it belongs to has to stand right there. */
static void start_value(struct place_tracker *t, const char *at)
{
	t->state = html_before_value;
	if (t->name_is_cut)
		refuse(t, at, "“=”和它的属性名要写在同一个分支里",
		       "`=` has to stand in the same branch as the name of its attribute");
}

static void html_attribute(struct place_tracker *t, const char *at)
{
	if (*at == '=')
		start_value(t, at);
	else if (is_blank(*at))
		t->state = html_after_attribute;
	else if (*at == '/')
		t->state = html_before_attribute;
	else if (*at == '>')
		close_tag(t);
	else
		add_to_name(t, t->attribute, sizeof t->attribute, at);
}

static void html_after_attribute(struct place_tracker *t, const char *at)
{
	if (*at == '=')
		start_value(t, at);
	else if (!is_blank(*at)) {
		t->state = html_before_attribute;
		html_before_attribute(t, at);
	}
}

static void html_before_value(struct place_tracker *t, const char *at)
{
	if (is_blank(*at))
		return;
	t->value[0] = '\0';
	t->url_settled = t->url_query = t->url_printed = t->url_branches = false;
	if (*at == '>') {
		close_tag(t);
	} else if (*at == '"' || *at == '\'') {
		t->quote = *at;
		t->state = html_value;
	} else {
		t->state = html_bare_value;
		html_bare_value(t, at);
	}
}

static bool is_url_attribute(const struct place_tracker *t)
{
	static const char *const urls[] = {"href",        "src",        "action",   "formaction",
	                                   "poster",      "cite",       "data",     "ping",
	                                   "srcset",      "background", "longdesc", "manifest",
	                                   "imagesrcset", "xlink:href", NULL};
	return is_one_of(t->attribute, urls);
}

/* What the constant bytes of a URL say about what may follow. */
static void feed_url(struct place_tracker *t, const char *at)
{
	if (!t->url_settled && t->url_printed &&
	    (*at == ':' || ends_in(t, "&#") || ends_in(t, "&colon"))) {
		refuse(t, at, "网址开头的表达式后面不能接“:”：它可能变成 javascript: 一类的地址",
		       "no `:` may follow an expression at the start of an address: it could "
		       "become javascript:");
		return;
	}
	if (*at == '?')
		t->url_query = true;
	if (*at == '#')
		t->url_query = false;
	if (memchr("/?#:", *at, 4) && !t->url_branches)
		t->url_settled = true;
}

static void end_value(struct place_tracker *t)
{
	size_t size = strlen(t->value);
	if (strcmp(t->tag, "script") == 0 && strcmp(t->attribute, "type") == 0)
		t->is_json = strcmp(t->value, "application/json") == 0 ||
		             (size > 5 && strcmp(t->value + size - 5, "+json") == 0);
	if (strcmp(t->attribute, "http-equiv") == 0 && strstr(t->value, "refresh"))
		t->is_refresh = true;
	t->state = html_before_attribute;
}

static void html_value(struct place_tracker *t, const char *at)
{
	if (*at == t->quote) {
		end_value(t);
		if (t->is_refresh && t->content_printed)
			refuse(t, at, "http-equiv=\"refresh\" 的 content 里不能有表达式",
			       "no expression may stand in the content of http-equiv=\"refresh\"");
		return;
	}
	APPEND(t->value, *at);
	if (is_url_attribute(t))
		feed_url(t, at);
}

static void html_bare_value(struct place_tracker *t, const char *at)
{
	if (*at == '>') {
		end_value(t);
		close_tag(t);
	} else if (is_blank(*at)) {
		end_value(t);
	} else {
		APPEND(t->value, *at);
	}
}

/* Inside JSON: whether a text is open. */
static void feed_json(struct place_tracker *t, char c)
{
	if (t->after_backslash)
		t->after_backslash = false;
	else if (t->in_text && c == '\\')
		t->after_backslash = true;
	else if (c == '"')
		t->in_text = !t->in_text;
}

/* Text up to the end tag of its element: script, style, title … */
static void html_raw(struct place_tracker *t, const char *at)
{
	if (*at == '<')
		t->state = html_raw_open;
	else
		feed_json(t, *at);
}

static void html_raw_open(struct place_tracker *t, const char *at)
{
	t->tag[0] = '\0';
	t->state = *at == '/' ? html_raw_end : html_raw;
	if (*at != '/')
		html_raw(t, at);
}

static void html_raw_end(struct place_tracker *t, const char *at)
{
	if (is_letter(*at)) {
		APPEND(t->tag, *at);
		return;
	}
	bool ends = strcmp(t->tag, t->raw) == 0 && (is_blank(*at) || *at == '/' || *at == '>');
	if (!ends) {
		t->state = html_raw;
		html_raw(t, at);
		return;
	}
	t->is_end_tag = true;
	t->state = html_before_attribute;
	html_before_attribute(t, at);
}

/* --- XML ------------------------------------------------------------------ */

static place_state xml_text, xml_open, xml_bang, xml_bang_dash, xml_comment, xml_data,
	xml_declaration, xml_instruction, xml_tag, xml_value;

static void xml_text(struct place_tracker *t, const char *at)
{
	if (*at == '<')
		t->state = xml_open;
}

static void xml_open(struct place_tracker *t, const char *at)
{
	if (*at == '!')
		t->state = xml_bang;
	else
		t->state = *at == '?' ? xml_instruction : xml_tag;
}

static void xml_bang(struct place_tracker *t, const char *at)
{
	if (*at == '-')
		t->state = xml_bang_dash;
	else
		t->state = *at == '[' ? xml_data : xml_declaration;
}

static void xml_bang_dash(struct place_tracker *t, const char *at)
{
	t->state = *at == '-' ? xml_comment : xml_declaration;
}

static void xml_comment(struct place_tracker *t, const char *at)
{
	if (*at == '>' && ends_in(t, "-->"))
		t->state = xml_text;
}

static void xml_data(struct place_tracker *t, const char *at)
{
	if (*at == '>' && ends_in(t, "]]>"))
		t->state = xml_text;
}

static void xml_declaration(struct place_tracker *t, const char *at)
{
	if (*at == '>')
		t->state = xml_text;
}

static void xml_instruction(struct place_tracker *t, const char *at)
{
	if (*at == '>' && ends_in(t, "?>"))
		t->state = xml_text;
}

static void xml_tag(struct place_tracker *t, const char *at)
{
	if (*at == '>') {
		t->state = xml_text;
	} else if (*at == '"' || *at == '\'') {
		t->quote = *at;
		t->state = xml_value;
	}
}

static void xml_value(struct place_tracker *t, const char *at)
{
	if (*at == t->quote)
		t->state = xml_tag;
}

/* --- JSON and plain text -------------------------------------------------- */

static void json(struct place_tracker *t, const char *at)
{
	feed_json(t, *at);
}

static void plain(struct place_tracker *t, const char *at)
{
	(void)t;
	(void)at;
}

/* --- what a state allows -------------------------------------------------- */

static enum place none(struct place_tracker *t, const char *zh, const char *en)
{
	t->why[0] = zh;
	t->why[1] = en;
	return PLACE_NONE;
}

static enum place place_of_url(struct place_tracker *t)
{
	bool cut = strlen(t->value) + 1 == sizeof t->value;
	if (!t->url_branches && !cut && !html_is_safe_url(str_from(t->value)))
		return none(t, "这个网址的协议不安全，后面不能有表达式",
		            "the scheme of this address is not safe: no expression may follow it");
	t->url_printed = true;
	return t->url_query ? PLACE_URL_COMPONENT : PLACE_URL;
}

static enum place place_of_value(struct place_tracker *t)
{
	if (is_url_attribute(t))
		return place_of_url(t);
	static const char *const never[] = {"style", "srcdoc", "http-equiv", NULL};
	APPEND(t->value, '?'); /* no known word any more */
	if (strncmp(t->attribute, "on", 2) == 0 || is_one_of(t->attribute, never))
		return none(t,
		            "on…、style、srcdoc、http-equiv 属性里不能有表达式：内容安全策略不允许",
		            "no expression may stand in an on…, style, srcdoc or http-equiv "
		            "attribute: the content security policy refuses those");
	if (strcmp(t->attribute, "content") == 0) {
		if (t->is_refresh)
			return none(
				t, "http-equiv=\"refresh\" 的 content 里不能有表达式",
				"no expression may stand in the content of http-equiv=\"refresh\"");
		t->content_printed = true;
	}
	return PLACE_ATTRIBUTE;
}

static enum place place_of_json(struct place_tracker *t)
{
	if (t->in_text)
		return none(t, "表达式写在引号里了；JSON 的值会自己带引号，请去掉外面的引号",
		            "the expression stands between quotes: a JSON value brings its own");
	return PLACE_JSON_VALUE;
}

static enum place place_of_raw(struct place_tracker *t)
{
	if (place_is_rcdata(t))
		return PLACE_TEXT;
	if (strcmp(t->raw, "script") == 0 && t->is_json)
		return place_of_json(t);
	return none(t, "会执行的脚本、样式和 iframe 一类元素里不能有表达式",
	            "no expression may stand in a running script, a style, an iframe and the like");
}

#define IN_TAG                                                              \
	.zh = "表达式不能写在标签名、属性名的位置；要写在带引号的属性值里", \
	.en = "no expression may stand for a name in a tag: put it into a quoted attribute value"
#define IN_COMMENT                                                                               \
	.zh = "注释、声明和处理指令里不能有表达式；模板的注释请写 {# … #}",                      \
	.en = "no expression may stand in a comment or declaration; comments of a template are " \
	      "{# … #}"

static const struct {
	place_state *state;
	enum place place; /* unless `decide` is set */
	enum place (*decide)(struct place_tracker *t);
	const char *zh, *en; /* why PLACE_NONE */
} rules[] = {
	{html_text, PLACE_TEXT, NULL, NULL, NULL},
	{html_value, PLACE_NONE, place_of_value, NULL, NULL},
	{html_raw, PLACE_NONE, place_of_raw, NULL, NULL},
	{html_before_value, PLACE_NONE, .zh = "属性值要加引号：name=\"{{ … }}\"",
         .en = "the attribute value needs quotes: name=\"{{ … }}\""},
	{html_bare_value, PLACE_NONE, .zh = "属性值要加引号：name=\"{{ … }}\"",
         .en = "the attribute value needs quotes: name=\"{{ … }}\""},
	{html_open, PLACE_NONE, IN_TAG},
	{html_end_open, PLACE_NONE, IN_TAG},
	{html_tag_name, PLACE_NONE, IN_TAG},
	{html_before_attribute, PLACE_NONE, IN_TAG},
	{html_attribute, PLACE_NONE, IN_TAG},
	{html_after_attribute, PLACE_NONE, IN_TAG},
	{html_raw_open, PLACE_NONE, IN_TAG},
	{html_raw_end, PLACE_NONE, IN_TAG},
	{html_bang, PLACE_NONE, IN_COMMENT},
	{html_bang_dash, PLACE_NONE, IN_COMMENT},
	{html_comment, PLACE_NONE, IN_COMMENT},
	{html_bogus, PLACE_NONE, IN_COMMENT},
	{xml_text, PLACE_XML_TEXT, NULL, NULL, NULL},
	{xml_value, PLACE_XML_TEXT, NULL, NULL, NULL},
	{xml_open, PLACE_NONE, IN_TAG},
	{xml_tag, PLACE_NONE, IN_TAG},
	{xml_bang, PLACE_NONE, IN_COMMENT},
	{xml_bang_dash, PLACE_NONE, IN_COMMENT},
	{xml_comment, PLACE_NONE, IN_COMMENT},
	{xml_data, PLACE_NONE, IN_COMMENT},
	{xml_declaration, PLACE_NONE, IN_COMMENT},
	{xml_instruction, PLACE_NONE, IN_COMMENT},
	{json, PLACE_NONE, place_of_json, NULL, NULL},
	{plain, PLACE_BARE, NULL, NULL, NULL},
};

/* --- the interface -------------------------------------------------------- */

void place_init(struct place_tracker *t, enum place_language language)
{
	static place_state *const first[] = {[PLACE_HTML] = html_text,
	                                     [PLACE_XML] = xml_text,
	                                     [PLACE_JSON] = json,
	                                     [PLACE_PLAIN] = plain};
	*t = (struct place_tracker){.state = first[language]};
}

static void remember(struct place_tracker *t, char c)
{
	size_t size = strlen(t->last);
	if (size + 1 == sizeof t->last) {
		memmove(t->last, t->last + 1, size);
		size--;
	}
	t->last[size] = c ? lower(c) : ' ';
	t->last[size + 1] = '\0';
}

const char *place_feed(struct place_tracker *t, struct str text)
{
	for (const char *at = text.data; at < text.data + text.size; at++) {
		remember(t, *at);
		t->state(t, at);
		if (t->bad) {
			t->bad = NULL;
			return at;
		}
	}
	return NULL;
}

enum place place_of_expression(struct place_tracker *t)
{
	t->last[0] = '\0'; /* what follows does not continue the text before */
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		if (rules[i].state != t->state)
			continue;
		if (rules[i].decide)
			return rules[i].decide(t);
		return rules[i].place == PLACE_NONE ? none(t, rules[i].zh, rules[i].en)
		                                    : rules[i].place;
	}
	return none(t, "这里不能有表达式", "no expression may stand here");
}

void place_note_statement(struct place_tracker *t)
{
	t->name_is_cut = true;
	if (t->state != html_value)
		return;
	if (!t->url_settled)
		t->url_branches = true;
	APPEND(t->value, '?'); /* no known word any more */
}

unsigned place_kind(const struct place_tracker *t)
{
	enum { IN_VALUE = 1, IN_RAW = 2, IN_NAME = 3, BEFORE_VALUE = 4, ELSEWHERE = 5 };
	bool value = t->state == html_value || t->state == xml_value;
	bool raw = t->state == html_raw || t->state == html_raw_open || t->state == html_raw_end;
	bool name = t->state == html_tag_name || t->state == html_before_attribute ||
	            t->state == html_attribute || t->state == html_after_attribute ||
	            t->state == html_bare_value || t->state == xml_tag;
	if (place_is_between_tags(t))
		return 0;
	if (value)
		return IN_VALUE << 16 | (unsigned char)t->quote;
	if (raw)
		return (unsigned)(IN_RAW << 16 | t->is_json << 9 | t->in_text << 8) |
		       (unsigned char)t->raw[0] | (unsigned)(unsigned char)t->raw[1] << 10;
	if (name)
		return IN_NAME << 16;
	return t->state == html_before_value ? BEFORE_VALUE << 16 : ELSEWHERE << 16;
}

bool place_is_between_tags(const struct place_tracker *t)
{
	return t->state == html_text || t->state == xml_text || t->state == plain ||
	       (t->state == json && !t->in_text);
}

bool place_is_rcdata(const struct place_tracker *t)
{
	return t->state == html_raw &&
	       (strcmp(t->raw, "title") == 0 || strcmp(t->raw, "textarea") == 0);
}
