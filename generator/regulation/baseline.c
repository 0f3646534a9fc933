#include "regulation/baseline.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/memory.h"
#include "catalog/reader.h"

KEY_READER(accepted_file, accepted, t->file = reader_text(r, n))
KEY_READER(accepted_code, accepted, t->code = reader_text(r, n))
KEY_READER(accepted_rule, accepted, t->rule = reader_text(r, n))
KEY_READER(accepted_reason, accepted, t->reason = reader_text(r, n))
KEY_READER(accepted_count, accepted, reader_count(r, n, &t->count))
KEY_READER(accepted_until, accepted, reader_day(r, n, &t->until))

static const struct key accepted_keys[] = {
	{"file", accepted_file},     {"code", accepted_code},   {"rule", accepted_rule},
	{"reason", accepted_reason}, {"count", accepted_count}, {"until", accepted_until},
};

/* What an entry is found by: the same whatever line the problem stands in. */
static struct str key_of(struct arena *arena, struct str file, struct str code, struct str rule)
{
	return STR_JOIN(arena, code, STR(" "), rule, STR(" "), file);
}

static bool may_be_accepted(struct str code)
{
	return !code.size || !strchr("BGHSXR", code.data[0]);
}

static void baseline_entries(struct reader *r, const struct yaml_node *n, void *target)
{
	struct baseline *b = target;
	if (!reader_wants(r, n, YAML_LIST))
		return;
	b->items = ARENA_ARRAY(r->arena, struct accepted, n->count);
	for (struct yaml_node *e = n->first; e; e = e->next) {
		struct accepted *t = &b->items[b->count];
		*t = (struct accepted){.count = 1, .until = INT32_MIN, .place = reader_place(r, e)};
		READ_KEYS(r, e, accepted_keys, t);
		if (!t->file.size || !t->code.size || !t->reason.size || t->until == INT32_MIN)
			reader_bad(r, e, "接受一个问题需要 file、code、reason 和 until",
			           "accepting a problem needs file, code, reason and until");
		else if (!may_be_accepted(t->code))
			reader_bad(r, e, "这类问题不能接受，只能改正", "this kind must be mended");
		else if (map_put(&b->by_key, key_of(r->arena, t->file, t->code, t->rule), t))
			reader_report(r, DIAG_SCHEMA_TWICE, e,
			              reader_called(r, "接受", "acceptance"), t->code);
		else
			b->count++;
	}
}

static const struct key root_keys[] = {{"accepted", baseline_entries}};

void baseline_read(struct baseline *b, struct source *source, struct arena *arena,
                   struct diag_sink *sink)
{
	struct reader r = {.arena = arena, .sink = sink, .source = source};
	size_t size;
	*b = (struct baseline){0};
	map_init(&b->by_key, arena);
	if (source->size(source, STR(BASELINE_FILE), &size))
		return;
	struct yaml_node *root = reader_file(&r, STR(BASELINE_FILE));
	if (root)
		READ_KEYS(&r, root, root_keys, b);
}

void baseline_release(struct baseline *b)
{
	map_release(&b->by_key);
}

static struct accepted *find(const struct baseline *b, struct str file, struct str code,
                             struct str rule)
{
	struct arena arena;
	if (b->count == 0)
		return NULL;
	arena_init(&arena, 0);
	struct accepted *found = map_get(&b->by_key, key_of(&arena, file, code, rule));
	arena_release(&arena);
	return found;
}

bool baseline_accepts(const struct baseline *b, struct str file, struct str code, struct str rule,
                      int32_t as_of)
{
	const struct accepted *a = find(b, file, code, rule);
	return a && a->until >= as_of;
}

static struct str iso(int32_t day, char text[16])
{
	return (struct str){text, datetime_write((struct datetime){day, -1}, text)};
}

size_t baseline_take(struct baseline *b, struct diag_sink *sink, int32_t as_of)
{
	size_t kept = 0, before = sink->count;
	for (size_t i = 0; i < before; i++) {
		const struct diag *d = &sink->items[i];
		struct accepted *a = d->level == DIAG_NOTE ? NULL
		                                           : find(b, d->file, d->code, d->rule);
		bool taken = a && a->until >= as_of && a->met < a->count;
		if (a)
			a->met++;
		if (!taken)
			sink->items[kept++] = *d;
	}
	sink->count = kept;
	return before - kept;
}

void baseline_finish(const struct baseline *b, struct diag_sink *sink, int32_t as_of)
{
	char text[16];
	for (size_t i = 0; i < b->count; i++) {
		const struct accepted *a = &b->items[i];
		if (a->met == 0)
			diag_report(sink, DIAG_ACCEPTED_GONE, a->place, NULL, a->code, a->file);
		else if (a->until < as_of)
			diag_report(sink, DIAG_ACCEPTED_OVER, a->place, NULL, a->code,
			            iso(a->until, text));
	}
}

static void quote(struct buf *out, struct str text)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == '"' || text.data[i] == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, text.data[i]);
	}
	buf_add_char(out, '"');
}

static int compare(const void *a, const void *b)
{
	const struct diag *x = *(const struct diag *const *)a, *y = *(const struct diag *const *)b;
	int order = str_compare(x->file, y->file);
	order = order ? order : str_compare(x->code, y->code);
	return order ? order : str_compare(x->rule, y->rule);
}

static bool is_same(const struct diag *a, const struct diag *b)
{
	return str_equal(a->file, b->file) && str_equal(a->code, b->code) &&
	       str_equal(a->rule, b->rule);
}

void baseline_write(const struct diag_sink *sink, int32_t until, struct buf *out)
{
	const struct diag **all = memory_new(sink->count + 1, sizeof *all);
	size_t count = 0;
	char text[16];
	for (size_t i = 0; i < sink->count; i++)
		if (sink->items[i].level != DIAG_NOTE && may_be_accepted(sink->items[i].code))
			all[count++] = &sink->items[i];
	qsort(all, count, sizeof *all, compare);
	buf_add_text(out,
	             "# 启用 mulu 时已有的问题：逐条写明理由（reason），到期（until）前改正。\n");
	buf_add_text(out,
	             "# Problems that were there at the start: say why, and mend them in time.\n");
	buf_add_text(out, count ? "accepted:\n" : "accepted: []\n");
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i; end < count && is_same(all[i], all[end]);)
			end++;
		buf_add_text(out, "  - {file: ");
		quote(out, all[i]->file);
		buf_format(out, ", code: %.*s", STR_ARG(all[i]->code));
		if (all[i]->rule.size)
			buf_format(out, ", rule: %.*s", STR_ARG(all[i]->rule));
		buf_format(out, ", count: %zu, reason: 启用时的已有问题, until: %.*s}\n", end - i,
		           STR_ARG(iso(until, text)));
	}
	free(all);
}
