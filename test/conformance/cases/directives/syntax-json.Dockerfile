{"syntax": "a", "x": 1}
