import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import type { ServiceBehaviour } from "../../../../src/demo/services/start-services.ts";
import { inventedPeople } from "../../../../src/demo/services/world/people.ts";
import { describeError } from "../../../../src/engine/errors/lote-error.ts";
import { undoRun } from "../../../../src/engine/run/control.ts";
import { decide } from "../../../../src/engine/run/decide.ts";
import { revertCharacter } from "../../../../src/engine/workflows/characters/import/keep-character.ts";
import { importRoom } from "../../../fixtures/characters/import-run.ts";
import { hurry } from "../../../fixtures/probe-run.ts";

const pictures = (folder: string) => readdirSync(join(folder, "images/characters")).sort();

test("a name becomes a described person with a licensed picture under the hash of the entity", async () => {
  using room = importRoom();
  const run = await room.import(["Ada Lovelace"]);
  expect(room.stores.ledger.runs.get(run.id)?.detail).toMatchObject({
    downloaded: { wikipedia: 1 },
    generated: 0,
  });
  const ada = room.stores.characters.collection.named("ada lovelace");
  expect(ada).toMatchObject({
    entity: "wikidata:Q1001",
    kind: "person",
    description: "matemática británica",
    summary: { language: "es", licence: "CC BY-SA 4.0", generated: false },
  });
  expect(ada?.facts).toContainEqual({ what: "born", value: "1815-12-10" });
  expect(ada?.picture?.credit).toMatchObject({ licence: "Public domain", author: "Unknown painter" });
  const hash = createHash("md5").update("wikidata:Q1001").digest("hex").slice(0, 8);
  expect(pictures(room.folder)).toEqual([`${hash}_Ada_Lovelace.jpg`]);
  const bytes = await Bun.file(join(room.folder, ada?.picture?.path ?? "")).bytes();
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(ada?.picture?.sha256 ?? "");
  const { width = 0, height = 0, format, space } = await sharp(Buffer.from(bytes)).metadata();
  expect([Math.max(width, height), format, space]).toEqual([512, "jpeg", "srgb"]);
});

test("forty-eight names on one wiki take four requests there and six in all, besides the pictures", async () => {
  const people = inventedPeople(48);
  using room = importRoom({}, { entities: people });
  const run = await room.import(
    people.map(({ labels }) => labels.es),
    { pictures: ["wikipedia"] },
  );
  expect(room.stores.ledger.counters.counts(run.id).done).toBe(48);
  const asked = room.services.wikimedia.requests.filter(({ kind }) => kind !== "picture");
  const at = (site: string) => asked.filter((request) => request.site === site).length;
  expect([at("es"), at("en"), at("commons")]).toEqual([4, 0, 0]);
  expect(asked.length).toBe(6);
  expect(room.services.wikimedia.requests.length - asked.length).toBe(48);
}, 20_000);

test("a name that led to somebody before is skipped without a request, whatever redirect it was", async () => {
  using room = importRoom();
  await room.import(["Madame Curie"]);
  const before = room.services.wikimedia.requests.length;
  const run = await room.import(["marie curie", "Madame Curie"]);
  expect(room.stores.ledger.counters.counts(run.id)).toMatchObject({ skipped: 2, done: 0 });
  expect(room.services.wikimedia.requests.length).toBe(before);
  const again = await room.import(["marie curie"], { refresh: true });
  expect(room.stores.ledger.counters.counts(again.id).done).toBe(1);
});

test("names that a run has imported itself count under --max when its source is read again", async () => {
  using room = importRoom();
  const names = ["Ada Lovelace", "Marie Curie", "Sherlock Holmes", "Frida Kahlo"];
  const parameters = { max: 2, pictures: [] };
  await room.import(["Ada Lovelace"], parameters);
  const run = await room.import(names, parameters);
  const imported = () => room.stores.characters.collection.count();
  expect([imported(), room.item(run, "Ada Lovelace")?.state]).toEqual([3, "skipped"]);
  // As a worker leaves it that dies before the end of the source is written.
  const db = new Database(join(room.folder, "lote.sqlite"));
  db.run("UPDATE run SET source_done = 0, state = 'active' WHERE id = ?", [run.id]);
  db.close();
  await room.work(run);
  expect([imported(), room.item(run, "Frida Kahlo")]).toEqual([3, undefined]);
});

test("a page that lists others is never used: who is meant is asked, and the answer goes on to the article and picture", async () => {
  using room = importRoom();
  const run = await room.import(["Jordan"]);
  const question = room.question(run, "Jordan", "identity");
  expect(question.candidates.map(({ label }) => label)).toEqual([
    "Michael Jordan — jugador de baloncesto estadounidense",
    "Michael I. Jordan — investigador en aprendizaje automático",
  ]);
  await decide(room.stores.ledger, question, "wikidata:Q1006");
  await room.work(run);
  expect(room.item(run, "Jordan")).toMatchObject({ state: "done", result: { entity: "wikidata:Q1006" } });
  expect(room.stores.characters.collection.named("jordan")?.summary?.text).toContain("baloncesto");
});

test("the category puts the namesake that it speaks for first", async () => {
  using room = importRoom();
  const run = await room.import(["Jordan"], { category: "investigadores en informática" });
  expect(room.question(run, "Jordan", "identity").candidates[0]?.id).toBe("wikidata:Q1007");
});

test("pictures that are not free are found on the wiki that has them, and their licence is told", async () => {
  using room = importRoom();
  await room.import(["Captain Comet"]);
  const credit = room.stores.characters.collection.named("Captain Comet")?.picture?.credit;
  expect(credit).toMatchObject({ source: "wikipedia", licence: "Fair use", author: null });
});

test("without an encyclopedia's picture the search is asked, one at a time and a second apart", async () => {
  using room = importRoom();
  await room.import(["Amelia Earhart", "Michael I. Jordan"]);
  const pages = room.services.search.requests.filter(({ path }) => path === "page");
  expect(pages.length).toBe(2);
  expect((pages[1]?.at ?? 0) - (pages[0]?.at ?? 0)).toBeGreaterThanOrEqual(990);
  const credit = room.stores.characters.collection.named("Amelia Earhart")?.picture?.credit;
  expect(credit).toMatchObject({ source: "duckduckgo", licence: null });
}, 60_000);

test.each([
  ["blocked", "search-blocked", 1],
  ["forbidden", "search-blocked", 1],
  ["tokenless", "search-blocked", 1],
  ["changed", "search-changed", 1],
  ["empty", "none", 2],
  ["pages-for-pictures", "response-type", 2],
] as const)(
  "a search that is %s is told as %s, and what turned us away is not asked again",
  async (mood, reason, searches) => {
    using room = importRoom({ search: mood }, { withModel: false });
    const run = await room.import(["Amelia Earhart", "Michael I. Jordan"], { concurrency: 1 });
    expect(room.stores.ledger.counters.counts(run.id).done).toBe(2);
    for (const name of ["Amelia Earhart", "Michael I. Jordan"]) {
      expect(room.item(run, name)?.result).toMatchObject({
        picture: null,
        left: [
          { step: "wikipedia", reason: "none" },
          { step: "duckduckgo", reason },
          { step: "generate", reason: "not-configured" },
        ],
      });
    }
    expect(room.services.search.requests.filter(({ path }) => path === "page").length).toBe(searches);
  },
  60_000,
);

test("a search that is down is tried again before it is given up", async () => {
  using room = importRoom({ search: "down" }, { withModel: false, now: hurry() });
  const run = await room.import(["Amelia Earhart"]);
  expect(room.item(run, "Amelia Earhart")?.result).toMatchObject({
    picture: null,
    left: [{ reason: "none" }, { reason: "http-failed" }, { reason: "not-configured" }],
  });
  expect(room.services.search.requests.length).toBe(3);
}, 20_000);

test("what nobody has a picture of is drawn, paid once, and says that it is generated", async () => {
  using room = importRoom({ search: "empty" });
  const run = await room.import(["Amelia Earhart"]);
  const amelia = room.stores.characters.collection.named("Amelia Earhart");
  expect(amelia?.picture?.credit).toMatchObject({ source: "generated", generator: "gpt-image-2.6-flare" });
  const bytes = await Bun.file(join(room.folder, amelia?.picture?.path ?? "")).bytes();
  const { xmp } = await sharp(bytes).metadata();
  expect(xmp?.toString()).toContain("trainedAlgorithmicMedia");
  expect(room.stores.ledger.spending.total(run.id).usd).toBeGreaterThan(0);
  await room.import(["Amelia Earhart"], { refresh: true });
  expect(room.services.openAi.charged.length).toBe(1);
}, 60_000);

test.each([
  ["no-quota", "quota-exceeded"],
  ["bad-key", "key-refused"],
  ["unverified", "organisation-unverified"],
  ["moderation", "moderation-refused"],
  ["unknown-model", "model-gone"],
] as const)(
  "drawing refused with %s leaves the name without a picture, and says %s",
  async (refusal, reason) => {
    const behaviour: ServiceBehaviour = {
      search: "empty",
      openAi: { refuse: ({ path }) => (path === "image" ? refusal : undefined) },
    };
    using room = importRoom(behaviour);
    const run = await room.import(["Amelia Earhart"]);
    expect(room.item(run, "Amelia Earhart")).toMatchObject({
      state: "done",
      result: { picture: null, left: [{}, {}, { step: "generate", reason }] },
    });
  },
  60_000,
);

test("a cap that a drawing could pass stops the run, which goes on when it is raised", async () => {
  using room = importRoom({ search: "empty" });
  const run = await room.import(["Amelia Earhart"], {}, { maxCostUsd: 0.001 });
  expect(room.stores.ledger.runs.get(run.id)).toMatchObject({
    state: "paused",
    stopped: { code: "max-cost" },
  });
  expect(room.services.openAi.charged.length).toBe(0);
}, 60_000);

test("a wiki that lags or asks to wait is asked again in its time, and nobody is lost", async () => {
  const faults = ["maxlag", "too-many", "too-many-without-time", "down"] as const;
  let asked = 0;
  using room = importRoom({ wikimedia: () => faults[asked++] }, { now: hurry() });
  const run = await room.import(["Ada Lovelace", "Sherlock Holmes"]);
  expect(room.stores.ledger.counters.counts(run.id).done).toBe(2);
}, 20_000);

test("without a network every name fails for itself, and says so", async () => {
  using room = importRoom({}, { now: hurry() });
  room.services[Symbol.dispose]();
  const run = await room.import(["Ada Lovelace", "Sherlock Holmes"]);
  const failures = room.stores.ledger.items.failures(run.id, 9);
  expect(failures.map(({ key, failure }) => [key, failure.code])).toEqual([
    ["Ada Lovelace", "net-unreachable"],
    ["Sherlock Holmes", "net-unreachable"],
  ]);
}, 20_000);

test("a page in place of a picture is no picture: the next source is asked", async () => {
  using room = importRoom({ wikimedia: ({ kind }) => (kind === "picture" ? "page-for-picture" : undefined) });
  const run = await room.import(["Ada Lovelace"]);
  expect(room.item(run, "Ada Lovelace")?.result).toMatchObject({
    picture: { source: "duckduckgo" },
    left: [{ step: "wikipedia", reason: "response-type" }],
  });
}, 60_000);

test("whom no encyclopedia knows a model describes, marked so; without a model the name fails", async () => {
  const answer = () =>
    JSON.stringify({
      known: true,
      description: "faro de muestra",
      kind: "fictional",
      summary: "Un faro. No existe.",
    });
  using room = importRoom({ openAi: { answer }, search: "empty" });
  await room.import(["Faro Sin Nombre"], { pictures: [] });
  expect(room.stores.characters.collection.named("faro sin nombre")).toMatchObject({
    entity: "name:faro sin nombre",
    summary: { generated: true },
  });
  using bare = importRoom({}, { withModel: false });
  const run = await bare.import(["Faro Sin Nombre"]);
  expect(bare.item(run, "Faro Sin Nombre")?.failure?.code).toBe("nobody-found");
});

test("that a key would help is told only where none is set", async () => {
  const answer = () => JSON.stringify({ known: false, description: "", kind: "unknown", summary: "" });
  using room = importRoom({ openAi: { answer } });
  const codes = [];
  for (const dryRun of [true, false]) {
    const run = await room.import(["Faro Sin Nombre"], { pictures: [] }, { dryRun });
    codes.push(room.item(run, "Faro Sin Nombre")?.failure?.code);
  }
  expect(codes).toEqual(["nobody-known", "nobody-known"]);
  const hints = (["en", "es"] as const).map((language) => describeError("nobody-known", {}, language).hint);
  expect(hints.join()).not.toContain("OPENAI_API_KEY");
});

test("an undo takes back rows and files, and leaves alone what was changed since", async () => {
  using room = importRoom();
  const run = await room.import(["Ada Lovelace", "Sherlock Holmes"]);
  const holmes = room.stores.characters.collection.named("Sherlock Holmes")?.picture?.path ?? "";
  await Bun.write(join(room.folder, holmes), "mine");
  await undoRun(room.stores.ledger, run);
  await room.work(run);
  expect(room.stores.characters.collection.named("Ada Lovelace")).toBeUndefined();
  expect(room.stores.characters.collection.named("Sherlock Holmes")).toBeDefined();
  expect(pictures(room.folder)).toEqual([holmes.split("/").at(-1) ?? ""]);
});

test("a plan that was given up before anything was secured leaves the picture that is there", async () => {
  using room = importRoom();
  const run = await room.import(["Ada Lovelace"]);
  const { ledger } = room.stores;
  const effect = ledger.effects.live(ledger.items.idOf(run.id, "Ada Lovelace") ?? 0);
  if (!effect) throw new Error("nobody was imported");
  const context = { signal: new AbortController().signal, secure: async () => undefined };
  const before = pictures(room.folder);
  const planned = { ...effect, state: "planned", before: null } as const;
  (await revertCharacter(room.stores, planned, context))();
  expect(pictures(room.folder)).toEqual(before);
  expect(before).toHaveLength(1);
});

test("an undone refresh puts the former picture back", async () => {
  const behaviour: ServiceBehaviour = {};
  using room = importRoom(behaviour);
  await room.import(["Ada Lovelace"]);
  const path = join(
    room.folder,
    room.stores.characters.collection.named("Ada Lovelace")?.picture?.path ?? "",
  );
  const first = await Bun.file(path).bytes();
  const run = await room.import(["Ada Lovelace"], { refresh: true, pictures: ["duckduckgo"] });
  expect(Buffer.compare(await Bun.file(path).bytes(), first)).not.toBe(0);
  await undoRun(room.stores.ledger, run);
  await room.work(run);
  expect(Buffer.compare(await Bun.file(path).bytes(), first)).toBe(0);
  expect(room.stores.characters.collection.named("Ada Lovelace")?.picture?.credit.source).toBe("wikipedia");
}, 60_000);
