FROM alpine
RUN "<<EOF"
RUN b
