return {
  {name = "first", url = "/a.html", template = "404.html", kind = "site"},
  {name = "second", url = "/a.html", template = "404.html", kind = "site"},
  {name = "third", url = "/b.html", template = "nothing.html", kind = "site"},
}
