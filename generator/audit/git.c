/* The only file that knows libgit2. Its object cache is off and its check of every hash,
 * too: a pass over history reads each tree once and is three times as fast; what is
 * damaged is still noticed, because zlib's own sums and the parsers fail on it. */
#include "audit/git.h"

#include <assert.h>
#include <errno.h>
#include <git2.h>
#include <pthread.h>
#include <stdlib.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include "audit/commits.h"
#include "audit/git_loose.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/path.h"

static_assert(sizeof(struct object_id) == GIT_OID_RAWSZ, "SHA-1");

struct repository {
	git_repository *git;
	git_odb *odb;
	git_mailmap *mailmap;
	pthread_mutex_t lock; /* libgit2's caches are not proved safe (LIBS.md 3) */
	struct arena arena;
	struct map emails; /* `name\0email` → struct str */
	struct str prefix;
	struct str objects[8]; /* directories of loose objects: its own, then alternates */
	size_t object_count;
	struct map blobs; /* bytes of an id → struct str: small files that sources read again */
	struct arena blob_arena;
};

static const git_oid *oid_of(const struct object_id *id)
{
	return (const git_oid *)(const void *)id->bytes;
}

static struct object_id id_of(const git_oid *oid)
{
	struct object_id id;
	memcpy(id.bytes, oid->id, sizeof id.bytes);
	return id;
}

void object_id_to_hex(const struct object_id *id, char out[OBJECT_HEX])
{
	git_oid_tostr(out, OBJECT_HEX, oid_of(id));
}

bool object_id_from_hex(struct str hex, struct object_id *out)
{
	git_oid oid;
	if (hex.size != GIT_OID_HEXSZ || git_oid_fromstrn(&oid, hex.data, hex.size) < 0)
		return false;
	*out = id_of(&oid);
	return true;
}

/* --- opening --------------------------------------------------------------- */

static void start_library(void)
{
	static const char *extensions[] = {"worktreeconfig"};
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	/* in CI the checkout belongs to another user; nothing of it is executed */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, (size_t)1);
}

/* The root seen from the work tree's top; both are resolved, links may lie between. */
static bool find_prefix(struct repository *r, const char *root)
{
	const char *top = git_repository_workdir(r->git);
	char *real_root = realpath(root, NULL), *real_top = top ? realpath(top, NULL) : NULL;
	struct str inner = str_from(real_root), outer = str_from(real_top);
	bool found = real_root && real_top && str_starts_with(inner, outer) &&
	             (inner.size == outer.size || inner.data[outer.size] == '/');
	if (found && inner.size > outer.size)
		r->prefix = str_copy(&r->arena, str_slice(inner, outer.size + 1, inner.size));
	free(real_root);
	free(real_top);
	return found;
}

static void report_closed(const char *root, int error, struct diag_sink *sink)
{
	const git_error *e = git_error_last();
	struct diag_place place = {.file = STR("content/site.yaml")};
	struct str words = str_from(e && e->message ? e->message : "");
	(void)root;
	if (error == GIT_ENOTFOUND)
		diag_report(sink, DIAG_REPOSITORY_MISSING, place, NULL, STR_NULL);
	else if (str_find(words, STR("objectformat"), 0) != SIZE_MAX ||
	         str_find(words, STR("repository version"), 0) != SIZE_MAX)
		diag_report(sink, DIAG_REPOSITORY_UNSUPPORTED, place, NULL, words);
	else
		diag_report(sink, DIAG_REPOSITORY_UNREADABLE, place, NULL, words);
}

/* The folders in which objects may lie loose; `info/alternates` names further ones. */
static void add_objects(struct repository *r, struct str directory)
{
	enum { MOST = sizeof r->objects / sizeof *r->objects };
	struct buf text = BUF_INIT;
	struct str rest, line;
	if (r->object_count == MOST)
		return;
	r->objects[r->object_count++] = directory;
	struct str path = STR_JOIN(&r->arena, directory, STR("/info/alternates"));
	if (file_read(path.data, LIMIT_FILE, &text) == 0) {
		rest = buf_str(&text);
		while (str_next_line(&rest, &line)) {
			bool is_absolute = str_starts_with(line, STR("/"));
			if (line.size && line.data[0] != '#')
				add_objects(r, is_absolute ? str_copy(&r->arena, line)
				                           : STR_JOIN(&r->arena, directory,
				                                      STR("/"), line));
		}
	}
	buf_release(&text);
}

/* libgit2 1.5.1 leaks in its own patterns where a repository has extensions; the leak check
 * of instrumented builds is to look at mulu. */
static int open_quietly(git_repository **out, const char *root)
{
#ifdef __SANITIZE_ADDRESS__
	__lsan_disable();
#endif
	int error = git_repository_open_ext(out, root, 0, NULL);
#ifdef __SANITIZE_ADDRESS__
	__lsan_enable();
#endif
	return error;
}

struct repository *repository_open(const char *root, struct diag_sink *sink)
{
	struct repository *r = memory_new(1, sizeof *r);
	start_library();
	arena_init(&r->arena, 0);
	map_init(&r->emails, &r->arena);
	arena_init(&r->blob_arena, 0);
	map_init(&r->blobs, &r->blob_arena);
	pthread_mutex_init(&r->lock, NULL);
	int error = root ? open_quietly(&r->git, root) : GIT_ENOTFOUND;
	if (!error)
		error = git_repository_odb(&r->odb, r->git);
	if (error || !find_prefix(r, root)) { /* `root` is none where there is an error */
		report_closed(root, error ? error : GIT_ENOTFOUND, sink);
		repository_close(r);
		return NULL;
	}
	add_objects(
		r, STR_JOIN(&r->arena, str_from(git_repository_commondir(r->git)), STR("objects")));
	return r;
}

void repository_close(struct repository *r)
{
	if (!r)
		return;
	git_mailmap_free(r->mailmap);
	git_odb_free(r->odb);
	git_repository_free(r->git);
	pthread_mutex_destroy(&r->lock);
	map_release(&r->emails);
	map_release(&r->blobs);
	arena_release(&r->blob_arena);
	arena_release(&r->arena);
	free(r);
	git_libgit2_shutdown();
}

struct str repository_prefix(const struct repository *r)
{
	return r->prefix.size ? r->prefix : STR("");
}

bool repository_is_shallow(const struct repository *r)
{
	return git_repository_is_shallow(r->git) == 1;
}

/* From tags to what they name; every step is read here, see git_loose.h. */
static bool peel(struct repository *r, struct object_id *id)
{
	enum { STEPS = 8 };
	struct buf bytes = BUF_INIT;
	bool found = false, is_tag = true;
	for (int i = 0; i < STEPS && !found && is_tag; i++) {
		found = repository_read(r, id, OBJECT_COMMIT, LIMIT_FILE, &bytes) == 0;
		is_tag = !found && repository_read(r, id, OBJECT_TAG, LIMIT_FILE, &bytes) == 0 &&
		         str_starts_with(buf_str(&bytes), STR("object ")) &&
		         object_id_from_hex(str_slice(buf_str(&bytes), 7, 7 + GIT_OID_HEXSZ), id);
	}
	buf_release(&bytes);
	return found;
}

bool repository_resolve(struct repository *r, const char *name, struct object_id *commit)
{
	git_reference *reference = NULL, *direct = NULL;
	git_object *object = NULL;
	bool found = object_id_from_hex(str_from(name), commit);
	/* a plain name needs no object to be read, what is damaged is then noticed in peel() */
	if (!found && git_reference_dwim(&reference, r->git, name) == 0 &&
	    git_reference_resolve(&direct, reference) == 0) {
		*commit = id_of(git_reference_target(direct));
		found = true;
	} else if (!found && !reference && git_revparse_single(&object, r->git, name) == 0) {
		*commit = id_of(git_object_id(object));
		found = true;
	}
	git_object_free(object);
	git_reference_free(direct);
	git_reference_free(reference);
	return found && peel(r, commit);
}

bool repository_head(struct repository *r, struct object_id *commit, struct diag_sink *sink)
{
	git_oid oid;
	char hex[OBJECT_HEX];
	struct diag_place place = {.file = STR("content/site.yaml")};
	bool is_there = git_reference_name_to_id(&oid, r->git, "HEAD") == 0;
	if (is_there) {
		*commit = id_of(&oid);
		object_id_to_hex(commit, hex);
	}
	if (is_there && peel(r, commit))
		return true;
	if (is_there)
		diag_report(sink, DIAG_HISTORY_DAMAGED, place, NULL, str_from(hex));
	else
		diag_report(sink, DIAG_HISTORY_EMPTY, place, NULL, STR_NULL);
	return false;
}

bool repository_merge_base(struct repository *r, const struct object_id *a,
                           const struct object_id *b, struct object_id *out)
{
	git_oid base;
	if (git_merge_base(&base, r->git, oid_of(a), oid_of(b)) < 0)
		return false;
	*out = id_of(&base);
	return true;
}

/* --- objects --------------------------------------------------------------- */

static const git_object_t kinds[] = {
	[OBJECT_COMMIT] = GIT_OBJECT_COMMIT,
	[OBJECT_TREE] = GIT_OBJECT_TREE,
	[OBJECT_BLOB] = GIT_OBJECT_BLOB,
	[OBJECT_TAG] = GIT_OBJECT_TAG,
};

static int read_object(struct repository *r, const struct object_id *id, enum object_kind kind,
                       size_t most, struct buf *out)
{
	git_odb_object *object;
	int error = ENOENT;
	for (size_t i = 0; i < r->object_count && error == ENOENT; i++)
		error = loose_read(r->objects[i].data, id, kind, most, out);
	if (error != ENOENT)
		return error;
	error = git_odb_read(&object, r->odb, oid_of(id));
	if (error)
		return error == GIT_ENOTFOUND ? ENOENT : EIO;
	size_t size = git_odb_object_size(object);
	if (git_odb_object_type(object) != kinds[kind])
		error = EINVAL;
	else if (size > most)
		error = EFBIG;
	else
		buf_add(out, (struct str){git_odb_object_data(object), size});
	git_odb_object_free(object);
	return error;
}

int repository_read(struct repository *r, const struct object_id *id, enum object_kind kind,
                    size_t most, struct buf *out)
{
	buf_clear(out);
	pthread_mutex_lock(&r->lock);
	int error = read_object(r, id, kind, most, out);
	pthread_mutex_unlock(&r->lock);
	return error;
}

struct each_object {
	void (*visit)(void *context, const struct object_id *id);
	void *context;
};

static int visit_object(const git_oid *oid, void *payload)
{
	const struct each_object *each = payload;
	struct object_id id = id_of(oid);
	each->visit(each->context, &id);
	return 0;
}

void repository_each_object(struct repository *r,
                            void (*visit)(void *context, const struct object_id *id), void *context)
{
	struct each_object each = {visit, context};
	git_odb_foreach(r->odb, visit_object, &each);
}

struct str repository_map_email(struct repository *r, const char *name, const char *email)
{
	const char *real_name, *real_email;
	struct str key = STR_JOIN(&r->arena, str_from(name), (struct str){"\0", 1},
	                          str_from(email));
	struct str *known = map_get(&r->emails, key);
	if (known)
		return *known;
	if (!r->mailmap && git_mailmap_from_repository(&r->mailmap, r->git) < 0)
		git_mailmap_new(&r->mailmap);
	known = ARENA_NEW(&r->arena, struct str);
	bool mapped = git_mailmap_resolve(&real_name, &real_email, r->mailmap, name, email) == 0;
	*known = str_copy(&r->arena, str_from(mapped ? real_email : email));
	map_put(&r->emails, key, known);
	return *known;
}

static int stop_at_first(const char *path, unsigned flags, void *payload)
{
	(void)path;
	(void)flags;
	*(bool *)payload = true;
	return 1;
}

bool repository_is_dirty(struct repository *r)
{
	git_status_options options;
	bool is_dirty = false;
	struct str prefix = r->prefix.size ? STR_JOIN(&r->arena, r->prefix, STR("/")) : STR("");
	const char *paths[] = {STR_JOIN(&r->arena, prefix, STR("content")).data,
	                       STR_JOIN(&r->arena, prefix, STR("themes")).data};
	git_status_options_init(&options, GIT_STATUS_OPTIONS_VERSION);
	options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH;
	options.pathspec = (git_strarray){(char **)(uintptr_t)paths, 2};
	int error = git_status_foreach_ext(r->git, &options, stop_at_first, &is_dirty);
	return is_dirty || error < 0;
}

/* --- a commit -------------------------------------------------------------- */

static bool wants_signatures(struct repository *r)
{
	git_config *config = NULL;
	int is_wanted = 0;
	if (git_repository_config_snapshot(&config, r->git) == 0)
		git_config_get_bool(&is_wanted, config, "commit.gpgsign");
	git_config_free(config);
	return is_wanted;
}

/* The tree of HEAD with one file replaced by that of the work tree. */
static int make_tree(struct repository *r, git_commit *head, const char *path, git_oid *tree)
{
	git_index *index = NULL, *real = NULL;
	git_tree *old = NULL;
	const git_index_entry *staged;
	int error = git_commit_tree(&old, head);
	if (!error)
		error = git_repository_index(&real, r->git);
	if (!error)
		error = git_index_add_bypath(real, path);
	if (!error)
		error = git_index_write(real);
	if (!error)
		error = git_index_new(&index);
	if (!error)
		error = git_index_read_tree(index, old);
	staged = error ? NULL : git_index_get_bypath(real, path, 0);
	if (!error)
		error = staged ? git_index_add(index, staged) : GIT_ERROR;
	if (!error)
		error = git_index_write_tree_to(tree, index, r->git);
	git_index_free(index);
	git_index_free(real);
	git_tree_free(old);
	return error;
}

int repository_commit_file(struct repository *r, struct str path, const char *message,
                           struct object_id *commit)
{
	git_oid head_id, tree_id, made;
	git_commit *head = NULL;
	git_tree *tree = NULL;
	git_signature *who = NULL;
	struct str full = r->prefix.size ? STR_JOIN(&r->arena, r->prefix, STR("/"), path) : path;
	const char *name = str_cstring(&r->arena, full);
	if (wants_signatures(r))
		return EPERM;
	int error = git_signature_default(&who, r->git);
	if (!error)
		error = git_reference_name_to_id(&head_id, r->git, "HEAD");
	if (!error)
		error = git_commit_lookup(&head, r->git, &head_id);
	if (!error)
		error = make_tree(r, head, name, &tree_id);
	if (!error)
		error = git_tree_lookup(&tree, r->git, &tree_id);
	const git_commit *parents[] = {head};
	if (!error)
		error = git_commit_create(&made, r->git, "HEAD", who, who, NULL, message, tree, 1,
		                          parents);
	if (!error)
		*commit = id_of(&made);
	git_tree_free(tree);
	git_commit_free(head);
	git_signature_free(who);
	return error ? EIO : 0;
}

struct str repository_own_email(struct repository *r)
{
	git_signature *who = NULL;
	struct str email = STR_NULL;
	if (git_signature_default(&who, r->git) == 0)
		email = repository_map_email(r, who->name, who->email);
	git_signature_free(who);
	return email;
}

/* --- trees ----------------------------------------------------------------- */

/* As git itself reads modes: old ones with group bits count as what they mean. */
static uint32_t canonical_mode(uint32_t mode)
{
	switch (mode & 0170000) {
	case 0100000: return mode & 0100 ? 0100755 : 0100644;
	case 0120000: return 0120000;
	case 0040000: return 0040000;
	default: return 0160000;
	}
}

bool tree_next(struct str *rest, struct tree_entry *entry)
{
	uint32_t mode = 0;
	size_t at = 0;
	for (; at < rest->size && at < 8 && rest->data[at] >= '0' && rest->data[at] <= '7'; at++)
		mode = mode << 3 | (uint32_t)(rest->data[at] - '0');
	if (at == 0 || at >= rest->size || rest->data[at] != ' ')
		return false;
	const char *name = rest->data + at + 1;
	const char *end = memchr(name, '\0', rest->size - at - 1);
	size_t used = end ? (size_t)(end + 1 - rest->data) : 0;
	if (!end || end == name || rest->size - used < sizeof entry->id.bytes)
		return false;
	entry->name = str_range(name, end);
	entry->mode = canonical_mode(mode);
	memcpy(entry->id.bytes, end + 1, sizeof entry->id.bytes);
	*rest = str_slice(*rest, used + sizeof entry->id.bytes, rest->size);
	return true;
}

/* --- sources --------------------------------------------------------------- */

struct stored_file {
	struct str path; /* from the site's root */
	struct object_id id;
	bool is_link;
};

/* A set of files known by path and id: of a commit or of the index. */
struct stored {
	struct source source;
	struct repository *repository;
	struct arena arena;
	struct map by_path;
	struct stored_file **files; /* in byte order of paths */
	size_t count, room;
};

static int stored_list(struct source *s, struct str directory, struct arena *arena,
                       struct file_list *list, struct str *where)
{
	struct stored *t = (struct stored *)s;
	struct str prefix = STR_JOIN(arena, directory, STR("/"));
	size_t before = list->count;
	for (size_t i = 0; i < t->count; i++)
		if (str_starts_with(t->files[i]->path, prefix))
			ARRAY_PUSH(list, str_copy(arena, t->files[i]->path));
	*where = directory;
	return list->count == before ? ENOENT : 0;
}

/* A file is read twice (parsed, then rendered), and two states of a site share most of
 * theirs: each is unpacked once, as far as the ceiling allows. */
static int read_kept(struct repository *r, const struct object_id *id, size_t most, struct buf *out)
{
	enum { SMALL = 64 * 1024 };
	const size_t ceiling = 128 * MIB;
	struct str key = {(const char *)id->bytes, sizeof id->bytes};
	pthread_mutex_lock(&r->lock);
	struct str *known = map_get(&r->blobs, key);
	int error = 0;
	if (known)
		buf_add(out, *known);
	else
		error = read_object(r, id, OBJECT_BLOB, most, out);
	if (!known && !error && out->size <= SMALL && r->blob_arena.total < ceiling) {
		known = ARENA_NEW(&r->blob_arena, struct str);
		*known = str_copy(&r->blob_arena, buf_str(out));
		map_put(&r->blobs, str_copy(&r->blob_arena, key), known);
	}
	pthread_mutex_unlock(&r->lock);
	return !error && out->size > most ? EFBIG : error;
}

static int stored_read(struct source *s, struct str path, size_t most, struct buf *out)
{
	struct stored *t = (struct stored *)s;
	const struct stored_file *f = map_get(&t->by_path, path);
	buf_clear(out);
	if (!f)
		return ENOENT;
	if (f->is_link)
		return ELOOP;
	/* the path is there: an object that is not makes the repository incomplete */
	int error = read_kept(t->repository, &f->id, most, out);
	return error == ENOENT || error == EINVAL ? EIO : error;
}

static int stored_size(struct source *s, struct str path, size_t *size)
{
	struct stored *t = (struct stored *)s;
	const struct stored_file *f = map_get(&t->by_path, path);
	struct buf bytes = BUF_INIT;
	if (!f)
		return ENOENT;
	if (f->is_link)
		return EINVAL;
	int error = repository_read(t->repository, &f->id, OBJECT_BLOB, LIMIT_ATTACHMENT * 4,
	                            &bytes);
	*size = error == EFBIG ? LIMIT_ATTACHMENT * 4 : bytes.size;
	buf_release(&bytes);
	return error && error != EFBIG ? EIO : 0;
}

static void stored_close(struct source *s)
{
	struct stored *t = (struct stored *)s;
	map_release(&t->by_path);
	free(t->files);
	arena_release(&t->arena);
	free(t);
}

static struct stored *stored_new(struct repository *r)
{
	struct stored *t = memory_new(1, sizeof *t);
	t->source = (struct source){stored_list, stored_read, stored_size, stored_close};
	t->repository = r;
	arena_init(&t->arena, 0);
	map_init(&t->by_path, &t->arena);
	return t;
}

/* What is to be read anyway is read in the order of the packs. */
struct preload {
	struct repository *repository;
	struct map wanted;
	struct buf bytes;
};

static void preload_one(void *context, const struct object_id *id)
{
	struct preload *p = context;
	buf_clear(&p->bytes);
	if (map_get(&p->wanted, (struct str){(const char *)id->bytes, sizeof id->bytes}))
		read_kept(p->repository, id, SIZE_MAX, &p->bytes);
}

static void preload(struct stored *t)
{
	struct preload p = {.repository = t->repository};
	struct arena arena;
	arena_init(&arena, 0);
	map_init(&p.wanted, &arena);
	for (size_t i = 0; i < t->count; i++) {
		const struct object_id *id = &t->files[i]->id;
		if (str_starts_with(t->files[i]->path, STR("content/")))
			map_put(&p.wanted, (struct str){(const char *)id->bytes, sizeof id->bytes},
			        t);
	}
	repository_each_object(t->repository, preload_one, &p);
	map_release(&p.wanted);
	buf_release(&p.bytes);
	arena_release(&arena);
}

/* Hidden names are left out, as by every source. */
static bool is_hidden(struct str path)
{
	return path.data[0] == '.' || str_find(path, STR("/."), 0) != SIZE_MAX;
}

static void push_file(struct stored *t, struct stored_file *f)
{
	t->files = memory_grow(t->files, t->count, &t->room, sizeof *t->files);
	t->files[t->count++] = f;
}

static void add_file(struct stored *t, struct str path, uint32_t mode, const struct object_id *id)
{
	if (mode == 0160000 || mode == 0040000 || is_hidden(path))
		return;
	struct stored_file *f = ARENA_NEW(&t->arena, struct stored_file);
	*f = (struct stored_file){str_copy(&t->arena, path), *id, mode == 0120000};
	if (!map_put(&t->by_path, f->path, f))
		push_file(t, f);
}

static int compare_files(const void *a, const void *b)
{
	return str_compare((*(struct stored_file *const *)a)->path,
	                   (*(struct stored_file *const *)b)->path);
}

static struct source *stored_finish(struct stored *t)
{
	if (t->count)
		qsort(t->files, t->count, sizeof *t->files, compare_files);
	return &t->source;
}

/* Reads a folder and all below it; `path` is from the site's root. False: damaged. */
static bool add_tree(struct stored *t, const struct object_id *tree, struct str path, int depth)
{
	enum { DEPTH_MOST = 200 };
	struct buf bytes = BUF_INIT;
	struct tree_entry e;
	bool is_read = depth < DEPTH_MOST &&
	               repository_read(t->repository, tree, OBJECT_TREE, SIZE_MAX, &bytes) == 0;
	struct str rest = buf_str(&bytes);
	while (is_read && rest.size) {
		is_read = tree_next(&rest, &e);
		if (!is_read || e.name.data[0] == '.')
			continue;
		struct str inner = path_join(&t->arena, path, e.name);
		if (tree_entry_is_folder(&e))
			is_read = add_tree(t, &e.id, inner, depth + 1);
		else
			add_file(t, inner, e.mode, &e.id);
	}
	buf_release(&bytes);
	return is_read;
}

/* The folder `name` of a tree; false where it has none. */
static bool find_folder(struct repository *r, struct object_id *tree, struct str name)
{
	struct buf bytes = BUF_INIT;
	struct tree_entry e;
	bool found = false;
	if (repository_read(r, tree, OBJECT_TREE, SIZE_MAX, &bytes) == 0) {
		struct str rest = buf_str(&bytes);
		while (!found && tree_next(&rest, &e))
			found = tree_entry_is_folder(&e) && str_equal(e.name, name);
	}
	if (found)
		*tree = e.id;
	buf_release(&bytes);
	return found;
}

/* The tree of the site's root in a commit. False where the commit cannot be read;
 * `*is_there` is false where it has no such folder. */
static bool find_root_tree(struct repository *r, const struct object_id *id, struct object_id *tree,
                           bool *is_there)
{
	struct parent_list parents = {0};
	struct buf bytes = BUF_INIT;
	struct arena arena;
	struct commit commit;
	arena_init(&arena, 0);
	bool is_read = repository_read(r, id, OBJECT_COMMIT, LIMIT_FILE, &bytes) == 0 &&
	               commit_parse(buf_str(&bytes), &arena, &commit, &parents);
	if (is_read)
		*tree = commit.tree;
	*is_there = is_read;
	struct str prefix = r->prefix, name;
	while (*is_there && prefix.size && str_next_piece(&prefix, '/', &name))
		*is_there = find_folder(r, tree, name);
	free(parents.items);
	buf_release(&bytes);
	arena_release(&arena);
	return is_read;
}

struct source *source_open_commit(struct repository *r, const struct object_id *commit,
                                  struct diag_sink *sink)
{
	struct stored *t = stored_new(r);
	struct object_id tree;
	char hex[OBJECT_HEX];
	object_id_to_hex(commit, hex);
	bool is_there, is_read = find_root_tree(r, commit, &tree, &is_there);
	/* a commit from before there was a site has no files, which is no damage */
	if (is_read && is_there)
		is_read = add_tree(t, &tree, STR(""), 0);
	if (is_read) {
		preload(t);
		return stored_finish(t);
	}
	diag_report(sink, DIAG_HISTORY_DAMAGED, (struct diag_place){.file = STR("content")}, NULL,
	            str_from(hex));
	stored_close(&t->source);
	return NULL;
}

struct source *source_open_index(struct repository *r, struct diag_sink *sink)
{
	git_index *index;
	struct diag_place place = {.file = STR("content")};
	if (git_repository_index(&index, r->git) < 0) {
		diag_report(sink, DIAG_INDEX_UNREADABLE, place, NULL, STR_NULL);
		return NULL;
	}
	struct stored *t = stored_new(r);
	struct str prefix = r->prefix.size ? STR_JOIN(&t->arena, r->prefix, STR("/")) : STR("");
	for (size_t i = 0; i < git_index_entrycount(index); i++) {
		const git_index_entry *e = git_index_get_byindex(index, i);
		struct str path = str_from(e->path);
		if (!str_starts_with(path, prefix))
			continue;
		path = str_slice(path, prefix.size, path.size);
		struct object_id id = id_of(&e->id);
		if (git_index_entry_stage(e) == 0)
			add_file(t, path, canonical_mode(e->mode), &id);
		else if (!is_hidden(path))
			diag_report(sink, DIAG_INDEX_NOT_MERGED, (struct diag_place){.file = path},
			            NULL, STR_NULL);
	}
	git_index_free(index);
	return stored_finish(t);
}
