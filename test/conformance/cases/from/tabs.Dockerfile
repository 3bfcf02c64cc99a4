FROM	a	AS	b
