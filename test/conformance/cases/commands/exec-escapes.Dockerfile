FROM alpine
RUN ["\u00e9\n\"", "\\"]
CMD ["\ud800"]
CMD ["\ud83d\ude00"]
