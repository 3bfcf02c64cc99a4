FROM alpine
SHELL ["a", 1]
