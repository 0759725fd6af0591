import { expect, test } from "bun:test";
import { farewell } from "../../../src/ui/terminal/farewell.tsx";
import { driveApplication } from "../../fixtures/terminal/drive.ts";
import { addRun, openWorkspace } from "../../fixtures/terminal/workspace.ts";

test("what is left to type reaches the workspace that was named", async () => {
  using workspace = openWorkspace();
  const run = await addRun(workspace.stores, {
    "/comics/a.cbz": { ask: {} },
    "/comics/broken.jpg": { fail: { stage: "read", code: "image-broken", data: {} } },
  });
  const application = driveApplication(workspace.stores, { workspaceFlag: " --workspace /there" });
  application.runs.touch(application.runs.view(run));
  const text = farewell(application);
  expect(text).toContain(`lote review ${run.name} --workspace /there`);
  expect(text).toContain(`lote runs retry ${run.name} --workspace /there --failed`);
  application.leave({ how: "quit" });
});
