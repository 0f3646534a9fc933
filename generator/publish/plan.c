/* Families become pages in the order of routes.lua; the first to claim an address
 * has it. Pages of a series lie side by side. */
#include "publish/plan.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/path.h"
#include "catalog/permalink.h"

struct planner {
	struct plan *plan;
	const struct view *view;
	struct script *script;
	struct diag_sink *sink;
	const struct family *family;
	int where; /* compiled condition of the family */
	struct str routes_path;
	struct arena scratch;
};

static void claim(struct plan *plan, struct str url, struct str who, struct diag_place place,
                  struct diag_sink *sink)
{
	struct str *mine = ARENA_NEW(&plan->arena, struct str);
	*mine = who;
	struct str *other = map_put(&plan->by_url, url, mine);
	if (other)
		diag_report(sink, DIAG_URL_CLASH, place, NULL, url, *other, who);
}

static struct diag_place routes_place(const struct planner *p)
{
	return (struct diag_place){.file = p->routes_path};
}

/* --- addresses ------------------------------------------------------------- */

/* `{id}`, `{key}` and `{n}` of a pattern. */
static struct str fill(struct planner *p, struct str pattern, struct str id, struct str key,
                       uint32_t n)
{
	struct buf b = BUF_INIT;
	const struct {
		struct str slot, value;
	} slots[] = {
		{STR("{id}"), id},
		{STR("{key}"), key},
		{STR("{n}"), str_format(&p->scratch, "%u", n)},
	};
	for (size_t at = 0; at < pattern.size;) {
		size_t i = 0;
		while (i < 3 &&
		       !str_starts_with(str_slice(pattern, at, pattern.size), slots[i].slot))
			i++;
		if (i < 3) {
			buf_add(&b, slots[i].value);
			at += slots[i].slot.size;
		} else {
			buf_add_char(&b, pattern.data[at++]);
		}
	}
	struct str url = str_copy(&p->plan->arena, buf_str(&b));
	buf_release(&b);
	return url;
}

/* Keys come from what people write: no address may lead out of the site. */
static bool is_safe_url(struct str url)
{
	struct str rest = str_slice(url, 1, url.size), piece;
	bool safe = str_starts_with(url, STR("/"));
	while (safe && str_next_piece(&rest, '/', &piece))
		safe = path_is_safe_name(piece) && str_find(piece, STR("?"), 0) == SIZE_MAX &&
		       str_find(piece, STR("#"), 0) == SIZE_MAX;
	return safe;
}

static void bad_family(struct planner *p, const char *zh, const char *en, struct str what)
{
	bool english = p->sink->language == LANGUAGE_EN;
	diag_report(p->sink, DIAG_ROUTES_BAD, routes_place(p), NULL,
	            STR_JOIN(&p->scratch, p->family->name, english ? STR(": ") : STR("："),
	                     str_from(english ? en : zh), what));
}

static struct str id_of(const void *subject)
{
	switch (subject ? *(const uint8_t *)subject : 0) {
	case VIEW_ITEM: return ((const struct view_item *)subject)->source->id;
	case VIEW_NODE: return ((const struct view_node *)subject)->node->id;
	case VIEW_TERM: return ((const struct view_term *)subject)->id;
	default: return STR("");
	}
}

static struct str own_url(const void *subject)
{
	switch (*(const uint8_t *)subject) {
	case VIEW_ITEM: return ((const struct view_item *)subject)->url;
	case VIEW_NODE: return ((const struct view_node *)subject)->url;
	default: return ((const struct view_term *)subject)->url;
	}
}

/* --- sorting and filtering ------------------------------------------------- */

static int compare_values(const struct view *view, const struct value *a, const struct value *b,
                          const struct field *f, const struct field *g)
{
	if (!a || !b)
		return (a == NULL) - (b == NULL); /* what is missing comes last */
	if (a->kind == VALUE_DATE && b->kind == VALUE_DATE)
		return datetime_compare(a->date, b->date);
	if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER)
		return (a->number > b->number) - (a->number < b->number);
	struct buf x = BUF_INIT, y = BUF_INIT;
	view_add_text(view, f, a, &x);
	view_add_text(view, g, b, &y);
	int order = str_compare(buf_str(&x), buf_str(&y));
	buf_release(&x);
	buf_release(&y);
	return order;
}

/* An entry with the values it is sorted by, looked up once. */
enum { SORT_KEYS = 4 };

struct sortable {
	const struct view_item *item;
	const struct value *values[SORT_KEYS];
	const struct field *fields[SORT_KEYS];
};

struct order {
	const struct view *view;
	bool descending[SORT_KEYS];
	size_t count;
};

static int compare_sortables(const void *a, const void *b, void *context)
{
	const struct order *o = context;
	const struct sortable *x = a, *y = b;
	for (size_t i = 0; i < o->count; i++) {
		const struct value *v = x->values[i], *w = y->values[i];
		int order = compare_values(o->view, v, w, x->fields[i], y->fields[i]);
		if (order)
			return o->descending[i] && v && w ? -order : order;
	}
	return str_compare(x->item->source->id, y->item->source->id);
}

static void sort_items(struct planner *p, const void **entries, uint32_t count)
{
	struct sortable *all = memory_new(count, sizeof *all);
	struct order order = {.view = p->view};
	struct str rest = p->family->sort, key;
	for (uint32_t k = 0; k < count; k++)
		all[k].item = entries[k];
	while (order.count < SORT_KEYS && str_next_piece(&rest, ',', &key)) {
		size_t i = order.count++;
		key = str_trim(key);
		order.descending[i] = str_starts_with(key, STR("-"));
		struct str path = str_slice(key, order.descending[i], key.size);
		for (uint32_t k = 0; k < count; k++)
			all[k].values[i] = view_value_at(all[k].item, path, &all[k].fields[i]);
	}
	qsort_r(all, count, sizeof *all, compare_sortables, &order);
	for (uint32_t k = 0; k < count; k++)
		entries[k] = all[k].item;
	free(all);
}

static bool keeps(struct planner *p, const void *entry)
{
	struct script_error error = {0};
	bool kept = script_test(p->script, p->where, entry, &p->scratch, &error);
	if (error.status != SCRIPT_OK)
		diag_report(
			p->sink, DIAG_ROUTES_BAD, routes_place(p), NULL,
			STR_JOIN(&p->scratch, p->family->name, STR(": where: "), error.message));
	return kept;
}

static struct view_list prepare_list(struct planner *p, const struct view_list *list)
{
	const struct family *f = p->family;
	if (!p->where && f->sort.size == 0)
		return *list;
	const void **entries = ARENA_ARRAY(&p->plan->arena, const void *, list->count);
	uint32_t count = 0;
	for (uint32_t i = 0; i < list->count; i++)
		if (!p->where || keeps(p, list->entries[i]))
			entries[count++] = list->entries[i];
	bool are_items = count && *(const uint8_t *)entries[0] == VIEW_ITEM;
	if (f->sort.size && are_items)
		sort_items(p, entries, count);
	return (struct view_list){VIEW_LIST, count, entries};
}

/* --- pages ----------------------------------------------------------------- */

static struct page *new_page(struct planner *p)
{
	struct plan *plan = p->plan;
	plan->pages = memory_grow(plan->pages, plan->page_count, &plan->page_room,
	                          sizeof *plan->pages);
	struct page *page = &plan->pages[plan->page_count++];
	*page = (struct page){.kind = VIEW_PAGE, .family = p->family};
	return page;
}

static struct str url_of(struct planner *p, const void *subject, struct str key, uint32_t n)
{
	const struct family *f = p->family;
	if (n > 1)
		return fill(p, f->more, id_of(subject), key, n);
	return f->url.size ? fill(p, f->url, id_of(subject), key, n) : own_url(subject);
}

/* One page, or as many as the list fills. */
static void add_series(struct planner *p, const void *subject, const struct plan_group *group,
                       struct view_list list)
{
	const struct family *f = p->family;
	uint32_t size = f->size && f->size < list.count ? (uint32_t)f->size : list.count;
	uint32_t count = size ? (list.count + size - 1) / size : 1;
	if (f->pages && count > f->pages)
		count = (uint32_t)f->pages;
	struct str id = id_of(subject), key = group ? group->key : STR("");
	struct str first = url_of(p, subject, key, 1);
	struct str last = count > 1 ? url_of(p, subject, key, count) : first;
	if (!is_safe_url(first) || !is_safe_url(last)) {
		bad_family(p, "不能用作地址：",
		           "cannot be an address: ", is_safe_url(first) ? last : first);
		return;
	}
	for (uint32_t n = 1; n <= count; n++) {
		uint32_t begin = (n - 1) * size;
		uint32_t slice = list.count - begin < size ? list.count - begin : size;
		struct page *page = new_page(p);
		page->url = n == 1 ? first : url_of(p, subject, key, n);
		page->subject = subject;
		page->group = group;
		page->list = (struct view_list){VIEW_LIST, slice, list.entries + begin};
		page->total = list.count;
		page->number = n;
		page->count = count;
		claim(p->plan, page->url, id.size ? id : f->name, routes_place(p), p->sink);
	}
}

static const struct view_list *list_of(struct planner *p, const void *subject)
{
	static const struct view_list none = {.kind = VIEW_LIST};
	struct str name = p->family->list;
	if (name.size == 0)
		return &none;
	if (subject && *(const uint8_t *)subject == VIEW_NODE) {
		const struct view_node *n = subject;
		return str_equal(name, STR("own_items")) ? &n->own_items : &n->items;
	}
	if (subject && *(const uint8_t *)subject == VIEW_TERM)
		return &((const struct view_term *)subject)->items;
	if (subject && *(const uint8_t *)subject == VIEW_ITEM) {
		const struct view_item *item = subject;
		for (size_t i = 0; i < item->inverse_count; i++)
			if (str_equal(item->inverses[i].name, name))
				return &item->inverses[i].list;
		return &none;
	}
	/* a type the office has not is an empty list, so that a theme fits every office */
	const struct view_list *list = view_collection(p->view, name);
	return list ? list : &none;
}

static struct plan_group *new_group(struct planner *p, const struct view_item *item)
{
	struct plan_group *g = ARENA_NEW(&p->plan->arena, struct plan_group);
	g->kind = VIEW_GROUP;
	if (str_equal(p->family->group_by, STR("year"))) {
		if (item->published.day == INT32_MIN)
			return NULL;
		g->key = str_format(&p->plan->arena, "%d", date_to_civil(item->published.day).year);
		g->label = g->key;
		return g;
	}
	const struct field *f = NULL;
	const struct value *v = view_value_at(item, p->family->group_by, &f);
	/* a reference that leads nowhere makes no group: it has been reported */
	if (!v || (v->kind == VALUE_REF && !view_find(p->view, value_text(v))))
		return NULL;
	struct buf b = BUF_INIT;
	view_add_text(p->view, f, v, &b);
	g->label = str_copy(&p->plan->arena, buf_str(&b));
	buf_release(&b);
	g->key = v->kind == VALUE_ENUM                           ? v->term->id
	         : v->kind == VALUE_REF || v->kind == VALUE_TEXT ? value_text(v)
	                                                         : g->label;
	return g;
}

/* A group while its entries are gathered. */
struct gathering {
	struct plan_group *group;
	const void **entries;
	uint32_t count;
};

/* Series by the value of a field, in the order in which the values first come. */
static void add_groups(struct planner *p, const void *subject, struct view_list list)
{
	if (list.count && *(const uint8_t *)list.entries[0] != VIEW_ITEM) {
		bad_family(p, "group_by 只能用于条目的列表", "group_by needs a list of items",
		           STR(""));
		return;
	}
	struct gathering *all = memory_new(list.count, sizeof *all);
	struct gathering **slots = memory_new(list.count, sizeof *slots); /* by entry */
	size_t count = 0;
	struct map seen;
	map_init(&seen, &p->scratch);
	for (uint32_t i = 0; i < list.count; i++) {
		struct plan_group *g = new_group(p, list.entries[i]);
		if (!g)
			continue;
		slots[i] = map_put(&seen, g->key, &all[count]);
		if (!slots[i]) {
			slots[i] = &all[count++];
			slots[i]->group = g;
		}
		slots[i]->count++;
	}
	for (size_t i = 0; i < count; i++) {
		all[i].entries = ARENA_ARRAY(&p->plan->arena, const void *, all[i].count);
		all[i].count = 0;
	}
	for (uint32_t i = 0; i < list.count; i++)
		if (slots[i])
			slots[i]->entries[slots[i]->count++] = list.entries[i];
	for (size_t i = 0; i < count; i++)
		add_series(p, subject, all[i].group,
		           (struct view_list){VIEW_LIST, all[i].count, all[i].entries});
	map_release(&seen);
	free(slots);
	free(all);
}

static void add_for_subject(struct planner *p, const void *subject)
{
	struct view_list list = prepare_list(p, list_of(p, subject));
	if (p->family->skip_empty && list.count == 0)
		return;
	if (p->family->group_by.size)
		add_groups(p, subject, list);
	else
		add_series(p, subject, NULL, list);
}

/* A page at each of an item's old addresses, which leads to the new one. */
static void add_aliases(struct planner *p, const struct view_item *item)
{
	const struct value *list = item_known(item->source, KNOWN_ALIASES);
	for (uint32_t i = 0; list && list->kind == VALUE_LIST && i < list->size; i++) {
		const struct value *v = &list->children[i];
		if (v->kind != VALUE_TEXT || !permalink_is_valid_alias(value_text(v)))
			continue;
		struct page *page = new_page(p);
		page->url = value_text(v);
		page->subject = item;
		page->list.kind = VIEW_LIST;
		page->number = page->count = 1;
		claim(p->plan, page->url, item->source->id, item_place(item->source, v), p->sink);
	}
}

/* Whether an earlier family, over the items of one type, has made its page. */
static bool has_own_page(const struct planner *p, const struct view_item *item)
{
	const struct str *who = p->family->url.size ? NULL : map_get(&p->plan->by_url, item->url);
	return who && str_equal(*who, item->source->id);
}

static void add_family(struct planner *p)
{
	const struct family *f = p->family;
	struct script_error error = {0};
	p->where = 0;
	if (f->where.size) {
		p->where = script_compile_condition(p->script, f->where, f->name, &p->scratch,
		                                    &error);
		if (!p->where) {
			diag_report(
				p->sink, DIAG_ROUTES_BAD, routes_place(p), NULL,
				STR_JOIN(&p->scratch, f->name, STR(": where: "), error.message));
			return;
		}
	}
	if (f->for_each.size == 0) {
		add_for_subject(p, NULL);
		return;
	}
	if (str_equal(f->for_each, STR("items"))) {
		/* all of the view: tombstones, which stand in no list, have pages */
		for (size_t i = 0; i < p->view->item_count; i++)
			if (!has_own_page(p, &p->view->items[i]))
				add_for_subject(p, &p->view->items[i]);
		return;
	}
	if (str_equal(f->for_each, STR("aliases"))) {
		for (size_t i = 0; i < p->view->item_count; i++)
			add_aliases(p, &p->view->items[i]);
		return;
	}
	const struct view_list *each = view_collection(p->view, f->for_each);
	for (uint32_t i = 0; each && i < each->count; i++)
		add_for_subject(p, each->entries[i]);
}

enum page_kind page_kind_of(const struct page *p)
{
	const struct view_item *item = p->subject;
	if (p->family->kind != PAGE_ARTICLE || !item || item->kind != VIEW_ITEM)
		return p->family->kind;
	if (item->visibility == VISIBILITY_TOMBSTONE)
		return PAGE_SITE;
	return item->source->type->known[KNOWN_DATES] ? PAGE_ARTICLE : PAGE_COLUMN;
}

/* --- what every site has --------------------------------------------------- */

static void add_attachments(struct planner *p)
{
	for (size_t i = 0; i < p->view->item_count; i++) {
		const struct view_item *item = &p->view->items[i];
		for (uint32_t k = 0; k < item->attachments.count; k++) {
			const struct view_attachment *a = item->attachments.entries[k];
			struct plan_file file = {
				.url = a->url, .path = a->path, .owner = item->source->id};
			if (!map_get(&p->plan->by_url,
			             a->url)) /* twice in one list: reported there */
				plan_add_file(p->plan, file, p->sink);
		}
	}
}

void plan_add_file(struct plan *plan, struct plan_file file, struct diag_sink *sink)
{
	plan->files = memory_grow(plan->files, plan->file_count, &plan->file_room,
	                          sizeof *plan->files);
	plan->files[plan->file_count++] = file;
	claim(plan, file.url, file.owner.size ? file.owner : file.path,
	      (struct diag_place){.file = file.path}, sink);
}

static int compare_pages(const void *a, const void *b)
{
	return str_compare((*(const struct page *const *)a)->url,
	                   (*(const struct page *const *)b)->url);
}

static bool is_sitemap(const struct family *f)
{
	return str_equal(f->list, STR("pages"));
}

/* The HTML pages by address; made when all but the sitemaps are planned. */
static void list_pages(struct planner *p)
{
	struct plan *plan = p->plan;
	const void **all = ARENA_ARRAY(&plan->arena, const void *, plan->page_count);
	struct page *kept = ARENA_ARRAY(&plan->arena, struct page, plan->page_count);
	uint32_t count = 0;
	for (size_t i = 0; i < plan->page_count; i++) {
		/* copies: the array of pages still grows */
		kept[i] = plan->pages[i];
		bool is_error_page = str_equal(kept[i].url, STR("/404.html"));
		/* an old address is no page of its own */
		bool is_alias = str_equal(kept[i].family->for_each, STR("aliases"));
		if (page_is_html(&kept[i]) && !is_error_page && !is_alias)
			all[count++] = &kept[i];
	}
	if (count)
		qsort(all, count, sizeof *all, compare_pages);
	plan->all_pages = (struct view_list){VIEW_LIST, count, all};
}

/* Registers are pages of the staff's own site only. */
static bool has_family(const struct view *view, const struct family *f)
{
	bool internal = view->site->audience == AUDIENCE_INTERNAL;
	return f->audience == PAGES_OF_ALL || (f->audience == PAGES_OF_INTERNAL) == internal;
}

void plan_build(struct plan *plan, const struct view *view, const struct routes *routes,
                struct script *s, struct diag_sink *sink)
{
	struct planner p = {
		.plan = plan, .view = view, .script = s, .sink = sink, .routes_path = routes->path};
	*plan = (struct plan){0};
	arena_init(&plan->arena, 64 * 1024);
	arena_init(&p.scratch, 0);
	map_init(&plan->by_url, &plan->arena);
	for (size_t i = 0; i < routes->count; i++) {
		p.family = &routes->families[i];
		if (!is_sitemap(p.family) && has_family(view, p.family))
			add_family(&p);
	}
	list_pages(&p);
	for (size_t i = 0; i < routes->count; i++) {
		p.family = &routes->families[i];
		p.where = 0;
		if (is_sitemap(p.family))
			add_series(&p, NULL, NULL, plan->all_pages);
	}
	/* the array no longer moves: series can be joined */
	for (size_t i = 0; i < plan->page_count; i++)
		plan->pages[i].first = &plan->pages[i - (plan->pages[i].number - 1)];
	add_attachments(&p);
	arena_release(&p.scratch);
}

void plan_release(struct plan *plan)
{
	free(plan->pages);
	free(plan->files);
	map_release(&plan->by_url);
	arena_release(&plan->arena);
	*plan = (struct plan){0};
}
