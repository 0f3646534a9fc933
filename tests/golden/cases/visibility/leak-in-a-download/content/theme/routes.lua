return {{name = "试验县重点排污单位摸底情况", url = "/试验县重点排污单位摸底情况.csv", list = "document", format = "csv", columns = {"id"}}}
