FROM alpine
HEALTHCHECK --interval=5 CMD a
HEALTHCHECK --interval=1us CMD a
HEALTHCHECK --interval=-1s CMD a
HEALTHCHECK --interval=5x CMD a
HEALTHCHECK --retries=-1 CMD a
HEALTHCHECK --retries=a CMD a
HEALTHCHECK --retries=99999999999 CMD a
HEALTHCHECK --retries=+3 CMD a
HEALTHCHECK --timeout= CMD a
HEALTHCHECK --foo=1 CMD a
