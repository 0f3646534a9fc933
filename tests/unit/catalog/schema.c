#include <criterion/criterion.h>

#include "base/path.h"
#include "fixture.h"

static const char *problems_of(const struct fixture_file *files, size_t count, bool *loaded)
{
	static struct buf out;
	struct source *source = fixture_small("", files, count);
	struct arena arena;
	struct diag_sink sink;
	arena_init(&arena, 0);
	diag_sink_init(&sink, LANGUAGE_ZH);
	struct schema *s = schema_load(source, &arena, &sink);
	*loaded = s != NULL;
	buf_clear(&out);
	buf_add_text(&out, fixture_problems(&sink));
	schema_release(s);
	diag_sink_release(&sink);
	arena_release(&arena);
	source_close(source);
	return buf_str(&out).data;
}

/* A type `t` of its own file, with these lines behind its first three. */
#define TYPE(lines) "id: t\nlabel: 型\nfolder: ts\n" lines
#define NEEDED                                                                                   \
	"fields:\n  id: {label: 标识, type: string}\n  title: {label: 标题, type: string}\n" \
	"  status: {label: 状态, type: string}\n" /* lines 4 to 7 */

Test(schema, reports_every_fault_of_a_regulation)
{
	static const struct {
		const char *path, *text, *problems;
	} cases[] = {
		/* types */
		{"types/t.yaml", TYPE(NEEDED), ""},
		{"types/t.yaml", "", ""},
		{"types/t.txt", "no yaml: [", ""},
		{"types/t.yaml", "- a\n", "t.yaml:1:1 R01; t.yaml:1:1 R01"},
		{"types/t.yaml", "a: [\n", "t.yaml:2:1 S08"},
		{"types/t.yaml", "\xFF", "t.yaml:0:0 S03"},
		{"types/t.yaml", "\xEF\xBB\xBF" TYPE(NEEDED), ""},
		{"types/t.yaml", "label: 型\nfolder: ts\n" NEEDED, "t.yaml:1:1 R01"},
		{"types/t.yaml", "id: t\nfolder: ts\n" NEEDED, "t.yaml:1:1 R01"},
		{"types/t.yaml", "id: t\nlabel: 型\n" NEEDED, "t.yaml:1:1 R01"},
		{"types/t.yaml", TYPE("abstract: true\n" NEEDED), "t.yaml:1:1 R01"},
		{"types/t.yaml", "id: t\nlabel: 型\nabstract: true\n", ""},
		{"types/t.yaml", TYPE("fields:\n  id: {label: 标识, type: string}\n"),
	         "regulation/types:0:0 R05; regulation/types:0:0 R05"},
		{"types/t.yaml", TYPE("colour: red\n" NEEDED), "t.yaml:4:1 R02"},
		{"types/t.yaml", TYPE("body: perhaps\n" NEEDED), "t.yaml:4:7 R02"},
		{"types/t.yaml", TYPE("body: [none]\n" NEEDED), "t.yaml:4:7 R01"},
		{"types/t.yaml", TYPE("body: none\n" NEEDED), ""},
		{"types/t.yaml", TYPE("abstract: yes\n" NEEDED), "t.yaml:4:11 R01"},
		{"types/t.yaml", TYPE("abstract: []\n" NEEDED), "t.yaml:4:11 R01"},
		{"types/t.yaml", TYPE("id_pattern: '('\n" NEEDED), "t.yaml:4:13 R04"},
		{"types/t.yaml", TYPE("id_pattern: []\n" NEEDED), "t.yaml:4:13 R01"},
		{"types/t.yaml", TYPE("extends: nothing\n" NEEDED), "t.yaml:4:10 R03"},
		{"types/t.yaml", TYPE("extends: t\n" NEEDED), "t.yaml:4:10 R03"},
		{"types/t.yaml", TYPE("fields: [a]\n"), "t.yaml:4:9 R01"},
		{"types/t.yaml", "id: t\nlabel: {en: type}\nfolder: ts\n" NEEDED,
	         "t.yaml:1:1 R01; t.yaml:2:8 R01"},
		{"types/t.yaml", "id: t\nlabel: {zh: 型, en: []}\nfolder: ts\n" NEEDED,
	         "t.yaml:1:1 R01; t.yaml:2:8 R01"},
		{"types/t.yaml", "id: t\nlabel: {zh: 型}\nfolder: ts\n" NEEDED, ""},
		/* fields */
		{"types/t.yaml", TYPE(NEEDED "  f: {type: string}\n"), "t.yaml:8:6 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域}\n"), "t.yaml:8:6 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: 1\n"),
	         "t.yaml:8:6 R01; t.yaml:8:6 R01; t.yaml:8:6 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: text, kind: x}\n"),
	         "t.yaml:8:29 R02"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: number}\n"),
	         "t.yaml:8:23 R02"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: text, required: maybe}\n"),
	         "t.yaml:8:39 R02"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: text, change: x}\n"),
	         "t.yaml:8:37 R02"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: text, min_length: -1}\n"),
	         "t.yaml:8:41 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: text, max_length: []}\n"),
	         "t.yaml:8:41 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: text, pattern: '['}\n"),
	         "t.yaml:8:38 R04"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: integer, min: x}\n"),
	         "t.yaml:8:37 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: integer, max: []}\n"),
	         "t.yaml:8:37 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: integer, max: ''}\n"),
	         "t.yaml:8:37 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: enum}\n"), "t.yaml:8:6 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: enum, vocabulary: tastes}\n"),
	         "t.yaml:8:41 R03"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: enum, vocabulary: colours}\n"),
	         ""},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: list}\n"), "t.yaml:8:6 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: list, of: {}}\n"),
	         "t.yaml:8:33 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: record}\n"), "t.yaml:8:6 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: record, fields: {}}\n"),
	         "t.yaml:8:6 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: ref, to: nobody}\n"),
	         "t.yaml:8:32 R03"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: ref, to: [t, note]}\n"), ""},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: ref, to: [[t]]}\n"),
	         "t.yaml:8:33 R01"},
		{"types/t.yaml", TYPE(NEEDED "  f: {label: 域, type: ref, to: any}\n"), ""},
		/* vocabularies */
		{"vocabularies2.yaml", "- a\n", "vocabularies2.yaml:1:1 R01"},
		{"vocabularies2.yaml", "tastes: {values: 1}\n", "vocabularies2.yaml:1:18 R01"},
		{"vocabularies2.yaml", "tastes: {colour: 1}\n", "vocabularies2.yaml:1:10 R02"},
		{"vocabularies2.yaml", "tastes: {values: [{id: a}]}\n",
	         "vocabularies2.yaml:1:19 R01"},
		{"vocabularies2.yaml", "tastes: {values: [{label: 甜}]}\n",
	         "vocabularies2.yaml:1:19 R01"},
		{"vocabularies2.yaml", "tastes: {values: [{id: a, label: 甜, since: 2020}]}\n",
	         "vocabularies2.yaml:1:44 R01"},
		/* profiles */
		{"profiles/q.yaml", "label: 方案\n", "q.yaml:1:1 R01"},
		{"profiles/q.yaml", "id: p\n", "q.yaml:1:1 R06"},
		{"profiles/q.yaml", "id: q\nvalid_from: soon\n", "q.yaml:2:13 R01"},
		{"profiles/q.yaml", "id: q\nparameters: [a]\n", "q.yaml:2:13 R01"},
		{"profiles/q.yaml", "id: q\nparameters: {a: 1}\n", "q.yaml:2:14 R09"},
		{"profiles/q.yaml", "id: q\nparameters: {a: {value: 1, why: x}}\n",
	         "q.yaml:2:14 R09"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf path = BUF_INIT, got = BUF_INIT;
		buf_format(&path, "regulation/%s", cases[i].path);
		struct fixture_file file = {path.data, cases[i].text};
		bool loaded;
		/* without the folder, but where there is no file */
		struct str rest = str_from(problems_of(&file, 1, &loaded)), piece;
		static const char *const folders[] = {"regulation/types/t.",
		                                      "regulation/profiles/q.",
		                                      "regulation/vocabularies2."};
		while (rest.size) {
			size_t end = str_find(rest, STR("; "), 0);
			piece = str_slice(rest, 0, end);
			rest = end == SIZE_MAX ? STR("") : str_slice(rest, end + 2, SIZE_MAX);
			buf_add_text(&got, got.size ? "; " : "");
			for (size_t k = 0; k < COUNT(folders); k++)
				if (str_starts_with(piece, str_from(folders[k])))
					piece = str_slice(piece,
					                  path_name(str_from(cases[i].path)).data -
					                          cases[i].path + 11,
					                  SIZE_MAX);
			buf_add(&got, piece);
		}
		cr_expect_str_eq(buf_str(&got).data, cases[i].problems, "case %zu: %s", i,
		                 buf_str(&got).data);
		bool only_twice = strstr(cases[i].problems, "R06") != NULL;
		cr_expect_eq(loaded, cases[i].problems[0] == '\0' || only_twice, "case %zu", i);
		buf_release(&path);
		buf_release(&got);
	}
}

Test(schema, wants_the_folder_and_the_type_site)
{
	static const struct fixture_file other[] = {{"documents/x.md", "x"}};
	static const struct fixture_file no_site[] = {
		{"regulation/types/t.yaml", "id: t\nlabel: 型\nabstract: true\n"}};
	struct arena arena;
	struct diag_sink sink;
	for (int i = 0; i < 2; i++) {
		struct source *source = fixture_source(i ? no_site : other, 1);
		arena_init(&arena, 0);
		diag_sink_init(&sink, LANGUAGE_EN);
		cr_expect_null(schema_load(source, &arena, &sink));
		cr_expect_str_eq(fixture_problems(&sink),
		                 i ? "regulation/types:0:0 R05" : "regulation:0:0 S01");
		diag_sink_release(&sink);
		arena_release(&arena);
		source_close(source);
	}
	schema_release(NULL);
}

/* A loaded schema for questions. */
struct loaded {
	struct source *source;
	struct arena arena;
	struct diag_sink sink;
	struct schema *schema;
};

static void load(struct loaded *l, struct source *source)
{
	l->source = source;
	arena_init(&l->arena, 0);
	diag_sink_init(&l->sink, LANGUAGE_ZH);
	l->schema = schema_load(source, &l->arena, &l->sink);
	cr_assert_not_null(l->schema, "%s", fixture_problems(&l->sink));
}

static void unload(struct loaded *l)
{
	schema_release(l->schema);
	diag_sink_release(&l->sink);
	arena_release(&l->arena);
	source_close(l->source);
}

Test(schema, types_extend_each_other_in_any_order)
{
	static const struct fixture_file files[] = {
		{"regulation/types/a.yaml", "id: a\nlabel: 甲\nextends: b\nfolder: as\nfields:\n  "
	                                    "own: {label: 己, type: text}\n"},
		{"regulation/types/b.yaml",
	         "id: b\nlabel: 乙\nextends: note\nabstract: true\nid_pattern: '^b'\nfields:\n"
	         "  title: {label: 名称, type: text, max_length: 9}\n"},
		{"regulation/types/z-more.yaml", /* adds to a type of an earlier file */
	         "id: note\nlabel: 便条\nextends: note\nbody: none\nfields:\n"
	         "  extra: {label: 附, type: text}\n"},
	};
	struct loaded l;
	load(&l, fixture_small("", files, COUNT(files)));
	const struct type *a = schema_type(l.schema, STR("a")),
			  *b = schema_type(l.schema, STR("b"));
	const struct type *note = schema_type(l.schema, STR("note"));
	cr_assert_not_null(a);
	cr_expect(str_equal(a->fields.items[0].name, STR("id")), "the base type's come first");
	cr_expect(str_equal(fields_find(&a->fields, STR("名称"))->name, STR("title")));
	cr_expect_null(fields_find(&a->fields, STR("标题")), "replaced where it stands");
	cr_expect_eq(fields_find(&a->fields, STR("title"))->index, 1);
	cr_expect_eq(fields_find(&a->fields, STR("title"))->max_length, 9);
	cr_expect_not_null(fields_find(&a->fields, STR("own")));
	cr_expect_null(fields_find(&b->fields, STR("own")));
	cr_expect_not_null(a->compiled_id_pattern, "inherited");
	cr_expect_eq(a->known[KNOWN_TITLE], fields_find(&a->fields, STR("title")));
	cr_expect_null(a->known[KNOWN_ATTRIBUTE]);
	cr_expect_not_null(fields_find(&a->fields, STR("extra")));
	cr_expect(str_equal(note->folder, STR("notes")));
	cr_expect(str_equal(note->label.words[0], STR("便条")));
	cr_expect_eq(note->body, BODY_NONE, "an extension may say otherwise");
	cr_expect_eq(l.schema->type_count, 4, "and replaces the type it extends");
	for (size_t i = 0; i < l.schema->type_count; i++)
		cr_expect_eq(l.schema->types[i].number, i);
	unload(&l);
}

Test(schema, finds_circles_of_types)
{
	static const struct fixture_file files[] = {
		{"regulation/types/a.yaml", "id: a\nlabel: 甲\nextends: b\nabstract: true\n"},
		{"regulation/types/b.yaml", "id: b\nlabel: 乙\nextends: a\nabstract: true\n"},
	};
	bool loaded;
	cr_expect_str_eq(problems_of(files, 2, &loaded), "regulation/types/a.yaml:3:10 R07");
	cr_expect_not(loaded);
}

Test(schema, lists_hand_down_what_is_said_of_them)
{
	struct loaded l;
	load(&l,
	     fixture_small("  l:\n    of: {type: ref, to: note}\n    label: {zh: 列, en: list}\n"
	                   "    type: list\n    public: false\n    inverse: back\n"
	                   "    basis: 第一条\n    code: X01\n    acyclic: true\n"
	                   "  m:\n    label: 另\n    type: list\n    basis: 第一条\n"
	                   "    of: {type: ref, to: note, basis: 第二条, inverse: forth}\n"
	                   "  r:\n    label: 组\n    type: record\n    fields:\n"
	                   "      inner: {label: 内, type: ref, to: note, inverse: back}\n",
	                   NULL, 0));
	const struct fields *fields = &schema_type(l.schema, STR("note"))->fields;
	const struct field *entry = fields_find(fields, STR("l"))->entry;
	cr_expect_not(entry->is_public);
	cr_expect(entry->is_acyclic);
	cr_expect(str_equal(entry->inverse, STR("back")));
	cr_expect(str_equal(entry->basis, STR("第一条")));
	cr_expect(str_equal(entry->code, STR("X01")));
	cr_expect(str_equal(entry->label.words[1], STR("list")));
	entry = fields_find(fields, STR("m"))->entry;
	cr_expect(entry->is_public);
	cr_expect(str_equal(entry->basis, STR("第二条")), "its own counts more");
	cr_expect_eq(l.schema->inverse_count, 2, "each name once");
	cr_expect(str_equal(fields_find(&fields_find(fields, STR("r"))->fields, STR("inner"))->path,
	                    STR("r.inner")));
	unload(&l);
}

Test(schema, vocabularies_of_one_name_merge)
{
	static const struct fixture_file files[] = {
		{"regulation/vocabularies2.yaml",
	         "colours:\n  label: {zh: 色, en: colours}\n  values:\n"
	         "    - {id: red, label: {zh: 赤, en: red}}\n"
	         "    - {id: black, label: {zh: 黑, en: black}}\n"
	         "tastes:\n  label: 味\n  values: [{id: sweet, label: 甜}]\n"}};
	struct loaded l;
	load(&l, fixture_small("", files, 1));
	const struct vocabulary *v = map_get(&l.schema->vocabularies_by_id, STR("colours"));
	cr_expect_eq(v->count, 4);
	cr_expect(str_equal(label_text(&vocabulary_find(v, STR("red"))->label, LANGUAGE_ZH),
	                    STR("红")),
	          "the first file's value stands");
	cr_expect_not_null(vocabulary_find(v, STR("黑")));
	cr_expect_null(vocabulary_find(v, STR("赤")));
	cr_expect_eq(vocabulary_find(v, STR("blue"))->until, 20088);
	cr_expect_eq(vocabulary_find(v, STR("red"))->since, INT32_MIN);
	cr_expect(str_equal(label_text(&v->label, LANGUAGE_EN), STR("colours")));
	const struct vocabulary *tastes = map_get(&l.schema->vocabularies_by_id, STR("tastes"));
	cr_expect(str_equal(label_text(&tastes->label, LANGUAGE_EN), STR("味")),
	          "one text serves both languages");
	unload(&l);
}

Test(schema, knows_the_type_of_a_path)
{
	static const struct {
		const char *path, *type;
	} cases[] = {
		{"content/notes/a.md", "note"}, {"content/notes/2024/a.md", "note"},
		{"content/site.yaml", "site"},  {"content/notes.md", NULL},
		{"content/notesx/a.md", NULL},  {"content/site.yaml/x", NULL},
		{"content/other/a.md", NULL},   {"notes/a.md", NULL},
		{"content/notes", NULL},        {"", NULL},
	};
	struct loaded l;
	load(&l, fixture_small("", NULL, 0));
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct type *t = schema_type_of_path(l.schema, str_from(cases[i].path));
		cr_expect(str_equal(t ? t->id : STR_NULL, str_from(cases[i].type)), "%s",
		          cases[i].path);
	}
	unload(&l);
}

Test(schema, the_shipped_regulation_is_sound)
{
	struct loaded l;
	load(&l, fixture_with_regulation(NULL, 0));
	cr_expect_eq(l.sink.count, 0);
	for (size_t i = 0; i < l.schema->type_count; i++) {
		const struct type *t = &l.schema->types[i];
		cr_expect_neq(t->is_abstract, t->folder.size || t->file.size, "%.*s",
		              STR_ARG(t->id));
	}
	unload(&l);
}
