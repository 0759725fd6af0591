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

test("a crew_id that the source does not have is refused before a run begins, and named", async () => {
  const folder = newFolder();
  const { crew } = await writeSampleCrew(folder);
  const csv = join(folder, "crew.csv");
  await Bun.write(csv, "crew_id,imagen\n789101,crew/789101/FAED(1).jpg\n");
  const at = { workspace: join(folder, "workspace"), environment: { LOTE_FACE_KEY: "0f".repeat(32) } };
  for (const from of [crew, csv]) {
    const words = ["faces", "embed", "--from", from, "--crew-id", "78910", "--lang", "en"];
    const { code, stderr } = await lote([...words, "--model", "lote-drawn-face-512"], at);
    expect(code).toBe(2);
    expect(stderr).toContain(`no picture of 78910 in ${from}`);
  }
  const runs = await lote(["runs", "list", "--json"], at);
  expect(runs.stdout).not.toContain("faces.embed");
});

test("a crew_id of nobody is not marked at an event: who is near is named, and --force marks them nonetheless", async () => {
  const folder = newFolder();
  const { crew } = await writeSampleCrew(folder);
  const at = { workspace: join(folder, "workspace"), environment: { LOTE_FACE_KEY: "0f".repeat(32) } };
  await lote(["faces", "embed", "--from", crew, "--model", "lote-drawn-face-512", "--json"], at);
  const mark = (...words: string[]) => lote(["faces", "event", "mark", "cena", ...words, "--lang", "en"], at);
  const slip = await mark("78910");
  expect(slip.code).toBe(2);
  expect(slip.stderr).toContain("Near to it: 789101, 789102, 789103.");
  expect((await lote(["faces", "event", "list"], at)).stdout).toBe("");
  expect((await mark("789101")).code).toBe(0);
  expect((await mark("7", "--force")).code).toBe(0);
  // Who was marked once is known.
  expect((await mark("7")).code).toBe(0);
  await lote(["faces", "consent", "set", "8"], at);
  expect((await mark("8")).code).toBe(0);
  const shown = await lote(["faces", "event", "show", "cena"], at);
  expect(shown.stdout.split("\n").map((line) => line.split(" ")[0])).toEqual(["7", "789101", "8", ""]);
});
