/* One shared counter; a worker takes a few jobs at a time, which survives uneven
 * work as well as any queue (PROTOTYPES.md E). */
#include "base/workers.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/limits.h"

enum { GRAB = 8 };

struct crew {
	worker_job *run;
	void *context;
	size_t count;
	atomic_size_t next;
};

struct member {
	struct crew *crew;
	unsigned number;
	pthread_t thread;
};

/* The hostile build deals the jobs out in another order, so that whoever relies
 * on the order of jobs is found. 7919 is prime: every job comes once. */
static size_t shuffled(size_t job, size_t count)
{
#ifdef MULU_HOSTILE
	return count % 7919 ? (size_t)((unsigned long long)job * 7919 % count) : job;
#else
	(void)count;
	return job;
#endif
}

static void *work(void *argument)
{
	struct member *m = argument;
	struct crew *crew = m->crew;
	size_t first;
	while ((first = atomic_fetch_add(&crew->next, GRAB)) < crew->count) {
		size_t end = first + GRAB < crew->count ? first + GRAB : crew->count;
		for (size_t job = first; job < end; job++)
			crew->run(crew->context, m->number, shuffled(job, crew->count));
	}
	return NULL;
}

void workers_run(unsigned workers, size_t count, worker_job *run, void *context)
{
	struct crew crew = {.run = run, .context = context, .count = count};
	struct member members[LIMIT_WORKERS];
	unsigned started = 1; /* the caller is worker 0 */
	atomic_init(&crew.next, 0);
	if (workers > LIMIT_WORKERS)
		workers = LIMIT_WORKERS;
	members[0] = (struct member){.crew = &crew, .number = 0};
	while (started < workers && started < count) {
		members[started] = (struct member){.crew = &crew, .number = started};
		if (pthread_create(&members[started].thread, NULL, work, &members[started]))
			break;
		started++;
	}
	work(&members[0]);
	for (unsigned i = 1; i < started; i++)
		pthread_join(members[i].thread, NULL);
}

unsigned workers_default(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
	if (n < 1)
		n = 1;
	return n > LIMIT_WORKERS ? LIMIT_WORKERS : (unsigned)n;
}
