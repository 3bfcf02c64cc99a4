FROM alpine
ARG A
ARG B=1 C D="x y"
ARG =x
