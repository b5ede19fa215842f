/**
 * Fetches what the first picture needs nothing of: the type for config names and figures in code, and letters beyond
 * Latin-1. Once the page stands, nothing it shows sends it back to the server.
 */
export function fetchType(): void {
  void document.fonts.load('1em "JetBrains Mono Variable"');
  void document.fonts.load('1em "Inter Variable"', "ł");
}
