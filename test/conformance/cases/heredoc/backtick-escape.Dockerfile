# escape=`
FROM a
RUN <<EOF `
  b
x
EOF
