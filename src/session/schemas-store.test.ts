import { beforeEach, describe, expect, it } from "vitest";
import { closeSchemas, openSchemas, showSchemaPanel, showSubject, useSchemas } from "./schemas-store.ts";

const initial = useSchemas.getState();

describe("the view of the schemas", () => {
  beforeEach(() => useSchemas.setState(initial));

  it("opens where it was left", () => {
    openSchemas({ subjectId: "subject-1", version: 2 });
    showSchemaPanel("matrix");
    closeSchemas();
    openSchemas();
    expect(useSchemas.getState()).toMatchObject({
      isOpen: true,
      subjectId: "subject-1",
      version: 2,
      panel: "matrix",
      at: null,
    });
  });

  it("shows the newest version of another subject", () => {
    openSchemas({ subjectId: "subject-1", version: 2 });
    openSchemas({ subjectId: "subject-2" });
    expect(useSchemas.getState()).toMatchObject({ subjectId: "subject-2", version: 0 });
  });

  it("can be asked for the same place twice", () => {
    const at = { start: 3, end: 8 };
    openSchemas({ at });
    const { asked } = useSchemas.getState();
    openSchemas({ at });
    expect(useSchemas.getState()).toMatchObject({ at, asked: asked + 1 });
  });

  it("forgets a place when another version is shown", () => {
    openSchemas({ subjectId: "subject-1", at: { start: 0, end: 1 } });
    showSubject("subject-1", 1);
    expect(useSchemas.getState()).toMatchObject({ version: 1, at: null });
  });
});
