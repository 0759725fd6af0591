import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { queryDocument } from "../../../src/ui/headless/contract.ts";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { sampleCover, scanOf } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

test.concurrent("questions go out to a file and decisions come back from it; a pair said no to is never suggested again", async () => {
  const { workspace } = await cataloguedWorkspace();
  const at = { workspace };
  const folder = newFolder();
  const names = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"];
  const scans = await Promise.all(names.map((_, place) => scanOf(sampleCover(place * 4).seed)));
  const comics = filesIn(
    folder,
    Object.fromEntries(names.map((name, place) => [`comics/${name}`, scans[place] ?? ""])),
  );
  const asked = await loteJson(["comics", "classify", join(comics, "comics")], at);
  const file = join(folder, "questions.jsonl");
  const out = await lote(["review", "export", file], at);
  expect(out).toMatchObject({ code: 0, stdout: "" });

  const lines = (await Bun.file(file).text()).split("\n").filter(Boolean);
  const questions = lines
    .map((line) => JSON.parse(line))
    .sort((left, right) => (left.item < right.item ? -1 : 1));
  expect(questions).toHaveLength(4);
  const [a, b, c, d] = questions;
  const answers = [
    { ...a, decision: a.candidates[0].id },
    { ...b, decision: null },
    { ...c, reject: c.candidates.map(({ id }: { id: string }) => id) },
    d,
  ];
  writeFileSync(file, answers.map((line) => JSON.stringify(line)).join("\n"));
  const taken = await lote(["review", "import", file, "--json"], at);
  expect(taken.code).toBe(0);
  expect(queryDocument.parse(JSON.parse(taken.stdout)).results).toHaveLength(1);
  const items = await exportedItems(asked.document.run, at);
  expect(items.map(({ state }) => state)).toEqual(["done", "done", "done", "review"]);
  expect(items.map(({ questions: [question] }) => question?.decision)).toEqual([
    { by: "import", choice: a.candidates[0].id, applied: true },
    { by: "import", choice: null, applied: true },
    // Its only candidate was said no to: that is none of these.
    { by: "person", choice: null, applied: true },
    null,
  ]);

  // The same file again has nothing new to say.
  expect((await lote(["review", "import", file], at)).code).toBe(0);

  const again = await loteJson(["comics", "classify", comics], at);
  expect(again.document.counts).toMatchObject({ total: 5, skipped: 2, review: 3 });
  const suggested = new Map(
    (await exportedItems(again.document.run, at)).map(({ item, questions: [question] }) => [
      item,
      question?.candidates.map(({ label }) => label),
    ]),
  );
  expect(suggested.get(b.item)).toEqual([]);
  expect(suggested.get(c.item)).toEqual([]);
  expect(suggested.get(d.item)).toEqual(d.candidates.map(({ label }: { label: string }) => label));
});

test.concurrent("a cover that was not suggested can be named in the file, by its id or its own name, if there is one", async () => {
  const { workspace } = await cataloguedWorkspace();
  const at = { workspace };
  const comics = filesIn(newFolder(), {
    "a.jpg": await scanOf(sampleCover(2).seed),
    "b.jpg": await scanOf(sampleCover(6).seed),
    "c.jpg": await scanOf(sampleCover(9).seed),
  });
  const asked = await loteJson(["comics", "classify", comics], at);
  const file = join(comics, "questions.jsonl");
  await lote(["review", "export", file], at);
  const lines = (await Bun.file(file).text()).split("\n").filter(Boolean);
  const [a, b, c] = lines
    .map((line) => JSON.parse(line))
    .sort((left, right) => (left.item < right.item ? -1 : 1));
  const stem = sampleCover(12).file.replace(".jpg", "");
  const answers = [
    { ...a, decision: stem },
    { ...b, decision: `${stem} no longer` },
    { ...c, decision: "1" },
  ];
  writeFileSync(file, answers.map((line) => JSON.stringify(line)).join("\n"));
  const taken = await lote(["review", "import", file], at);
  expect(taken.code).toBe(3);
  expect(taken.stderr).toContain("nothing else is called so");
  expect(taken.stderr).toContain("2 decisions taken, 1 lines refused.");
  const items = await exportedItems(asked.document.run, at);
  expect(items.map(({ state }) => state)).toEqual(["done", "review", "done"]);
  const [question] = items[0]?.questions ?? [];
  expect(question?.decision).toMatchObject({ by: "import", applied: true });
  const chosen = question?.candidates.find(({ id }) => id === question.decision?.choice);
  expect(chosen?.id).toStartWith(`${stem}~`);
  expect(chosen?.reasons).toEqual([{ code: "named", speaks: "info" }]);
});

test.concurrent("lines of a review file that make no sense are named and refused, and the others taken", async () => {
  const { workspace } = await cataloguedWorkspace();
  const at = { workspace };
  const comics = filesIn(newFolder(), { "a.jpg": await scanOf(sampleCover(1).seed) });
  await loteJson(["comics", "classify", comics], at);
  const file = join(comics, "questions.jsonl");
  await lote(["review", "export", file], at);
  const [good = ""] = (await Bun.file(file).text()).split("\n");
  const question = JSON.parse(good);
  const lines = [
    "{ not json",
    '{"run":7}',
    JSON.stringify({ ...question, run: "zzzzz", decision: null }),
    JSON.stringify({ ...question, decision: "no such candidate" }),
    JSON.stringify({ ...question, item: "/elsewhere.jpg", decision: null }),
    "",
    JSON.stringify({ ...question, decision: question.candidates[0].id }),
  ];
  writeFileSync(file, lines.join("\r\n"));
  const { code, stderr } = await lote(["review", "import", file], at);
  expect(code).toBe(3);
  for (const line of [1, 2, 3, 4, 5]) expect(stderr).toContain(`line ${line}: `);
  expect(stderr).toContain("1 decision taken, 5 lines refused.");
  expect(stderr).not.toContain("Unexpected error");
  expect((await lote(["review", "import", join(comics, "nowhere.jsonl")], at)).code).toBe(2);
  expect((await lote(["review", "export", join(comics, "nowhere", "x.jsonl")], at)).code).toBe(2);
});
