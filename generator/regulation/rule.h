/* Rules as they stand in content/regulation/rules/: what an item must be, beyond the
 * form of its fields. A rule is a row of data; its conditions are Lua expressions, its
 * numbers are parameters of the profile in force on the item's day. The grammar is in
 * content/regulation/README.md; what each kind asks, in rule_kinds.c. */
#ifndef REGULATION_RULE_H
#define REGULATION_RULE_H

#include "catalog/schema.h"

enum rule_kind {
	RULE_REQUIRE,  /* fields must be there */
	RULE_FORBID,   /* fields must not be there */
	RULE_ASSERT,   /* an expression must hold */
	RULE_DEADLINE, /* something must be done within a term, or by a day */
	RULE_LINKED,   /* the same of a counterpart: its absence is the offence */
	RULE_WINDOW,   /* a period must be neither too short nor too long */
	RULE_COUNT,    /* a number must be neither too small nor too large */
	RULE_ORDER,    /* dates must follow each other */
	RULE_INHERIT,  /* a field must be what it is in the item it comes from */
	RULE_UNIQUE,   /* no two items may have the same key */
	RULE_BALANCE,  /* two sums must agree */
	RULE_PATTERN,  /* a text must, or must not, look like this */
	RULE_CYCLE,    /* an issue for every period that has ended */
};

/* The expressions a rule may have; each is compiled once a worker. */
enum rule_expression {
	RULE_WHEN,  /* where the rule applies */
	RULE_THAT,  /* what must hold */
	RULE_FROM,  /* the day that starts the term; decides which profile is in force */
	RULE_TO,    /* the day it was done; nil: not yet */
	RULE_DUE,   /* the day it is due, instead of a term */
	RULE_EXTRA, /* days on top of the term */
	RULE_TERM,  /* name of the parameter: a word, or `=` and an expression */
	RULE_OF,    /* what is counted, or the text that must match */
	RULE_LEFT,  /* of a balance */
	RULE_RIGHT,
	RULE_KEY, /* of unique */
	RULE_EXPRESSIONS,
};

/* A period that does not count, by two paths of a record or of the entries of a list. */
struct rule_exclusion {
	struct str path, from, to;
};

/* A message: texts and, between them, expressions in braces. */
struct rule_words {
	struct str *pieces; /* text, expression, text, … */
	size_t count;
};

struct rule {
	struct str id, code;
	enum rule_kind kind;
	struct str *types; /* ids, those that extend them included */
	size_t type_count;
	struct condition expressions[RULE_EXPRESSIONS];
	struct str each;    /* path of a list or record: the rule is about its entries */
	struct str at;      /* path of the field to point to */
	struct str *fields; /* of require, forbid, order, inherit */
	size_t field_count;
	struct str fields_of; /* parameter that lists the fields */
	struct str needs;     /* parameter without which the rule is off */
	struct str min, max;  /* parameters of window and count */
	struct str ref;       /* of inherit: path of the reference */
	struct rule_exclusion *exclusions;
	size_t exclusion_count;
	const struct pattern *pattern; /* of pattern */
	struct str pattern_source;
	bool must_not_match;
	bool hides;               /* an item that breaks it is withheld */
	int level, overdue_level; /* enum diag_level, or LEVEL_OFF */
	struct str overdue_code;  /* of what is not done yet; null: code */
	struct str basis;
	struct label label;                                /* what is due, in lists: 主动公开 */
	struct rule_words message[2], hint[2], overdue[2]; /* by enum language */
	struct diag_place place;
};

struct rules {
	struct rule *items; /* as they stand, those switched off left out */
	size_t count;
	void **patterns;
	size_t pattern_count, pattern_room;
};

/* Reads every file of rules/. Problems go to the reader's sink. */
void rules_read(struct rules *rules, const struct schema *schema, struct reader *r,
                const struct file_list *list);
void rules_release(struct rules *rules);

#endif
