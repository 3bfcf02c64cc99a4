  # syntax=a
FROM alpine
