FROM a AS 1b
FROM a AS b_C-d.e
FROM a AS b/c
