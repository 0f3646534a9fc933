-- The pages of the default theme, in the order in which they claim their addresses.
--
-- A list lies in a folder of its own as index.html, page-2.html, page-3.html …
-- A type that an office does not have is an empty list.

local size = 50

-- A family whose list fills the pages of `folder`.
local function pages_in(folder, family)
  family.url = folder .. "index.html"
  family.more = folder .. "page-{n}.html"
  family.size = size
  family.kind = "column"
  family.template = family.template or "list.html"
  return family
end

local document_columns = {
  "index_no", "number", "title", "doc_type", "subtype", "owner", "dates.formed", "dates.issued", "dates.published",
  "dates.effective", "dates.expires", "validity", "catalogue", "topic", "summary", "id",
}
local interpretation_columns = {
  "index_no", "title", "form", "interprets", "drafter", "owner", "dates.published", "summary", "id",
}
-- the ten elements of a local list and the thirteen of the national standard catalogues
local matter_columns = {
  "code", "field", "l1", "l2", "content", "legal_basis", "deadline", "update_time", "owner", "maintainer", "platform",
  "audience", "method", "disclosure_level", "catalogue", "hotline", "index_no", "id",
}

return {
  {name = "home", url = "/index.html", template = "home.html", kind = "column",
   title = "首页", column_type = "首页"},

  -- one page an item; the template of its type is taken where there is one
  {name = "item", for_each = "items", template = "item.html", kind = "article"},

  -- old addresses of items lead to the new ones
  {name = "alias", for_each = "aliases", template = "alias.html"},

  -- the statutory platform: guide, systems, content, annual reports
  {name = "disclosure", url = "/disclosure/index.html", template = "disclosure.html", kind = "column",
   title = "政府信息公开", column_type = "信息公开目录", keywords = "公开指南,公开制度,法定主动公开内容,公开年报",
   description = "政府信息公开指南、政府信息公开制度、法定主动公开内容和政府信息公开年报"},

  -- the catalogue
  {name = "catalogue", url = "/catalogue/index.html", template = "catalogue.html", kind = "column",
   title = "公开目录", column_type = "信息公开目录", keywords = "公开目录,目录分类,政府信息",
   description = "按类别查找本机关公开的政府信息"},
  {name = "node", for_each = "nodes", list = "items", size = size, more = "/catalogue/{id}/page-{n}.html",
   template = "node.html", kind = "column"},

  -- documents: all, by validity, by year
  pages_in("/documents/", {
    name = "documents", list = "document", title = "公文", column_type = "政策文件", keywords = "公文,规范性文件,政策文件",
    description = "本机关制发并公开的公文，由近及远排列"}),
  pages_in("/documents/in-force/", {
    name = "documents-in-force", list = "document", where = "validity == 'in_force' or validity == 'amended'",
    title = "现行有效的文件", column_type = "政策文件", keywords = "公文,现行有效",
    description = "注明现行有效的公文，包括修改后仍然有效的"}),
  pages_in("/documents/ended/", {
    name = "documents-ended", list = "document", where = "validity == 'repealed' or validity == 'expired'",
    title = "废止和失效的文件", column_type = "政策文件", keywords = "公文,废止,失效",
    description = "已经废止或者失效的公文，保留全文供查考"}),
  pages_in("/documents/{key}/", {
    name = "documents-by-year", list = "document", group_by = "year", column_type = "政策文件",
    keywords = "公文,年份", description = "按发布年份排列的公文"}),

  pages_in("/interpretations/", {
    name = "interpretations", list = "interpretation", title = "政策解读", column_type = "政策解读",
    keywords = "政策解读,图解,问答", description = "与公文配套发布的解读材料"}),

  pages_in("/matters/", {
    name = "matters", list = "matter", sort = "code", template = "matters.html", title = "公开事项清单",
    column_type = "信息公开目录", keywords = "公开事项,事项清单,标准目录",
    description = "应当公开的事项及其内容、依据、时限、主体和渠道"}),

  -- units, and what each has published or drafted
  {name = "organs", url = "/organs/index.html", list = "organs", template = "organs.html", kind = "column",
   title = "机构", column_type = "机构职能", keywords = "机构,职能,联系方式",
   description = "本机关和内设机构的职能、地址、办公时间和联系电话"},
  pages_in("/organs/{key}/", {
    name = "organ-items", list = "items", group_by = "owner", where = "catalogue ~= nil", column_type = "信息公开目录",
    keywords = "公开主体", description = "以该机构为公开主体的信息"}),
  pages_in("/organs/{key}/drafted/", {
    name = "organ-drafted", list = "items", group_by = "drafter", column_type = "信息公开目录",
    keywords = "起草单位", description = "由该单位起草的公文和解读"}),

  -- other ways in
  pages_in("/attributes/{id}/", {
    name = "attribute", for_each = "attributes", list = "items", column_type = "信息公开目录",
    keywords = "公开属性", description = "按公开属性查找政府信息"}),
  pages_in("/platforms/{id}/", {
    name = "platform", for_each = "platforms", list = "items", column_type = "信息公开目录",
    keywords = "公开渠道和载体", description = "按公开渠道和载体查找政府信息"}),
  pages_in("/years/{id}/", {
    name = "year", for_each = "years", list = "items", column_type = "信息公开目录",
    keywords = "发布年份", description = "按发布年份查找政府信息"}),

  -- what changed, where a history is kept
  pages_in("/change-log/", {
    name = "change-log", list = "changes", skip_empty = true, template = "change-log.html", title = "变更记录",
    column_type = "信息公开目录", keywords = "变更记录,更正,撤下", description = "已公开信息的发布、修改、更正和撤下，由近及远排列"}),
  {name = "change-feed", url = "/change-log/feed.xml", template = "change-feed.xml", list = "changes", size = 50, pages = 1,
   skip_empty = true},

  -- downloads
  {name = "documents-csv", list = "document", format = "csv", url = "/documents/list.csv", columns = document_columns},
  {name = "documents-json", list = "document", format = "json", url = "/documents/list.json", columns = document_columns},
  {name = "interpretations-csv", list = "interpretation", format = "csv", url = "/interpretations/list.csv",
   columns = interpretation_columns},
  {name = "interpretations-json", list = "interpretation", format = "json", url = "/interpretations/list.json",
   columns = interpretation_columns},
  {name = "matters-csv", list = "matter", sort = "code", format = "csv", url = "/matters/list.csv",
   columns = matter_columns},
  {name = "matters-json", list = "matter", sort = "code", format = "json", url = "/matters/list.json",
   columns = matter_columns},

  -- for readers who got lost, and for machines
  {name = "map", url = "/map/index.html", template = "map.html", kind = "column", title = "网站地图",
   column_type = "信息公开目录", keywords = "网站地图", description = "本站全部栏目一览"},
  {name = "not-found", url = "/404.html", template = "404.html", kind = "site", rooted = true, title = "没有找到这个页面"},
  {name = "feed", url = "/feed.xml", template = "feed.xml", list = "items", size = 20, pages = 1},
  {name = "sitemap", url = "/sitemap.xml", more = "/sitemap-{n}.xml", template = "sitemap.xml", list = "pages",
   size = 50000},
  {name = "robots", url = "/robots.txt", template = "robots.txt", list = "pages"},
}
