import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { readGradleProject } from '../../src/stacks/java-maven/java-project.ts'

const boot = "plugins { id 'org.springframework.boot' version '3.5.7' }\n"

/** The jar, the Java release, and what may bring libraries; the container's folder is `app`. */
function told(files: Record<string, string>, path = 'build.gradle') {
  const project = readGradleProject(memoryApp(files), path, '.', path.split('/').at(-2) ?? 'app')
  return [project?.jar?.name, project?.version?.value, project?.dependency?.fact, project?.boot?.version]
}

test.each<[string, Record<string, string>, string, readonly (string | undefined)[]]>([
  [
    'a name from settings.gradle, a toolchain in Groovy',
    {
      'settings.gradle': "rootProject.name = 'shop'",
      'build.gradle': `${boot}version = '1.2'\njava { toolchain { languageVersion = JavaLanguageVersion.of(21) } }`,
    },
    'build.gradle',
    ['shop-1.2.jar', '21', 'applies org.springframework.boot, which may bring libraries', '3.5.7'],
  ],
  [
    'the folder’s name, a version from gradle.properties, a toolchain in Kotlin',
    {
      'gradle.properties': 'version=3.0',
      'build.gradle.kts': 'plugins { java }\nkotlin { jvmToolchain(17) }',
    },
    'build.gradle.kts',
    ['app-3.0.jar', '17', undefined, undefined],
  ],
  [
    'a whole name, a release of old, a library on one line',
    {
      'build.gradle':
        "apply plugin: 'java'\nsourceCompatibility = 1.8\njar { archiveFileName = 'run.jar' }\ndependencies { implementation 'a:b:1' }",
    },
    'build.gradle',
    ['run.jar', '8', "depends on implementation 'a:b:1'", undefined],
  ],
  [
    'a shaded jar',
    { 'build.gradle': "plugins { id 'com.gradleup.shadow' version '9.0.0' }\nversion '2'" },
    'build.gradle',
    ['app-2-all.jar', undefined, undefined, undefined],
  ],
  [
    'a project below, which takes the root’s version and release',
    {
      'build.gradle': "allprojects { version = '7' }\njava { sourceCompatibility = JavaVersion.VERSION_21 }",
      'api/build.gradle': "// version = '9'\nplugins { id 'java' }",
    },
    'api/build.gradle',
    ['api-7.jar', '21', undefined, undefined],
  ],
])('%s', (_, files, path, expected) => {
  expect(told(files, path)).toEqual(expected)
})
