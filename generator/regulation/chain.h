/* Approval chains: who has to agree, in which order, before something is published
 * (DOMAIN.md 6.1). Chains and which item needs which are data: chains.yaml. */
#ifndef REGULATION_CHAIN_H
#define REGULATION_CHAIN_H

#include "base/map.h"
#include "catalog/schema.h"

struct bench;

struct chain_step {
	struct str *roles; /* any of these */
	size_t role_count;
	struct label does;     /* what the step is: 审核 */
	struct condition when; /* where it is needed; null: always */
};

struct chain {
	struct str id, basis;
	struct label label;
	struct chain_step *steps;
	size_t step_count;
	struct diag_place place;
};

/* Of the rows of mode `all` each that holds adds its chains, of those of mode `first`
 * the first that holds. */
struct chain_row {
	bool first;
	struct condition when;
	struct str *ids; /* of the chains, as written */
	size_t id_count;
	struct diag_place place;
	const struct chain **chains;
	size_t chain_count;
};

/* The rows for a profile or a series of profiles. */
struct chain_table {
	struct str profile;
	struct chain_row *rows;
	size_t row_count;
};

struct chains {
	struct chain *items;
	size_t count;
	struct chain_table *tables;
	size_t table_count;
	struct map by_id;
	const struct vocabulary *roles;
};

/* Reads chains*.yaml; a later file adds chains and replaces tables. */
void chains_read(struct chains *chains, const struct schema *schema, struct reader *r,
                 const struct file_list *list);
void chains_release(struct chains *chains);

/* The table for a profile, or for what it extends on that day; NULL: none. */
const struct chain_table *chains_table(const struct chains *chains, const struct profiles *profiles,
                                       const struct profile *profile, int32_t day);

/* Handles of conditions in one state. */
struct compiled_chain {
	int *steps; /* of a chain, by step */
};

/* Compiles the conditions of all chains and tables. */
void chain_compile(struct bench *b, bool reports);

/* Judges the approvals of the bench's item: P01, P02, P03. */
void chain_judge(struct bench *b);

#endif
