#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct arena arena;
static const char *folder;

static void open_folder(void)
{
	arena_init(&arena, 0);
	cr_assert_eq(file_make_temporary(&arena, "/tmp/mulu-file-", &folder), 0);
}

static void close_folder(void)
{
	file_remove_tree(folder);
	arena_release(&arena);
}

TestSuite(file, .init = open_folder, .fini = close_folder);

static const char *in(const char *name)
{
	return STR_JOIN(&arena, str_from(folder), STR("/"), str_from(name)).data;
}

Test(file, reads_back_what_it_created)
{
	struct buf b = BUF_INIT;
	struct stat st;
	size_t size = 0;
	cr_expect_eq(file_create(in("a"), STR("x\0y")), 0);
	cr_expect_eq(file_create(in("a"), STR("z")), EEXIST);
	cr_expect_eq(file_read(in("a"), 3, &b), 0);
	cr_expect(str_equal(buf_str(&b), STR("x\0y")));
	cr_expect_eq(stat(in("a"), &st), 0);
	cr_expect_eq(st.st_mode & 0133, 0, "no more than 0644");
	cr_expect_eq(file_size(in("a"), &size), 0);
	cr_expect_eq(size, 3);
	cr_expect_eq(file_create(in("empty"), STR_NULL), 0);
	cr_expect_eq(file_read(in("empty"), 0, &b), 0);
	cr_expect_eq(b.size, 0);
	cr_expect_str_eq(b.data, "");
	/* larger than one read */
	struct buf large = BUF_INIT;
	buf_reserve(&large, 3000000);
	for (int i = 0; i < 300000; i++)
		buf_format(&large, "%d\n", i);
	cr_expect_eq(file_create(in("large"), buf_str(&large)), 0);
	cr_expect_eq(file_read(in("large"), LIMIT_FILE, &b), 0);
	cr_expect(str_equal(buf_str(&b), buf_str(&large)));
	buf_release(&large);
	buf_release(&b);
}

Test(file, says_why_it_cannot_read)
{
	struct buf b = BUF_INIT;
	size_t size;
	buf_add_text(&b, "old");
	cr_expect_eq(file_read(in("none"), 9, &b), ENOENT);
	cr_expect_eq(b.size, 0, "cleared first");
	cr_expect_eq(file_read(folder, 9, &b), EISDIR);
	cr_expect_eq(file_size(folder, &size), EISDIR);
	cr_expect_eq(file_size(in("none"), &size), ENOENT);
	file_create(in("ten"), STR("0123456789"));
	cr_expect_eq(file_read(in("ten"), 10, &b), 0);
	cr_expect_eq(file_read(in("ten"), 9, &b), EFBIG);
	cr_expect_eq(file_read(in("ten/below"), 9, &b), ENOTDIR);
	cr_assert_eq(mkfifo(in("pipe"), 0644), 0);
	cr_expect_eq(file_read(in("pipe"), 9, &b), EINVAL, "and it does not hang");
	cr_expect_eq(file_size(in("pipe"), &size), EINVAL);
	/* a file that says it is empty and is not, as those of /proc */
	cr_expect_eq(file_read("/proc/self/status", LIMIT_FILE, &b), 0);
	cr_expect(str_starts_with(buf_str(&b), STR("Name:")));
	cr_expect_eq(file_read("/proc/self/status", 10, &b), EFBIG);
	buf_release(&b);
}

Test(file, replaces_in_one_step)
{
	struct buf b = BUF_INIT;
	cr_expect_eq(file_replace(in("a"), STR("one")), 0);
	cr_expect_eq(file_replace(in("a"), STR("two")), 0);
	cr_expect_eq(file_read(in("a"), 9, &b), 0);
	cr_expect_str_eq(b.data, "two");
	mkdir(in("d"), 0755);
	file_create(in("d/x"), STR(""));
	cr_expect_neq(file_replace(in("d"), STR("three")), 0);
	cr_expect_eq(file_replace(in("none/a"), STR("x")), ENOENT);
	struct file_list list = {0};
	struct str where;
	cr_expect_eq(file_walk(&arena, folder, &list, &where), 0);
	cr_expect_eq(list.count, 2, "no temporary sibling is left");
	file_list_release(&list);
	buf_release(&b);
}

Test(file, makes_directories_above)
{
	cr_expect_eq(file_make_directories(in("a/b/c")), 0);
	cr_expect_eq(file_make_directories(in("a/b/c")), 0, "again");
	cr_expect_eq(file_make_directories(in("a/b/d/")), 0);
	cr_expect(file_is_directory(in("a/b/d")));
	cr_expect_not(file_is_directory(in("a/b/x")));
	file_create(in("f"), STR(""));
	cr_expect_eq(file_make_directories(in("f/g")), EEXIST);
	cr_expect_not(file_is_directory(in("f")));
	cr_expect(file_exists(in("f")));
	cr_expect_not(file_exists(in("g")));
	cr_assert_eq(symlink("nowhere", in("dangling")), 0);
	cr_expect(file_exists(in("dangling")), "the link itself is there");
}

Test(file, walks_in_byte_order_without_hidden_files_and_lists_links)
{
	static const char *const made[] = {"b/z.md", "b/y/x.md", "a.md",        "b.md",   "政.md",
	                                   "b-a.md", ".hidden",  ".git/config", "b/.keep"};
	static const char *const wanted[] = {"a.md",   "b-a.md",  "b.md", "b/y/x.md",
	                                     "b/z.md", "link.md", "loop", "政.md"};
	struct file_list list = {0};
	struct str where = STR_NULL;
	file_make_directories(in("b/y"));
	file_make_directories(in(".git"));
	file_make_directories(in("empty"));
	for (size_t i = 0; i < COUNT(made); i++)
		cr_assert_eq(file_create(in(made[i]), STR("")), 0);
	cr_assert_eq(symlink("a.md", in("link.md")), 0);
	cr_assert_eq(symlink("b", in("loop")), 0);
	cr_assert_eq(mkfifo(in("pipe"), 0644), 0);
	cr_expect_eq(file_walk(&arena, folder, &list, &where), 0);
	cr_assert_eq(list.count, COUNT(wanted));
	for (size_t i = 0; i < COUNT(wanted); i++)
		cr_expect_str_eq(list.items[i].data, wanted[i]);
	file_list_release(&list);
	cr_expect_eq(list.count, 0);
	cr_expect_eq(file_walk(&arena, in("none"), &list, &where), ENOENT);
	cr_expect_eq(file_walk(&arena, in("a.md"), &list, &where), ENOTDIR);
	cr_expect_neq(file_walk(&arena, in("loop"), &list, &where), 0);
	file_list_release(&list);
}

Test(file, names_the_directory_it_cannot_walk)
{
	struct file_list list = {0};
	struct str where = STR_NULL;
	file_make_directories(in("a/closed"));
	file_create(in("a/x"), STR(""));
	chmod(in("a/closed"), 0);
	int error = file_walk(&arena, folder, &list, &where);
	chmod(in("a/closed"), 0755);
	if (geteuid() == 0) /* root may read everything */
		cr_expect_eq(error, 0);
	else {
		cr_expect_eq(error, EACCES);
		cr_expect(str_equal(where, STR("a/closed")));
	}
	file_list_release(&list);
}

Test(file, removes_a_tree_but_follows_no_link)
{
	file_make_directories(in("outside"));
	file_create(in("outside/precious"), STR("x"));
	file_make_directories(in("tree/a/b"));
	file_create(in("tree/a/b/f"), STR(""));
	cr_assert_eq(symlink("../outside", in("tree/link")), 0);
	cr_assert_eq(symlink("../../outside/precious", in("tree/a/link")), 0);
	cr_expect_eq(file_remove_tree(in("tree")), 0);
	cr_expect_not(file_exists(in("tree")));
	cr_expect(file_exists(in("outside/precious")));
	cr_expect_eq(file_remove_tree(in("tree")), ENOENT);
	cr_expect_eq(file_remove_tree(in("outside/precious")), 0, "a single file, too");
}

Test(file, exchanges_two_directories)
{
	file_make_directories(in("a"));
	file_make_directories(in("b"));
	file_create(in("a/old"), STR(""));
	file_create(in("b/new"), STR(""));
	int error = file_exchange(in("a"), in("b"));
	if (error == EINVAL || error == ENOSYS)
		return; /* a file system that cannot */
	cr_expect_eq(error, 0);
	cr_expect(file_exists(in("a/new")));
	cr_expect(file_exists(in("b/old")));
	cr_expect_eq(file_exchange(in("a"), in("none")), ENOENT);
}

Test(file, makes_fresh_temporary_directories)
{
	const char *first, *second;
	struct stat st;
	cr_expect_eq(file_make_temporary(&arena, in("t-"), &first), 0);
	cr_expect_eq(file_make_temporary(&arena, in("t-"), &second), 0);
	cr_expect_str_neq(first, second);
	cr_expect_eq(stat(first, &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0700);
	cr_expect_eq(file_make_temporary(&arena, in("none/t-"), &first), ENOENT);
}

Test(file, lets_one_process_hold_a_lock)
{
	int status = 0;
	cr_expect_eq(file_lock(in("none/lock")), ENOENT);
	cr_expect_eq(file_lock(in("lock")), 0);
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) /* flock() belongs to the open file: another open() must wait */
		_exit(file_lock(in("lock")) == EWOULDBLOCK ? 0 : 1);
	waitpid(child, &status, 0);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

Test(file, has_words_for_errors)
{
	static const int errors[] = {ENOENT, EACCES,       EPERM,  EISDIR, ENOTDIR,
	                             EEXIST, EFBIG,        EINVAL, ENOSPC, EROFS,
	                             EMFILE, ENAMETOOLONG, ELOOP,  EIO,    EWOULDBLOCK};
	for (size_t i = 0; i < COUNT(errors); i++) {
		cr_expect_str_neq(file_error(errors[i]), file_error(9999));
		for (size_t k = 0; k < i; k++)
			cr_expect_str_neq(file_error(errors[i]), file_error(errors[k]));
	}
	cr_expect_str_eq(file_error(9999), "系统错误 (system error)");
}
