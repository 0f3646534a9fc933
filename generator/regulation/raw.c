/* Values as Lua sees them in conditions. */
#include "regulation/raw.h"

static void push_date(struct script *s, struct datetime date)
{
	char text[16];
	script_push_text(s, (struct str){text, datetime_write(date, text)});
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

static bool items_entry(struct script *s, const void *object, size_t index)
{
	const struct raw_items *l = object;
	if (index < 1 || index > l->count)
		return false;
	struct raw_item item = {RAW_ITEM, l->site->items[l->relations[index - 1].from].item};
	script_push_copy(s, &item, sizeof item);
	return true;
}

static size_t items_length(const void *object)
{
	return ((const struct raw_items *)object)->count;
}

static bool words_entry(struct script *s, const void *object, size_t index)
{
	const struct raw_words *l = object;
	if (index < 1 || index > l->count)
		return false;
	script_push_text(s, l->words[index - 1]);
	return true;
}

static size_t words_length(const void *object)
{
	return ((const struct raw_words *)object)->count;
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
		{.kind = RAW_ITEMS, .name = "items", .entry = items_entry, .length = items_length},
		{.kind = RAW_WORDS, .name = "words", .entry = words_entry, .length = words_length},
	};
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		script_register(s, &classes[i]);
}

/* --- without Lua ----------------------------------------------------------- */

struct raw_place raw_place_of_item(const struct item *item)
{
	return (struct raw_place){&item->root, &item->type->fields, item->type};
}

bool raw_entry(const void *list, size_t index, struct raw_place *out)
{
	const struct raw_list *l = list;
	const struct raw_items *items = list;
	switch (l->kind) {
	case RAW_LIST:
		if (index >= l->value->size || l->value->children[index].kind != VALUE_RECORD)
			return false;
		*out = (struct raw_place){&l->value->children[index], &l->entry->fields, NULL};
		return true;
	case RAW_ITEMS:
		if (index >= items->count)
			return false;
		*out = raw_place_of_item(items->site->items[items->relations[index].from].item);
		return true;
	default: return false;
	}
}

const struct value *raw_value(const struct raw_place *place, struct str path,
                              const struct field **field)
{
	const struct value *v = place->record;
	const struct fields *fields = place->fields;
	struct str piece;
	*field = NULL;
	while (v && str_next_piece(&path, '.', &piece)) {
		*field = fields && v->kind == VALUE_RECORD ? fields_find(fields, piece) : NULL;
		v = *field ? value_of_field(v, *field) : NULL;
		fields = *field ? &(*field)->fields : NULL;
	}
	return v;
}

static struct str date_text(struct datetime date, struct arena *arena)
{
	char text[24];
	return str_copy(arena, (struct str){text, datetime_write(date, text)});
}

struct str raw_text(const struct raw_place *place, struct str path, struct arena *arena)
{
	const struct field *f;
	bool wants_year = str_ends_with(path, STR(".year"));
	if (wants_year)
		path = str_slice(path, 0, path.size - 5);
	const struct value *v = raw_value(place, path, &f);
	if (!v && place->type && str_equal(path, STR("type")))
		return place->type->id;
	if (!v)
		return STR_NULL;
	switch (v->kind) {
	case VALUE_TEXT:
	case VALUE_REF:
	case VALUE_NODE:
	case VALUE_DECIMAL: return value_text(v);
	case VALUE_ENUM: return v->term->id;
	case VALUE_INTEGER: return str_format(arena, "%lld", (long long)v->number);
	case VALUE_BOOLEAN: return v->number ? STR("true") : STR("false");
	case VALUE_DATE: {
		struct str text = date_text(v->date, arena);
		return wants_year ? str_slice(text, 0, 4) : text;
	}
	default: return STR("");
	}
}
