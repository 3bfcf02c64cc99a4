ARG a
FROM ${a:-b}:$c AS d
