/* The tables of the annual report (国办公开办函〔2021〕30号): computed from the register
 * of applications, and compared with what a report says of itself.
 *
 * The form is data: the rows, groups and columns of table 3 and the kinds and results
 * of table 4 are the fields that the type `annual_report` declares. A leaf of table 3
 * counts the applications whose outcome has its path (`deny.law`) as id. */
#ifndef REGULATION_ANNUAL_H
#define REGULATION_ANNUAL_H

#include "catalog/site.h"

enum annual_role {
	ANNUAL_LEAF,
	ANNUAL_RECEIVED,
	ANNUAL_CARRIED_IN,
	ANNUAL_CLOSED,
	ANNUAL_CARRIED_OUT,
};

/* A row of a table: a record of whole numbers. */
struct annual_row {
	struct str code; /* its path below the table: `granted`, `deny.law` */
	const struct field *field;
	const struct field *group; /* the record around it; NULL: the table itself */
	enum annual_role role;
};

/* A table: every row has the same columns and behind them `total`. */
struct annual_table {
	const struct field *field; /* NULL: the type has no such table */
	struct annual_row *rows;
	size_t row_count;
	const struct field *columns; /* those of the first row */
	size_t column_count;         /* without `total` */
};

/* What the register says of a unit, with the units below it, and a year. */
struct annual {
	const struct site_item *unit;
	int year;
	bool has_register;     /* it knows an application of this year or before */
	int64_t *applications; /* table 3: rows of column_count + 1 figures, the last the total */
	int64_t *reviews;      /* table 4, likewise */
	int64_t answered;      /* closed in the year after an answer … */
	int64_t days;          /* … and the working days that took, together */
};

struct annuals {
	struct arena arena;
	struct annual_table applications, reviews;
	struct annual *items; /* by unit, as in the site, and year */
	size_t count;
};

/* Computes all years of the site's own organ and every unit and year of a report.
 * Without `counts_days` no calendar is read and `days` is 0. Never NULL. */
struct annuals *annual_compute(const struct site *site, bool counts_days);
void annual_free(struct annuals *annuals);

/* Checks every report: sums, balance, what is carried over between years, and the
 * register. Each figure that is wrong is reported where it stands, as Y03. */
void annual_judge(const struct site *site, struct diag_sink *sink);

#endif
