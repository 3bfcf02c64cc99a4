# escape=` now
FROM alpine
