/** `google/protobuf/*.proto`: what of them a schema can refer to. Names, numbers and types as Google publishes them. */

const proto3 = (body: string): string => `syntax = "proto3"; package google.protobuf; ${body}`;

const FEATURES = `message FeatureSet { extensions 1000 to 9994;
  enum FieldPresence { FIELD_PRESENCE_UNKNOWN = 0; EXPLICIT = 1; IMPLICIT = 2; LEGACY_REQUIRED = 3; }
  optional FieldPresence field_presence = 1; }`;

const optionsMessage = (name: string, own: string): string =>
  `message ${name} { ${own} optional FeatureSet features = 50; repeated UninterpretedOption uninterpreted_option = 999; extensions 1000 to max; }`;

/** The options that files extend, and the descriptors' own names; their inner fields are left out. */
const DESCRIPTOR = `syntax = "proto2"; package google.protobuf;
  message FileDescriptorSet { repeated FileDescriptorProto file = 1; extensions 536000000; }
  message FileDescriptorProto { optional string name = 1; optional string package = 2; repeated string dependency = 3;
    repeated DescriptorProto message_type = 4; repeated EnumDescriptorProto enum_type = 5;
    repeated ServiceDescriptorProto service = 6; repeated FieldDescriptorProto extension = 7;
    optional FileOptions options = 8; optional string syntax = 12; }
  message DescriptorProto { optional string name = 1; repeated FieldDescriptorProto field = 2;
    repeated DescriptorProto nested_type = 3; repeated EnumDescriptorProto enum_type = 4; optional MessageOptions options = 7; }
  message FieldDescriptorProto { optional string name = 1; optional int32 number = 3; optional string type_name = 6; optional FieldOptions options = 8; }
  message OneofDescriptorProto { optional string name = 1; optional OneofOptions options = 2; }
  message EnumDescriptorProto { optional string name = 1; repeated EnumValueDescriptorProto value = 2; optional EnumOptions options = 3; }
  message EnumValueDescriptorProto { optional string name = 1; optional int32 number = 2; optional EnumValueOptions options = 3; }
  message ServiceDescriptorProto { optional string name = 1; repeated MethodDescriptorProto method = 2; optional ServiceOptions options = 3; }
  message MethodDescriptorProto { optional string name = 1; optional string input_type = 2; optional string output_type = 3; optional MethodOptions options = 4; }
  ${optionsMessage("FileOptions", "optional string java_package = 1;")}
  ${optionsMessage("MessageOptions", "optional bool deprecated = 3; optional bool map_entry = 7;")}
  ${optionsMessage("FieldOptions", "optional bool packed = 2; optional bool deprecated = 3;")}
  ${optionsMessage("OneofOptions", "")}
  ${optionsMessage("ExtensionRangeOptions", "")}
  ${optionsMessage("EnumOptions", "optional bool allow_alias = 2; optional bool deprecated = 3;")}
  ${optionsMessage("EnumValueOptions", "optional bool deprecated = 1;")}
  ${optionsMessage("ServiceOptions", "optional bool deprecated = 33;")}
  ${optionsMessage("MethodOptions", "optional bool deprecated = 33;")}
  message UninterpretedOption { optional string identifier_value = 3; optional bytes string_value = 7; }
  ${FEATURES}`;

const WRAPPERS = [
  ["DoubleValue", "double"],
  ["FloatValue", "float"],
  ["Int64Value", "int64"],
  ["UInt64Value", "uint64"],
  ["Int32Value", "int32"],
  ["UInt32Value", "uint32"],
  ["BoolValue", "bool"],
  ["StringValue", "string"],
  ["BytesValue", "bytes"],
]
  .map(([name, type]) => `message ${String(name)} { ${String(type)} value = 1; }`)
  .join(" ");

const STRUCT = `message Struct { map<string, Value> fields = 1; }
  message Value { oneof kind { NullValue null_value = 1; double number_value = 2; string string_value = 3;
    bool bool_value = 4; Struct struct_value = 5; ListValue list_value = 6; } }
  enum NullValue { NULL_VALUE = 0; }
  message ListValue { repeated Value values = 1; }`;

const TYPE = `import "google/protobuf/any.proto"; import "google/protobuf/source_context.proto";
  message Type { string name = 1; repeated Field fields = 2; repeated string oneofs = 3; repeated Option options = 4;
    SourceContext source_context = 5; Syntax syntax = 6; string edition = 7; }
  message Field { enum Kind { TYPE_UNKNOWN = 0; TYPE_DOUBLE = 1; TYPE_FLOAT = 2; TYPE_INT64 = 3; TYPE_UINT64 = 4; TYPE_INT32 = 5;
      TYPE_FIXED64 = 6; TYPE_FIXED32 = 7; TYPE_BOOL = 8; TYPE_STRING = 9; TYPE_GROUP = 10; TYPE_MESSAGE = 11; TYPE_BYTES = 12;
      TYPE_UINT32 = 13; TYPE_ENUM = 14; TYPE_SFIXED32 = 15; TYPE_SFIXED64 = 16; TYPE_SINT32 = 17; TYPE_SINT64 = 18; }
    enum Cardinality { CARDINALITY_UNKNOWN = 0; CARDINALITY_OPTIONAL = 1; CARDINALITY_REQUIRED = 2; CARDINALITY_REPEATED = 3; }
    Kind kind = 1; Cardinality cardinality = 2; int32 number = 3; string name = 4; string type_url = 6; int32 oneof_index = 7;
    bool packed = 8; repeated Option options = 9; string json_name = 10; string default_value = 11; }
  message Enum { string name = 1; repeated EnumValue enumvalue = 2; repeated Option options = 3; SourceContext source_context = 4;
    Syntax syntax = 5; string edition = 6; }
  message EnumValue { string name = 1; int32 number = 2; repeated Option options = 3; }
  message Option { string name = 1; Any value = 2; }
  enum Syntax { SYNTAX_PROTO2 = 0; SYNTAX_PROTO3 = 1; SYNTAX_EDITIONS = 2; }`;

const API = `import "google/protobuf/source_context.proto"; import "google/protobuf/type.proto";
  message Api { string name = 1; repeated Method methods = 2; repeated Option options = 3; string version = 4;
    SourceContext source_context = 5; repeated Mixin mixins = 6; Syntax syntax = 7; }
  message Method { string name = 1; string request_type_url = 2; bool request_streaming = 3; string response_type_url = 4;
    bool response_streaming = 5; repeated Option options = 6; Syntax syntax = 7; }
  message Mixin { string name = 1; string root = 2; }`;

/** Texts by import path. */
export const WELL_KNOWN_PROTOBUF: readonly (readonly [path: string, text: string])[] = [
  ["google/protobuf/any.proto", proto3("message Any { string type_url = 1; bytes value = 2; }")],
  ["google/protobuf/api.proto", proto3(API)],
  ["google/protobuf/descriptor.proto", DESCRIPTOR],
  ["google/protobuf/duration.proto", proto3("message Duration { int64 seconds = 1; int32 nanos = 2; }")],
  ["google/protobuf/empty.proto", proto3("message Empty {}")],
  ["google/protobuf/field_mask.proto", proto3("message FieldMask { repeated string paths = 1; }")],
  ["google/protobuf/source_context.proto", proto3("message SourceContext { string file_name = 1; }")],
  ["google/protobuf/struct.proto", proto3(STRUCT)],
  ["google/protobuf/timestamp.proto", proto3("message Timestamp { int64 seconds = 1; int32 nanos = 2; }")],
  ["google/protobuf/type.proto", proto3(TYPE)],
  ["google/protobuf/wrappers.proto", proto3(WRAPPERS)],
];
