/** What avsc asks of Node's `util`; vite.config.ts puts it in its place for browsers, which have none. */

export function debuglog(): () => void {
  return () => {};
}

/** `%s`, `%d` and `%j` are replaced in order, and what is left over is appended, as Node does. */
export function format(text: string, ...values: unknown[]): string {
  let used = 0;
  const filled = text.replaceAll(/%[sdj]/g, (mark) => {
    if (used >= values.length) return mark;
    const value = values[used++];
    return mark === "%j" ? (JSON.stringify(value) ?? "undefined") : String(value);
  });
  return [filled, ...values.slice(used).map(String)].join(" ");
}

/** Makes one class of the old kind inherit from another. */
export function inherits(child: { prototype: object }, parent: { prototype: object }): void {
  Object.assign(child, { super_: parent });
  Object.setPrototypeOf(child.prototype, parent.prototype);
}

/** Deprecations are the library's own business here. */
export function deprecate<F>(method: F): F {
  return method;
}
