FROM alpine
COPY --chown= --from= a b
