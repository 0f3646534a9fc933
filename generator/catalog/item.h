/* One file of content, parsed and checked alone against its type: immutable,
 * with memory of its own and without pointers into other files, so that it can
 * be cached, dropped and replaced by itself.
 *
 * The body is not kept, only where it begins and its digest: it is read again
 * when it is rendered. The bytes before the body are, so that every diagnostic
 * can show its line. */
#ifndef CATALOG_ITEM_H
#define CATALOG_ITEM_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/diag.h"
#include "catalog/schema.h"

enum value_kind {
	VALUE_NONE, /* present but faulty: reported, treated as missing */
	VALUE_TEXT, /* string and text */
	VALUE_DATE, /* date and datetime */
	VALUE_BOOLEAN,
	VALUE_INTEGER,
	VALUE_DECIMAL, /* a number, kept as it is written */
	VALUE_ENUM,
	VALUE_REF,  /* id of an item */
	VALUE_NODE, /* id (path) of a catalogue node */
	VALUE_LIST,
	VALUE_RECORD,
};

/* A value knows its place in the file; line and column are computed when a
 * diagnostic is made. */
struct value {
	uint8_t kind;        /* enum value_kind */
	uint16_t field;      /* in a record: index of its field */
	uint32_t begin, end; /* bytes in the file */
	uint32_t size;       /* bytes of `text`, or number of `children` */
	union {
		const char *text;
		const struct value *children; /* of a record: in the order of its fields */
		const struct vocabulary_value *term;
		int64_t number;
		struct datetime date;
	};
};

struct item {
	struct arena arena; /* all of its memory but this struct */
	const struct type *type;
	struct str path; /* `content/documents/2024/a.md` */
	struct str head; /* the file's bytes up to the body; all of them without one */
	struct str id;
	struct value root;      /* the front matter, a record of the type's fields */
	size_t body, body_size; /* bytes in the file */
	uint64_t body_digest;   /* hash_quick() of the body */
	bool is_broken;         /* had an error of syntax: its fields say nothing */
};

/* Parses and checks the bytes of one file. Every problem is reported. Never
 * NULL: what cannot be read at all is broken and has neither id nor fields. What is
 * needed only meanwhile goes into `scratch`, which the caller may reset afterwards. */
struct item *item_parse(const struct type *type, struct str path, struct str bytes,
                        struct arena *scratch, struct diag_sink *sink);
void item_free(struct item *item);

/* --- reading -------------------------------------------------------------- */

/* The value of a field in a record, or NULL. A faulty value counts as missing. */
const struct value *value_of_field(const struct value *record, const struct field *field);
const struct value *value_by_name(const struct value *record, const struct fields *fields,
                                  struct str name);

static inline struct str value_text(const struct value *v)
{
	return v ? (struct str){v->text, v->size} : STR_NULL;
}

/* A field the engine knows, or NULL. */
const struct value *item_known(const struct item *item, enum known_field known);
/* Its text, or the id of its enum value; a null str where there is none. */
struct str item_known_text(const struct item *item, enum known_field known);
/* A date below `dates:`; false where there is none. */
bool item_date(const struct item *item, struct str name, struct datetime *out);
/* The title, or the id where there is none yet. */
struct str item_title(const struct item *item);
/* `draft` where no status is given. */
struct str item_status(const struct item *item);

/* The place of one of its values, or of the file's start, for a diagnostic. */
struct diag_place item_place(const struct item *item, const struct value *value);

#endif
