/* Jobs on several threads. Results go into a slot per job, so that nothing
 * depends on who did what when: any number of workers gives the same result. */
#ifndef BASE_WORKERS_H
#define BASE_WORKERS_H

#include <stddef.h>

/* Does job number `job` (0 ≤ job < count); `worker` (0 ≤ worker < workers) names
 * the thread, for what each keeps for itself. */
typedef void worker_job(void *context, unsigned worker, size_t job);

/* Runs all jobs and returns when the last has ended. With one worker, or where
 * the machine gives no thread, they run in the calling thread. */
void workers_run(unsigned workers, size_t count, worker_job *run, void *context);

/* Processors this process may use, at least 1, at most LIMIT_WORKERS. */
unsigned workers_default(void);

#endif
