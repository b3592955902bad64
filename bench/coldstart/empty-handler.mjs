/** Against whose start all others are measured. */
export const handler = async () => {};
