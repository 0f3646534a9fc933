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

  -- a column of the site lists what stands in it
  {name = "column", for_each = "column", list = "column_items", size = size, more = "/columns/{id}/page-{n}.html",
   template = "column.html", kind = "column"},

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

  -- what each unit has to publish: class, term, subject
  {name = "matters-by-unit", list = "matter", group_by = "maintainer", sort = "code", url = "/matters/units/{key}/index.html",
   template = "matters-of-unit.html", kind = "column", column_type = "信息公开目录", keywords = "内容清单,发布方式,责任单位",
   description = "该单位负责提供的公开内容、发布方式和时限"},
  {name = "powers", url = "/powers/index.html", list = "matter", where = "power ~= nil", sort = "code", template = "powers.html",
   kind = "column", title = "职权目录和裁量基准", column_type = "信息公开目录", keywords = "职权目录,权责清单,裁量基准",
   description = "本机关行使的行政职权、依据、条件、时限和裁量基准"},
  {name = "schedule", url = "/schedule/index.html", list = "matter", where = "cycle ~= nil", sort = "code",
   template = "schedule.html", kind = "column", title = "定期公开日历", column_type = "信息公开目录",
   keywords = "定期公开,公开周期,下一期", description = "定期公开的事项最近公布到哪一期，下一期是什么"},

  -- the columns of the site
  {name = "columns", url = "/columns/index.html", list = "column", sort = "weight", template = "columns.html", kind = "column",
   title = "栏目一览", column_type = "信息公开目录", keywords = "栏目,更新周期", description = "本站的栏目、更新要求和维护单位"},

  pages_in("/info/", {
    name = "infos", list = "info", title = "公开信息", column_type = "信息公开目录", keywords = "要闻,公告,数据,执法,预决算",
    description = "公文以外的各类政府信息，由近及远排列"}),
  pages_in("/info/{key}/", {
    name = "infos-by-kind", list = "info", group_by = "kind", column_type = "信息公开目录", keywords = "信息类别",
    description = "按类别查找公文以外的政府信息"}),
  pages_in("/decisions/", {
    name = "decisions", list = "decision", template = "decisions.html", title = "重大决策预公开", column_type = "征集调查",
    keywords = "重大决策,征求意见,采纳情况", description = "从决策预案、征求意见到结果公开和实施情况的全过程"}),
  pages_in("/meetings/", {
    name = "meetings", list = "meeting", sort = "-date", title = "会议开放", column_type = "工作动态", keywords = "会议开放,政府开放日",
    description = "会前公开、邀请参加、会后公布的各类会议和政府开放日"}),
  pages_in("/messages/", {
    name = "messages", list = "message", title = "网民留言选登", column_type = "咨询投诉", keywords = "留言,答复,咨询投诉",
    description = "有代表性的留言和答复；留言人的姓名、电话和地址都不公布"}),
  pages_in("/responses/", {
    name = "responses", list = "response", title = "回应关切", column_type = "回应关切", keywords = "回应关切,政务舆情",
    description = "对社会关切的回应和所依据的事实"}),
  pages_in("/press/", {
    name = "press", list = "press", title = "新闻发布", column_type = "工作动态", keywords = "新闻发布,通气会",
    description = "新闻发布会、通气会的发布稿和相关文件"}),
  pages_in("/assessments/", {
    name = "assessments", list = "assessment", title = "考核评议", column_type = "信息公开目录",
    keywords = "考核,民主评议,排名,整改", description = "政务公开工作的考核、评议、检查及其结果"}),
  pages_in("/changes/", {
    name = "changes", list = "change_request", title = "事项清单变更公告", column_type = "信息公开目录", keywords = "清单变更,动态管理",
    description = "公开事项清单、流程图、明白卡的增加、清除和变更"}),
  pages_in("/reports/", {
    name = "reports", list = "annual_report", sort = "-year,scope,unit", title = "政府信息公开工作年度报告", column_type = "信息公开年报",
    keywords = "年度报告,年报", description = "历年政府信息公开工作年度报告"}),
  {name = "enterprises", url = "/enterprises/index.html", list = "enterprise", sort = "sector,title", template = "enterprises.html",
   kind = "column", title = "公共企事业单位名录", column_type = "信息公开目录", keywords = "公共企事业单位,办事公开,备案",
   description = "办事公开的公共企事业单位和依法披露环境信息的企业"},

  {name = "application-form", url = "/disclosure/application-form.html", template = "application-form.html", kind = "column",
   title = "政府信息公开申请表", column_type = "依申请公开", keywords = "申请表,依申请公开", description = "可以打印填写的政府信息公开申请表"},

  -- watching, correcting, counting
  {name = "supervision", url = "/supervision/index.html", template = "supervision.html", kind = "column", title = "监督投诉",
   column_type = "咨询投诉", keywords = "监督电话,意见箱,监督员,投诉", description = "监督电话、意见箱、意见表领取处和监督员"},
  {name = "corrections", url = "/corrections/index.html", template = "corrections.html", kind = "column", title = "信息纠错",
   column_type = "咨询投诉", keywords = "纠错,更正,个人信息", description = "怎样反映不准确、不一致的信息，怎样更正与自己有关的记录"},
  {name = "statistics", url = "/statistics/index.html", template = "statistics.html", kind = "column", title = "公开工作统计",
   column_type = "数据发布", keywords = "统计,依申请公开,留言,解读率", description = "公开、解读、申请办理和留言答复的主要数字"},
  {name = "time-classes", url = "/time-classes/index.html", list = "items", where = "time_class ~= nil", template = "time-classes.html",
   kind = "column", title = "公开时间类型", column_type = "信息公开目录", keywords = "长期公开,阶段公开,临时公开,到期撤下",
   description = "长期、阶段和临时公开的信息；临时公开的信息何时到期"},

  -- the staff's own registers
  {name = "applications", url = "/applications/index.html", list = "application", sort = "-serial", size = size, audience = "internal",
   more = "/applications/page-{n}.html", template = "applications.html", kind = "column", title = "依申请公开登记册", column_type = "依申请公开",
   keywords = "申请登记", description = "申请的登记、办理期限和结果；不含申请人的个人信息"},
  {name = "findings", url = "/findings/index.html", list = "finding", sort = "-dates.formed", audience = "internal", template = "findings.html",
   kind = "column", title = "问题整改台账", column_type = "信息公开目录", keywords = "问题,整改", description = "检查、考核发现的问题和整改情况"},
  {name = "secrecy-register", url = "/registers/secrecy/index.html", list = "items", where = "secrecy ~= nil", size = size, audience = "internal",
   more = "/registers/secrecy/page-{n}.html", template = "secrecy-register.html", kind = "column", title = "保密审查登记",
   column_type = "信息公开目录", keywords = "保密审查", description = "每条信息的保密审查意见、依据和日期"},
  {name = "attribute-register", url = "/registers/attributes/index.html", list = "items", where = "attribute_reason ~= nil or attribute ~= nil and attribute ~= 'open'",
   audience = "internal", template = "attribute-register.html", kind = "column", title = "公开属性登记",
   column_type = "信息公开目录", keywords = "公开属性,认定理由", description = "不属于主动公开的信息及其认定理由"},
  {name = "approval-register", url = "/registers/approvals/index.html", list = "items", where = "approvals ~= nil", size = size, audience = "internal",
   more = "/registers/approvals/page-{n}.html", template = "approval-register.html", kind = "column", title = "发布审批登记",
   column_type = "信息公开目录", keywords = "发布审批,造册", description = "每条信息的审批环节、岗位和日期"},

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
  {name = "enterprises-csv", list = "enterprise", sort = "sector,title", format = "csv", url = "/enterprises/list.csv",
   columns = {"title", "kind", "sector", "authority", "address", "filing.date", "filing.ref", "complaints_page.phone", "id"}},
  {name = "applications-csv", list = "application", sort = "serial", format = "csv", url = "/applications/list.csv", audience = "internal",
   columns = {"serial", "kind", "applicant_kind", "channel", "received", "topic", "replied", "outcome", "reply_no", "state", "owner", "id"}},
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
