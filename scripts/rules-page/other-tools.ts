/** BuildKit's checks, all of them: https://docs.docker.com/reference/build-checks/ */
export const buildkitChecks: readonly string[] = [
  'StageNameCasing',
  'FromAsCasing',
  'NoEmptyContinuation',
  'ConsistentInstructionCasing',
  'DuplicateStageName',
  'ReservedStageName',
  'JSONArgsRecommended',
  'MaintainerDeprecated',
  'UndefinedArgInFrom',
  'WorkdirRelativePath',
  'UndefinedVar',
  'MultipleInstructionsDisallowed',
  'LegacyKeyValueFormat',
  'InvalidBaseImagePlatform',
  'RedundantTargetPlatform',
  'SecretsUsedInArgOrEnv',
  'InvalidDefaultArgInFrom',
  'FromPlatformFlagConstDisallowed',
  'CopyIgnoredFile',
  'InvalidDefinitionDescription',
  'ExposeProtoCasing',
  'ExposeInvalidFormat',
]

/** hadolint's own rules: https://github.com/hadolint/hadolint#rules */
export const hadolintRules: readonly string[] = [
  'DL1001 DL3000 DL3001 DL3002 DL3003 DL3004 DL3006 DL3007 DL3008 DL3009',
  'DL3010 DL3011 DL3012 DL3013 DL3014 DL3015 DL3016 DL3018 DL3019 DL3020',
  'DL3021 DL3022 DL3023 DL3024 DL3025 DL3026 DL3027 DL3028 DL3029 DL3030',
  'DL3032 DL3033 DL3034 DL3035 DL3036 DL3037 DL3038 DL3040 DL3041 DL3042',
  'DL3043 DL3044 DL3045 DL3046 DL3047 DL3048 DL3049 DL3050 DL3051 DL3052',
  'DL3053 DL3054 DL3055 DL3056 DL3057 DL3058 DL3059 DL3060 DL3061 DL3062',
  'DL4000 DL4001 DL4003 DL4004 DL4005 DL4006',
].flatMap(line => line.split(' '))

const PINNED =
  'Not a rule. Distributions take old versions off their mirrors, so a pinned package stops the build within weeks. What makes a build repeatable is the base image by version or digest, and a lock file.'
const LABELS = 'Not a rule. What labels an image should have is a matter of the organisation.'

/** Why a check of another tool has no counterpart; where a rule names it as its own, the rule counts. */
export const whyNot: Readonly<Record<string, string>> = {
  InvalidBaseImagePlatform: 'It needs the registry, and check asks no one. The build tells it.',
  InvalidDefinitionDescription:
    'Not a rule. It is about comments that document a stage or an argument for `docker build --call=outline`.',
  RedundantTargetPlatform: 'Not a rule yet. The flag does nothing there, and costs nothing.',
  FromPlatformFlagConstDisallowed: 'Not a rule yet. It stands in the way of multi-platform builds.',
  UndefinedArgInFrom:
    'Not a rule yet. The base of such a stage is unknown, and what rests on it is left alone.',
  InvalidDefaultArgInFrom:
    'Not a rule. An ARG without a default that FROM needs is often given with --build-arg; the base is then unknown, and what rests on it is left alone.',
  UndefinedVar: 'Not a rule yet. Such a variable is unknown, and what rests on it is left alone.',
  LegacyKeyValueFormat: 'Not a rule yet. It is read as it is meant.',
  JSONArgsRecommended: 'Not a rule yet, but where the image has no shell: `shell-form-without-shell`.',
  SecretsUsedInArgOrEnv: 'Not a rule yet.',
  DL1001: 'Not a rule. A pragma with a reason is the right way to disagree.',
  DL3001: 'Not a rule. A command that makes no sense in a container does no harm in a build.',
  DL3002: 'Not a rule yet.',
  DL3003: 'Not a rule. `cd` in a RUN of several commands is right, and WORKDIR would move what comes after.',
  DL3004: 'Not a rule yet.',
  DL3008: PINNED,
  DL3013: `${PINNED} For Python that is requirements.txt with hashes, or uv.lock.`,
  DL3014: 'Not a rule yet. A build that asks a question stops by itself.',
  DL3016: PINNED,
  DL3018: PINNED,
  DL3020:
    'Not a rule. ADD of a local file is what COPY is; of an archive it is the better way (`archive-copied`).',
  DL3021: 'Not a rule yet. The build tells it.',
  DL3025: 'Not a rule yet, but where the image has no shell: `shell-form-without-shell`.',
  DL3026: 'Not a rule yet.',
  DL3027:
    'Not a rule. apt and apt-get do the same here; the warning that apt prints is for scripts that read its output.',
  DL3028: PINNED,
  DL3029: 'Not a rule. A stage that builds on the native platform is how cross-compiling is done.',
  DL3030: 'Not a rule yet. A build that asks a question stops by itself.',
  DL3033: PINNED,
  DL3034: 'Not a rule yet. A build that asks a question stops by itself.',
  DL3037: PINNED,
  DL3038: 'Not a rule yet. A build that asks a question stops by itself.',
  DL3041: PINNED,
  DL3044: 'Not a rule yet.',
  DL3045: 'Not a rule yet.',
  DL3046: 'Not a rule yet.',
  DL3047: 'Not a rule. The progress of a download is no fault of an image.',
  DL3048: LABELS,
  DL3049: LABELS,
  DL3050: LABELS,
  DL3051: LABELS,
  DL3052: LABELS,
  DL3053: LABELS,
  DL3054: LABELS,
  DL3055: LABELS,
  DL3056: LABELS,
  DL3057:
    'Not a rule. Most orchestrators ask by themselves, and HEALTHCHECK wants a program in the image that asks.',
  DL3058: LABELS,
  DL3059:
    'Not a rule. Several RUNs cost no byte by themselves; where one leaves what a later removes, `rm-frees-nothing` says so.',
  DL3062: 'Not a rule. go.sum pins what the module builds; tools that are installed by name are few.',
  DL4001: 'Not a rule. Both tools in one build stage cost nothing in the image that ships.',
  DL4005: 'Not a rule. Replacing /bin/sh and SHELL do not mean the same.',
  DL4006: 'Not a rule yet.',
}
