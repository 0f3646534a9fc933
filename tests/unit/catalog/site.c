#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/limits.h"
#include "fixture.h"

#define SITE                                                                              \
	{                                                                                 \
		"site.yaml", "name: 站\nprofile: p\ntheme: default\nas_of: 2026-01-02\n" \
	}
#define NOTE(id) "---\nid: " id "\ntitle: 题\nstatus: published\n---\n"

static struct site *load_with(struct source *source, struct diag_sink *sink,
                              struct site_options options)
{
	diag_sink_init(sink, LANGUAGE_ZH);
	return site_load(source, &options, sink);
}

Test(site, loads_the_items_and_leaves_the_rest)
{
	static const struct fixture_file files[] = {
		SITE,
		{"notes/b.md", NOTE("n-2")},
		{"notes/a.md", NOTE("n-1")},
		{"notes/2024/c.yaml", "id: n-3\ntitle: 题\n"},
		{"notes/a.pdf", "%PDF"},
		{"notes/README.md", "no item"},
		{"catalogue.yaml", "nodes: []\n"},
		{"people.yaml", "- x\n"},
		{"allowed_signers", "x"},
		{"theme/templates/x.yaml", "x"},
		{"regulation/README.md", "no item"},
		{"picture.png", "x"},
		{"stray.md", "x"},
		{"other/stray.yaml", "x: 1\n"},
	};
	struct fixture f;
	fixture_load(&f, fixture_small("", files, COUNT(files)), 2);
	cr_assert_not_null(f.site);
	cr_expect_str_eq(fixture_problems(&f.sink), "other/stray.yaml:0:0 F33; stray.md:0:0 F33");
	static const char *const wanted[] = {"n-3", "n-1", "n-2"}; /* in the order of paths */
	cr_assert_eq(f.site->item_count, 3);
	for (uint32_t i = 0; i < 3; i++) {
		struct site_item *si = &f.site->items[i];
		cr_expect_eq(si->number, i);
		cr_expect(str_equal(si->item->id, str_from(wanted[i])));
		cr_expect_eq(site_find(f.site, si->item->id), si);
		cr_expect(str_starts_with(si->url, STR("/notes/n-")));
	}
	cr_expect_null(site_find(f.site, STR("n-4")));
	cr_expect(str_equal(site_setting(f.site, STR("name")), STR("站")));
	cr_expect(str_is_null(site_setting(f.site, STR("as_of"))), "no text");
	cr_expect(str_is_null(site_setting(f.site, STR("none"))));
	fixture_close(&f);
	site_free(NULL);
}

Test(site, takes_each_id_once)
{
	static const struct fixture_file files[] = {
		SITE,
		{"notes/a.md", NOTE("n-1")},
		{"notes/b.md", NOTE("n-1")},
		{"notes/c.md", NOTE("n-2")},
		{"notes/d.md", "---\ntitle: 题\n---\n"},
		{"notes/e.md", "---\nid: [\n---\n"},
	};
	struct fixture f;
	fixture_load(&f, fixture_small("", files, COUNT(files)), 1);
	cr_expect_str_eq(fixture_problems(&f.sink), "notes/b.md:2:5 F29; notes/d.md:2:1 F04; "
	                                            "notes/e.md:3:1 S08");
	cr_expect_eq(f.site->item_count, 5,
	             "items without an id or with a doubled one stay, to be judged");
	cr_expect_eq(f.site->owned_count, 6);
	cr_expect(str_equal(site_find(f.site, STR("n-1"))->item->path, STR("content/notes/a.md")));
	/* a link to the second file must not lead to a third */
	struct site_item *b = map_get(&f.site->by_path, STR("content/notes/b.md"));
	cr_assert_not_null(b);
	cr_expect(str_equal(b->item->path, STR("content/notes/b.md")));
	struct site_item *c = map_get(&f.site->by_path, STR("content/notes/c.md"));
	cr_assert_not_null(c);
	cr_expect(str_equal(c->item->id, STR("n-2")));
	fixture_close(&f);
}

Test(site, settles_day_profile_and_audience)
{
	static const struct fixture_file files[] = {SITE}, bare[] = {{"site.yaml", "name: 站\n"}};
	struct source *source = fixture_small("", files, 1), *plain = fixture_small("", bare, 1);
	struct diag_sink sink;
	static const int32_t given = 100;
	setenv("SOURCE_DATE_EPOCH", "86400", 1);
	struct site *site = load_with(source, &sink, (struct site_options){.workers = 0});
	cr_expect_eq(site->as_of, 20455, "what site.yaml says");
	cr_expect(str_equal(site->profile, STR("p")));
	cr_expect(str_equal(site->theme, STR("default")));
	cr_expect_eq(site->audience, AUDIENCE_PUBLIC);
	site_free(site);
	diag_sink_release(&sink);
	site = load_with(source, &sink,
	                 (struct site_options){.as_of = &given,
	                                       .profile = STR("q"),
	                                       .audience = AUDIENCE_INTERNAL});
	cr_expect_eq(site->as_of, 100, "the command line counts more");
	cr_expect(str_equal(site->profile, STR("q")));
	cr_expect_eq(site->audience, AUDIENCE_INTERNAL);
	cr_expect_str_eq(fixture_problems(&sink), "site.yaml:2:10 R03");
	site_free(site);
	diag_sink_release(&sink);
	site = load_with(plain, &sink, (struct site_options){.workers = 1});
	cr_expect_eq(site->as_of, 1, "else today");
	cr_expect_eq(site->profile.size, 0);
	site_free(site);
	diag_sink_release(&sink);
	source_close(source);
	source_close(plain);
}

Test(site, says_what_it_misses)
{
	static const struct {
		const char *path, *text, *problems;
	} cases[] = {
		{"notes/a.md", NOTE("n-1"), "site.yaml:0:0 R08"},
		{"site.yaml", "name: [\n", "site.yaml:2:1 S08"},
		{"site.yaml", "name: [x]\n", "site.yaml:1:7 F08"},
		{"site.yaml", "profile: none\n", "site.yaml:1:10 R03"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture_file file = {cases[i].path, cases[i].text};
		struct fixture f;
		fixture_load(&f, fixture_small("", &file, 1), 1);
		cr_expect_not_null(f.site);
		cr_expect_str_eq(fixture_problems(&f.sink), cases[i].problems, "case %zu", i);
		fixture_close(&f);
	}
	struct fixture f;
	fixture_load(&f, fixture_source(NULL, 0), 1);
	cr_expect_null(f.site);
	cr_expect_str_eq(fixture_problems(&f.sink), "content:0:0 S01; regulation:0:0 S01", "%s",
	                 fixture_problems(&f.sink));
	fixture_close(&f);
}

Test(site, a_file_has_a_limit)
{
	struct buf b = BUF_INIT;
	buf_reserve(&b, LIMIT_FILE + 100); /* at once: the hostile build grows by a byte */
	buf_add_text(&b, NOTE("n-1"));
	while (b.size < LIMIT_FILE)
		buf_add_text(&b, "0123456789abcde\n");
	b.data[LIMIT_FILE] = '\0';
	struct fixture_file files[] = {SITE, {"notes/a.md", b.data}};
	for (int over = 0; over < 2; over++) {
		struct fixture f;
		if (over) {
			b.size = LIMIT_FILE;
			buf_add_text(&b, "x");
			files[1].text = b.data;
		}
		fixture_load(&f, fixture_small("", files, 2), 1);
		cr_expect_str_eq(fixture_problems(&f.sink), over ? "notes/a.md:0:0 S02" : "");
		cr_expect_eq(f.site->item_count, !over);
		fixture_close(&f);
	}
	buf_release(&b);
}

Test(site, warns_of_crowded_folders)
{
	struct source *source = fixture_small("", (struct fixture_file[]){SITE}, 1);
	struct fixture f;
	struct buf b = BUF_INIT;
	for (int i = 0; i < 5001; i++) {
		buf_clear(&b);
		buf_format(&b, "content/notes/n-%d.txt", i);
		source_overlay_set(source, buf_str(&b), STR(""));
		if (i == 2500) /* a folder in between, in the order of paths */
			source_overlay_set(source, STR("content/notes/n-25/x.txt"), STR(""));
	}
	fixture_load(&f, source, 1);
	cr_expect_str_eq(fixture_problems(&f.sink), "notes:0:0 L19");
	fixture_close(&f);
	buf_release(&b);
}

Test(site, any_number_of_workers_loads_the_same)
{
	struct buf wanted = BUF_INIT;
	for (unsigned workers = 1; workers <= 8; workers *= 2) {
		struct fixture f;
		struct source *source = fixture_small("", (struct fixture_file[]){SITE}, 1);
		struct buf path = BUF_INIT, text = BUF_INIT;
		for (int i = 0; i < 300; i++) {
			buf_clear(&path);
			buf_clear(&text);
			buf_format(&path, "content/notes/%03d.md", i);
			buf_format(&text, "---\nid: n-%d\n%s---\nx", i % 250,
			           i % 3 ? "title: 题\n" : "");
			source_overlay_set(source, buf_str(&path), buf_str(&text));
		}
		fixture_load(&f, source, workers);
		const char *got = fixture_problems(&f.sink);
		if (workers == 1)
			buf_add_text(&wanted, got);
		cr_expect_str_eq(got, wanted.data);
		cr_expect_eq(f.site->item_count, 300);
		fixture_close(&f);
		buf_release(&path);
		buf_release(&text);
	}
	buf_release(&wanted);
}

Test(site, knows_when_it_will_look_different)
{
	static const struct fixture_file files[] = {
		SITE,
		{"notes/a.md",
	         "---\nid: n-1\ntitle: 题\nstatus: published\ndates: {embargo: 2026-09-01}\n---\n"},
		{"notes/b.md", "---\nid: n-2\ntitle: 题\nstatus: published\ndates: {published: "
	                       "2026-08-01}\n---\n"},
		{"notes/c.md",
	         "---\nid: n-3\ntitle: 题\nstatus: draft\ndates: {published: 2026-07-01}\n---\n"},
		{"notes/d.md", "---\nid: n-4\ntitle: 题\nstatus: published\ndates: {published: "
	                       "2026-06-30}\n---\n"},
	};
	static const char fields[] = "  dates:\n    label: 日期\n    type: record\n    fields:\n"
				     "      embargo: {label: 解禁, type: date}\n"
				     "      published: {label: 发布, type: date}\n";
	struct fixture f;
	fixture_load(&f, fixture_small(fields, files, COUNT(files)), 1);
	cr_expect_eq(site_next_change(f.site), 20666, "2026-08-01");
	f.site->as_of = 20666;
	cr_expect_eq(site_next_change(f.site), 20697, "2026-09-01");
	f.site->as_of = 20697;
	cr_expect_eq(site_next_change(f.site), INT32_MAX);
	fixture_close(&f);
}
