/* One walk over rows and columns for three formats. */
#include "publish/download.h"

#include "format/csv.h"
#include "format/html.h"
#include "format/xlsx.h"

static void add_cell(const struct view *view, const struct view_item *item, struct str column,
                     struct buf *out)
{
	const struct field *f = NULL;
	buf_clear(out);
	if (str_equal(column, STR("url"))) {
		buf_add(out, item->url);
		return;
	}
	/* a reference prints as the title of what it leads to */
	const struct value *v = view_value_at(item, column, &f);
	if (v)
		view_add_text(view, f, v, out);
}

/* The label of a column, from the first item that knows the field. */
static struct str heading(const struct view *view, const struct page *page, struct str column)
{
	if (str_equal(column, STR("url")))
		return view->language == LANGUAGE_EN ? STR("address") : STR("网址");
	for (size_t i = 0; i < page->list.count; i++) {
		const struct view_item *item = page->list.entries[i];
		const struct field *f = fields_find_path(&item->source->type->fields, column);
		if (f)
			return label_text(&f->label, view->language);
	}
	return column;
}

static void make_csv(const struct view *view, const struct page *page, struct buf *out)
{
	const struct family *f = page->family;
	struct buf text = BUF_INIT;
	csv_begin(out);
	for (size_t i = 0; i < f->column_count; i++)
		csv_add_field(out, heading(view, page, f->columns[i]), i == 0);
	csv_end_row(out);
	for (uint32_t k = 0; k < page->list.count; k++) {
		for (size_t i = 0; i < f->column_count; i++) {
			add_cell(view, page->list.entries[k], f->columns[i], &text);
			csv_add_field(out, buf_str(&text), i == 0);
		}
		csv_end_row(out);
	}
	buf_release(&text);
}

/* Written as it goes: a list may hold every item of the site. */
static void make_json(const struct view *view, const struct page *page, struct buf *out)
{
	const struct family *f = page->family;
	struct buf text = BUF_INIT;
	buf_add(out, STR("{\n  \"version\": 1,\n  \"items\": ["));
	for (uint32_t k = 0; k < page->list.count; k++) {
		const struct view_item *item = page->list.entries[k];
		buf_add(out, k ? STR(",\n    {\"id\": ") : STR("\n    {\"id\": "));
		html_add_json_string(out, item->source->id);
		buf_add(out, STR(", \"url\": "));
		html_add_json_string(out, item->url);
		for (size_t i = 0; i < f->column_count; i++) {
			bool is_there = str_equal(f->columns[i], STR("id")) ||
			                str_equal(f->columns[i], STR("url"));
			if (is_there)
				continue;
			add_cell(view, item, f->columns[i], &text);
			buf_add(out, STR(", "));
			html_add_json_string(out, f->columns[i]);
			buf_add(out, STR(": "));
			if (text.size)
				html_add_json_string(out, buf_str(&text));
			else
				buf_add(out, STR("null"));
		}
		buf_add_char(out, '}');
	}
	buf_add(out, STR("\n  ]\n}\n"));
	buf_release(&text);
}

static bool make_xlsx(const struct view *view, const struct page *page, struct buf *out,
                      const char **why)
{
	const struct family *f = page->family;
	struct buf text = BUF_INIT;
	struct xlsx *x = xlsx_new(view->site->as_of);
	for (size_t i = 0; i < f->column_count; i++)
		xlsx_add_heading(x, heading(view, page, f->columns[i]));
	for (uint32_t k = 0; k < page->list.count; k++) {
		xlsx_next_row(x);
		for (size_t i = 0; i < f->column_count; i++) {
			add_cell(view, page->list.entries[k], f->columns[i], &text);
			xlsx_add_text(x, buf_str(&text));
		}
	}
	buf_release(&text);
	return xlsx_finish(x, out, why);
}

bool download_make(const struct view *view, const struct page *page, struct buf *out,
                   const char **why)
{
	switch (page->family->format) {
	case FORMAT_CSV: make_csv(view, page, out); return true;
	case FORMAT_JSON: make_json(view, page, out); return true;
	default: return make_xlsx(view, page, out, why);
	}
}
