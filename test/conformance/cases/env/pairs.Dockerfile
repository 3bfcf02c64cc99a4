FROM alpine
ENV A=1 B="c d" C='e f' D=g\ h E= F=""
