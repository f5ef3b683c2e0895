print("rcsops")
