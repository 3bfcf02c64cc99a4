// syntax=a
FROM alpine
