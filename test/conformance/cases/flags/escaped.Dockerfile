FROM alpine
COPY --chown=a\ b --from=\"x a b
