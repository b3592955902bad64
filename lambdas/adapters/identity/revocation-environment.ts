import { type EnvironmentOf, text } from '../runtime/read-environment.ts';

/** The variables of a function that asks who is let in no more. */
export const revocationVariables = { REVOCATIONS_TABLE_NAME: text, USERS_TABLE_NAME: text };

export type RevocationEnvironment = EnvironmentOf<typeof revocationVariables>;
