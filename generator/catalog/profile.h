/* Regulation profiles: in what the texts that bind an office differ (DOMAIN.md 2).
 *
 * A profile is a set of parameters, each with the article it rests on, in force from
 * a day on. Profiles of one series follow each other (cn-2008, cn-2019); a local one
 * extends a series and says only what its own text says. An item is judged by what
 * was in force on its day: before the first profile of a series, by none. */
#ifndef CATALOG_PROFILE_H
#define CATALOG_PROFILE_H

#include "base/map.h"
#include "catalog/reader.h"

/* What a parameter is; `parameters.yaml` declares each once. */
enum parameter_kind {
	PARAMETER_FLAG,  /* true or false */
	PARAMETER_COUNT, /* a number of things */
	PARAMETER_TERM,  /* a number of days or months */
	PARAMETER_DATE,  /* a day of every year: `01-31` */
	PARAMETER_WORD,  /* a text */
	PARAMETER_LIST,  /* texts */
};

enum parameter_unit { UNIT_WORKING_DAYS, UNIT_DAYS, UNIT_MONTHS };

struct parameter_kind_of {
	struct str name;
	struct label label;
	enum parameter_kind kind;
	enum parameter_unit unit; /* of a term, where a profile gives none */
};

struct parameter {
	const struct parameter_kind_of *declared;
	struct str *values; /* of a list all, of anything else one; none: `null` */
	size_t count;
	int64_t number; /* of a count or term; of a flag 0 or 1 */
	enum parameter_unit unit;
	struct str basis; /* the article */
	struct diag_place place;
};

/* Where a profile's text differs from the law in force: said once a run. */
struct departure {
	struct label says;
	struct str basis, law; /* its own article, and that of the law */
	struct diag_place place;
};

enum { LEVEL_OFF = -1 }; /* beside those of enum diag_level */

/* What a profile makes of the rules with that id or code. */
struct rule_level {
	struct str rule;
	int level;
	struct diag_place place;
};

struct profile {
	struct str id, series, extends; /* series and extends may be null */
	struct label label;
	int32_t valid_from; /* INT32_MIN: whenever */
	struct parameter *parameters;
	size_t parameter_count;
	const struct parameter **by_declaration; /* by place in `declared`; NULL: says nothing */
	struct departure *departures;
	size_t departure_count;
	struct rule_level *levels;
	size_t level_count;
	const struct profile *earlier; /* one of the same id that it goes on from; NULL: none */
	struct diag_place extends_place;
};

struct profiles {
	struct parameter_kind_of *declared;
	size_t declared_count;
	struct profile *items; /* in byte order of their files */
	size_t count;
	struct map by_id;        /* → struct profile: the last of each id */
	struct map declarations; /* → struct parameter_kind_of */
};

/* Reads `parameters.yaml` and every file of `profiles/`. Everything but the heads of the
 * tables lives in the reader's arena. */
void profiles_read(struct profiles *p, struct reader *r, const struct file_list *list);
void profiles_release(struct profiles *p);

/* Whether there is a profile or a series of that name. */
bool profiles_have(const struct profiles *p, struct str name);

/* What was in force on `day` for an office that takes the profile or series `name`;
 * NULL: nothing. */
const struct profile *profile_in_force(const struct profiles *p, struct str name, int32_t day);

/* A parameter of a profile or of what it extends on that day; NULL: the texts are
 * silent, or say `null`. `profile` may be NULL. */
const struct parameter *profile_parameter(const struct profiles *p, const struct profile *profile,
                                          struct str name, int32_t day);

/* The level a profile gives a rule, by its id before its code; `otherwise` where none does. */
int profile_level(const struct profiles *p, const struct profile *profile, struct str rule,
                  struct str code, int32_t day, int otherwise);

#endif
