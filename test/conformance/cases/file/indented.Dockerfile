  FROM alpine
	 RUN true
