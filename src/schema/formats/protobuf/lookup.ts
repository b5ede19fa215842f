/** What a difference is about, found in one schema by the path that people see, e.g. `Order.Line.price`. */
import { localTypes } from "./places.ts";
import type {
  ProtoEnum,
  ProtoEnumConstant,
  ProtoField,
  ProtoMessage,
  ProtoOneof,
  ProtoSchema,
} from "./schema.ts";

export type Found =
  | { readonly kind: "file" }
  | { readonly kind: "message"; readonly message: ProtoMessage }
  | { readonly kind: "enum"; readonly enum: ProtoEnum }
  | { readonly kind: "field"; readonly message: ProtoMessage; readonly field: ProtoField }
  | { readonly kind: "oneof"; readonly message: ProtoMessage; readonly oneof: ProtoOneof }
  | { readonly kind: "constant"; readonly enum: ProtoEnum; readonly constant: ProtoEnumConstant };

/** null where the path leads into another file, or to a call. */
export function lookUp(schema: ProtoSchema, path: string): Found | null {
  if (path === "") return { kind: "file" };
  const { messages, enums } = localTypes(schema);
  const message = messages.get(path);
  if (message !== undefined) return { kind: "message", message };
  const type = enums.get(path);
  if (type !== undefined) return { kind: "enum", enum: type };
  const dot = path.lastIndexOf(".");
  const name = path.slice(dot + 1);
  const around = messages.get(path.slice(0, Math.max(0, dot)));
  if (around !== undefined) {
    const field = around.fieldsByName.get(name);
    if (field !== undefined) return { kind: "field", message: around, field };
    const oneof = around.oneofs.find((each) => !each.synthetic && each.name === name);
    return oneof === undefined ? null : { kind: "oneof", message: around, oneof };
  }
  const holder = enums.get(path.slice(0, Math.max(0, dot)));
  const constant = holder?.constantsByName.get(name);
  return holder === undefined || constant === undefined ? null : { kind: "constant", enum: holder, constant };
}
