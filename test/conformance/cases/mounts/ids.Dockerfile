FROM alpine
RUN --mount=type=cache,id=a,target=/x,sharing=LOCKED,mode=0755,uid=1,gid=2 b
RUN --mount=type=cache,target=/x,sharing=foo b
RUN --mount=type=bind,target=/x,sharing=shared b
RUN --mount=type=bind,target=/x,uid=1 b
