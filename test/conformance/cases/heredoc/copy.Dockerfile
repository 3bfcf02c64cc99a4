FROM alpine
COPY <<EOF <<-"B" c /d/
one
EOF
	two
	B
