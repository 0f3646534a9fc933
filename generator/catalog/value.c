/* One walk over a value a purpose: JSON, words, comparison. */
#include "catalog/value.h"

#include "base/hash.h"

/* --- JSON ------------------------------------------------------------------ */

static struct json_t *record_to_json(const struct fields *fields, const struct value *v)
{
	struct json_t *o = json_new_object();
	for (uint32_t i = 0; i < v->size; i++) {
		const struct field *f = &fields->items[v->children[i].field];
		json_set_str(o, f->name, value_to_json(f, &v->children[i]));
	}
	return o;
}

struct json_t *value_to_json(const struct field *f, const struct value *v)
{
	struct json_t *list;
	char date[16];
	switch (v->kind) {
	case VALUE_TEXT:
	case VALUE_REF:
	case VALUE_NODE:
	case VALUE_DECIMAL: return json_new_text(value_text(v));
	case VALUE_ENUM: return json_new_text(v->term->id);
	case VALUE_DATE: return json_new_text((struct str){date, datetime_write(v->date, date)});
	case VALUE_BOOLEAN: return json_new_boolean(v->number != 0);
	case VALUE_INTEGER: return json_new_number(v->number);
	case VALUE_RECORD: return record_to_json(&f->fields, v);
	case VALUE_LIST:
		list = json_new_array();
		for (uint32_t i = 0; i < v->size; i++)
			json_push(list, value_to_json(f->entry, &v->children[i]));
		return list;
	default: return json_new_null();
	}
}

/* --- words ----------------------------------------------------------------- */

static void add_record(struct buf *out, const struct field *f, const struct value *v,
                       enum language language)
{
	bool english = language == LANGUAGE_EN;
	for (uint32_t i = 0; i < v->size; i++) {
		const struct field *member = &f->fields.items[v->children[i].field];
		if (i)
			buf_add(out, english ? STR("; ") : STR("；"));
		buf_add(out, label_text(&member->label, language));
		buf_add(out, english ? STR(": ") : STR("："));
		value_add_text(out, member, &v->children[i], language);
	}
}

static void add_list(struct buf *out, const struct field *f, const struct value *v,
                     enum language language)
{
	bool records = f->entry->type == FIELD_RECORD;
	for (uint32_t i = 0; i < v->size; i++) {
		if (i)
			buf_add(out, language == LANGUAGE_EN ? STR(", ") : STR("、"));
		if (records)
			buf_add(out, language == LANGUAGE_EN ? STR("(") : STR("（"));
		value_add_text(out, f->entry, &v->children[i], language);
		if (records)
			buf_add(out, language == LANGUAGE_EN ? STR(")") : STR("）"));
	}
}

void value_add_text(struct buf *out, const struct field *f, const struct value *v,
                    enum language language)
{
	static const struct str truth[2][2] = {{STR_INIT("否"), STR_INIT("no")},
	                                       {STR_INIT("是"), STR_INIT("yes")}};
	char date[16];
	switch (v->kind) {
	case VALUE_TEXT:
	case VALUE_REF:
	case VALUE_NODE:
	case VALUE_DECIMAL: buf_add(out, value_text(v)); break;
	case VALUE_ENUM: buf_add(out, label_text(&v->term->label, language)); break;
	case VALUE_DATE: buf_add(out, (struct str){date, datetime_write(v->date, date)}); break;
	case VALUE_BOOLEAN: buf_add(out, truth[v->number != 0][language]); break;
	case VALUE_INTEGER: buf_format(out, "%lld", (long long)v->number); break;
	case VALUE_RECORD: add_record(out, f, v, language); break;
	case VALUE_LIST: add_list(out, f, v, language); break;
	default: break;
	}
}

/* --- comparison ------------------------------------------------------------ */

static bool children_equal(const struct value *a, const struct value *b)
{
	if (a->size != b->size)
		return false;
	for (uint32_t i = 0; i < a->size; i++)
		if (a->children[i].field != b->children[i].field ||
		    !value_equal(&a->children[i], &b->children[i]))
			return false;
	return true;
}

bool value_equal(const struct value *a, const struct value *b)
{
	if (!a || !b)
		return a == b;
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VALUE_TEXT:
	case VALUE_REF:
	case VALUE_NODE:
	case VALUE_DECIMAL: return str_equal(value_text(a), value_text(b));
	/* the two may come from two schemas of the same regulation */
	case VALUE_ENUM: return str_equal(a->term->id, b->term->id);
	case VALUE_DATE: return datetime_compare(a->date, b->date) == 0;
	case VALUE_BOOLEAN:
	case VALUE_INTEGER: return a->number == b->number;
	case VALUE_RECORD:
	case VALUE_LIST: return children_equal(a, b);
	default: return true;
	}
}

/* --- digest ---------------------------------------------------------------- */

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * 0xD6E8FEB86659FD93u;
	return h ^ h >> 32;
}

uint64_t value_digest(const struct value *v)
{
	uint64_t h = mix(0x9E3779B97F4A7C15u, v->kind);
	switch (v->kind) {
	case VALUE_TEXT:
	case VALUE_REF:
	case VALUE_NODE:
	case VALUE_DECIMAL: return mix(h, hash_quick(value_text(v)));
	case VALUE_ENUM: return mix(h, hash_quick(v->term->id));
	case VALUE_DATE: return mix(mix(h, (uint32_t)v->date.day), (uint32_t)v->date.minute);
	case VALUE_BOOLEAN:
	case VALUE_INTEGER: return mix(h, (uint64_t)v->number);
	case VALUE_RECORD:
	case VALUE_LIST:
		h = mix(h, v->size);
		for (uint32_t i = 0; i < v->size; i++)
			h = mix(mix(h, v->children[i].field), value_digest(&v->children[i]));
		return h;
	default: return h;
	}
}
