import { expect, setDefaultTimeout, test } from "bun:test";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { writeSampleCrew } from "../../../src/demo/samples/face/write-sample-crew.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";

setDefaultTimeout(120_000);

test("the people of a crew are listed with their vectors below each other, however long a crew_id is", async () => {
  const folder = newFolder();
  const { crew, people } = await writeSampleCrew(folder);
  renameSync(join(crew, people[1] ?? ""), join(crew, "7"));
  const at = { workspace: join(folder, "workspace"), environment: { LOTE_FACE_KEY: "0f".repeat(32) } };
  await lote(["faces", "embed", "--from", crew, "--model", "lote-drawn-face-512", "--json"], at);
  const { stdout } = await lote(["faces", "people"], at);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.length).toBe(people.length);
  expect(lines).toContain(`7${" ".repeat(5)}  1`);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
});
