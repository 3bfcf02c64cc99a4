FROM alpine
RUN <<"A B"
x
A B
RUN <<'C'
y
C
RUN <<E"O"F
z
EOF
RUN <<\D
w
D
