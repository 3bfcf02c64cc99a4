FROM alpine
RUN --mount=type=cache,target=/x <<EOF
a
EOF
