FROM alpine
RUN cat << EOF
x
EOF
RUN cat <<	EOF
y
EOF
