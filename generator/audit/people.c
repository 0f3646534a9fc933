/* Reads people.yaml without complaint: a person the audit cannot read is one it does not
 * know, and what rests on unknown people is undetermined, not guessed. */
#include "audit/people.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "format/yaml.h"

static struct str text_of(const struct yaml_node *mapping, const char *key)
{
	const struct yaml_node *n = yaml_get(mapping, str_from(key));
	return n && n->kind == YAML_SCALAR ? n->text : STR_NULL;
}

static void add_person(struct people *people, const struct yaml_node *n, struct arena *arena)
{
	struct person p = {.id = text_of(n, "id"), .role = text_of(n, "role")};
	const struct yaml_node *git = yaml_get(n, STR("git"));
	p.organ = text_of(n, "organ");
	p.from = INT32_MIN;
	p.to = INT32_MAX;
	struct str from = text_of(n, "from"), to = text_of(n, "to");
	bool is_bad = p.id.size == 0 || (from.size && !date_parse(from, &p.from)) ||
	              (to.size && !date_parse(to, &p.to));
	if (is_bad || map_get(&people->by_id, p.id))
		return;
	(void)arena;
	for (const struct yaml_node *e = git && git->kind == YAML_LIST ? git->first : NULL; e;
	     e = e->next) {
		if (e->kind != YAML_SCALAR)
			continue;
		p.emails = memory_grow(p.emails, p.email_count, &p.email_room, sizeof *p.emails);
		p.emails[p.email_count++] = e->text;
	}
	ARRAY_PUSH(people, p);
	map_put(&people->by_id, p.id, (void *)(uintptr_t)people->count);
}

void people_load(struct people *people, struct source *source, struct arena *arena)
{
	struct buf bytes = BUF_INIT;
	struct diag_sink deaf = {.is_deaf = true};
	struct str path = STR("content/people.yaml");
	*people = (struct people){0};
	arena_init(&deaf.arena, 0);
	map_init(&people->by_id, arena);
	if (source->read(source, path, LIMIT_YAML_FILE, &bytes) == 0 &&
	    utf8_first_invalid(buf_str(&bytes)) == SIZE_MAX) {
		struct str text = str_copy(arena, buf_str(&bytes));
		struct yaml_node *root = yaml_parse(arena, &deaf, path, text, 0, text.size);
		struct yaml_node *list = root && root->kind == YAML_MAPPING
		                                 ? yaml_get(root, STR("people"))
		                                 : NULL;
		for (struct yaml_node *n = list ? list->first : NULL; n; n = n->next)
			if (n->kind == YAML_MAPPING)
				add_person(people, n, arena);
	}
	buf_release(&bytes);
	diag_sink_release(&deaf);
}

void people_release(struct people *people)
{
	for (size_t i = 0; i < people->count; i++)
		free(people->items[i].emails);
	free(people->items);
	map_release(&people->by_id);
	*people = (struct people){0};
}

const struct person *people_find(const struct people *people, struct str id)
{
	uintptr_t position = id.size ? (uintptr_t)map_get(&people->by_id, id) : 0;
	return position ? &people->items[position - 1] : NULL;
}

bool person_has_email(const struct person *p, struct str email)
{
	for (size_t i = 0; i < p->email_count; i++)
		if (str_equal(p->emails[i], email))
			return true;
	return false;
}

bool person_holds_role(const struct person *p, int32_t day)
{
	return p->from <= day && day <= p->to;
}

const struct person *people_by_email(const struct people *people, struct str email, int32_t day)
{
	for (size_t i = 0; i < people->count; i++)
		if (person_holds_role(&people->items[i], day) &&
		    person_has_email(&people->items[i], email))
			return &people->items[i];
	return NULL;
}
