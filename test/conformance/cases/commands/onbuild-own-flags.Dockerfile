FROM alpine
ONBUILD --x COPY b c
