FROM alpine
RUN <<${a}
x
${a}
RUN <<a${b:-c}d
x
d
