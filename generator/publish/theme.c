/* Finds a theme among the site's own and the shipped ones and reads its text
 * files once; workers share them. */
#include "publish/theme.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/utf8.h"
#include "format/yaml.h"

enum { LAYERS_MOST = 8 };

struct opener {
	struct theme *theme;
	const struct site *site;
	struct diag_sink *sink;
	bool is_bad;
};

static struct diag_place setting_place(const struct opener *o)
{
	const struct item *config = o->site->config;
	struct diag_place place = {.file = STR("content/site.yaml")};
	if (!config)
		return place;
	return item_place(config,
	                  value_by_name(&config->root, &config->type->fields, STR("theme")));
}

/* The themes that came with mulu: beside the program in a checkout, below share/
 * where it is installed. */
static struct source *open_shipped(struct arena *arena)
{
	static const char *const places[] = {"/../share/mulu", "/..", "/../.."};
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	struct str directory = path_directory((struct str){exe, n > 0 ? (size_t)n : 0});
	for (size_t i = 0; n > 0 && i < sizeof places / sizeof *places; i++) {
		struct str root = STR_JOIN(arena, directory, str_from(places[i]));
		struct str themes = STR_JOIN(arena, root, STR("/themes/default/theme.yaml"));
		if (file_exists(themes.data))
			return source_open_directory(root.data);
	}
	return NULL;
}

static bool is_text(struct str name)
{
	return str_starts_with(name, STR("templates/")) || str_equal(name, STR("routes.lua")) ||
	       str_equal(name, STR("forms.lua")) || str_equal(name, STR("theme.yaml"));
}

static void bad_file(struct opener *o, struct str path, struct str words)
{
	diag_report(o->sink, DIAG_FILE_UNREADABLE, (struct diag_place){.file = path}, NULL, words);
	o->is_bad = true;
}

static void read_text(struct opener *o, struct theme_file *f)
{
	struct buf bytes = BUF_INIT;
	int error = f->source->read(f->source, f->source_path, LIMIT_FILE, &bytes);
	if (error) {
		bad_file(o, f->path, str_from(file_error(error)));
	} else if (utf8_first_invalid(buf_str(&bytes)) != SIZE_MAX) {
		diag_report(o->sink, DIAG_FILE_NOT_UTF8, (struct diag_place){.file = f->path}, NULL,
		            STR("?"));
		o->is_bad = true;
	} else {
		f->text = str_copy(&o->theme->arena, buf_str(&bytes));
	}
	buf_release(&bytes);
}

/* Adds the files of one layer that no earlier one has. False: there is none. */
static bool add_layer(struct opener *o, struct source *source, struct str prefix)
{
	struct theme *t = o->theme;
	struct file_list list = {0};
	struct str where = STR_NULL;
	int error = source->list(source, prefix, &t->arena, &list, &where);
	for (size_t i = 0; !error && i < list.count; i++) {
		struct theme_file *f = ARENA_NEW(&t->arena, struct theme_file);
		f->path = f->source_path = list.items[i];
		f->name = str_slice(f->path, prefix.size + 1, f->path.size);
		f->source = source;
		if (!map_put(&t->by_name, f->name, f) && is_text(f->name))
			read_text(o, f);
	}
	file_list_release(&list);
	return !error;
}

/* `extends` of a theme.yaml; unknown keys are reported. */
static struct str read_theme_yaml(struct opener *o, struct source *source, struct str path)
{
	struct buf bytes = BUF_INIT;
	struct str extends = STR_NULL;
	int error = source->read(source, path, LIMIT_FILE, &bytes);
	if (error) {
		bad_file(o, path, str_from(file_error(error)));
		buf_release(&bytes);
		return extends;
	}
	struct arena *arena = &o->theme->arena;
	struct str text = str_copy(arena, buf_str(&bytes));
	buf_release(&bytes);
	if (utf8_first_invalid(text) != SIZE_MAX)
		return extends; /* reported with the layer's other texts */
	struct yaml_node *root = yaml_parse(arena, o->sink, path, text, 0, text.size);
	for (struct yaml_node *n = root && root->kind == YAML_MAPPING ? root->first : NULL; n;
	     n = n->next) {
		struct str key = n->key->text;
		struct diag_place place = {path, text, n->key->begin, n->key->end};
		if (str_equal(key, STR("extends")) && n->kind == YAML_SCALAR)
			extends = n->text;
		else if (!str_equal(key, STR("name")) && !str_equal(key, STR("label")) &&
		         !str_equal(key, STR("description")))
			diag_report(o->sink, DIAG_SCHEMA_UNKNOWN_KEY, place, NULL, key,
			            STR("name, label, description, extends"));
	}
	return extends;
}

static bool has_theme(struct source *source, struct str prefix, struct arena *arena)
{
	size_t size;
	struct str path = STR_JOIN(arena, prefix, STR("/theme.yaml"));
	return source && source->size(source, path, &size) == 0;
}

static void add_themes(struct opener *o, struct str name)
{
	struct theme *t = o->theme;
	for (int layers = 0; name.size; layers++) {
		struct str prefix = STR_JOIN(&t->arena, STR("themes/"), name);
		struct source *source = o->site->source;
		if (!has_theme(source, prefix, &t->arena))
			source = t->shipped;
		bool is_name = path_is_safe_name(name);
		if (layers == LAYERS_MOST || !is_name || !has_theme(source, prefix, &t->arena)) {
			enum diag_id id = layers == LAYERS_MOST ? DIAG_THEME_CYCLE
			                                        : DIAG_THEME_MISSING;
			diag_report(o->sink, id, setting_place(o), NULL, name);
			o->is_bad = true;
			return;
		}
		add_layer(o, source, prefix);
		name = read_theme_yaml(o, source, STR_JOIN(&t->arena, prefix, STR("/theme.yaml")));
	}
}

static int compare_files(const void *a, const void *b)
{
	return str_compare((*(struct theme_file *const *)a)->name,
	                   (*(struct theme_file *const *)b)->name);
}

static void collect_asset(void *context, void *value)
{
	struct theme *t = context;
	struct theme_file *f = value;
	if (str_starts_with(f->name, STR("assets/")))
		t->assets[t->asset_count++] = f;
}

bool theme_open(struct theme *theme, const struct site *site, struct diag_sink *sink)
{
	struct opener o = {theme, site, sink, false};
	*theme = (struct theme){0};
	arena_init(&theme->arena, 64 * KIB);
	map_init(&theme->by_name, &theme->arena);
	theme->shipped = open_shipped(&theme->arena);
	add_layer(&o, site->source, STR("content/theme"));
	add_themes(&o, site->theme.size ? site->theme : STR("default"));
	if (!o.is_bad && !theme_find(theme, STR("routes.lua"))) {
		diag_report(sink, DIAG_ROUTES_BAD, setting_place(&o), NULL, STR("routes.lua"));
		o.is_bad = true;
	}
	theme->assets = ARENA_ARRAY(&theme->arena, struct theme_file *, map_count(&theme->by_name));
	map_each(&theme->by_name, collect_asset, theme);
	if (theme->asset_count)
		qsort(theme->assets, theme->asset_count, sizeof *theme->assets, compare_files);
	return !o.is_bad;
}

void theme_release(struct theme *theme)
{
	map_release(&theme->by_name);
	source_close(theme->shipped);
	arena_release(&theme->arena);
}

const struct theme_file *theme_find(const struct theme *theme, struct str name)
{
	return map_get(&theme->by_name, name);
}
