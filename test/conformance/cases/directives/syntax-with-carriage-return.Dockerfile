# syntax=docker/dockerfile:12 
FROM scratch
