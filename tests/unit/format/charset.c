#include <criterion/criterion.h>

#include "format/charset.h"

static const char *convert(struct str bytes)
{
	static struct buf out;
	buf_clear(&out);
	buf_add(&out, STR(""));
	return charset_to_utf8(bytes, &out) ? out.data : NULL;
}

Test(charset, knows_the_encodings_of_office_programs)
{
	cr_expect_str_eq(convert(STR("中文 a")), "中文 a");
	cr_expect_str_eq(convert(STR("\xD6\xD0\xCE\xC4 a")), "中文 a");
	cr_expect_str_eq(convert(STR("\xFF\xFE\x2D\x4E\x61\x00")), "中a");
	cr_expect_str_eq(convert(STR("\xFE\xFF\x4E\x2D\x00\x61")), "中a");
	cr_expect_str_eq(convert(STR("")), "");
	cr_expect_null(convert(STR("\xFF\xFF\xFF")));
	cr_expect_null(convert(STR("\xD6"))); /* cut off */
}

Test(charset, converts_texts_longer_than_a_step)
{
	struct buf in = BUF_INIT, out = BUF_INIT;
	for (int i = 0; i < 10000; i++)
		buf_add(&in, STR("\xD6\xD0"));
	cr_expect(charset_to_utf8(buf_str(&in), &out));
	cr_expect_eq(out.size, 30000);
	buf_release(&in);
	buf_release(&out);
}
