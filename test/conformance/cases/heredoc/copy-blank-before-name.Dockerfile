FROM alpine
COPY << EOF /d
x
EOF
