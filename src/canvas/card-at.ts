/** Id of the card that holds this element, or null. */
export function cardAt(element: Element | null): string | null {
  return element?.closest(".react-flow__node")?.getAttribute("data-id") ?? null;
}
