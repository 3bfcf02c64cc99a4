FROM alpine
ARG --foo A
STOPSIGNAL --foo 9
