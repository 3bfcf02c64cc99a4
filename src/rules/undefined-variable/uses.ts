/** A variable that a text expands. */
interface VariableUse {
  readonly name: string
  /** `${NAME:-x}`, `${NAME:+x}` and their like say themselves what happens without it. */
  readonly hasDefault: boolean
}

/** `$NAME` and `${NAME…}` outside of single quotes and escapes, each name once. */
export function usesOf(text: string): readonly VariableUse[] {
  const uses = new Map<string, VariableUse>()
  for (const match of text.matchAll(/'[^']*'|\\.|\$(?:\{([A-Za-z_]\w*)([^}]?)|([A-Za-z_]\w*))/g)) {
    const name = match[1] ?? match[3]
    if (name === undefined) continue
    const hasDefault = match[2] !== undefined && /[:\-+?=]/.test(match[2])
    if (!uses.has(name) || !hasDefault) uses.set(name, { name, hasDefault })
  }
  return [...uses.values()]
}

/** Whether a script gives the variable a value itself, or another language of it may. */
export function assignedIn(script: string, name: string): boolean {
  return new RegExp(
    `(?:^|[^\\w$])${name}(?:\\[[^\\]]*\\])?\\+?=|\\b(?:read|for|select|local|export|getopts|mapfile)\\b[^;\\n]*\\b${name}\\b|<<`,
  ).test(script)
}

/** What official images set, and what a shell or RUN has by itself. */
const usual =
  /^(?:PATH|HOME|HOSTNAME|USER|PWD|OLDPWD|SHELL|IFS|UID|EUID|PPID|RANDOM|SECONDS|LINENO|OPTARG|OPTIND|REPLY|TERM|LANG|LC_\w+|TZ|DEBIAN_FRONTEND|\w*_proxy|\w*_PROXY|CARGO_HOME|RUSTUP_HOME|GOPATH|GOROOT|GOTOOLCHAIN|JAVA_HOME|JAVA_VERSION|MAVEN_HOME|MAVEN_CONFIG|MAVEN_VERSION|GRADLE_HOME|GRADLE_VERSION|CATALINA_HOME|TOMCAT_\w+|JETTY_\w+|JBOSS_HOME|NODE_VERSION|YARN_VERSION|PYTHON_VERSION|PYTHON_PIP_VERSION|GOLANG_VERSION|RUBY_VERSION|RUBY_MAJOR|GEM_HOME|BUNDLE_\w+|RUST_VERSION|PHP_\w+|APACHE_\w+|HTTPD_\w+|NGINX_VERSION|NJS_VERSION|PKG_RELEASE|PG_\w+|PGDATA|MYSQL_\w+|REDIS_\w+|DOTNET_\w+|ASPNET\w*|CONDA_DIR|NB_\w+|KEYCLOAK_\w+|PERL_VERSION|ERLANG\w*|ELIXIR_VERSION|OTP_VERSION|JULIA_\w+|SWIFT_\w+|FLUTTER_\w+|ANDROID_\w+)$/i

/** Whether the base image may set the variable itself: by its usual names, or since it is no image that we know. */
export function setByBase(name: string, base: string | undefined): boolean {
  if (base === undefined) return false
  if (usual.test(name)) return true
  // `ARG NGINX_VERSION` and FROM nginx: the image has a variable of that name for its own version.
  const image = /([a-z]+)[\w.-]*(?::.*)?$/.exec(base.split('/').at(-1) ?? '')?.[1]
  return image !== undefined && image.length > 2 && name.toLowerCase().startsWith(image)
}
