/* Loading: find the files, parse each alone on the workers, index what came. */
#include "catalog/site.h"

#include <errno.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/workers.h"
#include "catalog/permalink.h"

struct parse_job {
	struct str path;
	const struct type *type;
	struct item *item; /* the slot */
};

struct parser {
	struct source *source;
	struct parse_job *jobs;
	struct diag_sink *sinks; /* one a worker */
	struct buf *bytes;       /* likewise */
	struct arena *scratch;   /* likewise, of one file */
};

static void parse_one(void *context, unsigned worker, size_t number)
{
	struct parser *p = context;
	struct parse_job *job = &p->jobs[number];
	struct buf *bytes = &p->bytes[worker];
	struct diag_sink *sink = &p->sinks[worker];
	struct diag_place place = {.file = job->path};
	int error = p->source->read(p->source, job->path, LIMIT_FILE, bytes);
	if (error == EFBIG)
		diag_report(sink, DIAG_FILE_TOO_LARGE, place, NULL,
		            str_format(&sink->arena, "%zu", LIMIT_FILE));
	else if (error)
		diag_report(sink, DIAG_FILE_UNREADABLE, place, NULL, str_from(file_error(error)));
	else
		job->item = item_parse(job->type, job->path, buf_str(bytes), &p->scratch[worker],
		                       sink);
	arena_reset(&p->scratch[worker]);
}

static void parse_all(struct source *source, struct parse_job *jobs, size_t count,
                      const struct site_options *options, struct diag_sink *sink)
{
	unsigned workers = options->workers ? options->workers : 1;
	struct parser p = {.source = source, .jobs = jobs};
	p.sinks = memory_new(workers, sizeof *p.sinks);
	p.bytes = memory_new(workers, sizeof *p.bytes);
	p.scratch = memory_new(workers, sizeof *p.scratch);
	for (unsigned i = 0; i < workers; i++) {
		diag_sink_init(&p.sinks[i], sink->language);
		arena_init(&p.scratch[i], 64 * KIB);
	}
	workers_run(workers, count, parse_one, &p);
	for (unsigned i = 0; i < workers; i++) {
		diag_merge(sink, &p.sinks[i]);
		diag_sink_release(&p.sinks[i]);
		buf_release(&p.bytes[i]);
		arena_release(&p.scratch[i]);
	}
	free(p.sinks);
	free(p.bytes);
	free(p.scratch);
}

/* Files mulu reads by name, and folders that are no items. */
static bool is_known_file(struct str path)
{
	static const struct str known[] = {
		STR_INIT("content/catalogue.yaml"),
		STR_INIT("content/allowed_signers"),
		STR_INIT("content/people.yaml"),
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_equal(path, known[i]))
			return true;
	return str_starts_with(path, STR("content/regulation/")) ||
	       str_starts_with(path, STR("content/theme/")) ||
	       str_equal(path_name(path), STR("README.md"));
}

static bool is_item_file(const struct type *type, struct str path)
{
	struct str extension = path_extension(path);
	if (str_equal(extension, STR(".yaml")))
		return true;
	return str_equal(extension, STR(".md")) && type->file.size == 0;
}

const struct type *site_type_of_item(const struct schema *schema, struct str path)
{
	const struct type *type = is_known_file(path) ? NULL : schema_type_of_path(schema, path);
	return type && type->folder.size && is_item_file(type, path) ? type : NULL;
}

static void report_stray(const struct site *site, struct str path, struct diag_sink *sink)
{
	struct str folders = STR("");
	for (size_t i = 0; i < site->schema->type_count; i++) {
		struct str folder = site->schema->types[i].folder;
		if (folder.size)
			folders = STR_JOIN(&sink->arena, folders,
			                   folders.size ? STR(", ") : STR(""), folder, STR("/"));
	}
	diag_report(sink, DIAG_FILE_IN_NO_TYPE, (struct diag_place){.file = path}, NULL, folders);
}

/* Picks the files that are items; attachments and the like stay where they are. */
static size_t plan_jobs(struct site *site, const struct file_list *list, bool settings_only,
                        struct parse_job *jobs, struct diag_sink *sink)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++) {
		struct str path = list->items[i], extension = path_extension(path);
		if (is_known_file(path))
			continue;
		const struct type *type = schema_type_of_path(site->schema, path);
		if (settings_only && (!type || type->folder.size))
			continue;
		if (type && is_item_file(type, path))
			jobs[count++] = (struct parse_job){.path = path, .type = type};
		else if (!type &&
		         (str_equal(extension, STR(".md")) || str_equal(extension, STR(".yaml"))))
			report_stray(site, path, sink);
	}
	return count;
}

/* The files of a folder need not lie side by side: `a/` stands among them. */
static void warn_crowded(const struct file_list *list, struct diag_sink *sink)
{
	enum { CROWDED = 5000 };
	struct arena arena;
	struct map counts;
	if (list->count <= CROWDED)
		return;
	arena_init(&arena, 0);
	map_init(&counts, &arena);
	for (size_t i = 0; i < list->count; i++) {
		struct str folder = path_directory(list->items[i]);
		size_t *count = map_get(&counts, folder);
		if (!count)
			map_put(&counts, folder, count = ARENA_NEW(&arena, size_t));
		++*count;
	}
	for (size_t i = 0; i < list->count; i++) {
		struct str folder = path_directory(list->items[i]);
		size_t *count = map_get(&counts, folder);
		if (*count > CROWDED)
			diag_report(sink, DIAG_FOLDER_CROWDED, (struct diag_place){.file = folder},
			            NULL, folder, str_format(&arena, "%zu", *count));
		*count = 0; /* each folder is named once */
	}
	map_release(&counts);
	arena_release(&arena);
}

static void add_item(struct site *site, struct item *item, struct diag_sink *sink)
{
	if (item->type->file.size) {
		if (str_equal(item->type->id, STR("site")) && !item->is_broken)
			site->config = item;
		return;
	}
	struct site_item *si = &site->items[site->item_count];
	*si = (struct site_item){.item = item, .number = (uint32_t)site->item_count};
	map_put(&site->by_path, item->path, si);
	site->item_count++;
	if (item->id.size == 0)
		return;
	struct site_item *other = map_put(&site->by_id, item->id, si);
	si->url = permalink_item(&site->arena, item);
	if (!other)
		return;
	struct diag_more more = {.item = item->id};
	diag_report(sink, DIAG_ID_TAKEN, item_place(item, item_known(item, KNOWN_ID)), &more,
	            item->id, other->item->path);
}

static void settle(struct site *site, const struct site_options *options)
{
	const struct value *as_of = site->config ? value_by_name(&site->config->root,
	                                                         &site->config->type->fields,
	                                                         STR("as_of"))
	                                         : NULL;
	site->as_of = options->as_of                       ? *options->as_of
	              : as_of && as_of->kind == VALUE_DATE ? as_of->date.day
	                                                   : date_today();
	site->profile = options->profile.size ? options->profile
	                                      : site_setting(site, STR("profile"));
	site->theme = site_setting(site, STR("theme"));
	site->audience = options->audience;
}

static void check_config(struct site *site, struct diag_sink *sink)
{
	struct diag_place place = {.file = STR("content/site.yaml")};
	if (!site->config) {
		size_t size;
		if (site->source->size(site->source, place.file, &size))
			diag_report(sink, DIAG_SITE_MISSING, place, NULL, STR_NULL);
		return;
	}
	const struct item *config = site->config;
	const struct value *profile = value_by_name(&config->root, &config->type->fields,
	                                            STR("profile"));
	if (site->profile.size && !profiles_have(&site->schema->profiles, site->profile))
		diag_report(sink, DIAG_SCHEMA_REFERENCE, item_place(config, profile), NULL,
		            sink->language == LANGUAGE_EN ? STR("profile") : STR("规范方案"),
		            site->profile);
}

static bool is_before(const struct relation *r, uint32_t to, struct str inverse)
{
	return r->to < to || (r->to == to && str_compare(r->field->inverse, inverse) < 0);
}

const struct relation *site_linked(const struct site *site, uint32_t to, struct str inverse,
                                   size_t *count)
{
	size_t low = 0, high = site->relation_count, end;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (is_before(&site->relations[middle], to, inverse))
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < site->relation_count && site->relations[end].to == to &&
	                str_equal(site->relations[end].field->inverse, inverse);)
		end++;
	*count = end - low;
	return site->relations + low;
}

const struct parameter *site_parameter(const struct site *site, struct str name)
{
	const struct profiles *all = &site->schema->profiles;
	const struct profile *p = profile_in_force(all, site->profile, site->as_of);
	return profile_parameter(all, p, name, site->as_of);
}

struct site *site_load(struct source *source, const struct site_options *options,
                       struct diag_sink *sink)
{
	struct site *site = memory_new(1, sizeof *site);
	struct file_list list = {0};
	struct str where = STR_NULL;
	arena_init(&site->arena, 64 * KIB);
	site->source = source;
	map_init(&site->by_id, &site->arena);
	map_init(&site->by_path, &site->arena);
	site->schema = schema_load(source, &site->arena, sink);
	int error = source->list(source, STR("content"), &site->arena, &list, &where);
	if (error)
		diag_report(sink, DIAG_FILE_UNREADABLE, (struct diag_place){.file = where}, NULL,
		            str_from(file_error(error)));
	if (error || !site->schema) {
		file_list_release(&list);
		site_free(site);
		return NULL;
	}
	if (options->audience == AUDIENCE_INTERNAL)
		schema_open_to_staff(site->schema);
	struct parse_job *jobs = memory_new(list.count, sizeof *jobs);
	size_t count = plan_jobs(site, &list, options->settings_only, jobs, sink);
	warn_crowded(&list, sink);
	parse_all(source, jobs, count, options, sink);
	site->items = memory_new(count, sizeof *site->items);
	site->owned = memory_new(count, sizeof *site->owned);
	for (size_t i = 0; i < count; i++) {
		if (!jobs[i].item)
			continue;
		site->owned[site->owned_count++] = jobs[i].item;
		add_item(site, jobs[i].item, sink);
	}
	free(jobs);
	file_list_release(&list);
	taxonomy_load(&site->catalogue, source, &site->arena, sink);
	settle(site, options);
	check_config(site, sink);
	return site;
}

void site_free(struct site *site)
{
	if (!site)
		return;
	for (size_t i = 0; i < site->owned_count; i++)
		item_free(site->owned[i]);
	free(site->owned);
	free(site->items);
	free(site->relations);
	free(site->deadlines);
	map_release(&site->by_id);
	map_release(&site->by_path);
	taxonomy_release(&site->catalogue);
	schema_release(site->schema);
	arena_release(&site->arena);
	free(site);
}

struct site_item *site_find(const struct site *site, struct str id)
{
	return map_get(&site->by_id, id);
}

struct str site_setting(const struct site *site, struct str name)
{
	if (!site->config)
		return STR_NULL;
	const struct value *v = value_by_name(&site->config->root, &site->config->type->fields,
	                                      name);
	return v && v->kind == VALUE_TEXT ? value_text(v) : STR_NULL;
}

int32_t site_next_change(const struct site *site)
{
	static const struct str names[] = {STR_INIT("embargo"), STR_INIT("published")};
	int32_t next = INT32_MAX;
	for (size_t i = 0; i < site->item_count; i++) {
		const struct item *item = site->items[i].item;
		struct datetime date;
		if (!str_equal(item_status(item), STR("published")))
			continue;
		for (size_t k = 0; k < sizeof names / sizeof *names; k++)
			if (item_date(item, names[k], &date) && date.day > site->as_of &&
			    date.day < next)
				next = date.day;
	}
	/* what is due today or later is overdue the day after */
	for (size_t i = 0; i < site->deadline_count; i++) {
		const struct deadline *d = &site->deadlines[i];
		if (d->done == INT32_MIN && d->due >= site->as_of && d->due + 1 < next)
			next = d->due + 1;
	}
	return next;
}
