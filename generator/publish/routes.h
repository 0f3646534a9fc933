/* Which pages there are: the families declared in a theme's routes.lua
 * (themes/README.md). */
#ifndef PUBLISH_ROUTES_H
#define PUBLISH_ROUTES_H

#include "base/diag.h"
#include "script/script.h"

enum page_kind { PAGE_SITE, PAGE_COLUMN, PAGE_ARTICLE };

/* Which sites have the pages of a family. */
enum page_audience { PAGES_OF_ALL, PAGES_OF_PUBLIC, PAGES_OF_INTERNAL };

enum page_format { FORMAT_TEMPLATE, FORMAT_CSV, FORMAT_JSON, FORMAT_XLSX };

struct family {
	struct str name;
	struct str for_each; /* null: one page or series */
	struct str list;     /* null: pages without a list */
	struct str group_by;
	struct str where; /* a condition over an entry's fields */
	struct str sort;
	bool rooted;        /* served at any address: links begin at the root of the host */
	bool skip_empty;    /* no page where the list is empty */
	size_t size, pages; /* 0: no limit */
	struct str url, more;
	struct str template;
	enum page_format format;
	struct str *columns;
	size_t column_count;
	enum page_kind kind;
	enum page_audience audience;
	struct str title, description, keywords, column_type;
};

struct routes {
	struct str path; /* of routes.lua, for messages */
	struct family *families;
	size_t count;
};

/* Reads routes.lua. Problems are reported under `path`; false after one. */
bool routes_read(struct script *s, struct str path, struct str source, struct arena *arena,
                 struct diag_sink *sink, struct routes *out);

#endif
