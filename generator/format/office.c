/* The parts of a document are XML files of a zip archive. Elements are known by their
 * local names alone; what is in no part that people see is not read. A document type
 * declaration, which no office program writes, stops the reading: entities can be
 * bombs. */
#include "format/office.h"

#include <expat.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "format/zip.h"

/* Cells left empty are written as tabs up to this column: beyond it columns are not
 * told apart. */
enum { COLUMNS_TOLD = 256 };

struct shared {
	size_t begin, end; /* bytes in the texts of shared strings */
};

struct reader {
	struct office_text *out;
	struct zip_archive *zip;
	struct buf bytes;  /* of the part being read */
	struct str part;   /* what it is called in places */
	struct buf shared; /* texts of all shared strings */
	struct shared *items;
	size_t count, room;
	struct str *sheets; /* names, in the order of the workbook */
	size_t sheet_count, sheet_room;
	/* while a part is parsed: */
	XML_Parser parser;
	struct buf *target; /* where text goes; NULL: nowhere */
	struct buf value;   /* of the cell being read */
	uint32_t row, column, cells;
	int table_depth, skip_depth;
	bool is_shared, is_number, is_stopped, is_in_cell;
};

static struct str local_name(const char *name)
{
	const char *colon = strrchr(name, ':');
	return str_from(colon ? colon + 1 : name);
}

static const char *attribute(const char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i]; i += 2)
		if (str_equal(local_name(attributes[i]), str_from(name)))
			return attributes[i + 1];
	return NULL;
}

static void stop(struct reader *r)
{
	r->is_stopped = true;
	XML_StopParser(r->parser, XML_FALSE);
}

static void begin_line(struct reader *r, uint32_t row, bool is_cells)
{
	struct office_text *t = r->out;
	struct office_line line = {t->text.size, r->part, row, is_cells};
	if (t->text.size && t->text.data[t->text.size - 1] != '\n') {
		buf_add_char(&t->text, '\n');
		line.at++;
	}
	ARRAY_PUSH(t, line);
	if (t->text.size > LIMIT_ATTACHMENT)
		stop(r);
}

static void add_text(void *context, const XML_Char *text, int size)
{
	struct reader *r = context;
	if (r->target && r->skip_depth == 0)
		buf_add(r->target, (struct str){text, (size_t)size});
	if (r->target && r->target->size > LIMIT_ATTACHMENT)
		stop(r);
}

static void refuse_doctype(void *context, const XML_Char *name, const XML_Char *system,
                           const XML_Char *public, int has_subset)
{
	(void)name, (void)system, (void)public, (void)has_subset;
	stop(context);
}

/* Parses a part; false where it is missing or damaged. */
static bool parse(struct reader *r, struct str name, XML_StartElementHandler start,
                  XML_EndElementHandler end, const char **why)
{
	if (!zip_archive_read(r->zip, name, LIMIT_ATTACHMENT, &r->bytes, why))
		return false;
	XML_Parser parser = r->parser = XML_ParserCreate(NULL);
	if (!parser)
		memory_stop("expat");
	r->is_stopped = false;
	r->target = NULL;
	r->row = r->column = r->cells = 0;
	r->table_depth = r->skip_depth = 0;
	XML_SetUserData(parser, r);
	XML_SetElementHandler(parser, start, end);
	XML_SetCharacterDataHandler(parser, add_text);
	XML_SetStartDoctypeDeclHandler(parser, refuse_doctype);
	bool done = XML_Parse(parser, r->bytes.data, (int)r->bytes.size, XML_TRUE) !=
	            XML_STATUS_ERROR;
	XML_ParserFree(parser);
	if (!done || r->is_stopped)
		*why = "xml";
	return done && !r->is_stopped;
}

/* --- documents ------------------------------------------------------------- */

static void document_start(void *context, const XML_Char *element, const XML_Char **attributes)
{
	struct reader *r = context;
	struct str name = local_name(element);
	(void)attributes;
	if (str_equal(name, STR("tbl")))
		r->table_depth++;
	else if (str_equal(name, STR("tr")) || (str_equal(name, STR("p")) && r->table_depth == 0))
		begin_line(r, ++r->row, false);
	else if (str_equal(name, STR("t")) || str_equal(name, STR("delText")))
		r->target = &r->out->text;
	else if (str_equal(name, STR("tab")))
		buf_add_char(&r->out->text, ' ');
	else if (str_equal(name, STR("br")) || str_equal(name, STR("cr")))
		begin_line(r, r->row, false);
}

static void document_end(void *context, const XML_Char *element)
{
	struct reader *r = context;
	struct str name = local_name(element);
	if (str_equal(name, STR("t")) || str_equal(name, STR("delText")))
		r->target = NULL;
	else if (str_equal(name, STR("tc")))
		buf_add_char(&r->out->text, '\t');
	else if (str_equal(name, STR("p")) && r->table_depth)
		buf_add_char(&r->out->text, ' ');
	else if (str_equal(name, STR("tbl")))
		r->table_depth--;
}

/* --- workbooks ------------------------------------------------------------- */

static void shared_start(void *context, const XML_Char *element, const XML_Char **attributes)
{
	struct reader *r = context;
	struct str name = local_name(element);
	struct shared entry = {r->shared.size, r->shared.size};
	(void)attributes;
	if (str_equal(name, STR("si")))
		ARRAY_PUSH(r, entry);
	else if (str_equal(name, STR("rPh")))
		r->skip_depth++;
	else if (str_equal(name, STR("t")) && r->count)
		r->target = &r->shared;
}

static void shared_end(void *context, const XML_Char *element)
{
	struct reader *r = context;
	struct str name = local_name(element);
	if (str_equal(name, STR("si")) && r->count)
		r->items[r->count - 1].end = r->shared.size;
	else if (str_equal(name, STR("rPh")))
		r->skip_depth--;
	else if (str_equal(name, STR("t")))
		r->target = NULL;
}

static void names_start(void *context, const XML_Char *element, const XML_Char **attributes)
{
	struct reader *r = context;
	const char *name = attribute(attributes, "name");
	if (!str_equal(local_name(element), STR("sheet")) || !name)
		return;
	r->sheets = memory_grow(r->sheets, r->sheet_count, &r->sheet_room, sizeof *r->sheets);
	r->sheets[r->sheet_count++] = str_copy(&r->out->arena, str_from(name));
}

static void nothing_end(void *context, const XML_Char *element)
{
	(void)context, (void)element;
}

/* `BC12` → 55. */
static uint32_t column_of(const char *reference)
{
	uint32_t column = 0;
	for (; reference && *reference >= 'A' && *reference <= 'Z' && column < 20000; reference++)
		column = column * 26 + (uint32_t)(*reference - 'A' + 1);
	return column;
}

static void row_start(struct reader *r, const char *number)
{
	uint64_t row;
	bool is_told = number && str_to_number(str_from(number), 9999999, &row);
	r->row = is_told ? (uint32_t)row : r->row + 1;
	r->cells = 0;
	begin_line(r, r->row, true);
}

static void cell_start(struct reader *r, const char **attributes)
{
	const char *type = attribute(attributes, "t");
	uint32_t column = column_of(attribute(attributes, "r"));
	r->column = column ? column : r->cells + 1;
	r->is_shared = type && strcmp(type, "s") == 0;
	r->is_number = !type || strcmp(type, "n") == 0;
	r->is_in_cell = true;
	buf_clear(&r->value);
	for (; r->cells + 1 < r->column && r->cells < COLUMNS_TOLD; r->cells++)
		buf_add_char(&r->out->text, '\t');
}

/* A number as a person would write it: some programs store 13800138000 as 1.3E10. */
static void add_number(struct buf *out, struct str value)
{
	char *end, words[64];
	if (value.size >= sizeof words || !memchr(value.data, 'E', value.size)) {
		buf_add(out, value);
		return;
	}
	memcpy(words, value.data, value.size);
	words[value.size] = '\0';
	double number = strtod(words, &end);
	if (*end || number < 0 || number > 1e19)
		buf_add(out, value);
	else
		buf_format(out, "%.0f", number);
}

static void cell_end(struct reader *r)
{
	struct buf *text = &r->out->text;
	struct str value = buf_str(&r->value);
	uint64_t number;
	r->is_in_cell = false;
	if (r->is_shared && str_to_number(value, UINT32_MAX, &number) && number < r->count) {
		struct shared s = r->items[number];
		value = str_slice(buf_str(&r->shared), s.begin, s.end);
	}
	/* a cell is one piece of a line, whatever it holds */
	size_t begin = text->size;
	if (r->is_number)
		add_number(text, value);
	else
		buf_add(text, value);
	for (size_t i = begin; i < text->size; i++)
		if (text->data[i] == '\n' || text->data[i] == '\t' || text->data[i] == '\r')
			text->data[i] = ' ';
	buf_add_char(text, '\t');
	r->cells++;
	if (text->size > LIMIT_ATTACHMENT)
		stop(r);
}

static void sheet_start(void *context, const XML_Char *element, const XML_Char **attributes)
{
	struct reader *r = context;
	struct str name = local_name(element);
	if (str_equal(name, STR("row")))
		row_start(r, attribute(attributes, "r"));
	else if (str_equal(name, STR("c")))
		cell_start(r, attributes);
	else if (str_equal(name, STR("v")) || (str_equal(name, STR("t")) && r->is_in_cell))
		r->target = &r->value;
	else if (str_equal(name, STR("oddHeader")) || str_equal(name, STR("oddFooter")))
		r->target = &r->out->text;
}

static void sheet_end(void *context, const XML_Char *element)
{
	struct reader *r = context;
	struct str name = local_name(element);
	r->target = NULL;
	if (str_equal(name, STR("c")) && r->is_in_cell)
		cell_end(r);
}

/* --- parts ----------------------------------------------------------------- */

/* What is read of an archive, and what its places are called. */
static const struct part {
	struct str prefix, called;
	XML_StartElementHandler start;
	XML_EndElementHandler end;
} parts[] = {
	{STR_INIT("word/document"), STR_INIT("正文"), document_start, document_end},
	{STR_INIT("word/header"), STR_INIT("页眉"), document_start, document_end},
	{STR_INIT("word/footer"), STR_INIT("页脚"), document_start, document_end},
	{STR_INIT("word/footnotes"), STR_INIT("脚注"), document_start, document_end},
	{STR_INIT("word/endnotes"), STR_INIT("尾注"), document_start, document_end},
	{STR_INIT("word/comments"), STR_INIT("批注"), document_start, document_end},
	{STR_INIT("xl/comments"), STR_INIT("批注"), document_start, document_end},
	{STR_INIT("xl/drawings/drawing"), STR_INIT("图形"), document_start, document_end},
	{STR_INIT("xl/worksheets/sheet"), STR_INIT(""), sheet_start, sheet_end},
};

static const struct part *part_of(struct str name)
{
	if (!str_ends_with(name, STR(".xml")))
		return NULL;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (str_starts_with(name, parts[i].prefix))
			return &parts[i];
	return NULL;
}

/* `xl/worksheets/sheet2.xml` is the second sheet, as all programs write it; where its
 * name is not known, the file's name stands for it. */
static struct str sheet_name(const struct reader *r, struct str file)
{
	size_t begin = STR("xl/worksheets/sheet").size;
	uint64_t number;
	struct str digits = str_slice(file, begin, file.size - STR(".xml").size);
	if (str_to_number(digits, r->sheet_count, &number) && number > 0)
		return r->sheets[number - 1];
	return str_copy(&r->out->arena, file);
}

static bool has_file(struct reader *r, struct str wanted)
{
	struct str name;
	for (size_t i = 0; !str_is_null(name = zip_archive_name(r->zip, i)); i++)
		if (str_equal(name, wanted))
			return true;
	return false;
}

static bool read_parts(struct reader *r, const char **why)
{
	static const struct str names = STR_INIT("xl/workbook.xml"),
				strings = STR_INIT("xl/sharedStrings.xml");
	struct str name;
	bool is_document = has_file(r, STR("word/document.xml"));
	*why = "xml";
	if (!is_document && !parse(r, names, names_start, nothing_end, why))
		return false;
	if (!is_document && has_file(r, strings) &&
	    !parse(r, strings, shared_start, shared_end, why))
		return false;
	for (size_t i = 0; !str_is_null(name = zip_archive_name(r->zip, i)); i++) {
		const struct part *part = part_of(name);
		if (!part)
			continue;
		r->part = part->called.size ? part->called : sheet_name(r, name);
		if (!parse(r, name, part->start, part->end, why))
			return false;
	}
	return true;
}

bool office_read(struct str bytes, struct office_text *out, const char **why)
{
	struct reader r = {.out = out};
	*out = (struct office_text){0};
	arena_init(&out->arena, 0);
	r.zip = zip_archive_open(bytes, why);
	bool done = r.zip && read_parts(&r, why);
	zip_archive_close(r.zip);
	buf_release(&r.bytes);
	buf_release(&r.shared);
	buf_release(&r.value);
	free(r.items);
	free(r.sheets);
	if (!done)
		office_text_release(out);
	return done;
}

void office_text_release(struct office_text *t)
{
	buf_release(&t->text);
	free(t->items);
	arena_release(&t->arena);
	*t = (struct office_text){0};
}

static void add_column(uint32_t column, struct buf *out)
{
	char letters[8];
	size_t at = sizeof letters;
	for (; column && at; column = (column - 1) / 26)
		letters[--at] = (char)('A' + (column - 1) % 26);
	buf_add(out, (struct str){letters + at, sizeof letters - at});
}

void office_add_place(const struct office_text *t, size_t at, struct buf *out)
{
	size_t low = 0, high = t->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->items[middle].at <= at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return;
	const struct office_line *line = &t->items[low - 1];
	uint32_t column = 1;
	for (size_t i = line->at; i < at && i < t->text.size; i++)
		column += t->text.data[i] == '\t';
	buf_format(out, "%.*s%s", STR_ARG(line->part), line->is_cells ? "!" : " ");
	if (line->is_cells && column <= COLUMNS_TOLD)
		add_column(column, out);
	buf_format(out, "%u", line->row);
}
