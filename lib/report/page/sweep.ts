export function sweepPage(_: unknown): string {
  return "";
}
