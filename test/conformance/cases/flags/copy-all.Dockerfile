FROM alpine
COPY --chown=1:2 --chmod=755 --from=x --link --parents --exclude=a --exclude=b a b /c/
