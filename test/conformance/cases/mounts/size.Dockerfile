FROM alpine
RUN --mount=type=tmpfs,target=/x,size=1g a
RUN --mount=type=cache,target=/x,size=1g a
