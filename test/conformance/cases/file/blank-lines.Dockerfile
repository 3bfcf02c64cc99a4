

  
FROM alpine

	
RUN true

