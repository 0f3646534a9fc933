/* One version of an item in history, reduced to what comparing it with another one needs:
 * of hundred thousands of versions only digests are kept. */
#ifndef AUDIT_VERSION_H
#define AUDIT_VERSION_H

#include "catalog/item.h"
#include "catalog/visibility.h"

struct version_field {
	const struct field *field; /* of the schema in force now, or NULL for the body */
	uint64_t digest;
	uint8_t change; /* enum field_change, as the public is concerned */
};

struct version {
	struct str id; /* null: it has none (broken, or no item) */
	bool is_broken;
	bool is_withdrawn;
	/* enum visibility by its own words, on a day on which all its dates have passed */
	uint8_t visibility;
	int32_t shown_from;        /* the day before which embargo or date of publication hide it */
	int32_t published;         /* dates.published; INT32_MIN: none */
	uint64_t body, body_plain; /* digests; `plain`: without blanks and free punctuation */
	uint32_t field_count, approval_count;
	struct version_field *fields; /* leaves in the order of the schema, by path */
	uint64_t *approvals;          /* digests of the entries */
	const struct type *type;
};

/* Reduces the bytes of a file, parsed as `type`, into `arena`. */
void version_read(struct version *out, const struct type *type, struct str path, struct str bytes,
                  bool on_request_is_entry, struct arena *arena);

/* What lies between two versions; either may be NULL. */
struct version_change {
	enum field_change change; /* the gravest of all fields */
	bool is_equal;            /* nothing differs */
	struct str *fields;       /* paths as in the schema, `body`, in that order */
	uint32_t field_count;
	uint64_t *approvals; /* entries that the new one has and the old one had not */
	uint32_t approval_count;
};
void version_compare(const struct version *old, const struct version *new, struct arena *arena,
                     struct version_change *out);

/* The digest of an entry of `approvals`, as in struct version. */
uint64_t version_approval_digest(const struct value *entry);

/* The gravity of a change of this field as the public is concerned: what it never sees is
 * internal. `outer` is that of the record around it. */
enum field_change version_field_change(const struct field *field, enum field_change outer);

/* Whether two bodies differ in nothing but blanks, or punctuation that touches no digit. */
uint64_t version_plain_digest(struct str body);

#endif
