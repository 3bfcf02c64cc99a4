\
  FROM \
alpine
