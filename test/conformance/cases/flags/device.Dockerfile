FROM alpine
RUN --device=a,required b
RUN --device=name=a,required=false b
RUN --device=a,b c
RUN --device=name=a,name=b c
RUN --device=a,required=maybe c
