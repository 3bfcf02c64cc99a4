FROM alpine
ENV A="b\"c d" E='f\' G=h
