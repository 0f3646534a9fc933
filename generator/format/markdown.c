/* cmark-gfm and the HTML of bodies: the only file that knows cmark.
 *
 * cmark makes the tree; one walk over it checks it and writes it. cmark's own
 * renderer is not used: it drops raw HTML in silence, writes English labels and
 * attributes that HTML 5 has not, and knows nothing of Chinese. The tree's
 * structs are read directly (the headers are installed with the library), as the
 * accessors copy every text once more.
 *
 * Only table and tasklist are attached. The other extensions change tables of
 * the whole process while parsing (LIBS.md 1.1): never add one. */
#include "format/markdown.h"

#include <pthread.h>
#include <assert.h>
#include <setjmp.h>
#include <stdio.h>

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm/node.h>
#include <cmark-gfm/parser.h>
#include <cmark-gfm/syntax_extension.h>
#include <cmark-gfm/utf8.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/utf8.h"
#include "format/html.h"
#include "format/markdown_bare.h"
#include "format/markdown_scan.h"
#include "format/markdown_source.h"

/* --- what is set once -------------------------------------------------------- */

enum kind {
	DOCUMENT,
	QUOTE,
	LIST,
	ITEM,
	CODE_BLOCK,
	HTML_BLOCK,
	PARAGRAPH,
	HEADING,
	RULE,
	FOOTNOTE,
	TABLE,
	ROW,
	CELL,
	TEXT,
	SOFT_BREAK,
	LINE_BREAK,
	CODE,
	HTML_INLINE,
	EMPHASIS,
	STRONG,
	LINK,
	IMAGE,
	REFERENCE,
	OTHER,
	KIND_COUNT
};

/* A type as an index: blocks from 0, inlines from 32. */
static size_t type_index(unsigned type)
{
	return (type & CMARK_NODE_VALUE_MASK & 31) +
	       ((type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_INLINE ? 32 : 0);
}

/* Written by markdown_prepare() before threads begin, then only read. */
static struct {
	cmark_syntax_extension *table, *tasklist;
	unsigned char kinds[64];
} library;

static enum kind kind_of(const cmark_node *node)
{
	return library.kinds[type_index(node->type)];
}

static bool is_punctuation(uint32_t c)
{
	return cmark_utf8proc_is_punctuation((int32_t)c) != 0;
}

static cmark_parser *new_parser(cmark_mem *mem, bool with_footnotes)
{
	/* SOURCEPOS makes the lines behind a code span of several lines right */
	int options = CMARK_OPT_SOURCEPOS | (with_footnotes ? CMARK_OPT_FOOTNOTES : 0);
	cmark_parser *parser = cmark_parser_new_with_mem(options, mem);
	cmark_parser_attach_syntax_extension(parser, library.table);
	cmark_parser_attach_syntax_extension(parser, library.tasklist);
	return parser;
}

/* The types of a table's nodes are given out at run time; a table tells them. */
static void learn_table_types(void)
{
	cmark_parser *parser = new_parser(cmark_get_default_mem_allocator(), false);
	cmark_parser_feed(parser, "|a|\n|-|\n", 8);
	cmark_node *document = cmark_parser_finish(parser), *node = document->first_child;
	for (enum kind kind = TABLE; kind <= CELL; kind++, node = node->first_child) {
		assert(node && node->extension == library.table);
		library.kinds[type_index(node->type)] = (unsigned char)kind;
	}
	cmark_node_free(document);
	cmark_parser_free(parser);
}

void markdown_prepare(void)
{
	static const struct {
		cmark_node_type type;
		enum kind kind;
	} types[] = {
		{CMARK_NODE_DOCUMENT, DOCUMENT},
		{CMARK_NODE_BLOCK_QUOTE, QUOTE},
		{CMARK_NODE_LIST, LIST},
		{CMARK_NODE_ITEM, ITEM},
		{CMARK_NODE_CODE_BLOCK, CODE_BLOCK},
		{CMARK_NODE_HTML_BLOCK, HTML_BLOCK},
		{CMARK_NODE_PARAGRAPH, PARAGRAPH},
		{CMARK_NODE_HEADING, HEADING},
		{CMARK_NODE_THEMATIC_BREAK, RULE},
		{CMARK_NODE_FOOTNOTE_DEFINITION, FOOTNOTE},
		{CMARK_NODE_TEXT, TEXT},
		{CMARK_NODE_SOFTBREAK, SOFT_BREAK},
		{CMARK_NODE_LINEBREAK, LINE_BREAK},
		{CMARK_NODE_CODE, CODE},
		{CMARK_NODE_HTML_INLINE, HTML_INLINE},
		{CMARK_NODE_EMPH, EMPHASIS},
		{CMARK_NODE_STRONG, STRONG},
		{CMARK_NODE_LINK, LINK},
		{CMARK_NODE_IMAGE, IMAGE},
		{CMARK_NODE_FOOTNOTE_REFERENCE, REFERENCE},
	};
	/* the structs read here are those of the headers it was built with */
	assert(cmark_version() == CMARK_GFM_VERSION);
	cmark_gfm_core_extensions_ensure_registered();
	library.table = cmark_find_syntax_extension("table");
	library.tasklist = cmark_find_syntax_extension("tasklist");
	assert(library.table && library.tasklist);
	memset(library.kinds, OTHER, sizeof library.kinds);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		library.kinds[type_index(types[i].type)] = (unsigned char)types[i].kind;
	learn_table_types();
}

/* --- what a thread keeps between bodies --------------------------------------- */

static _Thread_local struct {
	struct arena memory; /* of cmark; emptied after each body */
	struct markdown_source source;
	struct buf text;       /* plain text of a heading while it is collected */
	jmp_buf out_of_memory; /* set while cmark runs */
} kept;

enum { FIRST_MEMORY = 256 * 1024, KEPT_MEMORY = 4 * 1024 * 1024 };

/* Before each block stands its size: cmark's realloc does not tell the old one. */
union header {
	size_t size;
	_Alignas(16) char align;
};

/* A block for cmark; its bytes are zero when asked for. cmark knows no failure,
 * so a budget that is used up leaves it by longjmp; nothing of it needs undoing. */
static void *take(size_t size, bool zeroed)
{
	struct arena *a = &kept.memory;
	if (size > LIMIT_MARKDOWN_MEMORY)
		longjmp(kept.out_of_memory, 1);
	size = (size + 15) & ~(size_t)15;
	union header *header;
	if (a->chunk && (size_t)(a->end - a->next) >= size + sizeof *header) {
		/* every block is a multiple of 16 long: `next` is aligned */
		header = (union header *)(void *)a->next;
		a->next += sizeof *header + size;
		if (zeroed)
			memset(header + 1, 0, size);
	} else {
		if (a->total + size > LIMIT_MARKDOWN_MEMORY)
			longjmp(kept.out_of_memory, 1);
		header = arena_alloc(a, sizeof *header + size);
	}
	header->size = size;
	return header + 1;
}

static void *take_zeroed(size_t count, size_t size)
{
	if (size && count > LIMIT_MARKDOWN_MEMORY / size)
		longjmp(kept.out_of_memory, 1);
	return take(count * size, true);
}

static void *take_again(void *old, size_t size)
{
	if (!old)
		return take(size, false);
	union header *header = (union header *)old - 1;
	if (size <= header->size)
		return old;
	struct arena *a = &kept.memory;
	size_t more = ((size + 15) & ~(size_t)15) - header->size;
	if ((char *)old + header->size == a->next && (size_t)(a->end - a->next) >= more) {
		a->next += more;
		header->size += more;
		return old;
	}
	void *new = take(size, false);
	memcpy(new, old, header->size);
	return new;
}

static void give_back(void *block)
{
	(void)block;
}

static cmark_mem memory = {take_zeroed, take_again, give_back};

static void forget_tree(void)
{
	arena_reset(&kept.memory);
	if (kept.memory.total > KEPT_MEMORY)
		arena_release(&kept.memory);
}

void markdown_release_thread(void)
{
	arena_release(&kept.memory);
	markdown_source_release(&kept.source);
	buf_release(&kept.text);
}

/* Frees a thread's memory with the thread, whoever started it. */
static pthread_once_t key_made = PTHREAD_ONCE_INIT;
static pthread_key_t thread_end;

static void release_with_thread(void *unused)
{
	(void)unused;
	markdown_release_thread();
}

static void make_key(void)
{
	pthread_key_create(&thread_end, release_with_thread);
}

static void expect_thread_end(void)
{
	pthread_once(&key_made, make_key);
	pthread_setspecific(thread_end, &kept);
}

/* The next node of the tree below `root`, or NULL. */
static const cmark_node *next_below(const cmark_node *root, const cmark_node *node)
{
	if (node->first_child)
		return node->first_child;
	while (node != root && !node->next)
		node = node->parent;
	return node == root ? NULL : node->next;
}

/* A definition of a footnote, noted before cmark throws out what nobody names. */
struct footnote {
	cmark_node *node;
	struct str label;
	int line;
};

struct tree {
	cmark_node *document; /* NULL: the memory budget is used up */
	struct footnote *footnotes;
	size_t footnote_count;
};

static struct str chunk_str(const cmark_chunk *chunk)
{
	return (struct str){chunk->data ? (const char *)chunk->data : "", (size_t)chunk->len};
}

/* The blocks are complete before cmark_parser_finish(), the inlines are not. */
static void note_footnotes(cmark_node *document, struct tree *tree)
{
	size_t count = 0;
	for (const cmark_node *n = document; n; n = next_below(document, n))
		count += n->type == CMARK_NODE_FOOTNOTE_DEFINITION;
	tree->footnotes = take_zeroed(count, sizeof *tree->footnotes);
	for (const cmark_node *n = document; n; n = next_below(document, n))
		if (n->type == CMARK_NODE_FOOTNOTE_DEFINITION)
			tree->footnotes[tree->footnote_count++] = (struct footnote){
				(cmark_node *)(uintptr_t)n, chunk_str(&n->as.literal),
				n->start_line};
}

static void parse(const struct markdown_source *source, bool with_footnotes, struct tree *tree)
{
	if (!kept.memory.chunk_size)
		arena_init(&kept.memory, FIRST_MEMORY);
	if (setjmp(kept.out_of_memory)) {
		tree->document = NULL;
		return;
	}
	cmark_parser *parser = new_parser(&memory, with_footnotes);
	cmark_parser_feed(parser, source->fed.data, source->fed.size);
	if (with_footnotes)
		note_footnotes(parser->root, tree);
	tree->document = cmark_parser_finish(parser);
}

/* --- the walk ----------------------------------------------------------------- */

struct walk {
	const struct markdown_options *options;
	struct markdown_source *source;
	struct arena *arena;
	struct buf *html; /* NULL: nothing is written */

	const cmark_node *link;  /* whose <a> is open */
	const cmark_node *image; /* whose alt is being written */
	size_t cursor;           /* fed offset behind the last link found by searching */
	size_t addresses;        /* bytes of addresses and titles so far */
	size_t footnotes;        /* definitions written */
	int level;               /* of the last heading */

	size_t tables;             /* begun */
	const uint8_t *alignments; /* of the table one is in */
	size_t column, columns;
	bool is_head, is_in_cell;

	struct markdown_heading *headings;
	size_t heading_count, heading_room;
	struct map ids;
};

static void put(struct walk *w, struct str s)
{
	if (w->html)
		buf_add(w->html, s);
}

static void put_number(struct walk *w, size_t number)
{
	if (w->html)
		buf_format(w->html, "%zu", number);
}

static void report(struct walk *w, enum diag_id id, size_t begin, size_t end, struct str argument)
{
	markdown_report(w->source, id, begin, end, argument, STR(""));
}

/* Text of the tree as plain valid text: without marks, and without the bytes
 * that cmark writes for &#xFFFE; and &#xFFFF;. */
static struct str clean(struct walk *w, struct str text)
{
	text = markdown_without_marks(w->source, w->arena, text);
	if (w->source->broken.count == 0 || utf8_first_invalid(text) == SIZE_MAX)
		return text;
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < text.size; i++) {
		if ((unsigned char)text.data[i] >= 0xFE)
			buf_add_utf8(&b, 0xFFFD);
		else
			buf_add_char(&b, text.data[i]);
	}
	struct str copy = str_copy(w->arena, buf_str(&b));
	buf_release(&b);
	return copy;
}

static void put_attribute(struct walk *w, struct str text)
{
	if (w->html)
		html_add_attribute(w->html, clean(w, text));
}

/* --- positions ---------------------------------------------------------------- */

static size_t fed_offset(const struct walk *w, struct str part)
{
	return (size_t)(part.data - w->source->fed.data);
}

static char fed_at(const struct walk *w, size_t at)
{
	return markdown_byte(w->source, at);
}

static void begin_block(struct walk *w, const cmark_node *node)
{
	w->source->block = (struct markdown_block){
		.first_line = node->start_line,
		.last_line = node->end_line,
		.column = node->start_column,
		.indent = node->internal_offset,
	};
	if (kind_of(node) != PARAGRAPH)
		return;
	struct str text = {(const char *)node->content.ptr, (size_t)node->content.size};
	w->source->block.head = str_slice(text, 0, 12);
}

static size_t begin_of(struct walk *w, const cmark_node *node)
{
	return markdown_offset(w->source, node->start_line, node->start_column);
}

static size_t last_of(struct walk *w, const cmark_node *node)
{
	return markdown_offset(w->source, node->end_line, node->end_column);
}

/* The whole line of a node, for want of better. */
static void line_of(const struct walk *w, const cmark_node *node, size_t *begin, size_t *end)
{
	while (node->parent && node->start_line < 1)
		node = node->parent;
	struct str line = markdown_line(w->source, (size_t)node->start_line);
	*begin = fed_offset(w, line) + markdown_prefix(line);
	*end = fed_offset(w, line) + line.size;
}

static bool begins_with(const struct walk *w, size_t at, const cmark_node *node)
{
	if (at == SIZE_MAX)
		return false;
	if (kind_of(node) == IMAGE)
		return fed_at(w, at) == '!' && fed_at(w, at + 1) == '[';
	return fed_at(w, at) == '[' || fed_at(w, at) == '<';
}

/* Where the source of a link or image begins, given where cmark has it; SIZE_MAX
 * when it cannot be told. */
static size_t link_begin(struct walk *w, const cmark_node *node, size_t expected)
{
	if (begins_with(w, expected, node))
		return expected;
	/* a link over several lines has the line of its end, <…> has no column */
	const cmark_node *child = node->first_child;
	size_t opener = kind_of(node) == IMAGE ? 2 : 1;
	size_t at = child ? begin_of(w, child) : SIZE_MAX;
	if (at != SIZE_MAX && at >= opener && begins_with(w, at - opener, node))
		return at - opener;
	/* a cell of a row that is indented in another way than the table's head */
	struct str line = markdown_line(w->source, (size_t)node->start_line);
	size_t from = fed_offset(w, line), to = from + line.size;
	for (at = w->cursor > from ? w->cursor : from; at < to; at++)
		if (begins_with(w, at, node))
			return at;
	return SIZE_MAX;
}

static bool ends_link(const struct walk *w, size_t begin, size_t end)
{
	return end > begin && end <= w->source->fed.size && strchr(")]>", fed_at(w, end - 1)) &&
	       fed_at(w, end - 1);
}

static void locate_link(struct walk *w, const cmark_node *node, size_t *begin, size_t *end)
{
	size_t expected = begin_of(w, node);
	*begin = link_begin(w, node, expected);
	if (*begin == SIZE_MAX) {
		line_of(w, node, begin, end);
		return;
	}
	w->cursor = *begin + 1;
	size_t last = last_of(w, node);
	*end = last == SIZE_MAX ? 0 : last + 1;
	if (ends_link(w, *begin, *end))
		return;
	*end += *begin - expected; /* moved in its line */
	if (expected != SIZE_MAX && last != SIZE_MAX && ends_link(w, *begin, *end))
		return;
	struct str rest = str_slice(w->source->fed, *begin, SIZE_MAX), line = STR("");
	str_next_line(&rest, &line);
	*end = *begin + line.size;
}

/* Fed size of the entity at `at` (`&…;`), 0 for none. */
static size_t entity_size(const struct walk *w, size_t at)
{
	size_t end = at + 1;
	while (end - at < 40 &&
	       (utf8_is_word((unsigned char)fed_at(w, end)) || fed_at(w, end) == '#'))
		end++;
	return end > at + 1 && fed_at(w, end) == ';' ? end + 1 - at : 0;
}

/* --- text --------------------------------------------------------------------- */

/* What a byte may be, by the text it stands in. */
enum {
	MARKUP = 1, /* not to be written as it is, anywhere */
	QUOTED = 2, /* nor in an attribute */
	BARE = 4,   /* may belong to an address without markup */
	TRACE = 8,  /* may be left of markup that failed */
};

static const unsigned char special[256] = {
	[0x00] = MARKUP, [0x01] = MARKUP, [0x02] = MARKUP, [0x03] = MARKUP, [0x04] = MARKUP,
	[0x05] = MARKUP, [0x06] = MARKUP, [0x07] = MARKUP, [0x08] = MARKUP, [0x0B] = MARKUP,
	[0x0C] = MARKUP, [0x0D] = MARKUP, [0x0E] = MARKUP, [0x0F] = MARKUP, [0x10] = MARKUP,
	[0x11] = MARKUP, [0x12] = MARKUP, [0x13] = MARKUP, [0x14] = MARKUP, [0x15] = MARKUP,
	[0x16] = MARKUP, [0x17] = MARKUP, [0x18] = MARKUP, [0x19] = MARKUP, [0x1A] = MARKUP,
	[0x1B] = MARKUP, [0x1C] = MARKUP, [0x1D] = MARKUP, [0x1E] = MARKUP, [0x1F] = MARKUP,
	[0x7F] = MARKUP, ['<'] = MARKUP,  ['>'] = MARKUP,  ['&'] = MARKUP,  ['"'] = QUOTED,
	[':'] = BARE,    ['w'] = BARE,    ['@'] = BARE,    ['*'] = TRACE,   ['['] = TRACE,
	[0xEA] = MARKUP,                  /* first byte of a mark */
	[0xFE] = MARKUP, [0xFF] = MARKUP, /* cmark's for &#xFFFE; and &#xFFFF; */
};

struct text {
	struct walk *walk;
	const cmark_node *node;
	struct str text;
	size_t from;      /* what is before it is written */
	size_t known;     /* up to here the source is known: */
	size_t known_fed; /* this fed offset, SIZE_MAX where it was lost */
};

/* Moves past one character of the text, which is longer in the source where it
 * is an escape or an entity. False when the two part. */
static bool step(struct text *t)
{
	struct walk *w = t->walk;
	size_t at = t->known_fed;
	char c = fed_at(w, at);
	size_t entity = c == '&' ? entity_size(w, at) : 0;
	if (entity && !str_starts_with(str_slice(t->text, t->known, SIZE_MAX),
	                               str_slice(w->source->fed, at, at + entity))) {
		t->known_fed += entity;
		utf8_next(t->text, &t->known);
		return true;
	}
	char wanted = t->text.data[t->known];
	if (c == '\\' && wanted != '\\' && fed_at(w, at + 1) == wanted)
		t->known_fed++;
	else if (c != wanted)
		return false;
	t->known_fed++;
	t->known++;
	return true;
}

/* Fed offset of byte `wanted` of a text, which only grows from call to call.
 * SIZE_MAX when it cannot be told, for instance where cmark glued texts together. */
static size_t offset_in_text(struct text *t, size_t wanted)
{
	struct walk *w = t->walk;
	if (t->known == 0)
		t->known_fed = begin_of(w, t->node);
	if (t->known_fed == SIZE_MAX)
		return SIZE_MAX;
	while (t->known < wanted)
		if (!step(t))
			return t->known_fed = SIZE_MAX;
	size_t at = t->known_fed;
	at += fed_at(w, at) == '\\' && t->text.data[wanted] != '\\';
	return fed_at(w, at) == t->text.data[wanted] ? at : SIZE_MAX;
}

static void put_until(struct text *t, size_t end)
{
	put(t->walk, str_slice(t->text, t->from, end));
	t->from = end;
}

static size_t replace(struct text *t, size_t at, size_t size, struct str with)
{
	put_until(t, at);
	put(t->walk, with);
	return t->from = at + size;
}

static struct str address_of(struct walk *w, const struct markdown_link *link);
static void open_anchor(struct walk *w, struct str address, struct str title);

/* An address without markup: written as a link. */
static size_t put_bare(struct text *t, size_t at)
{
	struct walk *w = t->walk;
	struct markdown_bare bare;
	if (!markdown_find_bare(t->text, t->from, at, &bare))
		return at;
	struct str shown = str_slice(t->text, bare.begin, bare.end);
	struct markdown_link link = {.url = shown};
	if (bare.prefix.size)
		link.url = STR_JOIN(w->arena, bare.prefix, shown);
	else
		link.url = str_copy(w->arena, shown);
	size_t fed = offset_in_text(t, bare.begin);
	if (fed != SIZE_MAX && str_starts_with(str_slice(w->source->fed, fed, SIZE_MAX), shown)) {
		link.begin = fed;
		link.end = fed + shown.size;
	} else {
		line_of(w, t->node, &link.begin, &link.end);
	}
	struct str address = address_of(w, &link);
	put_until(t, bare.begin);
	if (!str_is_null(address))
		open_anchor(w, address, STR(""));
	if (w->html)
		html_add_text(w->html, shown);
	if (!str_is_null(address))
		put(w, STR("</a>"));
	return t->from = bare.end;
}

static const cmark_node *edge_text(const cmark_node *node, bool last);

/* The character before or after byte `at` of the text, past the node's end. */
static uint32_t before_in(const struct text *t, size_t at)
{
	if (at > 0)
		return utf8_before(t->text, at);
	const cmark_node *node = t->node->prev ? edge_text(t->node->prev, true) : NULL;
	return node ? utf8_before(chunk_str(&node->as.literal), (size_t)node->as.literal.len) : 0;
}

static uint32_t after_in(const struct text *t, size_t at)
{
	if (at < t->text.size)
		return utf8_next(t->text, &at);
	const cmark_node *node = t->node->next ? edge_text(t->node->next, false) : NULL;
	size_t first = 0;
	return node ? utf8_next(chunk_str(&node->as.literal), &first) : 0;
}

/* `**` left in a text beside Chinese: emphasis that did not come about. */
static void check_stars(struct text *t, size_t at)
{
	struct walk *w = t->walk;
	size_t end = at;
	while (end < t->text.size && t->text.data[end] == '*')
		end++;
	if (end - at < 2 || (at > 0 && t->text.data[at - 1] == '*'))
		return;
	size_t mark = w->source->mark.size;
	/* a mark beside the run is not its neighbour */
	size_t begin_at = at, end_at = end;
	if (mark && str_ends_with(str_slice(t->text, 0, at), w->source->mark))
		begin_at -= mark;
	if (mark && str_starts_with(str_slice(t->text, end, SIZE_MAX), w->source->mark))
		end_at += mark;
	if (!utf8_is_wide(before_in(t, begin_at)) && !utf8_is_wide(after_in(t, end_at)))
		return;
	size_t begin = offset_in_text(t, at), stop = begin + end - at;
	if (begin == SIZE_MAX)
		line_of(w, t->node, &begin, &stop);
	else if (fed_at(w, begin + 1) != '*' || (begin > 0 && fed_at(w, begin - 1) == '\\'))
		return; /* escaped: meant as it is */
	struct str line = str_slice(w->source->fed, begin, begin + 40);
	size_t line_end = str_find(line, STR("\n"), 0);
	line = markdown_without_marks(w->source, w->arena, str_slice(line, 0, line_end));
	report(w, DIAG_MARKDOWN_EMPHASIS, begin, stop, utf8_cut(line, 10));
}

/* `[^a]` left in a text: a reference to a footnote that is not defined. */
static void check_reference(struct text *t, size_t at)
{
	struct walk *w = t->walk;
	if (at + 3 >= t->text.size || t->text.data[at + 1] != '^')
		return;
	size_t end = at + 2;
	while (end < t->text.size && end - at < 100 && !strchr("[] \t", t->text.data[end]))
		end++;
	if (end == t->text.size || t->text.data[end] != ']' || end == at + 2)
		return;
	size_t begin = offset_in_text(t, at);
	struct str whole = str_slice(t->text, at, end + 1);
	/* cmark makes a new text of it, without position, when nothing stands before */
	if (begin == SIZE_MAX) {
		size_t line_begin, line_end;
		line_of(w, t->node, &line_begin, &line_end);
		begin = str_find(str_slice(w->source->fed, 0, line_end), whole, line_begin);
	}
	if (begin == SIZE_MAX || (begin > 0 && fed_at(w, begin - 1) == '\\') ||
	    !str_starts_with(str_slice(w->source->fed, begin, SIZE_MAX), whole))
		return;
	report(w, DIAG_MARKDOWN_FOOTNOTE, begin, begin + whole.size,
	       clean(w, str_slice(whole, 2, whole.size - 1)));
}

/* Writes what needs it at `at`; returns the byte behind, or `at` for nothing. */
static size_t put_special(struct text *t, size_t at)
{
	struct str mark = t->walk->source->mark;
	switch (t->text.data[at]) {
	case '<': return replace(t, at, 1, STR("&lt;"));
	case '>': return replace(t, at, 1, STR("&gt;"));
	case '&': return replace(t, at, 1, STR("&amp;"));
	case '"': return replace(t, at, 1, STR("&quot;"));
	case ':':
	case '@':
	case 'w': return put_bare(t, at);
	case '*': check_stars(t, at); return at;
	case '[': check_reference(t, at); return at;
	case '\xEA':
		if (mark.size == 0 || !str_starts_with(str_slice(t->text, at, SIZE_MAX), mark))
			return at;
		return replace(t, at, mark.size, STR(""));
	default: return replace(t, at, 1, STR("\xEF\xBF\xBD"));
	}
}

static void put_text(struct walk *w, const cmark_node *node, struct str text, unsigned look_for)
{
	struct text t = {.walk = w, .node = node, .text = text};
	for (size_t at = 0; at < text.size;) {
		unsigned char c = (unsigned char)text.data[at];
		if (!(special[c] & look_for)) {
			at += c >= 0xE4 && c <= 0xE9 ? 3 : 1; /* most Chinese characters */
			continue;
		}
		size_t end = put_special(&t, at);
		at = end > at ? end : at + 1;
	}
	put_until(&t, text.size);
}

static void enter_text(struct walk *w, const cmark_node *node)
{
	unsigned look_for = MARKUP | TRACE;
	if (w->image)
		look_for |= QUOTED;
	else if (!w->link)
		look_for |= BARE;
	put_text(w, node, chunk_str(&node->as.literal), look_for);
}

/* The text node at the edge of an inline node, NULL when something else is there
 * or it is far down. */
static const cmark_node *edge_text(const cmark_node *node, bool last)
{
	for (int depth = 0; node && depth < 32; depth++) {
		enum kind kind = kind_of(node);
		if (kind == TEXT || kind == CODE)
			return node->as.literal.len > 0 ? node : NULL;
		if (kind != EMPHASIS && kind != STRONG && kind != LINK)
			return NULL;
		node = last ? node->last_child : node->first_child;
	}
	return NULL;
}

static bool is_full_width_stop(uint32_t c)
{
	return (c >= 0x3001 && c <= 0x303F) || (c >= 0xFF01 && c <= 0xFF0F) ||
	       (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) ||
	       (c >= 0xFF5B && c <= 0xFF65);
}

/* Whether a line end stands where Chinese has no blank: between wide characters,
 * or beside punctuation that brings its own space. */
static bool is_joined(const cmark_node *node)
{
	const cmark_node *a = node->prev ? edge_text(node->prev, true) : NULL;
	const cmark_node *b = node->next ? edge_text(node->next, false) : NULL;
	if (!a || !b)
		return false;
	size_t first = 0;
	uint32_t before = utf8_before(chunk_str(&a->as.literal), (size_t)a->as.literal.len);
	uint32_t after = utf8_next(chunk_str(&b->as.literal), &first);
	return (utf8_is_wide(before) && utf8_is_wide(after)) || is_full_width_stop(before) ||
	       is_full_width_stop(after);
}

static void enter_soft_break(struct walk *w, const cmark_node *node)
{
	if (!is_joined(node))
		put(w, w->image ? STR(" ") : STR("\n"));
}

static void enter_line_break(struct walk *w, const cmark_node *node)
{
	(void)node;
	put(w, w->image ? STR(" ") : STR("<br>\n"));
}

/* Character references in code are text: takes those in [begin, end) off the list. */
static void spare_references(struct walk *w, size_t begin, size_t end)
{
	size_t *items = w->source->broken.items, low = 0, high = w->source->broken.count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (items[middle] / 2 < begin)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < w->source->broken.count && items[low] / 2 < end; low++)
		items[low] |= 1;
}

static void enter_code(struct walk *w, const cmark_node *node)
{
	if (w->source->broken.count) {
		size_t begin = begin_of(w, node);
		size_t end = last_of(w, node);
		if (begin != SIZE_MAX && end != SIZE_MAX)
			spare_references(w, begin, end + 1);
	}
	put_text(w, node, chunk_str(&node->as.literal), MARKUP | (w->image ? QUOTED : 0));
}

/* --- raw HTML ----------------------------------------------------------------- */

/* Reports it and writes it as text; a comment, which nobody was to see, is left out. */
static void refuse_html(struct walk *w, const cmark_node *node, size_t begin)
{
	struct str html = str_trim(chunk_str(&node->as.literal)), rest = html, line = STR("");
	str_next_line(&rest, &line);
	size_t end;
	if (begin == SIZE_MAX)
		line_of(w, node, &begin, &end);
	else
		end = begin + line.size;
	report(w, DIAG_MARKDOWN_RAW_HTML, begin, end, clean(w, line));
	if (!str_starts_with(html, STR("<!--")))
		put_text(w, node, html, MARKUP);
}

/* The one tag a body may hold: cells of a table have no other way to break a line. */
static bool is_cell_break(const struct walk *w, const cmark_node *node)
{
	struct str html = chunk_str(&node->as.literal);
	return w->is_in_cell && (str_equal(html, STR("<br>")) || str_equal(html, STR("<br/>")));
}

static void enter_html_inline(struct walk *w, const cmark_node *node)
{
	if (is_cell_break(w, node))
		put(w, w->image ? STR(" ") : STR("<br>"));
	else
		refuse_html(w, node, begin_of(w, node));
}

static void enter_html_block(struct walk *w, const cmark_node *node)
{
	w->source->block = (struct markdown_block){0};
	put(w, STR("<p>"));
	size_t at = begin_of(w, node);
	while (fed_at(w, at) == ' ')
		at++;
	refuse_html(w, node, at);
	put(w, STR("</p>\n"));
}

/* --- links and images --------------------------------------------------------- */

/* Where the link leads, or a null str: refused, by its scheme or by the caller. */
static struct str address_of(struct walk *w, const struct markdown_link *link)
{
	if (!html_is_safe_url(link->url)) {
		report(w, DIAG_MARKDOWN_UNSAFE_LINK, link->begin, link->end, link->url);
		return STR_NULL;
	}
	if (!w->options->resolve)
		return link->url;
	struct diag_place place = markdown_place(w->source, link->begin, link->end);
	struct markdown_link in_file = *link;
	in_file.begin = place.begin;
	in_file.end = place.end;
	return w->options->resolve(w->options->context, w->arena, &in_file);
}

static bool is_external(struct str address)
{
	return str_starts_with(address, STR("https://")) ||
	       str_starts_with(address, STR("http://"));
}

static void open_anchor(struct walk *w, struct str address, struct str title)
{
	if (!w->html)
		return;
	put(w, STR("<a href=\""));
	html_add_url(w->html, address);
	if (title.size) {
		put(w, STR("\" title=\""));
		put_attribute(w, title);
	}
	put(w, is_external(address) ? STR("\" rel=\"external noopener\">") : STR("\">"));
}

/* Whether anything below the node can be read or seen. */
static bool has_content(const struct walk *w, const cmark_node *root)
{
	for (const cmark_node *n = root; n; n = next_below(root, n)) {
		enum kind kind = kind_of(n);
		if ((kind == IMAGE && n != root) || (kind == HTML_INLINE && !is_cell_break(w, n)))
			return true;
		if ((kind == TEXT || kind == CODE) && str_trim(chunk_str(&n->as.literal)).size)
			return true;
	}
	return false;
}

/* Ceiling for the addresses and titles of a body: a definition of one long address
 * and many references to it make hundreds of megabytes of a small file. */
enum { ADDRESSES_MAX = 8 * 1024 * 1024 };

static struct markdown_link describe(struct walk *w, const cmark_node *node)
{
	w->addresses += (size_t)node->as.link.url.len + (size_t)node->as.link.title.len;
	struct markdown_link link = {.url = clean(w, chunk_str(&node->as.link.url)),
	                             .is_image = kind_of(node) == IMAGE};
	locate_link(w, node, &link.begin, &link.end);
	return link;
}

static void enter_link(struct walk *w, const cmark_node *node)
{
	struct markdown_link link = describe(w, node);
	struct str address = address_of(w, &link);
	bool is_empty = !has_content(w, node);
	if (is_empty)
		report(w, DIAG_MARKDOWN_EMPTY_LINK, link.begin, link.end, STR(""));
	/* HTML has no link in a link: <https://…> in the text of another stays text */
	if (!str_is_null(address) && !w->link && !w->image) {
		w->link = node;
		open_anchor(w, address, chunk_str(&node->as.link.title));
	}
	if (is_empty)
		put_text(w, node, link.url, MARKUP);
}

static void leave_link(struct walk *w, const cmark_node *node)
{
	if (w->link != node)
		return;
	w->link = NULL;
	put(w, STR("</a>"));
}

static void enter_image(struct walk *w, const cmark_node *node)
{
	struct markdown_link link = describe(w, node);
	struct str address = address_of(w, &link);
	if (!has_content(w, node))
		report(w, DIAG_MARKDOWN_IMAGE_ALT, link.begin, link.end, STR(""));
	if (str_is_null(address) || w->image)
		return;
	w->image = node;
	put(w, STR("<img src=\""));
	if (w->html)
		html_add_url(w->html, address);
	put(w, STR("\" alt=\""));
}

static void leave_image(struct walk *w, const cmark_node *node)
{
	if (w->image != node)
		return;
	w->image = NULL;
	if (node->as.link.title.len) {
		put(w, STR("\" title=\""));
		put_attribute(w, chunk_str(&node->as.link.title));
	}
	put(w, STR("\" loading=\"lazy\">"));
}

/* --- footnotes ---------------------------------------------------------------- */

/* Ids are `fn-1` and `fnref-1`, `fnref-1-2`: no heading's id begins like that. */
static void put_reference_id(struct walk *w, struct str number, size_t index)
{
	put(w, STR("fnref-"));
	put(w, number);
	if (index > 1) {
		put(w, STR("-"));
		put_number(w, index);
	}
}

static void enter_reference(struct walk *w, const cmark_node *node)
{
	struct str number = chunk_str(&node->as.literal);
	if (w->image)
		return;
	put(w, STR("<sup class=\"footnote-ref\" id=\""));
	put_attribute(w, w->options->id_prefix);
	put_reference_id(w, number, (size_t)node->footnote.ref_ix);
	put(w, STR("\">"));
	if (!w->link) {
		put(w, STR("<a href=\"#"));
		put_attribute(w, w->options->id_prefix);
		put(w, STR("fn-"));
		put(w, number);
		put(w, STR("\" aria-label=\"脚注 "));
		put(w, number);
		put(w, STR("\">"));
	}
	put(w, STR("["));
	put(w, number);
	put(w, w->link ? STR("]</sup>") : STR("]</a></sup>"));
}

/* Links back to each place that names the footnote. */
static void put_back_links(struct walk *w, const cmark_node *footnote)
{
	char digits[24];
	snprintf(digits, sizeof digits, "%zu", w->footnotes);
	for (int i = 1; i <= footnote->footnote.def_count; i++) {
		put(w, STR(" <a class=\"footnote-back\" href=\"#"));
		put_attribute(w, w->options->id_prefix);
		put_reference_id(w, str_from(digits), (size_t)i);
		put(w, STR("\" aria-label=\"返回正文"));
		if (i > 1) {
			put(w, STR(" "));
			put_number(w, (size_t)i);
		}
		put(w, STR("\">↩</a>"));
	}
}

static void enter_footnote(struct walk *w, const cmark_node *node)
{
	if (w->footnotes++ == 0)
		put(w, STR("<section class=\"footnotes\" aria-label=\"脚注\">\n<ol>\n"));
	put(w, STR("<li id=\""));
	put_attribute(w, w->options->id_prefix);
	put(w, STR("fn-"));
	put_number(w, w->footnotes);
	put(w, STR("\">\n"));
	(void)node;
}

static void leave_footnote(struct walk *w, const cmark_node *node)
{
	if (!node->last_child || kind_of(node->last_child) != PARAGRAPH) {
		put(w, STR("<p>"));
		put_back_links(w, node);
		put(w, STR("</p>\n"));
	}
	put(w, STR("</li>\n"));
}

static void leave_document(struct walk *w, const cmark_node *node)
{
	(void)node;
	if (w->footnotes)
		put(w, STR("</ol>\n</section>\n"));
}

/* --- headings ----------------------------------------------------------------- */

static struct str heading_text(struct walk *w, const cmark_node *heading)
{
	buf_clear(&kept.text);
	for (const cmark_node *n = heading; n; n = next_below(heading, n)) {
		enum kind kind = kind_of(n);
		if (kind == TEXT || kind == CODE)
			buf_add(&kept.text, chunk_str(&n->as.literal));
		else if (kind == LINE_BREAK || (kind == SOFT_BREAK && !is_joined(n)))
			buf_add_char(&kept.text, ' ');
	}
	return str_trim(clean(w, str_copy(w->arena, buf_str(&kept.text))));
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == 0xA0 || c == 0x3000;
}

/* Whether it is one of a footnote, or becomes one when a number is added. */
static bool is_footnote_id(struct str id)
{
	static const struct str names[] = {STR_INIT("fn"), STR_INIT("fnref")};
	for (size_t i = 0; i < 2; i++)
		if (str_starts_with(id, names[i]) &&
		    (id.size == names[i].size || id.data[names[i].size] == '-'))
			return true;
	return false;
}

/* The anchor's form of a text, see markdown.h. */
static struct str anchor_of(struct walk *w, struct str text)
{
	struct buf *b = &kept.text;
	buf_clear(b);
	for (size_t at = 0; at < text.size;) {
		size_t begin = at;
		uint32_t c = utf8_next(text, &at);
		if (is_blank(c))
			buf_add_char(b, '-');
		else if (c >= 'A' && c <= 'Z')
			buf_add_char(b, (char)(c | 32));
		else if (c == '-' || c == '_' || utf8_is_word(c))
			buf_add(b, str_slice(text, begin, at));
	}
	if (b->size == 0)
		return STR("section");
	if (is_footnote_id(buf_str(b)))
		return STR_JOIN(w->arena, STR("section-"), buf_str(b));
	return str_copy(w->arena, buf_str(b));
}

static struct str unique_id(struct walk *w, struct str id)
{
	unsigned *count = ARENA_NEW(w->arena, unsigned), *taken = map_put(&w->ids, id, count);
	*count = 1;
	if (!taken)
		return id;
	for (;;) {
		struct str next = str_format(w->arena, "%.*s-%u", STR_ARG(id), ++*taken);
		if (!map_put(&w->ids, next, count))
			return next;
	}
}

static void keep_heading(struct walk *w, struct markdown_heading heading)
{
	if (w->heading_count == w->heading_room) {
		size_t room = w->heading_room ? 2 * w->heading_room : 8;
		struct markdown_heading *more = ARENA_ARRAY(w->arena, struct markdown_heading,
		                                            room);
		if (w->heading_count)
			memcpy(more, w->headings, w->heading_count * sizeof *more);
		w->headings = more;
		w->heading_room = room;
	}
	w->headings[w->heading_count++] = heading;
}

static void check_level(struct walk *w, const cmark_node *node, int level)
{
	size_t begin, end;
	line_of(w, node, &begin, &end);
	if (level == 1)
		report(w, DIAG_MARKDOWN_HEADING_ONE, begin, end, STR(""));
	if (level > w->level + 1) {
		char from = (char)('0' + w->level), to = (char)('0' + level);
		markdown_report(w->source, DIAG_MARKDOWN_HEADING_SKIP, begin, end,
		                str_range(&from, &from + 1), str_range(&to, &to + 1));
	}
	w->level = level;
}

static void enter_heading(struct walk *w, const cmark_node *node)
{
	int level = node->as.heading.level;
	begin_block(w, node);
	if (level == 1 || level > w->level + 1)
		check_level(w, node, level);
	w->level = level;
	struct str text = heading_text(w, node);
	if (text.size == 0) {
		size_t begin, end;
		line_of(w, node, &begin, &end);
		report(w, DIAG_MARKDOWN_HEADING_EMPTY, begin, end, STR(""));
	}
	struct str id = unique_id(w, anchor_of(w, text));
	if (w->options->id_prefix.size)
		id = STR_JOIN(w->arena, w->options->id_prefix, id);
	keep_heading(w, (struct markdown_heading){level, id, text});
	if (!w->html)
		return;
	buf_format(w->html, "<h%d id=\"", level);
	html_add_attribute(w->html, id);
	put(w, STR("\">"));
}

static void leave_heading(struct walk *w, const cmark_node *node)
{
	char tag[] = "</h0>\n";
	tag[3] = (char)('0' + node->as.heading.level);
	put(w, str_from(tag));
}

/* --- blocks ------------------------------------------------------------------- */

/* A paragraph of a list without empty lines has no <p>. */
static bool is_tight(const cmark_node *paragraph)
{
	const cmark_node *item = paragraph->parent;
	return kind_of(item) == ITEM && item->parent->as.list.tight;
}

static void enter_paragraph(struct walk *w, const cmark_node *node)
{
	begin_block(w, node);
	if (!is_tight(node))
		put(w, STR("<p>"));
}

static void leave_paragraph(struct walk *w, const cmark_node *node)
{
	if (is_tight(node)) {
		if (node->next)
			put(w, STR("\n"));
		return;
	}
	if (kind_of(node->parent) == FOOTNOTE && !node->next)
		put_back_links(w, node->parent);
	put(w, STR("</p>\n"));
}

static void enter_list(struct walk *w, const cmark_node *node)
{
	if (node->as.list.list_type == CMARK_BULLET_LIST)
		put(w, STR("<ul>\n"));
	else if (node->as.list.start == 1)
		put(w, STR("<ol>\n"));
	else if (w->html)
		buf_format(w->html, "<ol start=\"%d\">\n", node->as.list.start);
}

static void leave_list(struct walk *w, const cmark_node *node)
{
	put(w, node->as.list.list_type == CMARK_BULLET_LIST ? STR("</ul>\n") : STR("</ol>\n"));
}

/* cmark looks for `[x]` anywhere in the line; the box is the first bracket. */
static bool is_checked(struct walk *w, const cmark_node *item)
{
	struct str line = markdown_line(w->source, (size_t)item->start_line);
	size_t at = str_find(line, STR("["), (size_t)item->start_column - 1);
	return at != SIZE_MAX && at + 1 < line.size && (line.data[at + 1] | 32) == 'x';
}

static void enter_item(struct walk *w, const cmark_node *node)
{
	if (node->extension != library.tasklist) {
		put(w, STR("<li>"));
		return;
	}
	put(w, STR("<li class=\"task\"><input type=\"checkbox\" disabled"));
	put(w, is_checked(w, node) ? STR(" checked aria-label=\"已完成\"> ")
	                           : STR(" aria-label=\"未完成\"> "));
}

static void enter_code_block(struct walk *w, const cmark_node *node)
{
	w->source->block = (struct markdown_block){0};
	if (w->source->broken.count) {
		struct str first = markdown_line(w->source, (size_t)node->start_line);
		struct str last = markdown_line(w->source, (size_t)node->end_line);
		spare_references(w, fed_offset(w, first), fed_offset(w, last) + last.size);
	}
	struct str info = chunk_str(&node->as.code.info);
	size_t end = 0;
	while (end < info.size && !strchr(" \t", info.data[end]))
		end++;
	put(w, STR("<pre><code"));
	if (end) {
		put(w, STR(" class=\"language-"));
		put_attribute(w, str_slice(info, 0, end));
		put(w, STR("\""));
	}
	put(w, STR(">"));
	put_text(w, node, chunk_str(&node->as.code.literal), MARKUP);
	put(w, STR("</code></pre>\n"));
}

/* --- tables ------------------------------------------------------------------- */

static void enter_table(struct walk *w, const cmark_node *node)
{
	cmark_node *table = (cmark_node *)(uintptr_t)node; /* the getters do not change it */
	w->alignments = cmark_gfm_extensions_get_table_alignments(table);
	w->columns = cmark_gfm_extensions_get_table_columns(table);
	/* the box scrolls where the table is wider than the page, also by the keyboard */
	put(w, STR("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"表格"));
	if (++w->tables > 1) {
		put(w, STR(" "));
		put_number(w, w->tables);
	}
	put(w, STR("\"><table>\n"));
}

static void leave_table(struct walk *w, const cmark_node *node)
{
	if (node->first_child != node->last_child)
		put(w, STR("</tbody>\n"));
	put(w, STR("</table></div>\n"));
}

static void enter_row(struct walk *w, const cmark_node *node)
{
	w->column = 0;
	w->is_head = !node->prev;
	if (w->is_head)
		put(w, STR("<thead>\n"));
	else if (!node->prev->prev)
		put(w, STR("<tbody>\n"));
	put(w, STR("<tr>"));
}

static void leave_row(struct walk *w, const cmark_node *node)
{
	put(w, node->prev ? STR("</tr>\n") : STR("</tr>\n</thead>\n"));
}

/* An empty cell of the head heads nothing. */
static bool is_heading_cell(const struct walk *w, const cmark_node *cell)
{
	return w->is_head && cell->first_child;
}

static void enter_cell(struct walk *w, const cmark_node *node)
{
	uint8_t alignment = w->column < w->columns ? w->alignments[w->column] : 0;
	w->column++;
	w->is_in_cell = true;
	begin_block(w, node);
	put(w, is_heading_cell(w, node) ? STR("<th scope=\"col\"") : STR("<td"));
	switch (alignment) {
	case 'l': put(w, STR(" class=\"left\">")); break;
	case 'c': put(w, STR(" class=\"center\">")); break;
	case 'r': put(w, STR(" class=\"right\">")); break;
	default: put(w, STR(">"));
	}
}

static void leave_cell(struct walk *w, const cmark_node *node)
{
	w->is_in_cell = false;
	put(w, is_heading_cell(w, node) ? STR("</th>") : STR("</td>"));
}

/* --- the handlers ------------------------------------------------------------- */

static const struct handler {
	void (*enter)(struct walk *w, const cmark_node *node);
	void (*leave)(struct walk *w, const cmark_node *node);
	struct str before, behind; /* written besides, but not into an image's alt */
} handlers[KIND_COUNT] = {
	[DOCUMENT] = {.leave = leave_document},
	[QUOTE] = {.before = STR_INIT("<blockquote>\n"), .behind = STR_INIT("</blockquote>\n")},
	[LIST] = {.enter = enter_list, .leave = leave_list},
	[ITEM] = {.enter = enter_item, .behind = STR_INIT("</li>\n")},
	[CODE_BLOCK] = {.enter = enter_code_block},
	[HTML_BLOCK] = {.enter = enter_html_block},
	[PARAGRAPH] = {.enter = enter_paragraph, .leave = leave_paragraph},
	[HEADING] = {.enter = enter_heading, .leave = leave_heading},
	[RULE] = {.before = STR_INIT("<hr>\n")},
	[FOOTNOTE] = {.enter = enter_footnote, .leave = leave_footnote},
	[TABLE] = {.enter = enter_table, .leave = leave_table},
	[ROW] = {.enter = enter_row, .leave = leave_row},
	[CELL] = {.enter = enter_cell, .leave = leave_cell},
	[TEXT] = {.enter = enter_text},
	[SOFT_BREAK] = {.enter = enter_soft_break},
	[LINE_BREAK] = {.enter = enter_line_break},
	[CODE] = {.enter = enter_code, .before = STR_INIT("<code>"), .behind = STR_INIT("</code>")},
	[HTML_INLINE] = {.enter = enter_html_inline},
	[EMPHASIS] = {.before = STR_INIT("<em>"), .behind = STR_INIT("</em>")},
	[STRONG] = {.before = STR_INIT("<strong>"), .behind = STR_INIT("</strong>")},
	[LINK] = {.enter = enter_link, .leave = leave_link},
	[IMAGE] = {.enter = enter_image, .leave = leave_image},
	[REFERENCE] = {.enter = enter_reference},
};

static void enter_node(struct walk *w, const cmark_node *node)
{
	const struct handler *handler = &handlers[kind_of(node)];
	if (handler->before.size && !w->image)
		put(w, handler->before);
	if (handler->enter)
		handler->enter(w, node);
}

static void leave_node(struct walk *w, const cmark_node *node)
{
	const struct handler *handler = &handlers[kind_of(node)];
	if (handler->leave)
		handler->leave(w, node);
	if (handler->behind.size && !w->image)
		put(w, handler->behind);
}

/* The node after a subtree, with what is left on the way; NULL at the end. */
static const cmark_node *leave(struct walk *w, const cmark_node *root, const cmark_node *node)
{
	for (;;) {
		leave_node(w, node);
		if (node == root)
			return NULL;
		if (node->next)
			return node->next;
		node = node->parent;
	}
}

/* Not recursive: nesting is the author's. False when there is too much to write. */
static bool walk_tree(struct walk *w, const cmark_node *root)
{
	const cmark_node *node = root;
	while (node && w->addresses <= ADDRESSES_MAX) {
		enter_node(w, node);
		node = node->first_child ? node->first_child : leave(w, root, node);
	}
	return !node;
}

/* --- all of it ---------------------------------------------------------------- */

/* Definitions that nobody names. cmark drops them, except where no reference
 * exists at all or where another definition has the same label. */
static void drop_unused_footnotes(struct walk *w, const struct tree *tree)
{
	for (size_t i = 0; i < tree->footnote_count; i++) {
		struct footnote *f = &tree->footnotes[i];
		if (f->node->footnote.def_count > 0)
			continue;
		struct str line = markdown_line(w->source, (size_t)f->line);
		size_t begin = fed_offset(w, line);
		report(w, DIAG_MARKDOWN_FOOTNOTE_UNUSED, begin + markdown_prefix(line),
		       begin + line.size, clean(w, f->label));
		cmark_node_unlink(f->node);
	}
}

static void report_broken_references(struct walk *w)
{
	const struct markdown_offsets *broken = &w->source->broken;
	for (size_t i = 0; i < broken->count; i++) {
		size_t at = broken->items[i] / 2, slashes = 0;
		while (slashes < at && fed_at(w, at - slashes - 1) == '\\')
			slashes++;
		if (broken->items[i] % 2 || slashes % 2)
			continue; /* in code, or escaped */
		bool is_valid;
		size_t size = markdown_reference(w->source->fed, at, &is_valid);
		report(w, DIAG_MARKDOWN_BAD_CHARACTER, at, at + size,
		       str_slice(w->source->fed, at, at + size));
	}
}

/* Reports where the body as a whole is refused. */
static bool refuse_body(struct markdown_source *s, enum diag_id id, struct str argument)
{
	struct diag_more more = {.item = s->options->item};
	struct diag_place place = {s->options->file, s->options->text, s->options->body,
	                           s->options->body};
	diag_report(s->sink, id, place, &more, argument);
	return false;
}

/* False, and nothing written, when the body is refused after all. */
static bool render_tree(struct walk *w, const struct tree *tree)
{
	if (!tree->document)
		return false;
	size_t begin = w->html ? w->html->size : 0;
	map_init(&w->ids, w->arena);
	drop_unused_footnotes(w, tree);
	bool is_complete = walk_tree(w, tree->document);
	report_broken_references(w);
	map_release(&w->ids);
	if (!is_complete && w->html && w->html->data) {
		w->html->size = begin;
		w->html->data[begin] = '\0';
	}
	return is_complete;
}

bool markdown_render(const struct markdown_options *options, struct arena *arena,
                     struct diag_sink *sink, struct buf *html, struct markdown_result *result)
{
	expect_thread_end();
	struct markdown_source *source = &kept.source;
	source->options = options;
	source->sink = sink;
	*result = (struct markdown_result){0};
	if (options->text.size - options->body > LIMIT_BODY)
		return refuse_body(source, DIAG_MARKDOWN_TOO_LARGE, STR("262144"));
	bool with_footnotes = markdown_source_begin(source, is_punctuation);
	if (!markdown_scan(source))
		return false;
	struct tree tree = {0};
	parse(source, with_footnotes && source->has_footnotes, &tree);
	struct walk w = {.options = options,
	                 .source = source,
	                 .arena = arena,
	                 .level = 1,
	                 .html = options->check_only ? NULL : html};
	bool is_complete = render_tree(&w, &tree);
	forget_tree();
	if (!is_complete)
		return refuse_body(source, DIAG_MARKDOWN_MEMORY, STR(""));
	*result = (struct markdown_result){w.headings, w.heading_count};
	return true;
}
