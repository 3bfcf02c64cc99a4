FROM alpine
HEALTHCHECK --interval=1m30s --timeout=.5s --start-period=0 --start-interval=1h2m3s --retries=3 CMD a
