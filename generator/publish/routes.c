/* The keys of a family are a table; what is not in it is reported with what is. */
#include "publish/routes.h"

struct reader {
	struct arena *arena;
	struct diag_sink *sink;
	struct str path, source;
	bool is_bad;
};

/* The place of a line of routes.lua; 0: the file as a whole. */
static struct diag_place place_of_line(const struct reader *r, unsigned number)
{
	struct diag_place place = {.file = r->path};
	struct str rest = r->source, line = STR_NULL;
	for (unsigned i = 0; i < number; i++)
		if (!str_next_line(&rest, &line))
			return place;
	if (number == 0)
		return place;
	struct str words = str_trim(line);
	place.text = r->source;
	place.begin = (size_t)(words.data - r->source.data);
	place.end = place.begin + words.size;
	return place;
}

static void bad_at(struct reader *r, unsigned line, struct str words)
{
	diag_report(r->sink, DIAG_ROUTES_BAD, place_of_line(r, line), NULL, words);
	r->is_bad = true;
}

static void bad(struct reader *r, struct str words)
{
	diag_report(r->sink, DIAG_ROUTES_BAD, (struct diag_place){.file = r->path}, NULL, words);
	r->is_bad = true;
}

static bool is_english(const struct reader *r)
{
	return r->sink->language == LANGUAGE_EN;
}

enum key_type { KEY_TEXT, KEY_FLAG, KEY_COUNT, KEY_KIND, KEY_AUDIENCE, KEY_FORMAT, KEY_COLUMNS };

static const struct {
	const char *name;
	enum key_type type;
	size_t offset;
} keys[] = {
	{"name", KEY_TEXT, offsetof(struct family, name)},
	{"for_each", KEY_TEXT, offsetof(struct family, for_each)},
	{"list", KEY_TEXT, offsetof(struct family, list)},
	{"group_by", KEY_TEXT, offsetof(struct family, group_by)},
	{"where", KEY_TEXT, offsetof(struct family, where)},
	{"sort", KEY_TEXT, offsetof(struct family, sort)},
	{"size", KEY_COUNT, offsetof(struct family, size)},
	{"pages", KEY_COUNT, offsetof(struct family, pages)},
	{"rooted", KEY_FLAG, offsetof(struct family, rooted)},
	{"skip_empty", KEY_FLAG, offsetof(struct family, skip_empty)},
	{"url", KEY_TEXT, offsetof(struct family, url)},
	{"more", KEY_TEXT, offsetof(struct family, more)},
	{"template", KEY_TEXT, offsetof(struct family, template)},
	{"format", KEY_FORMAT, 0},
	{"columns", KEY_COLUMNS, 0},
	{"kind", KEY_KIND, 0},
	{"audience", KEY_AUDIENCE, 0},
	{"title", KEY_TEXT, offsetof(struct family, title)},
	{"description", KEY_TEXT, offsetof(struct family, description)},
	{"keywords", KEY_TEXT, offsetof(struct family, keywords)},
	{"column_type", KEY_TEXT, offsetof(struct family, column_type)},
};
enum { KEYS = sizeof keys / sizeof *keys };

static bool choose(struct str word, const char *const *words, size_t count, int *out)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(word, str_from(words[i]))) {
			*out = (int)i;
			return true;
		}
	return false;
}

static bool read_columns(struct reader *r, const struct script_data *v, struct family *f)
{
	f->columns = ARENA_ARRAY(r->arena, struct str, v->list_count);
	for (size_t i = 0; i < v->list_count; i++) {
		if (v->list[i].type != SCRIPT_TEXT)
			return false;
		f->columns[f->column_count++] = v->list[i].text;
	}
	return v->type == SCRIPT_TABLE;
}

static bool read_value(struct reader *r, size_t key, const struct script_data *v, struct family *f)
{
	static const char *const kinds[] = {"site", "column", "article"};
	static const char *const formats[] = {"template", "csv", "json", "xlsx"};
	static const char *const audiences[] = {"all", "public", "internal"};
	int choice = 0;
	bool done = false;
	switch (keys[key].type) {
	case KEY_TEXT:
		*(struct str *)((char *)f + keys[key].offset) = v->text;
		return v->type == SCRIPT_TEXT;
	case KEY_FLAG:
		*(bool *)((char *)f + keys[key].offset) = v->number != 0;
		return v->type == SCRIPT_BOOLEAN;
	case KEY_COUNT:
		*(size_t *)((char *)f + keys[key].offset) = (size_t)v->number;
		return v->type == SCRIPT_NUMBER && v->number > 0;
	case KEY_KIND:
		done = v->type == SCRIPT_TEXT && choose(v->text, kinds, 3, &choice);
		f->kind = (enum page_kind)choice;
		return done;
	case KEY_AUDIENCE:
		done = v->type == SCRIPT_TEXT && choose(v->text, audiences, 3, &choice);
		f->audience = (enum page_audience)choice;
		return done;
	case KEY_FORMAT:
		done = v->type == SCRIPT_TEXT && choose(v->text, formats, 4, &choice);
		f->format = (enum page_format)choice;
		return done;
	case KEY_COLUMNS: return read_columns(r, v, f);
	}
	return false;
}

static void read_pair(struct reader *r, const struct script_pair *pair, struct family *f)
{
	size_t i = 0;
	while (i < KEYS && !str_equal(pair->key, str_from(keys[i].name)))
		i++;
	if (i == KEYS) {
		struct str all = STR("");
		for (i = 0; i < KEYS; i++)
			all = STR_JOIN(r->arena, all, i ? STR(", ") : STR(""),
			               str_from(keys[i].name));
		bad(r, STR_JOIN(r->arena, f->name,
		                is_english(r) ? STR(": no such key `") : STR("：没有“"), pair->key,
		                is_english(r) ? STR("`; there are ") : STR("”这个键；可用 "), all));
		return;
	}
	if (!read_value(r, i, &pair->value, f))
		bad(r, STR_JOIN(r->arena, f->name,
		                is_english(r) ? STR(": bad value of `") : STR("：“"), pair->key,
		                is_english(r) ? STR("`") : STR("”的值不对")));
}

static void check_family(struct reader *r, const struct family *f)
{
	bool english = is_english(r);
	const char *problem = NULL;
	bool has_template = f->template.size > 0, has_format = f->format != FORMAT_TEMPLATE;
	if (f->name.size == 0)
		problem = english ? "a family needs a name" : "页面族需要 name";
	else if (has_template == has_format)
		problem = english ? "needs either template or format"
		                  : "需要 template 或 format 之一";
	else if (has_format && f->column_count == 0)
		problem = english ? "a download needs columns" : "下载需要 columns";
	else if (f->url.size == 0 && f->for_each.size == 0)
		problem = english ? "needs a url" : "需要 url";
	else if (f->url.size && f->url.data[0] != '/')
		problem = english ? "url must begin with /" : "url 应以 / 开头";
	else if (f->size && f->more.size == 0 && f->pages != 1)
		problem = english ? "size needs more (or pages = 1)"
		                  : "有 size 时需要 more（或 pages = 1）";
	else if (f->group_by.size && f->list.size == 0)
		problem = english ? "group_by needs a list" : "group_by 需要 list";
	if (problem)
		bad(r, STR_JOIN(r->arena, f->name, english ? STR(": ") : STR("："),
		                str_from(problem)));
}

bool routes_read(struct script *s, struct str path, struct str source, struct arena *arena,
                 struct diag_sink *sink, struct routes *out)
{
	struct reader r = {arena, sink, path, source, false};
	struct script_error error = {0};
	struct script_data *data = script_load_data(s, source, path, arena, &error);
	if (!data) {
		bad_at(&r, error.line, error.message);
		return false;
	}
	out->families = ARENA_ARRAY(arena, struct family, data->list_count);
	out->count = 0;
	out->path = path;
	if (data->type != SCRIPT_TABLE || data->list_count == 0)
		bad(&r, is_english(&r) ? STR("it must return a list of families")
		                       : STR("应返回页面族的列表"));
	for (size_t i = 0; i < data->list_count; i++) {
		struct family *f = &out->families[out->count++];
		const struct script_data *entry = &data->list[i];
		for (size_t k = 0; k < entry->pair_count; k++)
			if (str_equal(entry->pairs[k].key, STR("name")))
				f->name = entry->pairs[k].value.text;
		for (size_t k = 0; k < entry->pair_count; k++)
			read_pair(&r, &entry->pairs[k], f);
		check_family(&r, f);
	}
	return !r.is_bad;
}
