return {
  {name = "csv", list = "document", url = "/d.csv", format = "csv", columns = {"id", "title", "attribute", "dates.published", "platform", "owner"}},
  {name = "json", list = "document", url = "/d.json", format = "json", columns = {"id", "number", "dates.published"}},
  {name = "xlsx", list = "document", url = "/d.xlsx", format = "xlsx", columns = {"id", "title"}},
  {name = "year", list = "items", group_by = "year", url = "/{key}.csv", format = "csv", columns = {"id"}},
  {name = "more", list = "items", sort = "-dates.published,id", size = 1, url = "/one.csv", more = "/one-{n}.csv", format = "csv", columns = {"id"}},
}
