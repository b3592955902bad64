/** Placeholder until this function is written; the bundle needs an entry. */
export const handler = async (): Promise<never> => {
  throw new Error('not written yet');
};
