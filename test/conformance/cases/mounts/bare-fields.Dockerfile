FROM alpine
RUN --mount=type=secret,id=a,required b
RUN --mount=type=bind,required,target=/x b
RUN --mount=type=bind,target b
