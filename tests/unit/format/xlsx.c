#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "format/xlsx.h"

static void make(struct buf *out, int32_t day, struct str text)
{
	const char *why = NULL;
	struct xlsx *x = xlsx_new(day);
	xlsx_add_heading(x, STR("标题"));
	xlsx_add_heading(x, STR("发布日期"));
	xlsx_next_row(x);
	xlsx_add_text(x, text);
	xlsx_add_text(x, STR(""));
	cr_expect(xlsx_finish(x, out, &why), "%s", why ? why : "");
}

Test(xlsx, same_rows_make_the_same_bytes_whatever_the_clock_says)
{
	struct buf a = BUF_INIT, b = BUF_INIT, c = BUF_INIT, d = BUF_INIT;
	int32_t day = date_from_civil((struct civil){2026, 6, 30});
	make(&a, day, STR("甲"));
	usleep(2100000); /* ZIP counts in steps of two seconds */
	make(&b, day, STR("甲"));
	make(&c, day, STR("乙"));
	make(&d, day + 1, STR("甲"));
	cr_expect(str_equal(buf_str(&a), buf_str(&b)));
	cr_expect_not(str_equal(buf_str(&a), buf_str(&c)));
	cr_expect_not(str_equal(buf_str(&a), buf_str(&d)), "the day is in it");
	cr_expect(str_starts_with(buf_str(&a), STR("PK\3\4")), "a ZIP archive");
	buf_release(&a);
	buf_release(&b);
	buf_release(&c);
	buf_release(&d);
}

Test(xlsx, appends_and_takes_texts_of_any_length)
{
	struct buf out = BUF_INIT, large = BUF_INIT;
	buf_add_text(&out, "before");
	buf_reserve(&large, 3 * 40000);
	for (int i = 0; i < 40000; i++)
		buf_add_text(&large, "长");
	make(&out, 20000, buf_str(&large));
	cr_expect(str_starts_with(buf_str(&out), STR("beforePK\3\4")));
	buf_release(&large);
	buf_release(&out);
}

Test(xlsx, may_have_no_columns)
{
	struct buf out = BUF_INIT;
	const char *why = NULL;
	cr_expect(xlsx_finish(xlsx_new(20000), &out, &why));
	cr_expect_gt(out.size, 100);
	buf_release(&out);
}
