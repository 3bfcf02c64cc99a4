FROM alpine
RUN echo $((1<<3))
RUN echo $((1 << 3))
3))
RUN b
