FROM alpine
VOLUME /a /b
VOLUME ["/a", " /b "]
VOLUME [""]
VOLUME []
