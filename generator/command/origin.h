/* Where a command reads the site from: the work tree, the index, a commit. */
#ifndef COMMAND_ORIGIN_H
#define COMMAND_ORIGIN_H

#include "audit/git.h"
#include "command/command.h"

struct origin {
	struct source *source;         /* NULL: could not be opened */
	struct repository *repository; /* NULL: not needed */
};

/* As the options say: `--staged`, `--commit`, else the work tree. What is missing is reported. */
void origin_open(struct origin *o, const struct options *options, struct diag_sink *sink);
void origin_close(struct origin *o);

#endif
