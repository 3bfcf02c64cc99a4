FROM alpine
RUN 3<<A 4<<B c
a
A
b
B
