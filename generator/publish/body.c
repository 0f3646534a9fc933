/* One table of linkable files (attachments), one slot of anchors an item, and
 * each worker's list of links to anchors. */
#include "publish/body.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/utf8.h"
#include "catalog/permalink.h"
#include "format/html.h"

/* A file that some item lists as an attachment. */
struct file {
	const struct site_item *owner;
	struct str name;
};

/* The anchors of a body, hashed: texts are made again when one is missing. */
struct anchors {
	const uint64_t *hashes;
	uint32_t count;
	bool is_read;
};

struct anchor_link {
	uint32_t from, to; /* numbers of items */
	struct str anchor;
	size_t begin, end; /* bytes in the file of `from` */
};

struct body_reader {
	struct arena arena;
	struct buf bytes;
	struct anchor_link *items;
	size_t count, room;
};

struct body_shelf {
	const struct site *site;
	struct map files; /* path → struct file */
	struct anchors *anchors;
	struct body_reader *readers;
	unsigned reader_count;
	struct arena arena;
};

/* --- the shelf ------------------------------------------------------------- */

static void add_files(struct body_shelf *shelf, const struct site_item *si)
{
	const struct item *item = si->item;
	const struct field *f = item->type->known[KNOWN_ATTACHMENTS];
	const struct value *list = item_known(item, KNOWN_ATTACHMENTS);
	for (uint32_t i = 0; list && list->kind == VALUE_LIST && i < list->size; i++) {
		const struct value *entry = &list->children[i];
		const struct value *name = entry->kind == VALUE_RECORD
		                                   ? value_by_name(entry, &f->entry->fields,
		                                                   STR("file"))
		                                   : NULL;
		if (!name || name->kind != VALUE_TEXT)
			continue;
		struct str path = path_join(&shelf->arena, path_directory(item->path),
		                            value_text(name));
		struct file *file = ARENA_NEW(&shelf->arena, struct file);
		*file = (struct file){si, value_text(name)};
		struct file *other = map_put(&shelf->files, path, file);
		/* listed by several: the one that is public publishes it */
		if (other && other->owner->visibility != VISIBILITY_FULL)
			*other = *file;
	}
}

struct body_shelf *body_shelf_new(const struct site *site, unsigned workers)
{
	struct body_shelf *shelf = memory_new(1, sizeof *shelf);
	shelf->site = site;
	arena_init(&shelf->arena, 0);
	map_init(&shelf->files, &shelf->arena);
	for (size_t i = 0; i < site->item_count; i++)
		add_files(shelf, &site->items[i]);
	shelf->anchors = memory_new(site->item_count, sizeof *shelf->anchors);
	shelf->readers = memory_new(workers, sizeof *shelf->readers);
	shelf->reader_count = workers;
	for (unsigned i = 0; i < workers; i++)
		arena_init(&shelf->readers[i].arena, 0);
	return shelf;
}

void body_shelf_free(struct body_shelf *shelf)
{
	if (!shelf)
		return;
	for (unsigned i = 0; i < shelf->reader_count; i++) {
		arena_release(&shelf->readers[i].arena);
		buf_release(&shelf->readers[i].bytes);
		free(shelf->readers[i].items);
	}
	free(shelf->readers);
	free(shelf->anchors);
	map_release(&shelf->files);
	arena_release(&shelf->arena);
	free(shelf);
}

/* --- links ----------------------------------------------------------------- */

struct resolving {
	struct body_shelf *shelf;
	const struct body_job *job;
	struct str text; /* the file */
};

static void report(const struct resolving *r, const struct markdown_link *link, enum diag_id id,
                   struct str a, struct str b)
{
	const struct item *item = r->job->item->item;
	struct diag_more more = {.item = item->id};
	struct diag_place place = {item->path, r->text, link->begin, link->end};
	diag_report(r->job->sink, id, place, &more, a, b);
}

static struct str relative_url(const struct resolving *r, struct arena *arena, struct str to,
                               struct str anchor)
{
	struct buf b = BUF_INIT;
	path_add_relative_url(&b, r->job->item->url, to);
	if (anchor.size) {
		buf_add_char(&b, '#');
		buf_add(&b, anchor);
	}
	struct str url = str_copy(arena, buf_str(&b));
	buf_release(&b);
	return url;
}

static bool has_scheme(struct str url)
{
	size_t colon = str_find(url, STR(":"), 0);
	size_t slash = str_find(url, STR("/"), 0), hash = str_find(url, STR("#"), 0);
	return colon != SIZE_MAX && colon < slash && colon < hash;
}

static void keep_anchor(const struct resolving *r, const struct markdown_link *link,
                        const struct site_item *to, struct str anchor)
{
	struct body_reader *reader = &r->shelf->readers[r->job->worker];
	struct anchor_link kept = {r->job->item->number, to->number,
	                           str_copy(&reader->arena, anchor), link->begin, link->end};
	ARRAY_PUSH(reader, kept);
}

static struct str link_to_item(const struct resolving *r, struct arena *arena,
                               const struct markdown_link *link, const struct site_item *to,
                               struct str anchor)
{
	bool is_public = r->job->item->visibility == VISIBILITY_FULL;
	if (is_public && to->visibility == VISIBILITY_HIDDEN) {
		if (!site_item_is_stopped(to))
			report(r, link, DIAG_LINK_WITHHELD, to->item->id, STR_NULL);
		return STR_NULL;
	}
	if (is_public && to->visibility == VISIBILITY_TOMBSTONE)
		report(r, link, DIAG_LINK_WITHDRAWN, to->item->id, STR_NULL);
	if (anchor.size && to->visibility == VISIBILITY_FULL)
		keep_anchor(r, link, to, anchor);
	return relative_url(r, arena, to->url, anchor);
}

static struct str stem_of(struct str path)
{
	struct str name = path_name(path);
	return str_slice(name, 0, name.size - path_extension(path).size);
}

/* The path nearest to one that is not there, among the files of its folder. */
static struct str nearest_path(const struct resolving *r, struct str path)
{
	const struct site *site = r->shelf->site;
	struct str folder = path_directory(path);
	/* names are compared without their endings, which are all alike */
	struct str *names = ARENA_ARRAY(r->job->arena, struct str, site->item_count);
	struct str *stems = ARENA_ARRAY(r->job->arena, struct str, site->item_count);
	size_t count = 0;
	for (size_t i = 0; i < site->item_count; i++) {
		struct str other = site->items[i].item->path;
		if (!str_equal(path_directory(other), folder))
			continue;
		names[count] = path_name(other);
		stems[count++] = stem_of(other);
	}
	struct str near = utf8_nearest(stem_of(path), stems, count);
	for (size_t i = 0; near.size && i < count; i++)
		if (near.data == stems[i].data)
			return names[i];
	return STR_NULL;
}

static struct str link_to_path(const struct resolving *r, struct arena *arena,
                               const struct markdown_link *link, struct str path, struct str anchor)
{
	const struct site *site = r->shelf->site;
	const struct site_item *to = map_get(&site->by_path, path);
	const struct file *file = map_get(&r->shelf->files, path);
	if (to && to->url.size)
		return link_to_item(r, arena, link, to, anchor);
	if (file && file->owner->visibility == VISIBILITY_FULL)
		return relative_url(r, arena,
		                    permalink_attachment(arena, file->owner->item, file->name),
		                    STR(""));
	size_t size;
	if (file && r->job->item->visibility == VISIBILITY_FULL)
		report(r, link, DIAG_LINK_WITHHELD, file->owner->item->id, STR_NULL);
	else if (file)
		return STR("#"); /* withheld both: nobody will see it */
	else if (site->source->size(site->source, path, &size) == 0)
		report(r, link, DIAG_LINK_NOT_ATTACHED, path, STR_NULL);
	else {
		struct str near = nearest_path(r, path);
		report(r, link, near.size ? DIAG_LINK_BROKEN_NEAR : DIAG_LINK_BROKEN, link->url,
		       near);
	}
	return STR_NULL;
}

static struct str resolve(void *context, struct arena *arena, const struct markdown_link *link)
{
	const struct resolving *r = context;
	struct str url = link->url;
	if (has_scheme(url)) {
		if (!link->is_image)
			return url;
		report(r, link, DIAG_MARKDOWN_IMAGE_REMOTE, url, STR_NULL);
		return STR_NULL;
	}
	if (str_starts_with(url, STR("/"))) {
		report(r, link, DIAG_LINK_ABSOLUTE, url, STR_NULL);
		return STR_NULL;
	}
	size_t hash = str_find(url, STR("#"), 0);
	struct str target = str_slice(url, 0, hash);
	struct str anchor = hash == SIZE_MAX ? STR("") : str_slice(url, hash + 1, url.size);
	anchor = path_decode_url(arena, anchor);
	struct str decoded = path_decode_url(arena, target);
	if (str_is_null(anchor) || str_is_null(decoded)) {
		report(r, link, DIAG_LINK_BROKEN, url, STR_NULL);
		return STR_NULL;
	}
	if (target.size == 0)
		return anchor.size ? link_to_item(r, arena, link, r->job->item, anchor) : STR("#");
	struct str path = path_resolve(arena, path_directory(r->job->item->item->path), decoded);
	if (str_is_null(path) || !str_starts_with(path, STR("content/"))) {
		report(r, link, DIAG_LINK_OUTSIDE, url, STR_NULL);
		return STR_NULL;
	}
	return link_to_path(r, arena, link, path, anchor);
}

/* --- one body -------------------------------------------------------------- */

static void keep_anchors(struct body_shelf *shelf, const struct body_job *job,
                         const struct markdown_result *result)
{
	struct body_reader *reader = &shelf->readers[job->worker];
	uint64_t *hashes = ARENA_ARRAY(&reader->arena, uint64_t, result->heading_count);
	for (size_t i = 0; i < result->heading_count; i++)
		hashes[i] = hash_quick(result->headings[i].id);
	shelf->anchors[job->item->number] = (struct anchors){hashes,
	                                                     (uint32_t)result->heading_count, true};
}

/* Reads the file again; false, and reported, where it is not what was loaded. */
static bool read_again(struct body_shelf *shelf, const struct body_job *job, struct str *text)
{
	const struct item *item = job->item->item;
	struct buf *bytes = &shelf->readers[job->worker].bytes;
	struct diag_place place = {.file = item->path};
	int error = shelf->site->source->read(shelf->site->source, item->path, LIMIT_FILE, bytes);
	if (error) {
		diag_report(job->sink, DIAG_FILE_UNREADABLE, place, NULL,
		            str_from(file_error(error)));
		return false;
	}
	*text = buf_str(bytes);
	struct str body = str_slice(*text, item->body, text->size);
	bool same = text->size >= item->body && body.size == item->body_size &&
	            hash_quick(body) == item->body_digest;
	if (!same)
		diag_report(job->sink, DIAG_BODY_CHANGED, place, NULL, STR_NULL);
	return same;
}

bool body_render(struct body_shelf *shelf, const struct body_job *job,
                 struct markdown_result *result)
{
	const struct item *item = job->item->item;
	struct resolving r = {.shelf = shelf, .job = job};
	*result = (struct markdown_result){0};
	if (item->body_size == 0 || !read_again(shelf, job, &r.text))
		return false;
	struct diag_place place = {item->path, r.text, item->body, item->body};
	if (job->leaks)
		leak_scan_input(job->leaks, place, str_slice(r.text, item->body, r.text.size));
	struct markdown_options options = {
		.file = item->path,
		.item = item->id,
		.text = r.text,
		.body = item->body,
		.resolve = resolve,
		.context = &r,
		.check_only = job->html == NULL,
	};
	struct buf unused = BUF_INIT;
	bool done = markdown_render(&options, job->arena, job->sink,
	                            job->html ? job->html : &unused, result);
	buf_release(&unused);
	if (done)
		keep_anchors(shelf, job, result);
	return done;
}

/* --- anchors --------------------------------------------------------------- */

static bool has_anchor(const struct anchors *anchors, struct str anchor)
{
	uint64_t hash = hash_quick(anchor);
	for (uint32_t i = 0; i < anchors->count; i++)
		if (anchors->hashes[i] == hash)
			return true;
	return false;
}

/* The headings of a body, made once more, for the hint. */
static struct str heading_list(struct body_shelf *shelf, const struct site_item *to,
                               struct arena *arena)
{
	enum { SHOWN = 12 };
	struct diag_sink unheard;
	struct markdown_result result = {0};
	struct buf bytes = BUF_INIT;
	struct str all = STR("");
	diag_sink_init(&unheard, LANGUAGE_ZH);
	if (!shelf->site->source->read(shelf->site->source, to->item->path, LIMIT_FILE, &bytes) &&
	    bytes.size >= to->item->body) {
		struct markdown_options options = {.file = to->item->path,
		                                   .text = buf_str(&bytes),
		                                   .body = to->item->body,
		                                   .check_only = true};
		struct buf unused = BUF_INIT;
		markdown_render(&options, arena, &unheard, &unused, &result);
		buf_release(&unused);
	}
	for (size_t i = 0; i < result.heading_count && i < SHOWN; i++)
		all = STR_JOIN(arena, all, i ? STR(" ") : STR(""), STR("#"), result.headings[i].id);
	buf_release(&bytes);
	diag_sink_release(&unheard);
	return all;
}

static void report_anchor(struct body_shelf *shelf, const struct anchor_link *link,
                          struct diag_sink *sink)
{
	const struct site_item *from = &shelf->site->items[link->from];
	const struct site_item *to = &shelf->site->items[link->to];
	struct arena arena;
	struct buf bytes = BUF_INIT;
	arena_init(&arena, 0);
	shelf->site->source->read(shelf->site->source, from->item->path, LIMIT_FILE, &bytes);
	struct diag_place place = {from->item->path, buf_str(&bytes), link->begin, link->end};
	struct diag_more more = {.item = from->item->id};
	diag_report(sink, DIAG_LINK_ANCHOR, place, &more, to->item->id, link->anchor,
	            heading_list(shelf, to, &arena));
	buf_release(&bytes);
	arena_release(&arena);
}

void body_check_anchors(struct body_shelf *shelf, struct diag_sink *sink)
{
	for (unsigned i = 0; i < shelf->reader_count; i++) {
		const struct body_reader *reader = &shelf->readers[i];
		for (size_t k = 0; k < reader->count; k++) {
			const struct anchor_link *link = &reader->items[k];
			const struct anchors *anchors = &shelf->anchors[link->to];
			/* a body that could not be read has its own message */
			bool is_readable = anchors->is_read ||
			                   !shelf->site->items[link->to].item->body_size;
			if (is_readable && !has_anchor(anchors, link->anchor))
				report_anchor(shelf, link, sink);
		}
	}
}
