FROM alpine
COPY --chown="a b" --from='x y' a b
