FROM alpine
COPY --foo=x a b
