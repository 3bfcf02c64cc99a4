FROM alpine
ENV A="b c D=e
ENV F=g
