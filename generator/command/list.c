/* mulu list [TYPE…]: the items, or with --due what falls due, as a table, csv, json or
 * xlsx. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "catalog/link.h"
#include "catalog/value.h"
#include "command/due.h"
#include "command/report.h"
#include "command/sheet.h"
#include "format/json.h"
#include "regulation/judge.h"

static const char *const visibilities[] = {
	[VISIBILITY_HIDDEN] = "hidden",
	[VISIBILITY_ENTRY] = "entry",
	[VISIBILITY_FULL] = "full",
	[VISIBILITY_TOMBSTONE] = "tombstone",
};

enum { COLUMNS = 6 };

static const struct label headings[COLUMNS] = {
	{{STR_INIT("标识"), STR_INIT("id")}},
	{{STR_INIT("类型"), STR_INIT("type")}},
	{{STR_INIT("发布日期"), STR_INIT("published")}},
	{{STR_INIT("公开属性"), STR_INIT("attribute")}},
	{{STR_INIT("可见性"), STR_INIT("visibility")}},
	{{STR_INIT("标题"), STR_INIT("title")}},
};

static struct str cell(const struct site_item *si, size_t column, struct arena *arena)
{
	const struct item *item = si->item;
	struct datetime date;
	switch (column) {
	case 0: return item->id.size ? item->id : item->path;
	case 1: return item->type->id;
	case 2: {
		if (!item_date(item, STR("published"), &date))
			return STR("");
		struct buf b = BUF_INIT;
		date_add_iso(&b, date.day);
		struct str text = str_copy(arena, buf_str(&b));
		buf_release(&b);
		return text;
	}
	case 3: {
		struct str attribute = item_known_text(item, KNOWN_ATTRIBUTE);
		return str_is_null(attribute) ? STR("") : attribute;
	}
	case 4: return str_from(visibilities[si->visibility]);
	default: return item_title(item);
	}
}

/* --- json: every field by its English name --------------------------------- */

static struct json_t *item_to_json(const struct site_item *si)
{
	const struct item *item = si->item;
	struct json_t *o = json_new_object();
	json_set(o, "id", item->id.size ? json_new_text(item->id) : json_new_null());
	json_set(o, "type", json_new_text(item->type->id));
	json_set(o, "path", json_new_text(item->path));
	json_set(o, "url", si->url.size ? json_new_text(si->url) : json_new_null());
	json_set(o, "visibility", json_new_text(str_from(visibilities[si->visibility])));
	for (uint32_t i = 0; i < item->root.size; i++) {
		const struct field *f = &item->type->fields.items[item->root.children[i].field];
		if (f->known != KNOWN_ID)
			json_set_str(o, f->name, value_to_json(f, &item->root.children[i]));
	}
	return o;
}

/* --- the list -------------------------------------------------------------- */

struct selection {
	const struct site_item **items;
	size_t count, room;
};

static void write_items(const struct selection *s, const struct site *site, const struct options *o,
                        struct arena *arena, struct buf *out)
{
	struct str names[COLUMNS], cells[COLUMNS];
	struct sheet sheet = {.headings = names, .columns = COLUMNS, .as_of = site->as_of};
	for (size_t c = 0; c < COLUMNS; c++)
		names[c] = label_text(&headings[c], o->language);
	for (size_t i = 0; i < s->count; i++) {
		for (size_t c = 0; c < COLUMNS; c++)
			cells[c] = cell(s->items[i], c, arena);
		sheet_add(&sheet, cells);
	}
	sheet_write(&sheet, o->format, out);
	sheet_release(&sheet);
}

static void write_json(const struct selection *s, struct buf *out)
{
	struct json_t *top = json_new_object(), *items = json_new_array();
	for (size_t i = 0; i < s->count; i++)
		json_push(items, item_to_json(s->items[i]));
	json_set(top, "version", json_new_number(1));
	json_set(top, "items", items);
	json_finish(top, out);
}

static int select_items(const struct site *site, const struct options *o, struct selection *s)
{
	for (size_t k = 0; k < o->argument_count; k++)
		if (!schema_type(site->schema, o->arguments[k]))
			return options_refuse(o, "没有这个类型", "no such type",
			                      o->arguments[k].data);
	for (size_t i = 0; i < site->item_count; i++) {
		const struct site_item *si = &site->items[i];
		bool wanted = o->argument_count == 0;
		for (size_t k = 0; k < o->argument_count; k++)
			wanted |= str_equal(si->item->type->id, o->arguments[k]);
		if (wanted)
			ARRAY_PUSH(s, si);
	}
	return EXIT_FINE;
}

static int list_items(const struct site *site, const struct options *o, struct arena *arena,
                      struct buf *out)
{
	struct selection selection = {0};
	int status = select_items(site, o, &selection);
	if (status == EXIT_FINE && o->format && strcmp(o->format, "json") == 0)
		write_json(&selection, out);
	else if (status == EXIT_FINE)
		write_items(&selection, site, o, arena, out);
	free(selection.items);
	return status;
}

int command_list(const struct options *options)
{
	struct diag_sink sink;
	struct arena arena;
	struct buf out = BUF_INIT;
	struct site_options site_options = options_for_site(options);
	struct source *source = source_open_directory(options->root);
	diag_sink_init(&sink, options->language);
	arena_init(&arena, 0);
	struct site *site = site_load(source, &site_options, &sink);
	int status = EXIT_CONTENT;
	if (site) {
		link_items(site, &sink);
		judge_items(site, options->jobs, &sink);
		link_decide_visibility(site);
		status = options->has_due ? list_due(site, options, &arena, &out)
		                          : list_items(site, options, &arena, &out);
	}
	fwrite(buf_str(&out).data, 1, out.size, stdout);
	/* a list says what is there; what is wrong with it is for check, but not unsaid */
	if (diag_count(&sink, DIAG_ERROR) && !options->is_quiet)
		fprintf(stderr,
		        options->language == LANGUAGE_EN
		                ? "mulu: the content has %zu errors; see mulu check\n"
		                : "mulu: 内容有 %zu 个错误，详见 mulu check\n",
		        diag_count(&sink, DIAG_ERROR));
	site_free(site);
	source_close(source);
	arena_release(&arena);
	buf_release(&out);
	diag_sink_release(&sink);
	return status;
}
