FROM alpine
RUN <<EOF cat
a
EOF
