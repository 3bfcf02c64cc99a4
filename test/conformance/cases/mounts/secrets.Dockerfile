FROM alpine
RUN --mount=type=secret a
RUN --mount=type=secret,id=a,source=b c
RUN --mount=type=secret,from=x,id=a c
RUN --mount=type=secret,id=a,env=TOKEN c
RUN --mount=type=secret,id=a,mode=0999 c
