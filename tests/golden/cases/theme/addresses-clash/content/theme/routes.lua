return {
  {name = "item", for_each = "items", template = "item.html", kind = "article"},
  {name = "first", url = "/index.html", template = "home.html", kind = "column", title = "首页", column_type = "首页"},
  {name = "second", url = "/index.html", template = "home.html", kind = "column", title = "首页", column_type = "首页"},
  {name = "our-guide", url = "/pages/guide.html", template = "home.html", kind = "column", title = "首页", column_type = "首页"},
}
