/** The stack of no stage; those of stages begin with it. */
const plainName = 'GalloBetsRealtime';

/** So long that every name which AWS makes of a stack's stays within its bounds: 64 of a Web Function. */
const stagePattern = /^[a-z][a-z0-9-]{0,19}$/;

/** They name the files of no stage: config/default.json, outputs.local.json and outputs.aws.json. */
const takenNames = ['aws', 'default', 'local'];

/** Whether a stage may be called so. */
export function isStageName(text: string): boolean {
  return stagePattern.test(text) && !takenNames.includes(text);
}

/** The name of a stage's stack, which is also the one key of its outputs file. */
export function stackNameOf(stage?: string): string {
  return stage === undefined ? plainName : `${plainName}-${stage}`;
}

/** Whether a stack of that name is one of ours, of whatever stage. */
export function isStackName(name: string): boolean {
  return (
    name === plainName ||
    (name.startsWith(`${plainName}-`) && isStageName(name.slice(plainName.length + 1)))
  );
}
