/* The file is read again on the page that shows it; its cells live in the page's arena. */
#include "publish/tables.h"

#include "base/limits.h"
#include "format/charset.h"
#include "format/csv.h"

struct row {
	uint8_t kind; /* VIEW_CELLS */
	uint32_t count;
	const struct str *cells;
};

struct cells {
	struct str items[LIMIT_SHOWN_COLUMNS];
	uint32_t count;
};

static const struct row *finish_row(struct arena *arena, const struct cells *cells)
{
	struct str *copy = ARENA_ARRAY(arena, struct str, cells->count);
	memcpy(copy, cells->items, cells->count * sizeof *copy);
	struct row *row = ARENA_NEW(arena, struct row);
	*row = (struct row){VIEW_CELLS, cells->count, copy};
	return row;
}

/* Rows beyond the limit are left out, blank ones too; returns false where some were. */
static bool read_rows(struct arena *arena, struct str text, const void **rows, uint32_t *count)
{
	struct buf field = BUF_INIT;
	struct cells cells = {.count = 0};
	bool ends_row, is_whole = true;
	if (str_starts_with(text, STR("\xEF\xBB\xBF")))
		text = str_slice(text, 3, text.size);
	while (is_whole && csv_next_field(&text, &field, &ends_row)) {
		if (cells.count < LIMIT_SHOWN_COLUMNS)
			cells.items[cells.count++] = str_copy(arena, str_trim(buf_str(&field)));
		if (!ends_row)
			continue;
		bool is_blank = cells.count == 1 && cells.items[0].size == 0;
		if (!is_blank && *count == LIMIT_SHOWN_ROWS)
			is_whole = false;
		else if (!is_blank)
			rows[(*count)++] = finish_row(arena, &cells);
		cells.count = 0;
	}
	buf_release(&field);
	return is_whole;
}

void tables_push(struct script *s, const struct view_attachment *attachment)
{
	struct render_context *c = script_context(s);
	struct source *source = c->view->site->source;
	struct buf bytes = BUF_INIT, text = BUF_INIT;
	const void **rows = NULL;
	uint32_t count = 0;
	bool is_shown = str_ends_with(attachment->name, STR(".csv")) &&
	                !source->read(source, attachment->path, LIMIT_SHOWN_TABLE, &bytes) &&
	                charset_to_utf8(buf_str(&bytes), &text);
	if (is_shown) {
		rows = ARENA_ARRAY(c->arena, const void *, LIMIT_SHOWN_ROWS);
		is_shown = read_rows(c->arena, buf_str(&text), rows, &count) && count > 0;
	}
	buf_release(&bytes);
	buf_release(&text); /* before Lua may raise */
	if (!is_shown) {
		script_push_nil(s);
		return;
	}
	struct view_list *list = ARENA_NEW(c->arena, struct view_list);
	*list = (struct view_list){VIEW_LIST, count, rows};
	script_push_object(s, list);
}

static bool row_entry(struct script *s, const void *object, size_t index)
{
	const struct row *row = object;
	if (index < 1 || index > row->count)
		return false;
	script_push_text(s, row->cells[index - 1]);
	return true;
}

static size_t row_length(const void *object)
{
	return ((const struct row *)object)->count;
}

void tables_register(struct script *s)
{
	static const struct script_class class = {
		.kind = VIEW_CELLS, .name = "list", .entry = row_entry, .length = row_length};
	script_register(s, &class);
}
