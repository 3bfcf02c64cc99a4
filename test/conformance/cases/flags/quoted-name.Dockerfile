FROM alpine
COPY --"chown"=a a b
