FROM alpine
COPY --link=TRUE a b
COPY --link=no a b
COPY --link= a b
