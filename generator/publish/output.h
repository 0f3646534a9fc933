/* Publication in one step. Everything is written into a stage beside the site;
 * only when all of it is there and right do stage and site change places, so that
 * a reader sees the old site or the new one and a failed or killed build leaves
 * the old one as it was. */
#ifndef PUBLISH_OUTPUT_H
#define PUBLISH_OUTPUT_H

#include "base/diag.h"
#include "base/hash.h"
#include "publish/plan.h"

struct output {
	struct str out;   /* the site's directory */
	struct str stage; /* `<out>.stage`: mode 0700, holds `lock` and `site` */
	struct str site;  /* `<out>.stage/site` */
	int directory;    /* the same, opened */
	struct arena arena;
	bool is_open;
};

/* What one output file is, for the manifest; one slot a page or file of the plan. */
struct output_entry {
	struct str url;
	size_t size;
	struct hash hash;
};

/* Takes the lock and makes an empty stage, removing what a killed build left.
 * False, and reported, where `out` is not mulu's to replace, where another build
 * holds it, or where it cannot be written. */
bool output_open(struct output *o, struct str out, struct diag_sink *sink);

/* Makes the directories of all outputs of the plan. */
bool output_make_directories(struct output *o, const struct plan *plan, struct diag_sink *sink);

/* Writes one file; safe from several threads. Reports and returns false on failure. */
bool output_write(struct output *o, struct str url, struct str bytes, struct output_entry *entry,
                  struct diag_sink *sink);

/* Writes manifest.json over the entries and puts the stage in place of the site. */
bool output_publish(struct output *o, struct output_entry *entries, size_t count,
                    const struct site *site, struct diag_sink *sink);

/* Removes the stage, whatever happened, and gives the lock back. */
void output_close(struct output *o);

#endif
