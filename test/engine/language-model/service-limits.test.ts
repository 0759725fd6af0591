import { expect, setDefaultTimeout, test } from "bun:test";
import { z } from "zod";
import type { OpenAiBehaviour, OpenAiRequest } from "../../../src/demo/services/open-ai/service.ts";
import { startServices } from "../../../src/demo/services/start-services.ts";
import type { PaidWork } from "../../../src/engine/flow/stage.ts";
import { chat } from "../../../src/engine/language-model/chat.ts";
import { embed } from "../../../src/engine/language-model/embed.ts";
import { generateImage } from "../../../src/engine/language-model/image.ts";
import { unlistedChatModel } from "../../../src/engine/language-model/model-table.ts";
import { LanguageModelService, type Payer } from "../../../src/engine/language-model/service.ts";
import type { LimitSettings } from "../../../src/engine/language-model/service-limits.ts";
import { RateLimiter } from "../../../src/engine/limits/rate-limiter.ts";
import { Fetcher } from "../../../src/engine/net/fetcher.ts";
import { PaidCalls } from "../../../src/engine/run/paid-calls.ts";
import { VirtualClock } from "../../fixtures/limits/virtual-clock.ts";
import { probeRun } from "../../fixtures/probe-run.ts";

// A busy machine takes its time.
setDefaultTimeout(60_000);

/** A service on loopback, asked within limits that are kept in a workspace, in virtual time. */
async function serve(openAi: OpenAiBehaviour, settings: LimitSettings = {}) {
  const services = startServices({ openAi });
  const probe = await probeRun({ items: 0 });
  const clock = new VirtualClock();
  const abort = new AbortController();
  const fetcher = new Fetcher({
    userAgent: "lote/1.0 (https://example.org)",
    limits: () => ({ concurrency: 64, intervalMs: 0 }),
  });
  const service = await LanguageModelService.open(
    {
      "openai-api-key": "sample-key",
      "openai-base-url": services.environment.OPENAI_BASE_URL ?? "",
      ...settings,
    },
    fetcher,
    { limiter: new RateLimiter(probe.stores.ledger, clock), signal: abort.signal },
  );
  if (!service) throw new Error("no service");
  const { ledger } = probe.stores;
  const paidCalls = new PaidCalls(ledger, probe.run, abort.signal);
  const pay: Payer = (work) => paidCalls.make(work);
  return {
    service,
    pay,
    clock,
    abort,
    ledger,
    run: probe.run,
    requests: services.openAi.requests,
    /** What the promise comes to, while time passes as fast as it may. */
    async settled<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
      let isOver = false;
      const all = Promise.allSettled([promise]).then(([result]) => {
        isOver = true;
        return result;
      });
      while (!isOver) {
        await clock.run(() => isOver);
        await Bun.sleep(1);
      }
      return all;
    },
    [Symbol.dispose]: () => {
      services[Symbol.dispose]();
      probe[Symbol.dispose]();
    },
  };
}

type Served = Awaited<ReturnType<typeof serve>>;

async function ask({ service, pay }: Served, data = "pilots") {
  const { model } = await service.choose("chat");
  const form = z.object({ names: z.array(z.string()) });
  const question = { instructions: "Name people.", data, name: "names", form, maxOutputTokens: 200, model };
  return chat(service, question, pay);
}

const named = () => '{"names":["Amelia Earhart"]}';
const isChat = ({ path }: OpenAiRequest) => path === "chat";

test("a call that came too soon is made again when the service said, and its item never hears of it", async () => {
  let left = 3;
  using served = await serve({
    answer: named,
    refuse: (request) => (isChat(request) && left-- > 0 ? "rate-limit" : undefined),
  });
  const before = served.clock.now();
  const result = await served.settled(ask(served));
  expect(result).toMatchObject({ status: "fulfilled" });
  expect(served.requests.filter(isChat).length).toBe(4);
  // Each of the three refusals asked for a second.
  expect(served.clock.now() - before).toBeGreaterThanOrEqual(3000);
  expect(served.ledger.spending.total(served.run.id).requests).toBe(1);
});

test("a model that no table knows is asked again no sooner than the service said, too", async () => {
  using served = await serve({ refuse: (request) => (isChat(request) ? "rate-limit" : undefined) });
  const model = unlistedChatModel("a-model-of-ones-own", "0.10/0.50");
  const form = z.object({ names: z.array(z.string()) });
  const question = {
    instructions: "Name people.",
    data: "pilots",
    name: "names",
    form,
    maxOutputTokens: 200,
  };
  const before = served.clock.now();
  const result = await served.settled(chat(served.service, { ...question, model }, served.pay));
  expect(result).toMatchObject({ status: "rejected", reason: { code: "rate-limited" } });
  expect(served.requests.filter(isChat).length).toBe(6);
  // Each of the refusals but the last asked for a second that was waited for.
  expect(served.clock.now() - before).toBeGreaterThanOrEqual(5000);
});

test("after five times more it is given up, and nothing is held against the run's money", async () => {
  using served = await serve({ refuse: (request) => (isChat(request) ? "rate-limit" : undefined) });
  const result = await served.settled(ask(served));
  expect(result).toMatchObject({ status: "rejected", reason: { code: "rate-limited" } });
  expect(served.requests.filter(isChat).length).toBe(6);
  expect(served.ledger.spending.owners(served.run.id)).toEqual([]);
});

test("an account without money is not asked again", async () => {
  using served = await serve({ refuse: (request) => (isChat(request) ? "no-quota" : undefined) });
  const result = await served.settled(ask(served));
  expect(result).toMatchObject({ status: "rejected", reason: { code: "quota-exceeded" } });
  expect(served.requests.filter(isChat).length).toBe(1);
});

test("what waits for its turn is not journalled, and a stop ends the waiting", async () => {
  using served = await serve({ answer: named }, { "rate-tier": "1" });
  const { model } = await served.service.choose("chat");
  const pool = served.service.limits?.poolOf(model);
  if (!pool) throw new Error("no limits");
  await new RateLimiter(served.ledger, served.clock).refused(pool, 86_400_000);
  const waiting = ask(served);
  await Bun.sleep(5);
  expect(served.ledger.spending.owners(served.run.id)).toEqual([]);
  served.abort.abort(new Error("stop"));
  expect(waiting).rejects.toThrow("stop");
  await waiting.catch(() => undefined);
  expect(served.requests.filter(isChat).length).toBe(0);
});

test("the service's own word on its limits spaces the calls that follow", async () => {
  using served = await serve({
    answer: named,
    headers: () => ({ "x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "59" }),
  });
  await served.settled(ask(served, "a"));
  const before = served.clock.now();
  await served.settled(Promise.all(["b", "c", "d", "e", "f"].map((data) => ask(served, data))));
  // Eighty percent of sixty a minute.
  expect(served.clock.now() - before).toBeGreaterThan(4 * 1200);
});

test("an account's own figures go before its tier's and the service's, for text; pictures have limits of their own", async () => {
  const told = { "x-ratelimit-limit-requests": "9000", "x-ratelimit-limit-tokens": "7000000" };
  using served = await serve(
    { answer: named, headers: () => told },
    { "rate-tier": "3", "rate-requests": 60, "rate-batch-tokens": 1234 },
  );
  const { service, ledger, clock } = served;
  const { model } = await service.choose("chat");
  const image = service.table.find("image", "gpt-image-2.6-flare");
  if (!image || !service.limits) throw new Error("no limits");
  expect(service.limits.poolOf(model)).toMatchObject({ ceiling: { requests: 60, tokens: 4_000_000 } });
  expect(service.limits.poolOf(image)).toMatchObject({ ceiling: { requests: 50, tokens: 800_000 } });
  expect(service.limits.batchTokens(model)).toBe(1234);
  expect(service.limits.batchTokens(image)).toBeNull();
  await served.settled(ask(served, "a"));
  expect(ledger.ratePools.get(service.limits.poolOf(model).key)).toMatchObject({ toldRequests: 9000 });
  const before = clock.now();
  await served.settled(Promise.all(["b", "c", "d", "e", "f"].map((data) => ask(served, data))));
  // Eighty percent of sixty a minute, whatever the service allows.
  expect(clock.now() - before).toBeGreaterThan(4 * 1200);
});

test("one's own server that says nothing of limits is held to the figures that were set", async () => {
  using served = await serve({ answer: named }, { "rate-requests": 60 });
  await served.settled(ask(served, "a"));
  const before = served.clock.now();
  await served.settled(Promise.all(["b", "c", "d"].map((data) => ask(served, data))));
  expect(served.clock.now() - before).toBeGreaterThan(2 * 1200);
});

test("pictures and vectors wait for their turn as chat does, each model by its own limits", async () => {
  using served = await serve({ answer: named }, { "rate-tier": "1" });
  const { service, pay, clock } = served;
  const image = service.table.find("image", "gpt-image-2.6-flare");
  const embedding = service.table.find("embedding", "text-embedding-3-small");
  if (!image || !embedding) throw new Error("not in the table");
  const draw = (subject: string) =>
    generateImage(service, { model: image, prompt: "A lighthouse", quality: "low", subject }, pay);
  const before = clock.now();
  await served.settled(Promise.all([draw("a"), draw("b"), draw("c")]));
  // Four of five pictures a minute.
  expect(clock.now() - before).toBeGreaterThan(2 * 15_000);
  const texts = ["red boots", "red boots", "a lighthouse"];
  const result = await served.settled(embed(service, embedding, texts, pay));
  if (result.status !== "fulfilled") throw result.reason;
  const [one, same, other] = result.value as [Float32Array, Float32Array, Float32Array];
  expect([...one]).toEqual([...same]);
  expect([...one]).not.toEqual([...other]);
  expect(served.ledger.spending.total(served.run.id).requests).toBe(4);
});

test("a text that the service does not take is refused, and costs nothing", async () => {
  using served = await serve({});
  const model = served.service.table.find("embedding", "text-embedding-3-small");
  if (!model) throw new Error("not in the table");
  const works: PaidWork<string>[] = [];
  const pay: Payer = (work) => {
    works.push(work as unknown as PaidWork<string>);
    return work.make().then(({ answer }) => answer);
  };
  const result = await served.settled(embed(served.service, model, ["fine", ""], pay));
  expect(result).toMatchObject({ status: "rejected", reason: { code: "request-refused" } });
  expect(works[0]?.isUnpaid((result as PromiseRejectedResult).reason)).toBe(true);
});
