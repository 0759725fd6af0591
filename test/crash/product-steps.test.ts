import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { OpenAiBehaviour, OpenAiRequest } from "../../src/demo/services/open-ai/service.ts";
import type { EngineSettings } from "../../src/engine/config/engine-settings.ts";
import { ModelTable } from "../../src/engine/language-model/model-table.ts";
import type { NormalizeParameters } from "../../src/engine/workflows/products/parameters.ts";
import { type ProductRoom, productList, productRoom } from "../fixtures/products/normalize-run.ts";

setDefaultTimeout(600_000);

/** `LOTE_CRASH=long` takes every point. */
const isLong = process.env.LOTE_CRASH === "long";
const program = join(import.meta.dir, "../fixtures/documents/mortal-worker.ts");
const rows = 60;

/** What the service hears, or has just done, when its asker dies. */
type Moment = "upload" | "create" | "created" | "look" | "list" | "download" | "asked" | "charged";

/** Hidden reasoning is charged for, and the long prompts of the complex tier are cached. */
const thoughtful: EngineSettings = { "product-effort": "low" };
const batch: Partial<NormalizeParameters> = { mode: "batch", batchSize: 30, route: "complex" };
const alone: Partial<NormalizeParameters> = { mode: "sync", route: "complex" };

const nameOf = (body: Readonly<Record<string, unknown>>) =>
  (JSON.parse((body.messages as readonly { content: string }[])[1]?.content ?? "{}") as { name: string })
    .name;
/** By these names rows need each of the steps: alone, the fallback's model, the rules. */
const needsAlone = (name: string) => / A(?:24|44) /.test(name);
const needsFallback = (name: string) => / A(?:16|36) /.test(name);
const needsRules = (name: string) => / A(?:20|40) /.test(name);

const moodOf = ({ model, body }: Pick<OpenAiRequest, "model" | "body">) => {
  const name = nameOf(body);
  const isFallback = model === "gpt-5.6-luna";
  return needsRules(name) || (needsFallback(name) && !isFallback) ? "refusal" : undefined;
};

/** The service, which kills its asker at the `count`th of such moments. */
function behaviour(kill: () => Promise<void>, moment?: Moment, count = 1): OpenAiBehaviour {
  let left = count;
  const reached = (one: Moment) => {
    if (one !== moment || --left !== 0) return false;
    void kill();
    return true;
  };
  return {
    refuse: ({ path }) => (path === "chat" && reached("asked") ? "hang" : undefined),
    mood: (request) => {
      reached("charged");
      return moodOf(request);
    },
    batch: {
      unordered: true,
      line: ({ body }) =>
        needsAlone(nameOf(body)) ? "missing" : moodOf({ model: String(body.model), body }),
      refuse: (what) => (reached(what as Moment) ? "hang" : undefined),
      onCreated: async () => {
        if (moment === "created" && --left === 0) await kill();
      },
    },
  };
}

/** Works until the worker ends by itself, or dies. */
async function work(room: ProductRoom, where: { moment?: Moment; count?: number; point?: string } = {}) {
  const child = Bun.spawn([process.execPath, program, room.folder, where.point ?? ""], {
    stdin: new Blob([JSON.stringify(room.settings)]),
    stdout: "ignore",
    stderr: "pipe",
  });
  const kill = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  room.behaviour.openAi = behaviour(kill, where.moment, where.count);
  await child.exited;
  if (child.signalCode === null && child.exitCode !== 0) throw new Error(await child.stderr.text());
  return child.signalCode;
}

/** What the service charged for everything, by the table's prices. Dollars. */
async function billOf({ services: { openAi } }: ProductRoom): Promise<number> {
  const table = await ModelTable.read();
  const sumOf = (usage: typeof openAi.usage, factor: number) =>
    Object.entries(usage).reduce((sum, [id, { input, cached, output }]) => {
      const price = table.find("chat", id)?.usdPerMillion;
      if (!price) throw new Error(`no price of ${id}`);
      const usd = (input - cached) * price.input + cached * price.cached + output * price.output;
      return sum + (usd * factor) / 1e6;
    }, 0);
  return sumOf(openAi.usage, 1) + sumOf(openAi.batches.usage, 0.5);
}

/** Calls that were on their way when a worker died: they count at their worst. */
function lostIn(room: ProductRoom): { readonly calls: number; readonly usd: number } {
  using db = new Database(join(room.folder, "lote.sqlite"), { readonly: true });
  return db
    .query<{ calls: number; usd: number }, []>(
      "SELECT count(*) AS calls, coalesce(sum(usd), 0) AS usd FROM paid_call WHERE lost = 1",
    )
    .get() as { calls: number; usd: number };
}

/** How many answers are charged for alone where nobody dies. */
let undisturbed: Promise<Readonly<Record<"batch" | "alone", number>>> | undefined;
function usualCalls() {
  undisturbed ??= (async () => {
    const counted = async (parameters: Partial<NormalizeParameters>) => {
      using room = productRoom({}, thoughtful);
      const run = await room.start(room.file("list.csv", productList(rows)), parameters);
      await work(room);
      expect(room.stores.ledger.runs.get(run.id)?.state).toBe("ended");
      expect(room.services.openAi.usage["gpt-6.1-terra"]?.cached).toBeGreaterThan(0);
      return room.services.openAi.charged.length;
    };
    return { batch: await counted(batch), alone: await counted(alone) };
  })();
  return undisturbed;
}

const commits = (times: readonly number[]) =>
  times.flatMap((time) => [`COMMIT of ledger:before:${time}`, `COMMIT of ledger:after:${time}`]);
const points: readonly (readonly [mode: "batch" | "alone", where: Parameters<typeof work>[1]])[] = [
  ["batch", { moment: "charged" }],
  ["batch", { moment: "upload" }],
  ["batch", { moment: "create", count: 2 }],
  ["batch", { moment: "created" }],
  ["batch", { moment: "look", count: 2 }],
  ["batch", { moment: "download" }],
  // The last ones that are asked alone: what batches left over, the fallback's.
  ["batch", { moment: "charged", count: 9 }],
  ["alone", { moment: "asked", count: 20 }],
  ["alone", { moment: "charged", count: 30 }],
];
const more: typeof points = [
  ["batch", { moment: "asked" }],
  ["batch", { moment: "created", count: 2 }],
  ["batch", { moment: "download", count: 2 }],
  ...[5, 6, 7, 8].map((count) => ["batch", { moment: "charged", count }] as const),
  ...commits(Array.from({ length: 20 }, (_, at) => at + 1)).map((point) => ["batch", { point }] as const),
  ...commits([2, 4, 6, 10]).map((point) => ["alone", { point }] as const),
  ...[1, 50, 62].map((count) => ["alone", { moment: "charged", count }] as const),
];

test.each(isLong ? [...points, ...more] : points)(
  "asking by %s and killed at %j, each row ends with one answer and the summary says what the service charged",
  async (mode, where) => {
    const usual = await usualCalls();
    using room = productRoom({}, thoughtful);
    const { ledger, products } = room.stores;
    const run = await room.start(room.file("list.csv", productList(rows)), mode === "batch" ? batch : alone);
    const died = await work(room, where);
    if (where?.moment) expect(died).toBe("SIGKILL");
    for (let life = 0; life < 6 && ledger.runs.get(run.id)?.state !== "ended"; life++) await work(room);

    expect(ledger.runs.get(run.id)?.state).toBe("ended");
    expect(ledger.counters.counts(run.id)).toMatchObject({ done: rows, failed: 0, waiting: 0, review: 0 });
    expect(products.collection.count()).toBe(rows);
    const ways = ledger.items.page(run.id, "", rows).map(({ key, result }) => {
      const { path } = result as { path: readonly string[] };
      expect(path.filter((step) => step.endsWith(":ok"))).toEqual(path.slice(-1));
      return [key, path.at(-1)] as const;
    });
    const wayOf = Object.fromEntries(ways);
    expect([wayOf.SKU16, wayOf.SKU20, wayOf.SKU24]).toEqual(["fallback:ok", "rules:ok", "single:ok"]);

    const { made } = room.services.openAi.batches;
    const keys = made.map(({ metadata }) => metadata.lote_key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(made.reduce((sum, { requests }) => sum + requests, 0)).toBeLessThanOrEqual(rows);
    // Nothing is asked again but what was on its way when the worker died.
    const lost = lostIn(room);
    expect(room.services.openAi.charged.length).toBeLessThanOrEqual(usual[mode] + lost.calls);
    expect(ledger.spending.owners(run.id)).toEqual([]);

    const bill = await billOf(room);
    const told = ledger.spending.total(run.id).usd - lost.usd;
    // What came back was counted as it was charged; what did not come back, at its worst.
    expect(told).toBeGreaterThan((bill - lost.usd) * 0.99);
    expect(told).toBeLessThan(bill * 1.01);
    if (lost.calls === 0) expect(Math.abs(told - bill)).toBeLessThan(bill * 0.01);
  },
);
