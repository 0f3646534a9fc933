/* The commands: one file each, one row each in table.c. */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "base/diag.h"
#include "catalog/site.h"

/* Exit statuses; where several apply, the highest. */
enum exit_status { EXIT_FINE = 0, EXIT_CONTENT = 1, EXIT_USAGE = 2, EXIT_MACHINE = 3 };

/* What the command line said, with defaults filled in. */
struct options {
	const char *root;
	const char *out;    /* NULL: `public` in the root; of a form, stdout */
	const char *cache;  /* NULL: `.mulu` in the root */
	const char *format; /* NULL: text */
	struct str profile;
	int32_t as_of;
	unsigned due;                                         /* working days, with has_due */
	const char *form;                                     /* NULL: the item's own */
	struct str commit;                                    /* null: the work tree */
	struct str step, by, opinion, evidence, reason, kind; /* of an approval or a withdrawal */
	bool has_as_of, has_due, is_strict, is_quiet, is_blank, is_staged, no_commit,
		writes_baseline, is_responsibility;
	unsigned jobs;
	enum language language;
	enum audience audience;
	struct str *arguments; /* without options */
	size_t argument_count;
	char *owned_root;
};

struct command {
	const char *name;
	const char *arguments; /* for help: `[PATH…]` */
	const char *zh, *en;   /* what it does, in a line */
	const char *takes;     /* the letters of the options it takes beside the common ones */
	const char *formats;   /* `text json`; the first is the default */
	int (*run)(const struct options *options);
};

extern const struct command commands[];
extern const size_t command_count;

int command_check(const struct options *options);
int command_build(const struct options *options);
int command_list(const struct options *options);
int command_diff(const struct options *options);
int command_approve(const struct options *options);
int command_withdraw(const struct options *options);
int command_verify(const struct options *options);
int command_audit(const struct options *options);
int command_calendar(const struct options *options);
int command_form(const struct options *options);
int command_schema(const struct options *options);
int command_help(const struct options *options);

/* Where what is worth keeping is kept: `--cache`, else `.mulu` in the root. In `arena`. */
const char *options_cache(const struct options *options, struct arena *arena);

/* The options for loading a site. */
struct site_options options_for_site(const struct options *options);

/* Reads the command line of one command. EXIT_FINE, or EXIT_USAGE after saying
 * what is wrong. Release afterwards in either case. */
int options_read(const struct command *command, int argc, char **argv, struct options *out);
void options_release(struct options *options);

/* Says on stderr what is wrong with the command line, `what` behind it; EXIT_USAGE. */
int options_refuse(const struct options *o, const char *zh, const char *en, const char *what);

/* Prints what a command takes. */
void options_print_help(const struct command *command, enum language language);

/* zh or en, from --lang (anywhere in argv), else MULU_LANG, else zh. */
enum language options_language(int argc, char **argv);

#endif
