/* A register made up by a small generator that knows what each of its applications
 * must count as; every cell of both years' tables is compared with it. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "../catalog/fixture.h"
#include "regulation/annual.h"

enum { APPLICATIONS = 360, ROWS = 25, COLUMNS = 7, FIRST_YEAR = 2024 };

static const char *const rows[ROWS] = {
	"new_received",        "carried_in",         "granted",          "partial",
	"deny.state_secret",   "deny.law",           "deny.safety",      "deny.third_party",
	"deny.internal",       "deny.process",       "deny.case_file",   "deny.admin_query",
	"unable.not_held",     "unable.must_create", "unable.unclear",   "reject.petition",
	"reject.repeat",       "reject.publication", "reject.excessive", "reject.confirm",
	"other.no_supplement", "other.fee_unpaid",   "other.misc",       "closed_total",
	"carried_out"};
static const char *const columns[COLUMNS] = {"natural",  "enterprise", "research", "ngo",
                                             "law_firm", "other",      "total"};
static const char *const kinds[3] = {"reconsideration", "litigation", "litigation_after"};
static const char *const results[5] = {"upheld", "corrected", "other", "pending", "total"};

enum { RECEIVED, CARRIED_IN, FIRST_LEAF, PARTIAL, CLOSED = 23, CARRIED_OUT };

static int expected[2][ROWS][COLUMNS], reviews[2][3][5];
static char paths[APPLICATIONS + 6][48], texts[APPLICATIONS + 6][700];
static struct fixture_file files[APPLICATIONS + 6];
static size_t file_count;

static char *add_file(const char *path)
{
	snprintf(paths[file_count], sizeof *paths, "%s", path);
	files[file_count] = (struct fixture_file){paths[file_count], texts[file_count]};
	return texts[file_count++];
}

static void count_in(int year, int row, int column)
{
	expected[year][row][column]++;
	expected[year][row][6]++;
}

/* Received in `year`, closed in the same one, in the next, or not at all (2). */
static void expect_application(int year, int column, int row, int lag)
{
	count_in(year, RECEIVED, column);
	if (lag == 0) {
		count_in(year, row, column);
		count_in(year, CLOSED, column);
		return;
	}
	count_in(year, CARRIED_OUT, column);
	if (year == 1)
		return;
	count_in(1, CARRIED_IN, column);
	count_in(1, lag == 1 ? row : CARRIED_OUT, column);
	if (lag == 1)
		count_in(1, CLOSED, column);
}

static int write_ending(char *out, size_t size, int i, int row, int closing)
{
	bool is_abandoned = !strcmp(rows[row], "other.no_supplement");
	bool is_several = row == PARTIAL && i % 2;
	int n = snprintf(out, size, "outcome: [%s]\n",
	                 is_several ? "deny.law, granted" : rows[row]);
	if (is_abandoned)
		return n +
		       snprintf(
			       out + n, size - (size_t)n,
			       "supplement: {notified: %d-01-02, due: %d-02-03, abandoned: true}\n",
			       closing, closing);
	return n + snprintf(out + n, size - (size_t)n, "replied: %d-%02d-09\n", closing,
	                    closing % 2 ? 12 : 12 - i % 2);
}

static void write_application(int i)
{
	int year = i % 2, column = i % 6, lag = i % 11 == 0 ? 1 : i % 17 == 0 ? 2 : 0;
	int row = FIRST_LEAF + (i * 7 + i / 6) % 21;
	char path[48];
	snprintf(path, sizeof path, "applications/app-%04d.yaml", i);
	/* one that corrects a record, and one that belongs to another office, count nowhere */
	bool is_other = i % 40 == 39, is_foreign = i % 40 == 19;
	char *out = add_file(path);
	int n = snprintf(out, sizeof *texts,
	                 "id: app-%04d\ntitle: 申请\nstatus: published\nowner: %s\nkind: %s\n"
	                 "serial: %d-%04d\napplicant_kind: %s\nreceived: %d-0%d-1%d\n",
	                 i,
	                 is_foreign ? "elsewhere"
	                 : i % 3    ? "section"
	                            : "office",
	                 is_other ? "correction" : "access", FIRST_YEAR + year, i, columns[column],
	                 FIRST_YEAR + year, 1 + i % 9, i % 10);
	if (lag < 2 && year + lag < 2)
		n += write_ending(out + n, sizeof *texts - (size_t)n, i, row,
		                  FIRST_YEAR + year + lag);
	if (!is_other && !is_foreign)
		expect_application(year, column, row, lag);
	if (i % 29 || is_other || is_foreign)
		return;
	int kind = i / 29 % 3, result = i / 29 % 4;
	snprintf(out + n, sizeof *texts - (size_t)n,
	         "review:\n  - {kind: %s, result: %s, year: %d}\n", kinds[kind], results[result],
	         FIRST_YEAR + year);
	reviews[year][kind][result]++;
	reviews[year][kind][4]++;
}

/* The rows of a table; what `+1` is added to is wrong. */
static void write_row(struct buf *b, const char *name, const char *const *names, int count,
                      const int *figures, int wrong)
{
	const char *dot = strchr(name, '.');
	buf_format(b, "%s%s: {", dot ? "    " : "  ", dot ? dot + 1 : name);
	for (int c = 0; c < count; c++)
		buf_format(b, "%s%s: %d", c ? ", " : "", names[c], figures[c] + (c == wrong));
	buf_format(b, "}\n");
}

/* The report of a year with its tables; `wrong` counts cells of both, -1: none. */
static void write_report(struct buf *b, int year, int wrong)
{
	buf_format(b,
	           "---\nid: report-%d\ntitle: 报告\nstatus: published\nunit: office\nyear: %d\n"
	           "table3:\n",
	           FIRST_YEAR + year, FIRST_YEAR + year);
	for (int r = 0; r < ROWS; r++) {
		const char *dot = strchr(rows[r], '.');
		size_t size = dot ? (size_t)(dot - rows[r]) : 0;
		if (dot && (r == 0 || strncmp(rows[r - 1], rows[r], size + 1)))
			buf_format(b, "  %.*s:\n", (int)size, rows[r]);
		write_row(b, rows[r], columns, COLUMNS, expected[year][r],
		          wrong / COLUMNS == r && wrong >= 0 ? wrong % COLUMNS : -1);
	}
	int cell = wrong - ROWS * COLUMNS;
	buf_format(b, "table4:\n");
	for (int k = 0; k < 3; k++)
		write_row(b, kinds[k], results, 5, reviews[year][k],
		          cell >= 0 && cell / 5 == k ? cell % 5 : -1);
	buf_format(b, "---\n\n正文\n");
}

static void make_files(void)
{
	memset(expected, 0, sizeof expected);
	memset(reviews, 0, sizeof reviews);
	file_count = 0;
	strcpy(add_file("site.yaml"),
	       "name: 站\norgan: office\nprofile: cn-2019\ntheme: default\n");
	strcpy(add_file("organs/office.yaml"), "id: office\ntitle: 局\nstatus: published\n");
	strcpy(add_file("organs/section.yaml"),
	       "id: section\ntitle: 股\nstatus: published\nparent: office\n");
	strcpy(add_file("organs/elsewhere.yaml"), "id: elsewhere\ntitle: 外\nstatus: published\n");
	for (int i = 0; i < APPLICATIONS; i++)
		write_application(i);
}

/* What is said of the report of `year` with that cell wrong. */
static const char *judge(int year, int wrong)
{
	static struct buf out;
	struct buf reports[2] = {BUF_INIT, BUF_INIT};
	struct fixture f;
	struct diag_sink sink;
	size_t kept = file_count;
	for (int y = 0; y < 2; y++) {
		write_report(&reports[y], y, y == year ? wrong : -1);
		files[file_count++] = (struct fixture_file){
			y ? "reports/report-2025.md" : "reports/report-2024.md", reports[y].data};
	}
	fixture_load(&f, fixture_with_regulation(files, file_count), 1);
	diag_sink_init(&sink, LANGUAGE_ZH);
	annual_judge(f.site, &sink);
	buf_clear(&out);
	buf_add_text(&out, fixture_problems(&sink));
	diag_sink_release(&sink);
	fixture_close(&f);
	buf_release(&reports[0]);
	buf_release(&reports[1]);
	file_count = kept;
	return buf_str(&out).data;
}

Test(annual, counts_every_cell_of_a_register_of_two_years)
{
	struct fixture f;
	make_files();
	fixture_load(&f, fixture_with_regulation(files, file_count), 2);
	struct annuals *a = annual_compute(f.site, true);
	cr_assert_eq(a->applications.row_count, ROWS);
	cr_assert_eq(a->applications.column_count, COLUMNS - 1);
	cr_assert_eq(a->reviews.row_count, 3);
	cr_assert_eq(a->count, 3, "2024, 2025 and the running year"); /* as-of is in 2026 */
	for (int y = 0; y < 2; y++) {
		const struct annual *year = &a->items[y];
		cr_expect_eq(year->year, FIRST_YEAR + y);
		for (int r = 0; r < ROWS; r++)
			for (int c = 0; c < COLUMNS; c++)
				cr_expect_eq(year->applications[r * COLUMNS + c], expected[y][r][c],
				             "%d %s %s: %lld instead of %d", FIRST_YEAR + y,
				             rows[r], columns[c],
				             (long long)year->applications[r * COLUMNS + c],
				             expected[y][r][c]);
		for (int k = 0; k < 3; k++)
			for (int c = 0; c < 5; c++)
				cr_expect_eq(year->reviews[k * 5 + c], reviews[y][k][c], "%s %s",
				             kinds[k], results[c]);
		cr_expect_gt(year->days, year->answered, "answers take more than a day");
		for (int r = FIRST_LEAF; r < CLOSED; r++)
			cr_expect_gt(expected[y][r][6], 0, "the register has every outcome: %s",
			             rows[r]);
	}
	cr_expect_gt(expected[1][CARRIED_IN][6], 5);
	cr_expect_eq(a->items[2].applications[CARRIED_IN * COLUMNS + 6],
	             expected[1][CARRIED_OUT][6]);
	annual_free(a);
	fixture_close(&f);
}

Test(annual, finds_nothing_wrong_with_figures_that_agree)
{
	make_files();
	cr_expect_str_eq(judge(0, -1), "");
}

/* Every third cell of both tables, one at a time: something is said in its own row. */
Test(annual, reports_a_wrong_cell_in_its_line)
{
	make_files();
	for (int wrong = 0; wrong < ROWS * COLUMNS + 15; wrong += 3) {
		const char *said = judge(1, wrong);
		struct buf text = BUF_INIT;
		struct str rest, line;
		int row = wrong < ROWS * COLUMNS ? wrong / COLUMNS
		                                 : ROWS + (wrong - ROWS * COLUMNS) / 5,
		    seen = -1;
		unsigned number = 0, at = 0;
		write_report(&text, 1, wrong);
		rest = buf_str(&text);
		while (str_next_line(&rest, &line)) {
			number++;
			if (str_find(line, STR("{"), 0) != SIZE_MAX && ++seen == row)
				at = number;
		}
		char place[64];
		snprintf(place, sizeof place, "reports/report-2025.md:%u:", at);
		cr_expect(strstr(said, place) && strstr(said, " Y03"), "cell %d, %s: %s", wrong,
		          place, said);
		buf_release(&text);
	}
}
