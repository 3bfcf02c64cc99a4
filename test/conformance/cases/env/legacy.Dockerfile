FROM alpine
ENV A some  value = "x" 
ENV B	c
LABEL A b c
