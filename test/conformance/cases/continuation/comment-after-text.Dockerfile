FROM alpine
RUN a # not \
  b
