/** Documents as UTF-8 text with a word on every byte. */
import type { ByteSpan, Encoded } from "#schema/codec.ts";
import type { JsonValue } from "#schema/payload.ts";
import { utf8Bytes } from "#schema/utf8.ts";
import { isList, isObject, memberPath, shownValue } from "./reads-values.ts";

/** Without blanks, members in their order. */
export function encodeText(value: JsonValue): Encoded {
  const writer = new TextWriter();
  writer.write(value, "");
  return { bytes: Uint8Array.from(writer.bytes), spans: writer.spans };
}

class TextWriter {
  readonly bytes: number[] = [];
  readonly spans: ByteSpan[] = [];

  write(value: JsonValue, path: string): void {
    if (isList(value)) {
      this.#span(path, "syntax", "a list begins", "[");
      for (const [index, item] of value.entries()) {
        if (index > 0) this.#span(path, "syntax", "the next item", ",");
        this.write(item, `${path}[${index}]`);
      }
      this.#span(path, "syntax", "the list ends", "]");
    } else if (isObject(value)) {
      this.#span(path, "syntax", "an object begins", "{");
      for (const [index, [name, part]] of Object.entries(value).entries()) {
        const at = memberPath(path, name);
        if (index > 0) this.#span(path, "syntax", "the next property", ",");
        this.#span(at, "name", shownValue(name), JSON.stringify(name));
        this.#span(at, "syntax", "its value follows", ":");
        this.write(part, at);
      }
      this.#span(path, "syntax", "the object ends", "}");
    } else {
      this.#span(path, "value", shownValue(value), JSON.stringify(value));
    }
  }

  #span(path: string, role: string, says: string, text: string): void {
    const start = this.bytes.length;
    for (const byte of utf8Bytes(text)) this.bytes.push(byte);
    this.spans.push({ start, end: this.bytes.length, path, role, says });
  }
}
