/* E. W. Myers, An O(ND) Difference Algorithm and Its Variations (1986), on pieces of text.
 * Above a number of differences the texts are another text: that also bounds the work. */
#include "audit/wording.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"

enum { DIFFERENCES_MOST = 1500 };

struct pieces {
	struct str *items;
	size_t count, room;
};

static bool is_word(uint32_t c)
{
	return utf8_is_word(c) && !utf8_is_wide(c);
}

static void cut(struct str text, struct pieces *out)
{
	for (size_t at = 0; at < text.size;) {
		size_t begin = at, next = at;
		if (is_word(utf8_next(text, &next)))
			for (size_t ahead = next;
			     ahead < text.size && is_word(utf8_next(text, &ahead));)
				next = ahead;
		at = next;
		ARRAY_PUSH(out, str_slice(text, begin, at));
	}
}

/* Adds a piece, joined with the last one where they lie side by side. */
static void add(struct wordings *w, enum wording_kind kind, struct str text)
{
	struct wording *last = w->count ? &w->items[w->count - 1] : NULL;
	struct wording piece = {kind, text};
	if (text.size == 0)
		return;
	if (last && last->kind == kind && last->text.data + last->text.size == text.data) {
		last->text.size += text.size;
		return;
	}
	ARRAY_PUSH(w, piece);
}

/* Runs of removals and additions that alternate: first all removed, then all added. */
static void add_gap(struct wordings *w, const struct pieces *old, size_t a, size_t a_end,
                    const struct pieces *new, size_t b, size_t b_end)
{
	for (; a < a_end; a++)
		add(w, WORDING_REMOVED, old->items[a]);
	for (; b < b_end; b++)
		add(w, WORDING_ADDED, new->items[b]);
}

/* What Myers' search leaves: for each number of differences the furthest ends. */
struct search {
	const struct pieces *old, *new;
	int n, m, found; /* found: -1 none */
	int **trace;
};

static void search(struct search *s)
{
	int most = s->n + s->m < DIFFERENCES_MOST ? s->n + s->m : DIFFERENCES_MOST;
	int *v = memory_new((size_t)(2 * most + 3), sizeof *v), *mid = v + most + 1;
	s->trace = memory_new((size_t)most + 1, sizeof *s->trace);
	s->found = -1;
	for (int d = 0; d <= most && s->found < 0; d++) {
		for (int k = -d; k <= d; k += 2) {
			bool down = k == -d || (k != d && mid[k - 1] < mid[k + 1]);
			int x = down ? mid[k + 1] : mid[k - 1] + 1, y = x - k;
			while (x < s->n && y < s->m &&
			       str_equal(s->old->items[x], s->new->items[y]))
				x++, y++;
			mid[k] = x;
			if (x >= s->n && y >= s->m)
				s->found = d;
		}
		s->trace[d] = memory_new((size_t)(2 * d + 1), sizeof **s->trace);
		memcpy(s->trace[d], mid - d, (size_t)(2 * d + 1) * sizeof **s->trace);
	}
	if (s->found < 0)
		for (int d = 0; d <= most; d++)
			free(s->trace[d]);
	free(v);
}

/* Walks back from the end and marks the pieces of the old text that stay; `to[i]` is where
 * piece i went, or -1. */
static void walk_back(struct search *s, int *to)
{
	int x = s->n, y = s->m;
	for (int d = s->found; d >= 0; d--) {
		int k = x - y;
		const int *before = d ? s->trace[d - 1] + (d - 1) : NULL;
		bool down = d && (k == -d || (k != d && before[k - 1] < before[k + 1]));
		int start_k = down ? k + 1 : k - 1;
		int start_x = d ? before[start_k] : 0, start_y = d ? start_x - start_k : 0;
		int mid_x = d ? (down ? start_x : start_x + 1) : 0;
		while (x > mid_x && y > 0) {
			x--, y--;
			to[x] = y;
		}
		x = start_x;
		y = start_y;
		free(s->trace[d]);
	}
}

void wording_compare(struct str old_text, struct str new_text, struct wordings *out)
{
	struct pieces old = {0}, new = {0};
	*out = (struct wordings){0};
	cut(old_text, &old);
	cut(new_text, &new);
	struct search s = {.old = &old, .new = &new, .n = (int)old.count, .m = (int)new.count};
	search(&s);
	int *to = memory_new(old.count, sizeof *to);
	for (size_t i = 0; i < old.count; i++)
		to[i] = -1;
	if (s.found >= 0)
		walk_back(&s, to);
	size_t a = 0, b = 0;
	for (size_t i = 0; i < old.count; i++) {
		if (to[i] < 0)
			continue;
		add_gap(out, &old, a, i, &new, b, (size_t)to[i]);
		add(out, WORDING_SAME, old.items[i]);
		a = i + 1;
		b = (size_t)to[i] + 1;
	}
	add_gap(out, &old, a, old.count, &new, b, new.count);
	free(to);
	free(s.trace);
	free(old.items);
	free(new.items);
}

void wordings_release(struct wordings *w)
{
	free(w->items);
	*w = (struct wordings){0};
}
