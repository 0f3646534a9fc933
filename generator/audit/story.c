/* History keeps which fields changed; what they were is read again when it is asked for. */
#include "audit/story.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "catalog/value.h"

const struct value *story_value(const struct item *item, struct str path)
{
	const struct value *record = item && !item->is_broken ? &item->root : NULL;
	const struct fields *fields = item ? &item->type->fields : NULL;
	struct str name;
	const struct value *v = record;
	while (v && !str_is_null(path) && str_next_piece(&path, '.', &name)) {
		const struct field *f = v->kind == VALUE_RECORD ? fields_find(fields, name) : NULL;
		v = f ? value_of_field(v, f) : NULL;
		fields = f ? &f->fields : fields;
	}
	return v;
}

static const struct field *field_at(const struct item *a, const struct item *b, struct str path)
{
	const struct field *f = b ? fields_find_path(&b->type->fields, path) : NULL;
	return f || !a ? f : fields_find_path(&a->type->fields, path);
}

static void add_field(struct story *s, struct str name)
{
	struct story_field *f = &s->fields[s->count++];
	*f = (struct story_field){.name = name};
	if (str_equal(name, STR("body")))
		return;
	f->field = field_at(s->old, s->new, name);
	f->old = story_value(s->old, name);
	f->new = story_value(s->new, name);
}

static bool read_version(const struct object_id *id, struct str path, const struct site *site,
                         struct repository *r, struct diag_sink *sink, struct item **out)
{
	const struct type *type = site_type_of_item(site->schema, path);
	struct buf bytes = BUF_INIT;
	struct diag_sink deaf = {.is_deaf = true};
	struct arena scratch;
	*out = NULL;
	if (object_id_is_zero(id) || !type)
		return true;
	int error = repository_read(r, id, OBJECT_BLOB, LIMIT_FILE, &bytes);
	arena_init(&deaf.arena, 0);
	arena_init(&scratch, 16 * KIB);
	if (!error)
		*out = item_parse(type, path, buf_str(&bytes), &scratch, &deaf);
	else
		diag_report(sink, DIAG_HISTORY_DAMAGED, (struct diag_place){.file = path}, NULL,
		            str_from(file_error(error)));
	buf_release(&bytes);
	arena_release(&scratch);
	diag_sink_release(&deaf);
	return !error;
}

bool story_open(struct story *s, const struct history_entry *e, const struct site *site,
                struct repository *r, struct diag_sink *sink)
{
	*s = (struct story){0};
	arena_init(&s->arena, 0);
	struct str old_path = e->old_path.size ? e->old_path : e->path;
	if (!read_version(&e->old, old_path, site, r, sink, &s->old) ||
	    !read_version(&e->new, e->path, site, r, sink, &s->new)) {
		story_close(s);
		return false;
	}
	s->fields = ARENA_ARRAY(&s->arena, struct story_field, e->field_count);
	for (uint32_t i = 0; i < e->field_count; i++)
		add_field(s, e->fields[i]);
	return true;
}

/* --- two items at hand ----------------------------------------------------- */

struct names {
	struct str *items;
	size_t count, room;
};

static void push_name(struct names *names, struct str name)
{
	for (size_t i = 0; i < names->count; i++)
		if (str_equal(names->items[i], name))
			return;
	ARRAY_PUSH(names, name);
}

/* Leaves of `record` that `other` has otherwise or not at all. */
static void collect(struct names *names, const struct fields *fields, const struct value *record,
                    const struct item *other)
{
	for (uint32_t i = 0; record && i < record->size; i++) {
		const struct value *v = &record->children[i];
		const struct field *f = &fields->items[v->field];
		if (v->kind == VALUE_RECORD)
			collect(names, &f->fields, v, other);
		else if (!value_equal(v, story_value(other, f->path)))
			push_name(names, f->path);
	}
}

void story_of_items(struct story *s, const struct item *old, const struct item *new)
{
	struct names names = {0};
	*s = (struct story){.old = (struct item *)old, .new = (struct item *)new};
	arena_init(&s->arena, 0);
	if (new)
		collect(&names, &new->type->fields, &new->root, old);
	if (old)
		collect(&names, &old->type->fields, &old->root, new);
	if (old && new && old->body_digest != new->body_digest)
		push_name(&names, STR("body"));
	s->fields = ARENA_ARRAY(&s->arena, struct story_field, names.count);
	for (size_t i = 0; i < names.count; i++)
		add_field(s, names.items[i]);
	s->old = s->new = NULL; /* not its own */
	free(names.items);
}

static bool has_entry(const struct value *list, const struct value *entry)
{
	for (uint32_t i = 0; i < list->size; i++)
		if (value_equal(&list->children[i], entry))
			return true;
	return false;
}

/* Entries of `list` that `other` has not, each behind `sign`. */
static void add_entries(const struct story_field *f, const struct value *list,
                        const struct value *other, struct str sign, enum language language,
                        struct buf *out)
{
	size_t before = out->size;
	for (uint32_t i = 0; i < list->size; i++) {
		if (has_entry(other, &list->children[i]))
			continue;
		if (out->size > before || (before && out->data[before - 1] != ' '))
			buf_add(out, language == LANGUAGE_EN ? STR("; ") : STR("；"));
		buf_add(out, sign);
		value_add_text(out, f->field->entry, &list->children[i], language);
	}
}

static void add_one(const struct story_field *f, const struct value *v, enum language language,
                    struct buf *out)
{
	if (v)
		value_add_text(out, f->field, v, language);
	else
		buf_add(out, language == LANGUAGE_EN ? STR("(none)") : STR("（无）"));
}

void story_add_values(const struct story_field *f, enum language language, struct buf *out)
{
	bool are_lists = f->old && f->new && f->old->kind == VALUE_LIST &&
	                 f->new->kind == VALUE_LIST;
	struct buf entries = BUF_INIT;
	if (!f->field)
		return;
	if (are_lists) {
		add_entries(f, f->old, f->new, STR("−"), language, &entries);
		add_entries(f, f->new, f->old, STR("+"), language, &entries);
	}
	if (entries.size) { /* none: only their order changed */
		buf_add(out, buf_str(&entries));
	} else {
		add_one(f, f->old, language, out);
		buf_add(out, STR(" → "));
		add_one(f, f->new, language, out);
	}
	buf_release(&entries);
}

void story_close(struct story *s)
{
	item_free(s->old);
	item_free(s->new);
	arena_release(&s->arena);
	*s = (struct story){0};
}
