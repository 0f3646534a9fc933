/* The files of content/regulation/calendar/ as one table of days; their grammar
 * stands in content/regulation/README.md. What the days mean is calendar.c's. */
#ifndef REGULATION_CALENDAR_FILE_H
#define REGULATION_CALENDAR_FILE_H

#include "regulation/calendar.h"

#define CALENDAR_FOLDER "content/regulation/calendar"

enum { CALENDAR_FIRST_YEAR = 1949, CALENDAR_LAST_YEAR = 9999 };

/* A day that a notice speaks of. */
struct calendar_day {
	int32_t day;
	bool is_off;       /* else worked */
	uint32_t rank;     /* of two notices about one day the higher holds */
	struct str why[2]; /* by enum language: `国庆节（国办发明电〔2025〕7号）` */
};

/* A day off that the solar calendar fixes. */
struct calendar_fixed {
	int month, day, since;
	struct str why[2];
};

struct calendar {
	struct arena arena;
	struct calendar_day *items; /* by day, each once */
	size_t count, room;
	struct calendar_fixed *fixed;
	size_t fixed_count;
	/* how many of the sets (the national one and each overlay) know the year: only
	 * one that all know is certain */
	uint16_t known[CALENDAR_LAST_YEAR + 1];
	unsigned sets;
};

/* Reads all files into an empty calendar; of the overlays those named count. */
void calendar_file_read_all(struct calendar *c, struct source *source, const struct str *overlays,
                            size_t overlay_count, struct diag_sink *sink);

#endif
