FROM alpine
ENV A=b \
    # comment
    C="d \
 e" \
    F=g
