/* forms.lua is data like routes.lua; a form is rendered like a page that has no address. */
#include "publish/form.h"

#include "publish/render.h"
#include "publish/view.h"

struct form_reader {
	const struct theme_file *file;
	struct arena *arena;
	struct diag_sink *sink;
	bool is_bad;
};

static void bad(struct form_reader *r, struct str name, const char *zh, const char *en)
{
	bool english = r->sink->language == LANGUAGE_EN;
	diag_report(r->sink, DIAG_FORMS_BAD, (struct diag_place){.file = r->file->path}, NULL,
	            STR_JOIN(r->arena, name, name.size ? english ? STR(": ") : STR("：") : STR(""),
	                     str_from(english ? en : zh)));
	r->is_bad = true;
}

static void read_types(struct form_reader *r, const struct script_data *v, struct form *f)
{
	f->types = ARENA_ARRAY(r->arena, struct str, v->list_count);
	for (size_t i = 0; i < v->list_count; i++)
		if (v->list[i].type == SCRIPT_TEXT)
			f->types[f->type_count++] = v->list[i].text;
	if (f->type_count != v->list_count || f->type_count == 0)
		bad(r, f->name, "types 应为类型的列表", "types is a list of types");
}

static void read_form(struct form_reader *r, const struct script_data *entry, struct form *f)
{
	for (size_t i = 0; i < entry->pair_count; i++)
		if (str_equal(entry->pairs[i].key, STR("name")))
			f->name = entry->pairs[i].value.text;
	for (size_t i = 0; i < entry->pair_count; i++) {
		struct str key = entry->pairs[i].key;
		const struct script_data *v = &entry->pairs[i].value;
		if (str_equal(key, STR("title")))
			f->title = v->text;
		else if (str_equal(key, STR("template")))
			f->template = v->text;
		else if (str_equal(key, STR("types")))
			read_types(r, v, f);
		else if (str_equal(key, STR("of_site")))
			f->is_of_site = v->number != 0;
		else if (!str_equal(key, STR("name")))
			bad(r, f->name, "可用的键是 name title template types of_site",
			    "the keys are name title template types of_site");
	}
	if (!f->name.size || !f->title.size || !f->template.size)
		bad(r, f->name, "需要 name、title 和 template", "needs name, title and template");
}

bool forms_read(const struct theme *theme, struct arena *arena, struct diag_sink *sink,
                struct forms *out)
{
	struct form_reader r = {theme_find(theme, STR("forms.lua")), arena, sink, false};
	struct script_error error = {0};
	*out = (struct forms){0};
	if (!r.file)
		return true;
	struct script *s = script_new();
	script_set_language(s, sink->language);
	struct script_data *data = script_load_data(s, r.file->text, r.file->path, arena, &error);
	if (!data)
		bad(&r, STR(""), str_cstring(arena, error.message),
		    str_cstring(arena, error.message));
	out->items = data ? ARENA_ARRAY(arena, struct form, data->list_count) : NULL;
	for (size_t i = 0; data && i < data->list_count; i++)
		read_form(&r, &data->list[i], &out->items[out->count++]);
	script_free(s);
	return !r.is_bad;
}

const struct form *forms_find(const struct forms *forms, struct str name)
{
	for (size_t i = 0; i < forms->count; i++)
		if (str_equal(forms->items[i].name, name))
			return &forms->items[i];
	return NULL;
}

bool form_fits(const struct form *form, const struct type *type)
{
	for (size_t i = 0; i < form->type_count; i++)
		if (str_equal(form->types[i], type->id))
			return true;
	return form->type_count == 0;
}

const struct form *forms_for(const struct forms *forms, const struct type *type)
{
	const struct form *general = NULL;
	for (size_t i = 0; i < forms->count; i++) {
		const struct form *f = &forms->items[i];
		if (f->type_count && form_fits(f, type))
			return f;
		if (!general && form_fits(f, type))
			general = f;
	}
	return general;
}

bool form_make(struct site *site, const struct theme *theme, const struct form *form,
               struct site_item *item, bool is_of_site, struct buf *out, struct diag_sink *sink)
{
	if (item)
		item->visibility = VISIBILITY_FULL;
	struct view *view = view_build(site, LANGUAGE_ZH);
	struct family family = {
		.name = form->name, .title = form->title, .template = form->template};
	struct page page = {
		.kind = VIEW_PAGE,
		.family = &family,
		.url = STR("/form"), /* of no page: not one of the site's tags is asked of it */
		.subject = item ? view->by_number[item->number] : NULL,
		.list = is_of_site ? view->all : (struct view_list){.kind = VIEW_LIST},
		.number = 1,
		.count = 1,
		.first = &page,
	};
	struct render_input input = {.site = site, .view = view, .theme = theme, .workers = 1};
	bool done = render_single(&input, &page, out, sink);
	view_free(view);
	return done;
}
