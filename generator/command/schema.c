/* mulu schema [TYPE]: the types as JSON Schema (draft-07, what editors take), for
 * completion and checks while typing. It says what a schema can say; conditions
 * and references are mulu's own. */
#include <stdio.h>

#include "command/report.h"
#include "format/json.h"

static struct json_t *field_to_json(const struct field *f, enum language language);

static void set_text(struct json_t *o, const char *key, struct str text)
{
	if (text.size)
		json_set(o, key, json_new_text(text));
}

static void set_count(struct json_t *o, const char *key, int64_t n)
{
	if (n >= 0)
		json_set(o, key, json_new_number(n));
}

static struct json_t *vocabulary_to_json(const struct vocabulary *v)
{
	struct json_t *list = json_new_array();
	for (size_t i = 0; i < v->count; i++) {
		struct str id = v->values[i].id, label = v->values[i].label.words[LANGUAGE_ZH];
		json_push(list, json_new_text(label));
		if (!str_equal(id, label))
			json_push(list, json_new_text(id));
	}
	return list;
}

/* A key or its Chinese label: one of them. */
static struct json_t *either_required(const struct field *f)
{
	struct json_t *any = json_new_array();
	const struct str words[] = {f->name, f->label.words[LANGUAGE_ZH]};
	for (size_t i = 0; i < 2; i++) {
		struct json_t *o = json_new_object(), *list = json_new_array();
		json_push(list, json_new_text(words[i]));
		json_set(o, "required", list);
		json_push(any, o);
	}
	struct json_t *o = json_new_object();
	json_set(o, "anyOf", any);
	return o;
}

static void add_members(struct json_t *o, const struct fields *fields, enum language language)
{
	struct json_t *properties = json_new_object(), *all = json_new_array();
	size_t required = 0;
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *f = &fields->items[i];
		json_set_str(properties, f->name, field_to_json(f, language));
		if (!str_equal(f->name, f->label.words[LANGUAGE_ZH]))
			json_set_str(properties, f->label.words[LANGUAGE_ZH],
			             field_to_json(f, language));
		if (f->need == NEED_ALWAYS) {
			json_push(all, either_required(f));
			required++;
		}
	}
	json_set(o, "type", json_new_text(STR("object")));
	json_set(o, "additionalProperties", json_new_boolean(false));
	json_set(o, "properties", properties);
	json_set(o, "allOf", all);
	if (required == 0)
		json_set(o, "allOf", json_new_array());
}

static void add_type(struct json_t *o, const struct field *f, enum language language)
{
	static const char *const patterns[] = {
		[FIELD_DATE] = "^\\d{4}-\\d{2}-\\d{2}$",
		[FIELD_DATETIME] =
			"^\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2})?(\\+08:00)?)?$",
	};
	switch (f->type) {
	case FIELD_BOOLEAN: json_set(o, "type", json_new_text(STR("boolean"))); break;
	case FIELD_INTEGER: json_set(o, "type", json_new_text(STR("integer"))); break;
	case FIELD_DECIMAL: json_set(o, "type", json_new_text(STR("number"))); break;
	case FIELD_ENUM: json_set(o, "enum", vocabulary_to_json(f->vocabulary)); break;
	case FIELD_LIST:
		json_set(o, "type", json_new_text(STR("array")));
		json_set(o, "items", field_to_json(f->entry, language));
		break;
	case FIELD_RECORD: add_members(o, &f->fields, language); break;
	case FIELD_DATE:
	case FIELD_DATETIME:
		json_set(o, "type", json_new_text(STR("string")));
		json_set(o, "pattern", json_new_text(str_from(patterns[f->type])));
		break;
	default:
		/* YAML editors read `0100` as a number: both are the text mulu sees */
		json_set(o, "type", json_new_text(STR("string")));
	}
}

static struct json_t *field_to_json(const struct field *f, enum language language)
{
	struct json_t *o = json_new_object();
	set_text(o, "title", label_text(&f->label, language));
	set_text(o, "description", f->basis);
	add_type(o, f, language);
	/* PCRE2's \p{Han} is \p{Script=Han} in ECMA regular expressions: left to mulu */
	if (f->pattern.size && str_find(f->pattern, STR("\\p"), 0) == SIZE_MAX)
		json_set(o, "pattern", json_new_text(f->pattern));
	set_count(o, "minLength", f->min_length);
	set_count(o, "maxLength", f->max_length);
	set_count(o, "minItems", f->min_items);
	set_count(o, "maxItems", f->max_items);
	return o;
}

static struct json_t *type_to_json(const struct type *type, enum language language)
{
	struct json_t *o = json_new_object();
	json_set(o, "$schema", json_new_text(STR("http://json-schema.org/draft-07/schema#")));
	json_set(o, "$id", json_new_text(type->id));
	json_set(o, "title", json_new_text(label_text(&type->label, language)));
	add_members(o, &type->fields, language);
	return o;
}

static struct json_t *all_types_to_json(const struct schema *schema, enum language language)
{
	struct json_t *o = json_new_object(), *types = json_new_object();
	for (size_t i = 0; i < schema->type_count; i++)
		if (!schema->types[i].is_abstract)
			json_set_str(types, schema->types[i].id,
			             type_to_json(&schema->types[i], language));
	json_set(o, "version", json_new_number(1));
	json_set(o, "types", types);
	return o;
}

int command_schema(const struct options *options)
{
	struct diag_sink sink;
	struct arena arena;
	struct buf out = BUF_INIT;
	struct source *source = source_open_directory(options->root);
	diag_sink_init(&sink, options->language);
	arena_init(&arena, 0);
	struct schema *schema = schema_load(source, &arena, &sink);
	int status = EXIT_FINE;
	if (!schema) {
		report_write(&sink, NULL, options, &out);
		status = report_status(&sink, options);
		fwrite(out.data, 1, out.size, stderr);
		buf_clear(&out);
	} else if (options->argument_count == 0) {
		json_finish(all_types_to_json(schema, options->language), &out);
	} else {
		const struct type *type = schema_type(schema, options->arguments[0]);
		if (type)
			json_finish(type_to_json(type, options->language), &out);
		status = type ? EXIT_FINE
		              : options_refuse(options, "没有这个类型", "no such type",
		                               options->arguments[0].data);
	}
	fwrite(buf_str(&out).data, 1, out.size, stdout);
	schema_release(schema);
	source_close(source);
	arena_release(&arena);
	buf_release(&out);
	diag_sink_release(&sink);
	return status;
}
