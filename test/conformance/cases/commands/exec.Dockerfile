FROM alpine
RUN ["a", "b c"]
CMD ["a"]
ENTRYPOINT [ "a" , "b" ]
