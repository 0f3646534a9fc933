/* What may stand in front matter: types, fields and vocabularies, read from the
 * regulation's own files (content/regulation/README.md is their grammar). A
 * schema is data of the site: mulu knows a handful of fields by name (enum
 * known_field), everything else means to it what these files say. */
#ifndef CATALOG_SCHEMA_H
#define CATALOG_SCHEMA_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/map.h"
#include "catalog/pattern.h"
#include "catalog/profile.h"
#include "catalog/reader.h"

struct vocabulary_value {
	struct str id;
	struct label label;
	int32_t since, until; /* days; INT32_MIN and INT32_MAX where open */
};

struct vocabulary {
	struct str id;
	struct label label;
	struct vocabulary_value *values;
	size_t count;
	struct map by_word; /* id and Chinese label → value */
};

enum field_type {
	FIELD_STRING,
	FIELD_TEXT,
	FIELD_DATE,
	FIELD_DATETIME,
	FIELD_BOOLEAN,
	FIELD_INTEGER,
	FIELD_DECIMAL,
	FIELD_ENUM,
	FIELD_REF,
	FIELD_NODE,
	FIELD_LIST,
	FIELD_RECORD,
};

enum field_need { NEED_NEVER, NEED_UNLESS_DRAFT, NEED_ALWAYS };

enum field_change { CHANGE_SUBSTANTIVE, CHANGE_EDITORIAL, CHANGE_INTERNAL };

/* Fields by which the engine itself decides something. */
enum known_field {
	KNOWN_NONE,
	KNOWN_ID,
	KNOWN_TITLE,
	KNOWN_STATUS,
	KNOWN_ATTRIBUTE,
	KNOWN_ATTRIBUTE_REASON,
	KNOWN_WITHHOLD,
	KNOWN_AUDIENCE,
	KNOWN_DATES,
	KNOWN_WITHDRAWN,
	KNOWN_ATTACHMENTS,
	KNOWN_ALIASES,
	KNOWN_OWNER,
	KNOWN_CATALOGUE,
	KNOWN_INDEX_NO,
	KNOWN_WEIGHT,
	KNOWN_PLATFORM,
	KNOWN_COUNT,
};

struct field;

struct fields {
	struct field *items;
	size_t count;
	struct map by_word; /* key and Chinese label → field */
};

struct field {
	struct str name;
	struct str path; /* `dates.formed`: the name seen from the item */
	struct label label;
	enum field_type type;
	enum field_need need;
	enum field_change change;
	enum known_field known;
	bool is_unique, is_immutable, is_protected, is_public, is_acyclic;
	bool is_for_staff;            /* public in the staff's own site only */
	bool is_personal;             /* may hold personal data: not scanned for it */
	uint16_t index;               /* in its struct fields */
	struct str code, basis, meta; /* may be null */
	struct condition when, allowed_when;
	struct str not_before; /* of a date: path of one it must not be before; may be null */
	struct str pattern;
	struct label pattern_hint;
	const struct pattern *compiled_pattern;
	int64_t min_length, max_length, min_items, max_items; /* -1: none */
	bool has_min, has_max;
	double min, max;
	struct str min_words, max_words; /* as written, for messages */
	const struct vocabulary *vocabulary;
	struct str *to; /* of a ref: type ids; to_count 0: any */
	size_t to_count;
	struct str inverse;   /* null: none */
	struct field *entry;  /* of a list */
	struct fields fields; /* of a record */
};

enum body_need { BODY_REQUIRED, BODY_OPTIONAL, BODY_NONE };

/* The sites in which items of a type may stand, whatever they say of themselves. */
enum type_site { SITE_PUBLIC, SITE_INTERNAL, SITE_NONE };

struct type {
	struct str id;
	struct label label;
	struct str folder, file; /* one of them, below content/; both null: abstract */
	struct str extends;
	enum body_need body;
	enum type_site site;
	bool is_abstract;
	struct str id_pattern;
	const struct pattern *compiled_id_pattern;
	struct fields fields;
	const struct field *known[KNOWN_COUNT]; /* NULL: the type has no such field */
	size_t number;                          /* place in the schema */
};

struct schema {
	struct type *types; /* by file name, then as they stand */
	size_t type_count;
	struct vocabulary *vocabularies;
	size_t vocabulary_count;
	struct profiles profiles;
	struct map types_by_id, vocabularies_by_id;
	struct str *inverses; /* all names of inverse lists, each once */
	size_t inverse_count;
	struct arena *arena;
	struct map **maps; /* every table above and inside, for schema_release() */
	size_t map_count, map_room;
	void **patterns; /* likewise */
	size_t pattern_count, pattern_room;
};

/* Reads content/regulation/ from the source. Problems are reported; returns NULL
 * where nothing can be checked with what is left. Everything lives in `arena`. */
struct schema *schema_load(struct source *source, struct arena *arena, struct diag_sink *sink);

/* For the staff's own site: what must not leave the office may be seen in it. */
void schema_open_to_staff(struct schema *schema);

/* Frees what the arena does not: compiled patterns and table heads. */
void schema_release(struct schema *schema);

const struct type *schema_type(const struct schema *s, struct str id);

/* The type whose folder (below content/) holds `path`, or whose file it is. */
const struct type *schema_type_of_path(const struct schema *s, struct str path);

/* A field by key or by its Chinese label. */
const struct field *fields_find(const struct fields *fields, struct str word);

/* The field at `dates.formed`, records named by key or label; NULL: none. */
const struct field *fields_find_path(const struct fields *fields, struct str path);

/* A value by id or by its Chinese label. */
const struct vocabulary_value *vocabulary_find(const struct vocabulary *v, struct str word);

#endif
