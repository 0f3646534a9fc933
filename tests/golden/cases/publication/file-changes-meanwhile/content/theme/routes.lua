return {
  {name = "slow-1", url = "/slow-1.txt", template = "slow.txt"},
  {name = "slow-2", url = "/slow-2.txt", template = "slow.txt"},
  {name = "slow-3", url = "/slow-3.txt", template = "slow.txt"},
  {name = "slow-4", url = "/slow-4.txt", template = "slow.txt"},
  {name = "item", for_each = "items", template = "item.html", kind = "article"},
}
