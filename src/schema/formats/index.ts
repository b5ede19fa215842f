/** Registry of schema formats. The key is what a subject and `--format` say. */
import type { FormatName, SchemaFormat } from "#schema/format.ts";
import { avroFormat } from "./avro/format.ts";
import { jsonFormat } from "./json/format.ts";
import { protobufFormat } from "./protobuf/format.ts";

export const formats: Readonly<Record<FormatName, SchemaFormat>> = {
  avro: avroFormat,
  json: jsonFormat,
  protobuf: protobufFormat,
};

/** The format of a name, or undefined where this version has none. */
export function formatNamed(name: string): SchemaFormat | undefined {
  return Object.hasOwn(formats, name) ? formats[name as FormatName] : undefined;
}
