import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import type { Answered } from "../../../../../src/demo/services/open-ai/refusals.ts";
import { type ProductRoom, productList, productRoom } from "../../../../fixtures/products/normalize-run.ts";

const pathsOf = (room: ProductRoom, run: Parameters<ProductRoom["item"]>[0]) =>
  Object.fromEntries(
    room.stores.ledger.items
      .page(run.id, "", 1000)
      .map(({ key, result }) => [key, (result as { path?: readonly string[] } | null)?.path]),
  );
const withResponse = (line: string, response: object | null) =>
  JSON.stringify({ ...JSON.parse(line), response });
const tooSoon = (headers: Readonly<Record<string, string>>, status = 429): Answered => ({
  status,
  code: status === 429 ? "rate_limit_exceeded" : "server_error",
  type: status === 429 ? "requests" : "server_error",
  message: "Later.",
  headers,
});

test("whatever stands in the output of a batch, each row ends once, and only what brought nothing is asked again", async () => {
  const other = (line: string) => line.replace(/"custom_id":"[^"]*"/, '"custom_id":"nobodys"');
  const changed: Readonly<Record<number, (line: string) => string>> = {
    // Ends of lines as Windows has them, and an empty one.
    1: (line) => `${line}\r\n\r`,
    // A line that nobody asked for.
    2: (line) => `${other(line)}\n${line}`,
    // Its answer is an error, whatever its status says.
    3: (line) => withResponse(line, { status_code: 200, body: { error: { message: "No.", code: "oops" } } }),
    // No answer and no error.
    4: (line) => withResponse(line, null),
    5: () => "null",
    6: () => '["a list"]',
    7: () => "<html>Bad gateway</html>",
    // Only a beginning of a line.
    8: (line) => line.slice(0, line.length / 2),
    9: (line) => `${line}\n${line}\n${line}`,
  };
  using room = productRoom({ batch: { written: (line, number) => changed[number]?.(line) ?? line } });
  const { run, document } = await room.normalize(room.file("list.csv", productList(120)), {
    mode: "batch",
    route: "simple",
  });
  expect(document).toMatchObject({ status: "completed", counts: { total: 120, done: 120, failed: 0 } });
  const paths = Object.values(pathsOf(room, run));
  const ways = Object.groupBy(paths, (path) => path?.join(" ") ?? "none");
  expect(Object.fromEntries(Object.entries(ways).map(([way, of]) => [way, of?.length]))).toEqual({
    "batch:ok": 114,
    "batch:missing single:ok": 4,
    "batch:broken single:ok": 1,
    "batch:failed single:ok": 1,
  });
  // Two that were tried first, and those six.
  expect(room.services.openAi.charged.length).toBe(8);
}, 60_000);

test.each([
  [
    "a last line that is cut off",
    { written: (line: string, at: number) => (at === 1 ? line.slice(0, 80) : line), unordered: true },
  ],
  ["an error file alone", { line: () => tooSoon({}, 500) }],
])(
  "%s costs its rows nothing but another question",
  async (_, batch) => {
    using room = productRoom({ batch });
    const { document } = await room.normalize(room.file("list.csv", productList(40)), { mode: "batch" });
    expect(document).toMatchObject({ status: "completed", counts: { done: 40, failed: 0 } });
    const { answered } = document.detail as { answered: Record<string, number> };
    expect((answered.batch ?? 0) + (answered.single ?? 0)).toBe(40);
  },
  60_000,
);

test("in a storm of refusals with every kind of Retry-After each row is answered by a model, once, and few are asked in vain", async () => {
  const storm: readonly Answered[] = [
    tooSoon({ "retry-after": "0" }),
    tooSoon({ "retry-after-ms": "20" }),
    tooSoon({ "retry-after": new Date(Date.now() - 60_000).toUTCString() }),
    tooSoon({ "retry-after": "-5" }),
    tooSoon({ "retry-after": "soon" }),
    tooSoon({ "x-ratelimit-limit-requests": "600", "x-ratelimit-remaining-requests": "3" }),
    tooSoon({}, 500),
    tooSoon({}, 503),
  ];
  let chats = 0;
  using room = productRoom({
    refuse: ({ path }) => {
      if (path !== "chat") return undefined;
      chats++;
      return chats % 3 === 0 ? storm[chats / 3 - 1] : undefined;
    },
  });
  const { document } = await room.normalize(room.file("list.csv", productList(40)), { mode: "sync" });
  expect(document).toMatchObject({ status: "completed", counts: { done: 40, failed: 0 } });
  expect((document.detail as { answered: object }).answered).toEqual({ single: 40 });
  expect(room.services.openAi.charged.length).toBe(40);
  expect(chats).toBe(40 + storm.length);
}, 120_000);

test("names that are SQL, in values and in columns, are names: nothing else happens in the store", async () => {
  const evil = "Robert'); DROP TABLE product; --";
  const column = `x" TEXT); DELETE FROM item; --`;
  using room = productRoom({}, {}, { withModel: false });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = [
    ["nombre", "sku", "tienda", "categoria", column],
    [`Celular Samsung ${evil} 128GB`, evil, "Tienda' OR '1'='1", "' UNION SELECT 1 --", evil],
    ["Celular Samsung A2 128GB", "B", "$.a[0]", '{"$ne":1}', "%_"],
  ];
  const list = rows.map((row) => row.map(quoted).join(",")).join("\n");
  const { run, document } = await room.normalize(room.file("list.csv", `${list}\n`));
  expect(document).toMatchObject({ status: "completed", counts: { done: 2, failed: 0 } });
  expect(room.stores.products.collection.count()).toBe(2);
  expect(room.stores.products.collection.get(`Tienda' OR '1'='1/${evil}`)).toMatchObject({
    sku: evil,
    cells: { [column]: evil },
  });
  expect(room.item(run, evil)?.key).toBe(evil);
});

test("a key that the service repeats in its errors stands in no file, no log and no answer of lote", async () => {
  const key = "sk-canary-3f9a27c1d8";
  const telling = (status: number, code: string): Answered => ({
    status,
    code,
    type: "invalid_request_error",
    message: `Incorrect API key provided: ${key}.`,
  });
  let chats = 0;
  using room = productRoom(
    {
      refuse: ({ path }) => {
        if (path !== "chat") return undefined;
        return [telling(400, "invalid_value"), telling(500, "server_error"), telling(409, "conflict")][
          chats++
        ];
      },
      batch: { fails: (batch) => (batch === 1 ? telling(400, "invalid_value") : undefined) },
    },
    { "openai-api-key": key },
  );
  const { run } = await room.normalize(room.file("list.csv", productList(20)), { mode: "batch" });
  room.behaviour.openAi = { refuse: () => telling(401, "invalid_api_key") };
  const stopped = await room.normalize(room.file("more.csv", productList(5, 100)), { mode: "sync" });
  expect(JSON.stringify([room.item(run, "SKU1"), stopped.document])).not.toContain(key);
  expect(stopped.document.status).not.toBe("completed");
  using db = new Database(join(room.folder, "lote.sqlite"));
  db.run("PRAGMA wal_checkpoint(TRUNCATE)");
  for (const name of new Bun.Glob("**/*").scanSync({ cwd: room.folder, dot: true })) {
    const bytes = Buffer.from(await Bun.file(join(room.folder, name)).arrayBuffer());
    expect([name, bytes.includes(key)]).toEqual([name, false]);
  }
}, 60_000);
