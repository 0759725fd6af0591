import { expect, setDefaultTimeout } from "bun:test";
import { join } from "node:path";
import { drawPhoto } from "../../../src/demo/samples/face/draw-photo.ts";
import { runDocument } from "../../../src/ui/headless/contract.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";
import { pictureServer } from "../../fixtures/faces/picture-server.ts";
import { hasMysql, noMysql, testDatabase } from "../../fixtures/mysql/database.ts";
import { skipUnless } from "../../support/skip.ts";

setDefaultTimeout(120_000);

const test = skipUnless(hasMysql, noMysql);

/** The graph that comes with lote knows drawn people. */
const model = "lote-drawn-face-512";

async function crew() {
  const database = await testDatabase();
  await database.run("CREATE TABLE tripulantes (crew_id INT, imagen VARCHAR(80), activo TINYINT)");
  await database.run(
    "INSERT INTO tripulantes VALUES (789123,'FAED(1).jpg',1),(789124,'Peña año.jpg',1),(789125,'gone.jpg',1),(789126,'chair.jpg',1),(789127,'a.jpg',0)",
  );
  const [one, two, chair] = await Promise.all(
    [["a"], ["b"], []].map((people) => drawPhoto({ people, seed: "FAED" })),
  );
  const server = await pictureServer({
    "/Cultura/789123/FAED(1).jpg": one?.jpeg ?? new Uint8Array(),
    "/Cultura/789124/Pe%C3%B1a%20a%C3%B1o.jpg": two?.jpeg ?? new Uint8Array(),
    "/Cultura/789126/chair.jpg": chair?.jpeg ?? new Uint8Array(),
  });
  const user = await database.user("ALL");
  const { host, port } = user;
  const folder = newFolder();
  const at = {
    workspace: join(folder, "workspace"),
    environment: {
      DB_HOST: host,
      DB_PORT: String(port),
      DB_USER: user.user,
      DB_PASSWORD: user.password,
      DB_NAME: user.database,
      IMAGE_BASE_URL: `${server.url}/Cultura`,
      LOTE_CREW_ACTIVE: "activo = 1",
      LOTE_FACE_KEY: "0f".repeat(32),
    },
  };
  return {
    database,
    server,
    at,
    folder,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

test("the table of a crew is embedded from the command line, with the summary that its people know, and no secret in any word", async () => {
  await using it = await crew();
  const { at, database } = it;
  const { code, stdout, stderr } = await lote(
    ["faces", "embed", "--model", model, "--lang", "es", "--debug"],
    at,
  );
  expect(code).toBe(3);
  expect(stdout).toMatch(/Exitosos +2\n/);
  expect(stdout).toMatch(
    /Errores +2 +(imagen no encontrada 1, sin cara 1|sin cara 1, imagen no encontrada 1)\n/,
  );
  expect(stdout).toMatch(/Saltados +0\n/);
  expect(stdout).toMatch(/Total procesados +4\n/);
  expect(stdout).toMatch(/Promedio por persona +[\d,]+ s/);
  const rows = await database.run(
    "SELECT crew_id, modelo, imagen_path, active FROM face_embeddings ORDER BY crew_id",
  );
  expect(rows.map((row) => [row.crew_id, row.modelo, row.imagen_path, row.active])).toEqual([
    ["789123", model, "FAED(1).jpg", 1],
    ["789124", model, "Peña año.jpg", 1],
  ]);
  expect(stdout + stderr).not.toContain("canary-secret");

  const again = await lote(["faces", "embed", "--model", model, "--json"], at);
  expect(again.code).toBe(3);
  const document = runDocument.parse(JSON.parse(again.stdout));
  // What is known or was refused is not looked at again; what could not be fetched is.
  expect(document.detail).toMatchObject({
    skipped: { known: 2, "refused-before": 1 },
    errors: { "http-refused": 1 },
  });

  const one = await lote(
    ["faces", "embed", "--model", model, "--crew-id", "789123", "--force", "--json"],
    at,
  );
  expect(runDocument.parse(JSON.parse(one.stdout)).counts).toMatchObject({ total: 1, done: 1 });
  const versions = await database.run(
    "SELECT active FROM face_embeddings WHERE crew_id = '789123' ORDER BY id",
  );
  expect(versions.map((row) => row.active)).toEqual([0, 1]);

  const undone = await lote(
    ["runs", "undo", runDocument.parse(JSON.parse(one.stdout)).run, "--yes", "--json"],
    at,
  );
  expect(undone.code).toBe(0);
  const after = await database.run("SELECT active FROM face_embeddings WHERE crew_id = '789123'");
  expect(after.map((row) => row.active)).toEqual([1]);
});

test("faces are looked up in the database's vectors, and forgetting removes them there and says what it cannot know", async () => {
  await using it = await crew();
  const { at, database, folder } = it;
  await lote(["faces", "embed", "--model", model], at);
  const photo = join(folder, "photo.jpg");
  await Bun.write(photo, (await drawPhoto({ people: ["a", "somebody else"], seed: "two", width: 900 })).jpeg);
  const seen = await lote(["faces", "identify", photo, "--model", model, "--json"], at);
  expect(seen.code).toBe(0);
  const [result] = JSON.parse(seen.stdout).results;
  expect(result.faces.map(({ person }: { person: string | null }) => person).sort()).toEqual(
    ["789123", null].sort(),
  );
  const forgotten = await lote(["faces", "forget", "789123", "--yes", "--lang", "en"], at);
  // The run before it ended with failures, and is over.
  expect(forgotten.code).toBe(0);
  expect(forgotten.stdout).toContain("binary logs and replicas of the database");
  expect(await database.run("SELECT 1 FROM face_embeddings WHERE crew_id = '789123'")).toHaveLength(0);
});

test("a database that does not answer, and one that refuses, end with their own codes and say what to do", async () => {
  await using it = await crew();
  const away = { ...it.at, environment: { ...it.at.environment, DB_PORT: "1" } };
  const silent = await lote(["faces", "embed", "--model", model, "--lang", "en"], away);
  expect([silent.code, silent.stdout + silent.stderr]).toEqual([
    75,
    expect.stringContaining("does not answer"),
  ]);
  const wrong = { ...it.at, environment: { ...it.at.environment, DB_PASSWORD: "canary-wrong" } };
  const refused = await lote(["faces", "embed", "--model", model, "--lang", "en"], wrong);
  expect([refused.code, refused.stdout + refused.stderr]).toEqual([
    6,
    expect.stringContaining("docs/faces.md"),
  ]);
  expect(refused.stdout + refused.stderr).not.toContain("canary");
  const missing = { ...it.at, environment: { ...it.at.environment, LOTE_CREW_TABLE: "nobody" } };
  const table = await lote(["faces", "embed", "--model", model, "--lang", "en"], missing);
  expect([table.code, table.stdout + table.stderr]).toEqual([6, expect.stringContaining("crew-table")]);
});
