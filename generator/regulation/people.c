#include "regulation/people.h"

#include "base/date.h"

#define PEOPLE_FILE "content/people.yaml"

struct people_reader {
	struct reader base;
	struct people *people;
	const struct vocabulary *roles;
};

static struct people_reader *own(struct reader *r)
{
	return (struct people_reader *)r;
}

static void post_role(struct reader *r, const struct yaml_node *n, void *target)
{
	struct post *t = target;
	struct str word = reader_text(r, n);
	const struct vocabulary *roles = own(r)->roles;
	const struct vocabulary_value *role = roles ? vocabulary_find(roles, word) : NULL;
	t->role = role ? role->id : word;
	if (!role && word.size)
		reader_report(r, DIAG_SCHEMA_REFERENCE, n, reader_called(r, "岗位", "role"), word);
}

KEY_READER(post_id, post, t->id = reader_text(r, n))
KEY_READER(post_organ, post, t->organ = reader_text(r, n))
KEY_READER(post_person, post, t->person = reader_text(r, n))
KEY_READER(post_from, post, reader_day(r, n, &t->from))
KEY_READER(post_to, post, reader_day(r, n, &t->to))
KEY_READER(post_git, post, t->email_count = reader_texts(r, n, &t->emails))

static const struct key post_keys[] = {
	{"id", post_id},     {"role", post_role}, {"organ", post_organ}, {"person", post_person},
	{"from", post_from}, {"to", post_to},     {"git", post_git},
};

static void read_post(struct reader *r, const struct yaml_node *n)
{
	struct people *people = own(r)->people;
	struct post t = {.from = INT32_MIN, .to = INT32_MAX, .place = reader_place(r, n)};
	READ_KEYS(r, n, post_keys, &t);
	if (!t.id.size || !t.role.size || !t.organ.size || t.from == INT32_MIN) {
		reader_bad(r, n, "岗位需要 id、role、organ 和 from",
		           "a post needs id, role, organ and from");
		return;
	}
	if (str_is_null(t.person))
		t.person = t.id;
	people->items[people->count] = t;
	if (map_put(&people->by_id, t.id, &people->items[people->count]))
		reader_report(r, DIAG_SCHEMA_TWICE, n, reader_called(r, "岗位", "post"), t.id);
	people->count++;
}

static void people_list(struct reader *r, const struct yaml_node *n, void *target)
{
	struct people *people = target;
	if (!reader_wants(r, n, YAML_LIST))
		return;
	people->items = ARENA_ARRAY(r->arena, struct post, n->count);
	for (struct yaml_node *e = n->first; e; e = e->next)
		read_post(r, e);
}

static const struct key people_keys[] = {{"people", people_list}};

void people_read(struct people *people, const struct schema *schema, struct reader *outer)
{
	struct people_reader reader = {*outer, people,
	                               map_get(&schema->vocabularies_by_id, STR("roles"))};
	size_t size;
	*people = (struct people){0};
	map_init(&people->by_id, outer->arena);
	if (outer->source->size(outer->source, STR(PEOPLE_FILE), &size))
		return;
	struct yaml_node *root = reader_file(&reader.base, STR(PEOPLE_FILE));
	if (root)
		READ_KEYS(&reader.base, root, people_keys, people);
	for (size_t i = 0; i < people->count; i++) {
		const struct post *p = &people->items[i];
		if (people_find(people, p->person))
			continue;
		diag_report(outer->sink, DIAG_SCHEMA_REFERENCE, p->place, NULL,
		            reader_called(outer, "岗位", "post"), p->person);
		reader.base.is_broken = true;
	}
	outer->is_broken = reader.base.is_broken;
}

void people_load(struct people *people, const struct schema *schema, struct source *source,
                 struct arena *arena)
{
	struct diag_sink deaf = {.is_deaf = true};
	struct reader r = {.arena = arena, .sink = &deaf, .source = source};
	arena_init(&deaf.arena, 0);
	people_read(people, schema, &r);
	diag_sink_release(&deaf);
}

void people_release(struct people *people)
{
	map_release(&people->by_id);
}

const struct post *people_find(const struct people *people, struct str id)
{
	return map_get(&people->by_id, id);
}

bool people_held(const struct people *people, struct str id, struct str role, int32_t day)
{
	const struct post *p = people_find(people, id);
	return p && str_equal(p->role, role) && post_is_held(p, day);
}

bool people_held_by(const struct people *people, struct str id, struct str role, int32_t day)
{
	for (size_t i = 0; i < people->count; i++) {
		const struct post *p = &people->items[i];
		if (people_same(people, p->id, id) && people_held(people, p->id, role, day))
			return true;
	}
	return false;
}

bool people_same(const struct people *people, struct str a, struct str b)
{
	const struct post *p = people_find(people, a), *q = people_find(people, b);
	return str_equal(a, b) || (p && q && str_equal(p->person, q->person));
}

bool post_has_email(const struct post *p, struct str email)
{
	for (size_t i = 0; i < p->email_count; i++)
		if (str_equal(p->emails[i], email))
			return true;
	return false;
}

bool post_is_held(const struct post *p, int32_t day)
{
	return p->from <= day && day <= p->to;
}

const struct post *people_by_email(const struct people *people, struct str email, int32_t day)
{
	for (size_t i = 0; i < people->count; i++)
		if (post_is_held(&people->items[i], day) &&
		    post_has_email(&people->items[i], email))
			return &people->items[i];
	return NULL;
}
