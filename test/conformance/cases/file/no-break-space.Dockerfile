FROM alpine
RUN true 
