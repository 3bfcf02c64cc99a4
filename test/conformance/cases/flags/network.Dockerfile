FROM alpine
RUN --network=host a
RUN --network=foo a
RUN --security=insecure a
RUN --security=x a
