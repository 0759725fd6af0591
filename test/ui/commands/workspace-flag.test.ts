import { expect, test } from "bun:test";
import { workspaceFlag } from "../../../src/ui/commands/workspace-flag.ts";

test("a workspace that is found by itself needs no flag in what is told to type", () => {
  expect(workspaceFlag({ flags: {} })).toBe("");
});

test("a workspace that was named is named again, as one word of the shell", () => {
  const of = (workspace: string) => workspaceFlag({ flags: { workspace } });
  expect(of("./here")).toBe(" --workspace ./here");
  expect(of("/my comics/$HOME's")).toBe(" --workspace '/my comics/$HOME'\\''s'");
});
