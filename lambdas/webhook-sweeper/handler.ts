/** To come. */
export async function handler(): Promise<void> {}
