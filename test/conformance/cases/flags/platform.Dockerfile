FROM --platform=$BUILDPLATFORM alpine AS a
FROM --platform= alpine
