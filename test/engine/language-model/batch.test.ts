import { expect, test } from "bun:test";
import type { BatchBehaviour } from "../../../src/demo/services/open-ai/batches.ts";
import { startServices } from "../../../src/demo/services/start-services.ts";
import { BatchClient } from "../../../src/engine/language-model/batch.ts";
import { LanguageModelService } from "../../../src/engine/language-model/service.ts";
import { Fetcher } from "../../../src/engine/net/fetcher.ts";

async function open(batch: BatchBehaviour = {}) {
  const services = startServices({ openAi: { batch } });
  const settings = {
    "openai-api-key": "sample-key",
    "openai-base-url": services.environment.OPENAI_BASE_URL ?? "",
  };
  const service = await LanguageModelService.open(settings, new Fetcher({ userAgent: "lote/1.0" }));
  if (!service) throw new Error("no service");
  return { client: new BatchClient(service), [Symbol.dispose]: () => services[Symbol.dispose]() };
}

test("a batch that the service has never heard of is unknown", async () => {
  using opened = await open();
  expect(await opened.client.look("batch_1")).toBeUndefined();
});

test("a service that refuses to tell of a batch still has it, whatever digits are in its words", async () => {
  const refusal = {
    status: 400,
    type: "invalid_request_error",
    code: "bad_request",
    message: "Batch batch_6404f1 cannot be read now.",
  };
  using opened = await open({ refuse: (what) => (what === "look" ? refusal : undefined) });
  await expect(opened.client.look("batch_6404f1")).rejects.toMatchObject({ code: "request-refused" });
});
