FROM alpine
ENV --foo A=b
WORKDIR --x /y
