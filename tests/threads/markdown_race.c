/* Threads render the same and different bodies; each result must be that of one
 * thread alone. For the thread sanitizer. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "format/markdown.h"

enum { THREADS = 4, ROUNDS = 200 };

static const char *const bodies[] = {
	"## 一\n\n依据**《条例》**第十条，见https://www.gov.cn/a，费用5~10元。\n",
	"|甲|乙|\n|-|:-:|\n|[丙](a.md)|**丁：**戊|\n\n- [x] 己\n- [ ] 庚\n",
	"脚[^1]注[^2]\n\n[^1]: 一\n\n[^2]: 二 <b>\n\n# 题\n\n# 题\n",
	"www.gov.cn xxgk@a.gov.cn 甲** 乙**丙 &#xFFFE; ![](a.png) [](b.md)\n",
};
enum { BODIES = sizeof bodies / sizeof *bodies };

static struct buf expected[BODIES];

static struct buf render(const char *body)
{
	struct arena arena;
	struct diag_sink sink;
	struct buf html = BUF_INIT;
	struct markdown_result result;
	arena_init(&arena, 0);
	diag_sink_init(&sink, LANGUAGE_ZH);
	struct markdown_options options = {.file = STR("a.md"), .text = str_from(body)};
	markdown_render(&options, &arena, &sink, &html, &result);
	diag_sort(&sink);
	for (size_t i = 0; i < sink.count; i++)
		buf_format(&html, "%.*s %u:%u\n", STR_ARG(sink.items[i].code), sink.items[i].line,
		           sink.items[i].column);
	for (size_t i = 0; i < result.heading_count; i++)
		buf_add(&html, result.headings[i].id);
	arena_release(&arena);
	diag_sink_release(&sink);
	return html;
}

/* Returns the number of results that differ. */
static void *work(void *argument)
{
	size_t first = (size_t)(uintptr_t)argument, wrong = 0;
	for (size_t i = 0; i < ROUNDS; i++) {
		size_t which = (first + i) % BODIES;
		struct buf html = render(bodies[which]);
		wrong += !str_equal(buf_str(&html), buf_str(&expected[which]));
		buf_release(&html);
	}
	markdown_release_thread();
	return (void *)(uintptr_t)wrong;
}

int main(void)
{
	pthread_t threads[THREADS];
	size_t failed = 0;
	markdown_prepare();
	for (size_t i = 0; i < BODIES; i++)
		expected[i] = render(bodies[i]);
	for (size_t i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)i))
			abort();
	for (size_t i = 0; i < THREADS; i++) {
		void *wrong;
		pthread_join(threads[i], &wrong);
		failed += (size_t)(uintptr_t)wrong;
	}
	for (size_t i = 0; i < BODIES; i++)
		buf_release(&expected[i]);
	markdown_release_thread();
	printf("%zu passed, %zu failed\n", (size_t)THREADS * ROUNDS - failed, failed);
	return failed > 0;
}
