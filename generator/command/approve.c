/* mulu approve ID, mulu withdraw ID: edits of front matter that keep the record whole, and
 * the commit that proves who made them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "audit/edit.h"
#include "audit/git.h"
#include "regulation/people.h"
#include "base/date.h"
#include "base/limits.h"
#include "catalog/content_hash.h"
#include "command/report.h"

/* One edit of one item. */
struct editing {
	const struct options *options;
	struct diag_sink sink;
	struct source *source;
	struct site *site;
	struct repository *repository; /* NULL: none, then nothing is committed */
	struct people people;
	const struct site_item *si;
	struct arena arena;
};

static bool open_editing(struct editing *e, const struct options *options)
{
	struct site_options site_options = options_for_site(options);
	struct diag_sink deaf = {.is_deaf = true};
	*e = (struct editing){.options = options};
	diag_sink_init(&e->sink, options->language);
	arena_init(&e->arena, 0);
	arena_init(&deaf.arena, 0);
	e->source = source_open_directory(options->root);
	e->site = site_load(e->source, &site_options, &e->sink);
	if (!options->no_commit)
		e->repository = repository_open(options->root, &deaf);
	if (e->site)
		people_load(&e->people, e->site->schema, e->source, &e->arena);
	diag_sink_release(&deaf);
	struct str id = options->argument_count ? options->arguments[0] : STR("");
	e->si = e->site ? site_find(e->site, id) : NULL;
	if (!e->si)
		options_refuse(options, "没有这个条目", "no such item", id.size ? id.data : "ID");
	return e->si != NULL;
}

static void close_editing(struct editing *e)
{
	people_release(&e->people);
	repository_close(e->repository);
	site_free(e->site);
	source_close(e->source);
	arena_release(&e->arena);
	diag_sink_release(&e->sink);
}

/* Writes the file if what came out is still an item without new problems. */
static int write_item(struct editing *e, struct str bytes)
{
	const struct item *item = e->si->item;
	struct diag_sink problems;
	diag_sink_init(&problems, e->options->language);
	struct item *changed = item_parse(item->type, item->path, bytes, &e->arena, &problems);
	bool is_good = !changed->is_broken && str_equal(changed->id, item->id) &&
	               diag_count(&problems, DIAG_ERROR) == 0;
	struct str path = STR_JOIN(&e->arena, str_from(e->options->root), STR("/"), item->path);
	int error = is_good ? file_replace(path.data, bytes) : 0;
	if (!is_good)
		report_failure(&problems, e->options);
	if (error)
		options_refuse(e->options, file_error(error), "cannot be written", item->path.data);
	item_free(changed);
	diag_sink_release(&problems);
	return !is_good ? EXIT_CONTENT : error ? EXIT_MACHINE : EXIT_FINE;
}

static int commit(struct editing *e, const char *message)
{
	struct object_id id;
	char hex[OBJECT_HEX];
	bool english = e->options->language == LANGUAGE_EN;
	if (!e->repository || e->options->no_commit) {
		printf(english ? "changed %s; commit it yourself\n" : "已修改 %s，请自行提交\n",
		       e->si->item->path.data);
		return EXIT_FINE;
	}
	int error = repository_commit_file(e->repository, e->si->item->path, message, &id);
	if (error) {
		fprintf(stderr,
		        english ? "mulu: changed %s, but could not commit it%s\n"
		                : "mulu: 已修改 %s，但没有提交%s\n",
		        e->si->item->path.data,
		        error != EPERM ? ""
		        : english      ? ": sign it with git commit -S"
		                       : "：提交须签名，请用 git commit -S");
		return EXIT_MACHINE;
	}
	object_id_to_hex(&id, hex);
	printf(english ? "changed %s, commit %.10s\n" : "已修改 %s，提交 %.10s\n",
	       e->si->item->path.data, hex);
	return EXIT_FINE;
}

/* Reads the item's file, as it was parsed. */
static bool read_item(struct editing *e, struct buf *bytes)
{
	return e->source->read(e->source, e->si->item->path, LIMIT_FILE, bytes) == 0 &&
	       bytes->size >= e->si->item->head.size;
}

/* Today where the clock is right: an approval is given when it is given, whatever day a
 * report is made for. `--as-of` says otherwise. */
static int32_t day_of_edit(const struct options *o)
{
	return o->has_as_of ? o->as_of : date_today();
}

/* --- approve --------------------------------------------------------------- */

/* `--by`, else who commits with git's address and holds the role of the step. */
static struct str approver(struct editing *e, struct str role)
{
	if (e->options->by.size)
		return people_find(&e->people, e->options->by) ? e->options->by : STR_NULL;
	struct str email = e->repository ? repository_own_email(e->repository) : STR_NULL;
	int32_t day = day_of_edit(e->options);
	for (size_t i = 0; email.size && i < e->people.count; i++) {
		const struct post *p = &e->people.items[i];
		if (post_has_email(p, email) && post_is_held(p, day) &&
		    (str_equal(p->role, role) || p->role.size == 0))
			return p->id;
	}
	return STR_NULL;
}

static const struct vocabulary_value *word_of(const struct editing *e, const char *vocabulary,
                                              struct str word)
{
	const struct vocabulary *v = map_get(&e->site->schema->vocabularies_by_id,
	                                     str_from(vocabulary));
	return v && word.size ? vocabulary_find(v, word) : NULL;
}

static int approve(struct editing *e)
{
	const struct options *o = e->options;
	const struct vocabulary_value *step = word_of(e, "roles", o->step);
	const struct vocabulary_value *opinion = word_of(
		e, "opinions", o->opinion.size ? o->opinion : STR("agree"));
	char hash[CONTENT_HASH_SIZE];
	struct buf entry = BUF_INIT, bytes = BUF_INIT, out = BUF_INIT;
	if (!step)
		return options_refuse(o, "请用 --step 给出审批环节", "name the step with --step",
		                      o->step.size ? o->step.data : "ROLE");
	if (!opinion)
		return options_refuse(o, "没有这种意见", "no such opinion", o->opinion.data);
	struct str by = approver(e, step->id);
	if (!by.size)
		return options_refuse(o, "不知道是谁：用 --by 给出 people.yaml 中的岗位编号",
		                      "who is it? name an id of people.yaml with --by",
		                      o->by.size ? o->by.data : "--by");
	if (!content_hash(e->si->item, e->source, hash) || !read_item(e, &bytes)) {
		buf_release(&bytes);
		return options_refuse(o, "正文或附件无法读取",
		                      "its text or an attachment cannot be read",
		                      e->si->item->path.data);
	}
	buf_format(&entry, "{step: %.*s, by: %.*s, opinion: %.*s, date: ",
	           STR_ARG(step->label.words[LANGUAGE_ZH]), STR_ARG(by),
	           STR_ARG(opinion->label.words[LANGUAGE_ZH]));
	date_add_iso(&entry, day_of_edit(o));
	if (o->evidence.size) {
		buf_add(&entry, STR(", evidence: "));
		edit_add_quoted(&entry, o->evidence);
	}
	buf_format(&entry, ", content: \"%s\"}", hash);
	edit_add_entry(e->si->item, buf_str(&bytes), STR("approvals"), buf_str(&entry), &out);
	int status = write_item(e, buf_str(&out));
	buf_clear(&entry);
	buf_format(&entry, "审批 %.*s：%.*s\n", STR_ARG(e->si->item->id),
	           STR_ARG(step->label.words[LANGUAGE_ZH]));
	if (status == EXIT_FINE)
		status = commit(e, entry.data);
	buf_release(&entry);
	buf_release(&bytes);
	buf_release(&out);
	return status;
}

int command_approve(const struct options *options)
{
	struct editing e;
	int status = open_editing(&e, options) ? approve(&e) : EXIT_USAGE;
	close_editing(&e);
	return status;
}

/* --- withdraw -------------------------------------------------------------- */

static int withdraw(struct editing *e)
{
	const struct options *o = e->options;
	const struct vocabulary_value *kind = word_of(e, "withdrawn_kinds", o->kind);
	struct buf text = BUF_INIT, bytes = BUF_INIT, once = BUF_INIT, out = BUF_INIT;
	if (!str_equal(item_status(e->si->item), STR("published")))
		return options_refuse(o, "只有已发布的条目才能撤下",
		                      "only a published item is withdrawn", e->si->item->id.data);
	if (!o->reason.size || !kind)
		return options_refuse(o, "请给出 --reason 和 --kind（词表 withdrawn_kinds）",
		                      "give --reason and --kind (vocabulary withdrawn_kinds)",
		                      o->kind.size ? o->kind.data : "--reason … --kind …");
	buf_format(&text, "{kind: %.*s, date: ", STR_ARG(kind->label.words[LANGUAGE_ZH]));
	date_add_iso(&text, day_of_edit(o));
	buf_add(&text, STR(", reason: "));
	edit_add_quoted(&text, o->reason);
	if (o->by.size)
		buf_format(&text, ", by: %.*s", STR_ARG(o->by));
	buf_add_char(&text, '}');
	int status = EXIT_MACHINE;
	if (read_item(e, &bytes)) {
		/* the later place first: the earlier keeps its bytes */
		edit_set_field(e->si->item, buf_str(&bytes), STR("withdrawn"), buf_str(&text),
		               &once);
		edit_set_field(e->si->item, buf_str(&once), STR("status"), STR("已撤下"), &out);
		status = write_item(e, buf_str(&out));
	}
	buf_clear(&text);
	buf_format(&text, "撤下 %.*s\n\nDisclosure-Note: %.*s\n", STR_ARG(e->si->item->id),
	           STR_ARG(o->reason));
	if (status == EXIT_FINE)
		status = commit(e, text.data);
	buf_release(&text);
	buf_release(&bytes);
	buf_release(&once);
	buf_release(&out);
	return status;
}

int command_withdraw(const struct options *options)
{
	struct editing e;
	int status = open_editing(&e, options) ? withdraw(&e) : EXIT_USAGE;
	close_editing(&e);
	return status;
}
