import type { AppFiles } from '../app/app-files.ts'
import type { Stage } from './build-model.ts'

const command =
  /\bgit\s+(?:-\S+\s+)*(?:rev-parse|rev-list|describe|log|show|status|tag|branch|archive|submodule|ls-files)\b/
const library =
  /git-commit-id|buildnumber-maven|git-revision-webpack|vite-plugin-git|git-rev-sync|git-last-commit|simple-git|isomorphic-git|git-describe|setuptools[_-]scm|versioneer|hatch-vcs|dunamai|poetry-dynamic-versioning|vergen|shadow-rs|\bgit2\b|MinVer|GitVersion|axion-release|sbt-git|ReadBuildInfo/
const recipes =
  /(?:^|\/)(?:Makefile|GNUmakefile|[^/]*\.(?:[cm]?[jt]s|json|xml|sh|mk|gradle|kts|toml|ya?ml|py|cfg|go|rs|sbt|gemspec|csproj|props))$/

/**
 * True where some step of the build may read version control, so that `.git` has to stay in the build context.
 * RUNs, and the configuration and scripts in the upper two levels of the folder, are searched as text.
 */
export function readsGit(app: AppFiles, stages: readonly Stage[]): boolean {
  const runs = stages.flatMap(stage => stage.steps.map(step => step.script))
  const inRun = runs.some(script => script?.commands.some(each => each.words[0]?.value === 'git'))
  if (inRun || runs.some(script => script && command.test(script.text))) return true
  return app.list().some(path => {
    const deep = path.indexOf('/') !== path.lastIndexOf('/')
    if (deep || !recipes.test(path) || /lock/.test(path)) return false
    const text = app.read(path) ?? ''
    return command.test(text) || library.test(text)
  })
}
