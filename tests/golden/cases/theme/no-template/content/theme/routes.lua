return {{name = "home", url = "/index.html", template = "start.html", kind = "site"}}
