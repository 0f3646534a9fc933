return {
  {url = "/index.html", template = "home.html"},
  {name = "both", url = "/a.html", template = "home.html", format = "csv"},
  {name = "neither", url = "/b.html"},
  {name = "bare", url = "/c.csv", format = "csv"},
  {name = "nowhere", template = "home.html"},
  {name = "relative", url = "d.html", template = "home.html"},
  {name = "endless", url = "/e.html", template = "list.html", list = "items", size = 10},
  {name = "group", url = "/f.html", template = "list.html", group_by = "year"},
  {name = "unknown", url = "/g.html", template = "home.html", colour = "red"},
  {name = "kind", url = "/h.html", template = "home.html", kind = "book"},
  {name = "size", url = "/i.html", template = "home.html", size = "ten"},
  {name = "columns", url = "/j.csv", format = "csv", columns = {"id", 1}},
}
