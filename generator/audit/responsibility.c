/* Facts are collected one by one into the duty; then the first row of the table that fits
 * decides. Nothing is concluded outside the table. */
#include "audit/responsibility.h"

#include <stdlib.h>

#include "audit/story.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/path.h"

/* --- the table ------------------------------------------------------------- */

#define KIND(name) (1u << DUTY_##name)
#define ANY_KIND   (KIND(CONTENT) | KIND(SECRECY) | KIND(OMISSION) | KIND(RECTIFICATION))
#define PUBLISHED  (KIND(CONTENT) | KIND(SECRECY))

/* The clauses of 开江县生态环境局《政务公开责任追究制度》 and 《保密审查制度》; the printed text
 * of (七)1(1) has 贡任 for 责任. */
static const struct str alone[] = {
	STR_INIT("责任追究制度（七）1（1）：未经主管领导审核批准而作出的违反政务公开有关规定的行政"
                 "行为，由直接承办人承担全部责任。"),
	STR_INIT("Accountability (7)1(1): for an act against the rules that no leader in charge "
                 "approved, the person handling it bears full responsibility."),
};
static const struct str leader[] = {
	STR_INIT("责任追究制度（七）1（2）：经主管领导审核批准或同意后作出的违反政务公开有关规定的"
                 "行为由主管领导承担主要责任，直接承办人承担次要责任。"),
	STR_INIT(
		"Accountability (7)1(2): for an act that a leader in charge approved or agreed to, "
		"that leader bears the main and the person handling it the secondary "
		"responsibility."),
};
static const struct str collective[] = {
	STR_INIT(
		"责任追究制度（七）1（3）：经过领导班子集体讨论决定作出的违反政务公开有关规定的具体"
		"行政行为，由主要领导承担主要责任，直接承办人员承担次要责任。"),
	STR_INIT("Accountability (7)1(3): for an act that the leaders decided together, the "
                 "principal bears the main and the person handling it the secondary "
                 "responsibility."),
};
static const struct str omission[] = {
	STR_INIT("责任追究制度（五）：具有下列情形之一的，追究股、站、室负责人和直接责任人的责任："
                 "1.没有实行政务公开；……3.应当公开的重点工作项目没有按要求公开，造成不良影响。"),
	STR_INIT("Accountability (5): the head of the section and the person directly responsible "
                 "answer where there was no disclosure (1), or what had to be disclosed was not "
                 "as required, to ill effect (3)."),
};
static const struct str rectification[] = {
	STR_INIT("责任追究制度（五）5：其它违反政务公开有关规定，且不按要求整改的问题，追究股、站、"
                 "室负责人和直接责任人的责任。"),
	STR_INIT("Accountability (5)5: for other breaches that are not rectified as required, the "
                 "head of the section and the person directly responsible answer."),
};
static const struct str secrecy[] = {
	STR_INIT("保密审查制度（十一）：违反有关规定，公开涉及国家秘密的政府（政务）信息，发生泄密"
                 "事件的，依照有关规定进行查处。情节严重的，对直接负责保密审查的有关责任人依法给予"
                 "处分。"),
	STR_INIT("Secrecy review (11): where a state secret was published against the rules, it is "
                 "dealt with by law; in grave cases those directly responsible for the secrecy "
                 "review are sanctioned."),
};

static const struct duty_row rows[] = {
	{.number = 13,
         .kinds = ANY_KIND,
         .needs = FACT_INCOMPLETE,
         .result = {STR_INIT("无法认定：证据不全"), STR_INIT("undetermined: evidence is missing")}},
	{.number = 12,
         .kinds = KIND(RECTIFICATION),
         .parts[BEARER_HANDLER] = PART_SHARED,
         .parts[BEARER_HEAD] = PART_SHARED,
         .result = {STR_INIT("逾期未整改：股室站负责人和直接责任人承担责任"),
                    STR_INIT("not rectified in time: the head of the section and the person "
                             "directly responsible answer")},
         .clause = rectification},
	{.number = 11,
         .kinds = KIND(OMISSION),
         .parts[BEARER_HANDLER] = PART_SHARED,
         .parts[BEARER_HEAD] = PART_SHARED,
         .result = {STR_INIT("未按期公开：股室站负责人和直接责任人承担责任"),
                    STR_INIT("not disclosed in time: the head of the section and the person "
                             "directly responsible answer")},
         .clause = omission},
	{.number = 9,
         .kinds = PUBLISHED,
         .needs = FACT_REFUSED,
         .parts[BEARER_HANDLER] = PART_SHARED,
         .parts[BEARER_PUBLISHER] = PART_SHARED,
         .result = {STR_INIT("保密审查没有同意公开而公开：直接承办人和发布人承担责任，审查人免责"),
                    STR_INIT("published against the secrecy review: the person handling it and "
                             "who published it answer, the reviewers do not")},
         .clause = secrecy},
	{.number = 10,
         .kinds = KIND(SECRECY),
         .needs = FACT_CLEARED | FACT_AGREED,
         .excludes = FACT_COLLECTIVE,
         .parts[BEARER_HANDLER] = PART_SECONDARY,
         .parts[BEARER_LEADER] = PART_MAIN,
         .parts[BEARER_REVIEWER] = PART_SHARED,
         .result = {STR_INIT("主管领导主要责任，直接承办人次要责任；保密审查责任人员依规定查处"),
                    STR_INIT("the leader in charge mainly, the person handling it secondarily; "
                             "the secrecy reviewers by the rules on secrecy")},
         .clause = secrecy},
	{.number = 5,
         .kinds = PUBLISHED,
         .needs = FACT_COLLECTIVE,
         .parts[BEARER_HANDLER] = PART_SECONDARY,
         .parts[BEARER_PRINCIPAL] = PART_MAIN,
         .result = {STR_INIT("集体决定：主要领导主要责任，直接承办人次要责任"),
                    STR_INIT("decided together: the principal mainly, the person handling it "
                             "secondarily")},
         .clause = collective},
	{.number = 6,
         .kinds = PUBLISHED,
         .needs = FACT_AGREED | FACT_SKIPPED,
         .parts[BEARER_HANDLER] = PART_SECONDARY,
         .parts[BEARER_LEADER] = PART_MAIN,
         .result = {STR_INIT("主管领导主要责任，直接承办人次要责任；另有审批环节缺失"),
                    STR_INIT("the leader in charge mainly, the person handling it secondarily; "
                             "and a step of the chain was skipped")},
         .clause = leader},
	{.number = 4,
         .kinds = PUBLISHED,
         .needs = FACT_AGREED,
         .parts[BEARER_HANDLER] = PART_SECONDARY,
         .parts[BEARER_LEADER] = PART_MAIN,
         .result = {STR_INIT("主管领导主要责任，直接承办人次要责任"),
                    STR_INIT("the leader in charge mainly, the person handling it secondarily")},
         .clause = leader},
	{.number = 3,
         .kinds = PUBLISHED,
         .needs = FACT_OBJECTED,
         .parts[BEARER_HANDLER] = PART_FULL,
         .parts[BEARER_PUBLISHER] = PART_SHARED,
         .result = {STR_INIT("领导不同意而公开：直接承办人全部责任，并查明发布人"),
                    STR_INIT("published although a leader objected: the person handling it "
                             "alone, and who published it is named")},
         .clause = alone},
	{.number = 2,
         .kinds = PUBLISHED,
         .needs = FACT_STALE,
         .parts[BEARER_HANDLER] = PART_FULL,
         .result = {STR_INIT("批准后又改动：改动部分由直接承办人负全部责任，领导不承担"),
                    STR_INIT("changed after it was approved: the person handling it alone for "
                             "what changed, the leader not")},
         .clause = alone},
	{.number = 7,
         .kinds = PUBLISHED,
         .needs = FACT_SELF,
         .parts[BEARER_HANDLER] = PART_FULL,
         .result = {STR_INIT("承办人批准了自己承办的，不算批准：直接承办人全部责任"),
                    STR_INIT("approved by who handled it, which is no approval: the person "
                             "handling it alone")},
         .clause = alone},
	{.number = 8,
         .kinds = PUBLISHED,
         .needs = FACT_NOT_HELD,
         .parts[BEARER_HANDLER] = PART_FULL,
         .result =
                 {STR_INIT(
			  "批准人当日不任该岗位，不算批准：直接承办人全部责任；并核对 people.yaml"),
                  STR_INIT("approved by somebody who did not hold that post on that day, which "
                           "is no approval: the person handling it alone; check people.yaml")},
         .clause = alone},
	{.number = 1,
         .kinds = PUBLISHED,
         .parts[BEARER_HANDLER] = PART_FULL,
         .result = {STR_INIT("未经主管领导批准：直接承办人全部责任"),
                    STR_INIT("no leader in charge approved it: the person handling it alone")},
         .clause = alone},
};

static const struct duty_row *decide(const struct duty *d)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if ((rows[i].kinds & 1u << d->kind) &&
		    (d->facts & rows[i].needs) == rows[i].needs && !(d->facts & rows[i].excludes))
			return &rows[i];
	return NULL;
}

/* --- one duty -------------------------------------------------------------- */

/* What is being judged, with the versions that count. */
struct question {
	const struct record *r;
	const struct history *h;
	const struct history_span *span; /* NULL: no commit has it */
	const struct diag_sink *sink;
	struct duty *d;
	struct arena *arena;
	const struct history_entry *content; /* version of the item when its content came */
	const struct history_entry *shown;   /* version that became public; NULL: none did */
	uint32_t content_commit, shown_commit;
};

static void add_gap(struct question *q, enum gap_kind kind, struct str what)
{
	struct duty *d = q->d;
	if (d->gap_count == d->gap_room)
		d->gaps = memory_grow(d->gaps, d->gap_count, &d->gap_room, sizeof *d->gaps);
	d->gaps[d->gap_count++] = (struct duty_gap){kind, str_copy(q->arena, what)};
	d->facts |= FACT_INCOMPLETE;
}

static struct str hex_of(const struct question *q, const struct commit *c)
{
	char hex[OBJECT_HEX];
	object_id_to_hex(&c->id, hex);
	return str_copy(q->arena, (struct str){hex, 10});
}

static struct str author_of(const struct question *q, const struct commit *c)
{
	const struct post *p = c->authored == NO_TIME
	                               ? NULL
	                               : people_by_email(&q->r->people, record_author(q->r, c),
	                                                 commit_day(c->authored));
	return p ? p->id : STR_NULL;
}

/* --- C and what was published ---------------------------------------------- */

static bool is_seen(const struct history_entry *e)
{
	return e->new_visibility == VISIBILITY_FULL || e->new_visibility == VISIBILITY_ENTRY;
}

static bool changes_content(const struct question *q, const struct history_entry *e)
{
	if (e->scope != CHANGE_OWN || !e->is_landed || object_id_is_zero(&e->new))
		return false;
	if (object_id_is_zero(&e->old) || e->is_id_changed)
		return true;
	for (uint32_t i = 0; i < e->field_count; i++)
		if (record_is_protected(q->d->si->item->type, e->fields[i]))
			return true;
	return false;
}

/* An attachment is part of the content: a later one brings it in. */
static void look_at_attachment(struct question *q, struct str name)
{
	struct str path = path_join(q->arena, path_directory(q->d->si->item->path), name);
	const struct history_span *span = history_of_file(q->h, path);
	for (size_t i = 0; span && i < span->count; i++) {
		const struct history_entry *e = &span->entries[i];
		if (e->scope != CHANGE_OWN || !e->is_landed)
			continue;
		if (e->commit > q->content_commit)
			q->content_commit = e->commit;
		return;
	}
}

static void look_at_attachments(struct question *q)
{
	const struct item *item = q->d->si->item;
	const struct value *list = item_known(item, KNOWN_ATTACHMENTS);
	const struct field *f = item->type->known[KNOWN_ATTACHMENTS];
	if (!list || list->kind != VALUE_LIST || !f->entry)
		return;
	for (uint32_t i = 0; i < list->size; i++) {
		const struct value *v = value_by_name(&list->children[i], &f->entry->fields,
		                                      STR("file"));
		if (v && v->kind == VALUE_TEXT)
			look_at_attachment(q, value_text(v));
	}
}

static bool is_version(const struct history_entry *e)
{
	return e->scope == CHANGE_OWN && e->is_landed;
}

/* The newest content, the version that held it, and when that became public. */
static void find_content(struct question *q)
{
	const struct history_entry *begin = q->span->entries, *end = begin + q->span->count, *e;
	const struct commit *commits = q->h->graph.items;
	for (e = begin; e < end && !changes_content(q, e); e++)
		continue;
	if (e == end)
		return;
	q->content_commit = e->commit;
	look_at_attachments(q);
	for (e = begin; e < end && (!is_version(e) || e->commit > q->content_commit); e++)
		continue;
	if (e == end)
		return;
	q->content = e;
	q->shown_commit = q->content_commit;
	/* from there on towards now, until the public saw it */
	while (e > begin && !(is_version(e) && is_seen(e)))
		q->shown_commit = (--e)->commit;
	q->shown = is_version(e) && is_seen(e) ? e : NULL;
	q->d->introduced = &commits[q->content_commit];
	q->d->published = q->shown ? &commits[q->shown_commit] : NULL;
}

/* Whether the file is what the newest version holds; only asked where something is not. */
static bool is_committed(const struct question *q)
{
	struct buf there = BUF_INIT, kept = BUF_INIT;
	struct source *source = q->r->site->source;
	const struct history_entry *e = q->span->entries;
	while (e < q->span->entries + q->span->count && !is_version(e))
		e++;
	bool is_equal = e < q->span->entries + q->span->count &&
	                source->read(source, q->d->si->item->path, LIMIT_FILE, &there) == 0 &&
	                repository_read(q->r->repository, &e->new, OBJECT_BLOB, LIMIT_FILE,
	                                &kept) == 0 &&
	                str_equal(buf_str(&there), buf_str(&kept));
	buf_release(&there);
	buf_release(&kept);
	return is_equal;
}

/* --- H --------------------------------------------------------------------- */

static struct str text_of(const struct question *q, const struct item *item, const char *path)
{
	const struct value *v = story_value(item, str_from(path));
	if (!v)
		return STR_NULL;
	return str_copy(q->arena, v->kind == VALUE_ENUM ? v->term->id : value_text(v));
}

static void find_handler(struct question *q, const struct item *version, const struct commit *c)
{
	struct duty *d = q->d;
	d->handler_field = text_of(q, version, "handler");
	d->author = c ? author_of(q, c) : STR_NULL;
	if (d->handler_field.size && !people_find(&q->r->people, d->handler_field))
		add_gap(q, GAP_HANDLER, d->handler_field);
	if (c && !d->author.size)
		add_gap(q, GAP_AUTHOR, hex_of(q, c));
	if (!c && !d->handler_field.size)
		add_gap(q, GAP_NO_HANDLER, STR_NULL);
	if (!d->handler_field.size)
		d->bearers[BEARER_HANDLER] = d->author;
	else if (!c || people_same(&q->r->people, d->handler_field, d->author))
		d->bearers[BEARER_HANDLER] = d->handler_field;
}

/* --- A, S, O --------------------------------------------------------------- */

static bool is_leader(struct str step)
{
	return str_equal(step, STR("deputy_leader")) || str_equal(step, STR("bureau_leader")) ||
	       str_equal(step, STR("principal"));
}

static bool is_handler(const struct question *q, struct str by)
{
	const struct duty *d = q->d;
	return (d->handler_field.size && people_same(&q->r->people, by, d->handler_field)) ||
	       (d->author.size && people_same(&q->r->people, by, d->author));
}

static void read_steps(struct question *q)
{
	struct approvals approvals;
	const struct commit *p = q->d->published;
	record_approvals(q->r, q->d->si, &approvals);
	q->d->steps = ARENA_ARRAY(q->arena, struct duty_step, approvals.count + 1);
	for (size_t i = 0; i < approvals.count; i++) {
		const struct approval *a = &approvals.items[i];
		q->d->steps[q->d->step_count++] = (struct duty_step){
			.approval = *a,
			.is_leader = is_leader(a->step),
			.is_held = people_held_by(&q->r->people, a->by, a->step, a->date),
			/* what the commit that published it brought along was there, too */
			.is_in_time = a->commit && p && a->commit->landed <= p->landed,
		};
	}
	approvals_release(&approvals);
	for (size_t i = 0; i < q->d->step_count; i++)
		q->d->steps[i].is_self = is_handler(q, q->d->steps[i].approval.by);
}

/* The version of the item when an approval was given. */
static const struct history_entry *entry_of(const struct question *q, const struct commit *c)
{
	for (size_t i = 0; c && i < q->span->count; i++)
		if (q->span->entries[i].scope == CHANGE_OWN &&
		    &q->h->graph.items[q->span->entries[i].commit] == c)
			return &q->span->entries[i];
	return NULL;
}

/* What a leader's word comes to; `weak`: a word that nothing proves. */
static void weigh(struct question *q, const struct duty_step *s, struct str *weak)
{
	struct duty *d = q->d;
	const struct approval *a = &s->approval;
	bool agrees = str_equal(a->opinion, STR("agree"));
	if (!s->is_held) {
		d->facts |= agrees ? FACT_NOT_HELD : 0;
	} else if (a->is_stale) {
		d->facts |= agrees ? FACT_STALE : 0;
		d->approved = agrees ? entry_of(q, a->commit) : d->approved;
	} else if (agrees && s->is_self) {
		d->facts |= FACT_SELF;
	} else if (a->grade < q->r->minimum) {
		*weak = a->by;
	} else if (agrees) {
		d->facts = (d->facts & ~(unsigned)FACT_OBJECTED) | FACT_AGREED;
		d->bearers[BEARER_LEADER] = a->by;
		d->confidence = a->grade;
	} else {
		d->facts = (d->facts & ~(unsigned)FACT_AGREED) | FACT_OBJECTED;
		d->bearers[BEARER_LEADER] = STR_NULL;
		d->confidence = a->grade;
	}
}

static int32_t agreed_on(const struct duty *d)
{
	int32_t day = INT32_MIN;
	for (size_t i = 0; i < d->step_count; i++)
		if ((d->facts & FACT_AGREED) &&
		    str_equal(d->steps[i].approval.by, d->bearers[BEARER_LEADER]))
			day = d->steps[i].approval.date;
	return day;
}

static void weigh_steps(struct question *q)
{
	struct duty *d = q->d;
	struct str weak = STR_NULL;
	for (size_t i = 0; i < d->step_count; i++)
		if (d->steps[i].is_leader && d->steps[i].is_in_time)
			weigh(q, &d->steps[i], &weak);
	/* where it would decide, nobody knows whether it was given */
	if (weak.size && !(d->facts & (FACT_AGREED | FACT_COLLECTIVE)))
		add_gap(q, GAP_EVIDENCE, weak);
}

/* --- K, secrecy, chain ----------------------------------------------------- */

static const struct post *holder(const struct question *q, struct str role, struct str organ,
                                 int32_t day)
{
	const struct post *found = NULL;
	for (size_t i = 0; i < q->r->people.count; i++) {
		const struct post *p = &q->r->people.items[i];
		if (!str_equal(p->role, role) || !post_is_held(p, day) ||
		    (organ.size && !str_equal(p->organ, organ)))
			continue;
		if (found) /* of two, none is named */
			return NULL;
		found = p;
	}
	return found;
}

static void find_collective(struct question *q, const struct item *version)
{
	struct duty *d = q->d;
	const struct value *date = story_value(version, STR("collective.date"));
	d->is_collective = story_value(version, STR("collective")) != NULL;
	if (!d->is_collective)
		return;
	d->meeting = text_of(q, version, "collective.meeting");
	d->minutes = text_of(q, version, "collective.minutes_ref");
	d->collective_day = date && date->kind == VALUE_DATE ? date->date.day : INT32_MIN;
	if (!d->minutes.size || d->collective_day == INT32_MIN) {
		add_gap(q, GAP_MINUTES, d->meeting);
		return;
	}
	const struct post *p = holder(q, STR("principal"), STR_NULL, d->collective_day);
	d->bearers[BEARER_PRINCIPAL] = p ? p->id : STR_NULL;
	/* decided afterwards is not decided before */
	if (d->collective_day <= commit_day(d->published->corrected))
		d->facts |= FACT_COLLECTIVE;
}

/* After weigh_steps(): an agreement later than the opinion overrules it. */
static void find_secrecy(struct question *q, const struct item *version)
{
	const struct value *list = story_value(version, STR("secrecy.opinions"));
	const struct field *f = fields_find_path(&version->type->fields, STR("secrecy.opinions"));
	if (!list || list->kind != VALUE_LIST || list->size == 0 || !f || !f->entry)
		return;
	const struct value *last = &list->children[list->size - 1];
	const struct value *opinion = value_by_name(last, &f->entry->fields, STR("opinion"));
	const struct value *date = value_by_name(last, &f->entry->fields, STR("date"));
	const struct value *by = value_by_name(last, &f->entry->fields, STR("by"));
	if (!opinion || opinion->kind != VALUE_ENUM)
		return;
	q->d->bearers[BEARER_REVIEWER] = str_copy(q->arena, value_text(by));
	int32_t day = date && date->kind == VALUE_DATE ? date->date.day : INT32_MAX;
	if (str_equal(opinion->term->id, STR("open")))
		q->d->facts |= FACT_CLEARED;
	else if (agreed_on(q->d) <= day)
		q->d->facts |= FACT_REFUSED;
}

static bool is_about(const struct diag *diag, const struct item *item)
{
	return diag->item.size ? str_equal(diag->item, item->id)
	                       : str_equal(diag->file, item->path);
}

static void find_skipped(struct question *q)
{
	for (size_t i = 0; i < q->sink->count; i++)
		if (q->sink->items[i].id == DIAG_CHAIN_INCOMPLETE &&
		    is_about(&q->sink->items[i], q->d->si->item))
			q->d->facts |= FACT_SKIPPED;
}

/* --- putting it together --------------------------------------------------- */

/* The parsed version of an entry; false where it cannot be read. */
static bool open_version(struct question *q, const struct history_entry *e, struct story *story)
{
	struct diag_sink deaf = {.is_deaf = true};
	arena_init(&deaf.arena, 0);
	bool is_open = story_open(story, e, q->r->site, q->r->repository, &deaf);
	diag_sink_release(&deaf);
	if (is_open && story->new)
		return true;
	if (is_open)
		story_close(story);
	add_gap(q, GAP_UNREADABLE, hex_of(q, &q->h->graph.items[e->commit]));
	return false;
}

static void judge_published(struct question *q)
{
	struct duty *d = q->d;
	struct story story;
	if (d->published && q->r->since != INT32_MIN &&
	    commit_day(q->h->graph.items[d->published->landed].corrected) <= q->r->since)
		add_gap(q, GAP_LEGACY, STR_NULL);
	if (q->r->site->is_dirty && !is_committed(q))
		add_gap(q, GAP_UNCOMMITTED, STR_NULL);
	if (open_version(q, q->content, &story)) {
		find_handler(q, story.new, d->introduced);
		story_close(&story);
	}
	read_steps(q);
	d->bearers[BEARER_PUBLISHER] = author_of(q, d->published);
	if (!open_version(q, q->shown, &story))
		return;
	find_collective(q, story.new);
	weigh_steps(q);
	find_secrecy(q, story.new);
	find_skipped(q);
	story_close(&story);
}

static void judge_omission(struct question *q)
{
	struct duty *d = q->d;
	find_handler(q, d->si->item, NULL);
	const struct post *p = people_find(&q->r->people, d->bearers[BEARER_HANDLER]);
	const struct post *head = p ? holder(q, STR("section_head"), p->organ, q->r->site->as_of)
	                            : NULL;
	d->bearers[BEARER_HEAD] = head ? head->id : STR_NULL;
}

/* What the facts that decided rest on, the weakest of them. */
static enum approval_grade confidence_of(const struct duty *d)
{
	enum approval_grade grade = GRADE_AUTHENTICATED;
	if (d->facts & FACT_INCOMPLETE || !d->introduced || !d->bearers[BEARER_HANDLER].size)
		return GRADE_CLAIMED; /* nobody confirmed who handled it */
	if (d->row->needs & (FACT_AGREED | FACT_OBJECTED))
		grade = d->confidence;
	if (d->row->needs & (FACT_COLLECTIVE | FACT_REFUSED) && grade > GRADE_RECORDED)
		grade = GRADE_RECORDED;
	return grade;
}

/* False: nothing of it was ever public, and nothing was omitted. */
static bool judge(struct question *q)
{
	struct duty *d = q->d;
	bool is_omission = d->kind == DUTY_OMISSION || d->kind == DUTY_RECTIFICATION;
	d->confidence = GRADE_AUTHENTICATED;
	if (q->span)
		find_content(q);
	if (is_omission) {
		/* it is not there: no commit brought it */
		d->introduced = d->published = NULL;
		judge_omission(q);
	} else if (!q->content) {
		add_gap(q, GAP_NO_COMMIT, STR_NULL);
	} else if (!q->shown) {
		return false;
	} else {
		judge_published(q);
	}
	d->row = decide(d);
	d->confidence = confidence_of(d);
	return true;
}

/* --- violations ------------------------------------------------------------ */

static bool is_term(const struct site *site, const struct site_item *si, struct str rule)
{
	for (size_t i = 0; rule.size && i < site->deadline_count; i++)
		if (site->deadlines[i].item == si->number &&
		    str_equal(site->deadlines[i].rule, rule))
			return true;
	return false;
}

static enum duty_kind kind_of(const struct site *site, const struct site_item *si,
                              const struct diag *diag)
{
	if (diag->code.data[0] == 'D' && is_term(site, si, diag->rule))
		return str_equal(si->item->type->id, STR("finding")) ? DUTY_RECTIFICATION
		                                                     : DUTY_OMISSION;
	return diag->id == DIAG_SECRET_MARK || diag->id == DIAG_INTERNAL_MARK ? DUTY_SECRECY
	                                                                      : DUTY_CONTENT;
}

static void add_violation(struct duty *d, struct duty_violation v)
{
	for (size_t i = 0; i < d->violation_count; i++)
		if (str_equal(d->violations[i].code, v.code) &&
		    str_equal(d->violations[i].message, v.message))
			return;
	if (d->violation_count == d->violation_room)
		d->violations = memory_grow(d->violations, d->violation_count, &d->violation_room,
		                            sizeof *d->violations);
	d->violations[d->violation_count++] = v;
}

static void read_sink(const struct record *r, const struct site_item *si,
                      const struct diag_sink *sink, struct duty duties[DUTY_KINDS])
{
	for (size_t i = 0; i < sink->count; i++) {
		const struct diag *diag = &sink->items[i];
		if (diag->level == DIAG_NOTE || diag->code.size == 0 ||
		    !strchr("ADPTXY", diag->code.data[0]) || !is_about(diag, si->item))
			continue;
		add_violation(&duties[kind_of(r->site, si, diag)],
		              (struct duty_violation){diag->code, diag->rule, diag->message});
	}
}

/* What the supervision found about it. */
static void read_findings(const struct record *r, const struct site_item *si,
                          struct duty duties[DUTY_KINDS])
{
	size_t count;
	const struct relation *found = site_linked(r->site, si->number, STR("findings_about"),
	                                           &count);
	for (size_t i = 0; i < count; i++) {
		const struct item *f = r->site->items[found[i].from].item;
		struct duty_violation v = {f->id, value_text(story_value(f, STR("rule"))),
		                           item_title(f)};
		add_violation(&duties[DUTY_CONTENT], v);
	}
}

static void release_duty(struct duty *d)
{
	free(d->violations);
	free(d->gaps);
}

static void judge_item(const struct record *r, const struct site_item *si,
                       const struct diag_sink *sink, struct duties *out)
{
	struct duty duties[DUTY_KINDS] = {0};
	read_sink(r, si, sink, duties);
	read_findings(r, si, duties);
	for (int kind = 0; kind < DUTY_KINDS; kind++) {
		struct duty *d = &duties[kind];
		struct question q = {.r = r,
		                     .h = r->history,
		                     .span = history_of_item(r->history, si->item->id),
		                     .sink = sink,
		                     .d = d,
		                     .arena = &out->arena};
		d->si = si;
		d->kind = (enum duty_kind)kind;
		d->collective_day = INT32_MIN;
		if (d->violation_count && judge(&q))
			ARRAY_PUSH(out, *d);
		else
			release_duty(d);
	}
}

void responsibility_judge(const struct record *r, const struct diag_sink *sink, struct str id,
                          struct duties *out)
{
	*out = (struct duties){0};
	arena_init(&out->arena, 0);
	for (size_t i = 0; i < r->site->item_count; i++) {
		const struct site_item *si = &r->site->items[i];
		if (si->item->id.size && (!id.size || str_equal(id, si->item->id)))
			judge_item(r, si, sink, out);
	}
}

void duties_release(struct duties *d)
{
	for (size_t i = 0; i < d->count; i++)
		release_duty(&d->items[i]);
	free(d->items);
	arena_release(&d->arena);
	*d = (struct duties){0};
}

/* --- words ----------------------------------------------------------------- */

struct str duty_gap_text(enum gap_kind kind, enum language language)
{
	static const struct str words[][2] = {
		[GAP_NO_COMMIT] = {STR_INIT("条目没有提交"), STR_INIT("no commit has the item")},
		[GAP_UNCOMMITTED] = {STR_INIT("工作区的内容没有提交"),
	                             STR_INIT("what lies in the work tree is not committed")},
		[GAP_LEGACY] = {STR_INIT("公开在记录开始（record.since）之前"),
	                        STR_INIT("published before the record began (record.since)")},
		[GAP_UNREADABLE] = {STR_INIT("提交中的版本无法读取"),
	                            STR_INIT("the version of this commit cannot be read")},
		[GAP_AUTHOR] = {STR_INIT("people.yaml 中没有该提交作者的邮箱"),
	                        STR_INIT("people.yaml knows nobody by the address of this commit")},
		[GAP_NO_HANDLER] = {STR_INIT("没有写承办人（handler）"),
	                            STR_INIT("no handler is given")},
		[GAP_HANDLER] = {STR_INIT("people.yaml 中没有这个承办人"),
	                         STR_INIT("the handler is not in people.yaml")},
		[GAP_EVIDENCE] = {STR_INIT("领导的意见没有达到 record.approvals 要求的凭证"),
	                          STR_INIT("a leader's opinion lacks the evidence that "
	                                   "record.approvals asks for")},
		[GAP_MINUTES] = {STR_INIT("集体讨论没有会议纪要编号"),
	                         STR_INIT("the collective decision has no minutes")},
	};
	return words[kind][language];
}

struct str duty_part_text(enum duty_part part, enum language language)
{
	static const struct str words[][2] = {
		[PART_NONE] = {STR_INIT("无"), STR_INIT("none")},
		[PART_FULL] = {STR_INIT("全部责任"), STR_INIT("full")},
		[PART_MAIN] = {STR_INIT("主要责任"), STR_INIT("main")},
		[PART_SECONDARY] = {STR_INIT("次要责任"), STR_INIT("secondary")},
		[PART_SHARED] = {STR_INIT("责任"), STR_INIT("shared")},
	};
	return words[part][language];
}

const char *duty_part_id(enum duty_part part)
{
	static const char *const ids[] = {"none", "full", "main", "secondary", "shared"};
	return ids[part];
}

const char *duty_kind_id(enum duty_kind kind)
{
	static const char *const ids[] = {"content", "secrecy", "omission", "rectification"};
	return ids[kind];
}
