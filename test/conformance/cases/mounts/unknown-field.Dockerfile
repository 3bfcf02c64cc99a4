FROM alpine
RUN --mount=type=bind,foo=bar a
RUN --mount=type=cache,,target=/x a
RUN --mount= a
