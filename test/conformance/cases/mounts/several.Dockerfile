FROM alpine
RUN --mount=type=cache,target=/a --mount=type=cache,target=/b c
