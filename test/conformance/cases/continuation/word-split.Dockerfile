FROM al\
pine
ENV A=b\
c D=e
