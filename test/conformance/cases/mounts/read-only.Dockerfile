FROM alpine
RUN --mount=type=cache,target=/x,ro a
RUN --mount=target=/x,rw a
RUN --mount=target=/x,readwrite=false a
RUN --mount=target=/x,readonly=0 a
RUN --mount=target=/x,ro=maybe a
