import { afterEach, beforeEach, expect, test } from "bun:test";
import type { Application } from "../../../../src/ui/terminal/desk/application.ts";
import { driveApplication, press, typeText } from "../../../fixtures/terminal/drive.ts";
import { addRun, openWorkspace, type Workspace } from "../../../fixtures/terminal/workspace.ts";

let workspace: Workspace;
let application: Application;

beforeEach(() => {
  workspace = openWorkspace();
  application = driveApplication(workspace.stores);
});
afterEach(() => {
  application.leave({ how: "quit" });
  workspace[Symbol.dispose]();
});

const front = () => application.front.name as string;
const notice = () => application.notice.get()?.text ?? "";

test("q leaves a screen and on the first one the program", async () => {
  await press(application, "enter");
  expect(front()).toBe("form");
  await press(application, "escape");
  expect(front()).toBe("menu");
  await press(application, "q");
  expect(await application.ended).toEqual({ how: "quit" });
});

test("an entry with nothing behind it says what to do first", async () => {
  await press(application, "down", "enter");
  expect([front(), notice()]).toEqual([
    "menu",
    "First add covers to the catalogue: there is nothing to match with yet.",
  ]);
  await press(application, "down", "enter", "down", "enter");
  expect([front(), notice()]).toEqual([
    "menu",
    "There is no run yet. Add covers or match comics to start one.",
  ]);
});

test("the notice goes with the next key", async () => {
  await press(application, "down", "enter", "up");
  expect(notice()).toBe("");
});

test("what is done to many is asked first and done only on yes", async () => {
  const run = await addRun(workspace.stores, {
    x: { fail: { stage: "read", code: "image-broken", data: {} } },
  });
  application.settle({ screen: "run", run });
  const view = application.runs.view(run);
  view.engage = () => undefined;
  const failed = () => workspace.stores.ledger.counters.counts(run.id).failed;
  await press(application, "F");
  expect(application.confirmation.get()?.question).toContain("Try 1 failed item");
  await press(application, "n");
  expect([application.confirmation.get(), failed()]).toEqual([null, 1]);
  await press(application, "F", "q");
  expect([front(), failed()]).toEqual(["summary", 1]);
  await press(application, "F", "s");
  expect(failed()).toBe(0);
});

test("a disabled key says why it does nothing", async () => {
  const run = await addRun(workspace.stores, { x: { done: true } });
  application.settle({ screen: "run", run });
  await press(application, "F");
  expect(notice()).toBe("Nothing failed.");
  await press(application, "U");
  expect(notice()).toContain("applied nothing");
});

test("the list of keys finds an action by its words and does it", async () => {
  await press(application, "?");
  expect(front()).toBe("help");
  await typeText(application, "QUÍT");
  await press(application, "enter");
  expect(await application.ended).toEqual({ how: "quit" });
});

test("the list of keys shows why an action is not possible and stays", async () => {
  await press(application, "down", "?");
  await typeText(application, "open");
  await press(application, "enter");
  expect([front(), notice()]).toEqual([
    "help",
    "First add covers to the catalogue: there is nothing to match with yet.",
  ]);
  await press(application, "escape");
  expect(front()).toBe("menu");
});

test("in a form the letters are typed and not obeyed", async () => {
  await press(application, "enter");
  await typeText(application, "q?");
  application.paste("'/tmp/a b'\n");
  await press(application, "backspace");
  const { values } = application.front.state.get() as { values: Record<string, unknown> };
  expect([front(), values.path]).toEqual(["form", "q?/tmp/a "]);
});

test("a form that cannot go on says why beside the field", async () => {
  await press(application, "enter");
  await typeText(application, "/there/is/nothing");
  await press(application, "enter");
  const { problem } = application.front.state.get() as { problem: { words: string } };
  expect([front(), problem.words]).toEqual(["form", "There is nothing at this path."]);
});

test("a change that fails is told and ends nothing", async () => {
  const run = await addRun(workspace.stores, { x: { ask: {} } });
  application.settle({ screen: "review", run });
  workspace.stores.ledger.write = async () => {
    throw Object.assign(new Error("no space"), { code: "ENOSPC" });
  };
  await press(application, "x");
  expect([front(), notice()]).toEqual(["review", expect.stringContaining("disk")]);
});

test("Ctrl-C with nothing at work ends at once", async () => {
  await press(application, "ctrl+c");
  expect(await application.ended).toEqual({ how: "SIGINT" });
});

test("with the first covers the menu offers the next step", async () => {
  const { catalogue } = workspace.stores.comics;
  await press(application, "up", "down");
  const bytes = new Uint8Array(8);
  await workspace.stores.ledger.write(() => {
    catalogue.put(
      {
        name: "n",
        path: "/p",
        size: 1,
        modifiedMs: 1,
        described: "",
        content: "c",
        hash: bytes,
        colour: bytes,
      },
      { key: "k", series: "s", number: "1", year: null, publisher: "", title: "" },
    );
  });
  await press(application, "enter", "escape");
  const { entries, selected } = application.front.state.get() as {
    entries: { id: string; off?: string }[];
    selected: number;
  };
  expect(entries[selected]).toMatchObject({ id: "classify" });
  expect(entries[selected]?.off).toBeUndefined();
});
