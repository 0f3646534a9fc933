/* Facts first, then what the table makes of them, then how sure it is. */
#include "command/responsibility.h"

#include <string.h>

#include "audit/story.h"
#include "base/date.h"
#include "catalog/value.h"
#include "format/json.h"

/* What the writers need. */
struct showing {
	const struct record *r;
	enum language language;
	struct buf *out;
};

static const struct {
	const char *id;
	struct str label[2];
} bearers[BEARERS] = {
	[BEARER_LEADER] = {"leader", {STR_INIT("主管领导"), STR_INIT("leader in charge")}},
	[BEARER_PRINCIPAL] = {"principal", {STR_INIT("主要领导"), STR_INIT("principal")}},
	[BEARER_HEAD] = {"head", {STR_INIT("股室站负责人"), STR_INIT("head of the section")}},
	[BEARER_HANDLER] = {"handler", {STR_INIT("直接承办人"), STR_INIT("person handling it")}},
	[BEARER_PUBLISHER] = {"publisher", {STR_INIT("发布人"), STR_INIT("who published it")}},
	[BEARER_REVIEWER] = {"reviewer", {STR_INIT("保密审查人"), STR_INIT("secrecy reviewer")}},
};

static const char *state_of(const struct duty_step *s)
{
	return s->approval.is_stale ? "stale" : "fresh";
}

/* --- json ------------------------------------------------------------------ */

static struct json_t *text_or_null(struct str s)
{
	return s.size ? json_new_text(s) : json_new_null();
}

static struct json_t *day_to_json(int32_t day)
{
	char text[16];
	if (day == INT32_MIN)
		return json_new_null();
	return json_new_text((struct str){text, datetime_write((struct datetime){day, -1}, text)});
}

static struct json_t *commit_to_json(const struct commit *c)
{
	char hex[OBJECT_HEX];
	if (!c)
		return json_new_null();
	struct json_t *o = json_new_object();
	object_id_to_hex(&c->id, hex);
	json_set(o, "commit", json_new_text(str_from(hex)));
	json_set(o, "date", day_to_json(commit_day(c->corrected)));
	return o;
}

static struct json_t *step_to_json(const struct duty_step *s)
{
	const struct approval *a = &s->approval;
	struct json_t *o = json_new_object();
	json_set(o, "step", text_or_null(a->step));
	json_set(o, "by", text_or_null(a->by));
	json_set(o, "opinion", text_or_null(a->opinion));
	json_set(o, "date", day_to_json(a->date));
	json_set(o, "state", json_new_text(str_from(state_of(s))));
	json_set(o, "grade", json_new_text(str_from(approval_grade_id(a->grade))));
	json_set(o, "before_publication", json_new_boolean(s->is_in_time));
	json_set(o, "role_held", json_new_boolean(s->is_held));
	json_set(o, "self", json_new_boolean(s->is_self));
	json_set(o, "signed", json_new_boolean(a->commit && a->commit->is_signed));
	json_set(o, "commit", commit_to_json(a->commit));
	return o;
}

static struct json_t *violations_to_json(const struct duty *d)
{
	struct json_t *list = json_new_array();
	for (size_t i = 0; i < d->violation_count; i++) {
		struct json_t *o = json_new_object();
		json_set(o, "code", json_new_text(d->violations[i].code));
		json_set(o, "rule", text_or_null(d->violations[i].rule));
		json_set(o, "message", json_new_text(d->violations[i].message));
		json_push(list, o);
	}
	return list;
}

static struct json_t *bearers_to_json(const struct duty *d)
{
	struct json_t *list = json_new_array();
	for (size_t i = 0; i < BEARERS; i++) {
		if (d->row->parts[i] == PART_NONE)
			continue;
		struct json_t *o = json_new_object();
		json_set(o, "as", json_new_text(str_from(bearers[i].id)));
		json_set(o, "by", text_or_null(d->bearers[i]));
		json_set(o, "part", json_new_text(str_from(duty_part_id(d->row->parts[i]))));
		json_push(list, o);
	}
	return list;
}

static struct json_t *gaps_to_json(const struct showing *s, const struct duty *d)
{
	struct json_t *list = json_new_array();
	for (size_t i = 0; i < d->gap_count; i++) {
		struct json_t *o = json_new_object();
		json_set(o, "missing", json_new_text(duty_gap_text(d->gaps[i].kind, s->language)));
		json_set(o, "of", text_or_null(d->gaps[i].what));
		json_push(list, o);
	}
	return list;
}

static struct json_t *collective_to_json(const struct duty *d)
{
	if (!d->is_collective)
		return json_new_null();
	struct json_t *o = json_new_object();
	json_set(o, "meeting", text_or_null(d->meeting));
	json_set(o, "minutes", text_or_null(d->minutes));
	json_set(o, "date", day_to_json(d->collective_day));
	return o;
}

static struct json_t *duty_to_json(const struct showing *s, const struct duty *d)
{
	struct json_t *o = json_new_object(), *chain = json_new_array();
	for (size_t i = 0; i < d->step_count; i++)
		json_push(chain, step_to_json(&d->steps[i]));
	json_set(o, "item", json_new_text(d->si->item->id));
	json_set(o, "kind", json_new_text(str_from(duty_kind_id(d->kind))));
	json_set(o, "violations", violations_to_json(d));
	json_set(o, "introduced", commit_to_json(d->introduced));
	json_set(o, "published", commit_to_json(d->published));
	json_set(o, "handler", text_or_null(d->bearers[BEARER_HANDLER]));
	json_set(o, "handler_field", text_or_null(d->handler_field));
	json_set(o, "author", text_or_null(d->author));
	json_set(o, "chain", chain);
	json_set(o, "collective", collective_to_json(d));
	json_set(o, "row", json_new_number(d->row->number));
	json_set(o, "result", json_new_text(d->row->result[s->language]));
	json_set(o, "responsible", bearers_to_json(d));
	json_set(o, "clause",
	         d->row->clause ? json_new_text(d->row->clause[s->language]) : json_new_null());
	json_set(o, "missing", gaps_to_json(s, d));
	json_set(o, "confidence",
	         d->facts & FACT_INCOMPLETE
	                 ? json_new_null()
	                 : json_new_text(str_from(approval_grade_id(d->confidence))));
	return o;
}

static void write_json(const struct showing *s, const struct duties *duties)
{
	struct json_t *top = json_new_object(), *items = json_new_array();
	for (size_t i = 0; i < duties->count; i++)
		json_push(items, duty_to_json(s, &duties->items[i]));
	json_set(top, "version", json_new_number(1));
	json_set(top, "responsibility", items);
	json_finish(top, s->out);
}

/* --- text ------------------------------------------------------------------ */

static bool is_english(const struct showing *s)
{
	return s->language == LANGUAGE_EN;
}

static const char *pick(const struct showing *s, const char *zh, const char *en)
{
	return is_english(s) ? en : zh;
}

static struct str word(const struct showing *s, const char *vocabulary, struct str id)
{
	const struct vocabulary *v = map_get(&s->r->site->schema->vocabularies_by_id,
	                                     str_from(vocabulary));
	const struct vocabulary_value *value = v && id.size ? vocabulary_find(v, id) : NULL;
	return value ? label_text(&value->label, s->language) : id;
}

/* `p-03（承办人）` */
static void add_post(const struct showing *s, struct str id)
{
	const struct post *p = people_find(&s->r->people, id);
	struct str role = p ? word(s, "roles", p->role) : STR_NULL;
	if (!id.size)
		buf_add_text(s->out, pick(s, "不明", "unknown"));
	else if (!p)
		buf_add(s->out, id);
	else
		buf_format(s->out, is_english(s) ? "%.*s (%.*s)" : "%.*s（%.*s）", STR_ARG(id),
		           STR_ARG(role));
}

static void add_commit(const struct showing *s, const char *label, const struct commit *c)
{
	char hex[OBJECT_HEX];
	if (!c)
		return;
	object_id_to_hex(&c->id, hex);
	buf_format(s->out, "  %s%.10s  ", label, hex);
	date_add_iso(s->out, commit_day(c->corrected));
	buf_add_char(s->out, '\n');
}

static void add_handler(const struct showing *s, const struct duty *d)
{
	buf_add_text(s->out, pick(s, "  直接承办人：", "  handled by: "));
	if (d->bearers[BEARER_HANDLER].size || !d->handler_field.size || !d->author.size) {
		add_post(s, d->bearers[BEARER_HANDLER]);
	} else {
		buf_add_text(s->out, pick(s, "承办人不明：条目写 ", "unclear: the item says "));
		add_post(s, d->handler_field);
		buf_add_text(s->out, pick(s, "，提交人是 ", ", the commit is by "));
		add_post(s, d->author);
	}
	buf_add_char(s->out, '\n');
}

static void add_step(const struct showing *s, const struct duty_step *step)
{
	static const char *const grades[][2] = {
		{"自述", "claimed"}, {"有凭据", "recorded"}, {"可验证", "authenticated"}};
	const struct approval *a = &step->approval;
	buf_format(s->out, "    %.*s  ", STR_ARG(word(s, "roles", a->step)));
	add_post(s, a->by);
	buf_format(s->out, "  %.*s  ", STR_ARG(word(s, "opinions", a->opinion)));
	if (a->date != INT32_MIN)
		date_add_iso(s->out, a->date);
	buf_format(s->out, "  %s  %s",
	           a->is_stale ? pick(s, "已失效", "stale") : pick(s, "有效", "fresh"),
	           grades[a->grade][s->language]);
	if (!step->is_held)
		buf_add_text(s->out, pick(s, "  当日不任该岗位", "  post not held that day"));
	if (step->is_leader && step->is_self)
		buf_add_text(s->out, pick(s, "  本人承办", "  handled it himself"));
	if (!step->is_in_time)
		buf_add_text(s->out, pick(s, "  公开之后才记录", "  recorded after publication"));
	if (a->commit && !a->commit->is_signed)
		buf_add_text(s->out, pick(s, "  提交未签名", "  commit not signed"));
	buf_add_char(s->out, '\n');
}

/* What changed between the version that was approved and the one there is. */
static void add_difference(const struct showing *s, const struct duty *d)
{
	struct diag_sink deaf = {.is_deaf = true};
	struct story approved, between;
	arena_init(&deaf.arena, 0);
	bool is_open = d->approved &&
	               story_open(&approved, d->approved, s->r->site, s->r->repository, &deaf);
	diag_sink_release(&deaf);
	if (!is_open)
		return;
	buf_add_text(s->out, pick(s, "  批准的 → 公开的\n", "  approved → published\n"));
	story_of_items(&between, approved.new, d->si->item);
	for (size_t i = 0; i < between.count; i++) {
		const struct story_field *f = &between.fields[i];
		if (!record_is_protected(d->si->item->type, f->name))
			continue;
		struct str label = f->field ? label_text(&f->field->label, s->language)
		                            : str_from(pick(s, "正文", "text"));
		buf_format(s->out, "    %.*s", STR_ARG(label));
		if (f->field)
			buf_add_text(s->out, pick(s, "：", ": "));
		story_add_values(f, s->language, s->out);
		buf_add_char(s->out, '\n');
	}
	story_close(&between);
	story_close(&approved);
}

static void add_facts(const struct showing *s, const struct duty *d)
{
	for (size_t i = 0; i < d->violation_count; i++)
		buf_format(s->out, "  %.*s  %.*s\n", STR_ARG(d->violations[i].code),
		           STR_ARG(d->violations[i].message));
	add_commit(s, pick(s, "内容来自提交：", "content came with commit "), d->introduced);
	add_commit(s, pick(s, "公开于提交：", "made public by commit "), d->published);
	add_handler(s, d);
	if (d->step_count)
		buf_add_text(s->out, pick(s, "  审批\n", "  approvals\n"));
	for (size_t i = 0; i < d->step_count; i++)
		add_step(s, &d->steps[i]);
	if (d->is_collective) {
		buf_add_text(s->out, pick(s, "  集体讨论：", "  decided together: "));
		if (d->collective_day != INT32_MIN)
			date_add_iso(s->out, d->collective_day);
		buf_format(s->out, is_english(s) ? "  minutes %.*s\n" : "  纪要 %.*s\n",
		           STR_ARG(d->minutes));
	}
	if (d->facts & FACT_STALE)
		add_difference(s, d);
}

static void add_result(const struct showing *s, const struct duty *d)
{
	static const char *const grades[][2] = {
		{"自述", "claimed"}, {"有凭据", "recorded"}, {"可验证", "authenticated"}};
	buf_format(s->out,
	           is_english(s) ? "  result (row %d): %.*s\n" : "  认定（第 %d 行）：%.*s\n",
	           d->row->number, STR_ARG(d->row->result[s->language]));
	for (size_t i = 0; i < BEARERS; i++) {
		if (d->row->parts[i] == PART_NONE)
			continue;
		buf_format(s->out, "    %.*s  ", STR_ARG(bearers[i].label[s->language]));
		add_post(s, d->bearers[i]);
		buf_format(s->out, "  %.*s\n",
		           STR_ARG(duty_part_text(d->row->parts[i], s->language)));
	}
	for (size_t i = 0; i < d->gap_count; i++)
		buf_format(s->out,
		           is_english(s) ? "    missing: %.*s %.*s\n" : "    缺：%.*s %.*s\n",
		           STR_ARG(duty_gap_text(d->gaps[i].kind, s->language)),
		           STR_ARG(d->gaps[i].what));
	if (d->row->clause)
		buf_format(s->out, is_english(s) ? "  rule: %.*s\n" : "  依据：%.*s\n",
		           STR_ARG(d->row->clause[s->language]));
	if (!(d->facts & FACT_INCOMPLETE))
		buf_format(s->out, is_english(s) ? "  evidence: %s\n" : "  证据：%s\n",
		           grades[d->confidence][s->language]);
}

static void write_text(const struct showing *s, const struct duties *duties)
{
	for (size_t i = 0; i < duties->count; i++) {
		const struct duty *d = &duties->items[i];
		buf_format(s->out, is_english(s) ? "%.*s %.*s\n" : "%.*s《%.*s》\n",
		           STR_ARG(d->si->item->id), STR_ARG(item_title(d->si->item)));
		add_facts(s, d);
		add_result(s, d);
		buf_add_char(s->out, '\n');
	}
	buf_add_text(s->out,
	             duties->count
	                     ? pick(s, "以上只列事实和所适用的条款；情节轻重和处理由人认定。\n",
	                            "Facts and the clause they call for; how grave it is and "
	                            "what follows is for people to say.\n")
	                     : pick(s, "没有需要区分责任的问题。\n", "Nothing to answer for.\n"));
}

void responsibility_write(const struct duties *duties, const struct record *r,
                          const struct options *options, struct buf *out)
{
	struct showing s = {r, options->language, out};
	if (options->format && strcmp(options->format, "json") == 0)
		write_json(&s, duties);
	else
		write_text(&s, duties);
}
