/** The images that serve; each pinned to a minor version that its makers maintain. */
export const nginxImage = 'nginx:1.28-alpine-slim'
export const nginxWithCurl = 'nginx:1.28-alpine'
export const unprivilegedImage = 'nginxinc/nginx-unprivileged:1.28-alpine-slim'
export const unprivilegedWithCurl = 'nginxinc/nginx-unprivileged:1.28-alpine'
export const swsImage = 'ghcr.io/static-web-server/static-web-server:2.40'
