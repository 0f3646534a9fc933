#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

Test(buf, is_always_followed_by_a_nul)
{
	struct buf b = BUF_INIT;
	cr_expect_str_eq(buf_str(&b).data, "", "even when nothing was added");
	buf_clear(&b);
	buf_add(&b, STR(""));
	cr_expect_str_eq(b.data, "");
	for (size_t i = 1; i < 3000; i++) {
		buf_add_char(&b, (char)('a' + i % 26));
		cr_assert_eq(strlen(b.data), i);
		cr_assert_lt(b.size, b.room);
	}
	buf_clear(&b);
	cr_expect_eq(b.size, 0);
	cr_expect_str_eq(b.data, "");
	buf_release(&b);
	cr_expect_null(b.data);
	buf_release(&b);
}

Test(buf, adds_texts_and_formats)
{
	struct buf b = BUF_INIT;
	buf_add(&b, STR_NULL);
	buf_add(&b, STR("目录"));
	buf_add_text(&b, "/");
	buf_add_text(&b, NULL);
	buf_format(&b, "%04d-%s", 7, "x");
	buf_format(&b, "%s", "");
	buf_add(&b, STR("a\0b"));
	cr_expect(str_equal(buf_str(&b), STR("目录/0007-xa\0b")));
	struct buf copy = BUF_INIT;
	for (int i = 0; i < 200; i++)
		buf_format(&copy, "%d,", i);
	cr_expect_eq(copy.size, 10 * 2 + 90 * 3 + 100 * 4);
	buf_release(&copy);
	buf_release(&b);
}

Test(buf, reserves_room_that_is_not_yet_counted)
{
	struct buf b = BUF_INIT;
	buf_add_text(&b, "ab");
	memcpy(buf_reserve(&b, 1000), "cd", 2);
	cr_expect_eq(b.size, 2);
	cr_expect_geq(b.room, 1003);
	b.size += 2;
	b.data[b.size] = '\0';
	cr_expect_str_eq(b.data, "abcd");
	buf_release(&b);
}

Test(buf, writes_every_code_point_as_valid_utf8)
{
	struct buf b = BUF_INIT;
	size_t wrong = 0;
	for (uint32_t c = 0; c < 0x110400; c++) {
		buf_clear(&b);
		buf_add_utf8(&b, c);
		bool is_none = c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF);
		size_t at = 0;
		wrong += utf8_first_invalid(buf_str(&b)) != SIZE_MAX ||
		         utf8_next(buf_str(&b), &at) != (is_none ? 0xFFFD : c) || at != b.size;
	}
	cr_expect_eq(wrong, 0);
	buf_clear(&b);
	buf_add_utf8(&b, UINT32_MAX);
	cr_expect_str_eq(b.data, "\xEF\xBF\xBD");
	buf_release(&b);
}

Test(buf, stops_the_program_past_its_limit, .exit_code = 3)
{
	struct buf b = BUF_INIT;
	buf_add_text(&b, "x");
	buf_reserve(&b, LIMIT_BUFFER);
}

Test(buf, stops_the_program_where_sizes_overflow, .exit_code = 3)
{
	struct buf b = BUF_INIT;
	buf_add_text(&b, "x");
	buf_reserve(&b, SIZE_MAX);
}

Test(buf, writes_numbers_as_printf_does)
{
	static const int64_t numbers[] = {0, 7, 10, -1, 2024, INT64_MAX, INT64_MIN};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct buf quick = BUF_INIT, slow = BUF_INIT;
		buf_add_number(&quick, numbers[i]);
		buf_format(&slow, "%lld", (long long)numbers[i]);
		cr_expect_str_eq(quick.data, slow.data);
		buf_release(&quick);
		buf_release(&slow);
	}
}
