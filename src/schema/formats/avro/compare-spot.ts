/** Where a comparison is in both schemas at once: a pointer as Java counts it, and a place in each text. */
import type { Place } from "#schema/difference.ts";
import type { TextRange } from "#schema/text-range.ts";
import type { AvroField, AvroType, NamedType, RecordType, TypeUse } from "./schema.ts";

export interface Spot {
  /** Without the slash of the root: `/fields/2/type`; "" at the root. */
  readonly location: string;
  readonly reader: Place;
  readonly writer: Place;
  /** Where the types that are compared here are used: what a fix replaces. */
  readonly readerUse: TypeUse;
  readonly writerUse: TypeUse;
}

/** One finding of a comparison, with the parts of both schemas that it is about. */
export interface Finding<Code extends string> extends Spot {
  readonly code: Code;
  readonly message: string;
  /** The reader's field that it is about, where it is about one as such. */
  readonly field: AvroField | null;
}

/** A finding at a spot; its location is `/` at the root. */
export function findingAt<Code extends string>(
  code: Code,
  message: string,
  spot: Spot,
  field: AvroField | null = null,
): Finding<Code> {
  return { ...spot, location: spot.location === "" ? "/" : spot.location, code, message, field };
}

/** Both schemas as a whole. */
export function rootSpot(reader: TypeUse, writer: TypeUse): Spot {
  return {
    location: "",
    reader: rootPlace(reader),
    writer: rootPlace(writer),
    readerUse: reader,
    writerUse: writer,
  };
}

function rootPlace(use: TypeUse): Place {
  const { type } = use;
  return { path: "name" in type ? type.name : "", range: headOfUse(use) };
}

/** The place of a part of the present one; a record at the top is called by its name. What another text holds is where it is referred to. */
export function inside(place: Place, use: TypeUse): Place {
  const { type } = use;
  const path = place.path === "" && "name" in type ? type.name : place.path;
  return { path, range: use.foreign ? place.range : headOfUse(use) };
}

/** The place of a list's items or a map's values. */
export function insideContainer(place: Place, suffix: "[]" | "{}", use: TypeUse): Place {
  return inside({ path: place.path + suffix, range: place.range }, use);
}

/** The place of a field, `range` being a part of it. */
export function onField(place: Place, record: RecordType, field: AvroField, range: TextRange): Place {
  const path = place.path === "" ? field.name : `${place.path}.${field.name}`;
  return { path, range: record.foreign ? place.range : range };
}

/** The place of a named type, `range` being a part of its definition. */
export function onType(place: Place, type: NamedType, range: TextRange): Place {
  return { path: place.path === "" ? type.name : place.path, range: type.foreign ? place.range : range };
}

/** The type of a field: its word or name, not the whole definition. */
export function onFieldType(place: Place, record: RecordType, field: AvroField): Place {
  return onField(place, record, field, headOfUse(field.type));
}

function headOfUse({ type, range, defines }: TypeUse): TextRange {
  return defines && !type.foreign ? type.headRange : range;
}

/** Whether two types are plainly of one structure and meaning: nothing about them is to be told. */
export function isSameShape(reader: AvroType, writer: AvroType): boolean {
  return reader.shape !== null && reader.shape === writer.shape;
}

/** Types without parts and without a name, of which two of one kind always fit. */
export function isPlain({ kind }: AvroType): boolean {
  switch (kind) {
    case "record":
    case "enum":
    case "fixed":
    case "array":
    case "map":
    case "union":
      return false;
    default:
      return true;
  }
}
