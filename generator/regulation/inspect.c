/* Each worker scans one item at a time: its values, its body, its attachments. Hits
 * of a text are gathered first, so that the lines a report shows have all of them
 * masked; what must not be published must not stand in a log either. */
#include "regulation/inspect.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/utf8.h"
#include "base/workers.h"
#include "format/charset.h"
#include "format/office.h"
#include "regulation/privacy.h"
#include "regulation/privacy_number.h"

/* What one thread has. */
struct bench {
	struct diag_sink sink;
	struct arena scratch; /* of one item */
	struct buf bytes, text;
	struct privacy_hit *items; /* of the text being scanned */
	size_t count, room;
};

struct inspection {
	const struct site *site;
	struct terms terms;
	struct privacy *privacy;
	struct bench *benches;
};

/* Where a text stands, and what may be said of it. */
enum part { PART_FRONT_MATTER, PART_BODY, PART_ATTACHMENT };

struct piece {
	const struct item *item;
	enum part part;
	bool is_shown; /* people will read it … */
	bool is_open;  /* … all of them, not staff alone, and more than an entry */
	bool is_table;
	bool is_personal;                 /* a field that may hold personal data */
	struct diag_place place;          /* its file and bytes … */
	const struct diag_place *instead; /* … or where to report, for lack of them */
	const struct office_text *office; /* what place.text is of; NULL: of no such file */
};

/* --- what is said of a hit ------------------------------------------------- */

static const struct remark {
	enum diag_id id;
	unsigned parts; /* bits of enum part: where it counts */
	struct str basis;
} verdicts[] = {
	[PRIVACY_IDENTITY] = {DIAG_PII_IDENTITY, 7,
                              STR_INIT("《中华人民共和国个人信息保护法》第二十五条、《政府信息公开"
                                       "条例》第十五条")},
	[PRIVACY_MOBILE] = {DIAG_PII_MOBILE, 7,
                            STR_INIT("《中华人民共和国个人信息保护法》第二十五条、《政府信息公开条"
                                     "例》第十五条")},
	[PRIVACY_CARD] = {DIAG_PII_CARD, 7,
                          STR_INIT("《中华人民共和国个人信息保护法》第二十八条、《政府信息公开条例"
                                   "》第十五条")},
	[PRIVACY_ADDRESS] = {DIAG_PII_ADDRESS, 7,
                             STR_INIT("《中华人民共和国个人信息保护法》第二十五条、《政府信息公开条"
                                      "例》第十五条")},
	[PRIVACY_COLUMN] =
		{DIAG_PII_COLUMN, 6,
                 STR_INIT("《中华人民共和国个人信息保护法》第六条、《政府信息公开条例》第十五条")},
	[PRIVACY_SECRET] = {DIAG_SECRET_MARK, 7,
                            STR_INIT("《政府信息公开条例》第十四条、第十七条")},
	[PRIVACY_INTERNAL] = {DIAG_INTERNAL_MARK, 7,
                              STR_INIT("《政府信息公开条例》第十六条、第十七条")},
	[PRIVACY_INTERNAL_TALK] = {DIAG_INTERNAL_WORDS, 7,
                                   STR_INIT("《政府信息公开条例》第十六条、第十七条")},
	[PRIVACY_TRADE_SECRET] = {DIAG_TRADE_SECRET_MARK, 7,
                                  STR_INIT("《政府信息公开条例》第十五条")},
	[PRIVACY_REPRINT] = {DIAG_REPRINT_WITHOUT_SOURCE, 1 << PART_BODY,
                             STR_INIT("《政府网站发展指引》（国办发〔2017〕47号）")},
	[PRIVACY_LINK] = {DIAG_LINK_NOT_LISTED, 1 << PART_BODY,
                          STR_INIT("《政府网站发展指引》（国办发〔2017〕47号）")},
	[PRIVACY_TERM] = {DIAG_TERM_FOUND, 7, STR_INIT("")},
};

/* The first three characters; stars for the others, as many bytes as before. */
static void mask(char *text, size_t size)
{
	size_t at = 0;
	for (int i = 0; i < 3 && at < size; i++)
		utf8_next((struct str){text, size}, &at);
	while (at < size) {
		size_t begin = at;
		utf8_next((struct str){text, size}, &at);
		if (at - begin == 1)
			text[begin] = '*';
		else if (at - begin == 3)
			memcpy(text + begin, "＊", 3);
	}
}

/* A number without what only sets it: full-width and ASCII digits are the same value. */
static struct str plain_value(struct arena *arena, struct str shown, enum privacy_kind kind)
{
	char *out = arena_text(arena, shown.size + 1);
	size_t count = 0, size = 1;
	int digit;
	if (kind > PRIVACY_CARD)
		return shown;
	for (size_t at = 0; at < shown.size; at += size) {
		if (number_is_digit(shown, at, &digit, &size))
			out[count++] = (char)('0' + digit);
		else
			size = 1;
	}
	if (str_ends_with(shown, STR("X")) || str_ends_with(shown, STR("x")) ||
	    str_ends_with(shown, STR("Ｘ")) || str_ends_with(shown, STR("ｘ")))
		out[count++] = 'X';
	return (struct str){out, count};
}

/* Whether a person in charge allowed this value to be public. */
static bool is_exempt(const struct item *item, const char hex[65])
{
	const struct field *f = fields_find(&item->type->fields, STR("pii_exempt"));
	const struct value *list = f ? value_of_field(&item->root, f) : NULL;
	for (uint32_t i = 0; list && list->kind == VALUE_LIST && i < list->size; i++) {
		const struct value *entry = &list->children[i];
		const struct value *hash = entry->kind == VALUE_RECORD
		                                   ? value_by_name(entry, &f->entry->fields,
		                                                   STR("value_hash"))
		                                   : NULL;
		if (hash && hash->kind == VALUE_TEXT && hash->size >= 8 &&
		    str_starts_with(str_from(hex), value_text(hash)))
			return true;
	}
	return false;
}

static bool is_type(const struct item *item, const char *id)
{
	return str_equal(item->type->id, str_from(id));
}

/* What is said beside the message; `error` and `warning` are levels to point to. */
static struct diag_more more_of(const struct inspection *c, const struct piece *piece,
                                const struct privacy_hit *hit)
{
	static const enum diag_level warning = DIAG_WARNING;
	struct diag_more more = {.item = piece->item->id, .basis = verdicts[hit->kind].basis};
	/* a number in a sentence may be an office's own; in a list it is a person's */
	if (hit->kind == PRIVACY_MOBILE && !hit->is_in_list && !is_type(piece->item, "message"))
		more.level = &warning;
	/* what is about to be decided is shown to all before it is decided */
	if (hit->kind == PRIVACY_SECRET && is_type(piece->item, "decision"))
		more.code = STR("X06");
	if (hit->kind == PRIVACY_TERM) {
		more.level = &c->terms.items[hit->term].level;
		more.basis = c->terms.items[hit->term].basis;
	}
	return more;
}

/* `（名单!B3）` for a file that has no lines of its own. */
static struct str place_in_office(struct bench *b, const struct piece *piece, size_t at)
{
	struct buf words = BUF_INIT;
	if (!piece->office)
		return STR("");
	buf_add_text(&words, "（");
	office_add_place(piece->office, at, &words);
	buf_add_text(&words, "）");
	struct str text = str_copy(&b->scratch, buf_str(&words));
	buf_release(&words);
	return text;
}

static void report_hit(const struct inspection *c, struct bench *b, const struct piece *piece,
                       const struct privacy_hit *hit, struct str shown)
{
	char hex[65];
	struct diag_more more = more_of(c, piece, hit);
	struct str value = str_slice(piece->place.text, hit->begin, hit->end), second = STR("");
	enum diag_id id = verdicts[hit->kind].id;
	struct diag_place place = piece->place;
	place.text = shown;
	place.begin = hit->begin;
	place.end = hit->end;
	if (privacy_is_personal(hit->kind)) {
		struct str plain = plain_value(&b->scratch, value, hit->kind);
		struct hash hash = hash_sha256(plain);
		hash_to_hex(&hash, hex);
		if (is_exempt(piece->item, hex))
			return;
		second = (struct str){hex, 8};
		value = str_slice(shown, hit->begin, hit->end);
	} else if (hit->kind == PRIVACY_TERM && c->terms.items[hit->term].use.size) {
		id = DIAG_TERM_FOUND_USE;
		second = c->terms.items[hit->term].use;
	}
	diag_report(&b->sink, id, piece->instead ? *piece->instead : place, &more, value, second,
	            place_in_office(b, piece, hit->begin));
}

/* --- a text ---------------------------------------------------------------- */

static bool has_source(const struct item *item)
{
	const struct field *f = fields_find(&item->type->fields, STR("source"));
	return !f || value_of_field(&item->root, f);
}

static bool counts(const struct piece *piece, const struct privacy_hit *hit)
{
	if (!(verdicts[hit->kind].parts >> piece->part & 1))
		return false;
	if (privacy_is_personal(hit->kind))
		return !piece->is_personal;
	if (hit->kind == PRIVACY_REPRINT && has_source(piece->item))
		return false;
	/* an entry says rightly that its content is given on request, a paper for staff
	 * that it is not to leave the office */
	bool is_stamp = hit->kind == PRIVACY_INTERNAL || hit->kind == PRIVACY_INTERNAL_TALK;
	return piece->is_shown && (piece->is_open || !is_stamp);
}

struct gathering {
	struct bench *bench;
	const struct piece *piece;
};

static void gather(void *context, const struct privacy_hit *hit)
{
	struct gathering *g = context;
	if (counts(g->piece, hit) && g->bench->count <= LIMIT_HITS_PER_FILE)
		ARRAY_PUSH(g->bench, *hit);
}

/* The text with everything personal in it masked. */
static struct str mask_hits(struct bench *b, struct str text)
{
	struct str copy = str_copy(&b->scratch, text);
	for (size_t i = 0; i < b->count; i++) {
		const struct privacy_hit *hit = &b->items[i];
		if (privacy_is_personal(hit->kind) && hit->kind != PRIVACY_COLUMN)
			mask((char *)(uintptr_t)copy.data + hit->begin, hit->end - hit->begin);
	}
	return copy;
}

static void scan(const struct inspection *c, struct bench *b, const struct piece *piece)
{
	struct gathering gathering = {b, piece};
	struct str text = str_slice(piece->place.text, 0, piece->place.end);
	b->count = 0;
	privacy_scan(c->privacy, text, piece->place.begin, piece->is_table, gather, &gathering);
	if (b->count == 0)
		return;
	struct str shown = mask_hits(b, piece->place.text);
	for (size_t i = 0; i < b->count && i < LIMIT_HITS_PER_FILE; i++)
		report_hit(c, b, piece, &b->items[i], shown);
	if (b->count > LIMIT_HITS_PER_FILE)
		diag_report(&b->sink, DIAG_TOO_MANY_HITS,
		            (struct diag_place){.file = piece->place.file}, NULL,
		            str_format(&b->scratch, "%d", LIMIT_HITS_PER_FILE));
}

/* --- front matter ---------------------------------------------------------- */

static void scan_value(const struct inspection *c, struct bench *b, struct piece piece,
                       const struct value *v)
{
	struct diag_place place = item_place(piece.item, v);
	struct str raw = str_slice(piece.item->head, v->begin, v->end);
	piece.place = place;
	/* what an escape hides has no bytes of its own to point to */
	if (str_starts_with(raw, STR("\"")) && str_find(raw, STR("\\"), 0) != SIZE_MAX) {
		piece.place.text = value_text(v);
		piece.place.begin = 0;
		piece.place.end = piece.place.text.size;
		place.end = place.begin;
		piece.instead = &place;
	}
	scan(c, b, &piece);
}

static void scan_values(const struct inspection *c, struct bench *b, struct piece piece,
                        const struct field *f, const struct value *v)
{
	bool is_text = (f->type == FIELD_STRING || f->type == FIELD_TEXT) &&
	               (f->known == KNOWN_NONE || f->known == KNOWN_TITLE);
	/* what is withheld or flagged is so with all below it */
	piece.is_shown = piece.is_shown && f->is_public;
	piece.is_open = piece.is_open && !f->is_for_staff;
	piece.is_personal = piece.is_personal || f->is_personal;
	if (v->kind == VALUE_TEXT && is_text)
		scan_value(c, b, piece, v);
	for (uint32_t i = 0; v->kind == VALUE_LIST && i < v->size; i++)
		scan_values(c, b, piece, f->entry, &v->children[i]);
	for (uint32_t i = 0; v->kind == VALUE_RECORD && i < v->size; i++)
		scan_values(c, b, piece, &f->fields.items[v->children[i].field], &v->children[i]);
}

/* How much of an item people will read, now or when it is published. */
enum shown { SHOWN_NOTHING, SHOWN_ENTRY, SHOWN_ALL };

static void scan_front_matter(const struct inspection *c, struct bench *b, const struct item *item,
                              enum shown shown)
{
	const struct fields *fields = &item->type->fields;
	struct piece piece = {.item = item, .part = PART_FRONT_MATTER};
	piece.is_shown = shown != SHOWN_NOTHING;
	piece.is_open = shown == SHOWN_ALL;
	for (uint32_t i = 0; i < item->root.size; i++) {
		const struct value *v = &item->root.children[i];
		if (!str_equal(fields->items[v->field].name, STR("pii_exempt")))
			scan_values(c, b, piece, &fields->items[v->field], v);
	}
}

/* --- bodies ---------------------------------------------------------------- */

static void scan_body(const struct inspection *c, struct bench *b, const struct item *item)
{
	struct piece piece = {.item = item, .part = PART_BODY, .is_shown = true, .is_open = true};
	if (item->body_size == 0 ||
	    c->site->source->read(c->site->source, item->path, LIMIT_FILE, &b->bytes))
		return;
	struct str text = buf_str(&b->bytes);
	/* one that was changed meanwhile is reported where it is rendered */
	if (text.size != item->body + item->body_size ||
	    hash_quick(str_slice(text, item->body, text.size)) != item->body_digest)
		return;
	piece.place = (struct diag_place){item->path, text, item->body, text.size};
	scan(c, b, &piece);
}

/* --- attachments ----------------------------------------------------------- */

static bool has_extension(struct str name, const char *const *extensions)
{
	struct str extension = path_extension(name);
	for (; *extensions; extensions++)
		if (extension.size == strlen(*extensions) &&
		    strncasecmp(extension.data, *extensions, extension.size) == 0)
			return true;
	return false;
}

static bool scan_text_file(const struct inspection *c, struct bench *b, struct piece *piece,
                           const char **why)
{
	buf_clear(&b->text);
	if (!charset_to_utf8(buf_str(&b->bytes), &b->text)) {
		*why = "UTF-8, GB 18030";
		return false;
	}
	piece->place = (struct diag_place){piece->place.file, buf_str(&b->text), 0, b->text.size};
	scan(c, b, piece);
	return true;
}

static bool scan_office_file(const struct inspection *c, struct bench *b, struct piece *piece,
                             const char **why)
{
	struct office_text office;
	if (!office_read(buf_str(&b->bytes), &office, why))
		return false;
	struct diag_place file = {.file = piece->place.file};
	struct str text = buf_str(&office.text);
	piece->place = (struct diag_place){file.file, text, 0, text.size};
	piece->instead = &file;
	piece->office = &office;
	scan(c, b, piece);
	office_text_release(&office);
	return true;
}

static void scan_attachment(const struct inspection *c, struct bench *b, const struct item *item,
                            const struct value *file)
{
	static const char *const texts[] = {".txt", ".csv", ".md",   ".tsv", ".json",
	                                    ".xml", ".htm", ".html", NULL};
	static const char *const offices[] = {".docx", ".xlsx", ".docm", ".xlsm", NULL};
	static const char *const pictures[] = {".png",  ".jpg", ".jpeg", ".gif", ".svg",
	                                       ".webp", ".mp3", ".mp4",  NULL};
	struct str name = value_text(file);
	struct str path = path_join(&b->scratch, path_directory(item->path), name);
	struct piece piece = {
		.item = item, .part = PART_ATTACHMENT, .is_shown = true, .is_open = true};
	struct diag_more more = {.item = item->id};
	if (!path_is_safe_name(name) || has_extension(name, pictures))
		return;
	/* one that is not there or too large is reported with the links */
	size_t size;
	if (c->site->source->size(c->site->source, path, &size) || size > LIMIT_ATTACHMENT)
		return;
	static const char *const tables[] = {".csv", ".tsv", ".xlsx", ".xlsm", NULL};
	bool is_office = has_extension(name, offices);
	piece.is_table = has_extension(name, tables);
	if (!is_office && !has_extension(name, texts)) {
		diag_report(&b->sink, DIAG_ATTACHMENT_NOT_SCANNED, item_place(item, file), &more,
		            name);
		return;
	}
	if (c->site->source->read(c->site->source, path, LIMIT_ATTACHMENT, &b->bytes))
		return;
	const char *why = NULL;
	piece.place.file = path;
	if (!(is_office ? scan_office_file : scan_text_file)(c, b, &piece, &why))
		diag_report(&b->sink, DIAG_ATTACHMENT_DAMAGED, item_place(item, file), &more, name,
		            str_from(why));
}

static void scan_attachments(const struct inspection *c, struct bench *b, const struct item *item)
{
	const struct field *f = item->type->known[KNOWN_ATTACHMENTS];
	const struct value *list = item_known(item, KNOWN_ATTACHMENTS);
	for (uint32_t i = 0; list && list->kind == VALUE_LIST && i < list->size; i++) {
		const struct value *entry = &list->children[i];
		const struct value *file = entry->kind == VALUE_RECORD
		                                   ? value_by_name(entry, &f->entry->fields,
		                                                   STR("file"))
		                                   : NULL;
		if (file && file->kind == VALUE_TEXT)
			scan_attachment(c, b, item, file);
	}
}

/* --- items ----------------------------------------------------------------- */

static enum shown shown_of(const struct item *item)
{
	if (str_equal(item_known_text(item, KNOWN_AUDIENCE), STR("internal")))
		return SHOWN_NOTHING;
	if (str_equal(item_status(item), STR("withdrawn")))
		return SHOWN_ENTRY;
	if (!item->type->known[KNOWN_ATTRIBUTE])
		return SHOWN_ALL;
	struct str attribute = item_known_text(item, KNOWN_ATTRIBUTE);
	return str_equal(attribute, STR("open"))         ? SHOWN_ALL
	       : str_equal(attribute, STR("on_request")) ? SHOWN_ENTRY
	                                                 : SHOWN_NOTHING;
}

static void inspect_one(void *context, unsigned worker, size_t number)
{
	struct inspection *c = context;
	struct bench *b = &c->benches[worker];
	const struct site *site = c->site;
	/* behind the items comes the site's own configuration */
	const struct item *item = number < site->item_count ? site->items[number].item
	                                                    : site->config;
	bool is_draft = item->type->known[KNOWN_STATUS] &&
	                str_equal(item_status(item), STR("draft"));
	if (item->is_broken || is_draft)
		return;
	enum shown shown = shown_of(item);
	scan_front_matter(c, b, item, shown);
	if (shown == SHOWN_ALL) {
		scan_body(c, b, item);
		scan_attachments(c, b, item);
	}
	arena_reset(&b->scratch);
}

static void open_bench(struct bench *b, enum language language)
{
	diag_sink_init(&b->sink, language);
	arena_init(&b->scratch, 0);
}

static void close_bench(struct bench *b)
{
	free(b->items);
	buf_release(&b->bytes);
	buf_release(&b->text);
	arena_release(&b->scratch);
	diag_sink_release(&b->sink);
}

void inspect_items(struct site *site, unsigned workers, struct diag_sink *sink)
{
	struct inspection c = {.site = site};
	workers = workers ? workers : 1;
	terms_read(&c.terms, site->source, &site->arena, sink);
	c.privacy = privacy_new(&c.terms, site->as_of);
	c.benches = memory_new(workers, sizeof *c.benches);
	for (unsigned i = 0; i < workers; i++)
		open_bench(&c.benches[i], sink->language);
	workers_run(workers, site->item_count + (site->config != NULL), inspect_one, &c);
	for (unsigned i = 0; i < workers; i++) {
		diag_merge(sink, &c.benches[i].sink);
		close_bench(&c.benches[i]);
	}
	free(c.benches);
	privacy_free(c.privacy);
}
