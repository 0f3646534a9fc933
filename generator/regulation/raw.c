/* Values as Lua sees them in conditions. */
#include "regulation/raw.h"

struct raw_record {
	uint8_t kind;
	const struct value *value;
	const struct fields *fields;
};

struct raw_list {
	uint8_t kind;
	const struct value *value;
	const struct field *entry;
};

static void push_date(struct script *s, struct datetime date)
{
	struct buf b = BUF_INIT;
	date_add_iso(&b, date.day);
	if (date.minute >= 0)
		buf_format(&b, " %02d:%02d", date.minute / 60, date.minute % 60);
	char text[32];
	size_t size = b.size < sizeof text ? b.size : sizeof text;
	memcpy(text, b.data, size);
	buf_release(&b); /* before Lua may raise */
	script_push_text(s, (struct str){text, size});
}

static void push_value(struct script *s, const struct field *f, const struct value *v)
{
	struct raw_record record = {RAW_RECORD, v, &f->fields};
	struct raw_list list = {RAW_LIST, v, f->entry};
	switch (v ? v->kind : VALUE_NONE) {
	case VALUE_TEXT:
	case VALUE_REF:
	case VALUE_NODE:
	case VALUE_DECIMAL: script_push_text(s, value_text(v)); break;
	case VALUE_ENUM: script_push_text(s, v->term->id); break;
	case VALUE_DATE: push_date(s, v->date); break;
	case VALUE_BOOLEAN: script_push_boolean(s, v->number != 0); break;
	case VALUE_INTEGER: script_push_number(s, v->number); break;
	case VALUE_RECORD: script_push_copy(s, &record, sizeof record); break;
	case VALUE_LIST: script_push_copy(s, &list, sizeof list); break;
	default: script_push_nil(s);
	}
}

static bool item_field(struct script *s, const void *object, struct str name)
{
	const struct item *item = ((const struct raw_item *)object)->item;
	const struct field *f = fields_find(&item->type->fields, name);
	if (!f)
		return false;
	if (f->known == KNOWN_STATUS)
		script_push_text(s, item_status(item));
	else
		push_value(s, f, value_of_field(&item->root, f));
	return true;
}

static bool record_field(struct script *s, const void *object, struct str name)
{
	const struct raw_record *r = object;
	const struct field *f = fields_find(r->fields, name);
	if (f)
		push_value(s, f, value_of_field(r->value, f));
	return f != NULL;
}

static bool list_entry(struct script *s, const void *object, size_t index)
{
	const struct raw_list *l = object;
	if (index < 1 || index > l->value->size)
		return false;
	push_value(s, l->entry, &l->value->children[index - 1]);
	return true;
}

static size_t list_length(const void *object)
{
	return ((const struct raw_list *)object)->value->size;
}

static size_t field_names(const struct fields *fields, struct str *out, size_t most)
{
	size_t n = 0;
	while (n < fields->count && n < most) {
		out[n] = fields->items[n].name;
		n++;
	}
	return n;
}

static size_t item_names(struct script *s, const void *object, struct str *out, size_t most)
{
	(void)s;
	return field_names(&((const struct raw_item *)object)->item->type->fields, out, most);
}

static size_t record_names(struct script *s, const void *object, struct str *out, size_t most)
{
	(void)s;
	return field_names(((const struct raw_record *)object)->fields, out, most);
}

void raw_register(struct script *s)
{
	static const struct script_class classes[] = {
		{.kind = RAW_ITEM, .name = "item", .field = item_field, .names = item_names},
		{.kind = RAW_RECORD,
	         .name = "record",
	         .field = record_field,
	         .names = record_names},
		{.kind = RAW_LIST, .name = "list", .entry = list_entry, .length = list_length},
	};
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		script_register(s, &classes[i]);
}
