/* What judging an item needs, shared by the files that do it: private to
 * regulation/judge.c, rule_functions.c, rule_kinds.c and chain.c. */
#ifndef REGULATION_COURT_H
#define REGULATION_COURT_H

#include "catalog/site.h"
#include "regulation/baseline.h"
#include "regulation/calendar.h"
#include "regulation/chain.h"
#include "regulation/people.h"
#include "regulation/raw.h"
#include "regulation/rule.h"
#include "script/script.h"

struct rule_numbers {
	uint32_t *items; /* places in struct rules */
	size_t count;
};

/* What all threads share and none changes. */
struct court {
	struct site *site;
	struct rules rules;
	struct chains chains;
	struct people people;
	struct baseline baseline;
	struct calendar *calendar;
	struct arena arena;           /* of rules, chains and people */
	struct rule_numbers *by_type; /* by type->number: the rules of that type */
	struct bench *benches;
};

/* A rule with its handles in one Lua state; 0: it has no such expression. */
struct compiled_rule {
	int expressions[RULE_EXPRESSIONS];
	int *message, *hint, *overdue; /* by piece */
};

/* A key that must be unique, with whoever has it. */
struct claimed_key {
	const struct rule *rule;
	struct str key;
	uint32_t item;
};

/* What one thread has: a Lua state is not shared. */
struct bench {
	const struct court *court;
	struct script *script;
	struct clauses *by_type; /* conditions of fields, by type->number */
	struct compiled_rule *rules;
	struct compiled_chain *chains; /* by chain */
	int **tables;                  /* by table, then row */
	struct diag_sink sink;
	struct arena scratch; /* of one item */
	struct arena keep;    /* until the end */
	struct buf bytes;
	struct deadline *deadlines;
	size_t deadline_count, deadline_room;
	struct claimed_key *keys;
	size_t key_count, key_room;

	/* the item being judged */
	const struct item *item;
	uint32_t number;
	int32_t own_day; /* it was formed, else as-of */
	int32_t day;     /* that decides what is in force … */
	bool is_day_set;
	const struct profile *profile; /* … and that; NULL: nothing */
};

/* Conditions of fields (`when`, `allowed_when`) and orders of dates. */
void clauses_compile(struct bench *b, bool reports);
void clauses_judge(struct bench *b);
void clauses_release(struct bench *b);

/* Says that `first` has the key of a unique rule already. */
void rule_report_twice(struct bench *b, const struct rule *rule,
                       const struct compiled_rule *compiled, const struct item *first,
                       struct str key);

/* Judges the item of a bench by a rule. */
void rule_judge(struct bench *b, const struct rule *rule, const struct compiled_rule *compiled);

/* Fills in the handles of a rule; faults are reported where `reports`. */
void rule_compile(struct bench *b, const struct rule *rule, struct compiled_rule *out,
                  bool reports);

/* Compiles one expression; 0: there is none, or it is faulty. */
int court_compile(struct bench *b, const struct condition *c, struct str name, bool reports);

/* Makes the state of a bench know what rules call: param, linked, latest … */
void rule_functions_register(struct script *s);

/* Sets the day that decides which profile is in force. */
void court_set_day(struct bench *b, int32_t day);

/* A parameter in force for the item; NULL: the texts are silent. */
const struct parameter *court_parameter(const struct bench *b, struct str name);

/* Reports in the words of a rule or a chain. */
struct finding {
	struct str id, code, basis, message, hint;
	int level;
	struct diag_place place;
};
void court_report(struct bench *b, const struct finding *finding);

/* The place of a path of the item, or of what stands nearest above it. */
struct diag_place court_place(const struct bench *b, const struct raw_place *base, struct str path);

#endif
