FROM alpine
COPY ["<<EOF", "/x"]
RUN ["<<EOF"]
