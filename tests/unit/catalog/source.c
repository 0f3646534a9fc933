#include <criterion/criterion.h>
#include <errno.h>
#include <unistd.h>

#include "fixture.h"

static struct arena arena;
static const char *folder;

static void open_folder(void)
{
	arena_init(&arena, 0);
	cr_assert_eq(file_make_temporary(&arena, "/tmp/mulu-source-", &folder), 0);
	const char *names[] = {"content/a/1.md", "content/b.md", "content/a/2.md"};
	file_make_directories(str_format(&arena, "%s/content/a", folder).data);
	for (size_t i = 0; i < COUNT(names); i++)
		cr_assert_eq(file_create(str_format(&arena, "%s/%s", folder, names[i]).data,
		                         str_from(names[i])),
		             0);
}

static void close_folder(void)
{
	file_remove_tree(folder);
	arena_release(&arena);
}

TestSuite(source, .init = open_folder, .fini = close_folder);

/* The paths below `directory`, or the error and where it happened. */
static const char *list(struct source *s, const char *directory)
{
	static struct buf out;
	struct file_list found = {0};
	struct str where;
	buf_clear(&out);
	int error = s->list(s, str_from(directory), &arena, &found, &where);
	if (error)
		buf_format(&out, "%s at %.*s", error == ENOENT ? "ENOENT" : "?", STR_ARG(where));
	for (size_t i = 0; i < found.count; i++)
		buf_format(&out, " %.*s", STR_ARG(found.items[i]));
	file_list_release(&found);
	return buf_str(&out).data;
}

Test(source, reads_a_directory)
{
	struct source *s = source_open_directory(folder);
	struct buf b = BUF_INIT;
	size_t size;
	cr_expect_str_eq(list(s, "content"), " content/a/1.md content/a/2.md content/b.md");
	cr_expect_str_eq(list(s, "content/a"), " content/a/1.md content/a/2.md");
	cr_expect_str_eq(list(s, "none"), "ENOENT at none");
	cr_expect_eq(s->read(s, STR("content/b.md"), 100, &b), 0);
	cr_expect_str_eq(b.data, "content/b.md");
	cr_expect_eq(s->read(s, STR("content/b.md"), 5, &b), EFBIG);
	cr_expect_eq(s->read(s, STR("content"), 5, &b), EISDIR);
	cr_expect_eq(s->size(s, STR("content/b.md"), &size), 0);
	cr_expect_eq(size, 12);
	cr_expect_eq(s->size(s, STR("content/c.md"), &size), ENOENT);
	char name[5000];
	memset(name, 'x', sizeof name);
	struct str large = {name, sizeof name};
	cr_expect_eq(s->read(s, large, 5, &b), ENAMETOOLONG);
	cr_expect_eq(s->size(s, large, &size), ENAMETOOLONG);
	source_close(s);
	source_close(NULL);
	buf_release(&b);
}

Test(source, an_overlay_adds_replaces_and_removes)
{
	struct source *s = source_open_overlay(source_open_directory(folder));
	struct buf b = BUF_INIT;
	size_t size;
	source_overlay_set(s, STR("content/a/1.md"), STR("new"));
	source_overlay_set(s, STR("content/a/2.md"), STR_NULL);
	source_overlay_set(s, STR("content/a/15.md"), STR(""));
	source_overlay_set(s, STR("contents/x.md"), STR("x"));
	source_overlay_set(s, STR("only/here.md"), STR("x"));
	cr_expect_str_eq(list(s, "content"), " content/a/1.md content/a/15.md content/b.md");
	cr_expect_str_eq(list(s, "only"), " only/here.md", "a folder that the disk has not");
	cr_expect_str_eq(list(s, "none"), "ENOENT at none");
	cr_expect_eq(s->read(s, STR("content/a/1.md"), 3, &b), 0);
	cr_expect_str_eq(b.data, "new");
	cr_expect_eq(s->read(s, STR("content/a/1.md"), 2, &b), EFBIG);
	cr_expect_eq(s->read(s, STR("content/a/2.md"), 100, &b), ENOENT);
	cr_expect_eq(b.size, 0, "cleared first");
	cr_expect_eq(s->read(s, STR("content/b.md"), 100, &b), 0);
	cr_expect_eq(s->size(s, STR("content/a/1.md"), &size), 0);
	cr_expect_eq(size, 3);
	cr_expect_eq(s->size(s, STR("content/a/2.md"), &size), ENOENT);
	cr_expect_eq(s->size(s, STR("content/b.md"), &size), 0);
	/* what was set may be set again */
	source_overlay_set(s, STR("content/a/2.md"), STR("back"));
	source_overlay_set(s, STR("content/a/1.md"), STR_NULL);
	cr_expect_str_eq(list(s, "content"), " content/a/15.md content/a/2.md content/b.md");
	cr_expect_eq(s->read(s, STR("content/a/2.md"), 100, &b), 0);
	cr_expect_str_eq(b.data, "back");
	source_close(s);
	buf_release(&b);
}
