/* How diagnostics are shown: a table of writers. */
#ifndef COMMAND_REPORT_H
#define COMMAND_REPORT_H

#include "base/buf.h"
#include "catalog/site.h"
#include "command/command.h"

/* Sorts the diagnostics and appends them in the format of the options, with a
 * summary. `site` may be NULL. */
void report_write(struct diag_sink *sink, const struct site *site, const struct options *options,
                  struct buf *out);

/* The exit status that the diagnostics ask for. */
int report_status(const struct diag_sink *sink, const struct options *options);

/* Shows the errors as text on standard error, for a command that has no report of its own:
 * what kept it from answering. */
void report_failure(struct diag_sink *sink, const struct options *options);

#endif
