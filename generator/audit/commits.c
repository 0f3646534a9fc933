/* Parsing by hand: libgit2 refuses commits whose dates are malformed, and its walk then
 * yields nothing; an audit must still show them. */
#include "audit/commits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "format/charset.h"

/* --- one commit ------------------------------------------------------------ */

/* `Name <mail> 1700000000 +0800`: the parts; the times are NO_TIME where malformed. */
static void parse_person(struct str line, struct str *name, struct str *email, int64_t *time,
                         int16_t *zone)
{
	size_t open = str_find(line, STR("<"), 0), close = SIZE_MAX;
	*time = NO_TIME;
	*zone = 0;
	*name = *email = STR("");
	for (size_t i = line.size; i > 0 && close == SIZE_MAX; i--)
		if (line.data[i - 1] == '>')
			close = i - 1;
	if (open == SIZE_MAX || close == SIZE_MAX || close < open)
		return;
	*name = str_trim(str_slice(line, 0, open));
	*email = str_trim(str_slice(line, open + 1, close));
	struct str rest = str_trim(str_slice(line, close + 1, line.size)), seconds;
	uint64_t value, offset;
	const uint64_t last = 253402300799; /* of the year 9999 */
	if (!str_next_piece(&rest, ' ', &seconds) || !str_to_number(seconds, last, &value))
		return;
	*time = (int64_t)value;
	bool is_west = str_starts_with(rest, STR("-"));
	if (rest.size == 5 && str_to_number(str_slice(rest, 1, 5), 1400, &offset)) {
		int minutes = (int)(offset / 100 * 60 + offset % 100);
		*zone = (int16_t)(is_west ? -minutes : minutes);
	}
}

static bool cut_key(struct str line, const char *key, struct str *value)
{
	struct str prefix = str_from(key);
	if (!str_starts_with(line, prefix))
		return false;
	*value = str_slice(line, prefix.size, line.size);
	return true;
}

/* The text after the key of a note, or null. Full-width colons are what people type. */
static struct str note_of_line(struct str line)
{
	static const char *const keys[] = {
		"Disclosure-Note:", "disclosure-note:", "公开说明:", "公开说明："};
	struct str value;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (cut_key(line, keys[i], &value))
			return str_trim(value);
	return STR_NULL;
}

/* The last paragraph of a message: where trailers stand. */
static struct str last_paragraph(struct str message)
{
	struct str text = str_trim(message), line, rest = text, paragraph = text;
	while (str_next_line(&rest, &line))
		if (str_trim(line).size == 0)
			paragraph = rest;
	return paragraph;
}

/* The public note among the trailers; indented lines continue it, several are joined. */
static struct str find_note(struct str message, struct arena *arena)
{
	struct str rest = last_paragraph(message), line, note = STR_NULL;
	bool continues = false;
	while (str_next_line(&rest, &line)) {
		struct str text = note_of_line(line);
		if (str_is_null(text) && continues && (line.data[0] == ' ' || line.data[0] == '\t'))
			text = str_trim(line);
		continues = !str_is_null(text);
		if (continues)
			note = str_is_null(note) ? str_copy(arena, text)
			                         : STR_JOIN(arena, note, STR(" "), text);
	}
	return note.size ? note : STR_NULL;
}

/* A message in valid UTF-8, or without what is in an unknown encoding. */
static struct str message_text(struct str message, struct buf *converted)
{
	if (utf8_first_invalid(message) == SIZE_MAX)
		return message;
	/* `encoding` names mostly GBK; GB 18030 contains it, and nothing else is expected */
	if (charset_to_utf8(message, converted) &&
	    utf8_first_invalid(buf_str(converted)) == SIZE_MAX)
		return buf_str(converted);
	return STR("");
}

static struct str valid_text(struct str s, struct arena *arena)
{
	struct buf converted = BUF_INIT;
	struct str text = str_copy(arena, message_text(s, &converted));
	buf_release(&converted);
	return text;
}

bool commit_parse(struct str bytes, struct arena *arena, struct commit *out,
                  struct parent_list *parents)
{
	struct str rest = bytes, line, value, name, email;
	int64_t committed = NO_TIME;
	struct object_id parent;
	*out = (struct commit){.time = NO_TIME, .authored = NO_TIME, .landed = NO_COMMIT};
	if (!str_next_line(&rest, &line) || !cut_key(line, "tree ", &value) ||
	    !object_id_from_hex(value, &out->tree))
		return false;
	while (str_next_line(&rest, &line) && line.size) {
		if (cut_key(line, "parent ", &value)) {
			if (!object_id_from_hex(value, &parent))
				return false;
			ARRAY_PUSH(parents, parent);
			out->parent_count++;
		} else if (cut_key(line, "author ", &value)) {
			parse_person(value, &name, &email, &out->authored, &out->author_zone);
			out->name = valid_text(name, arena);
			out->email = valid_text(email, arena);
		} else if (cut_key(line, "committer ", &value)) {
			parse_person(value, &name, &email, &committed, &out->zone);
		} else if (str_starts_with(line, STR("gpgsig "))) {
			out->is_signed = true;
		}
	}
	out->time = committed;
	struct buf converted = BUF_INIT;
	out->note = find_note(message_text(rest, &converted), arena);
	buf_release(&converted);
	return true;
}

/* --- the graph ------------------------------------------------------------- */

/* What is being loaded. */
struct loader {
	struct commit_graph *g;
	struct repository *r;
	struct diag_sink *sink;
	const struct commit_graph *old;
	struct map seen; /* id's bytes → struct node */
	struct arena scratch;
	struct node **nodes;
	size_t count, room;
	struct parent_list ids;
};

struct node {
	struct commit commit;
	size_t parents;    /* first in loader.ids */
	uint32_t position; /* in the sorted graph; NO_COMMIT: not yet */
	bool is_dated;
};

static struct str key_of(const struct object_id *id)
{
	return (struct str){(const char *)id->bytes, sizeof id->bytes};
}

static bool report_damaged(struct loader *l, const struct object_id *id)
{
	char hex[OBJECT_HEX];
	object_id_to_hex(id, hex);
	diag_report(l->sink, DIAG_HISTORY_DAMAGED, (struct diag_place){.file = STR("content")},
	            NULL, str_from(hex));
	return false;
}

/* Copies a commit that an earlier run has read. */
static void take_old(struct loader *l, struct node *n, uint32_t position)
{
	const struct commit *c = &l->old->items[position];
	n->commit = *c;
	n->commit.is_main = false;
	n->commit.landed = NO_COMMIT;
	n->commit.name = str_copy(&l->g->arena, c->name);
	n->commit.email = str_copy(&l->g->arena, c->email);
	n->commit.note = str_is_null(c->note) ? STR_NULL : str_copy(&l->g->arena, c->note);
	for (uint16_t i = 0; i < c->parent_count; i++) {
		struct object_id id = l->old->items[l->old->parents[c->parents + i]].id;
		ARRAY_PUSH(&l->ids, id);
	}
}

/* Reads one commit that was not seen before; false where it cannot be. */
static bool add_node(struct loader *l, const struct object_id *id)
{
	struct node *n = map_get(&l->seen, key_of(id));
	struct buf bytes = BUF_INIT;
	if (n)
		return true;
	n = ARENA_NEW(&l->scratch, struct node);
	n->parents = l->ids.count;
	uint32_t known = l->old ? commit_graph_find(l->old, id) : NO_COMMIT;
	bool is_read = true;
	if (known != NO_COMMIT) {
		take_old(l, n, known);
	} else {
		is_read = repository_read(l->r, id, OBJECT_COMMIT, LIMIT_FILE, &bytes) == 0 &&
		          commit_parse(buf_str(&bytes), &l->g->arena, &n->commit, &l->ids);
		buf_release(&bytes);
	}
	n->commit.id = *id;
	n->position = NO_COMMIT;
	if (!is_read)
		return report_damaged(l, id);
	map_put(&l->seen, key_of(&n->commit.id), n);
	l->nodes = memory_grow(l->nodes, l->count, &l->room, sizeof *l->nodes);
	l->nodes[l->count++] = n;
	return true;
}

/* Every commit once, breadth first. */
static bool read_all(struct loader *l, const struct object_id *head)
{
	if (!add_node(l, head))
		return false;
	for (size_t i = 0; i < l->count; i++) {
		struct node *n = l->nodes[i];
		for (size_t k = 0; k < n->commit.parent_count; k++) {
			struct object_id id = l->ids.items[n->parents + k];
			if (!add_node(l, &id))
				return false;
		}
	}
	return true;
}

static struct node *parent_of(const struct loader *l, const struct node *n, size_t k)
{
	return map_get(&l->seen, key_of(&l->ids.items[n->parents + k]));
}

/* Corrected dates, parents first, without recursion: histories are long. */
static void date_all(struct loader *l)
{
	struct {
		struct node **items;
		size_t count, room;
	} stack = {0};
	for (size_t i = 0; i < l->count; i++) {
		ARRAY_PUSH(&stack, l->nodes[i]);
		while (stack.count) {
			struct node *n = stack.items[stack.count - 1];
			int64_t least = 0;
			bool is_ready = true;
			for (size_t k = 0; !n->is_dated && k < n->commit.parent_count; k++) {
				struct node *p = parent_of(l, n, k);
				if (!p->is_dated) {
					ARRAY_PUSH(&stack, p);
					is_ready = false;
				} else if (p->commit.corrected >= least) {
					least = p->commit.corrected + 1;
				}
			}
			if (!is_ready)
				continue;
			if (!n->is_dated)
				n->commit.corrected = n->commit.time > least ? n->commit.time
				                                             : least;
			n->is_dated = true;
			stack.count--;
		}
	}
	free(stack.items);
}

static int compare_nodes(const void *a, const void *b)
{
	const struct commit *x = &(*(struct node *const *)a)->commit,
			    *y = &(*(struct node *const *)b)->commit;
	if (x->corrected != y->corrected)
		return x->corrected < y->corrected ? -1 : 1;
	return memcmp(x->id.bytes, y->id.bytes, sizeof x->id.bytes);
}

static void fill_graph(struct loader *l)
{
	struct commit_graph *g = l->g;
	qsort(l->nodes, l->count, sizeof *l->nodes, compare_nodes);
	for (size_t i = 0; i < l->count; i++)
		l->nodes[i]->position = (uint32_t)i;
	g->items = memory_new(l->count, sizeof *g->items);
	g->parents = memory_new(l->ids.count, sizeof *g->parents);
	g->count = l->count;
	for (size_t i = 0; i < l->count; i++) {
		struct node *n = l->nodes[i];
		n->commit.parents = (uint32_t)g->parent_count;
		for (size_t k = 0; k < n->commit.parent_count; k++)
			g->parents[g->parent_count++] = parent_of(l, n, k)->position;
		g->items[i] = n->commit;
	}
}

/* The first-parent line, and for every commit the oldest of that line that contains it:
 * from the oldest on, what is reachable and not yet taken. */
static void find_landings(struct commit_graph *g)
{
	uint32_t *line = memory_new(g->count, sizeof *line),
		 *stack = memory_new(g->count, sizeof *stack);
	size_t count = 0;
	for (uint32_t at = g->head;; at = g->parents[g->items[at].parents]) {
		g->items[at].is_main = true;
		line[count++] = at;
		if (g->items[at].parent_count == 0)
			break;
	}
	while (count > 0) {
		uint32_t landing = line[--count];
		size_t depth = 0;
		stack[depth++] = landing;
		g->items[landing].landed = landing;
		while (depth > 0) {
			const struct commit *c = &g->items[stack[--depth]];
			for (uint16_t k = 0; k < c->parent_count; k++) {
				uint32_t p = g->parents[c->parents + k];
				if (g->items[p].landed != NO_COMMIT)
					continue;
				g->items[p].landed = landing;
				stack[depth++] = p;
			}
		}
	}
	free(line);
	free(stack);
}

bool commit_graph_load(struct commit_graph *g, struct repository *r, const struct object_id *head,
                       const struct commit_graph *old, struct diag_sink *sink)
{
	struct loader l = {.g = g, .r = r, .sink = sink, .old = old};
	*g = (struct commit_graph){.head = NO_COMMIT};
	arena_init(&g->arena, 0);
	arena_init(&l.scratch, 0);
	map_init(&l.seen, &l.scratch);
	bool is_read = read_all(&l, head);
	if (is_read) {
		date_all(&l);
		fill_graph(&l);
		g->head = ((struct node *)map_get(&l.seen, key_of(head)))->position;
		commit_graph_index(g);
	}
	map_release(&l.seen);
	arena_release(&l.scratch);
	free(l.nodes);
	free(l.ids.items);
	if (!is_read)
		commit_graph_release(g);
	return is_read;
}

void commit_graph_release(struct commit_graph *g)
{
	free(g->items);
	free(g->parents);
	map_release(&g->by_id);
	arena_release(&g->arena);
	*g = (struct commit_graph){.head = NO_COMMIT};
}

uint32_t commit_graph_find(const struct commit_graph *g, const struct object_id *id)
{
	const struct commit *c = map_get(&g->by_id, key_of(id));
	return c ? (uint32_t)(c - g->items) : NO_COMMIT;
}

void commit_graph_index(struct commit_graph *g)
{
	map_init(&g->by_id, &g->arena);
	for (size_t i = 0; i < g->count; i++)
		map_put(&g->by_id, key_of(&g->items[i].id), &g->items[i]);
	find_landings(g);
}

/* --- time ------------------------------------------------------------------ */

enum { DAY = 86400, OFFICE_ZONE = 8 * 3600 };

static int64_t floor_day(int64_t seconds)
{
	return seconds / DAY - (seconds % DAY < 0);
}

size_t commit_time_write(int64_t time, int zone, char out[TIME_TEXT])
{
	int64_t local = time + zone * 60;
	int64_t day = floor_day(local), second = local - day * DAY;
	struct civil c = date_to_civil((int32_t)day);
	int minutes = zone < 0 ? -zone : zone;
	int n = snprintf(out, TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", c.year,
	                 c.month, c.day, (int)(second / 3600), (int)(second / 60 % 60),
	                 (int)(second % 60), zone < 0 ? '-' : '+', minutes / 60, minutes % 60);
	return n > 0 ? (size_t)n : 0;
}

int32_t commit_day(int64_t time)
{
	return (int32_t)floor_day(time + OFFICE_ZONE);
}
