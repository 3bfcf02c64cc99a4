FROM alpine
FOO <<EOF
bar
EOF
