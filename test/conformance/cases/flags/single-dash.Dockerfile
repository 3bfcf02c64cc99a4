FROM alpine
RUN -x a
COPY - b
