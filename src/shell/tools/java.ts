import { type Action, type Tool } from './tool.ts'

const BUILD: Action = { does: 'runs-project', network: true, offlineFlags: ['-o', '--offline'] }

export const JAVA: readonly Tool[] = [
  { names: ['mvn', 'mvnw', 'mvnd'], action: BUILD },
  { names: ['gradle', 'gradlew'], action: BUILD },
  {
    names: ['ant', 'sbt', 'lein', 'clojure', 'mill', 'bazel'],
    action: { does: 'runs-project', network: true },
  },
  { names: ['java', 'javac', 'jar', 'jlink', 'jdeps', 'native-image'], action: { does: 'runs-project' } },
  { names: ['keytool', 'update-ca-certificates'], action: { does: 'files', writes: ['/etc/ssl/certs/'] } },
]
