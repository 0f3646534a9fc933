/* Follows the text around the expressions of a template, so that the compiler
 * knows in which place each of them stands and what that place needs.
 *
 * What is followed is the tokenizer of the output's language, approximately as
 * HTML 13.2.5 has it, from the first line to the last as if there were no control
 * flow. That is right because blocks of Lua have to end in the kind of place in
 * which they began (tokens.h) and names and schemes may not be put together from
 * branches. Not followed is a local function that prints: its text is escaped for
 * text and quoted values alike, but called inside href it checks no scheme. */
#ifndef SCRIPT_PLACE_H
#define SCRIPT_PLACE_H

#include <stdbool.h>

#include "base/str.h"

/* What a template makes, by its file's extension. */
enum place_language { PLACE_HTML, PLACE_XML, PLACE_JSON, PLACE_PLAIN };

/* .xml, .json, .txt; everything else is HTML. */
enum place_language place_language_of(struct str path);

/* How a value is printed. */
enum place {
	PLACE_TEXT,
	PLACE_ATTRIBUTE,
	PLACE_URL,           /* in href, src, …: the scheme is checked when it is printed */
	PLACE_URL_COMPONENT, /* behind the `?` of one */
	PLACE_XML_TEXT,      /* and attribute values */
	PLACE_JSON_VALUE,
	PLACE_BARE,
	PLACE_NONE, /* nothing may be printed here */
};

struct place_tracker;
typedef void place_state(struct place_tracker *t, const char *at);

struct place_tracker {
	place_state *state;
	const char *why[2]; /* of PLACE_NONE and of a bad byte, in Chinese and English */
	const char *bad;    /* set by a state, taken by place_feed */

	/* the tag that is open */
	char tag[16], attribute[24]; /* lower case, cut */
	bool is_end_tag;
	bool is_refresh;               /* <meta http-equiv="refresh"> */
	bool content_printed;          /* an expression stood in its attribute `content` */
	bool is_json;                  /* <script type="application/json"> or ld+json */
	char quote;                    /* of the attribute's value */
	char value[32];                /* the constant value so far, cut, lower case */
	char raw[16];                  /* the element whose text goes on to its end tag */
	bool name_is_cut;              /* a statement stood behind the name that is being read */
	char last[8];                  /* the latest bytes of constant text, lower case */
	bool in_text, after_backslash; /* inside a JSON text */

	/* inside the value of a URL attribute */
	bool url_settled;  /* no scheme can follow any more */
	bool url_query;    /* a `?` was seen */
	bool url_printed;  /* an expression stood in it */
	bool url_branches; /* so did a statement, while it was not settled */
};

void place_init(struct place_tracker *t, enum place_language language);

/* Follows constant text. Returns NULL, or the byte from which on it is something
 * that no template may contain (t->why says what). */
const char *place_feed(struct place_tracker *t, struct str text);

/* Where an expression that follows here stands; with PLACE_NONE t->why is set. */
enum place place_of_expression(struct place_tracker *t);

/* Tells that a statement stands here. */
void place_note_statement(struct place_tracker *t);

/* The kind of this place, for comparing both ends of a block of Lua: 0 between
 * tags, else a number that differs where escaping would. */
unsigned place_kind(const struct place_tracker *t);

/* True between tags: where markup, an include or a block may stand, and where a
 * template may end. `rcdata` also allows the inside of <title> and <textarea>. */
bool place_is_between_tags(const struct place_tracker *t);
bool place_is_rcdata(const struct place_tracker *t);

#endif
