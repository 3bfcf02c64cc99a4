FROM alpine
RUN a \
CMD b
