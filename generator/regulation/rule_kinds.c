/* What each kind of rule asks. A rule is judged on its subject: the item, or with
 * `each` every entry of a list or record of it in turn. */
#include <stdlib.h>

#include "base/date.h"
#include "base/memory.h"
#include "regulation/court.h"
#include "regulation/cycle.h"

/* A rule being applied to one subject. */
struct subject {
	struct bench *b;
	const struct rule *rule;
	const struct compiled_rule *compiled;
	const void *object;             /* what its expressions are about */
	struct raw_place place;         /* the same, without Lua */
	bool failed;                    /* an expression did, which is reported */
	struct str names[8], values[8]; /* what its kind adds to messages */
	size_t value_count;
	struct str basis; /* of the parameters it used */
};

/* --- expressions ----------------------------------------------------------- */

static void report_failure(struct subject *s, const struct script_error *error)
{
	struct diag_more more = {.item = s->b->item->id, .rule = s->rule->id};
	s->failed = true;
	if (error->about_nil)
		return; /* what is not there is the schema's affair: the rule does not apply */
	diag_report(&s->b->sink, DIAG_RULE_FAILED, item_place(s->b->item, NULL), &more, s->rule->id,
	            error->message);
}

static struct script_data evaluate_handle(struct subject *s, int handle)
{
	struct script_data value = {.type = SCRIPT_NIL};
	struct script_error error = {0};
	if (handle && !s->failed &&
	    !script_evaluate(s->b->script, handle, s->object, &s->b->scratch, &value, &error))
		report_failure(s, &error);
	return value;
}

static struct script_data evaluate(struct subject *s, enum rule_expression e)
{
	return evaluate_handle(s, s->compiled->expressions[e]);
}

static bool holds(struct subject *s, enum rule_expression e, bool otherwise)
{
	/* a faulty condition, which is reported, applies to nothing */
	if (!s->compiled->expressions[e])
		return str_is_null(s->rule->expressions[e].source) && otherwise;
	struct script_data value = evaluate(s, e);
	return !s->failed && value.type != SCRIPT_NIL &&
	       !(value.type == SCRIPT_BOOLEAN && value.number == 0);
}

/* The day an expression gives; false: nil, or no date. */
static bool day_of(struct subject *s, enum rule_expression e, int32_t *day)
{
	struct script_data value = evaluate(s, e);
	if (value.type != SCRIPT_TEXT)
		return false;
	struct str text = str_slice(value.text, 0, value.text.size < 10 ? value.text.size : 10);
	return date_parse(text, day);
}

/* --- words ----------------------------------------------------------------- */

static struct str iso(struct bench *b, int32_t day)
{
	char text[16];
	size_t size = datetime_write((struct datetime){day, -1}, text);
	return str_copy(&b->scratch, (struct str){text, size});
}

static struct str number_text(struct bench *b, int64_t number)
{
	return str_format(&b->scratch, "%lld", (long long)number);
}

static void set(struct subject *s, const char *name, struct str value)
{
	if (s->value_count == sizeof s->names / sizeof *s->names)
		return;
	s->names[s->value_count] = str_from(name);
	s->values[s->value_count++] = value;
}

static const struct str *find_value(const struct subject *s, struct str name)
{
	for (size_t i = 0; i < s->value_count; i++)
		if (str_equal(s->names[i], name))
			return &s->values[i];
	return NULL;
}

/* A message with its braces filled in. */
static struct str say(struct subject *s, const struct rule_words *words, const int *handles)
{
	struct buf out = BUF_INIT;
	for (size_t i = 0; i < words->count; i++) {
		const struct str *known = i % 2 ? find_value(s, words->pieces[i]) : NULL;
		if (known)
			buf_add(&out, *known);
		else if (i % 2)
			buf_add(&out, evaluate_handle(s, handles[i]).text);
		else
			buf_add(&out, words->pieces[i]);
	}
	struct str text = str_copy(&s->b->scratch, buf_str(&out));
	buf_release(&out);
	return text;
}

/* The rule's own article, else that of the number it used; both where they differ. */
static struct str basis_of(const struct subject *s)
{
	struct str own = s->rule->basis;
	if (!s->basis.size || str_equal(own, s->basis))
		return own;
	return STR_JOIN(&s->b->scratch, own, STR("；"), s->basis);
}

static int level_of(const struct subject *s, struct str code, int otherwise)
{
	const struct bench *b = s->b;
	return profile_level(&b->court->site->schema->profiles, b->profile, s->rule->id, code,
	                     b->day, otherwise);
}

/* Says that the rule is broken, at `path`. */
static void object_at(struct subject *s, struct str path)
{
	struct bench *b = s->b;
	enum language language = b->sink.language;
	const struct rule *rule = s->rule;
	struct finding f = {.id = rule->id, .code = rule->code};
	f.level = level_of(s, rule->code, rule->level);
	if (f.level == LEVEL_OFF)
		return;
	f.message = say(s, &rule->message[language], s->compiled->message);
	f.hint = say(s, &rule->hint[language], s->compiled->hint);
	f.basis = basis_of(s);
	f.place = court_place(b, &s->place, path);
	if (s->failed)
		return;
	court_report(b, &f);
	bool is_accepted = baseline_accepts(&b->court->baseline, b->item->path, rule->code,
	                                    rule->id, b->court->site->as_of);
	if (rule->hides && !is_accepted && b->number < b->court->site->item_count)
		b->court->site->items[b->number].verdicts |= VERDICT_WITHHELD;
}

static void object(struct subject *s)
{
	object_at(s, s->rule->at);
}

/* --- parameters ------------------------------------------------------------ */

/* A parameter in force, its article noted. */
static const struct parameter *parameter(struct subject *s, struct str name)
{
	const struct parameter *p = name.size ? court_parameter(s->b, name) : NULL;
	if (p)
		s->basis = p->basis;
	return p;
}

/* The parameter of the term: a name, or an expression that gives one. */
static const struct parameter *term_parameter(struct subject *s)
{
	struct str name = s->rule->expressions[RULE_TERM].source;
	if (s->compiled->expressions[RULE_TERM])
		name = evaluate(s, RULE_TERM).text;
	return s->failed ? NULL : parameter(s, name);
}

static struct term term_of(const struct parameter *p, int64_t extra)
{
	static const enum term_unit units[] = {
		[UNIT_WORKING_DAYS] = TERM_WORKING_DAYS,
		[UNIT_DAYS] = TERM_DAYS,
		[UNIT_MONTHS] = TERM_MONTHS,
	};
	return (struct term){(int32_t)(p->number + extra), units[p->unit]};
}

static struct str term_words(struct bench *b, struct term term)
{
	static const char *const zh[] = {" 个工作日内", " 日内", " 个月内"};
	static const char *const en[] = {" working days", " days", " months"};
	bool is_en = b->sink.language == LANGUAGE_EN;
	return str_format(&b->scratch, "%s%d%s", is_en ? "within " : "", (int)term.count,
	                  (is_en ? en : zh)[term.unit]);
}

/* --- deadlines ------------------------------------------------------------- */

/* Periods that do not count, sorted and apart from each other. */
struct exclusions {
	struct period items[32];
	size_t count;
};

static void exclude(struct exclusions *all, int32_t from, int32_t to)
{
	size_t i = all->count;
	if (to < from || all->count == sizeof all->items / sizeof *all->items)
		return;
	for (; i > 0 && all->items[i - 1].from > from; i--)
		all->items[i] = all->items[i - 1];
	all->items[i] = (struct period){from, to};
	all->count++;
	/* what overlaps becomes one */
	size_t kept = 0;
	for (size_t k = 1; k < all->count; k++) {
		if (all->items[k].from <= all->items[kept].to + 1) {
			if (all->items[k].to > all->items[kept].to)
				all->items[kept].to = all->items[k].to;
		} else {
			all->items[++kept] = all->items[k];
		}
	}
	all->count = kept + 1;
}

static void exclude_record(struct subject *s, const struct raw_place *place,
                           const struct rule_exclusion *e, struct exclusions *all)
{
	const struct field *f;
	const struct value *from = raw_value(place, e->from, &f), *to = raw_value(place, e->to, &f);
	if (!from || from->kind != VALUE_DATE)
		return;
	/* the day it began counts, as that of every event; while it lasts, until as-of */
	int32_t last = to && to->kind == VALUE_DATE ? to->date.day : s->b->court->site->as_of;
	exclude(all, from->date.day + 1, last);
}

static void gather_exclusions(struct subject *s, struct exclusions *all)
{
	for (size_t i = 0; i < s->rule->exclusion_count; i++) {
		const struct rule_exclusion *e = &s->rule->exclusions[i];
		const struct field *f;
		const struct value *v = raw_value(&s->place, e->path, &f);
		struct raw_place place = {v, f ? &f->fields : NULL, NULL};
		if (v && v->kind == VALUE_RECORD)
			exclude_record(s, &place, e, all);
		for (uint32_t k = 0; v && v->kind == VALUE_LIST && k < v->size; k++) {
			place = (struct raw_place){&v->children[k], &f->entry->fields, NULL};
			if (v->children[k].kind == VALUE_RECORD)
				exclude_record(s, &place, e, all);
		}
	}
}

static void keep_deadline(struct subject *s, const struct deadline *d)
{
	struct bench *b = s->b;
	b->deadlines = memory_grow(b->deadlines, b->deadline_count, &b->deadline_room,
	                           sizeof *b->deadlines);
	b->deadlines[b->deadline_count] = *d;
	b->deadlines[b->deadline_count++].basis = str_copy(&b->keep, basis_of(s));
}

static bool has_reason(const struct subject *s)
{
	const struct field *f;
	struct raw_place whole = raw_place_of_item(s->b->item);
	return raw_value(&whole, STR("late_reason"), &f) != NULL ||
	       raw_value(&s->place, STR("late_reason"), &f) != NULL;
}

static struct str days_words(struct bench *b, int32_t days)
{
	if (b->sink.language == LANGUAGE_ZH)
		return str_format(&b->scratch, "%d 个工作日", (int)days);
	return str_format(&b->scratch, "%d working %s", (int)days, days == 1 ? "day" : "days");
}

/* Says that something was late, or is overdue. */
static void report_deadline(struct subject *s, const struct deadline *d, struct str term)
{
	struct bench *b = s->b;
	const struct rule *rule = s->rule;
	enum language language = b->sink.language;
	bool is_done = d->done != INT32_MIN;
	const struct site *site = b->court->site;
	int32_t days = calendar_days_late(b->court->calendar, d->due,
	                                  is_done ? d->done : site->as_of, site->as_of);
	struct str code = is_done || !rule->overdue_code.size ? rule->code : rule->overdue_code;
	int level = level_of(s, code, is_done ? rule->level : rule->overdue_level);
	if (level == LEVEL_OFF)
		return;
	if (level > DIAG_NOTE && has_reason(s))
		level = DIAG_NOTE;
	enum diag_level said = (enum diag_level)level;
	struct diag_more more = {
		.item = b->item->id, .rule = rule->id, .code = code, .level = &said};
	more.basis = basis_of(s);
	struct diag_place place = court_place(b, &s->place, rule->at);
	struct str label = label_text(&rule->label, language);
	struct str from = d->from == INT32_MIN ? STR("") : iso(b, d->from);
	set(s, "late", days_words(b, days));
	set(s, "due", iso(b, d->due));
	set(s, "start", from);
	set(s, "term", term);
	set(s, "done", is_done ? iso(b, d->done) : STR(""));
	const struct rule_words *own = is_done ? &rule->message[language]
	                                       : &rule->overdue[language];
	const struct rule_words *hint = &rule->hint[language];
	if (hint->count)
		more.hint = say(s, hint, s->compiled->hint);
	if (own->count) {
		struct str words = say(s, own,
		                       is_done ? s->compiled->message : s->compiled->overdue);
		diag_report(&b->sink, DIAG_RULE_SAYS, place, &more, words);
	} else if (d->from == INT32_MIN) {
		diag_report(&b->sink, is_done ? DIAG_RULE_LATE_BY_DAY : DIAG_RULE_OVERDUE_BY_DAY,
		            place, &more, label, days_words(b, days), iso(b, d->due),
		            is_done ? iso(b, d->done) : STR(""));
	} else {
		diag_report(&b->sink, is_done ? DIAG_RULE_LATE : DIAG_RULE_OVERDUE, place, &more,
		            label, days_words(b, days), iso(b, d->due), from, term,
		            is_done ? iso(b, d->done) : STR(""));
	}
}

static enum deadline_state state_of(int32_t as_of, const struct deadline *d,
                                    enum calendar_certainty certainty)
{
	if (certainty == CALENDAR_UNDETERMINED)
		return DEADLINE_UNDETERMINED;
	if (d->done != INT32_MIN)
		return d->done > d->due ? DEADLINE_LATE : DEADLINE_MET;
	if (d->due < as_of)
		return DEADLINE_LATE;
	return certainty == CALENDAR_PROJECTED ? DEADLINE_PROJECTED : DEADLINE_OPEN;
}

/* The last day, from a term or given; false: the rule does not apply. */
static bool find_due(struct subject *s, struct deadline *d, struct str *term,
                     enum calendar_certainty *certainty)
{
	struct bench *b = s->b;
	*certainty = CALENDAR_CERTAIN;
	if (s->compiled->expressions[RULE_DUE]) {
		d->from = INT32_MIN;
		return day_of(s, RULE_DUE, &d->due);
	}
	const struct parameter *p = term_parameter(s);
	if (!p || !day_of(s, RULE_FROM, &d->from))
		return false;
	struct exclusions excluded = {.count = 0};
	struct term t = term_of(p, evaluate(s, RULE_EXTRA).number);
	gather_exclusions(s, &excluded);
	struct due due = calendar_due(b->court->calendar, d->from, t, excluded.items,
	                              excluded.count, b->court->site->as_of);
	d->due = due.day;
	*certainty = due.certainty;
	*term = term_words(b, t);
	return true;
}

static void judge_deadline(struct subject *s)
{
	struct bench *b = s->b;
	struct deadline d = {.item = b->number, .rule = s->rule->id, .done = INT32_MIN};
	enum calendar_certainty certainty;
	struct str term = STR("");
	if (!find_due(s, &d, &term, &certainty) || s->failed)
		return;
	if (!day_of(s, RULE_TO, &d.done) || d.done > b->court->site->as_of)
		d.done = INT32_MIN;
	d.label[0] = s->rule->label.words[0];
	d.label[1] = s->rule->label.words[1];
	d.state = state_of(b->court->site->as_of, &d, certainty);
	keep_deadline(s, &d);
	if (d.state == DEADLINE_LATE)
		report_deadline(s, &d, term);
}

/* --- the other kinds ------------------------------------------------------- */

/* The fields a rule names, from itself or from a parameter. */
static size_t field_list(struct subject *s, const struct str **out)
{
	const struct parameter *p = parameter(s, s->rule->fields_of);
	*out = p ? p->values : s->rule->fields;
	return p ? p->count : s->rule->field_count;
}

/* What a field is called, by its path. */
static struct str field_label(struct subject *s, struct str path)
{
	const struct field *f = s->place.fields ? fields_find_path(s->place.fields, path) : NULL;
	return f ? label_text(&f->label, s->b->sink.language) : path;
}

static void judge_presence(struct subject *s)
{
	const struct str *fields;
	size_t count = field_list(s, &fields);
	bool wants = s->rule->kind == RULE_REQUIRE;
	struct str names = STR(""), first = s->rule->at;
	for (size_t i = 0; i < count; i++) {
		const struct field *f;
		bool is_there = raw_value(&s->place, fields[i], &f) != NULL;
		f = s->place.fields ? fields_find_path(s->place.fields, fields[i]) : NULL;
		/* what the schema requires it has asked for already */
		if (is_there == wants || !f || (wants && f->need != NEED_NEVER))
			continue;
		if (!wants && !first.size)
			first = fields[i];
		names = STR_JOIN(&s->b->scratch, names, names.size ? STR("、") : STR(""),
		                 field_label(s, fields[i]));
	}
	set(s, "fields", names);
	if (names.size)
		object_at(s, first);
}

static void judge_window(struct subject *s)
{
	struct bench *b = s->b;
	int32_t from, to;
	const struct parameter *min = parameter(s, s->rule->min), *max = parameter(s, s->rule->max);
	if ((!min && !max) || !day_of(s, RULE_FROM, &from) || !day_of(s, RULE_TO, &to))
		return;
	int32_t as_of = b->court->site->as_of;
	const struct parameter *broken = NULL;
	const struct parameter *bounds[] = {min, max};
	for (int i = 0; i < 2; i++) {
		if (!bounds[i])
			continue;
		struct due due = calendar_due(b->court->calendar, from, term_of(bounds[i], 0), NULL,
		                              0, as_of);
		/* natural days end where they end: rolling over is for terms to act in */
		int32_t last = bounds[i]->unit == UNIT_DAYS ? due.unrolled : due.day;
		if (due.certainty != CALENDAR_UNDETERMINED && (i ? to > last : to < last))
			broken = bounds[i];
	}
	if (!broken)
		return;
	s->basis = broken->basis;
	set(s, "start", iso(b, from));
	set(s, "end", iso(b, to));
	set(s, "days", number_text(b, to - from));
	set(s, "bound", term_words(b, term_of(broken, 0)));
	set(s, "least", broken == min ? number_text(b, broken->number) : STR(""));
	set(s, "most", broken == max ? number_text(b, broken->number) : STR(""));
	object(s);
}

static void judge_count(struct subject *s)
{
	const struct parameter *min = parameter(s, s->rule->min), *max = parameter(s, s->rule->max);
	struct script_data value = evaluate(s, RULE_OF);
	if (s->failed || value.type != SCRIPT_NUMBER)
		return;
	set(s, "count", value.text);
	set(s, "least", min ? number_text(s->b, min->number) : STR(""));
	set(s, "most", max ? number_text(s->b, max->number) : STR(""));
	if ((min && value.number < min->number) || (max && value.number > max->number))
		object(s);
}

static void judge_order(struct subject *s)
{
	struct str before = STR_NULL, before_path = STR_NULL;
	for (size_t i = 0; i < s->rule->field_count; i++) {
		struct str path = s->rule->fields[i];
		struct str day = raw_text(&s->place, path, &s->b->scratch);
		if (!day.size)
			continue;
		/* by days: within one, times are not always written */
		if (before.size &&
		    str_compare(str_slice(day, 0, 10), str_slice(before, 0, 10)) < 0) {
			s->value_count = 0;
			set(s, "first", field_label(s, before_path));
			set(s, "first_date", before);
			set(s, "second", field_label(s, path));
			set(s, "second_date", day);
			object_at(s, path);
		}
		before = day;
		before_path = path;
	}
}

static void judge_inherit(struct subject *s)
{
	struct bench *b = s->b;
	struct str id = raw_text(&s->place, s->rule->ref, &b->scratch), path = s->rule->fields[0];
	const struct site_item *from = id.size ? site_find(b->court->site, id) : NULL;
	if (!from)
		return;
	struct raw_place other = raw_place_of_item(from->item);
	struct str mine = raw_text(&s->place, path, &b->scratch),
		   its = raw_text(&other, s->rule->field_count > 1 ? s->rule->fields[1] : path,
	                          &b->scratch);
	if (!its.size || str_equal(mine, its))
		return;
	set(s, "mine", mine);
	set(s, "its", its);
	set(s, "other", item_title(from->item));
	object_at(s, s->rule->at.size ? s->rule->at : path);
}

static void judge_balance(struct subject *s)
{
	struct script_data left = evaluate(s, RULE_LEFT), right = evaluate(s, RULE_RIGHT);
	if (s->failed || !left.text.size || !right.text.size)
		return;
	set(s, "left", left.text);
	set(s, "right", right.text);
	if (strtod(str_cstring(&s->b->scratch, left.text), NULL) !=
	    strtod(str_cstring(&s->b->scratch, right.text), NULL))
		object(s);
}

static void judge_pattern(struct subject *s)
{
	struct script_data value = evaluate(s, RULE_OF);
	if (value.type != SCRIPT_TEXT || !s->rule->pattern)
		return;
	set(s, "text", value.text);
	if (pattern_matches(s->rule->pattern, value.text) == s->rule->must_not_match)
		object(s);
}

/* Keys are compared when all items are judged. */
static void judge_unique(struct subject *s)
{
	struct bench *b = s->b;
	struct script_data value = evaluate(s, RULE_KEY);
	if (s->failed || !value.text.size)
		return;
	b->keys = memory_grow(b->keys, b->key_count, &b->key_room, sizeof *b->keys);
	b->keys[b->key_count++] = (struct claimed_key){s->rule, str_copy(&b->keep, value.text),
	                                               b->number};
}

static bool knows_period(const struct raw_items *issues, struct str period, struct arena *arena)
{
	struct raw_place place;
	for (size_t i = 0; raw_entry(issues, i, &place); i++)
		if (str_equal(raw_text(&place, STR("period"), arena), period) &&
		    str_equal(raw_text(&place, STR("status"), arena), STR("published")))
			return true;
	return false;
}

/* Every period of the matter's cycle that ended must have its issue in time. */
static void judge_cycle(struct subject *s)
{
	struct bench *b = s->b;
	const struct site *site = b->court->site;
	const struct parameter *p = term_parameter(s);
	struct cycle cycle;
	int32_t since;
	struct str missed = STR("");
	size_t count = 0;
	struct raw_items issues = {.kind = RAW_ITEMS, .site = site};
	issues.relations = site_linked(site, b->number, STR("issues"), &issues.count);
	if (!p || !day_of(s, RULE_FROM, &since) ||
	    !cycle_begin(&cycle, raw_text(&s->place, STR("cycle"), &b->scratch), since))
		return;
	for (; cycle.end < site->as_of; cycle_next(&cycle)) {
		struct due due = calendar_due(b->court->calendar, cycle.end, term_of(p, 0), NULL, 0,
		                              site->as_of);
		struct str name = str_from(cycle.name);
		bool is_there = knows_period(&issues, name, &b->scratch);
		struct deadline d = {.item = b->number, .rule = s->rule->id, .from = cycle.end};
		d.due = due.day;
		d.done = INT32_MIN;
		d.state = state_of(site->as_of, &d, due.certainty);
		for (int i = 0; i < 2; i++)
			d.label[i] = STR_JOIN(&b->keep, s->rule->label.words[i], STR(" "), name);
		if (!is_there)
			keep_deadline(s, &d);
		if (is_there || d.state != DEADLINE_LATE)
			continue;
		if (++count <= 12)
			missed = STR_JOIN(&b->scratch, missed, count > 1 ? STR("、") : STR(""),
			                  name);
	}
	int level = level_of(s, s->rule->code, s->rule->level);
	if (count == 0 || level == LEVEL_OFF)
		return;
	enum diag_level said = has_reason(s) ? DIAG_NOTE : (enum diag_level)level;
	struct diag_more more = {.item = b->item->id,
	                         .rule = s->rule->id,
	                         .code = s->rule->code,
	                         .basis = basis_of(s),
	                         .level = &said};
	if (count > 12)
		missed = STR_JOIN(&b->scratch, missed, STR(" … "), number_text(b, (int64_t)count));
	diag_report(&b->sink, DIAG_CYCLE_MISSED, court_place(b, &s->place, s->rule->at), &more,
	            label_text(&s->rule->label, b->sink.language), missed);
}

static void judge_assert(struct subject *s)
{
	if (!holds(s, RULE_THAT, true) && !s->failed)
		object(s);
}

static void (*const judges[])(struct subject *s) = {
	[RULE_REQUIRE] = judge_presence, [RULE_FORBID] = judge_presence,
	[RULE_ASSERT] = judge_assert,    [RULE_DEADLINE] = judge_deadline,
	[RULE_LINKED] = judge_deadline,  [RULE_WINDOW] = judge_window,
	[RULE_COUNT] = judge_count,      [RULE_ORDER] = judge_order,
	[RULE_INHERIT] = judge_inherit,  [RULE_UNIQUE] = judge_unique,
	[RULE_BALANCE] = judge_balance,  [RULE_PATTERN] = judge_pattern,
	[RULE_CYCLE] = judge_cycle,
};

/* --- a rule and its subjects ----------------------------------------------- */

/* The day that decides which profile is in force: the rule's start, else the day the
 * item was formed, else today. */
static int32_t deciding_day(struct subject *s)
{
	int32_t day;
	if (s->compiled->expressions[RULE_FROM] && day_of(s, RULE_FROM, &day))
		return day;
	return s->b->own_day;
}

static void judge_subject(struct bench *b, const struct rule *rule,
                          const struct compiled_rule *compiled, const void *object,
                          struct raw_place place)
{
	struct subject s = {.b = b, .rule = rule, .compiled = compiled, .object = object};
	s.place = place;
	court_set_day(b, deciding_day(&s));
	if (!b->profile || s.failed)
		return;
	const struct parameter *needed = parameter(&s, rule->needs);
	if (rule->needs.size &&
	    (!needed || (needed->declared->kind == PARAMETER_FLAG && !needed->number)))
		return;
	if (holds(&s, RULE_WHEN, true) && !s.failed)
		judges[rule->kind](&s);
}

static void judge_entries(struct bench *b, const struct rule *rule,
                          const struct compiled_rule *compiled)
{
	const struct field *f;
	struct raw_place whole = raw_place_of_item(b->item);
	const struct value *v = raw_value(&whole, rule->each, &f);
	if (v && v->kind == VALUE_RECORD) {
		struct raw_record record = {RAW_RECORD, v, &f->fields};
		judge_subject(b, rule, compiled, &record, (struct raw_place){v, &f->fields, NULL});
	}
	for (uint32_t i = 0; v && v->kind == VALUE_LIST && i < v->size; i++) {
		const struct value *e = &v->children[i];
		struct raw_record record = {RAW_RECORD, e, &f->entry->fields};
		if (e->kind == VALUE_RECORD)
			judge_subject(b, rule, compiled, &record,
			              (struct raw_place){e, &f->entry->fields, NULL});
	}
}

void rule_judge(struct bench *b, const struct rule *rule, const struct compiled_rule *compiled)
{
	struct raw_item item = {RAW_ITEM, b->item};
	bool is_draft = b->item->type->known[KNOWN_STATUS] &&
	                str_equal(item_status(b->item), STR("draft"));
	/* of a draft only its terms count: they run whether it is ready or not */
	if (is_draft && rule->kind != RULE_DEADLINE)
		return;
	if (!rule->each.size) {
		judge_subject(b, rule, compiled, &item, raw_place_of_item(b->item));
		return;
	}
	script_set_global(b->script, "outer", &item);
	judge_entries(b, rule, compiled);
	script_set_global(b->script, "outer", NULL);
}

void rule_report_twice(struct bench *b, const struct rule *rule,
                       const struct compiled_rule *compiled, const struct item *first,
                       struct str key)
{
	struct raw_item item = {RAW_ITEM, b->item};
	struct subject s = {.b = b, .rule = rule, .compiled = compiled, .object = &item};
	s.place = raw_place_of_item(b->item);
	set(&s, "other", item_title(first));
	set(&s, "key", key);
	object(&s);
}

/* --- compiling ------------------------------------------------------------- */

/* Names that kinds put into messages: no expressions. */
static bool is_own_name(struct str name)
{
	static const char *const names[] = {
		"late",  "due",    "start",       "term",  "done",  "fields",     "end",  "days",
		"bound", "least",  "most",        "count", "first", "first_date", "left", "right",
		"text",  "second", "second_date", "mine",  "its",   "other",      "key",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_equal(name, str_from(names[i])))
			return true;
	return false;
}

static int *compile_words(struct bench *b, const struct rule *rule, const struct rule_words *words,
                          bool reports)
{
	int *handles = ARENA_ARRAY(&b->keep, int, words->count + 1);
	for (size_t i = 1; i < words->count; i += 2) {
		struct condition c = {.source = words->pieces[i],
		                      .file = rule->place.file,
		                      .text = rule->place.text,
		                      .begin = rule->place.begin,
		                      .end = rule->place.end};
		if (!is_own_name(words->pieces[i]))
			handles[i] = court_compile(b, &c, rule->id, reports);
	}
	return handles;
}

void rule_compile(struct bench *b, const struct rule *rule, struct compiled_rule *out, bool reports)
{
	enum language language = b->sink.language;
	for (int e = 0; e < RULE_EXPRESSIONS; e++) {
		struct condition c = rule->expressions[e];
		if (e == RULE_TERM && !str_starts_with(c.source, STR("=")))
			continue; /* the name of a parameter */
		if (e == RULE_TERM)
			c.source = str_slice(c.source, 1, c.source.size);
		out->expressions[e] = court_compile(b, &c, rule->id, reports);
	}
	out->message = compile_words(b, rule, &rule->message[language], reports);
	out->hint = compile_words(b, rule, &rule->hint[language], reports);
	out->overdue = compile_words(b, rule, &rule->overdue[language], reports);
}
