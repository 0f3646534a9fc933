/* The recipe of content_hash.h. A change of anything here changes every hash ever written
 * into an approval: then the version before the colon must change, too. */
#include "catalog/content_hash.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/path.h"
#include "catalog/value.h"

/* --- text as it is hashed -------------------------------------------------- */

/* Adds `text` with LF, without blanks at line ends. */
static void add_lines(struct buf *out, struct str text)
{
	struct str line;
	while (str_next_line(&text, &line)) {
		while (line.size && strchr(" \t\r", line.data[line.size - 1]))
			line.size--;
		buf_add(out, line);
		buf_add_char(out, '\n');
	}
}

static struct json_t *body_to_json(struct str body)
{
	struct buf b = BUF_INIT;
	add_lines(&b, body);
	struct str text = buf_str(&b);
	while (text.size && text.data[0] == '\n')
		text = str_slice(text, 1, text.size);
	while (text.size && text.data[text.size - 1] == '\n')
		text.size--;
	struct json_t *json = json_new_text(text);
	buf_release(&b);
	return json;
}

/* --- fields ---------------------------------------------------------------- */

static bool is_never_part(struct str path)
{
	static const struct str never[] = {STR_INIT("status"), STR_INIT("dates.published"),
	                                   STR_INIT("approvals"), STR_INIT("withdrawn")};
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (str_equal(path, never[i]))
			return true;
	return false;
}

/* The protected members of a record, NULL where there are none. */
static struct json_t *protected_members(const struct fields *fields, const struct value *record,
                                        bool all)
{
	struct json_t *o = NULL;
	for (uint32_t i = 0; i < record->size; i++) {
		const struct value *v = &record->children[i];
		const struct field *f = &fields->items[v->field];
		struct json_t *json = NULL;
		if (is_never_part(f->path) || v->kind == VALUE_NONE)
			continue;
		if (v->kind == VALUE_RECORD)
			json = protected_members(&f->fields, v, all || f->is_protected);
		else if (all || f->is_protected)
			json = value_to_json(f, v);
		if (!json)
			continue;
		if (!o)
			o = json_new_object();
		json_set_str(o, f->name, json);
	}
	return o;
}

/* --- files ----------------------------------------------------------------- */

/* The attachments of an item as an object from name to hash; NULL: unreadable. */
static struct json_t *attachments_to_json(const struct item *item, struct source *source)
{
	const struct value *list = item_known(item, KNOWN_ATTACHMENTS);
	const struct field *f = item->type->known[KNOWN_ATTACHMENTS];
	struct json_t *o = json_new_object();
	struct buf bytes = BUF_INIT;
	struct arena arena;
	bool is_read = true;
	arena_init(&arena, 0);
	for (uint32_t i = 0; is_read && list && list->kind == VALUE_LIST && i < list->size; i++) {
		const struct value *entry = &list->children[i];
		struct str name = entry->kind == VALUE_RECORD
		                          ? value_text(value_by_name(entry, &f->entry->fields,
		                                                     STR("file")))
		                          : STR_NULL;
		struct str path = path_join(&arena, path_directory(item->path), name);
		char hex[65];
		is_read = name.size && path_is_safe_name(name) &&
		          !source->read(source, path, LIMIT_ATTACHMENT, &bytes);
		struct hash hash = hash_sha256(buf_str(&bytes));
		hash_to_hex(&hash, hex);
		json_set_str(o, name, json_new_text(str_from(hex)));
	}
	buf_release(&bytes);
	arena_release(&arena);
	if (is_read)
		return o;
	json_free(o);
	return NULL;
}

/* The body as it was when the item was parsed. */
static struct json_t *read_body(const struct item *item, struct source *source)
{
	struct buf bytes = BUF_INIT;
	struct json_t *json = NULL;
	bool is_read = item->body_size == 0 ||
	               source->read(source, item->path, LIMIT_FILE, &bytes) == 0;
	struct str body = is_read ? str_slice(buf_str(&bytes), item->body, bytes.size) : STR("");
	if (is_read && body.size == item->body_size &&
	    (body.size == 0 || hash_quick(body) == item->body_digest))
		json = body_to_json(body);
	buf_release(&bytes);
	return json;
}

bool content_hash(const struct item *item, struct source *source, char out[CONTENT_HASH_SIZE])
{
	struct json_t *top, *body, *files;
	if (item->is_broken)
		return false;
	body = read_body(item, source);
	if (!body)
		return false;
	files = attachments_to_json(item, source);
	if (!files) {
		json_free(body);
		return false;
	}
	struct json_t *fields = protected_members(&item->type->fields, &item->root, false);
	struct buf b = BUF_INIT;
	top = json_new_object();
	json_set(top, "attachments", files);
	json_set(top, "body", body);
	json_set(top, "fields", fields ? fields : json_new_object());
	json_finish_canonical(top, &b);
	struct hash hash = hash_sha256(buf_str(&b));
	memcpy(out, "v1:", 3);
	hash_to_hex(&hash, out + 3);
	buf_release(&b);
	return true;
}
