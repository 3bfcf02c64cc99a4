FROM alpine
RUN <<EOF
a
