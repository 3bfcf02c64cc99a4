FROM alpine
RUN '--mount=type=bind,"source=a,b",target=/x' a
RUN --mount=type=bind,source=a"b a
