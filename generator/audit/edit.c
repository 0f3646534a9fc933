/* A value knows its bytes in the file: an edit is a cut there. */
#include "audit/edit.h"

#include "catalog/value.h"

/* Where a new field goes: before the closing fence, or at the end of a data file. */
static size_t end_of_fields(const struct item *item, struct str bytes)
{
	bool is_markdown = str_ends_with(item->path, STR(".md"));
	size_t at = is_markdown ? item->head.size : bytes.size;
	if (!is_markdown)
		return at;
	for (at = at > 0 ? at - 1 : 0; at > 0 && bytes.data[at - 1] != '\n';)
		at--;
	return at;
}

static void add_field(const struct item *item, struct str bytes, struct str name, struct str text,
                      struct buf *out)
{
	size_t at = end_of_fields(item, bytes);
	buf_add(out, str_slice(bytes, 0, at));
	if (at > 0 && bytes.data[at - 1] != '\n')
		buf_add_char(out, '\n');
	buf_format(out, "%.*s: %.*s\n", STR_ARG(name), STR_ARG(text));
	buf_add(out, str_slice(bytes, at, bytes.size));
}

void edit_set_field(const struct item *item, struct str bytes, struct str name, struct str text,
                    struct buf *out)
{
	const struct value *v = value_by_name(&item->root, &item->type->fields, name);
	if (!v) {
		add_field(item, bytes, name, text, out);
		return;
	}
	buf_add(out, str_slice(bytes, 0, v->begin));
	buf_add(out, text);
	buf_add(out, str_slice(bytes, v->end, bytes.size));
}

void edit_add_entry(const struct item *item, struct str bytes, struct str name, struct str entry,
                    struct buf *out)
{
	const struct value *list = value_by_name(&item->root, &item->type->fields, name);
	if (!list || list->kind != VALUE_LIST || list->size == 0) {
		size_t at = end_of_fields(item, bytes);
		buf_add(out, str_slice(bytes, 0, at));
		if (at > 0 && bytes.data[at - 1] != '\n')
			buf_add_char(out, '\n');
		buf_format(out, "%.*s:\n  - %.*s\n", STR_ARG(name), STR_ARG(entry));
		buf_add(out, str_slice(bytes, at, bytes.size));
		return;
	}
	const struct value *first = &list->children[0], *last = &list->children[list->size - 1];
	size_t at = last->end, dash = first->begin;
	if (bytes.data[list->begin] == '[') {
		buf_add(out, str_slice(bytes, 0, at));
		buf_add(out, STR(", "));
		buf_add(out, entry);
		buf_add(out, str_slice(bytes, at, bytes.size));
		return;
	}
	while (dash > 0 && bytes.data[dash - 1] != '\n')
		dash--;
	struct str indent = str_slice(bytes, dash, str_find(bytes, STR("-"), dash));
	while (at < bytes.size && bytes.data[at] != '\n')
		at++;
	buf_add(out, str_slice(bytes, 0, at));
	buf_format(out, "\n%.*s- %.*s", STR_ARG(indent), STR_ARG(entry));
	buf_add(out, str_slice(bytes, at, bytes.size));
}

void edit_add_quoted(struct buf *out, struct str text)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];
		if (c == '"' || c == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, (unsigned char)c < 0x20 ? ' ' : c);
	}
	buf_add_char(out, '"');
}
