import { standInFor } from '../../lab/stand-ins/stand-in-for.ts'

/** By repository: the tag that comes nearest to another tag, of those that there are stand-ins for. */
const NEAREST: Readonly<Record<string, (tag: string) => string>> = {
  node: tag => `node:${major(tag) > 20 ? '22' : '20'}${variant(tag)}`,
  python: tag => `python:${/^3\.1[2-9]|^3(?!\.)|^latest/.test(tag) ? '3.13' : '3.11'}-slim`,
  golang: tag => `golang:1.23${variant(tag).replace('-slim', '')}`,
  ruby: tag => `ruby:3.3${variant(tag).replace('-alpine', '-slim')}`,
  rust: tag => `rust:1.85${variant(tag).replace('-alpine', '-slim')}`,
  maven: () => 'maven:3.9-eclipse-temurin-21',
  openjdk: tag => `eclipse-temurin:21-${tag.includes('jre') ? 'jre' : 'jdk'}`,
  amazoncorretto: () => 'eclipse-temurin:21-jdk',
  'eclipse-temurin': tag => `eclipse-temurin:21-${tag.includes('jre') ? 'jre' : 'jdk'}`,
  ubuntu: () => 'debian:bookworm-slim',
  debian: () => 'debian:bookworm-slim',
}

/**
 * The image itself where there is a stand-in for it, else the nearest one: often another version, which the report
 * says. Undefined where nothing comes near.
 */
export function nearestBase(image: string): string | undefined {
  if (image === 'scratch' || standInFor(image) !== undefined) return image
  const [repository = '', tag = 'latest'] = image.replace(/@.*/, '').split(':')
  const near = NEAREST[repository]?.(tag)
  return near === undefined || standInFor(near) === undefined ? undefined : near
}

const major = (tag: string): number => Number(/^\d+/.exec(tag)?.[0] ?? 99)
const variant = (tag: string): string => /-(?:alpine|slim)/.exec(tag)?.[0] ?? ''
