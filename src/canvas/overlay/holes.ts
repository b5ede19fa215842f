/** Controls that stand over cards: the overlay lies above the page's elements, so it leaves these places free. */
const elements = new Set<HTMLElement>();
const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

/** Keeps the place of this element free until the answer is called. For a React `ref`. */
export function keepFree(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return undefined;
  elements.add(element);
  // Told at once, too, when it is first observed.
  const sizes = new ResizeObserver(changed);
  sizes.observe(element);
  return () => {
    sizes.disconnect();
    elements.delete(element);
    changed();
  };
}

/** Calls back whenever a place comes, goes or changes its size; the answer ends it. */
export function onHolesChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Whether anything has to be kept free. */
export function hasHoles(): boolean {
  return elements.size > 0;
}

/** Takes the picture away where controls stand. `origin` is the canvas's place in the window. */
export function cutHoles(pen: CanvasRenderingContext2D, origin: DOMRect, pixelRatio: number): void {
  if (elements.size === 0) return;
  pen.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  for (const element of elements) {
    const box = element.getBoundingClientRect();
    pen.clearRect(box.left - origin.left, box.top - origin.top, box.width, box.height);
  }
}
