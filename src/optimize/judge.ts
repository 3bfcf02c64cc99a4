import type { Config } from '../config/config.ts'
import type { Engine } from '../engines/engine.ts'
import type { Candidate } from '../rewrite/candidate.ts'
import { harden, type Hardening } from '../verify/harden.ts'
import type { Reference } from '../verify/prove.ts'
import { observeOriginal, prove } from '../verify/prove.ts'
import type { Observation, Verdict } from '../verify/verdict.ts'
import type { Detail } from './progress.ts'

/** A verdict, and what was seen of the candidate. */
export interface Judgement {
  readonly verdict: Verdict
  readonly readyMs: number | undefined
  readonly peakMemoryBytes?: number | undefined
  readonly observation?: Observation | undefined
}

/** Judges candidates against the original, whose observations are kept from one candidate to the next. */
export interface Judge {
  judge(candidate: Candidate, image: string, onDetail: Detail): Promise<Judgement>
  /** With how little a judged image still answers as the original did; undefined where it needs all that it has. */
  harden?(
    candidate: Pick<Candidate, 'changes'>,
    image: string,
    written: readonly string[],
    onDetail: Detail,
  ): Promise<Hardening | undefined>
  /** What was seen of the original's first run. */
  observed(onDetail: Detail): Promise<Reference>
  /** How long the original took until it answered; known once something was judged. */
  originalReadyMs(): number | undefined
  /** The most memory that the original had at once; known where `originalReadyMs` is, and the engine tells. */
  originalPeakMemory?(): number | undefined
}

/** @param original the original's built image */
export function createJudge(engine: Engine, config: Config, original: string, signal: AbortSignal): Judge {
  let reference: Reference | undefined
  const observed = async (onDetail: Detail): Promise<Reference> => {
    reference ??= await observeOriginal({
      engine,
      config,
      image: original,
      onProgress: told(onDetail),
      signal,
    })
    return reference
  }
  return {
    observed,
    async judge(candidate, image, onDetail) {
      const proof = await prove({
        engine,
        config,
        reference: await observed(onDetail),
        candidate: image,
        basis: candidate.contractOnly === undefined ? 'probes' : 'contract',
        changes: candidate.changes,
        onProgress: told(onDetail),
        signal,
      })
      reference = proof.reference
      const { verdict, observation } = proof
      const { ready, peakMemoryBytes } = observation ?? {}
      return { verdict, readyMs: ready?.ms, peakMemoryBytes, observation }
    },
    harden: async ({ changes }, image, written, onDetail) =>
      harden({
        engine,
        config,
        image,
        reference: await observed(onDetail),
        changes,
        written,
        onProgress: told(onDetail),
        signal,
      }),
    originalReadyMs: () => reference?.observations[0]?.ready?.ms,
    originalPeakMemory: () => reference?.observations[0]?.peakMemoryBytes,
  }
}

/** Which image is observed is a step; what it is asked is a moment. */
export function told(onDetail: Detail): (text: string) => void {
  return text => onDetail(text, /^(?:original|candidate)\b/.test(text) ? 'step' : 'moment')
}
