FROM alpine
LABEL A
