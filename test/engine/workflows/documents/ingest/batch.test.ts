import { expect, setDefaultTimeout, test } from "bun:test";
import type { OpenAiBehaviour } from "../../../../../src/demo/services/open-ai/service.ts";
import { estimateIngest } from "../../../../../src/engine/workflows/documents/estimate.ts";
import {
  type DocumentRoom,
  documentRoom,
  ingestParameters,
} from "../../../../fixtures/documents/ingest-run.ts";

// A busy machine takes its time.
setDefaultTimeout(60_000);

function texts(count: number, from = 0): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${from + index}.txt`,
      `documento ${from + index} sobre asunto${from + index}`,
    ]),
  );
}

const tokensCharged = ({ services }: DocumentRoom) =>
  services.openAi.batches.usage["text-embedding-3-small"]?.input ?? 0;

async function sizeOf({ stores }: DocumentRoom) {
  const index = await stores.documents.open(undefined);
  const row = await index.current();
  const size = row && (await (await index.space(row)).size());
  await index.close();
  return size;
}

test("documents wait for a batch that comes back in any order, are written then, and cost half", async () => {
  using room = documentRoom({ batch: { unordered: true, looks: 2 } });
  const { document } = await room.ingest(room.files("notes", texts(40)));
  expect(document).toMatchObject({ status: "completed", counts: { done: 40, failed: 0 } });
  expect(room.batched.toSorted()).toEqual(Object.values(texts(40)).toSorted());
  expect(room.atOnce).toEqual([]);
  expect(document.cost.usd).toBeCloseTo((tokensCharged(room) * 0.01) / 1e6, 9);
  expect(document.detail).toMatchObject({ searched: true, index: { documents: 40 } });
});

test("lines that are missing, broken or refused are asked for alone, and those that come twice are paid once", async () => {
  using room = documentRoom({
    batch: {
      line: ({ body }) => {
        const text = String(body.input);
        if (text.startsWith("documento 3 ")) return "missing";
        if (text.startsWith("documento 5 ")) return "broken";
        if (text.startsWith("documento 7 ")) return "twice";
        if (!text.startsWith("documento 9 ")) return undefined;
        return {
          status: 500,
          code: "server_error",
          type: "server_error",
          message: "The server had an error.",
        };
      },
    },
  });
  const { document } = await room.ingest(room.files("notes", texts(12)));
  expect(document.counts).toMatchObject({ done: 12, failed: 0 });
  expect(room.atOnce.map((text) => text.split(" ")[1]).toSorted()).toEqual(["3", "5", "9"]);
  expect(room.batched.filter((text) => text.startsWith("documento 7 ")).length).toBe(1);
  expect(await sizeOf(room)).toMatchObject({ documents: 12 });
});

test("a batch whose time is over keeps what it made, and the rest joins another one", async () => {
  using room = documentRoom({ batch: { expiresAfter: (batch) => (batch === 1 ? 1 : null) } });
  const { document } = await room.ingest(room.files("notes", texts(20)));
  expect(document.counts).toMatchObject({ done: 20, failed: 0 });
  const [first, ...others] = room.services.openAi.batches.made.map(({ status }) => status);
  expect(first).toBe("expired");
  expect(new Set(others)).toEqual(new Set(["completed"]));
  expect(room.batched.toSorted()).toEqual(Object.values(texts(20)).toSorted());
  expect(room.atOnce).toEqual([]);
});

test("a batch that fails as a whole is made again once, and then its texts are asked for at once", async () => {
  const failure = { status: 500, code: "internal_error", type: "server_error", message: "Failed." };
  using room = documentRoom({ batch: { fails: () => failure } });
  const { document } = await room.ingest(room.files("notes", texts(1)));
  expect(document.counts).toMatchObject({ done: 1, failed: 0 });
  expect(room.services.openAi.batches.made.map(({ status }) => status)).toEqual(["failed", "failed"]);
  expect(room.atOnce).toEqual(Object.values(texts(1)));
});

test("the tokens that a service lets wait are kept to, though nobody knew how few they are", async () => {
  using room = documentRoom({ batch: { enqueuedTokens: 60, looks: 2 } });
  const { document } = await room.ingest(room.files("notes", texts(40)));
  expect(document.counts).toMatchObject({ done: 40, failed: 0 });
  const { made } = room.services.openAi.batches;
  expect(made.filter(({ status }) => status === "failed").length).toBeLessThanOrEqual(6);
  expect(made.filter(({ status }) => status === "completed").length).toBeGreaterThan(4);
  expect(room.batched.toSorted()).toEqual(Object.values(texts(40)).toSorted());
});

test("the same passage is ordered once, by two documents of a batch and by two runs at the same time", async () => {
  let looks = Number.POSITIVE_INFINITY;
  using room = documentRoom({
    get batch() {
      return { looks };
    },
  });
  const notes = room.files("notes", {
    "a.txt": "el mismo texto",
    "b.txt": "el mismo texto",
    "c.txt": "otro",
  });
  const copies = room.files("copies", { "d.txt": "el mismo texto", "e.txt": "uno nuevo" });
  const [first, second] = [await room.start(notes), await room.start(copies)];
  const ordered = () => room.services.openAi.batches.made.reduce((sum, { requests }) => sum + requests, 0);
  const working = room.work(first);
  while (ordered() < 2) await Bun.sleep(5);
  const beside = room.workBeside(second);
  while (ordered() < 3) await Bun.sleep(5);
  looks = 1;
  await Promise.all([working, beside]);
  const { counters, jobs } = room.stores.ledger;
  expect([counters.counts(first.id).done, counters.counts(second.id).done]).toEqual([3, 2]);
  expect(jobs.unsettled(first.id) + jobs.unsettled(second.id)).toBe(0);
  expect(room.batched.toSorted()).toEqual(["el mismo texto", "otro", "uno nuevo"]);
  expect(room.atOnce).toEqual([]);
});

test("a run that asks at once waits for what a batch of another run is making, and pays for its own alone", async () => {
  let looks = Number.POSITIVE_INFINITY;
  const line: NonNullable<OpenAiBehaviour["batch"]>["line"] = ({ body }) =>
    body.input === "perdido" ? "missing" : undefined;
  using room = documentRoom({
    get batch() {
      return { looks, line };
    },
  });
  const notes = room.files("notes", { "a.txt": "el mismo texto", "b.txt": "otro", "lost.txt": "perdido" });
  const own = { "d.txt": "el mismo texto", "e.txt": "uno nuevo", "f.txt": "perdido" };
  const copies = room.files("copies", own);
  const [first, second] = [await room.start(notes), await room.start(copies, { mode: "sync" })];
  const working = room.work(first);
  while (room.services.openAi.batches.made.length < 1) await Bun.sleep(5);
  const beside = room.workBeside(second);
  const { counters, events, jobs } = room.stores.ledger;
  const waiting = () => counters.counts(second.id);
  while (waiting().done < 1 || waiting().waiting < 2) await Bun.sleep(5);
  expect(room.atOnce).toEqual(["uno nuevo"]);
  expect(JSON.stringify(events.after(second.id, -1, 1000))).toContain("vectors-awaited");
  looks = 1;
  await Promise.all([working, beside]);
  expect([counters.counts(first.id).done, waiting().done]).toEqual([3, 3]);
  expect(jobs.unsettled(first.id) + jobs.unsettled(second.id)).toBe(0);
  expect(room.batched.toSorted()).toEqual(["el mismo texto", "otro"]);
  // What the batch did not bring is asked for, by one of the two or by both at the same moment.
  expect(new Set(room.atOnce)).toEqual(new Set(["perdido", "uno nuevo"]));
});

test("what was changed while its batch was under way is written as it is then", async () => {
  using room = documentRoom({
    batch: {
      onCreated: () => {
        room.files("notes", { "2.txt": "algo del todo nuevo" });
      },
    },
  });
  const { document } = await room.ingest(room.files("notes", texts(5)));
  expect(document.counts).toMatchObject({ done: 5, failed: 0 });
  expect(room.atOnce).toEqual(["algo del todo nuevo"]);
});

test("a cap that the batch may pass stops the run before anything is handed over", async () => {
  using room = documentRoom();
  const { document } = await room.ingest(room.files("notes", texts(30)), {}, { maxCostUsd: 0.0000005 });
  expect(document.status).toBe("paused");
  expect(document.failures[0]?.code).toBe("max-cost");
  expect(room.services.openAi.batches.made).toEqual([]);
});

test("a server without batches is asked at once, and says so", async () => {
  using room = documentRoom({ batch: { absent: true } });
  const { run, document } = await room.ingest(room.files("notes", texts(4)));
  expect(document.counts.done).toBe(4);
  expect(room.atOnce.length).toBe(4);
  const notes = room.stores.ledger.events.after(run.id, -1, 1000);
  expect(JSON.stringify(notes)).toContain("vectors-at-once");
});

test("the estimate of a batch is half of that at once, where the service has batches", async () => {
  using room = documentRoom();
  const paths = [room.files("notes", texts(10))];
  const told = (mode: "sync" | "batch") =>
    estimateIngest(room.stores, { ...ingestParameters, paths, mode }, room.settings);
  const [sync, batch] = [await told("sync"), await told("batch")];
  expect(sync.usd).toBeGreaterThan(0);
  expect(batch.usd).toBeCloseTo(sync.usd / 2, 12);
  expect(batch.detail).toMatchObject({ mode: "batch" });
});
