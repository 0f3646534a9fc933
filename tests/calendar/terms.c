/* Every term of the comparison, as mulu reckons it: a line `start N result certainty`
 * for each day of 2010 to 2026 and each N of the command line. Run in a site's root. */
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "regulation/calendar.h"

static void add(struct buf *out, const struct calendar *calendar, int32_t start, int32_t count,
                int32_t as_of)
{
	struct term term = {count, TERM_WORKING_DAYS};
	struct due due = calendar_due(calendar, start, term, NULL, 0, as_of);
	date_add_iso(out, start);
	buf_format(out, " %d ", count);
	date_add_iso(out, due.day);
	buf_format(out, " %d\n", due.certainty);
}

int main(int argc, char **argv)
{
	struct diag_sink sink;
	struct buf out = BUF_INIT;
	int32_t first = date_from_civil((struct civil){2010, 1, 1}),
		last = date_from_civil((struct civil){2026, 12, 31});
	struct source *source = source_open_directory(".");
	diag_sink_init(&sink, LANGUAGE_EN);
	struct calendar *calendar = calendar_read(source, NULL, 0, &sink);
	for (int32_t day = first; day <= last; day++)
		for (int i = 1; i < argc; i++)
			add(&out, calendar, day, (int32_t)strtol(argv[i], NULL, 10), last);
	fwrite(buf_str(&out).data, 1, out.size, stdout);
	int status = sink.count > 0;
	calendar_free(calendar);
	source_close(source);
	buf_release(&out);
	diag_sink_release(&sink);
	return status;
}
