import { expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { modelFolders } from "../../../src/engine/models/folders.ts";
import { queryDocument, runDocument } from "../../../src/ui/headless/contract.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";
import { notPulled, packagePulled, photos } from "../../fixtures/faces/face-assets.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../support/skip.ts";

setDefaultTimeout(180_000);

const withModels = skipUnless(packagePulled, notPulled);

/** A crew of ten real people by number, three photos each, and where the others of their photos are. */
function crew() {
  const folder = newFolder();
  const names = packagePulled ? readdirSync(join(photos, "lfw10x10")).sort() : [];
  const left = names.map((name, at) => {
    const own = readdirSync(join(photos, "lfw10x10", name)).sort();
    const person = String(789_100 + at);
    mkdirSync(join(folder, "crew", person), { recursive: true });
    for (const file of own.slice(0, 3))
      cpSync(join(photos, "lfw10x10", name, file), join(folder, "crew", person, file));
    return { person, photos: own.slice(3).map((file) => join(photos, "lfw10x10", name, file)) };
  });
  const at = {
    workspace: join(folder, "workspace"),
    environment: {
      LOTE_MODELS_FOLDER: modelFolders().pulled,
      LOTE_FACE_POLICY: "largest",
      LOTE_FACE_KEY: "0f".repeat(32),
    },
  };
  return { folder, at, left };
}

const embedDetail = z.looseObject({
  successful: z.number(),
  errors: z.record(z.string(), z.number()),
  skipped: z.record(z.string(), z.number()),
  total: z.number(),
  average: z.number().nullable(),
});

const photoRow = z.looseObject({
  item: z.string(),
  faces: z.array(
    z.looseObject({
      person: z.string().nullable(),
      verdict: z.string(),
      matches: z
        .array(z.looseObject({ person: z.string(), distance: z.number(), confidence: z.number() }))
        .max(5),
    }),
  ),
});

withModels(
  "a crew is embedded, recognised in other photos, marked at an event, and forgotten, as the contract says",
  async () => {
    const { folder, at, left } = crew();
    const embedded = await lote(["faces", "embed", "--from", join(folder, "crew"), "--json"], at);
    const document = runDocument.parse(JSON.parse(embedded.stdout));
    const detail = embedDetail.parse(document.detail);
    expect(document.workflow).toBe("faces.embed");
    expect(detail.total).toBe(30);
    expect(detail.successful).toBeGreaterThan(20);
    expect(embedded.code).toBe(document.counts.failed > 0 ? 3 : 0);
    const again = await lote(["faces", "embed", "--from", join(folder, "crew"), "--json"], at);
    expect(again.code).toBe(0);
    expect(runDocument.parse(JSON.parse(again.stdout)).counts).toMatchObject({ skipped: 30, done: 0 });

    // The photos that were not embedded: nobody is taken for somebody else.
    const asked = left.flatMap(({ photos: some, person }) =>
      some.slice(0, 2).map((photo) => ({ photo, person })),
    );
    const told = await lote(["faces", "identify", ...asked.map(({ photo }) => photo), "--json"], at);
    expect(told.code).toBe(0);
    const rows = z.array(photoRow).parse(queryDocument.parse(JSON.parse(told.stdout)).results);
    let right = 0;
    for (const { photo, person } of asked) {
      const row = rows.find(({ item }) => item === photo);
      const named = row?.faces.flatMap((face) => face.person ?? []) ?? [];
      expect(named.filter((one) => one !== person)).toEqual([]);
      if (named.includes(person)) right++;
    }
    expect(right / asked.length).toBeGreaterThan(0.8);

    const [first, second] = left;
    const some = [first, second].flatMap((one) => one?.photos.slice(2, 4) ?? []);
    const event = await lote(["faces", "identify", ...some, "--event", "cena", "--json"], at);
    expect([0, 4]).toContain(event.code);
    const seen = await lote(["faces", "event", "show", "cena", "--json"], at);
    const people = z
      .array(z.looseObject({ person: z.string() }))
      .parse(queryDocument.parse(JSON.parse(seen.stdout)).results);
    expect(people.map(({ person }) => person)).toEqual([first?.person ?? "", second?.person ?? ""]);

    const forgotten = await lote(["faces", "forget", first?.person ?? "", "--yes", "--json"], at);
    expect(forgotten.code).toBe(0);
    expect(queryDocument.parse(JSON.parse(forgotten.stdout)).results).toMatchObject([{ left: [] }]);
    const nobody = await lote(["faces", "identify", ...(first?.photos.slice(0, 1) ?? []), "--json"], at);
    expect(nobody.stdout).not.toContain(`"${first?.person}"`);
  },
);

withModels(
  "logs, ledger and words of a whole session hold neither the key nor a name that was not asked for",
  async () => {
    const { folder, at } = crew();
    const shown = await lote(["faces", "embed", "--from", join(folder, "crew"), "--debug", "--max", "3"], at);
    expect(shown.stdout + shown.stderr).not.toContain("0f0f0f0f");
    for (const name of new Bun.Glob("**/*").scanSync({ cwd: at.workspace, dot: true })) {
      const bytes = Buffer.from(await Bun.file(join(at.workspace, name)).bytes());
      expect(bytes.includes("0f0f0f0f0f0f") ? name : "").toBe("");
    }
  },
);

test("commands that lack something say what, with the right exit code", async () => {
  const folder = newFolder();
  const at = { workspace: join(folder, "workspace"), environment: { LOTE_FACE_KEY: "0f".repeat(32) } };
  const ended = async (...words: string[]) => {
    const { code, stderr } = await lote([...words, "--lang", "en"], at);
    return [code, stderr] as const;
  };
  const nothing = await ended("faces", "embed");
  expect(nothing).toEqual([2, expect.stringContaining("--from")]);
  expect(await ended("faces", "embed", "--from", "mysql")).toEqual([6, expect.stringContaining("MYSQL_URL")]);
  expect(await ended("faces", "embed", "--from", join(folder, "none"))).toEqual([2, expect.any(String)]);
  expect(await ended("faces", "show", "7")).toEqual([2, expect.stringContaining("faces people")]);
  expect(await ended("faces", "event", "show", "cena")).toEqual([2, expect.stringContaining("event list")]);
  expect(await ended("faces", "forget", "7")).toEqual([2, expect.stringContaining("--yes")]);
  expect(await ended("faces", "consent", "set", "7", "--until", "tomorrow")).toEqual([
    2,
    expect.stringContaining("2027-01-31"),
  ]);
  // Without the models, the command says how to get them.
  filesIn(folder, { "crew/7/a.jpg": "x" });
  const models = { ...at, environment: { ...at.environment, LOTE_MODELS_FOLDER: join(folder, "models") } };
  const missing = await lote(["faces", "embed", "--from", join(folder, "crew"), "--lang", "en"], models);
  expect(missing.code).toBe(6);
  expect(missing.stdout + missing.stderr).toContain("models pull faceplugin-512");
});

test("consent is noted, shown and withdrawn, and each change leaves a line that names nobody", async () => {
  const at = { workspace: join(newFolder(), "workspace"), environment: { LOTE_FACE_KEY: "0f".repeat(32) } };
  await lote(["faces", "consent", "set", "789123", "--date", "2026-01-31", "--until", "2027-12-31"], at);
  const shown = await lote(["faces", "consent", "show", "789123", "--json"], at);
  expect(queryDocument.parse(JSON.parse(shown.stdout)).results).toMatchObject([
    { person: "789123", purpose: "attendance", givenAt: "2026-01-31T00:00:00.000Z", withdrawnAt: null },
  ]);
  await lote(["faces", "consent", "withdraw", "789123"], at);
  const after = await lote(["faces", "consent", "show", "--json"], at);
  expect(queryDocument.parse(JSON.parse(after.stdout)).results).toMatchObject([
    { person: "789123", withdrawnAt: expect.stringMatching(/^20/) },
  ]);
  const audit = await lote(["faces", "audit", "--json"], at);
  expect(queryDocument.parse(JSON.parse(audit.stdout)).results).toHaveLength(2);
  expect(audit.stdout).not.toContain("789123");
});
