import { expect, test } from "bun:test";
import type { BatchBehaviour } from "../../../../src/demo/services/open-ai/batches.ts";
import { startServices } from "../../../../src/demo/services/start-services.ts";
import { BatchClient } from "../../../../src/engine/language-model/batch.ts";
import { LanguageModelService } from "../../../../src/engine/language-model/service.ts";
import { Fetcher } from "../../../../src/engine/net/fetcher.ts";

async function laboratory(batch: BatchBehaviour = {}) {
  const services = startServices({ openAi: { batch } });
  const settings = {
    "openai-api-key": "sample-key",
    "openai-base-url": services.environment.OPENAI_BASE_URL ?? "",
  };
  const fetcher = new Fetcher({ userAgent: "lote/1.0 (https://example.org)" });
  const service = await LanguageModelService.open(settings, fetcher);
  if (!service) throw new Error("no service");
  return { services, client: new BatchClient(service), [Symbol.dispose]: () => services[Symbol.dispose]() };
}

const line = (id: string, model = "gpt-6-luna", more: object = {}) =>
  JSON.stringify({
    custom_id: id,
    method: "POST",
    url: "/v1/chat/completions",
    body: {
      model,
      reasoning_effort: "none",
      max_completion_tokens: 100,
      messages: [
        { role: "system", content: "JSON" },
        { role: "user", content: '{"count":1}' },
      ],
      ...more,
    },
  });

async function statuses(client: BatchClient, id: string): Promise<string[]> {
  const seen: string[] = [];
  for (let look = 0; look < 10; look++) {
    const batch = await client.look(id);
    if (!batch || seen.at(-1) === batch.status) break;
    seen.push(batch.status);
  }
  return seen;
}

async function lines(client: BatchClient, id: string) {
  const batch = await client.look(id);
  return batch ? Array.fromAsync(client.results(batch)) : [];
}

test("a batch goes through its states, is found by its key, and brings one line a request", async () => {
  using lab = await laboratory();
  const id = await lab.client.submit("gpt-6-luna", "key-1", [line("a"), line("b")]);
  expect(await statuses(lab.client, id)).toEqual(["in_progress", "finalizing", "completed"]);
  expect(await lab.client.find("key-1")).toBe(id);
  expect(await lab.client.find("key-2")).toBeUndefined();
  expect((await lines(lab.client, id)).map(({ custom_id }) => custom_id)).toEqual(["a", "b"]);
});

test("a batch that fails validation says why and where, and has no files", async () => {
  using lab = await laboratory();
  const id = await lab.client.submit("gpt-6-luna", "k", [line("a"), line("a"), line("b", "gpt-6.1-terra")]);
  expect(await statuses(lab.client, id)).toEqual(["failed"]);
  const batch = await lab.client.look(id);
  expect(batch?.errors?.data).toMatchObject([
    { code: "duplicate_custom_id", line: 2 },
    { code: "mismatched_model", line: 3 },
  ]);
  expect(await lines(lab.client, id)).toEqual([]);
});

test("a batch whose time is over keeps what was done, and names the rest in its error file", async () => {
  using lab = await laboratory({ expiresAfter: () => 1 });
  const id = await lab.client.submit("gpt-6-luna", "k", [line("a"), line("b")]);
  expect(await statuses(lab.client, id)).toEqual(["in_progress", "expired"]);
  const brought = await lines(lab.client, id);
  expect(brought.find(({ custom_id }) => custom_id === "a")?.response?.status_code).toBe(200);
  expect(brought.find(({ custom_id }) => custom_id === "b")?.error?.code).toBe("batch_expired");
});

test("a cancelled batch takes a while to stop, and what it did is charged and can be fetched", async () => {
  using lab = await laboratory({ looks: 2 });
  const id = await lab.client.submit("gpt-6-luna", "k", [line("a"), line("b")]);
  await lab.client.cancel(id);
  expect((await lab.client.look(id))?.status).toBe("cancelling");
  expect((await lab.client.look(id))?.status).toBe("cancelled");
  expect((await lines(lab.client, id)).filter(({ response }) => response).length).toBe(1);
});

test("what would not fit into the queue fails after it was taken, and fits once others have ended", async () => {
  using lab = await laboratory({ enqueuedTokens: 30, looks: 1 });
  const first = await lab.client.submit("gpt-6-luna", "k1", [line("a")]);
  const second = await lab.client.submit("gpt-6-luna", "k2", [line("b")]);
  expect(await statuses(lab.client, second)).toEqual(["failed"]);
  expect((await lab.client.look(second))?.errors?.data?.[0]).toMatchObject({ code: "token_limit_exceeded" });
  await statuses(lab.client, first);
  const third = await lab.client.submit("gpt-6-luna", "k3", [line("b")]);
  expect((await statuses(lab.client, third)).at(-1)).toBe("completed");
});

test("lines come in any order, twice, not at all, or in the error file with the model's own refusal", async () => {
  using lab = await laboratory({
    unordered: true,
    line: ({ custom_id }) => (custom_id === "b" ? "twice" : custom_id === "c" ? "missing" : undefined),
  });
  const wrong = line("d", "gpt-6-luna", { temperature: 0.1, reasoning_effort: "low" });
  const id = await lab.client.submit("gpt-6-luna", "k", [line("a"), line("b"), line("c"), wrong]);
  await statuses(lab.client, id);
  const brought = await lines(lab.client, id);
  expect(brought.map(({ custom_id }) => custom_id)).toEqual(["b", "b", "a", "d"]);
  expect(brought.at(-1)?.response?.status_code).toBe(400);
});

test("a server without batches says so, and one with them too", async () => {
  using without = await laboratory({ absent: true });
  expect(await without.client.isOffered()).toBe(false);
  using with_ = await laboratory();
  expect(await with_.client.isOffered()).toBe(true);
});

test("a batch of embeddings brings a vector a line, is charged for its input, and takes no line for chat", async () => {
  using lab = await laboratory({ unordered: true });
  const text = (id: string, url = "/v1/embeddings") =>
    JSON.stringify({
      custom_id: id,
      method: "POST",
      url,
      body: { model: "text-embedding-3-small", input: `texto ${id}` },
    });
  const submit = (key: string, given: readonly string[]) =>
    lab.client.submit("text-embedding-3-small", key, given, "/v1/embeddings");
  const id = await submit("k1", [text("a"), text("b")]);
  expect(await statuses(lab.client, id)).toEqual(["in_progress", "finalizing", "completed"]);
  const told = await lines(lab.client, id);
  expect(told.map(({ custom_id }) => custom_id)).toEqual(["b", "a"]);
  const body = told[0]?.response?.body as { data: readonly { embedding: readonly number[] }[] } | undefined;
  expect(body?.data[0]?.embedding.length).toBe(1536);
  expect(lab.services.openAi.batches.usage["text-embedding-3-small"]).toEqual({
    input: 4,
    cached: 0,
    output: 0,
  });
  const wrong = await submit("k2", [text("a", "/v1/chat/completions")]);
  expect(await statuses(lab.client, wrong)).toEqual(["failed"]);
});
