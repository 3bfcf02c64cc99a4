FROM alpine
RUN [null]
