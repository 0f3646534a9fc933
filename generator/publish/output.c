/* Staging, the manifest and the exchange of directories. */
#include "publish/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/path.h"
#include "format/html.h"

#define MANIFEST "/manifest.json"

static struct str join(struct output *o, struct str a, const char *b)
{
	return STR_JOIN(&o->arena, a, str_from(b));
}

static bool failed(struct diag_sink *sink, struct str path, int error)
{
	struct diag_place place = {.file = path};
	if (error)
		diag_report(sink, DIAG_OUTPUT_FAILED, place, NULL, path,
		            str_from(file_error(error)));
	return error != 0;
}

/* --- opening --------------------------------------------------------------- */

static bool is_empty_directory(const char *path)
{
	return rmdir(path) == 0 ? mkdir(path, 0755) == 0 : false;
}

/* A directory is replaced only if mulu published it, or if it is empty. */
static bool may_replace(struct output *o, struct diag_sink *sink)
{
	struct diag_place place = {.file = o->out};
	struct buf manifest = BUF_INIT;
	if (!file_exists(o->out.data))
		return true;
	bool is_ours = file_is_directory(o->out.data) &&
	               !file_read(join(o, o->out, MANIFEST).data, 1u << 30, &manifest) &&
	               str_find(buf_str(&manifest), STR("\"generator\": \"mulu\""), 0) != SIZE_MAX;
	buf_release(&manifest);
	if (is_ours || is_empty_directory(o->out.data))
		return true;
	diag_report(sink, DIAG_OUTPUT_FOREIGN, place, NULL, o->out);
	return false;
}

static bool take_lock(struct output *o, struct diag_sink *sink)
{
	struct diag_place place = {.file = o->out};
	struct str lock = join(o, o->stage, "/lock");
	if (mkdir(o->stage.data, 0700) < 0 && errno != EEXIST)
		return !failed(sink, o->stage, errno);
	int error = file_lock(lock.data);
	if (error == EWOULDBLOCK) {
		diag_report(sink, DIAG_OUTPUT_LOCKED, place, NULL, o->out);
		return false;
	}
	return !failed(sink, lock, error);
}

bool output_open(struct output *o, struct str out, struct diag_sink *sink)
{
	*o = (struct output){.directory = -1};
	arena_init(&o->arena, 0);
	while (out.size > 1 && out.data[out.size - 1] == '/')
		out.size--;
	o->out = str_copy(&o->arena, out);
	o->stage = join(o, o->out, ".stage");
	o->site = join(o, o->stage, "/site");
	struct str parent = path_directory(o->out);
	if (parent.size &&
	    failed(sink, o->out, file_make_directories(str_cstring(&o->arena, parent))))
		return false;
	if (!may_replace(o, sink) || !take_lock(o, sink))
		return false;
	o->is_open = true;
	if (file_exists(o->site.data) && failed(sink, o->site, file_remove_tree(o->site.data)))
		return false;
	int error = mkdir(o->site.data, 0755) < 0 ? errno : 0;
	if (!error)
		error = file_open_directory(o->site.data, &o->directory);
	return !failed(sink, o->site, error);
}

void output_close(struct output *o)
{
	if (o->is_open) {
		file_close_directory(o->directory);
		file_remove_tree(o->site.data);
		unlink(join(o, o->stage, "/lock").data);
		rmdir(o->stage.data);
	}
	arena_release(&o->arena);
	*o = (struct output){0};
}

/* --- writing --------------------------------------------------------------- */

/* The directory of an output, and those above. */
static bool make_directory(struct output *o, struct map *made, struct str url,
                           struct diag_sink *sink)
{
	struct str directory = path_directory(url);
	if (directory.size == 0 || map_get(made, directory))
		return true;
	if (!make_directory(o, made, directory, sink))
		return false;
	struct str path = STR_JOIN(&o->arena, o->site, directory);
	map_put(made, directory, o);
	return !failed(sink, path, mkdir(path.data, 0755) < 0 ? errno : 0);
}

bool output_make_directories(struct output *o, const struct plan *plan, struct diag_sink *sink)
{
	struct map made;
	bool done = true;
	map_init(&made, &o->arena);
	for (size_t i = 0; i < plan->page_count && done; i++)
		done = make_directory(o, &made, plan->pages[i].url, sink);
	for (size_t i = 0; i < plan->file_count && done; i++)
		done = make_directory(o, &made, plan->files[i].url, sink);
	map_release(&made);
	return done;
}

bool output_write(struct output *o, struct str url, struct str bytes, struct output_entry *entry,
                  struct diag_sink *sink)
{
	char path[4096];
	struct str name = str_slice(url, 1, url.size); /* addresses begin with `/` */
	int error = ENAMETOOLONG;
	if (name.size < sizeof path) {
		memcpy(path, name.data, name.size);
		path[name.size] = '\0';
		error = file_create_in(o->directory, path, bytes);
	}
	if (failed(sink, url, error))
		return false;
	*entry = (struct output_entry){url, bytes.size, hash_sha256(bytes)};
	return true;
}

/* --- the manifest ---------------------------------------------------------- */

static int compare_entries(const void *a, const void *b)
{
	return str_compare(((const struct output_entry *)a)->url,
	                   ((const struct output_entry *)b)->url);
}

static void add_manifest(struct buf *b, struct output_entry *entries, size_t count,
                         const struct site *site)
{
	if (count)
		qsort(entries, count, sizeof *entries, compare_entries);
	buf_add_text(b, "{\n  \"version\": 1,\n  \"generator\": \"mulu\",\n  \"as_of\": \"");
	date_add_iso(b, site->as_of);
	buf_add_text(b, "\",\n  \"profile\": ");
	html_add_json_string(b, site->profile);
	buf_format(b, ",\n  \"audience\": \"%s\",\n",
	           site->audience == AUDIENCE_INTERNAL ? "internal" : "public");
	if (site->commit.size)
		buf_format(b, "  \"commit\": \"%.*s\",\n  \"dirty\": %s,\n", STR_ARG(site->commit),
		           site->is_dirty ? "true" : "false");
	buf_add_text(b, "  \"files\": [");
	for (size_t i = 0; i < count; i++) {
		char hex[65];
		hash_to_hex(&entries[i].hash, hex);
		buf_add_text(b, i ? ",\n    {\"path\": " : "\n    {\"path\": ");
		html_add_json_string(b, str_slice(entries[i].url, 1, entries[i].url.size));
		buf_format(b, ", \"size\": %zu, \"sha256\": \"%s\"}", entries[i].size, hex);
	}
	buf_add_text(b, "\n  ]\n}\n");
}

/* --- the exchange ---------------------------------------------------------- */

/* Pages after what they need: a reader in between may see an old page with a new
 * style, never a new page without it. */
static int rank(struct str path)
{
	if (str_equal(path, STR("manifest.json")))
		return 3;
	if (str_equal(path, STR("index.html")))
		return 2;
	return str_ends_with(path, STR(".html"));
}

static int compare_ranks(const void *a, const void *b)
{
	const struct str *x = a, *y = b;
	int order = rank(*x) - rank(*y);
	return order ? order : str_compare(*x, *y);
}

static int move_file(struct output *o, struct str path)
{
	struct str from = STR_JOIN(&o->arena, o->site, STR("/"), path);
	struct str to = STR_JOIN(&o->arena, o->out, STR("/"), path);
	int error = file_make_directories(str_cstring(&o->arena, path_directory(to)));
	if (!error && rename(from.data, to.data) < 0)
		error = errno;
	if (error != EXDEV)
		return error;
	struct buf bytes = BUF_INIT; /* the site is another mount: copy, then replace */
	error = file_read(from.data, 1u << 30, &bytes);
	if (!error)
		error = file_replace(to.data, buf_str(&bytes));
	buf_release(&bytes);
	return error;
}

/* Removes a file of the old site, and the folders that are empty then. */
static void remove_leftover(struct output *o, struct str path)
{
	unlink(STR_JOIN(&o->arena, o->out, STR("/"), path).data);
	for (path = path_directory(path); path.size; path = path_directory(path))
		if (rmdir(STR_JOIN(&o->arena, o->out, STR("/"), path).data) < 0)
			break;
}

/* Removes files of the old site that the new one has not. */
static void remove_leftovers(struct output *o, const struct file_list *kept)
{
	struct file_list old = {0};
	struct map keep;
	struct str where = STR_NULL;
	map_init(&keep, &o->arena);
	for (size_t i = 0; i < kept->count; i++)
		map_put(&keep, kept->items[i], o);
	file_walk(&o->arena, o->out.data, &old, &where);
	for (size_t i = 0; i < old.count; i++)
		if (!map_get(&keep, old.items[i]))
			remove_leftover(o, old.items[i]);
	map_release(&keep);
	file_list_release(&old);
}

static int move_files(struct output *o)
{
	struct file_list list = {0};
	struct str where = STR_NULL;
	int error = file_walk(&o->arena, o->site.data, &list, &where);
	if (!error && list.count)
		qsort(list.items, list.count, sizeof *list.items, compare_ranks);
	for (size_t i = 0; i < list.count && !error; i++)
		error = move_file(o, list.items[i]);
	if (!error)
		remove_leftovers(o, &list);
	file_list_release(&list);
	return error;
}

static bool exchange(struct output *o, struct diag_sink *sink)
{
	int error;
	if (!file_exists(o->out.data)) {
		error = rename(o->site.data, o->out.data) < 0 ? errno : 0;
		return !failed(sink, o->out, error);
	}
	error = getenv("MULU_NO_EXCHANGE") ? ENOSYS : file_exchange(o->site.data, o->out.data);
	/* what bind mounts, overlays and older file systems answer */
	if (error == ENOSYS || error == EINVAL || error == EXDEV || error == EBUSY) {
		struct diag_place place = {.file = o->out};
		diag_report(sink, DIAG_OUTPUT_NOT_ATOMIC, place, NULL, STR_NULL);
		error = move_files(o);
	}
	return !failed(sink, o->out, error);
}

bool output_publish(struct output *o, struct output_entry *entries, size_t count,
                    const struct site *site, struct diag_sink *sink)
{
	struct buf manifest = BUF_INIT;
	add_manifest(&manifest, entries, count, site);
	int error = file_create(join(o, o->site, MANIFEST).data, buf_str(&manifest));
	buf_release(&manifest);
	return !failed(sink, o->site, error) && exchange(o, sink);
}
