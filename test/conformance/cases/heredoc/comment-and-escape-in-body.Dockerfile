FROM alpine
RUN <<EOF
# a
b \

c
EOF
