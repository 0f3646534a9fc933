#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/match.h"

/* --- the search as it would be written first ------------------------------- */

enum { PHRASES = 64, HITS = 4096 };

struct phrase {
	char bytes[48];
	size_t size;
	bool is_token;
	bool is_taken; /* false: too short, or added before */
};

struct hit {
	uint32_t number;
	size_t at;
};

struct hits {
	struct hit items[HITS];
	size_t count;
};

static void note(void *context, uint32_t number, size_t at)
{
	struct hits *h = context;
	if (h->count < HITS)
		h->items[h->count] = (struct hit){number, at};
	h->count++;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-';
}

static bool stands_at(const struct phrase *p, struct str text, size_t at)
{
	if (at + p->size > text.size || memcmp(text.data + at, p->bytes, p->size) != 0)
		return false;
	if (!p->is_token)
		return true;
	bool before = at > 0 && is_word(text.data[at - 1]);
	bool behind = at + p->size < text.size && is_word(text.data[at + p->size]);
	return !before && !behind;
}

static void search_naively(const struct phrase *phrases, size_t count, struct str text,
                           struct hits *hits)
{
	for (size_t at = 0; at < text.size; at++)
		for (size_t i = 0; i < count; i++)
			if (phrases[i].is_taken && stands_at(&phrases[i], text, at))
				note(hits, (uint32_t)(i * 10), at);
}

static int compare_hits(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* A set of these phrases, numbered by tens; NULL where it takes other lengths than
 * it says. */
static struct match_set *make_set(struct phrase *phrases, size_t count)
{
	struct match_set *m = match_new();
	bool good = true;
	for (size_t i = 0; i < count; i++) {
		struct phrase *p = &phrases[i];
		p->is_taken = match_add(m, (struct str){p->bytes, p->size}, p->is_token,
		                        (uint32_t)(i * 10));
		good &= p->is_taken == (p->size >= MATCH_MIN);
		for (size_t k = 0; k < i; k++)
			if (phrases[k].size == p->size && phrases[k].is_token == p->is_token &&
			    memcmp(phrases[k].bytes, p->bytes, p->size) == 0)
				p->is_taken = false;
	}
	match_prepare(m);
	if (good)
		return m;
	match_free(m);
	return NULL;
}

/* Scans the text both ways; whether both found the same. */
static bool agrees(const struct match_set *m, const struct phrase *phrases, size_t count,
                   struct str text, size_t *found)
{
	static struct hits got, wanted;
	got.count = wanted.count = 0;
	/* a copy without anything behind, so that ASan sees reads past its end */
	char *copy = malloc(text.size ? text.size : 1);
	memcpy(copy, text.data, text.size);
	match_scan(m, (struct str){copy, text.size}, note, &got);
	free(copy);
	search_naively(phrases, count, text, &wanted);
	if (got.count != wanted.count || got.count > HITS)
		return false;
	qsort(got.items, got.count, sizeof *got.items, compare_hits);
	qsort(wanted.items, wanted.count, sizeof *wanted.items, compare_hits);
	*found += got.count;
	for (size_t i = 0; i < got.count; i++)
		if (compare_hits(&got.items[i], &wanted.items[i]))
			return false;
	return true;
}

static uint32_t state;

static uint32_t next(uint32_t below)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % below;
}

static void fill(char *out, size_t size, const char *letters)
{
	uint32_t count = (uint32_t)strlen(letters);
	for (size_t i = 0; i < size; i++)
		out[i] = letters[next(count)];
}

/* A random phrase of 5 to 40 bytes; as often as not one that was made before. */
static void fill_phrase(struct phrase *phrases, size_t i, const char *letters)
{
	if (i && next(6) == 0) {
		phrases[i] = phrases[next((uint32_t)i)];
		return;
	}
	phrases[i].size = 5 + next(36);
	phrases[i].is_token = next(4) == 0;
	fill(phrases[i].bytes, phrases[i].size, letters);
}

/* A random text that holds some of the phrases, one over the other. */
static size_t fill_text(char *text, size_t most, const struct phrase *phrases, size_t count,
                        const char *letters)
{
	size_t size = next((uint32_t)most);
	fill(text, size, letters);
	for (size_t i = next(20); i-- > 0;) {
		const struct phrase *p = &phrases[next((uint32_t)count)];
		if (p->size <= size)
			memcpy(text + next((uint32_t)(size - p->size + 1)), p->bytes, p->size);
	}
	return size;
}

Test(match, agrees_with_a_naive_search_over_random_texts)
{
	/* few letters give overlaps and repetitions, many give single hits */
	static const char *const alphabets[] = {"a",     "ab",         "ab-",
	                                        "ab -.", "abcdefghij", "\xE6\x94\xBF"};
	enum { SETS = 120, TEXTS = 25 };
	static struct phrase phrases[PHRASES];
	static char text[600];
	size_t wrong = 0, found = 0;
	state = 1;
	for (size_t set = 0; set < SETS; set++) {
		const char *letters = alphabets[set % 6];
		/* all alike: a hit at every byte for every length */
		size_t count = 1 + next(set % 6 ? PHRASES - 1 : 20), most = set % 6 ? 600 : 100;
		for (size_t i = 0; i < count; i++)
			fill_phrase(phrases, i, letters);
		struct match_set *m = make_set(phrases, count);
		cr_assert_not_null(m);
		for (int i = 0; i < TEXTS; i++) {
			size_t size = fill_text(text, most, phrases, count, letters);
			wrong += !agrees(m, phrases, count, (struct str){text, size}, &found);
		}
		match_free(m);
	}
	cr_expect_eq(wrong, 0);
	cr_expect_gt(found, 10000, "%zu", found);
}

Test(match, finds_every_length_at_every_place)
{
	size_t wrong = 0, found = 0;
	struct phrase phrase = {.is_token = false};
	char text[64];
	for (size_t n = 2; n <= 81; n++) {
		phrase.size = n / 2;
		phrase.is_token = n % 2;
		for (size_t i = 0; i < phrase.size; i++)
			phrase.bytes[i] = (char)('a' + i % 23);
		struct match_set *m = make_set(&phrase, 1);
		cr_assert_not_null(m);
		for (size_t at = 0; at <= 20; at++) {
			memset(text, '.', sizeof text);
			memcpy(text + at, phrase.bytes, phrase.size);
			/* with bytes behind it and without */
			for (size_t behind = 0; behind < 4; behind++) {
				struct str s = {text, at + phrase.size + behind};
				wrong += !agrees(m, &phrase, 1, s, &found);
			}
		}
		match_free(m);
	}
	cr_expect_eq(wrong, 0);
	cr_expect_eq(found, 33 * 21 * 2 * 4);
}

static size_t scan(struct str phrase, bool is_token, struct str text)
{
	static struct hits hits;
	struct match_set *m = match_new();
	hits.count = 0;
	match_add(m, phrase, is_token, 3);
	match_prepare(m);
	match_scan(m, text, note, &hits);
	match_free(m);
	return hits.count;
}

Test(match, a_token_has_no_neighbours)
{
	static const struct {
		const char *text;
		size_t count;
	} cases[] = {
		{"doc-2024-0001", 1},
		{" doc-2024-0001 ", 1},
		{"/doc-2024-0001.html", 1},
		{"doc-2024-00012", 0},
		{"xdoc-2024-0001", 0},
		{"-doc-2024-0001", 0},
		{"doc-2024-0001-1", 0},
		{"9doc-2024-0001", 0},
		{"Adoc-2024-0001", 0},
		{"见doc-2024-0001。", 1},
		{"doc-2024-0001_", 1},
		{"doc-2024-0001/doc-2024-0001", 2},
		{"doc-2024-0001 doc-2024-0001a", 1},
		{"DOC-2024-0001", 0},
		{"doc-2024-000", 0},
		{"", 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		cr_expect_eq(scan(STR("doc-2024-0001"), true, str_from(cases[i].text)),
		             cases[i].count, "%s", cases[i].text);
	cr_expect_eq(scan(STR("doc-2024-0001"), false, STR("xdoc-2024-00012")), 1);
	cr_expect_eq(scan(STR("abababababababab"), false, STR("abababababababababab")), 3,
	             "overlapping hits are all found");
}

Test(match, an_empty_set_finds_nothing)
{
	static struct hits hits;
	struct match_set *m = match_new();
	cr_expect_not(match_add(m, STR("1234567"), false, 1));
	cr_expect_not(match_add(m, STR_NULL, true, 1));
	match_prepare(m);
	match_scan(m, STR("1234567 1234567 1234567"), note, &hits);
	match_scan(m, STR_NULL, note, &hits);
	cr_expect_eq(hits.count, 0);
	match_free(m);
	match_free(NULL);
}

Test(match, tells_thousands_of_titles_apart_that_begin_alike)
{
	enum { TITLES = 5000 };
	static struct hits hits;
	static struct str titles[TITLES];
	struct match_set *m = match_new();
	struct arena arena;
	struct buf text = BUF_INIT;
	arena_init(&arena, 0);
	for (uint32_t i = 0; i < TITLES; i++) {
		titles[i] = str_format(&arena, "试验县人民政府办公室关于印发第%u号工作方案的通知",
		                       i);
		cr_expect(match_add(m, titles[i], false, i));
	}
	match_prepare(m);
	for (uint32_t i = 0; i < TITLES; i += 100)
		buf_format(&text, "<li>%.*s</li>\n", STR_ARG(titles[i]));
	buf_add_text(&text, "试验县人民政府办公室关于印发第5000号工作方案的通知");
	match_scan(m, buf_str(&text), note, &hits);
	cr_assert_eq(hits.count, TITLES / 100);
	qsort(hits.items, hits.count, sizeof *hits.items, compare_hits);
	for (uint32_t i = 0; i < TITLES / 100; i++)
		cr_assert_eq(hits.items[i].number, i * 100);
	match_free(m);
	buf_release(&text);
	arena_release(&arena);
}
