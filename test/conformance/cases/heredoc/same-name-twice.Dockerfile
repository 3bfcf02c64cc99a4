FROM alpine
COPY <<A <<A /x/
1
A
2
A
