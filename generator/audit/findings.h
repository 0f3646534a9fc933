/* What the history shows to be wrong: codes of DOMAIN.md 5.15 that no single version shows. */
#ifndef AUDIT_FINDINGS_H
#define AUDIT_FINDINGS_H

#include "audit/record.h"

/* Reports, for what landed after `record.since`: items that were public and are gone (Y02),
 * publication dated before the first commit (Y01), immutable fields that changed (T01),
 * attributes changed after an approval and not approved again (A06), matters changed without
 * a change request (D06), approvals below the minimum (P01), publication by
 * others than `publish.role` (P04), substantive changes of public
 * items without a public note (G11). Nothing without a history; `r` may be NULL. */
void findings_report(const struct record *r, struct diag_sink *sink);

#endif
