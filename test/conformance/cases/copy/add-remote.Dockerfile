FROM alpine
ADD https://example.com/a.tgz git@github.com:a/b.git#v1 /x/
