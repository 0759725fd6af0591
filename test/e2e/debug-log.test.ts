import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cataloguedWorkspace } from "../fixtures/comics/catalogued.ts";
import { sampleCover, scanOf } from "../fixtures/comics/covers.ts";
import { newFolder } from "../fixtures/comics/new-folder.ts";
import { lote } from "../fixtures/comics/run-lote.ts";
import { filesIn } from "../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

test("--debug writes each step and its outcome into the log, without a name; otherwise it stays empty", async () => {
  const { workspace } = await cataloguedWorkspace();
  const log = () => readFileSync(join(workspace, "logs", "worker.log"), "utf8");
  const comics = filesIn(newFolder(), {
    "maria.jpg": await scanOf(sampleCover(0).seed),
    "broken-maria.jpg": "not a picture",
  });
  await lote(["comics", "classify", comics, "--yes", "--dry-run"], { workspace });
  expect(log()).toBe("");

  await lote(["comics", "classify", comics, "--yes", "--debug"], { workspace });
  const lines = log()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const steps = lines.filter(({ debug }) => debug === "stage");
  expect(steps.length).toBeGreaterThanOrEqual(2);
  for (const step of steps) {
    expect(step).toMatchObject({
      item: expect.any(Number),
      stage: expect.any(String),
      ms: expect.any(Number),
    });
  }
  const failed = lines.find(({ outcome }) => outcome === "failed");
  expect(failed).toMatchObject({
    debug: "item",
    attempt: 1,
    stage: expect.any(String),
    code: expect.any(String),
  });
  expect(lines.some(({ outcome }) => outcome === "done" || outcome === "review")).toBe(true);
  expect(lines).toContainEqual(
    expect.objectContaining({ debug: "model-host", provider: "cpu", ms: expect.any(Number) }),
  );
  expect(log()).not.toMatch(/maria|not a picture/i);
});
