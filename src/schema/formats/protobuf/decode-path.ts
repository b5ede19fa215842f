/** Where in a record: `Order.lines[0].labels["a"]`. */

/** A field's name, a place in a list, or a key of a map. */
export type RecordPath = (string | number | { readonly key: string })[];

export function pathText(path: Readonly<RecordPath>): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (typeof part === "string") text += text === "" ? part : `.${part}`;
    else text += `[${JSON.stringify(part.key)}]`;
  }
  return text;
}
