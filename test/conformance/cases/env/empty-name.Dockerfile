FROM alpine
ENV =a
LABEL =a
ENV A=1 =b
