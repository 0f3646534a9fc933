#include <criterion/criterion.h>
#include <stdatomic.h>

#include "base/limits.h"
#include "base/workers.h"

enum { MOST = 20000 };

struct tally {
	atomic_int done[MOST];
	atomic_uint highest; /* number of a worker */
	unsigned workers;
	atomic_int wrong;
};

static struct tally tally;

static void count(void *context, unsigned worker, size_t job)
{
	struct tally *t = context;
	if (worker >= t->workers || job >= MOST) {
		t->wrong++;
		return;
	}
	t->done[job]++;
	unsigned seen = t->highest;
	while (worker > seen && !atomic_compare_exchange_weak(&t->highest, &seen, worker))
		;
}

Test(workers, do_every_job_once)
{
	static const unsigned workers[] = {1, 2, 3, 8, LIMIT_WORKERS, 1000};
	static const size_t jobs[] = {0, 1, 2, 7, 8, 9, 100, 7919, 2 * 7919, 20000};
	size_t wrong = 0;
	for (size_t w = 0; w < sizeof workers / sizeof *workers; w++)
		for (size_t j = 0; j < sizeof jobs / sizeof *jobs; j++) {
			memset(&tally, 0, sizeof tally);
			/* never more than the limit, whatever is asked for */
			tally.workers = workers[w] < LIMIT_WORKERS ? workers[w] : LIMIT_WORKERS;
			workers_run(workers[w], jobs[j], count, &tally);
			for (size_t i = 0; i < MOST; i++)
				wrong += tally.done[i] != (i < jobs[j]);
			wrong += (size_t)tally.wrong;
		}
	cr_expect_eq(wrong, 0);
}

Test(workers, none_is_one)
{
	memset(&tally, 0, sizeof tally);
	tally.workers = 1;
	workers_run(0, 10, count, &tally);
	for (size_t i = 0; i < 10; i++)
		cr_expect_eq(tally.done[i], 1);
	cr_expect_eq(tally.wrong, 0);
}

Test(workers, default_to_the_processors_there_are)
{
	unsigned n = workers_default();
	cr_expect_geq(n, 1);
	cr_expect_leq(n, LIMIT_WORKERS);
}
