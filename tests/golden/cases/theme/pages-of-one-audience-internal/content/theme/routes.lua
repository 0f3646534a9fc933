return {
  {name = "item", for_each = "items", template = "item.html", kind = "article"},
  {name = "desk", url = "/desk.txt", template = "plain.txt", kind = "site", audience = "internal"},
  {name = "counter", url = "/counter.txt", template = "plain.txt", kind = "site", audience = "public"},
}
