/** What is deleted with its stack cannot be protected from it. */
export function contradictoryProtection(context: Readonly<Record<string, unknown>>): string[] {
  const { deletionProtection, removalPolicy } = context;
  if (removalPolicy !== 'destroy' || String(deletionProtection) !== 'true') return [];
  return [
    `deletionProtection: received ${JSON.stringify(deletionProtection)}, expected false, because removalPolicy=destroy deletes the tables with the stack`,
  ];
}
