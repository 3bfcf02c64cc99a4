FROM alpine
COPY --chown=é a b
COPY --chown=Å a b
COPY --chown=à a b
