FROM alpine
RUN []
CMD []
ENTRYPOINT []
