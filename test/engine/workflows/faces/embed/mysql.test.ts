import { expect } from "bun:test";
import { faceRoom, mysqlSettings } from "../../../../fixtures/faces/face-room.ts";
import { pictureServer, type Served } from "../../../../fixtures/faces/picture-server.ts";
import { colours, squarePicture } from "../../../../fixtures/faces/square-pictures.ts";
import { openSquares } from "../../../../fixtures/faces/square-reader.ts";
import { hasMysql, noMysql, testDatabase } from "../../../../fixtures/mysql/database.ts";
import { proxyTo } from "../../../../fixtures/mysql/proxy.ts";
import { reply } from "../../../../fixtures/net/raw-server.ts";
import { hurry } from "../../../../fixtures/probe-run.ts";
import { skipUnless } from "../../../../support/skip.ts";

const test = skipUnless(hasMysql, noMysql);

const red = await squarePicture([{ colour: colours.red }]);
const green = await squarePicture([{ colour: colours.green }]);
const from = { kind: "mysql" } as const;
const both = { from, to: "mysql" } as const;

/** A database with this crew, and the pictures' server that it names. */
async function crew(rows: readonly (readonly [number | string, string])[], served: Record<string, Served>) {
  const database = await testDatabase();
  await database.run(
    "CREATE TABLE tripulantes (crew_id VARCHAR(10), imagen VARCHAR(120), activo TINYINT DEFAULT 1)",
  );
  for (const row of rows) await database.run("INSERT INTO tripulantes (crew_id, imagen) VALUES (?, ?)", row);
  const server = await pictureServer(served);
  return {
    database,
    server,
    settings: mysqlSettings(database.address, `${server.url}/Cultura`),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

const active = "SELECT crew_id, imagen_path FROM face_embeddings WHERE active = 1 ORDER BY crew_id";

test("the table's people get vectors in face_embeddings, from addresses with blanks, ñ and parentheses in them", async () => {
  await using at = await crew(
    [
      ["789123", "FAED(1).jpg"],
      ["789124", "Peña año.png"],
      ["789125", "50%.jpg"],
    ],
    {
      "/Cultura/789123/FAED(1).jpg": red,
      "/Cultura/789124/Pe%C3%B1a%20a%C3%B1o.png": green,
      "/Cultura/789125/50%25.jpg": red,
    },
  );
  using room = faceRoom(at.settings);
  const document = await room.embed(both);
  expect(document.failures).toEqual([]);
  expect(document.counts).toMatchObject({ total: 3, done: 3 });
  expect((await at.database.run(active)).map((row) => row.imagen_path)).toEqual([
    "FAED(1).jpg",
    "Peña año.png",
    "50%.jpg",
  ]);
  const again = await room.embed(both);
  expect(again.detail).toMatchObject({ successful: 0, skipped: { known: 3 } });
  // What is known is asked of the database, not of the pictures' server.
  expect(at.server.requests).toHaveLength(3);
  expect(room.stores.ledger.items.page(1, "", 10)[0]?.key).toBe("789123/FAED(1).jpg");
});

test("a picture that is missing, slow, of another kind, moved, huge, silent or broken off ends with its own cause, and the others are made", async () => {
  const endless = (socket: Parameters<Extract<Served, (...words: never[]) => unknown>>[0]) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\ncontent-length: 4000000000\r\n\r\n");
    socket.write(red);
    const piece = new Uint8Array(1 << 20);
    const more = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on("drain", more);
    more();
  };
  const rows = [
    ["1", "good.png"],
    ["2", "missing.png"],
    ["3", "slow.png"],
    ["4", "page.jpg"],
    ["5", "moved.png"],
    ["6", "huge.png"],
    ["7", "silent.png"],
    ["8", "cut.png"],
    ["9", "inward.png"],
    ["10", "vector.svg"],
    ["11", "bomb.png"],
  ] as const;
  await using at = await crew(rows, {
    "/Cultura/1/good.png": red,
    "/Cultura/3/slow.png": (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${green.length}\r\n\r\n`);
      socket.write(green.subarray(0, 20));
      setTimeout(() => socket.end(green.subarray(20)), 45);
    },
    "/Cultura/4/page.jpg": new TextEncoder().encode("<!doctype html><html>session expired</html>"),
    "/Cultura/5/moved.png": (socket) => reply(socket, 302, { location: "/Cultura/1/good.png" }),
    "/Cultura/6/huge.png": endless,
    "/Cultura/7/silent.png": () => undefined,
    "/Cultura/8/cut.png": (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${red.length}\r\n\r\n`);
      socket.write(red.subarray(0, 30));
      socket.destroySoon();
    },
    "/Cultura/9/inward.png": (socket) =>
      reply(socket, 302, { location: "http://169.254.169.254/latest/meta-data" }),
    "/Cultura/10/vector.svg": new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "/Cultura/11/bomb.png": await pictureBomb(),
  });
  using room = faceRoom(at.settings, hurry());
  const document = await room.embed(both);
  const causes = Object.fromEntries(document.failures.map(({ item, code }) => [item.split("/")[0], code]));
  expect(causes).toEqual({
    "2": "http-refused",
    "4": "response-type",
    "6": "response-too-large",
    "7": "net-timeout",
    "8": "net-broken-off",
    "9": expect.stringMatching(/refused/),
    "10": "response-type",
    "11": "image-too-large",
  });
  expect((await at.database.run(active)).map((row) => row.crew_id)).toEqual(["1", "3", "5"]);
  expect(document.detail).toMatchObject({ successful: 3, total: 11 });
}, 120_000);

/** A header that says 30,000 × 30,000 pixels. */
async function pictureBomb(): Promise<Uint8Array> {
  const png = Buffer.from(red);
  png.writeUInt32BE(30_000, 16);
  png.writeUInt32BE(30_000, 20);
  png.writeUInt32BE(Bun.hash.crc32(png.subarray(12, 29)), 29);
  return png;
}

test("a database that breaks off in the middle, before and after commits, costs no vector and makes none twice", async () => {
  const rows = Array.from({ length: 40 }, (_, at) => [String(100 + at), "a.png"] as const);
  await using at = await crew(rows, Object.fromEntries(rows.map(([id]) => [`/Cultura/${id}/a.png`, red])));
  await using proxy = await proxyTo(at.database.address.port, at.database.address.host);
  using room = faceRoom({ ...at.settings, "db-host": "127.0.0.1", "db-port": proxy.port }, hurry());
  let found = 0;
  const openReader = openSquares({
    before: () => {
      // Pages of the source, questions and commits are cut, and commits of which nobody hears.
      if (++found % 6 === 0) proxy.cutAt("COMMIT", found % 12 === 0 ? "after" : "before");
    },
  });
  const document = await room.embed(both, { openReader });
  expect(document.failures).toEqual([]);
  expect(document.counts.done).toBe(40);
  expect(proxy.cuts).toBeGreaterThan(0);
  const kept = await at.database.run(
    "SELECT crew_id, COUNT(*) AS n, SUM(active) AS active FROM face_embeddings GROUP BY crew_id",
  );
  expect(kept).toHaveLength(40);
  expect(kept.every((row) => Number(row.n) === 1 && Number(row.active) === 1)).toBe(true);
}, 120_000);

test("keys that are there twice give one vector in force a person, that of the better picture", async () => {
  const small = await squarePicture([{ colour: colours.red, side: 14 }]);
  await using at = await crew(
    [
      ["7", "a.png"],
      ["7", "b.png"],
      ["7", "b.png"],
      ["8", "b.png"],
    ],
    { "/Cultura/7/a.png": small, "/Cultura/7/b.png": green, "/Cultura/8/b.png": green },
  );
  using room = faceRoom(at.settings);
  const document = await room.embed(both);
  expect(document.counts.total).toBe(3);
  expect((await at.database.run(active)).map((row) => [row.crew_id, row.imagen_path])).toEqual([
    ["7", "b.png"],
    ["8", "b.png"],
  ]);
});

test("ten thousand people are read, made and kept, each once, and a second run asks for no picture", async () => {
  await using database = await testDatabase();
  await database.run(
    "CREATE TABLE tripulantes (crew_id INT PRIMARY KEY, imagen VARCHAR(80), activo TINYINT)",
  );
  await database.run("INSERT INTO tripulantes SELECT seq, 'FAED(1).jpg', seq % 10 > 0 FROM seq_1_to_11111");
  const picture = await squarePicture([{ colour: colours.red, side: 16 }], 28, 28);
  await using server = await pictureServer(() => picture);
  using room = faceRoom({
    ...mysqlSettings(database.address, `${server.url}/Cultura`),
    "crew-active": "activo = 1",
  });
  const document = await room.embed({ from, to: "workspace" });
  expect(document.counts).toMatchObject({ total: 10_000, done: 10_000 });
  expect(new Set(await room.active()).size).toBe(10_000);
  const asked = server.requests.length;
  expect(asked).toBe(10_000);
  const again = await room.embed({ from, to: "workspace" });
  expect(again.counts).toMatchObject({ total: 10_000, skipped: 10_000 });
  expect(server.requests.length).toBe(asked);
}, 300_000);

test("a user who may not write stops the run before a picture is asked for, and says what is missing", async () => {
  await using at = await crew([["1", "a.png"]], { "/Cultura/1/a.png": red });
  await at.database.run(
    "CREATE TABLE face_embeddings (id INT AUTO_INCREMENT PRIMARY KEY, crew_id VARCHAR(10), embedding LONGTEXT, modelo VARCHAR(50), confidence DECIMAL(3,2), imagen_path VARCHAR(255), active BOOLEAN, created_at TIMESTAMP NULL)",
  );
  const reader = await at.database.user("SELECT ON tripulantes", "SELECT ON face_embeddings");
  const settings = mysqlSettings(reader, at.settings["image-base-url"]);
  using room = faceRoom(settings);
  const failure = await room.embed(both).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "mysql-refused" });
  expect(String(failure)).not.toContain("canary-secret");
  expect(at.server.requests).toEqual([]);
  // Reading is enough where vectors stay in the workspace.
  using own = faceRoom(settings);
  expect((await own.embed({ from, to: "workspace" })).counts.done).toBe(1);
});

test("neither the password nor a vector is anywhere in the workspace after a run that failed and one that did not", async () => {
  await using at = await crew([["1", "a.png"]], { "/Cultura/1/a.png": red });
  const user = await at.database.user("ALL");
  using room = faceRoom(
    mysqlSettings({ ...user, password: "canary-secret-2" }, at.settings["image-base-url"]),
  );
  await room.embed(both).catch(() => undefined);
  room.settings = { ...room.settings, ...mysqlSettings(user, at.settings["image-base-url"]) };
  expect((await room.embed(both)).counts.done).toBe(1);
  const [row] = await at.database.run("SELECT embedding FROM face_embeddings");
  const [first = 0] = JSON.parse(String(row?.embedding)) as number[];
  for (const name of new Bun.Glob("**/*").scanSync({ cwd: room.workspace, dot: true })) {
    const bytes = Buffer.from(await Bun.file(`${room.workspace}/${name}`).bytes());
    for (const needle of ["canary-secret", room.settings["face-key"] ?? "-", String(first)])
      expect(bytes.includes(needle) ? `${name}: ${needle}` : "").toBe("");
    expect(bytes.includes(Buffer.from(Float32Array.of(first).buffer))).toBe(false);
  }
});
