import type { AppFiles } from '../../app/app-files.ts'
import type { Pom } from '../../app/pom.ts'
import type { Change } from '../../model/change.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { type NewBuild, releaseOf } from './new-build.ts'

/** Tomcat's releases by the names of the classes that a WAR asks for. Source: https://tomcat.apache.org/whichversion.html */
const tomcats = [
  { api: /^jakarta\.(?:servlet|platform)/, version: '10.1' },
  { api: /^(?:javax\.servlet|javax$)/, version: '9.0' },
] as const

/** A WAR on Tomcat, as its root app; a string says why that cannot be told. */
export function tomcatPlan(app: AppFiles, pom: Pom, build: NewBuild, war: string): readonly Plan[] | string {
  const release = releaseOf(app, build)
  if (typeof release === 'string') return release
  const { version } = release
  const dependency = pom
    .all('dependencies/dependency/groupId')
    .find(({ text }) => tomcats.some(({ api }) => api.test(text.value)))
  const tomcat = tomcats.find(({ api }) => api.test(dependency?.text.value ?? ''))
  if (!tomcat || !dependency)
    return 'the WAR names no Servlet API (jakarta.servlet, javax.servlet), so which Tomcat runs it is not known'
  const image = `tomcat:${tomcat.version}-jre${version}-temurin`
  const change: Change = {
    id: 'java-new-dockerfile',
    title: `A Dockerfile that builds ${war} and runs it on Tomcat ${tomcat.version}`,
    because:
      'There is none; a WAR needs an application server. The JDK, the build tool and the sources stay in the build stage.',
    evidence: [
      build.evidence,
      { file: pom.path, range: dependency.text.range, fact: `uses ${dependency.text.value}` },
    ],
    applicability: 'needs-verification',
  }
  return [
    {
      id: 'tomcat',
      title: `the WAR on Tomcat ${tomcat.version}`,
      buildStages: [
        {
          lines: [
            `FROM ${build.image(version)} AS build`,
            'WORKDIR /app',
            'COPY . .',
            `RUN --mount=type=cache,target=/root/.m2/repository \\\n    ${build.command}`,
          ],
        },
      ],
      needs: {
        runtime: { kind: 'image', image },
        files: [
          { from: 'build', source: `/app/target/${war}`, destination: '/usr/local/tomcat/webapps/ROOT.war' },
        ],
        before: [],
        after: ['EXPOSE 8080'],
      },
      changes: [change],
      files: {},
      ignore: ['target', '.git'],
    },
  ]
}
