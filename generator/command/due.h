/* What falls due: `mulu list --due DAYS`. */
#ifndef COMMAND_DUE_H
#define COMMAND_DUE_H

#include "base/arena.h"
#include "command/command.h"

/* Writes the terms of a judged site that are not met and are overdue or end within
 * `o->due` working days, by unit and day, of the types named; EXIT_FINE or EXIT_USAGE. */
int list_due(const struct site *site, const struct options *o, struct arena *arena,
             struct buf *out);

/* `met late open projected undetermined`, and in words. */
const char *deadline_state_id(enum deadline_state state);
const struct label *deadline_state_label(enum deadline_state state);

#endif
