# a \
FROM alpine
