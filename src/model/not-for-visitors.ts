/**
 * Lines of `.dockerignore` for a folder that is served as it is: what lies in it for its developers could be fetched by
 * everyone (`GET /.env`). `.htaccess` speaks to Apache, `.well-known` to visitors (RFC 8615).
 */
export const notForVisitors: readonly string[] = [
  '**/.*',
  '!**/.htaccess',
  '!**/.well-known',
  'Dockerfile*',
  '*compose*.y*ml',
]
