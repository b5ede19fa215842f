/** How much schema text is looked at: what goes beyond is one clear problem, never a hang. */

/** Of one text, in UTF-16 units. Confluent's registry takes 1 MB a request; schemas of people have a few kB. */
export const SCHEMA_TEXT_MAX = 262_144;

/** How deep types may be inside each other: a record in a field in a record … */
export const SCHEMA_DEPTH_MAX = 64;

/** Of one record or message. */
export const FIELDS_MAX = 2000;

/** Parts of a schema in all: types, fields, branches. */
export const SCHEMA_NODES_MAX = 20_000;

/** Problems that are told of one text; the first ones by their places. */
export const PROBLEMS_MAX = 100;
