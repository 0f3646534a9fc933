#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"

Test(memory, is_never_null_even_for_nothing)
{
	static const size_t sizes[][2] = {{0, 0}, {0, 8}, {8, 0}, {1, 1}, {1000, 8}};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *p = memory_new(sizes[i][0], sizes[i][1]);
		cr_assert_not_null(p);
		for (size_t k = 0; k < sizes[i][0] * sizes[i][1]; k++)
			cr_assert_eq(p[k], 0);
		p = memory_resize(p, sizes[i][0] * 2, sizes[i][1]);
		cr_assert_not_null(p);
		free(p);
	}
}

Test(memory, grows_an_array_by_pushing)
{
	struct {
		int *items;
		size_t count, room;
	} array = {0};
	for (int i = 0; i < 1000; i++)
		ARRAY_PUSH(&array, i * 3);
	size_t wrong = 0;
	for (int i = 0; i < 1000; i++)
		wrong += array.items[i] != i * 3;
	cr_expect_eq(wrong, 0);
	cr_expect_eq(array.count, 1000);
	cr_expect_geq(array.room, 1000);
	free(array.items);
}

Test(memory, stops_where_a_product_overflows, .exit_code = 3)
{
	memory_resize(NULL, SIZE_MAX / 2, 3);
}

#ifndef __SANITIZE_ADDRESS__ /* which ends the program in a way of its own */
Test(memory, stops_where_the_machine_has_none, .exit_code = 3)
{
	free(memory_new(SIZE_MAX / 2, 3));
}
#endif

Test(memory, stops_with_a_status_of_its_own, .exit_code = 3)
{
	memory_stop("a test (测试)");
}
