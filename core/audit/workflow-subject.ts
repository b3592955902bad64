/**
 * A workflow as the subject of an audit entry. A backend may give it any id: what is no printable ASCII
 * character is escaped as in a URL, and so is the sign of escapes, so that no two ids are one subject.
 */
export function workflowSubject(workflowId: string): string {
  const escaped = workflowId
    .toWellFormed()
    .replaceAll(/[^\x21-\x24\x26-\x7e]+/gu, part => encodeURIComponent(part));
  return `workflow#${escaped}`;
}
