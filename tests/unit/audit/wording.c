#include "audit/wording.h"

#include <criterion/criterion.h>

#include "base/buf.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* `[-old-]{+new+}` */
static void show(struct str old, struct str new, struct buf *out)
{
	static const char *const marks[][2] = {{"", ""}, {"[-", "-]"}, {"{+", "+}"}};
	struct wordings w;
	buf_clear(out);
	buf_add(out, STR(""));
	wording_compare(old, new, &w);
	for (size_t i = 0; i < w.count; i++)
		buf_format(out, "%s%.*s%s", marks[w.items[i].kind][0], STR_ARG(w.items[i].text),
		           marks[w.items[i].kind][1]);
	wordings_release(&w);
}

Test(wording, shows_what_was_removed_and_added)
{
	static const struct {
		struct str old, new;
		const char *shown;
	} cases[] = {
		{STR_INIT(""), STR_INIT(""), ""},
		{STR_INIT("不变"), STR_INIT("不变"), "不变"},
		{STR_INIT(""), STR_INIT("新"), "{+新+}"},
		{STR_INIT("旧"), STR_INIT(""), "[-旧-]"},
		{STR_INIT("在五个工作日内答复"), STR_INIT("在三个工作日内书面答复"),
	         "在[-五-]{+三+}个工作日内{+书面+}答复"},
		{STR_INIT("电话 0800-555 转办公室"), STR_INIT("电话 0800-556 转办公室"),
	         "电话 0800-[-555-]{+556+} 转办公室"},
		{STR_INIT("the old word"), STR_INIT("the new word"), "the [-old-]{+new+} word"},
		{STR_INIT("甲乙丙丁"), STR_INIT("乙丙丁戊"), "[-甲-]乙丙丁{+戊+}"},
	};
	struct buf out = BUF_INIT;
	for (size_t i = 0; i < COUNT(cases); i++) {
		show(cases[i].old, cases[i].new, &out);
		cr_expect_str_eq(out.data, cases[i].shown, "%s", out.data);
	}
	buf_release(&out);
}

/* Whatever the texts are: without what was added there is the old one, without what was
 * removed the new one. */
Test(wording, loses_nothing)
{
	unsigned seed = 7;
	for (int round = 0; round < 400; round++) {
		struct buf texts[2] = {BUF_INIT, BUF_INIT}, back[2] = {BUF_INIT, BUF_INIT};
		static const char *const words[] = {"甲", "乙", "，", "a", "bc", " ", "12", "\n"};
		for (int k = 0; k < 2; k++) {
			buf_add(&texts[k], STR(""));
			buf_add(&back[k], STR(""));
			for (unsigned i = (seed = seed * 1103515245u + 12345u) >> 16 & 63; i; i--)
				buf_add_text(&texts[k],
				             words[(seed = seed * 1103515245u + 12345u) >> 16 & 7]);
		}
		struct wordings w;
		wording_compare(buf_str(&texts[0]), buf_str(&texts[1]), &w);
		for (size_t i = 0; i < w.count; i++) {
			if (w.items[i].kind != WORDING_ADDED)
				buf_add(&back[0], w.items[i].text);
			if (w.items[i].kind != WORDING_REMOVED)
				buf_add(&back[1], w.items[i].text);
		}
		for (int k = 0; k < 2; k++)
			cr_assert_str_eq(back[k].data, texts[k].data);
		wordings_release(&w);
		for (int k = 0; k < 2; k++) {
			buf_release(&texts[k]);
			buf_release(&back[k]);
		}
	}
}

Test(wording, gives_up_on_texts_that_share_nothing)
{
	struct buf old = BUF_INIT, new = BUF_INIT;
	for (int i = 0; i < 3000; i++) {
		buf_add_text(&old, "甲");
		buf_add_text(&new, "乙");
	}
	struct wordings w;
	wording_compare(buf_str(&old), buf_str(&new), &w);
	cr_expect_eq(w.count, 2);
	wordings_release(&w);
	buf_release(&old);
	buf_release(&new);
}
