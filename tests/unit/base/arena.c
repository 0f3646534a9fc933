#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/limits.h"

static bool is_zero(const char *p, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (p[i])
			return false;
	return true;
}

Test(arena, gives_zeroed_aligned_memory_of_any_size)
{
	struct arena a;
	arena_init(&a, 0);
	for (size_t size = 0; size < 300; size++) {
		arena_text(&a, 1); /* so that the next one is not aligned by chance */
		char *p = arena_alloc(&a, size);
		cr_assert_not_null(p);
		cr_assert_eq((uintptr_t)p % alignof(max_align_t), 0);
		cr_assert(is_zero(p, size), "%zu bytes", size);
		memset(p, 0xFF, size);
	}
	char *large = arena_alloc(&a, 3 * MIB);
	cr_expect(is_zero(large, 3 * MIB));
	large[3 * MIB - 1] = 1;
	cr_expect_geq(a.total, 3 * MIB);
	arena_release(&a);
	cr_expect_eq(a.total, 0);
}

Test(arena, keeps_what_it_gave_until_released)
{
	enum { COUNT = 5000 };
	struct arena a;
	uint32_t *kept[COUNT];
	arena_init(&a, 16);
	for (uint32_t i = 0; i < COUNT; i++) {
		kept[i] = ARENA_NEW(&a, uint32_t);
		*kept[i] = i;
		memset(arena_text(&a, i % 97), 0xEE, i % 97);
	}
	size_t wrong = 0;
	for (uint32_t i = 0; i < COUNT; i++)
		wrong += *kept[i] != i;
	cr_expect_eq(wrong, 0);
	cr_expect_leq(a.chunk_size, 2 * MIB, "chunks stop growing");
	arena_release(&a);
	cr_expect_not_null(arena_alloc(&a, 10), "it may be used again");
	arena_release(&a);
}

Test(arena, reserves_what_it_is_told)
{
	struct arena a;
	arena_init(&a, 1000);
	cr_expect_eq(a.total, 0, "nothing before the first allocation");
	arena_text(&a, 1);
	cr_expect_eq(a.total, 1000);
	arena_text(&a, 999);
	cr_expect_eq(a.total, 1000);
	arena_release(&a);
	arena_init(&a, 0);
	arena_text(&a, 1);
	cr_expect_eq(a.total, 4 * KIB);
	arena_release(&a);
}

Test(arena, reset_keeps_the_largest_chunk_only)
{
	struct arena a;
	arena_init(&a, 64);
	arena_reset(&a); /* nothing to keep */
	arena_text(&a, 10);
	arena_text(&a, 100 * KIB);
	arena_text(&a, 200 * KIB); /* not the largest chunk when it comes last */
	arena_text(&a, 100);
	size_t before = a.total;
	arena_reset(&a);
	cr_expect_lt(a.total, before);
	cr_expect_geq(a.total, 200 * KIB);
	size_t kept = a.total;
	for (int round = 0; round < 100; round++) {
		char *p = arena_alloc(&a, 150 * KIB);
		cr_assert(is_zero(p, 150 * KIB), "zeroed again after a reset");
		memset(p, 0x55, 150 * KIB);
		arena_reset(&a);
	}
	cr_expect_eq(a.total, kept, "no growth from page to page");
	arena_release(&a);
}

Test(arena, adopts_the_memory_of_another)
{
	struct arena to, from;
	arena_init(&to, 64);
	arena_init(&from, 64);
	arena_adopt(&to, &from); /* both empty */
	cr_expect_eq(to.total, 0);
	char *moved = arena_text(&from, 6);
	memcpy(moved, "moved", 6);
	arena_adopt(&to, &from); /* into an empty one */
	cr_expect_eq(from.total, 0);
	cr_expect_str_eq(moved, "moved");
	char *own = arena_text(&to, 4);
	memcpy(own, "own", 4);
	for (int i = 0; i < 10; i++)
		memset(arena_text(&from, 100), 0x11, 100);
	char *last = arena_text(&from, 5);
	memcpy(last, "last", 5);
	arena_adopt(&to, &from); /* into one that has some */
	arena_release(&from);    /* takes nothing with it */
	char *more = arena_text(&to, 5);
	memcpy(more, "more", 5);
	cr_expect_str_eq(moved, "moved");
	cr_expect_str_eq(own, "own");
	cr_expect_str_eq(last, "last");
	arena_release(&to);
}

Test(arena, stops_the_program_at_an_impossible_size, .exit_code = 3)
{
	struct arena a;
	arena_init(&a, 0);
	arena_alloc(&a, SIZE_MAX / 2 + 1);
}

Test(arena, stops_the_program_where_the_machine_has_no_memory, .exit_code = 3)
{
	struct arena a;
	arena_init(&a, 0);
	arena_text(&a, SIZE_MAX - 1);
}
