FROM alpine
RUN <<--A
x
-A
RUN <<A-B
y
A-B
