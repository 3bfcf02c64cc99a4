FROM alpine
RUN --mount=from=$x,target=/x a
