/* From the bytes of a file to an item: fences, YAML, then the fields (field.c). */
#include "catalog/item.h"

#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/utf8.h"
#include "catalog/field.h"

/* What is being read. */
struct reading {
	struct item *item;
	struct diag_sink *sink;
	struct str bytes;
	size_t yaml_begin, yaml_end;
	size_t body; /* SIZE_MAX: none */
};

static void report_at(const struct reading *r, enum diag_id id, size_t begin, size_t end,
                      struct str argument)
{
	struct diag_place place = {r->item->path, r->bytes, begin, end};
	diag_report(r->sink, id, place, NULL, argument);
}

static struct str number_text(struct arena *arena, size_t n)
{
	return str_format(arena, "%zu", n);
}

static bool check_encoding(const struct reading *r, struct arena *scratch)
{
	size_t invalid = utf8_first_invalid(r->bytes);
	const char *nul = r->bytes.size ? memchr(r->bytes.data, '\0', r->bytes.size) : NULL;
	/* without valid text there are no columns: the file as a whole is named */
	struct diag_place place = {.file = r->item->path};
	if (nul)
		diag_report(r->sink, DIAG_FILE_HAS_NUL, place, NULL, STR_NULL);
	else if (invalid != SIZE_MAX)
		diag_report(r->sink, DIAG_FILE_NOT_UTF8, place, NULL,
		            number_text(scratch, invalid + 1));
	return !nul && invalid == SIZE_MAX;
}

/* A fence: three hyphens alone on a line. */
static bool is_fence(struct str line)
{
	while (line.size > 3 &&
	       (line.data[line.size - 1] == ' ' || line.data[line.size - 1] == '\t'))
		line.size--;
	return str_equal(line, STR("---"));
}

/* Finds front matter and body of a Markdown file. */
static bool split(struct reading *r, struct arena *scratch)
{
	size_t bom = str_starts_with(r->bytes, STR("\xEF\xBB\xBF")) ? 3 : 0;
	struct str rest = str_slice(r->bytes, bom, r->bytes.size), line;
	if (!str_next_line(&rest, &line) || !is_fence(line)) {
		report_at(r, DIAG_FRONT_MATTER_MISSING, bom, bom, STR_NULL);
		return false;
	}
	r->yaml_begin = (size_t)(rest.data - r->bytes.data);
	size_t at = r->yaml_begin;
	while (str_next_line(&rest, &line)) {
		if (is_fence(line)) {
			r->yaml_end = at;
			r->body = r->bytes.size - rest.size;
			if (r->yaml_end - r->yaml_begin <= LIMIT_FRONT_MATTER)
				return true;
			report_at(r, DIAG_FRONT_MATTER_TOO_LARGE, r->yaml_begin, r->yaml_begin,
			          number_text(scratch, LIMIT_FRONT_MATTER));
			return false;
		}
		at = r->bytes.size - rest.size;
	}
	report_at(r, DIAG_FRONT_MATTER_OPEN, bom, bom + 3, STR_NULL);
	return false;
}

static bool has_text(struct str s)
{
	return str_trim(s).size > 0;
}

static void take_body(struct reading *r)
{
	struct item *item = r->item;
	struct str body = str_slice(r->bytes, r->body, r->bytes.size);
	item->body = r->body;
	item->body_size = body.size;
	item->body_digest = hash_quick(body);
	bool is_draft = str_equal(item_status(item), STR("draft"));
	if (item->type->body == BODY_REQUIRED && !has_text(body) && !is_draft)
		report_at(r, DIAG_BODY_MISSING, r->body, r->body, STR_NULL);
	if (item->type->body == BODY_NONE && has_text(body))
		report_at(r, DIAG_BODY_NOT_ALLOWED, r->body, r->body, item->type->id);
}

static void check_id(const struct reading *r)
{
	const struct item *item = r->item;
	const struct value *v = item_known(item, KNOWN_ID);
	if (!v || v->kind != VALUE_TEXT)
		return;
	bool digit = false, valid = item->id.size > 0 && item->id.data[0] != '-';
	for (size_t i = 0; i < item->id.size; i++) {
		char c = item->id.data[i];
		digit |= c >= '0' && c <= '9';
		valid &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
	}
	bool needs_digit = !item->type->compiled_id_pattern;
	if (item->type->compiled_id_pattern)
		valid = valid && pattern_matches(item->type->compiled_id_pattern, item->id);
	if (valid && (digit || !needs_digit))
		return;
	struct str digits = !needs_digit                       ? STR("")
	                    : r->sink->language == LANGUAGE_EN ? STR(", with at least one digit")
	                                                       : STR("，至少含一个数字");
	diag_report(r->sink, DIAG_ID_MALFORMED, item_place(item, v), NULL, item->id, digits);
}

/* What the values of a tree will need at most, so that an item is one allocation:
 * a value for each node, and texts that are not written plainly once more. */
static size_t measure(const struct yaml_node *n)
{
	size_t size = sizeof(struct value);
	if (n->kind == YAML_SCALAR && n->is_quoted)
		size += n->text.size + 1;
	else if (n->kind != YAML_SCALAR)
		size += alignof(max_align_t);
	for (const struct yaml_node *e = n->first; e; e = e->next)
		size += measure(e);
	return size;
}

static void read_fields(struct reading *r, struct arena *scratch)
{
	struct item *item = r->item;
	size_t errors = r->sink->count;
	struct yaml_node *root = yaml_parse(scratch, r->sink, item->path, r->bytes, r->yaml_begin,
	                                    r->yaml_end);
	if (!root) {
		/* an empty front matter is a mapping without entries; after an error none */
		item->is_broken = r->sink->count > errors;
		root = ARENA_NEW(scratch, struct yaml_node);
		root->kind = YAML_MAPPING;
		root->begin = root->end = (uint32_t)r->yaml_begin;
	}
	size_t head = r->body == SIZE_MAX ? r->bytes.size : r->body;
	arena_init(&item->arena, item->path.size + head + measure(root) + 64);
	item->path = str_copy(&item->arena, item->path);
	item->head = str_copy(&item->arena, str_slice(r->bytes, 0, head));
	if (item->is_broken)
		return;
	struct field_context context = {.sink = r->sink,
	                                .arena = &item->arena,
	                                .scratch = scratch,
	                                .file = item->path,
	                                .text = item->head,
	                                .type = item->type};
	field_read_root(&context, root, &item->root);
	item->id = value_text(item_known(item, KNOWN_ID));
}

struct item *item_parse(const struct type *type, struct str path, struct str bytes,
                        struct arena *scratch, struct diag_sink *sink)
{
	struct item *item = memory_new(1, sizeof *item);
	struct reading r = {item, sink, bytes, 0, 0, SIZE_MAX};
	item->type = type;
	item->path = path;
	item->root.kind = VALUE_RECORD;
	bool is_data = str_ends_with(path, STR(".yaml"));
	bool is_readable = check_encoding(&r, scratch);
	if (is_readable && is_data) {
		r.yaml_begin = str_starts_with(bytes, STR("\xEF\xBB\xBF")) ? 3 : 0;
		r.yaml_end = bytes.size;
	} else if (is_readable) {
		is_readable = split(&r, scratch);
	}
	if (is_readable) {
		read_fields(&r, scratch);
	} else {
		item->is_broken = true;
		arena_init(&item->arena, path.size + 64);
		item->path = str_copy(&item->arena, path);
	}
	if (!item->is_broken) {
		check_id(&r);
		if (r.body != SIZE_MAX)
			take_body(&r);
		else if (type->body == BODY_REQUIRED)
			report_at(&r, DIAG_BODY_MISSING, 0, 0, STR_NULL);
	}
	return item;
}

void item_free(struct item *item)
{
	if (!item)
		return;
	arena_release(&item->arena);
	free(item);
}

/* --- reading --------------------------------------------------------------- */

const struct value *value_of_field(const struct value *record, const struct field *field)
{
	if (!record || record->kind != VALUE_RECORD)
		return NULL;
	for (uint32_t i = 0; i < record->size; i++)
		if (record->children[i].field == field->index)
			return record->children[i].kind == VALUE_NONE ? NULL : &record->children[i];
	return NULL;
}

const struct value *value_by_name(const struct value *record, const struct fields *fields,
                                  struct str name)
{
	const struct field *f = fields_find(fields, name);
	return f ? value_of_field(record, f) : NULL;
}

const struct value *item_known(const struct item *item, enum known_field known)
{
	const struct field *f = item->type->known[known];
	return f ? value_of_field(&item->root, f) : NULL;
}

struct str item_known_text(const struct item *item, enum known_field known)
{
	const struct value *v = item_known(item, known);
	if (!v)
		return STR_NULL;
	if (v->kind == VALUE_ENUM)
		return v->term->id;
	return v->kind == VALUE_TEXT || v->kind == VALUE_REF || v->kind == VALUE_NODE
	               ? value_text(v)
	               : STR_NULL;
}

bool item_date(const struct item *item, struct str name, struct datetime *out)
{
	const struct field *dates = item->type->known[KNOWN_DATES];
	if (!dates)
		return false;
	const struct value *v = value_by_name(item_known(item, KNOWN_DATES), &dates->fields, name);
	if (!v || v->kind != VALUE_DATE)
		return false;
	*out = v->date;
	return true;
}

struct str item_title(const struct item *item)
{
	struct str title = item_known_text(item, KNOWN_TITLE);
	return title.size ? title : item->id;
}

struct str item_status(const struct item *item)
{
	struct str status = item_known_text(item, KNOWN_STATUS);
	return status.size ? status : STR("draft");
}

struct diag_place item_place(const struct item *item, const struct value *value)
{
	struct diag_place place = {item->path, item->head, 0, 0};
	if (value) {
		place.begin = value->begin;
		place.end = value->end;
	} else if (str_is_null(item->head)) {
		place.text = STR_NULL;
	}
	return place;
}
