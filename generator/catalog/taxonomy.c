/* Reads the catalogue tree in one walk; nodes lie in an array in the order of
 * the file, so that a subtree is a run of numbers. */
#include "catalog/taxonomy.h"

#include <errno.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "format/yaml.h"

struct reader {
	struct taxonomy *tree;
	struct arena *arena;
	struct diag_sink *sink;
};

static void report(const struct reader *r, enum diag_id id, const struct yaml_node *n, struct str a,
                   struct str b)
{
	struct diag_place place = {r->tree->file, r->tree->text, n->begin, n->end};
	diag_report(r->sink, id, place, NULL, a, b);
}

static size_t count_nodes(const struct yaml_node *n)
{
	size_t count = 1;
	for (struct yaml_node *e = n->first; e; e = e->next)
		count += count_nodes(e);
	return count;
}

static bool is_slug(struct str s)
{
	for (size_t i = 0; i < s.size; i++) {
		char c = s.data[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0)))
			return false;
	}
	return s.size > 0 && s.size <= 64;
}

static struct str text_of(const struct reader *r, const struct yaml_node *n)
{
	if (n->kind == YAML_SCALAR)
		return n->text;
	struct str joined = STR("");
	for (struct yaml_node *e = n->kind == YAML_LIST ? n->first : NULL; e; e = e->next) {
		if (e->kind != YAML_SCALAR)
			continue;
		joined = STR_JOIN(r->arena, joined, joined.size ? STR(",") : STR(""), e->text);
	}
	return joined;
}

static void read_node(struct reader *r, const struct yaml_node *entry, struct taxonomy_node *parent,
                      int depth);

static void read_level(struct reader *r, const struct yaml_node *list, struct taxonomy_node *parent,
                       int depth)
{
	if (list->kind != YAML_LIST) {
		report(r, DIAG_VALUE_NOT_LIST, list, STR("nodes"), STR_NULL);
		return;
	}
	if (depth > LIMIT_CATALOGUE_DEPTH) {
		report(r, DIAG_NODE_TOO_DEEP, list,
		       str_format(r->arena, "%d", LIMIT_CATALOGUE_DEPTH), STR_NULL);
		return;
	}
	for (struct yaml_node *e = list->first; e; e = e->next)
		read_node(r, e, parent, depth);
}

/* The texts of a node by key; `nodes` is looked at by the caller. */
static void read_texts(struct reader *r, const struct yaml_node *entry, struct taxonomy_node *n)
{
	const struct {
		struct str key;
		struct str *target;
	} keys[] = {
		{STR("id"), &n->id},
		{STR("title"), &n->title},
		{STR("description"), &n->description},
		{STR("keywords"), &n->keywords},
		{STR("column_type"), &n->column_type},
	};
	enum { KEYS = sizeof keys / sizeof *keys };
	for (struct yaml_node *e = entry->first; e; e = e->next) {
		size_t i = 0;
		while (i < KEYS && !str_equal(keys[i].key, e->key->text))
			i++;
		if (i < KEYS)
			*keys[i].target = text_of(r, e);
		else if (!str_equal(e->key->text, STR("nodes")))
			report(r, DIAG_SCHEMA_UNKNOWN_KEY, e->key, e->key->text,
			       STR("id, title, description, keywords, column_type, nodes"));
	}
	for (size_t i = 0; i < KEYS; i++)
		if (keys[i].target->size == 0) {
			struct diag_place place = {r->tree->file, r->tree->text, entry->begin,
			                           entry->begin};
			diag_report(r->sink, DIAG_FIELD_REQUIRED, place, NULL, keys[i].key,
			            keys[i].key);
		}
}

static void read_node(struct reader *r, const struct yaml_node *entry, struct taxonomy_node *parent,
                      int depth)
{
	struct taxonomy *t = r->tree;
	if (entry->kind != YAML_MAPPING) {
		report(r, DIAG_YAML_NOT_MAPPING, entry, STR_NULL, STR_NULL);
		return;
	}
	struct taxonomy_node *n = &t->nodes[t->count];
	*n = (struct taxonomy_node){.parent = parent, .number = (uint32_t)t->count};
	n->begin = entry->begin;
	n->end = entry->end;
	read_texts(r, entry, n);
	const struct yaml_node *id = yaml_get(entry, STR("id"));
	if (id && !is_slug(n->id)) {
		report(r, DIAG_NODE_BAD_ID, id, n->id, STR_NULL);
		return;
	}
	if (!id)
		return; /* reported as missing */
	n->begin = id->begin;
	n->end = id->end;
	if (parent)
		n->id = STR_JOIN(r->arena, parent->id, STR("/"), n->id);
	if (map_put(&t->by_id, n->id, n)) {
		report(r, DIAG_NODE_TWICE, id, n->id, STR_NULL);
		return;
	}
	t->count++;
	const struct yaml_node *below = yaml_get(entry, STR("nodes"));
	if (below)
		read_level(r, below, n, depth + 1);
	n->after = (uint32_t)t->count;
}

void taxonomy_load(struct taxonomy *t, struct source *source, struct arena *arena,
                   struct diag_sink *sink)
{
	struct reader r = {t, arena, sink};
	struct buf bytes = BUF_INIT;
	*t = (struct taxonomy){.file = STR(TAXONOMY_FILE)};
	map_init(&t->by_id, arena);
	int error = source->read(source, t->file, LIMIT_YAML_FILE, &bytes);
	if (!error)
		t->text = str_copy(arena, buf_str(&bytes));
	buf_release(&bytes);
	struct diag_place place = {.file = t->file};
	t->is_broken = true; /* until it is read */
	if (error) {
		t->is_broken = error != ENOENT;
		if (error != ENOENT)
			diag_report(sink, DIAG_FILE_UNREADABLE, place, NULL,
			            str_from(file_error(error)));
		return;
	}
	size_t invalid = utf8_first_invalid(t->text);
	if (invalid != SIZE_MAX) {
		diag_report(sink, DIAG_FILE_NOT_UTF8, place, NULL,
		            str_format(arena, "%zu", invalid + 1));
		return;
	}
	size_t begin = str_starts_with(t->text, STR("\xEF\xBB\xBF")) ? 3 : 0;
	struct yaml_node *root = yaml_parse(arena, sink, t->file, t->text, begin, t->text.size);
	if (!root)
		return;
	t->is_broken = false;
	t->nodes = ARENA_ARRAY(arena, struct taxonomy_node, count_nodes(root));
	struct yaml_node *nodes = yaml_get(root, STR("nodes"));
	for (struct yaml_node *e = root->kind == YAML_MAPPING ? root->first : NULL; e; e = e->next)
		if (e != nodes)
			report(&r, DIAG_SCHEMA_UNKNOWN_KEY, e->key, e->key->text, STR("nodes"));
	if (nodes)
		read_level(&r, nodes, NULL, 1);
	else
		report(&r, DIAG_YAML_NOT_MAPPING, root, STR_NULL, STR_NULL);
}

void taxonomy_release(struct taxonomy *t)
{
	map_release(&t->by_id);
}

struct taxonomy_node *taxonomy_find(const struct taxonomy *t, struct str id)
{
	return map_get(&t->by_id, id);
}

struct diag_place taxonomy_place(const struct taxonomy *t, const struct taxonomy_node *n)
{
	return (struct diag_place){t->file, t->text, n->begin, n->end};
}
