FROM alpine
RUN a \
# no
  # no\
  b
