#!/usr/bin/env docker
# syntax=a
FROM alpine
