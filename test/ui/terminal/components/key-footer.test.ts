import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { footerLines } from "../../../../src/ui/terminal/components/key-footer.ts";
import type { Part } from "../../../../src/ui/terminal/components/line.tsx";
import type { Application } from "../../../../src/ui/terminal/desk/application.ts";
import { driveApplication } from "../../../fixtures/terminal/drive.ts";
import { addRun, openWorkspace, type Workspace } from "../../../fixtures/terminal/workspace.ts";

let workspace: Workspace;
let application: Application;

beforeEach(async () => {
  workspace = openWorkspace();
  const run = await addRun(workspace.stores, { a: { ask: {} } });
  application = driveApplication(workspace.stores, { start: { screen: "review", run } });
});
afterEach(() => {
  application.leave({ how: "quit" });
  workspace[Symbol.dispose]();
});

const lines = () => footerLines(application.front, application.surface.get());
const textOf = (line: readonly Part[]) =>
  line.map((part) => (typeof part === "string" ? part : part.text)).join("");

describe("the footer", () => {
  test("names the keys in the order of the table, in two lines at most", () => {
    expect(lines().map(textOf)).toEqual([
      " a accept  r never this  x none  s later  / search  A all sure  u undo  1-9 pick",
      " w why  n next  ] bucket  f flip  p pictures  q back  ? keys",
    ]);
  });

  test("dims a key that does nothing now and leaves it in its place", () => {
    const undo = lines()[0]?.find((part) => typeof part !== "string" && part.text === "u");
    expect(undo).toEqual({ text: "u", tone: "quiet" });
  });

  test("leaves out the keys that are letters of the text while one is typed", () => {
    application.go({ screen: "form", flow: "classify" });
    const text = () => lines().map(textOf).join(" ");
    expect(text()).toContain("Enter go on");
    expect(text()).not.toContain("?");
    application.press({ name: "down", text: "" });
    expect(text()).toContain("? keys");
  });

  test("drops the last keys where there is no room, but never the way back and the list of all", () => {
    application.surface.change({ columns: 40 });
    const text = lines().map(textOf);
    expect(text.length).toBe(2);
    expect(text.join("")).toMatch(/a accept.*q back {2}\? keys$/);
    for (const line of text) expect(line.length).toBeLessThanOrEqual(40);
  });
});
