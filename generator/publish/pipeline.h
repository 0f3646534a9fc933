/* From content to a published site, as one readable function. Start here. */
#ifndef PUBLISH_PIPELINE_H
#define PUBLISH_PIPELINE_H

#include "base/diag.h"
#include "audit/record.h"
#include "catalog/site.h"

struct pipeline_options {
	struct site_options site;
	struct str out;      /* directory to publish into; null: only check */
	bool strict;         /* warnings stop publication, too */
	const char *root;    /* where the repository is looked for; NULL: there is none */
	struct str revision; /* up to which history is read; null: HEAD */
	bool skips_history;  /* whatever the record asks for: a state is compared, not judged */
	const char *cache;   /* directory; NULL: none */
};

/* What a run did, for the report. */
struct pipeline_result {
	struct site *site;     /* NULL: could not be loaded */
	struct record *record; /* likewise */
	bool is_published;
	size_t pages, files; /* published */
	size_t accepted;     /* known problems, taken out by the baseline */
};

/* Checks everything that `mulu check` checks: the files, their fields, links,
 * catalogue and bodies, without templates. */
void pipeline_check(struct source *source, const struct pipeline_options *options,
                    struct diag_sink *sink, struct pipeline_result *result);

/* Checks, renders and publishes. After any error nothing is published, but all
 * the rest is still rendered, so that one run names everything. */
void pipeline_build(struct source *source, const struct pipeline_options *options,
                    struct diag_sink *sink, struct pipeline_result *result);

/* Frees what a run left in its result. */
void pipeline_release(struct pipeline_result *result);

#endif
