/* One small file; every key is checked where it stands. */
#include "regulation/terms.h"

#include <errno.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/yaml.h"

struct reader {
	struct terms *terms;
	struct arena *arena;
	struct diag_sink *sink;
	struct str text;
};

static struct diag_place place_of(const struct reader *r, const struct yaml_node *n)
{
	return (struct diag_place){STR(TERMS_FILE), r->text, n->begin, n->end};
}

static void report(struct reader *r, enum diag_id id, const struct yaml_node *n, struct str word)
{
	diag_report(r->sink, id, place_of(r, n), NULL, word, word);
}

static struct str key_of(const struct yaml_node *n)
{
	return n->key ? n->key->text : STR("terms");
}

/* A text of at least a character, or a null str after a report. */
static struct str read_text(struct reader *r, const struct yaml_node *n)
{
	if (n->kind == YAML_SCALAR && n->text.size)
		return n->text;
	report(r, n->kind == YAML_SCALAR ? DIAG_FIELD_EMPTY : DIAG_VALUE_NOT_SCALAR, n, key_of(n));
	return STR_NULL;
}

static size_t read_texts(struct reader *r, const struct yaml_node *n, struct str **out)
{
	size_t count = 0;
	if (n->kind != YAML_LIST) {
		report(r, DIAG_VALUE_NOT_LIST, n, key_of(n));
		return 0;
	}
	*out = ARENA_ARRAY(r->arena, struct str, n->count + 1);
	for (struct yaml_node *e = n->first; e; e = e->next) {
		struct str text = read_text(r, e);
		if (!str_is_null(text))
			(*out)[count++] = text;
	}
	return count;
}

static void read_day(struct reader *r, const struct yaml_node *n, int32_t *day)
{
	struct str text = read_text(r, n);
	if (!str_is_null(text) && !date_parse(text, day))
		report(r, DIAG_VALUE_NOT_DATE, n, text);
}

static void read_level(struct reader *r, const struct yaml_node *n, enum diag_level *level)
{
	struct str text = read_text(r, n);
	if (str_equal(text, STR("error")))
		*level = DIAG_ERROR;
	else if (str_equal(text, STR("warning")))
		*level = DIAG_WARNING;
	else if (!str_is_null(text))
		diag_report(r->sink, DIAG_VALUE_NOT_IN_VOCABULARY, place_of(r, n), NULL, text,
		            STR("level"), STR("error, warning"));
}

static void read_key(struct reader *r, const struct yaml_node *n, struct term_word *t)
{
	struct str key = n->key->text;
	if (str_equal(key, STR("word")))
		t->word = read_text(r, n);
	else if (str_equal(key, STR("level")))
		read_level(r, n, &t->level);
	else if (str_equal(key, STR("use")))
		t->use = read_text(r, n);
	else if (str_equal(key, STR("basis")))
		t->basis = read_text(r, n);
	else if (str_equal(key, STR("except")))
		t->except_count = read_texts(r, n, &t->except);
	else if (str_equal(key, STR("since")))
		read_day(r, n, &t->since);
	else if (str_equal(key, STR("until")))
		read_day(r, n, &t->until);
	else
		diag_report(r->sink, DIAG_SCHEMA_UNKNOWN_KEY, place_of(r, n->key), NULL, key,
		            STR("word, level, use, basis, except, since, until"));
}

static void read_word(struct reader *r, const struct yaml_node *n)
{
	struct terms *terms = r->terms;
	struct term_word t = {.level = DIAG_WARNING, .since = INT32_MIN, .until = INT32_MAX};
	if (n->kind != YAML_MAPPING) {
		report(r, DIAG_YAML_NOT_MAPPING, n, STR_NULL);
		return;
	}
	for (struct yaml_node *e = n->first; e; e = e->next)
		read_key(r, e, &t);
	struct yaml_node *word = yaml_get(n, STR("word"));
	if (!word)
		report(r, DIAG_FIELD_REQUIRED, n, STR("word"));
	for (size_t i = 0; i < terms->count && word; i++)
		if (str_equal(terms->items[i].word, t.word))
			diag_report(r->sink, DIAG_SCHEMA_TWICE, place_of(r, word), NULL,
			            STR("word "), t.word);
	if (!str_is_null(t.word))
		terms->items[terms->count++] = t;
}

static void read_root(struct reader *r, const struct yaml_node *root)
{
	struct terms *terms = r->terms;
	if (root->kind != YAML_MAPPING) {
		report(r, DIAG_YAML_NOT_MAPPING, root, STR_NULL);
		return;
	}
	for (struct yaml_node *n = root->first; n; n = n->next) {
		if (str_equal(n->key->text, STR("link_domains"))) {
			terms->domain_count = read_texts(r, n, &terms->domains);
			continue;
		}
		if (!str_equal(n->key->text, STR("terms"))) {
			diag_report(r->sink, DIAG_SCHEMA_UNKNOWN_KEY, place_of(r, n->key), NULL,
			            n->key->text, STR("terms, link_domains"));
			continue;
		}
		if (n->kind != YAML_LIST) {
			report(r, DIAG_VALUE_NOT_LIST, n, n->key->text);
			continue;
		}
		terms->items = ARENA_ARRAY(r->arena, struct term_word, n->count + 1);
		for (struct yaml_node *e = n->first; e; e = e->next)
			read_word(r, e);
	}
}

void terms_read(struct terms *terms, struct source *source, struct arena *arena,
                struct diag_sink *sink)
{
	struct reader r = {terms, arena, sink, STR_NULL};
	struct buf bytes = BUF_INIT;
	struct diag_place place = {.file = STR(TERMS_FILE)};
	*terms = (struct terms){0};
	int error = source->read(source, place.file, LIMIT_YAML_FILE, &bytes);
	if (!error)
		r.text = str_copy(arena, buf_str(&bytes));
	buf_release(&bytes);
	if (error) {
		if (error != ENOENT)
			diag_report(sink, DIAG_FILE_UNREADABLE, place, NULL,
			            str_from(file_error(error)));
		return;
	}
	size_t invalid = utf8_first_invalid(r.text);
	if (invalid != SIZE_MAX) {
		diag_report(sink, DIAG_FILE_NOT_UTF8, place, NULL,
		            str_format(arena, "%zu", invalid + 1));
		return;
	}
	size_t begin = str_starts_with(r.text, STR("\xEF\xBB\xBF")) ? 3 : 0;
	struct yaml_node *root = yaml_parse(arena, sink, place.file, r.text, begin, r.text.size);
	if (root)
		read_root(&r, root);
}
