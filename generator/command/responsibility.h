/* mulu audit --responsibility: how the table's decisions are shown. For staff alone. */
#ifndef COMMAND_RESPONSIBILITY_H
#define COMMAND_RESPONSIBILITY_H

#include "audit/responsibility.h"
#include "command/command.h"

/* Appends the decisions as text or, where the options say so, as json. */
void responsibility_write(const struct duties *duties, const struct record *r,
                          const struct options *options, struct buf *out);

#endif
