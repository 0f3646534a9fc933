/* POSIX and Linux file calls, with their traps handled in one place. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/path.h"

const char *file_error(int error)
{
	static const struct {
		int error;
		const char *words;
	} table[] = {
		{ENOENT, "没有这个文件或目录 (no such file or directory)"},
		{EACCES, "没有权限 (permission denied)"},
		{EPERM, "不允许 (operation not permitted)"},
		{EISDIR, "是一个目录 (is a directory)"},
		{ENOTDIR, "不是目录 (not a directory)"},
		{EEXIST, "已经存在 (already exists)"},
		{EFBIG, "超过大小上限 (larger than the limit)"},
		{EINVAL, "不是普通文件 (not a regular file)"},
		{ENOSPC, "磁盘已满 (no space left)"},
		{EROFS, "只读文件系统 (read-only file system)"},
		{EMFILE, "打开的文件太多 (too many open files)"},
		{ENAMETOOLONG, "名称太长 (name too long)"},
		{ELOOP, "是链接或链接成环 (a link, or too many of them)"},
		{EIO, "读写出错 (input/output error)"},
		{EWOULDBLOCK, "正被另一个进程使用 (in use by another process)"},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].error == error)
			return table[i].words;
	return "系统错误 (system error)";
}

/* `size` is what the file says it has; one that says nothing (those of /proc) or grows
 * meanwhile is read until it ends. */
static int read_all(int fd, size_t size, struct buf *out)
{
	do {
		/* one byte more than expected, so that one read ends an ordinary file */
		size_t want = size > out->size ? size - out->size + 1 : 4096;
		char *to = buf_reserve(out, want);
		ssize_t n = read(fd, to, want);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		if (n == 0)
			break;
		out->size += (size_t)n;
	} while (out->size != size);
	out->data[out->size] = '\0';
	return 0;
}

int file_open_directory(const char *path, int *directory)
{
	*directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return *directory < 0 ? errno : 0;
}

void file_close_directory(int directory)
{
	if (directory >= 0)
		close(directory);
}

int file_read(const char *path, size_t most, struct buf *out)
{
	return file_read_in(AT_FDCWD, path, most, out);
}

int file_read_in(int directory, const char *path, size_t most, struct buf *out)
{
	struct stat st;
	buf_clear(out);
	/* O_NONBLOCK: a named pipe among the content must not hang the build;
	 * O_NOFOLLOW: a link might lead out of the site, to what nobody reviewed */
	int fd = openat(directory, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	if (fd < 0)
		return errno;
	int error = 0;
	if (fstat(fd, &st) < 0)
		error = errno;
	else if (S_ISDIR(st.st_mode))
		error = EISDIR;
	else if (!S_ISREG(st.st_mode))
		error = EINVAL;
	else if ((uintmax_t)st.st_size > most)
		error = EFBIG;
	else
		error = read_all(fd, (size_t)st.st_size, out);
	if (!error && out->size > most)
		error = EFBIG;
	close(fd);
	return error;
}

int file_size(const char *path, size_t *size)
{
	return file_size_in(AT_FDCWD, path, size);
}

int file_size_in(int directory, const char *path, size_t *size)
{
	struct stat st;
	if (fstatat(directory, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno;
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	*size = (size_t)st.st_size;
	return 0;
}

static int write_all(int fd, struct str bytes)
{
	while (bytes.size) {
		ssize_t n = write(fd, bytes.data, bytes.size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		bytes = str_slice(bytes, (size_t)n, bytes.size);
	}
	return 0;
}

int file_create(const char *path, struct str bytes)
{
	return file_create_in(AT_FDCWD, path, bytes);
}

int file_create_in(int directory, const char *path, struct str bytes)
{
	int fd = openat(directory, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return errno;
	int error = write_all(fd, bytes);
	/* close() reports what the write could not: a full disk over NFS */
	if (close(fd) < 0 && !error)
		error = errno;
	return error;
}

int file_replace(const char *path, struct str bytes)
{
	struct buf temporary = BUF_INIT;
	buf_format(&temporary, "%s.%ld.tmp", path, (long)getpid());
	int error = file_create(temporary.data, bytes);
	if (!error && rename(temporary.data, path) < 0)
		error = errno;
	if (error && error != EEXIST)
		unlink(temporary.data);
	buf_release(&temporary);
	return error;
}

bool file_exists(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0;
}

bool file_is_directory(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int file_make_directories(const char *path)
{
	struct buf b = BUF_INIT;
	buf_add_text(&b, path);
	int error = 0;
	for (size_t i = 1; i <= b.size && !error; i++) {
		if (b.data[i] != '/' && b.data[i] != '\0')
			continue;
		char kept = b.data[i];
		b.data[i] = '\0';
		if (mkdir(b.data, 0755) < 0 && !(errno == EEXIST && file_is_directory(b.data)))
			error = errno;
		b.data[i] = kept;
	}
	buf_release(&b);
	return error;
}

struct walk {
	struct arena *arena;
	struct file_list *list;
	struct str *where;
};

static int compare_paths(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static int walk_directory(struct walk *w, int parent, const char *name, struct str prefix)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir) {
		int error = errno;
		*w->where = str_copy(w->arena, prefix);
		if (fd >= 0)
			close(fd);
		return error;
	}
	int error = 0;
	struct dirent *e;
	while (!error && (errno = 0, e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		unsigned char type = e->d_type;
		struct stat st;
		if (type == DT_UNKNOWN && fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			type = S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : DT_LNK;
		/* links are listed and refused when they are read: never passed over in silence */
		if (type != DT_DIR && type != DT_REG && type != DT_LNK)
			continue;
		struct str path = path_join(w->arena, prefix, str_from(e->d_name));
		if (type == DT_DIR)
			error = walk_directory(w, fd, e->d_name, path);
		else
			ARRAY_PUSH(w->list, path);
	}
	if (!error && errno) {
		error = errno;
		*w->where = str_copy(w->arena, prefix);
	}
	closedir(dir);
	return error;
}

int file_walk(struct arena *arena, const char *directory, struct file_list *list, struct str *where)
{
	struct walk w = {.arena = arena, .list = list, .where = where};
	int error = walk_directory(&w, AT_FDCWD, directory, STR(""));
	if (list->count)
		qsort(list->items, list->count, sizeof *list->items, compare_paths);
	return error;
}

void file_list_release(struct file_list *list)
{
	free(list->items);
	*list = (struct file_list){0};
}

int file_make_temporary(struct arena *arena, const char *prefix, const char **path)
{
	struct str template = STR_JOIN(arena, str_from(prefix), STR("XXXXXX"));
	char *made = mkdtemp((char *)template.data);
	if (!made)
		return errno;
	*path = made;
	return 0;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path) < 0 ? errno : 0;
}

int file_remove_tree(const char *path)
{
	int result = nftw(path, remove_entry, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	return result < 0 ? errno : result;
}

int file_exchange(const char *a, const char *b)
{
	return renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) < 0 ? errno : 0;
}

int file_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return errno;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int error = errno;
		close(fd);
		return error;
	}
	return 0; /* fd stays open on purpose: the lock lives as long as the process */
}
