import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PromptModel } from "../../../../src/ui/terminal/screens/prompt/model.ts";
import { driveApplication, press } from "../../../fixtures/terminal/drive.ts";
import { addRun, openWorkspace } from "../../../fixtures/terminal/workspace.ts";

test("x on the summary of any run writes what became of each item, as a table or as lines of JSON", async () => {
  using workspace = openWorkspace();
  const run = await addRun(workspace.stores, {
    "/comics/a.cbz": { done: true },
    "/comics/broken.jpg": { fail: { stage: "read", code: "image-broken", data: {} } },
    "/comics/notes.txt": { skip: "not-a-comic" },
  });
  const application = driveApplication(workspace.stores);
  application.go({ screen: "run", run });
  const exportTo = async (name: string) => {
    await press(application, "x");
    const { front } = application;
    if (!(front instanceof PromptModel)) throw new Error("nothing was asked");
    expect(front.state.get().text).toBe(`comics-classify-${run.name}.csv`);
    const path = join(workspace.folder, name);
    front.state.set({ text: path });
    await press(application, "enter");
    return readFileSync(path, "utf8").trimEnd().split("\n");
  };
  const table = await exportTo("items.csv");
  expect(table[0]).toStartWith("item,parent,state");
  expect(table).toHaveLength(4);
  expect(application.notice.get()?.text).toContain("3 items written to");
  const lines = (await exportTo("items.jsonl")).map((line) => JSON.parse(line));
  expect(lines.map(({ item, state }) => [item, state])).toEqual([
    ["/comics/a.cbz", "done"],
    ["/comics/broken.jpg", "failed"],
    ["/comics/notes.txt", "skipped"],
  ]);
  application.leave({ how: "quit" });
});
