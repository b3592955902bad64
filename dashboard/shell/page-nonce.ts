/** The nonce that this page's style elements must carry; browsers hide the attribute, not the property. */
export function pageNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce ?? '';
}
