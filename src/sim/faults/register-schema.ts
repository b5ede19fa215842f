import { defineFault } from "./fault.ts";

export const registerSchema = defineFault({
  kind: "register-schema",
  title: "Register a schema",
  summary: "Somebody registers a version of a subject; the registry checks it under the mode of that moment.",
  targets: ["schema-registry", "topic"],
  perInstance: false,
  fields: {
    subject: {
      type: "subject",
      label: "Subject",
      initial: "",
      section: "What",
      help: "The subject that gets the version.",
    },
    version: {
      type: "number",
      label: "Version",
      unit: "none",
      min: 1,
      max: 200,
      whole: true,
      initial: 1,
      section: "What",
      help: "Which of the subject's versions in this document.",
    },
  },
  glyph: "M6 3h9l4 4v14H6z M12 10v7 M8.5 13.5h7",
  apply(host, config) {
    host.registerSchema(config.subject, config.version);
  },
});
