export function ConnectionsPicture() {
  return null;
}
