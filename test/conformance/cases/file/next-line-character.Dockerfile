FROM alpine
RUN true
