#!/usr/bin/env docker
# escape=`
FROM alpine
RUN a `
