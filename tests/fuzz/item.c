/* libFuzzer: any bytes as a file of content, against the real types of
 * content/regulation/ (run it from the top of the repository). The first byte
 * chooses the type. Whatever the file is, every value must lie in it and fit its
 * field, nothing may point into the bytes that were given, what is broken has
 * neither id nor fields and is reported, and a second reading must say the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "catalog/item.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *why, struct str what)
{
	fprintf(stderr, "%s: %.*s\n", why, STR_ARG(str_slice(what, 0, 200)));
	abort();
}

/* --- the types ---------------------------------------------------------------- */

static const struct schema *schema; /* lives as long as the process */
static const struct type **types;   /* those a file can have */
static size_t type_count;

static void load(void)
{
	static struct arena arena;
	struct diag_sink sink;
	struct source *source = source_open_directory(".");
	arena_init(&arena, 0);
	diag_sink_init(&sink, LANGUAGE_ZH);
	schema = schema_load(source, &arena, &sink);
	if (!schema || sink.count)
		fail("no good schema here", sink.count ? sink.items[0].message : STR(""));
	types = ARENA_ARRAY(&arena, const struct type *, schema->type_count);
	for (size_t i = 0; i < schema->type_count; i++)
		if (!schema->types[i].is_abstract)
			types[type_count++] = &schema->types[i];
	diag_sink_release(&sink);
	source_close(source);
}

/* --- values ------------------------------------------------------------------- */

static const uint8_t kinds[] = {
	[FIELD_STRING] = VALUE_TEXT,     [FIELD_TEXT] = VALUE_TEXT,
	[FIELD_DATE] = VALUE_DATE,       [FIELD_DATETIME] = VALUE_DATE,
	[FIELD_BOOLEAN] = VALUE_BOOLEAN, [FIELD_INTEGER] = VALUE_INTEGER,
	[FIELD_DECIMAL] = VALUE_DECIMAL, [FIELD_ENUM] = VALUE_ENUM,
	[FIELD_REF] = VALUE_REF,         [FIELD_NODE] = VALUE_NODE,
	[FIELD_LIST] = VALUE_LIST,       [FIELD_RECORD] = VALUE_RECORD,
};

static void check_record(const struct value *v, const struct fields *fields, size_t size);

static void check_value(const struct value *v, const struct field *field, size_t size)
{
	if (v->begin > v->end || v->end > size)
		fail("a value outside the file", field->path);
	if (v->kind == VALUE_NONE)
		return;
	if (v->kind != kinds[field->type])
		fail("a value of another kind", field->path);
	if (v->kind == VALUE_RECORD)
		check_record(v, &field->fields, size);
	if (v->kind == VALUE_LIST)
		for (uint32_t i = 0; i < v->size; i++)
			check_value(&v->children[i], field->entry, size);
	if (v->kind == VALUE_TEXT || v->kind == VALUE_REF || v->kind == VALUE_NODE ||
	    v->kind == VALUE_DECIMAL)
		if (utf8_first_invalid(value_text(v)) != SIZE_MAX)
			fail("a text that is not UTF-8", field->path);
	if (v->kind == VALUE_ENUM && vocabulary_find(field->vocabulary, v->term->id) != v->term)
		fail("a word of another vocabulary", v->term->id);
}

static void check_record(const struct value *v, const struct fields *fields, size_t size)
{
	for (uint32_t i = 0; i < v->size; i++) {
		const struct value *child = &v->children[i];
		if (child->field >= fields->count)
			fail("a value without a field", STR(""));
		if (i > 0 && child->field <= v->children[i - 1].field)
			fail("fields out of order, or twice", fields->items[child->field].path);
		check_value(child, &fields->items[child->field], size);
	}
}

static bool has_error(const struct diag_sink *sink)
{
	return diag_count(sink, DIAG_ERROR) > 0;
}

static void check_item(const struct item *item, size_t size, const struct diag_sink *sink)
{
	if (item->is_broken && (item->id.size || item->root.size || !has_error(sink)))
		fail("broken, and yet it says something, or nobody said so", item->id);
	if (item->body + item->body_size != (item->body ? size : 0))
		fail("the body is elsewhere", item->id);
	if (item->head.size > size || utf8_first_invalid(item->head) != SIZE_MAX)
		fail("a head that is not of the file", item->path);
	check_record(&item->root, &item->type->fields, size);
	/* what others ask it first */
	struct datetime date;
	item_date(item, STR("published"), &date);
	if (utf8_first_invalid(item_title(item)) != SIZE_MAX || item_status(item).size == 0)
		fail("no title or status", item->path);
}

/* --- the run ------------------------------------------------------------------ */

static struct item *parse(const struct type *type, const uint8_t *data, size_t size,
                          struct diag_sink *sink)
{
	char path[256];
	if (type->file.size)
		snprintf(path, sizeof path, "content/%.*s", STR_ARG(type->file));
	else
		snprintf(path, sizeof path, "content/%.*s/a.%s", STR_ARG(type->folder),
		         type->body == BODY_NONE ? "yaml" : "md");
	/* of its exact size, and gone before anybody looks at the item */
	char *copy = malloc(size ? size : 1);
	memcpy(copy, data, size);
	diag_sink_init(sink, LANGUAGE_ZH);
	struct arena scratch;
	arena_init(&scratch, 0);
	struct item *item = item_parse(type, str_from(path), (struct str){copy, size}, &scratch,
	                               sink);
	arena_release(&scratch);
	diag_sort(sink);
	memset(copy, '?', size);
	free(copy);
	return item;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (!schema)
		load();
	const struct type *type = types[data[0] % type_count];
	struct diag_sink first, second;
	struct item *item = parse(type, data + 1, size - 1, &first);
	check_item(item, size - 1, &first);
	struct item *again = parse(type, data + 1, size - 1, &second);
	if (first.count != second.count || item->is_broken != again->is_broken ||
	    item->body_digest != again->body_digest || !str_equal(item->id, again->id))
		fail("a second reading says something else", item->path);
	for (size_t i = 0; i < first.count; i++)
		if (!str_equal(first.items[i].message, second.items[i].message))
			fail("a second reading reports something else", first.items[i].message);
	item_free(item);
	item_free(again);
	diag_sink_release(&first);
	diag_sink_release(&second);
	return 0;
}
