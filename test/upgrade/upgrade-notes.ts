/**
 * What the steps of the coming release are about, as its notes have them: the names in backticks that a line of
 * "Upgrade" begins with, before its colon. What other releases say of upgrades is not about this one.
 */
export function upgradeSubjects(changelog: string): readonly string[] {
  const [, unreleased = ''] =
    /^## \[Unreleased\]$([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog) ?? [];
  const [, upgrade] = /^### Upgrade$([\s\S]*?)(?=^### |$(?![\s\S]))/m.exec(unreleased) ?? [];
  if (upgrade === undefined) throw new Error('CHANGELOG.md has no "Upgrade" under [Unreleased]');
  return [...upgrade.matchAll(/^- ((?:`[^`]+`,\s+)*`[^`]+`):/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
}
