/* What all files of the regulation have in common. */
#include "catalog/reader.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"

/* --- reporting ------------------------------------------------------------- */

struct diag_place reader_place(const struct reader *r, const struct yaml_node *n)
{
	return (struct diag_place){r->file, r->text, n->begin, n->end};
}

void reader_bad(struct reader *r, const struct yaml_node *n, const char *zh, const char *en)
{
	struct str words = str_from(r->sink->language == LANGUAGE_EN ? en : zh);
	diag_report(r->sink, DIAG_SCHEMA_BAD, reader_place(r, n), NULL, words);
	r->is_broken = true;
}

void reader_report(struct reader *r, enum diag_id id, const struct yaml_node *n, struct str first,
                   struct str second)
{
	diag_report(r->sink, id, reader_place(r, n), NULL, first, second);
	r->is_broken = true;
}

/* What something is called in the reader's language. */
struct str reader_called(const struct reader *r, const char *zh, const char *en)
{
	return str_from(r->sink->language == LANGUAGE_EN ? en : zh);
}

/* --- values ---------------------------------------------------------------- */

bool reader_wants(struct reader *r, const struct yaml_node *n, enum yaml_kind kind)
{
	static const char *const zh[] = {"此处应为单个值", "此处应为列表", "此处应为若干“键: 值”"};
	static const char *const en[] = {"a single value is expected", "a list is expected",
	                                 "`key: value` lines are expected"};
	if (n->kind == kind)
		return true;
	reader_bad(r, n, zh[kind], en[kind]);
	return false;
}

struct str reader_text(struct reader *r, const struct yaml_node *n)
{
	return reader_wants(r, n, YAML_SCALAR) ? n->text : STR_NULL;
}

void reader_boolean(struct reader *r, const struct yaml_node *n, bool *out)
{
	if (!reader_wants(r, n, YAML_SCALAR))
		return;
	if (str_equal(n->text, STR("true")))
		*out = true;
	else if (str_equal(n->text, STR("false")))
		*out = false;
	else
		reader_bad(r, n, "此处应为 true 或 false", "true or false is expected");
}

void reader_count(struct reader *r, const struct yaml_node *n, int64_t *out)
{
	uint64_t value;
	if (!reader_wants(r, n, YAML_SCALAR))
		return;
	if (str_to_number(n->text, 1000000, &value))
		*out = (int64_t)value;
	else
		reader_bad(r, n, "此处应为不带符号的整数", "a whole number is expected");
}

void reader_decimal(struct reader *r, const struct yaml_node *n, double *out)
{
	if (!reader_wants(r, n, YAML_SCALAR))
		return;
	char *end;
	const char *words = str_cstring(r->arena, n->text);
	*out = strtod(words, &end);
	if (n->text.size == 0 || *end)
		reader_bad(r, n, "此处应为数", "a number is expected");
}

/* `{zh: …, en: …}`, or one text that serves both. */
void reader_label(struct reader *r, const struct yaml_node *n, struct label *out)
{
	if (n->kind == YAML_SCALAR) {
		out->words[LANGUAGE_ZH] = out->words[LANGUAGE_EN] = n->text;
		return;
	}
	struct yaml_node *zh = yaml_get(n, STR("zh")), *en = yaml_get(n, STR("en"));
	if (!zh || zh->kind != YAML_SCALAR || (en && en->kind != YAML_SCALAR)) {
		reader_bad(r, n, "应写成 {zh: 中文, en: English}",
		           "write it as {zh: Chinese, en: English}");
		return;
	}
	out->words[LANGUAGE_ZH] = zh->text;
	out->words[LANGUAGE_EN] = en ? en->text : zh->text;
}

void reader_day(struct reader *r, const struct yaml_node *n, int32_t *out)
{
	if (reader_wants(r, n, YAML_SCALAR) && !date_parse(n->text, out))
		reader_bad(r, n, "日期应写成 2024-03-01", "write a date as 2024-03-01");
}

void reader_condition(struct reader *r, const struct yaml_node *n, struct condition *c)
{
	c->source = reader_text(r, n);
	c->file = r->file;
	c->text = r->text;
	c->begin = n->begin;
	c->end = n->end;
}

size_t reader_texts(struct reader *r, const struct yaml_node *n, struct str **out)
{
	const struct yaml_node *e = n->kind == YAML_LIST ? n->first : n;
	size_t count = 0;
	*out = ARENA_ARRAY(r->arena, struct str, n->kind == YAML_LIST ? n->count + 1 : 1);
	for (; e; e = n->kind == YAML_LIST ? e->next : NULL) {
		struct str text = reader_text(r, e);
		if (!str_is_null(text))
			(*out)[count++] = text;
	}
	return count;
}

void reader_choice(struct reader *r, const struct yaml_node *n, const struct choice *choices,
                   size_t count, int *out)
{
	if (!reader_wants(r, n, YAML_SCALAR))
		return;
	struct str all = STR("");
	for (size_t i = 0; i < count; i++) {
		if (str_equal(n->text, str_from(choices[i].word))) {
			*out = choices[i].value;
			return;
		}
		all = STR_JOIN(r->arena, all, all.size ? STR("、") : STR(""),
		               str_from(choices[i].word));
	}
	diag_report(r->sink, DIAG_SCHEMA_UNKNOWN_KEY, reader_place(r, n), NULL, n->text, all);
	r->is_broken = true;
}

void reader_keys(struct reader *r, const struct yaml_node *mapping, const struct key *keys,
                 size_t count, void *target)
{
	if (!reader_wants(r, mapping, YAML_MAPPING))
		return;
	for (struct yaml_node *n = mapping->first; n; n = n->next) {
		size_t i = 0;
		while (i < count && !str_equal(n->key->text, str_from(keys[i].name)))
			i++;
		if (i < count) {
			keys[i].read(r, n, target);
			continue;
		}
		struct str all = STR("");
		for (i = 0; i < count; i++)
			all = STR_JOIN(r->arena, all, i ? STR(", ") : STR(""),
			               str_from(keys[i].name));
		diag_report(r->sink, DIAG_SCHEMA_UNKNOWN_KEY, reader_place(r, n->key), NULL,
		            n->key->text, all);
		r->is_broken = true;
	}
}

/* --- files ----------------------------------------------------------------- */

struct yaml_node *reader_file(struct reader *r, struct str path)
{
	struct buf bytes = BUF_INIT;
	r->file = path;
	r->text = STR_NULL;
	struct diag_place place = {.file = path};
	int error = r->source->read(r->source, path, LIMIT_YAML_FILE, &bytes);
	if (!error)
		r->text = str_copy(r->arena, buf_str(&bytes));
	buf_release(&bytes);
	if (error) {
		diag_report(r->sink, DIAG_FILE_UNREADABLE, place, NULL,
		            str_from(file_error(error)));
		r->is_broken = true;
		return NULL;
	}
	size_t invalid = utf8_first_invalid(r->text);
	if (invalid != SIZE_MAX) {
		diag_report(r->sink, DIAG_FILE_NOT_UTF8, place, NULL,
		            str_format(r->arena, "%zu", invalid + 1));
		r->is_broken = true;
		return NULL;
	}
	size_t begin = str_starts_with(r->text, STR("\xEF\xBB\xBF")) ? 3 : 0;
	size_t problems = r->sink->count;
	struct yaml_node *root = yaml_parse(r->arena, r->sink, path, r->text, begin, r->text.size);
	if (!root && r->sink->count > problems)
		r->is_broken = true; /* else it is empty, and says nothing */
	return root;
}

void reader_folder(struct reader *r, const struct file_list *list, struct str prefix,
                   void (*read)(struct reader *, const struct yaml_node *))
{
	for (size_t i = 0; i < list->count; i++) {
		struct str path = list->items[i];
		if (!str_starts_with(path, prefix) || !str_ends_with(path, STR(".yaml")))
			continue;
		struct yaml_node *root = reader_file(r, path);
		if (root)
			read(r, root);
	}
}
