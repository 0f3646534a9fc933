/* Which phrases are withheld is decided before rendering; which of them are
 * secrets only afterwards, when all public inputs have been seen. Workers keep
 * their notes apart; they are put together in the order of addresses, so that any
 * number of workers reports the same. */
#include "publish/leak.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/match.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/utf8.h"

/* What a phrase is; the words are in secret_words(). */
enum secret_part { PART_ID, PART_TITLE, PART_FIELD, PART_BODY, PART_FILE };

struct secret {
	struct str text;
	struct str item;
	const struct field *field; /* of a PART_FIELD */
	uint8_t part;
	bool is_public; /* a public field contains it: no longer searched for */
};

/* What happened to a secret, as far as one worker knows. */
struct finding {
	bool is_public; /* a public input contains it */
	struct str url; /* the first output, by address, that contains it; null: none */
};

struct leak_worker {
	struct leak_check *check;
	struct finding *findings; /* by secret */
	struct diag_sink sink;    /* public texts that name what is withheld */
	struct buf decoded;
	struct arena arena;
	struct str url;          /* being scanned */
	struct diag_place place; /* likewise */
};

struct secrets {
	struct secret *items;
	size_t count, room;
};

struct leak_check {
	const struct site *site;
	const struct view *view;
	enum language language;
	struct match_set *set;
	struct secrets secrets;
	struct map known; /* their texts, while they are gathered */
	struct leak_worker *workers;
	unsigned worker_count;
	struct arena arena;
};

/* --- undoing escapes ------------------------------------------------------ */

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads up to `most` hexadecimal digits; returns how many there were. */
static size_t read_hex(struct str s, size_t at, size_t most, uint32_t *value)
{
	size_t n = 0;
	*value = 0;
	while (n < most && at + n < s.size && hex_value(s.data[at + n]) >= 0)
		*value = *value << 4 | (uint32_t)hex_value(s.data[at + n++]);
	return n;
}

/* Each decoder returns how many bytes it took, 0 when there is no escape. */
static size_t decode_entity(struct str s, size_t at, struct buf *out)
{
	static const struct {
		struct str name, text;
	} names[] = {
		{STR_INIT("&amp;"), STR_INIT("&")},         {STR_INIT("&lt;"), STR_INIT("<")},
		{STR_INIT("&gt;"), STR_INIT(">")},          {STR_INIT("&quot;"), STR_INIT("\"")},
		{STR_INIT("&#39;"), STR_INIT("'")},         {STR_INIT("&apos;"), STR_INIT("'")},
		{STR_INIT("&nbsp;"), STR_INIT("\xC2\xA0")},
	};
	struct str rest = str_slice(s, at, at + 12);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_starts_with(rest, names[i].name)) {
			buf_add(out, names[i].text);
			return names[i].name.size;
		}
	if (!str_starts_with(rest, STR("&#")))
		return 0;
	uint32_t value = 0;
	size_t i = 2;
	if (i < rest.size && (rest.data[i] | 0x20) == 'x') {
		i++;
		i += read_hex(rest, i, 6, &value);
	} else {
		while (i < rest.size && rest.data[i] >= '0' && rest.data[i] <= '9' &&
		       value < 0x110000)
			value = value * 10 + (uint32_t)(rest.data[i++] - '0');
	}
	if (i >= rest.size || rest.data[i] != ';')
		return 0;
	buf_add_utf8(out, value);
	return i + 1;
}

static size_t decode_backslash(struct str s, size_t at, struct buf *out)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	if (at + 1 >= s.size)
		return 0;
	const char *letter = strchr(letters, s.data[at + 1]);
	if (letter && *letter) {
		buf_add_char(out, meanings[letter - letters]);
		return 2;
	}
	uint32_t high, low;
	if (s.data[at + 1] != 'u' || read_hex(s, at + 2, 4, &high) != 4)
		return 0;
	bool is_pair = high >= 0xD800 && high < 0xDC00 && at + 12 <= s.size &&
	               s.data[at + 6] == '\\' && s.data[at + 7] == 'u' &&
	               read_hex(s, at + 8, 4, &low) == 4;
	buf_add_utf8(out, is_pair ? 0x10000 + ((high - 0xD800) << 10 | (low & 0x3FF)) : high);
	return is_pair ? 12 : 6;
}

static size_t decode_percent(struct str s, size_t at, struct buf *out)
{
	uint32_t byte;
	if (read_hex(s, at + 1, 2, &byte) != 2)
		return 0;
	buf_add_char(out, (char)byte);
	return 3;
}

/* The three bytes that begin an escape, and where each comes next: memchr() runs
 * through a page an order of magnitude faster than looking at every byte. */
struct escapes {
	const char *next[3];
};

static const char escape_bytes[3] = {'&', '\\', '%'};

static void find_escape(struct escapes *e, size_t which, const char *from, const char *end)
{
	const char *found = memchr(from, escape_bytes[which], (size_t)(end - from));
	e->next[which] = found ? found : end;
}

/* Undoes all escapes; true when there was anything to undo. */
static bool decode(struct str s, struct buf *out)
{
	const char *from = s.data, *end = s.data + s.size;
	struct escapes e;
	bool any = false;
	buf_clear(out);
	for (size_t i = 0; s.size && i < 3; i++)
		find_escape(&e, i, s.data, end);
	while (s.size) {
		size_t which = e.next[0] <= e.next[1] ? 0 : 1;
		which = e.next[which] <= e.next[2] ? which : 2;
		const char *at = e.next[which];
		if (at == end)
			break;
		buf_add(out, str_range(from, at));
		size_t here = (size_t)(at - s.data);
		size_t used = which == 0   ? decode_entity(s, here, out)
		              : which == 1 ? decode_backslash(s, here, out)
		                           : decode_percent(s, here, out);
		any |= used > 0;
		from = at + used;
		for (size_t i = 0; i < 3; i++)
			if (e.next[i] < at + (used ? used : 1))
				find_escape(&e, i, at + (used ? used : 1), end);
	}
	if (any)
		buf_add(out, str_range(from, end));
	return any;
}

/* --- what is withheld ------------------------------------------------------ */

static void add_secret(struct leak_check *c, const struct item *item, enum secret_part part,
                       const struct field *field, struct str text)
{
	enum { FIELD_LEAST = 12 }; /* bytes: four Han characters; shorter words are everybody's */
	struct secret s = {text, item->id, field, (uint8_t)part, false};
	if (part == PART_FIELD && text.size < FIELD_LEAST)
		return;
	/* many items share keywords and phrases: each is one secret */
	if (text.size >= MATCH_MIN && !map_get(&c->known, text)) {
		ARRAY_PUSH(&c->secrets, s);
		map_put(&c->known, text, (void *)(uintptr_t)c->secrets.count); /* plus one */
	}
}

static void add_value(struct leak_check *c, const struct item *item, const struct field *f,
                      const struct value *v)
{
	if (v->kind == VALUE_TEXT) {
		enum secret_part part = f->known == KNOWN_TITLE ? PART_TITLE : PART_FIELD;
		add_secret(c, item, part, f, value_text(v));
	}
	for (uint32_t i = 0; v->kind == VALUE_LIST && i < v->size; i++)
		add_value(c, item, f->entry, &v->children[i]);
	for (uint32_t i = 0; v->kind == VALUE_RECORD && i < v->size; i++)
		add_value(c, item, &f->fields.items[v->children[i].field], &v->children[i]);
}

/* Public fields of a record hold nothing withheld, but a field inside may. */
static void add_withheld_members(struct leak_check *c, const struct item *item,
                                 const struct field *f, const struct value *v)
{
	for (uint32_t i = 0; v->kind == VALUE_LIST && i < v->size; i++)
		add_withheld_members(c, item, f->entry, &v->children[i]);
	for (uint32_t i = 0; v->kind == VALUE_RECORD && i < v->size; i++) {
		const struct field *member = &f->fields.items[v->children[i].field];
		if (!member->is_public)
			add_value(c, item, member, &v->children[i]);
		else
			add_withheld_members(c, item, member, &v->children[i]);
	}
}

static void add_fields(struct leak_check *c, const struct item *item, const struct view_item *shown)
{
	for (uint32_t i = 0; i < item->root.size; i++) {
		const struct value *v = &item->root.children[i];
		const struct field *f = &item->type->fields.items[v->field];
		if (f->known == KNOWN_ID) {
			if (!shown)
				add_secret(c, item, PART_ID, f, item->id);
		} else if (!shown || !view_shows_field(shown, f)) {
			add_value(c, item, f, v);
		} else {
			add_withheld_members(c, item, f, v);
		}
	}
}

/* Lines of a body of some length; shorter ones say nothing. */
static void add_body(struct leak_check *c, const struct item *item)
{
	enum { LEAST = 24 }; /* bytes: eight Han characters */
	struct buf bytes = BUF_INIT;
	if (c->site->source->read(c->site->source, item->path, LIMIT_FILE, &bytes) ||
	    bytes.size < item->body) {
		buf_release(&bytes);
		return;
	}
	struct str rest = str_copy(&c->arena, str_slice(buf_str(&bytes), item->body, bytes.size));
	struct str line;
	while (str_next_line(&rest, &line)) {
		line = str_trim(line);
		while (line.size && strchr("#>-*| ", line.data[0]))
			line = str_slice(line, 1, line.size);
		if (line.size >= LEAST)
			add_secret(c, item, PART_BODY, NULL, line);
	}
	buf_release(&bytes);
}

static void add_item(struct leak_check *c, const struct site_item *si)
{
	const struct item *item = si->item;
	const struct view_item *shown = c->view->by_number[si->number];
	if (item->is_broken || item->id.size == 0)
		return;
	add_fields(c, item, shown);
	if (si->visibility != VISIBILITY_FULL && item->body_size)
		add_body(c, item);
}

void leak_free(struct leak_check *c)
{
	if (!c)
		return;
	for (unsigned i = 0; i < c->worker_count; i++) {
		free(c->workers[i].findings);
		diag_sink_release(&c->workers[i].sink);
		buf_release(&c->workers[i].decoded);
		arena_release(&c->workers[i].arena);
	}
	free(c->workers);
	free(c->secrets.items);
	match_free(c->set);
	arena_release(&c->arena);
	free(c);
}

struct leak_worker *leak_worker(struct leak_check *c, unsigned worker)
{
	return &c->workers[worker];
}

bool leak_is_idle(const struct leak_check *c)
{
	return c->secrets.count == 0;
}

static struct str secret_words(const struct leak_check *c, const struct secret *s)
{
	static const struct str words[][2] = {
		[PART_ID] = {STR_INIT("标识"), STR_INIT("id")},
		[PART_TITLE] = {STR_INIT("标题"), STR_INIT("title")},
		[PART_BODY] = {STR_INIT("正文"), STR_INIT("body")},
		[PART_FILE] = {STR_INIT("附件"), STR_INIT("attachment")},
	};
	if (s->part == PART_FIELD)
		return label_text(&s->field->label, c->language);
	return words[s->part][c->language];
}

/* --- public inputs --------------------------------------------------------- */

static void found_in_input(void *context, uint32_t number, size_t at)
{
	struct leak_worker *w = context;
	const struct secret *s = &w->check->secrets.items[number];
	w->findings[number].is_public = true;
	/* sentences and fields are often shared; an id or a title names the item */
	if (s->part != PART_ID && s->part != PART_TITLE)
		return;
	struct diag_place place = w->place;
	if (!str_is_null(place.text)) {
		place.begin += at;
		place.end = place.begin + s->text.size;
	}
	struct diag_more more = {.item = s->item};
	diag_report(&w->sink, DIAG_PUBLIC_NAMES_WITHHELD, place, &more, s->item,
	            secret_words(w->check, s));
}

void leak_scan_input(struct leak_worker *w, struct diag_place place, struct str text)
{
	w->place = place;
	match_scan(w->check->set, text, found_in_input, w);
}

static void found_in_theme(void *context, uint32_t number, size_t at)
{
	(void)at;
	((struct leak_worker *)context)->findings[number].is_public = true;
}

void leak_exempt(struct leak_worker *w, struct str text)
{
	match_scan(w->check->set, text, found_in_theme, w);
}

static void scan_value(struct leak_worker *w, const struct item *item, const struct field *f,
                       const struct value *v)
{
	if (!f->is_public)
		return;
	if (v->kind == VALUE_TEXT)
		leak_scan_input(w, item_place(item, v), value_text(v));
	for (uint32_t i = 0; v->kind == VALUE_LIST && i < v->size; i++)
		scan_value(w, item, f->entry, &v->children[i]);
	for (uint32_t i = 0; v->kind == VALUE_RECORD && i < v->size; i++)
		scan_value(w, item, &f->fields.items[v->children[i].field], &v->children[i]);
}

static void scan_fields(struct leak_worker *w, const struct view_item *shown)
{
	const struct item *item = shown->source;
	for (uint32_t i = 0; i < item->root.size; i++) {
		const struct value *v = &item->root.children[i];
		const struct field *f = &item->type->fields.items[v->field];
		if (view_shows_field(shown, f))
			scan_value(w, item, f, v);
	}
}

/* Outputs are searched with their escapes undone: so must be a text with some. */
static void add_to_set(struct leak_check *c, uint32_t number)
{
	const struct secret *s = &c->secrets.items[number];
	struct buf decoded = BUF_INIT;
	match_add(c->set, s->text, s->part == PART_ID, number);
	if (decode(s->text, &decoded))
		match_add(c->set, str_copy(&c->arena, buf_str(&decoded)), s->part == PART_ID,
		          number);
	buf_release(&decoded);
}

static void expect_value(struct leak_check *c, const struct value *v)
{
	if (v->kind == VALUE_TEXT)
		match_expect(c->set, value_text(v), 4);
	bool has_children = v->kind == VALUE_LIST || v->kind == VALUE_RECORD;
	for (uint32_t i = 0; has_children && i < v->size; i++)
		expect_value(c, &v->children[i]);
}

/* What pages are full of: the site's own words and the items' fields. */
static void expect_pages(struct leak_check *c)
{
	enum { SAMPLE = 2000, EVERYWHERE = 10000 };
	if (c->site->config)
		match_expect(c->set, c->site->config->head, EVERYWHERE);
	for (size_t i = 0; i < c->view->item_count && i < SAMPLE; i++)
		expect_value(c, &c->view->items[i].source->root);
}

static void make_set(struct leak_check *c)
{
	c->set = match_new();
	expect_pages(c);
	for (size_t i = 0; i < c->secrets.count; i++)
		if (!c->secrets.items[i].is_public)
			add_to_set(c, (uint32_t)i);
	match_prepare(c->set);
}

static void open_workers(struct leak_check *c, unsigned workers)
{
	c->worker_count = workers;
	c->workers = memory_new(workers, sizeof *c->workers);
	for (unsigned i = 0; i < workers; i++) {
		struct leak_worker *w = &c->workers[i];
		w->check = c;
		diag_sink_init(&w->sink, c->language);
		w->findings = memory_new(c->secrets.count, sizeof *w->findings);
		arena_init(&w->arena, 0);
	}
}

/* A text that is itself the value of a public field is no secret, whoever else has
 * it: channels, keywords and phrases of the trade would be found in every page. Ids and
 * titles stay: each public text that names an item is told. */
static void exempt_value(struct leak_check *c, const struct field *f, const struct value *v)
{
	if (!f->is_public)
		return;
	uintptr_t known = v->kind == VALUE_TEXT ? (uintptr_t)map_get(&c->known, value_text(v)) : 0;
	if (known) {
		struct secret *s = &c->secrets.items[known - 1];
		s->is_public = s->part == PART_FIELD || s->part == PART_BODY;
	}
	for (uint32_t i = 0; v->kind == VALUE_LIST && i < v->size; i++)
		exempt_value(c, f->entry, &v->children[i]);
	for (uint32_t i = 0; v->kind == VALUE_RECORD && i < v->size; i++)
		exempt_value(c, &f->fields.items[v->children[i].field], &v->children[i]);
}

static void exempt_item(struct leak_check *c, const struct view_item *shown)
{
	const struct item *item = shown->source;
	for (uint32_t i = 0; i < item->root.size; i++) {
		const struct field *f = &item->type->fields.items[item->root.children[i].field];
		if (view_shows_field(shown, f))
			exempt_value(c, f, &item->root.children[i]);
	}
}

/* What is public before anything is rendered: the site's own words and all fields. */
static void scan_known_inputs(struct leak_check *c)
{
	struct leak_worker *w = &c->workers[0];
	const struct taxonomy *t = &c->site->catalogue;
	const struct item *config = c->site->config;
	if (!str_is_null(t->text))
		leak_scan_input(w, (struct diag_place){t->file, t->text, 0, 0}, t->text);
	if (config)
		leak_scan_input(w, item_place(config, NULL), config->head);
	for (size_t i = 0; i < c->view->item_count; i++)
		scan_fields(w, &c->view->items[i]);
}

struct leak_check *leak_new(const struct site *site, const struct view *view, unsigned workers,
                            enum language language)
{
	struct leak_check *c = memory_new(1, sizeof *c);
	c->site = site;
	c->view = view;
	c->language = language;
	arena_init(&c->arena, 0);
	map_init(&c->known, &c->arena);
	for (size_t i = 0; i < site->item_count; i++)
		add_item(c, &site->items[i]);
	for (size_t i = 0; i < view->item_count; i++)
		exempt_item(c, &view->items[i]);
	map_release(&c->known);
	open_workers(c, workers);
	make_set(c);
	scan_known_inputs(c);
	return c;
}

/* --- outputs --------------------------------------------------------------- */

static void found_in_output(void *context, uint32_t number, size_t at)
{
	struct leak_worker *w = context;
	struct finding *f = &w->findings[number];
	(void)at;
	if (f->is_public)
		return;
	if (str_is_null(f->url) || str_compare(w->url, f->url) < 0)
		f->url = str_copy(&w->arena, w->url);
}

void leak_scan_output(struct leak_worker *w, struct str url, struct str bytes)
{
	w->url = url;
	match_scan(w->check->set, url, found_in_output, w);
	/* a phrase that itself looks like an escape was added in both forms, so the
	 * decoded bytes alone decide */
	bool is_decoded = decode(bytes, &w->decoded);
	match_scan(w->check->set, is_decoded ? buf_str(&w->decoded) : bytes, found_in_output, w);
}

/* --- the verdict ----------------------------------------------------------- */

void leak_report(struct leak_check *c, struct diag_sink *sink)
{
	for (unsigned i = 0; i < c->worker_count; i++)
		diag_merge(sink, &c->workers[i].sink);
	for (size_t i = 0; i < c->secrets.count; i++) {
		const struct secret *s = &c->secrets.items[i];
		struct finding all = {0};
		for (unsigned k = 0; k < c->worker_count; k++) {
			const struct finding *f = &c->workers[k].findings[i];
			all.is_public |= f->is_public;
			if (!str_is_null(f->url) &&
			    (str_is_null(all.url) || str_compare(f->url, all.url) < 0))
				all.url = f->url;
		}
		if (all.is_public || str_is_null(all.url))
			continue;
		const struct site_item *owner = site_find(c->site, s->item);
		struct diag_more more = {.item = s->item};
		diag_report(sink, DIAG_OUTPUT_LEAK, (struct diag_place){.file = owner->item->path},
		            &more, all.url, s->item, secret_words(c, s));
	}
}
