/* Bodies in, HTML and diagnostics out. */
#include "format/markdown.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/utf8.h"

#define FRONT "---\nid: a\n---\n" /* every body begins on line 4 of its file */

struct outcome {
	struct arena arena;
	struct diag_sink sink;
	struct buf file, html;
	struct buf links; /* `url@source;` of each that was resolved */
	struct markdown_result result;
	bool ok;
};

static void prepare(void)
{
	markdown_prepare();
}

static struct str record(void *context, struct arena *arena, const struct markdown_link *link)
{
	struct outcome *o = context;
	struct str source = str_slice(buf_str(&o->file), link->begin, link->end);
	buf_format(&o->links, "%s%.*s@%.*s;", link->is_image ? "!" : "", STR_ARG(link->url),
	           STR_ARG(source));
	if (str_equal(link->url, STR("gone.md")))
		return STR_NULL;
	if (str_ends_with(link->url, STR(".md")))
		return STR_JOIN(arena, STR("/"), str_slice(link->url, 0, link->url.size - 3),
		                STR(".html"));
	return link->url;
}

/* Links as they are, not recorded. */
static struct str keep(void *context, struct arena *arena, const struct markdown_link *link)
{
	(void)context;
	(void)arena;
	return link->url;
}

/* Large bodies are only checked: writing them is slow in the hostile build. */
static const struct markdown_options only_check = {.check_only = true, .resolve = keep};

static void run_with(struct outcome *o, struct str body, struct markdown_options options)
{
	*o = (struct outcome){0};
	arena_init(&o->arena, 0);
	diag_sink_init(&o->sink, LANGUAGE_ZH);
	buf_add_text(&o->file, FRONT);
	buf_add(&o->file, body);
	options.file = STR("a.md");
	options.item = STR("doc-1");
	options.text = buf_str(&o->file);
	options.body = strlen(FRONT);
	options.resolve = options.resolve ? options.resolve : record;
	options.context = o;
	o->ok = markdown_render(&options, &o->arena, &o->sink, &o->html, &o->result);
	diag_sort(&o->sink);
}

static void run(struct outcome *o, const char *body)
{
	run_with(o, str_from(body), (struct markdown_options){0});
}

static void release(struct outcome *o)
{
	arena_release(&o->arena);
	diag_sink_release(&o->sink);
	buf_release(&o->file);
	buf_release(&o->html);
	buf_release(&o->links);
}

static void expect_html(const char *body, const char *html)
{
	struct outcome o;
	run(&o, body);
	cr_expect_str_eq(buf_str(&o.html).data, html, "%s", body);
	release(&o);
}

/* The one paragraph that a body of one paragraph becomes. */
static void expect_paragraph(const char *body, const char *inside)
{
	char html[2048];
	snprintf(html, sizeof html, "<p>%s</p>\n", inside);
	expect_html(body, html);
}

/* All diagnostics as `CODE line:column-line:column`, one blank between. */
static void expect_reports(const char *body, const char *reports)
{
	struct outcome o;
	struct buf b = BUF_INIT;
	run(&o, body);
	for (size_t i = 0; i < o.sink.count; i++) {
		struct diag *d = &o.sink.items[i];
		buf_format(&b, "%s%.*s %u:%u-%u:%u", i ? " " : "", STR_ARG(d->code), d->line,
		           d->column, d->end_line, d->end_column);
		cr_expect(str_equal(d->item, STR("doc-1")));
	}
	cr_expect_str_eq(buf_str(&b).data, reports, "%s", body);
	buf_release(&b);
	release(&o);
}

static void expect_links(const char *body, const char *links)
{
	struct outcome o;
	run(&o, body);
	cr_expect_str_eq(buf_str(&o.links).data, links, "%s", body);
	release(&o);
}

static void expect_refused(struct str body, const char *code)
{
	struct outcome o;
	run_with(&o, body, only_check);
	cr_expect_not(o.ok);
	cr_assert_geq(o.sink.count, 1);
	cr_expect(str_equal(o.sink.items[0].code, str_from(code)), "%.*s",
	          STR_ARG(o.sink.items[0].code));
	release(&o);
}

static void expect_accepted(struct str body)
{
	struct outcome o;
	run_with(&o, body, only_check);
	cr_expect(o.ok);
	release(&o);
}

/* `count` times `text`, between `before` and `behind`. */
static struct buf repeated(const char *before, const char *text, size_t count, const char *behind)
{
	struct buf b = BUF_INIT;
	/* at once, as the hostile build grows a buffer by what is added */
	buf_reserve(&b, strlen(before) + count * strlen(text) + strlen(behind));
	buf_add_text(&b, before);
	while (count--)
		buf_add_text(&b, text);
	buf_add_text(&b, behind);
	return b;
}

TestSuite(markdown, .init = prepare, .fini = markdown_release_thread);

Test(markdown, blocks_are_html5)
{
	expect_html("## 标题\n\n正文  \n换行\n\n***\n\n> 引用\n\n```sh extra\na < b\n```\n",
	            "<h2 id=\"标题\">标题</h2>\n<p>正文<br>\n换行</p>\n<hr>\n"
	            "<blockquote>\n<p>引用</p>\n</blockquote>\n"
	            "<pre><code class=\"language-sh\">a &lt; b\n</code></pre>\n");
	expect_html(
		"3. 甲\n4. 乙\n   - 丙\n",
		"<ol start=\"3\">\n<li>甲</li>\n<li>乙\n<ul>\n<li>丙</li>\n</ul>\n</li>\n</ol>\n");
	expect_html("- 甲\n\n- 乙\n", "<ul>\n<li><p>甲</p>\n</li>\n<li><p>乙</p>\n</li>\n</ul>\n");
	expect_html("", "");
}

/* what a table stands in */
#define TABLE "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"表格\">"

Test(markdown, tables_scroll_and_align_by_class)
{
	expect_html("| 甲 | 乙 | 丙 | |\n|:--|--:|:-:|--|\n| 1 | **2** |\n",
	            TABLE "<table>\n<thead>\n<tr><th scope=\"col\" "
	                  "class=\"left\">甲</th>"
	                  "<th scope=\"col\" class=\"right\">乙</th><th scope=\"col\" "
	                  "class=\"center\">丙</th>"
	                  "<td></td></tr>\n</thead>\n<tbody>\n<tr><td class=\"left\">1</td>"
	                  "<td class=\"right\"><strong>2</strong></td><td class=\"center\"></td>"
	                  "<td></td></tr>\n"
	                  "</tbody>\n</table></div>\n");
	expect_html("|a|\n|-|\n\n|b|\n|-|\n", TABLE
	            "<table>\n<thead>\n<tr><th scope=\"col\">a</th>"
	            "</tr>\n</thead>\n</table></div>\n"
	            "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"表格 2\">"
	            "<table>\n<thead>\n<tr><th scope=\"col\">b</th>"
	            "</tr>\n</thead>\n</table></div>\n");
}

static void expect_cell(const char *cell, const char *inside)
{
	struct buf body = BUF_INIT, html = BUF_INIT;
	buf_format(&body, "|%s|\n|-|\n", cell);
	buf_format(&html,
	           TABLE "<table>\n<thead>\n<tr><th scope=\"col\">%s</th></tr>\n</thead>\n"
	                 "</table></div>\n",
	           inside);
	expect_html(body.data, html.data);
	buf_release(&body);
	buf_release(&html);
}

Test(markdown, only_a_cell_takes_a_break_tag)
{
	expect_cell("甲<br>乙<br/>丙", "甲<br>乙<br>丙");
	expect_cell("**甲<br>乙** [丙<br>丁](a)",
	            "<strong>甲<br>乙</strong> <a href=\"a\">丙<br>丁</a>");
	expect_cell("![甲<br>乙](a)", "<img src=\"a\" alt=\"甲 乙\" loading=\"lazy\">");
	expect_cell("`<br>` \\<br>", "<code>&lt;br&gt;</code> &lt;br&gt;");
	expect_cell("甲<br />乙<BR>", "甲&lt;br /&gt;乙&lt;BR&gt;");
	expect_reports("|甲<br>乙<br/>|\n|-|\n", "");
	expect_reports("|甲<br />|\n|-|\n", "M02 4:3-4:9");
	expect_reports("|<BR><br class=\"a\"></br>|\n|-|\n",
	               "M02 4:2-4:6 M02 4:6-4:20 M02 4:20-4:25");
	expect_reports("|[<br>](a)|\n|-|\n", "M14 4:2-4:11");
	expect_reports("|甲|\n|-|\n\n甲<br>乙\n", "M02 7:2-7:6");
	expect_paragraph("甲<br>乙", "甲&lt;br&gt;乙");
}

Test(markdown, tasks_are_labelled)
{
	expect_html("- [x] 甲\n- [ ] 乙 [x]\n",
	            "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked "
	            "aria-label=\"已完成\"> 甲</li>\n<li class=\"task\"><input type=\"checkbox\" "
	            "disabled "
	            "aria-label=\"未完成\"> 乙 [x]</li>\n</ul>\n");
}

Test(markdown, emphasis_works_beside_chinese_punctuation)
{
	expect_paragraph("依据**《条例》**第十条", "依据<strong>《条例》</strong>第十条");
	expect_paragraph("**文字：**后", "<strong>文字：</strong>后");
	expect_paragraph("前**“引号”**后", "前<strong>“引号”</strong>后");
	expect_paragraph("**注意！**请看", "<strong>注意！</strong>请看");
	expect_paragraph("**50%**以上", "<strong>50%</strong>以上");
	expect_paragraph("**`码`**后", "<strong><code>码</code></strong>后");
	expect_paragraph("**[链接](a.md)**后", "<strong><a href=\"/a.html\">链接</a></strong>后");
	expect_paragraph("**第一条**　为了", "<strong>第一条</strong>　为了");
	expect_paragraph("*文字：*后", "<em>文字：</em>后");
	expect_paragraph("***文字：***后", "<em><strong>文字：</strong></em>后");
	expect_paragraph("（**重点**）", "（<strong>重点</strong>）");
	expect_paragraph("请注意，**务必**提交。**不得**收费",
	                 "请注意，<strong>务必</strong>提交。<strong>不得</strong>收费");
}

Test(markdown, runs_are_paired_in_their_order)
{
	expect_paragraph("前**甲：**中**乙：**后",
	                 "前<strong>甲：</strong>中<strong>乙：</strong>后");
	expect_paragraph("**甲：**乙，**丙。**丁（**戊**）己**“庚”**辛",
	                 "<strong>甲：</strong>乙，<strong>丙。</strong>丁（<strong>戊</strong>）己"
	                 "<strong>“庚”</strong>辛");
}

Test(markdown, stars_that_are_no_emphasis_stay)
{
	expect_paragraph("2 ** 3 ** 4", "2 ** 3 ** 4");
	expect_paragraph("a**b", "a**b");
	expect_paragraph("中\\*\\*文\\*\\*字", "中**文**字");
	expect_paragraph("`前**“引号”**后`", "<code>前**“引号”**后</code>");
	expect_paragraph("长*（宽+高）*2", "长*（宽+高）*2");
	expect_html("    前**“引号”**后\n", "<pre><code>前**“引号”**后\n</code></pre>\n");
}

Test(markdown, emphasis_without_effect_is_reported)
{
	expect_reports("甲\n乙** 丙**丁", "M07 5:2-5:4 M07 5:6-5:8");
	expect_reports("甲**乙", "M07 4:2-4:4");
	expect_reports("> 甲 &amp; \\* 乙**丙", "M07 4:15-4:17");
	expect_reports("2 ** 3 ** 4 \\*\\*中\\*\\*", "");
	expect_reports("**第一条**　为了", "");
}

Test(markdown, line_ends_add_no_blank_between_chinese)
{
	expect_paragraph("第一行\n第二行", "第一行第二行");
	expect_paragraph("见《办法》，\n**第二**条", "见《办法》，<strong>第二</strong>条");
	expect_paragraph("共\n12 项\nin all", "共\n12 项\nin all");
	expect_paragraph("见附件。\n2024 年", "见附件。2024 年");
}

Test(markdown, bare_addresses_end_before_chinese)
{
	expect_links("见https://www.gov.cn/a.html，谢谢",
	             "https://www.gov.cn/a.html@https://www.gov.cn/a.html;");
	expect_links("（http://a.cn/x(1)）后", "http://a.cn/x(1)@http://a.cn/x(1);");
	expect_links("(http://a.cn/x). http://b.cn/?a=1&amp;b=2;",
	             "http://a.cn/x@http://a.cn/x;http://b.cn/?a=1&b=2@(http://a.cn/x). "
	             "http://b.cn/?a=1&amp;b=2;;");
	expect_links("网址：www.gov.cn。", "http://www.gov.cn@www.gov.cn;");
	expect_links("邮箱xxgk@a.gov.cn，谢谢", "mailto:xxgk@a.gov.cn@xxgk@a.gov.cn;");
	expect_links("`http://a.cn` [http://a.cn](b.md) xhttp://a.cn www.a a@b http:// @ :",
	             "b.md@[http://a.cn](b.md);");
	expect_paragraph("见http://a.cn/?a=1&b=2。",
	                 "见<a href=\"http://a.cn/?a=1&amp;b=2\" "
	                 "rel=\"external noopener\">http://a.cn/?a=1&amp;b=2</a>。");
}

Test(markdown, ranges_stay_as_written)
{
	expect_paragraph("费用5~10元，时限20~30日 ~~删~~", "费用5~10元，时限20~30日 ~~删~~");
}

Test(markdown, links_are_resolved_at_their_place)
{
	expect_links("前[甲](a.md \"题\")后![图](b.png)",
	             "a.md@[甲](a.md \"题\");!b.png@![图](b.png);");
	expect_links("[甲][r] [r] <https://a.cn>\n\n[r]: c.md",
	             "c.md@[甲][r];c.md@[r];https://a.cn@<https://a.cn>;");
	expect_links("甲\n  乙[丙](c.md)\n\n> - 丁\n>   [戊\n>   己](d.md)\n> 懒 [庚](e.md)",
	             "c.md@[丙](c.md);d.md@[戊\n>   己](d.md);e.md@[庚](e.md);");
	expect_links("|甲|乙|\n|-|-|\n|a\\|b|[丙](c.md) [丁](d.md)|",
	             "c.md@[丙](c.md);d.md@[丁](d.md);");
	expect_links("**前：**[后](a.md)**“**", "a.md@[后](a.md);");
	expect_links("[r]: c.md\n[s]: d.md\n正文 [r]", "c.md@[r];");
	expect_links("`a\nb` [甲](a.md)", "a.md@[甲](a.md);");
	expect_links("脚[^1]\n\n[^1]: 注 [甲](a.md)", "a.md@[甲](a.md);");
	expect_links("## 见[甲](a.md)\n", "a.md@[甲](a.md);");
	expect_links("[甲](a&amp;b\\_c.md)", "a&b_c.md@[甲](a&amp;b\\_c.md);");
}

Test(markdown, links_that_lead_nowhere_become_text)
{
	expect_paragraph("[**甲**](gone.md)", "<strong>甲</strong>");
	expect_paragraph("![甲](gone.md)", "甲");
	expect_paragraph("[甲](https://a.cn \"题\")",
	                 "<a href=\"https://a.cn\" title=\"题\" rel=\"external noopener\">甲</a>");
	expect_paragraph(
		"![甲 **乙** \"丙\"](b.png \"题\")",
		"<img src=\"b.png\" alt=\"甲 乙 &quot;丙&quot;\" title=\"题\" loading=\"lazy\">");
	expect_paragraph("[a <https://b.cn> c](d.md)", "<a href=\"/d.html\">a https://b.cn c</a>");
}

Test(markdown, unsafe_links_become_text)
{
	expect_paragraph("[甲](JavaScript:alert(1))", "甲");
	expect_reports("甲 [乙](java&#115;cript:x) ![丙](data:x)", "M03 4:3-4:25 M03 4:26-4:38");
	expect_reports("<vbscript:x> [a](//evil.cn)", "M03 4:1-4:13 M03 4:14-4:28");
}

Test(markdown, links_and_images_need_text)
{
	expect_reports("[](a.md) ![](b.png) [ ![](c.png) ](d.md)",
	               "M14 4:1-4:9 M04 4:10-4:20 M04 4:23-4:33");
	expect_paragraph("[](a.md)", "<a href=\"/a.html\">a.md</a>");
}

Test(markdown, raw_html_is_reported_and_written_as_text)
{
	expect_paragraph("甲<b>乙</b>", "甲&lt;b&gt;乙&lt;/b&gt;");
	expect_reports("甲<b>乙</b>", "M02 4:2-4:5 M02 4:6-4:10");
	expect_html("<script>\nalert(1)\n</script>\n",
	            "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>\n");
	expect_reports("甲\n\n  <div class=\"a\">\n甲\n</div>\n", "M02 6:3-6:18");
	expect_paragraph("甲<!-- 内部 -->乙", "甲乙");
	expect_reports("甲<!-- 内部 -->乙", "M02 4:2-4:13");
}

Test(markdown, headings_have_anchors)
{
	struct outcome o;
	run_with(&o,
	         STR("## 第一章　总则\n### Fees & **Costs**\n## 第一章　总则\n## 第一章-总则-2\n## "
	             "！\n"),
	         (struct markdown_options){.id_prefix = STR("p-")});
	cr_assert_eq(o.result.heading_count, 5);
	const char *ids[] = {"p-第一章-总则", "p-fees--costs", "p-第一章-总则-2",
	                     "p-第一章-总则-2-2", "p-section"};
	for (size_t i = 0; i < 5; i++)
		cr_expect(str_equal(o.result.headings[i].id, str_from(ids[i])), "%.*s",
		          STR_ARG(o.result.headings[i].id));
	cr_expect(str_equal(o.result.headings[1].text, STR("Fees & Costs")));
	cr_expect_eq(o.result.headings[1].level, 3);
	release(&o);
	run(&o, "## FN 1\n## fnref-1\n## section-fn-1\n## fn\n");
	const char *kept_apart[] = {"section-fn-1", "section-fnref-1", "section-fn-1-2",
	                            "section-fn"};
	for (size_t i = 0; i < 4; i++)
		cr_expect(str_equal(o.result.headings[i].id, str_from(kept_apart[i])), "%.*s",
		          STR_ARG(o.result.headings[i].id));
	release(&o);
	expect_reports("# 一\n### 三\n", "M05 4:1-4:4 M06 5:1-5:6");
	expect_reports("## 二\n\n#### 四\n\n## 二\n", "M06 6:1-6:7");
	expect_reports("##\n", "M20 4:1-4:3");
}

Test(markdown, footnotes_speak_chinese)
{
	expect_html(
		"甲[^a]乙[^a]\n\n[^a]: 注\n",
		"<p>甲<sup class=\"footnote-ref\" id=\"fnref-1\"><a href=\"#fn-1\" "
		"aria-label=\"脚注 1\">"
		"[1]</a></sup>乙<sup class=\"footnote-ref\" id=\"fnref-1-2\"><a href=\"#fn-1\" "
		"aria-label=\"脚注 1\">[1]</a></sup></p>\n"
		"<section class=\"footnotes\" aria-label=\"脚注\">\n<ol>\n<li id=\"fn-1\">\n<p>注 "
		"<a class=\"footnote-back\" href=\"#fnref-1\" aria-label=\"返回正文\">↩</a> "
		"<a class=\"footnote-back\" href=\"#fnref-1-2\" aria-label=\"返回正文 "
		"2\">↩</a></p>\n"
		"</li>\n</ol>\n</section>\n");
}

Test(markdown, footnotes_are_defined_and_used)
{
	expect_reports("甲[^a]\n\n[^b]: 乙\n", "M15 4:2-4:6 M19 6:1-6:8");
	expect_reports("[^a]\n\n[^a]: 甲\n\n[^a]: 乙\n", "M19 8:1-8:8");
	expect_reports("\\[^a] `[^b]` [\\^c]", "");
	expect_html("甲\n\n[^b]: 乙\n", "<p>甲</p>\n");
	expect_paragraph("[\\^abc] [&#94;abc]x", "[^abc] [^abc]x");
	/* cmark would cut these labels within a character */
	expect_paragraph("[^甲\n乙丙丁] [^`]` 戊\n己]庚", "[^甲乙丙丁] [^<code>]</code> 戊己]庚");
}

Test(markdown, characters_that_are_none_are_reported)
{
	expect_reports("甲&#0;乙&#xFFFE;&#xd800; `&#0;` \\&#0; &#1;&#65;",
	               "M16 4:2-4:6 M16 4:7-4:15 M16 4:15-4:23 M16 4:37-4:41");
	expect_reports("```\n&#0;\n```\n", "");
	expect_paragraph("甲&#xFFFF;&#xFFFE;&#1;", "甲\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	struct outcome o;
	run(&o, "[a](b&#xFFFE;c \"&#xFFFF;\") ![&#xFFFE;](d)\n\n## &#xFFFE;\n");
	cr_expect_eq(utf8_first_invalid(buf_str(&o.html)), SIZE_MAX);
	cr_expect_eq(utf8_first_invalid(o.result.headings[0].text), SIZE_MAX);
	cr_expect_eq(utf8_first_invalid(buf_str(&o.links)), SIZE_MAX);
	release(&o);
}

Test(markdown, full_width_tables_are_reported)
{
	expect_reports("｜列｜列｜\n｜---｜---｜\n｜a｜b｜", "M13 5:1-5:10");
	expect_reports("| a｜b |\n|--|\n", "");
}

Test(markdown, large_bodies_are_refused)
{
	struct buf line = repeated("", "甲乙丙", 113, "\n\n\n\n\n\n\n"); /* 1 KiB */
	struct buf b = repeated("", buf_str(&line).data, LIMIT_BODY / KIB, "");
	cr_assert_eq(b.size, LIMIT_BODY);
	expect_accepted(buf_str(&b));
	buf_add_char(&b, '\n');
	expect_refused(buf_str(&b), "M01");
	buf_release(&line);
	buf_release(&b);
}

static void expect_limit(const char *before, const char *text, size_t most, const char *behind,
                         const char *code)
{
	struct buf b = repeated(before, text, most, behind);
	expect_accepted(buf_str(&b));
	buf_release(&b);
	b = repeated(before, text, most + 1, behind);
	expect_refused(buf_str(&b), code);
	buf_release(&b);
}

Test(markdown, limits_are_kept)
{
	expect_limit("|", "-|", LIMIT_TABLE_COLUMNS, "\n", "M08");
	expect_limit("", ">", LIMIT_BLOCK_NESTING, " a\n", "M09");
	expect_limit("", "- ", LIMIT_BLOCK_NESTING, "a\n", "M09");
	expect_limit("", "[^a]: ", LIMIT_BLOCK_NESTING, "a\n", "M09");
	expect_limit("", "a\n", LIMIT_PARAGRAPH_LINES, "", "M10");
	expect_limit("", "![", LIMIT_MARKUP_OPENERS, "", "M11");
	expect_limit("", "<?", LIMIT_MARKUP_OPENERS, "", "M11");
	expect_limit("", "<!", LIMIT_MARKUP_OPENERS, "", "M11");
	struct buf b = repeated("", "- ", 100, "-\n");
	expect_accepted(buf_str(&b));
	buf_release(&b);
}

Test(markdown, memory_has_a_budget)
{
	/* a row of one cell is filled up to the width of the table */
	struct buf a = repeated("", "|a", LIMIT_TABLE_COLUMNS, "|\n");
	struct buf b = repeated(buf_str(&a).data, "|-", LIMIT_TABLE_COLUMNS, "|\n");
	struct buf c = repeated(buf_str(&b).data, "|a|\n", LIMIT_PARAGRAPH_LINES - 2, "");
	expect_refused(buf_str(&c), "M12");
	expect_paragraph("之后照常", "之后照常");
	buf_release(&a);
	buf_release(&b);
	buf_release(&c);
}

Test(markdown, one_address_is_not_written_without_end)
{
	struct buf a = repeated("[a]: ", "x", 900, "\n\n"), b = repeated("", "[a]", 65000, "");
	struct buf both = repeated(buf_str(&a).data, buf_str(&b).data, 1, "");
	expect_refused(buf_str(&both), "M12");
#ifndef MULU_HOSTILE
	struct arena arena;
	struct diag_sink sink;
	struct buf html = repeated("", "before", 1, "");
	struct markdown_result result;
	arena_init(&arena, 0);
	diag_sink_init(&sink, LANGUAGE_ZH);
	struct markdown_options options = {.file = STR("a.md"), .text = buf_str(&both)};
	cr_expect_not(markdown_render(&options, &arena, &sink, &html, &result));
	cr_expect_str_eq(html.data, "before");
	cr_expect_eq(result.heading_count, 0);
	arena_release(&arena);
	diag_sink_release(&sink);
	buf_release(&html);
#endif
	buf_release(&a);
	buf_release(&b);
	buf_release(&both);
}

Test(markdown, reports_of_one_kind_are_bounded)
{
	struct buf b = repeated("", "<b> ", 60000, "");
	struct outcome o;
	run_with(&o, buf_str(&b), only_check);
	cr_expect(o.ok);
	cr_expect_eq(o.sink.count, 100);
	release(&o);
	buf_release(&b);
}

Test(markdown, deep_nesting_does_not_recurse)
{
	struct buf a = repeated("", "a*", 40000, ""),
		   b = repeated("", "*a ", 40000, buf_str(&a).data);
	expect_accepted(buf_str(&b));
	buf_release(&a);
	buf_release(&b);
}

Test(markdown, a_check_writes_nothing_and_says_the_same)
{
	const char *body = "# 一\n\n[甲](a.md) <b> 乙** 丙**丁 &#0;\n";
	struct outcome full, check;
	run(&full, body);
	run_with(&check, str_from(body), (struct markdown_options){.check_only = true});
	cr_expect_eq(check.html.size, 0);
	cr_expect_eq(check.sink.count, full.sink.count);
	cr_expect_eq(check.result.heading_count, 1);
	cr_expect(str_equal(buf_str(&check.links), buf_str(&full.links)));
	release(&full);
	release(&check);
}

Test(markdown, windows_line_ends_are_read)
{
	expect_html("甲\r\n乙\r\n\r\n```\r\na\r\n```\r\n",
	            "<p>甲乙</p>\n<pre><code>a\n</code></pre>\n");
	expect_reports("甲\r\n\r\n乙<b>\r\n", "M02 6:2-6:5");
}
