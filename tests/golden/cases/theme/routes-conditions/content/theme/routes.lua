return {
  {name = "syntax", list = "items", where = "validity ==", url = "/a.csv", format = "csv", columns = {"id"}},
  {name = "fails", list = "items", where = "nosuch == 1", url = "/b.csv", format = "csv", columns = {"id"}},
}
