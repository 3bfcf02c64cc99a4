FROM alpine
COPY --link -- --from=x b
