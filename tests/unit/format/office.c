#include <criterion/criterion.h>
#include <stdlib.h>
#include <zip.h>

#include "format/office.h"
#include "format/xlsx.h"
#include "format/zip.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct member {
	const char *name, *text;
};

/* An archive of these files; `password` encrypts them. */
static struct str archive(const struct member *members, size_t count, const char *password)
{
	static char bytes[65536];
	zip_error_t error;
	zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
	zip_source_keep(target);
	zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
	cr_assert_not_null(zip);
	for (size_t i = 0; i < count; i++) {
		zip_source_t *s = zip_source_buffer(zip, members[i].text, strlen(members[i].text),
		                                    0);
		zip_int64_t at = zip_file_add(zip, members[i].name, s, ZIP_FL_ENC_UTF_8);
		cr_assert_geq(at, 0);
		if (password)
			zip_file_set_encryption(zip, (zip_uint64_t)at, ZIP_EM_AES_256, password);
	}
	cr_assert_eq(zip_close(zip), 0);
	zip_source_open(target);
	zip_int64_t size = zip_source_read(target, bytes, sizeof bytes);
	zip_source_close(target);
	zip_source_free(target);
	return (struct str){bytes, (size_t)size};
}

/* The text of a document, a line a line, with its places; NULL: refused. */
static const char *read_office(struct str bytes)
{
	static struct buf out;
	struct office_text text;
	const char *why = NULL;
	buf_clear(&out);
	buf_add(&out, STR(""));
	if (!office_read(bytes, &text, &why)) {
		cr_expect_not_null(why);
		return NULL;
	}
	for (size_t i = 0; i < text.text.size; i++) {
		bool is_start = i == 0 || text.text.data[i - 1] == '\n' ||
		                (text.text.data[i - 1] == '\t' &&
		                 (unsigned char)text.text.data[i] > ' ');
		if (is_start && (unsigned char)(unsigned char)text.text.data[i] > ' ') {
			buf_add_char(&out, '[');
			office_add_place(&text, i, &out);
			buf_add_char(&out, ']');
		}
		buf_add_char(&out, text.text.data[i] == '\t' ? '|' : text.text.data[i]);
	}
	office_text_release(&text);
	return buf_str(&out).data;
}

#define W(text) "<w:d xmlns:w='w'>" text "</w:d>"
#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"

Test(office, reads_all_parts_of_a_document)
{
	const struct member members[] = {
		{"word/document.xml",
	         W(P("甲") "<w:p><w:r><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:br/><w:t>丁</w:t></w:r>"
	                   "<w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"
	                   "<w:tbl><w:tr><w:tc>" P("一") P("二") "</w:tc><w:tc>" P(
				   "三") "</w:tc></w:tr></w:tbl><w:instrText>PAGE</w:instrText>")},
		{"word/header1.xml", W(P("眉"))},
		{"word/comments.xml", W(P("批"))},
		{"word/styles.xml", W(P("不读"))},
	};
	cr_expect_str_eq(read_office(archive(members, COUNT(members), NULL)),
	                 "[正文 1]甲\n[正文 2]乙 丙\n[正文 2]丁删\n[正文 3]一 二 |[正文 3]三 |\n"
	                 "[页眉 1]眉\n[批注 1]批");
}

#define S(text) "<s xmlns='s'>" text "</s>"

Test(office, reads_the_cells_of_a_workbook)
{
	const struct member members[] = {
		{"xl/workbook.xml", S("<sheet name='名单'/><sheet name='二'/>")},
		{"xl/sharedStrings.xml", S("<si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙</t></"
	                                   "r><rPh><t>音</t></rPh></si>")},
		{"xl/worksheets/sheet1.xml",
	         S("<row r='2'><c r='A2' t='s'><v>0</v></c><c r='C2' t='s'><v>1</v></c></row>"
	           "<row r='9'><c r='B9'><v>13800138000</v></c><c><v>1.38001380E10</v></c>"
	           "<c t='s'><v>7</v></c></row>")},
		{"xl/worksheets/sheet2.xml",
	         S("<row><c t='inlineStr'><is><t>a\nb</t></is></c><c r='ZZ1'><v>1</v></c></row>")},
		{"xl/worksheets/sheetx.xml", S("<row><c t='str'><v>x</v></c></row>")},
	};
	const char *text = read_office(archive(members, COUNT(members), NULL));
	cr_assert_not_null(text);
	cr_expect(strstr(text, "[名单!A2]甲||[名单!C2]乙丙|\n"), "%s", text);
	cr_expect(strstr(text, "|[名单!B9]13800138000|[名单!C9]13800138000|[名单!D9]7|\n"), "%s",
	          text);
	cr_expect(strstr(text, "[二!A1]a b|"), "%s", text);
	cr_expect(strstr(text, "|[二!1]1|"), "%s", text); /* too far right to be told */
	cr_expect(strstr(text, "[xl/worksheets/sheetx.xml!A1]x|"), "%s", text);
}

Test(office, reads_what_mulu_writes)
{
	struct buf out = BUF_INIT;
	const char *why;
	struct xlsx *x = xlsx_new(20000);
	xlsx_add_heading(x, STR("姓名"));
	xlsx_next_row(x);
	xlsx_add_text(x, STR("张某"));
	cr_assert(xlsx_finish(x, &out, &why));
	const char *text = read_office(buf_str(&out));
	cr_assert_not_null(text);
	cr_expect(strstr(text, "A1]姓名|\n"), "%s", text);
	cr_expect(strstr(text, "A2]张某|"), "%s", text);
	buf_release(&out);
}

Test(office, refuses_what_is_none)
{
	const struct member bomb = {"word/document.xml",
	                            "<!DOCTYPE d [<!ENTITY a 'aaaa'>]><d>&a;</d>"};
	const struct member cut = {"word/document.xml", "<d><p>"};
	const struct member other = {"a.txt", "a"};
	const struct member strings[] = {{"xl/workbook.xml", S("")},
	                                 {"xl/sharedStrings.xml", "<s>"}};
	const struct member good = {"word/document.xml", W(P("甲"))};
	cr_expect_null(read_office(STR("")));
	cr_expect_null(read_office(STR("no archive")));
	cr_expect_null(read_office(archive(&bomb, 1, NULL)));
	cr_expect_null(read_office(archive(&cut, 1, NULL)));
	cr_expect_null(read_office(archive(&other, 1, NULL)));
	cr_expect_null(read_office(archive(strings, 2, NULL)));
	cr_expect_null(read_office(archive(&good, 1, "secret")));
	struct str whole = archive(&good, 1, NULL);
	cr_expect_str_eq(read_office(whole), "[正文 1]甲");
	for (size_t size = 0; size < whole.size; size += 7)
		read_office(str_slice(whole, 0, size));
}

Test(zip, has_a_ceiling)
{
	const struct member member = {"a.txt", "0123456789"};
	struct buf out = BUF_INIT;
	const char *why = NULL;
	struct zip_archive *z = zip_archive_open(archive(&member, 1, NULL), &why);
	cr_assert_not_null(z);
	cr_expect_str_eq(zip_archive_name(z, 0).data, "a.txt");
	cr_expect(str_is_null(zip_archive_name(z, 1)));
	cr_expect(zip_archive_read(z, STR("a.txt"), 10, &out, &why));
	cr_expect_str_eq(out.data, "0123456789");
	cr_expect_not(zip_archive_read(z, STR("a.txt"), 9, &out, &why));
	cr_expect_not(zip_archive_read(z, STR("b.txt"), 9, &out, &why));
	zip_archive_close(z);
	buf_release(&out);
}
