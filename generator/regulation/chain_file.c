/* chains.yaml: chains first, tables when all chains are known. */
#include <stdlib.h>

#include "regulation/chain.h"

struct chain_reader {
	struct reader base;
	struct chains *chains;
};

static struct chains *chains_of(struct reader *r)
{
	return ((struct chain_reader *)r)->chains;
}

/* --- chains ---------------------------------------------------------------- */

static void step_roles(struct reader *r, const struct yaml_node *n, void *target)
{
	struct chain_step *t = target;
	const struct vocabulary *roles = chains_of(r)->roles;
	t->role_count = reader_texts(r, n, &t->roles);
	for (size_t i = 0; i < t->role_count; i++)
		if (!roles || !vocabulary_find(roles, t->roles[i]))
			reader_report(r, DIAG_SCHEMA_REFERENCE, n, reader_called(r, "岗位", "role"),
			              t->roles[i]);
}

KEY_READER(step_does, chain_step, reader_label(r, n, &t->does))
KEY_READER(step_when, chain_step, reader_condition(r, n, &t->when))

static const struct key step_keys[] = {
	{"role", step_roles},
	{"does", step_does},
	{"when", step_when},
};

static void chain_steps(struct reader *r, const struct yaml_node *n, void *target)
{
	struct chain *c = target;
	if (!reader_wants(r, n, YAML_LIST))
		return;
	c->steps = ARENA_ARRAY(r->arena, struct chain_step, n->count);
	for (struct yaml_node *e = n->first; e; e = e->next) {
		struct chain_step *step = &c->steps[c->step_count++];
		READ_KEYS(r, e, step_keys, step);
		if (step->role_count == 0 || step->does.words[0].size == 0)
			reader_bad(r, e, "环节需要 role 和 does", "a step needs role and does");
	}
}

KEY_READER(chain_label, chain, reader_label(r, n, &t->label))
KEY_READER(chain_basis, chain, t->basis = reader_text(r, n))

static const struct key chain_keys[] = {
	{"label", chain_label},
	{"basis", chain_basis},
	{"steps", chain_steps},
};

static void read_chains(struct reader *r, const struct yaml_node *n, void *target)
{
	struct chains *chains = target;
	if (!reader_wants(r, n, YAML_MAPPING))
		return;
	struct chain *all = ARENA_ARRAY(r->arena, struct chain, chains->count + n->count);
	if (chains->count)
		memcpy(all, chains->items, chains->count * sizeof *all);
	chains->items = all;
	for (struct yaml_node *e = n->first; e; e = e->next) {
		struct chain c = {.id = e->key->text, .place = reader_place(r, e->key)};
		size_t i = 0;
		READ_KEYS(r, e, chain_keys, &c);
		if (!c.step_count || !c.basis.size || !c.label.words[0].size)
			reader_bad(r, e, "审批链需要 label、basis 和 steps",
			           "a chain needs label, basis and steps");
		while (i < chains->count && !str_equal(all[i].id, c.id))
			i++;
		all[i] = c;
		chains->count += i == chains->count;
	}
}

/* --- tables ---------------------------------------------------------------- */

static const struct choice modes[] = {{"all", false}, {"first", true}};

static void row_chains(struct reader *r, const struct yaml_node *n, void *target)
{
	struct chain_row *row = target;
	row->id_count = reader_texts(r, n, &row->ids);
	row->place = reader_place(r, n);
}

KEY_READER(row_mode, chain_row, READ_CHOICE(t->first, modes))
KEY_READER(row_when, chain_row, reader_condition(r, n, &t->when))

static const struct key row_keys[] = {
	{"mode", row_mode},
	{"when", row_when},
	{"chains", row_chains},
};

static void read_table(struct reader *r, const struct yaml_node *n, struct chain_table *t)
{
	*t = (struct chain_table){.profile = n->key->text};
	if (!reader_wants(r, n, YAML_LIST))
		return;
	t->rows = ARENA_ARRAY(r->arena, struct chain_row, n->count);
	for (struct yaml_node *e = n->first; e; e = e->next)
		READ_KEYS(r, e, row_keys, &t->rows[t->row_count++]);
}

static void read_tables(struct reader *r, const struct yaml_node *n)
{
	struct chains *chains = chains_of(r);
	if (!reader_wants(r, n, YAML_MAPPING))
		return;
	struct chain_table *all = ARENA_ARRAY(r->arena, struct chain_table,
	                                      chains->table_count + n->count);
	if (chains->table_count)
		memcpy(all, chains->tables, chains->table_count * sizeof *all);
	chains->tables = all;
	for (struct yaml_node *e = n->first; e; e = e->next) {
		size_t i = 0;
		while (i < chains->table_count && !str_equal(all[i].profile, e->key->text))
			i++;
		read_table(r, e, &all[i]);
		chains->table_count += i == chains->table_count;
	}
}

KEY_READER(root_tables, chains, (void)t; read_tables(r, n))

static const struct key root_keys[] = {
	{"chains", read_chains},
	{"tables", root_tables},
};

static void read_root(struct reader *r, const struct yaml_node *root)
{
	READ_KEYS(r, root, root_keys, chains_of(r));
}

static void find_chains(struct reader *r, struct chain_row *row)
{
	row->chains = ARENA_ARRAY(r->arena, const struct chain *, row->id_count + 1);
	for (size_t i = 0; i < row->id_count; i++) {
		const struct chain *c = map_get(&chains_of(r)->by_id, row->ids[i]);
		if (c) {
			row->chains[row->chain_count++] = c;
			continue;
		}
		diag_report(r->sink, DIAG_SCHEMA_REFERENCE, row->place, NULL,
		            reader_called(r, "审批链", "chain"), row->ids[i]);
		r->is_broken = true;
	}
}

void chains_read(struct chains *chains, const struct schema *schema, struct reader *outer,
                 const struct file_list *list)
{
	struct chain_reader reader = {*outer, chains};
	*chains = (struct chains){.roles = map_get(&schema->vocabularies_by_id, STR("roles"))};
	map_init(&chains->by_id, outer->arena);
	reader_folder(&reader.base, list, STR("content/regulation/chains"), read_root);
	for (size_t i = 0; i < chains->count; i++)
		map_put(&chains->by_id, chains->items[i].id, &chains->items[i]);
	for (size_t i = 0; i < chains->table_count; i++)
		for (size_t k = 0; k < chains->tables[i].row_count; k++)
			find_chains(&reader.base, &chains->tables[i].rows[k]);
	outer->is_broken = reader.base.is_broken;
}

void chains_release(struct chains *chains)
{
	map_release(&chains->by_id);
}

static const struct chain_table *find_table(const struct chains *chains, struct str name)
{
	for (size_t i = 0; i < chains->table_count && name.size; i++)
		if (str_equal(chains->tables[i].profile, name))
			return &chains->tables[i];
	return NULL;
}

const struct chain_table *chains_table(const struct chains *chains, const struct profiles *profiles,
                                       const struct profile *p, int32_t day)
{
	for (int steps = 0; p && steps < 16; steps++) {
		const struct chain_table *t = find_table(chains, p->id);
		t = t ? t : find_table(chains, p->series);
		if (t)
			return t;
		p = p->extends.size ? profile_in_force(profiles, p->extends, day) : NULL;
	}
	return NULL;
}
