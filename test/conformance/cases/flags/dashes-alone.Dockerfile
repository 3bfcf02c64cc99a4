FROM alpine
RUN --
RUN -- a
