FROM a AS b
FROM b as C
FROM c
