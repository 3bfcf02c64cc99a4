FROM alpine
RUN a # <<EOF
x
EOF
