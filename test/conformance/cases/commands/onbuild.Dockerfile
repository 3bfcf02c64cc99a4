FROM alpine
ONBUILD RUN a \
 b
onbuild copy a b
ONBUILD FOO bar
ONBUILD COPY a
