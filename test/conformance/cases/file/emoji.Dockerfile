FROM alpine
LABEL a="😀 b" c=😀
RUN echo 😀
