FROM alpine
CMD ["a", "b"
CMD ["a]
