FROM alpine
ONBUILD COPY --from=a b c
