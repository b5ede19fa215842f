/**
 * What a verdict takes on a keystroke: a new text is parsed and compared with every older version, both ways. In CPU
 * time of the whole process, garbage collection and compilation with it, since other work runs beside.
 */
import { checkVersion, type NamedSchema } from "#schema/check.ts";
import { FORMAT_NAMES, type FormatName } from "#schema/format.ts";
import { formats } from "#schema/formats/index.ts";
import { registries } from "#schema/registries/index.ts";
import { percentile } from "./statistics.ts";
import type { Row } from "./table.ts";

const FIELDS = 300;
const VERSIONS = 50;
/** Keystrokes measured, after as many that warm up. */
const KEYSTROKES = 40;
/** One frame. */
const TARGET_MS = 16;

/** One row a format: a schema that grew by a field a version, and a person who types the next one. */
export function schemaRows(): Row[] {
  return FORMAT_NAMES.map((name) => {
    const versions = Array.from({ length: VERSIONS }, (_, index) => parsed(name, textOf(name, index, "")));
    const tookMs: number[] = [];
    for (let keystroke = 0; keystroke < 2 * KEYSTROKES; keystroke++) {
      // Each text is another one, as while typing a name.
      const text = textOf(name, VERSIONS, `_${"x".repeat(keystroke + 1)}`);
      const from = process.cpuUsage();
      const candidate = parsed(name, text);
      const options = { rules: registries.confluent.rules[name], policy: "STRICT" } as const;
      checkVersion({ format: formats[name], options, mode: "FULL_TRANSITIVE", versions, candidate });
      const { user, system } = process.cpuUsage(from);
      if (keystroke >= KEYSTROKES) tookMs.push((user + system) / 1000);
    }
    const p95 = percentile(tookMs, 95);
    return {
      figure: `schema verdict, ${formats[name].title}: ${FIELDS} fields, parsed and compared with ${VERSIONS} versions both ways, ${KEYSTROKES} keystrokes`,
      measured: `CPU median ${percentile(tookMs, 50).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
      target: `p95 <= ${TARGET_MS} ms`,
      holds: p95 <= TARGET_MS,
    };
  });
}

function parsed(name: FormatName, text: string): NamedSchema {
  const { schema, problems } = formats[name].parse(text, { isNew: false });
  if (schema === null) throw new Error(`The schema to measure is wrong: ${problems[0]?.says ?? ""}`);
  return { name: text.slice(-8), schema };
}

/** A version of a record that gains an optional field a version, up to `FIELDS`; `suffix` is what is being typed at its end. */
function textOf(name: FormatName, version: number, suffix: string): string {
  const count = FIELDS - VERSIONS + version;
  const names = Array.from(
    { length: count },
    (_, index) => `field_${index}${index === count - 1 ? suffix : ""}`,
  );
  switch (name) {
    case "avro": {
      const types = ["string", "int", "long", "double"];
      const fields = names.map((field, index) =>
        index % 2 === 0
          ? { name: field, type: ["null", types[index % 4]], default: null }
          : { name: field, type: types[index % 4] ?? "int", default: 0 },
      );
      return JSON.stringify({ type: "record", name: "Order", namespace: "shop", fields }, null, 2);
    }
    case "protobuf": {
      const types = ["string", "int32", "int64", "double"];
      const fields = names.map((field, index) => `  ${types[index % 4] ?? ""} ${field} = ${index + 1};`);
      return `syntax = "proto3";\npackage shop;\nmessage Order {\n${fields.join("\n")}\n}\n`;
    }
    case "json": {
      const types = ["string", "integer", "boolean", "number"];
      const properties = names.map((field, index) => [field, { type: types[index % 4] }]);
      return JSON.stringify(
        { type: "object", additionalProperties: false, properties: Object.fromEntries(properties) },
        null,
        2,
      );
    }
  }
}
