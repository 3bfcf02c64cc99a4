# escape=`
FROM alpine
RUN a `
  b
COPY c:\x d:\
