FROM alpine
ARG ""
ARG A=
