FROM alpine
CMD [ \
 "a", \
 # c
 "b" ]
