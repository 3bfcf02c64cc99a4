FROM alpine
RUN <<EOF
EOF
RUN b
