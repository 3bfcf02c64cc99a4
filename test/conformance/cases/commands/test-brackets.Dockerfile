FROM alpine
RUN [ -f a ] && b
RUN [[ -f a ]]
RUN [a]
