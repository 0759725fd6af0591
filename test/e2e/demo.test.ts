import { expect, test } from "bun:test";
import { join } from "node:path";
import { newFolder } from "../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../fixtures/comics/run-lote.ts";

test("lote demo runs every part as its samples intend, on no service outside, whatever is set, and neither does answering later", async () => {
  const environment = {
    // Were any of these asked, the demo would fail.
    LOTE_WIKIPEDIA_URL: "http://127.0.0.1:9/{lang}",
    OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
    OPENAI_API_KEY: "a real key",
    LOTE_LANGUAGES: "fr",
    LOTE_FACE_CONSENT: "required",
    LOTE_FACE_KEY: "no key",
    DB_HOST: "127.0.0.1",
  };
  const { code, document, stdout, stderr } = await loteJson(["demo"], {
    workspace: join(newFolder(), "unused"),
    environment,
  });
  expect(code).toBe(0);
  expect(document).toMatchObject({ workflow: "demo", status: "completed" });
  const { runs } = JSON.parse(stdout).detail;
  expect(runs.map(({ workflow }: { workflow: string }) => workflow)).toEqual([
    "comics.catalogue",
    "comics.classify",
    "characters.import",
    "documents.ingest",
    "products.normalize",
    "faces.embed",
    "faces.attend",
  ]);
  expect(runs[3]).toMatchObject({ counts: { total: 10, done: 8, skipped: 1, failed: 1 } });
  // A row without a name, and one with an impossible price.
  expect(runs[4]).toMatchObject({
    counts: { total: 10, done: 8, failed: 2 },
    cost: { usd: expect.any(Number) },
  });
  // Of all parts only this one asks what has a price: the sum is its own.
  expect(document.cost).toEqual(runs[4].cost);
  expect(document.cost.requests).toBeGreaterThan(0);
  // A crew of six, a chair nobody sits on; three of them at dinner, and a stranger.
  expect(runs[5]).toMatchObject({
    counts: { total: 7, done: 6, failed: 1 },
    detail: { errors: { "face-none": 1 } },
  });
  expect(runs[6]).toMatchObject({ counts: { total: 5, done: 4, review: 1 }, detail: { seen: 3 } });
  expect(runs[2]).toMatchObject({
    counts: { total: 6, done: 5, review: 1, failed: 0 },
    cost: { usd: 0 },
    detail: { downloaded: { wikipedia: 4, duckduckgo: 1 }, contact: true },
  });

  // Who answers what the demo has asked is led to the samples too: article, picture and licence are theirs.
  const [, workspace = ""] = / --workspace (\S+)/.exec(stderr) ?? [];
  const at = { workspace, environment };
  const file = join(newFolder(), "answers.jsonl");
  const answer = { run: runs[2].run, item: "Jordan", question: "identity", decision: "wikidata:Q1006" };
  await Bun.write(file, JSON.stringify(answer));
  expect((await lote(["review", "import", file], at)).code).toBe(0);
  const shown = await lote(["characters", "show", "Jordan", "--json"], at);
  const [jordan] = JSON.parse(shown.stdout).results;
  expect(jordan).toMatchObject({
    name: "Michael Jordan",
    summary: { text: expect.stringContaining("baloncesto") },
    picture: { credit: { source: "wikipedia", licence: "CC BY-SA 4.0" } },
  });
}, 120_000);
