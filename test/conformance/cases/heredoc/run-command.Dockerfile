FROM alpine
RUN cat <<EOF > /a && cat <<"B" > /b
one
EOF
two
B
