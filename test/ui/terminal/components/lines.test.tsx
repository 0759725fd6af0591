import { expect, test } from "bun:test";
import { Lines } from "../../../../src/ui/terminal/components/line.tsx";
import { renderToString } from "../../../../src/ui/terminal/ink.ts";
import { SurfaceProvider, surfaceOf } from "../../../../src/ui/terminal/surface/surface.ts";

const surface = surfaceOf(
  { language: "en", ascii: false, colour: false, screenReader: false },
  { columns: 20, rows: 24 },
  {},
);
const draw = (rows: number) =>
  renderToString(
    <SurfaceProvider value={surface}>
      <Lines lines={[["a"], [], ["b"], [], ["c"]]} rows={rows} />
    </SurfaceProvider>,
    { columns: 20 },
  )
    .split("\n")
    .map((line) => line.trim());

test("where lines do not all fit, no more empty ones go than must, and words only after them", () => {
  expect(draw(5)).toEqual(["a", "", "b", "", "c"]);
  expect(draw(4)).toEqual(["a", "", "b", "c"]);
  expect(draw(3)).toEqual(["a", "b", "c"]);
  expect(draw(2)).toEqual(["a", "b"]);
});
