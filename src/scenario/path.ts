/** Where something stands in a document, as people write it: `nodes[2].position.x`, `config["a b"]`. */

const PLAIN_NAME = /^[A-Za-z_$][A-Za-z0-9_$-]*$/;

/** The path of a field (string) or of a list's item (number) below `path`; "" is the document itself. */
export function below(path: string, step: string | number): string {
  if (typeof step === "number") return `${path}[${step}]`;
  if (!PLAIN_NAME.test(step)) return `${path}[${JSON.stringify(step)}]`;
  return path === "" ? step : `${path}.${step}`;
}

/** The steps of a path, or null if it is none. */
export function stepsOf(path: string): (string | number)[] | null {
  const steps: (string | number)[] = [];
  const part = /\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\.?([A-Za-z_$][A-Za-z0-9_$-]*)/y;
  while (part.lastIndex < path.length) {
    const match = part.exec(path);
    if (match === null) return null;
    const [, index, quoted, name] = match;
    if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(String(JSON.parse(quoted)));
    else if (name !== undefined) steps.push(name);
  }
  return steps;
}
