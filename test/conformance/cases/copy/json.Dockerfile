FROM alpine
COPY ["a b", "c", "/d e/"]
ADD ["a", "b"]
COPY ["a"]
COPY []
