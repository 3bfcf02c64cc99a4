FROM alpine
RUN --mount=target=/x a
RUN --mount=from=b,src=/y,dst=/x a
