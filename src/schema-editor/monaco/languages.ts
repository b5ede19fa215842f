/** Colours of the three formats: Avro and JSON Schema are JSON with the words of the format lit, Protobuf is its own. */
import { AVRO_TYPES, JSON_TYPES, PROTO_KEYWORDS, PROTO_TYPES } from "#schema-editor/words.ts";
import { languages } from "./monaco.ts";

/** Language ids; those of the formats. */
export const LANGUAGES = ["avro", "json", "protobuf"] as const;

const JSON_BRACKETS: languages.LanguageConfiguration = {
  brackets: [
    ["{", "}"],
    ["[", "]"],
  ],
  autoClosingPairs: [
    { open: "{", close: "}", notIn: ["string"] },
    { open: "[", close: "]", notIn: ["string"] },
    { open: '"', close: '"', notIn: ["string"] },
  ],
  surroundingPairs: [
    { open: "{", close: "}" },
    { open: "[", close: "]" },
    { open: '"', close: '"' },
  ],
  indentationRules: {
    increaseIndentPattern: /[{[]\s*$/,
    decreaseIndentPattern: /^\s*[}\]]/,
  },
  wordPattern: /[A-Za-z_$][\w$.-]*/,
};

const PROTO_CONFIGURATION: languages.LanguageConfiguration = {
  ...JSON_BRACKETS,
  comments: { lineComment: "//", blockComment: ["/*", "*/"] },
  brackets: [
    ["{", "}"],
    ["[", "]"],
    ["(", ")"],
    ["<", ">"],
  ],
  wordPattern: /[A-Za-z_][\w.]*/,
};

/** JSON in which the values of `types` are lit where they stand as texts. */
function jsonWith(types: readonly string[]): languages.IMonarchLanguage {
  return {
    defaultToken: "",
    tokenizer: {
      root: [
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/, "key"],
        [new RegExp(`"(?:${types.join("|")})"`), "type"],
        [/"(?:[^"\\]|\\.)*"/, "string"],
        [/"(?:[^"\\]|\\.)*$/, "string"],
        [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, "number"],
        [/\b(?:true|false|null)\b/, "keyword"],
        [/\/\/.*$/, "comment"],
        [/\/\*/, "comment", "@comment"],
        [/[{}[\],:]/, "delimiter"],
      ],
      comment: [
        [/[^*]+/, "comment"],
        [/\*\//, "comment", "@pop"],
        [/\*/, "comment"],
      ],
    },
  };
}

const PROTO: languages.IMonarchLanguage = {
  defaultToken: "",
  types: [...PROTO_TYPES],
  keywords: [...PROTO_KEYWORDS],
  tokenizer: {
    root: [
      [/[A-Za-z_]\w*/, { cases: { "@types": "type", "@keywords": "keyword", "@default": "identifier" } }],
      [/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/, "string"],
      [/0[xX][\da-fA-F]+|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, "number"],
      [/\/\/.*$/, "comment"],
      [/\/\*/, "comment", "@comment"],
      [/[{}[\]()<>;,=.]/, "delimiter"],
    ],
    comment: [
      [/[^*]+/, "comment"],
      [/\*\//, "comment", "@pop"],
      [/\*/, "comment"],
    ],
  },
};

let isRegistered = false;

/** Makes the languages known, once. */
export function registerLanguages(): void {
  if (isRegistered) return;
  isRegistered = true;
  const all = [
    ["avro", jsonWith(AVRO_TYPES), JSON_BRACKETS],
    ["json", jsonWith(JSON_TYPES), JSON_BRACKETS],
    ["protobuf", PROTO, PROTO_CONFIGURATION],
  ] as const;
  for (const [id, colours, configuration] of all) {
    languages.register({ id });
    languages.setMonarchTokensProvider(id, colours);
    languages.setLanguageConfiguration(id, configuration);
  }
}
