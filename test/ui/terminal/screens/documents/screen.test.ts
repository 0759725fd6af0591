import { expect, test } from "bun:test";
import { headLine } from "../../../../../src/ui/terminal/screens/documents/screen.tsx";
import { surfaceOf } from "../../../../../src/ui/terminal/surface/surface.ts";

test.each(["en", "es"] as const)("how to ask is told whole on 80 columns (%s)", (language) => {
  const surface = surfaceOf(
    { language, ascii: false, colour: false, screenReader: false },
    { columns: 80, rows: 24 },
    {},
  );
  const line = headLine({ question: "", isSearching: false, passages: [] } as never, surface);
  expect(line).toContain("type:pdf");
  expect(Bun.stringWidth(line)).toBeLessThanOrEqual(78);
});
