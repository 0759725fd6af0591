import { expect, test } from "bun:test";
import { z } from "zod";
import type { Refusal } from "../../../src/demo/services/open-ai/refusals.ts";
import type { OpenAiBehaviour } from "../../../src/demo/services/open-ai/service.ts";
import { type ServiceBehaviour, startServices } from "../../../src/demo/services/start-services.ts";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";
import type { PaidWork } from "../../../src/engine/flow/stage.ts";
import { isUnpaid } from "../../../src/engine/language-model/api-error.ts";
import { chat } from "../../../src/engine/language-model/chat.ts";
import { generateImage } from "../../../src/engine/language-model/image.ts";
import { LanguageModelService } from "../../../src/engine/language-model/service.ts";
import { Fetcher } from "../../../src/engine/net/fetcher.ts";

const day = (text: string) => () => new Date(`${text}T12:00:00Z`);

async function serve(openAi: OpenAiBehaviour = {}, now = day("2026-11-21")) {
  const behaviour: ServiceBehaviour = { openAi };
  const services = startServices(behaviour);
  const fetcher = new Fetcher({ userAgent: "lote/1.0 (https://example.org)" });
  const settings = {
    "openai-api-key": "sample-key",
    "openai-base-url": services.environment.OPENAI_BASE_URL ?? "",
  };
  const service = await LanguageModelService.open(settings, fetcher, { now });
  if (!service) throw new Error("no service");
  return { services, service, [Symbol.dispose]: () => services[Symbol.dispose]() };
}

/** Pays without a journal, and remembers what it was asked. */
function purse() {
  const works: PaidWork<string>[] = [];
  const costs: number[] = [];
  const pay = async <Answer extends string>(work: PaidWork<Answer>): Promise<Answer> => {
    works.push(work as unknown as PaidWork<string>);
    const { answer, cost } = await work.make();
    costs.push(cost.usd);
    return answer;
  };
  return { works, costs, pay };
}

const form = z.object({ names: z.array(z.string()) });
const question = {
  instructions: "Name people.",
  data: "pilots",
  name: "names",
  form,
  maxOutputTokens: 200,
} as const;

test("without a key and without a server of one's own there is no service", async () => {
  const fetcher = new Fetcher({ userAgent: "lote/1.0 (https://example.org)" });
  expect(await LanguageModelService.open({}, fetcher)).toBeNull();
});

test("the first model that is alive and has a price is chosen, and one that ends within a month says so", async () => {
  using served = await serve();
  const { service } = served;
  expect((await service.choose("chat")).model.id).toBe("gpt-6-luna");
  expect((await service.choose("image")).model.id).toBe("gpt-image-2.6-flare");
  expect(await service.choose("image", "gpt-image-1.5")).toMatchObject({ shutdown: "2026-12-01" });
});

test("a model that is gone is refused before anything is asked of it, and its replacement named", async () => {
  using served = await serve({}, day("2027-02-01"));
  const gone = served.service.choose("chat", "gpt-4o-mini");
  expect(gone).rejects.toMatchObject({
    code: "model-gone",
    data: { replacement: "gpt-6-luna" },
    stopsRun: true,
  });
  expect(served.service.choose("image", "dall-e-3")).rejects.toMatchObject({ code: "model-gone" });
});

test("a model that goes before a batch can be over is refused for it, though it still answers today", async () => {
  using served = await serve({}, day("2026-12-10"));
  expect((await served.service.choose("chat", "gpt-5-mini")).model.id).toBe("gpt-5-mini");
  const gone = served.service.choose("chat", "gpt-5-mini", 2);
  expect(gone).rejects.toMatchObject({ code: "model-gone", data: { replacement: "gpt-5.6-terra" } });
});

test("an answer of the asked form is read, and paid by the service's own count within what was reserved", async () => {
  using served = await serve({ answer: () => '```json\n{"names":["Amelia Earhart"]}\n```' });
  const { model } = await served.service.choose("chat");
  const { works, costs, pay } = purse();
  expect(await chat(served.service, { ...question, model }, pay)).toEqual({ names: ["Amelia Earhart"] });
  expect(costs[0]).toBeGreaterThan(0);
  expect(works[0]?.worstUsd).toBeGreaterThan(costs[0] ?? 0);
  const body = served.services.openAi.charged[0]?.body;
  expect(body).toMatchObject({ max_completion_tokens: 200, reasoning_effort: "none" });
  expect(body && "temperature" in body).toBe(false);
});

test("an answer without the form is asked for once more under another key, and then given up", async () => {
  using served = await serve({ answer: () => '{"people":[]}' });
  const { model } = await served.service.choose("chat");
  const { works, pay } = purse();
  expect(chat(served.service, { ...question, model }, pay)).rejects.toMatchObject({ code: "answer-broken" });
  await chat(served.service, { ...question, model }, pay).catch(() => undefined);
  expect(new Set(works.map(({ key }) => key)).size).toBe(2);
});

test("a picture comes as base64 and is priced by its usage", async () => {
  using served = await serve();
  const { model } = await served.service.choose("image");
  const { works, costs, pay } = purse();
  const request = {
    model,
    prompt: "A portrait of a lighthouse keeper",
    quality: "low",
    subject: "Q1",
  } as const;
  const bytes = Uint8Array.fromBase64(await generateImage(served.service, request, pay));
  expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xd8]);
  expect(costs[0]).toBeCloseTo((272 * 30 + 9 * 5) / 1e6, 6);
  expect(works[0]?.worstUsd).toBeGreaterThan(costs[0] ?? 0);
});

test("a model without a price is offered at no price, which the journal refuses", async () => {
  using served = await serve();
  const { pay, works } = purse();
  const unpriced = served.service.table.find("image", "gpt-image-2");
  if (!unpriced) throw new Error("not in the table");
  const request = { model: unpriced, prompt: "x", quality: "low", subject: "Q1" } as const;
  await generateImage(served.service, request, pay).catch(() => undefined);
  expect(works[0]?.worstUsd).toBeNaN();
});

test.each([
  ["bad-key", "key-refused", true, true],
  ["unverified", "organisation-unverified", true, true],
  ["no-quota", "quota-exceeded", true, true],
  ["unknown-model", "model-gone", true, true],
  ["moderation", "moderation-refused", false, true],
  ["rate-limit", "rate-limited", false, true],
  ["rate-limit-without-time", "rate-limited", false, true],
  ["down", "http-failed", false, true],
  ["gateway", "http-failed", false, false],
] satisfies [Refusal, string, boolean, boolean][])(
  "the refusal %s is told as %s",
  async (refusal, code, stopsRun, unpaid) => {
    using served = await serve({ refuse: ({ path }) => (path === "chat" ? refusal : undefined) });
    const { model } = await served.service.choose("chat");
    const error = await chat(served.service, { ...question, model }, purse().pay).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(LoteError);
    expect([error.code, error.stopsRun, isUnpaid(error)]).toEqual([code, stopsRun, unpaid]);
    if (refusal === "rate-limit") expect(error.retryAfterMs).toBe(1000);
    if (refusal === "rate-limit-without-time") expect(error.retryAfterMs).toBeUndefined();
  },
);
