/* The change record as the public may read it, from the history: filtered by what an item
 * was then and is now. No commit, message, author's name or address is in it: people are
 * shown as the unit and the role they held that day. */
#ifndef PUBLISH_CHANGES_H
#define PUBLISH_CHANGES_H

#include "audit/record.h"
#include "publish/view.h"

/* Fills in `changes` of every item of the view and of the view itself; nothing without a
 * history. The record must outlive the view. */
void changes_add_to_view(struct view *view, const struct record *record);

#endif
