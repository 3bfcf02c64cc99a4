FROM alpine
COPY ['a', 'b']
COPY [abc] /x
COPY [a-z]* /x/
