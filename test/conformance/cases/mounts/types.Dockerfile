FROM alpine
RUN --mount=type=bind,target=/x a
RUN --mount=type=cache,target=/x a
RUN --mount=type=tmpfs,target=/x a
RUN --mount=type=secret,target=/x a
RUN --mount=type=ssh,target=/x a
RUN --mount=type=BIND,target=/x a
RUN --mount=type=foo,target=/x a
