#include <criterion/criterion.h>

#include "base/map.h"

static struct arena arena;

static void add_up(void *context, void *value)
{
	*(size_t *)context += *(uint32_t *)value;
}

Test(map, finds_every_key_it_was_given)
{
	enum { COUNT = 3000 };
	struct map m;
	static uint32_t numbers[COUNT];
	size_t wrong = 0, sum = 0;
	arena_init(&arena, 0);
	map_init(&m, &arena);
	cr_expect_eq(map_count(&m), 0);
	cr_expect_null(map_get(&m, STR("0")));
	for (uint32_t i = 0; i < COUNT; i++) {
		numbers[i] = i;
		wrong += map_put(&m, str_format(&arena, "键%u", i), &numbers[i]) != NULL;
	}
	for (uint32_t i = 0; i < COUNT; i++)
		wrong += map_get(&m, str_format(&arena, "键%u", i)) != &numbers[i];
	cr_expect_eq(wrong, 0);
	cr_expect_eq(map_count(&m), COUNT);
	cr_expect_null(map_get(&m, STR("键3000")));
	cr_expect_null(map_get(&m, STR("键")));
	map_each(&m, add_up, &sum);
	cr_expect_eq(sum, (size_t)COUNT * (COUNT - 1) / 2);
	map_release(&m);
	arena_release(&arena);
}

Test(map, keeps_the_first_value_of_a_key)
{
	struct map m;
	int first, second;
	arena_init(&arena, 0);
	map_init(&m, &arena);
	cr_expect_null(map_put(&m, STR("a"), &first));
	cr_expect_eq(map_put(&m, STR("a"), &second), &first);
	cr_expect_eq(map_get(&m, STR("a")), &first);
	cr_expect_eq(map_count(&m), 1);
	map_release(&m);
	arena_release(&arena);
}

Test(map, takes_any_bytes_as_a_key)
{
	static const struct str keys[] = {STR_INIT(""),  STR_INIT("\0"),  STR_INIT("\0\0"),
	                                  STR_INIT("a"), STR_INIT("a\0"), STR_INIT("ab")};
	enum { COUNT = sizeof keys / sizeof *keys };
	struct map m;
	int values[COUNT];
	arena_init(&arena, 0);
	map_init(&m, &arena);
	for (size_t i = 0; i < COUNT; i++)
		cr_expect_null(map_put(&m, keys[i], &values[i]), "%zu", i);
	for (size_t i = 0; i < COUNT; i++)
		cr_expect_eq(map_get(&m, keys[i]), &values[i], "%zu", i);
	cr_expect_eq(map_get(&m, STR_NULL), &values[0], "null and empty are one key");
	cr_expect_eq(map_put(&m, STR_NULL, &values[1]), &values[0]);
	map_release(&m);
	arena_release(&arena);
}

Test(map, can_be_empty_and_released)
{
	struct map m;
	size_t sum = 0;
	arena_init(&arena, 0);
	map_init(&m, &arena);
	map_each(&m, add_up, &sum);
	cr_expect_eq(sum, 0);
	map_release(&m);
	map_release(&m);
}
