/* Reading the regulation's own files: YAML in which every key is a row of a table,
 * and every mistake is reported where it stands. Types, profiles, rules and chains
 * are read with it. A reader is the first member of the reader of such a file. */
#ifndef CATALOG_READER_H
#define CATALOG_READER_H

#include <stdbool.h>

#include "base/diag.h"
#include "catalog/source.h"
#include "format/yaml.h"

/* A text for people in both languages; where only one was given, both are it. */
struct label {
	struct str words[2]; /* by enum language */
};

static inline struct str label_text(const struct label *l, enum language language)
{
	return l->words[language];
}

/* A Lua expression as it stands in a file. */
struct condition {
	struct str source;     /* null: none */
	struct str file, text; /* where it stands, for messages */
	size_t begin, end;
};

struct reader {
	struct arena *arena; /* of all that is read */
	struct diag_sink *sink;
	struct source *source;
	struct str file, text; /* being read */
	bool is_broken;        /* something was reported */
};

/* --- reporting ------------------------------------------------------------- */

struct diag_place reader_place(const struct reader *r, const struct yaml_node *n);

/* Says what is wrong with a node. */
void reader_bad(struct reader *r, const struct yaml_node *n, const char *zh, const char *en);

/* Reports any reason of the regulation's files at a node. */
void reader_report(struct reader *r, enum diag_id id, const struct yaml_node *n, struct str first,
                   struct str second);

/* What something is called in the reader's language. */
struct str reader_called(const struct reader *r, const char *zh, const char *en);

/* --- values: each reports what it does not like, and leaves *out alone ------ */

bool reader_wants(struct reader *r, const struct yaml_node *n, enum yaml_kind kind);
struct str reader_text(struct reader *r, const struct yaml_node *n);
void reader_boolean(struct reader *r, const struct yaml_node *n, bool *out);
void reader_count(struct reader *r, const struct yaml_node *n, int64_t *out);
void reader_decimal(struct reader *r, const struct yaml_node *n, double *out);
void reader_day(struct reader *r, const struct yaml_node *n, int32_t *out);
void reader_condition(struct reader *r, const struct yaml_node *n, struct condition *out);

/* `{zh: …, en: …}`, or one text that serves both. */
void reader_label(struct reader *r, const struct yaml_node *n, struct label *out);

/* A list of texts, or one text that stands for a list of one. */
size_t reader_texts(struct reader *r, const struct yaml_node *n, struct str **out);

struct choice {
	const char *word;
	int value;
};

void reader_choice(struct reader *r, const struct yaml_node *n, const struct choice *choices,
                   size_t count, int *out);

/* --- tables of keys -------------------------------------------------------- */

/* One key a file may hold and how its value is read into the target. */
struct key {
	const char *name;
	void (*read)(struct reader *r, const struct yaml_node *n, void *target);
};

/* Reads a mapping; a key that is in no row is reported with those that are. */
void reader_keys(struct reader *r, const struct yaml_node *mapping, const struct key *keys,
                 size_t count, void *target);

#define READ_KEYS(r, mapping, keys, target) \
	reader_keys((r), (mapping), (keys), sizeof(keys) / sizeof *(keys), (target))

/* Defines `static void name(reader, node, target)` that reads one member. */
#define KEY_READER(name, struct_type, code)                                         \
	static void name(struct reader *r, const struct yaml_node *n, void *target) \
	{                                                                           \
		struct struct_type *t = target;                                     \
		code;                                                               \
	}

/* Reads a word of `choices` into an enum member, for use in a KEY_READER. */
#define READ_CHOICE(member, choices)                                                       \
	do {                                                                               \
		int value = (int)(member);                                                 \
		reader_choice(r, n, choices, sizeof(choices) / sizeof *(choices), &value); \
		(member) = value;                                                          \
	} while (0)

/* --- files ----------------------------------------------------------------- */

/* The top node of a file, or NULL: unreadable (reported) or empty. */
struct yaml_node *reader_file(struct reader *r, struct str path);

/* Calls `read` with the top node of every `prefix*.yaml`, in byte order. */
void reader_folder(struct reader *r, const struct file_list *list, struct str prefix,
                   void (*read)(struct reader *, const struct yaml_node *));

#endif
