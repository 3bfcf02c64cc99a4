FROM alpine
RUN <<EOF
echo a
  b
EOF
RUN b
