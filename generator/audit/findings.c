/* One function a finding. Places are in the item as it is now; of an item that is gone only
 * its last path is left to name. */
#include "audit/findings.h"

#include "audit/story.h"
#include "base/date.h"
#include "catalog/value.h"

/* What is being looked at. */
struct finding {
	const struct record *r;
	const struct history *h;
	const struct history_span *span;
	const struct site_item *si; /* NULL: gone */
	struct diag_sink *sink;
};

static struct str hex_of(struct finding *f, const struct history_entry *e)
{
	char hex[OBJECT_HEX];
	object_id_to_hex(&f->h->graph.items[e->commit].id, hex);
	return str_copy(&f->sink->arena, (struct str){hex, 10});
}

static struct str day_text(struct finding *f, int32_t day)
{
	struct buf b = BUF_INIT;
	date_add_iso(&b, day);
	struct str text = str_copy(&f->sink->arena, buf_str(&b));
	buf_release(&b);
	return text;
}

static struct diag_place place_of(const struct finding *f, struct str field)
{
	if (!f->si)
		return (struct diag_place){.file = f->span->entries[0].path};
	const struct value *v = field.size ? story_value(f->si->item, field) : NULL;
	return item_place(f->si->item, v);
}

static int32_t landing_day(const struct finding *f, const struct history_entry *e)
{
	const struct commit_graph *g = &f->h->graph;
	return commit_day(g->items[g->items[e->commit].landed].corrected);
}

/* Took effect after the record began. */
static bool counts(const struct finding *f, const struct history_entry *e)
{
	return e->scope == CHANGE_OWN && e->is_landed && landing_day(f, e) > f->r->since;
}

static bool was_seen(const struct history_entry *e)
{
	return e->old_visibility == VISIBILITY_FULL || e->old_visibility == VISIBILITY_ENTRY;
}

static bool has_field(const struct history_entry *e, struct str path)
{
	for (uint32_t i = 0; i < e->field_count; i++)
		if (str_equal(e->fields[i], path))
			return true;
	return false;
}

/* --- Y02 ------------------------------------------------------------------- */

static void find_deletion(struct finding *f)
{
	struct diag_more more = {.item = f->span->name};
	if (f->si || record_is_legacy(f->r, f->span->name) ||
	    !history_was_public(f->h, f->span, f->r->site->as_of))
		return;
	diag_report(f->sink, DIAG_DELETED_WITHOUT_TOMBSTONE, place_of(f, STR_NULL), &more,
	            f->span->name, hex_of(f, &f->span->entries[0]));
}

/* --- Y01 ------------------------------------------------------------------- */

static void find_backdating(struct finding *f)
{
	const struct commit *first = history_first_landing(f->h, f->span);
	struct datetime published;
	/* a register is entered after the fact: only what the public reads can be backdated */
	if (!f->si || !first || f->si->is_legacy || f->si->item->type->site != SITE_PUBLIC ||
	    !item_date(f->si->item, STR("published"), &published))
		return;
	int32_t day = commit_day(first->corrected);
	const struct parameter *tolerance = site_parameter(f->r->site, STR("record.tolerance"));
	int32_t grace = tolerance ? (int32_t)tolerance->number : 0;
	struct diag_more more = {.item = f->span->name,
	                         .basis = tolerance ? tolerance->basis : STR_NULL};
	if (published.day < day - grace)
		diag_report(f->sink, DIAG_BACKDATED, place_of(f, STR("dates.published")), &more,
		            day_text(f, published.day), day_text(f, day));
}

/* --- T01 ------------------------------------------------------------------- */

/* Whether the public had seen the field change before: then the first value counts. */
static bool changed_before(const struct finding *f, const struct history_entry *e, struct str path)
{
	const struct history_entry *end = f->span->entries + f->span->count;
	for (const struct history_entry *earlier = e + 1; earlier < end; earlier++)
		if (earlier->scope == CHANGE_OWN && earlier->is_landed && was_seen(earlier) &&
		    has_field(earlier, path))
			return true;
	return false;
}

/* What the public knew first must stand there now: a mistake that was undone is none. */
static void find_immutable(struct finding *f, const struct history_entry *e)
{
	struct story story;
	bool is_concerned = false;
	const struct fields *fields = f->si ? &f->si->item->type->fields : NULL;
	for (uint32_t i = 0; fields && i < e->field_count; i++) {
		const struct field *field = fields_find_path(fields, e->fields[i]);
		is_concerned |= field && field->is_immutable;
	}
	if (!is_concerned || !was_seen(e) ||
	    !story_open(&story, e, f->r->site, f->r->repository, f->sink))
		return;
	for (size_t i = 0; i < story.count; i++) {
		const struct story_field *c = &story.fields[i];
		if (!c->field || !c->field->is_immutable || !c->old ||
		    changed_before(f, e, c->name) ||
		    value_equal(c->old, story_value(f->si->item, c->name)))
			continue;
		struct buf old = BUF_INIT;
		struct diag_more more = {.item = f->span->name};
		value_add_text(&old, c->field, c->old, f->sink->language);
		diag_report(f->sink, DIAG_IMMUTABLE_CHANGED, place_of(f, c->name), &more,
		            label_text(&c->field->label, f->sink->language), buf_str(&old),
		            hex_of(f, e));
		buf_release(&old);
	}
	story_close(&story);
}

/* --- A06 ------------------------------------------------------------------- */

/* Whether any approval was added by this commit or a later one. */
static bool approved_since(const struct finding *f, const struct history_entry *e)
{
	for (const struct history_entry *later = f->span->entries; later <= e; later++)
		if (later->scope == CHANGE_OWN && later->approval_count)
			return true;
	return false;
}

static bool approved_before(const struct finding *f, const struct history_entry *e)
{
	const struct history_entry *end = f->span->entries + f->span->count;
	for (const struct history_entry *earlier = e + 1; earlier < end; earlier++)
		if (earlier->scope == CHANGE_OWN && earlier->approval_count)
			return true;
	return false;
}

static void find_attribute_change(struct finding *f, const struct history_entry *e)
{
	struct diag_more more = {.item = f->span->name};
	if (!f->si || !has_field(e, STR("attribute")) || !approved_before(f, e) ||
	    approved_since(f, e))
		return;
	diag_report(f->sink, DIAG_ATTRIBUTE_AFTER_APPROVAL, place_of(f, STR("attribute")), &more,
	            hex_of(f, e));
}

/* --- D06 ------------------------------------------------------------------- */

/* A change request for the matter that was decided by that day, or names the commit. */
static bool is_requested(const struct finding *f, const struct history_entry *e)
{
	int32_t day = landing_day(f, e);
	char hex[OBJECT_HEX];
	object_id_to_hex(&f->h->graph.items[e->commit].id, hex);
	for (size_t i = 0; i < f->r->site->item_count; i++) {
		const struct item *cr = f->r->site->items[i].item;
		if (!str_equal(cr->type->id, STR("change_request")) ||
		    !str_equal(value_text(story_value(cr, STR("matter"))), f->span->name))
			continue;
		const struct value *commit = story_value(cr, STR("applied_commit"));
		if (commit && str_starts_with(str_from(hex), value_text(commit)))
			return true;
		const struct value *decided = story_value(cr, STR("decided"));
		const struct value *applied = story_value(cr, STR("applied"));
		bool is_open = decided && decided->kind == VALUE_DATE && decided->date.day <= day;
		/* an adjustment that was made covers nothing that comes after it */
		if (is_open &&
		    (!applied || applied->kind != VALUE_DATE || applied->date.day >= day))
			return true;
	}
	return false;
}

static void find_matter_change(struct finding *f, const struct history_entry *e)
{
	struct diag_more more = {.item = f->span->name};
	bool is_substantive = e->kind == HISTORY_SUBSTANTIVE || e->kind == HISTORY_WITHDRAWN;
	if (!f->si || !str_equal(f->si->item->type->id, STR("matter")) || !is_substantive ||
	    !was_seen(e) || is_requested(f, e))
		return;
	diag_report(f->sink, DIAG_MATTER_WITHOUT_REQUEST, place_of(f, STR_NULL), &more,
	            hex_of(f, e), day_text(f, landing_day(f, e)));
}

/* --- notes, grades --------------------------------------------------------- */

static void find_missing_note(struct finding *f, const struct history_entry *e)
{
	struct diag_more more = {.item = f->span->name};
	if (!f->si || e->kind != HISTORY_SUBSTANTIVE || !was_seen(e) ||
	    f->h->graph.items[e->commit].note.size)
		return;
	diag_report(f->sink, DIAG_CHANGE_WITHOUT_NOTE, place_of(f, STR_NULL), &more, hex_of(f, e));
}

static void find_weak_approvals(struct finding *f)
{
	struct approvals approvals;
	static const struct str words[][2] = {{STR_INIT("自述"), STR_INIT("claimed")},
	                                      {STR_INIT("有凭据"), STR_INIT("recorded")},
	                                      {STR_INIT("可验证"), STR_INIT("authenticated")}};
	if (!f->si || f->si->is_legacy || !str_equal(item_status(f->si->item), STR("published")))
		return;
	record_approvals(f->r, f->si, &approvals);
	for (size_t i = 0; i < approvals.count; i++) {
		const struct approval *a = &approvals.items[i];
		struct diag_more more = {.item = f->span->name};
		if (a->grade < f->r->minimum)
			diag_report(f->sink, DIAG_APPROVAL_WEAK, item_place(f->si->item, a->entry),
			            &more, words[a->grade][f->sink->language],
			            words[f->r->minimum][f->sink->language]);
	}
	approvals_release(&approvals);
}

/* --- P04 ------------------------------------------------------------------- */

/* Whether the author of a commit held one of the roles on its day, by any post. */
static bool may_publish(const struct finding *f, const struct commit *c,
                        const struct parameter *roles)
{
	const struct people *people = &f->r->people;
	int32_t day = c->authored == NO_TIME ? INT32_MIN : commit_day(c->authored);
	const struct post *p = people_by_email(people, record_author(f->r, c), day);
	for (size_t i = 0; p && i < roles->count; i++)
		if (people_held_by(people, p->id, roles->values[i], day))
			return true;
	return false;
}

static void find_publisher(struct finding *f, const struct history_entry *e)
{
	const struct parameter *roles = site_parameter(f->r->site, STR("publish.role"));
	bool is_shown = e->new_visibility == VISIBILITY_FULL ||
	                e->new_visibility == VISIBILITY_ENTRY;
	/* an item without approvals (an organ, a page) goes through no procedure */
	if (!roles || !f->si || !is_shown || was_seen(e) ||
	    !fields_find(&f->si->item->type->fields, STR("approvals")) ||
	    may_publish(f, &f->h->graph.items[e->commit], roles))
		return;
	struct diag_more more = {.item = f->span->name, .basis = roles->basis};
	struct buf words = BUF_INIT;
	const struct vocabulary *v = map_get(&f->r->site->schema->vocabularies_by_id, STR("roles"));
	for (size_t i = 0; i < roles->count; i++) {
		const struct vocabulary_value *role = v ? vocabulary_find(v, roles->values[i])
		                                        : NULL;
		buf_add_text(&words, i ? "、" : "");
		buf_add(&words, role ? label_text(&role->label, f->sink->language)
		                     : roles->values[i]);
	}
	diag_report(f->sink, DIAG_PUBLISHED_BY_OTHER, place_of(f, STR("status")), &more,
	            hex_of(f, e), buf_str(&words));
	buf_release(&words);
}

/* --- all ------------------------------------------------------------------- */

static void look_at(struct finding *f)
{
	find_deletion(f);
	find_backdating(f);
	find_weak_approvals(f);
	for (size_t i = 0; i < f->span->count; i++) {
		const struct history_entry *e = &f->span->entries[i];
		if (!counts(f, e))
			continue;
		find_immutable(f, e);
		find_attribute_change(f, e);
		find_matter_change(f, e);
		find_missing_note(f, e);
		find_publisher(f, e);
	}
}

void findings_report(const struct record *r, struct diag_sink *sink)
{
	for (size_t i = 0; r && r->history && i < r->history->item_count; i++) {
		const struct history_span *span = &r->history->items[i];
		struct finding f = {r, r->history, span, site_find(r->site, span->name), sink};
		look_at(&f);
	}
}
