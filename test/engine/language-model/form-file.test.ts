import { expect, test } from "bun:test";
import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServices } from "../../../src/demo/services/start-services.ts";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";
import { BatchClient } from "../../../src/engine/language-model/batch.ts";
import { formFile } from "../../../src/engine/language-model/form-file.ts";
import { LanguageModelService } from "../../../src/engine/language-model/service.ts";
import { Fetcher } from "../../../src/engine/net/fetcher.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const folder = temporaryFolder();

test("a form holds the purpose and all lines in order, and is gone when it was sent", async () => {
  const place = join(folder, "sent");
  const lines = Array.from({ length: 20_000 }, (_, at) => JSON.stringify({ custom_id: `ñ${at}` }));
  {
    await using form = await formFile(place, "key-1", lines);
    const read = await new Response(await form.body.arrayBuffer(), {
      headers: { "content-type": form.contentType },
    }).formData();
    expect(read.get("purpose")).toBe("batch");
    const file = read.get("file") as unknown as File;
    expect(file.name).toBe("key-1.jsonl");
    expect(await file.text()).toBe(`${lines.join("\n")}\n`);
    expect(readdirSync(place)).toHaveLength(1);
  }
  expect(readdirSync(place)).toEqual([]);
});

test("forms of processes that died go after a day, and nothing else does", async () => {
  const place = join(folder, "left");
  await formFile(place, "k", []).then((form) => form[Symbol.asyncDispose]());
  const old = new Date(Date.now() - 25 * 3600_000);
  for (const name of [
    "lote-batch-old.form",
    "lote-batch-young.form",
    "somebody.form",
    "lote-batch-note.txt",
  ]) {
    writeFileSync(join(place, name), "");
    if (name !== "lote-batch-young.form") utimesSync(join(place, name), old, old);
  }
  await formFile(place, "k", []).then((form) => form[Symbol.asyncDispose]());
  expect(readdirSync(place).sort()).toEqual([
    "lote-batch-note.txt",
    "lote-batch-young.form",
    "somebody.form",
  ]);
});

test("lines that cannot be made leave no form behind", async () => {
  const place = join(folder, "broken");
  const lines = function* () {
    yield "a";
    throw new LoteError("no-answer");
  };
  await expect(formFile(place, "k", lines())).rejects.toMatchObject({ code: "no-answer" });
  await formFile(place, "k", []).then((form) => form[Symbol.asyncDispose]());
  expect(readdirSync(place)).toEqual([]);
});

test("an upload that the service refuses leaves no form behind, and the next one is taken", async () => {
  const place = join(folder, "refused");
  const refusal = { status: 503, type: "server_error", code: "overloaded", message: "Overloaded." } as const;
  const refuse = (what: string, count: number) => (what === "upload" && count === 1 ? refusal : undefined);
  using services = startServices({ openAi: { batch: { refuse } } });
  const settings = {
    "openai-api-key": "sample-key",
    "openai-base-url": services.environment.OPENAI_BASE_URL ?? "",
  };
  const service = await LanguageModelService.open(settings, new Fetcher({ userAgent: "lote/1.0" }));
  if (!service) throw new Error("no service");
  const client = new BatchClient(service, place);
  const body = { model: "gpt-6-luna", messages: [] };
  const line = JSON.stringify({ custom_id: "a", method: "POST", url: "/v1/chat/completions", body });
  const error = await client.submit("gpt-6-luna", "k", [line]).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ retry: "transient" });
  expect(existsSync(place)).toBe(true);
  expect(readdirSync(place)).toEqual([]);
  expect(await client.submit("gpt-6-luna", "k", [line])).toBe((await client.find("k")) ?? "");
  expect(services.openAi.batches.made.map(({ requests }) => requests)).toEqual([1]);
  expect(readdirSync(place)).toEqual([]);
});
