import { expect, test } from "bun:test";
import { inWorkspace } from "../../../src/ui/command-line/in-workspace.ts";

test("the commands of a hint reach the workspace that was named, and its other words stay as they are", () => {
  const flag = " --workspace '/my $& folder'";
  expect(
    inWorkspace("Without one: lote comics classify PATH, lote review export FILE. See lote --help.", flag),
  ).toBe(
    "Without one: lote --workspace '/my $& folder' comics classify PATH, lote --workspace '/my $& folder' review export FILE. See lote --help.",
  );
  expect(inWorkspace("lote waits as long as it was told.", flag)).toBe("lote waits as long as it was told.");
});

test("a hint for a workspace that is found by itself stays as it is", () => {
  expect(inWorkspace("lote runs resume r1", "")).toBe("lote runs resume r1");
});
