document.title += " (open)"
