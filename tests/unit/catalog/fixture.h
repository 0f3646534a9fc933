/* Sites in memory, and what is said of them as plain text. */
#ifndef CATALOG_FIXTURE_H
#define CATALOG_FIXTURE_H

#include "catalog/link.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct fixture_file {
	const char *path, *text; /* below content/ */
};

/* A source of nothing but these files. */
struct source *fixture_source(const struct fixture_file *files, size_t count);

/* The same with the office's own content/regulation. */
struct source *fixture_with_regulation(const struct fixture_file *files, size_t count);

/* A regulation of a few types, for tests that need to know every field:
 * `note` (notes/, body optional; id, title, status and what is in `fields`), and
 * `site` (site.yaml; name, profile, theme, as_of). `fields` is YAML indented by two.
 * Vocabularies: statuses, colours (red 红, green 绿, blue 蓝 since 2020 until 2024). */
struct source *fixture_small(const char *fields, const struct fixture_file *files, size_t count);

/* A loaded site with its source and problems. */
struct fixture {
	struct source *source;
	struct diag_sink sink;
	struct site *site; /* NULL: could not be loaded */
};

/* Loads with `as_of` 2026-06-30. Takes the source over. */
void fixture_load(struct fixture *f, struct source *source, unsigned workers);
void fixture_close(struct fixture *f);

/* The problems, sorted, as `file:line:column code` separated by `; `, without
 * `content/`. Lives until the next call. */
const char *fixture_problems(struct diag_sink *sink);

#endif
