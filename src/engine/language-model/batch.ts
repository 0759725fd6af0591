import { tmpdir } from "node:os";
import { z } from "zod";
import type { Cost } from "../../stores/sqlite/ledger/money.ts";
import { LoteError } from "../errors/lote-error.ts";
import { formFile } from "./form-file.ts";
import type { LanguageModel, UsdPerMillion } from "./model-table.ts";
import { costOf, type Usage } from "./price.ts";
import type { LanguageModelService } from "./service.ts";
import { fileMs } from "./through-fetcher.ts";

/** How a batch stands. The first three and `cancelling` go on; the others are its end. */
export const batchStatuses = [
  "validating",
  "in_progress",
  "finalizing",
  "cancelling",
  "failed",
  "completed",
  "expired",
  "cancelled",
] as const;
export type BatchStatus = (typeof batchStatuses)[number];

const usageSchema = z.object({
  input_tokens: z.number(),
  input_tokens_details: z.object({ cached_tokens: z.number() }).nullish(),
  output_tokens: z.number(),
});

const batchSchema = z.object({
  id: z.string(),
  status: z.enum(batchStatuses),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  errors: z
    .object({
      data: z
        .array(
          z.object({ code: z.string().nullish(), message: z.string().nullish(), line: z.number().nullish() }),
        )
        .nullish(),
    })
    .nullish(),
  request_counts: z.object({ total: z.number(), completed: z.number(), failed: z.number() }).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  usage: usageSchema.nullish(),
});

/** A batch as the service tells of it. */
export type RemoteBatch = z.infer<typeof batchSchema>;

const lineSchema = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.number(), body: z.unknown() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});

/** One line of a batch's output or error file. */
export type BatchResultLine = z.infer<typeof lineSchema>;

/** What the requests of a batch ask for. */
export type BatchEndpoint = "/v1/chat/completions" | "/v1/embeddings";

/** A batch of any size takes at least about so long, seconds. */
export const secondsOfBatch = 1800;

/** What a batch carries so that it is found again. */
const keyName = "lote_key";

/** Batches on a page of the service's list, and how many pages are looked through for a lost one. */
const pageSize = 100;
const pages = 20;

const ended: ReadonlySet<BatchStatus> = new Set(["failed", "completed", "expired", "cancelled"]);

/** Will the batch change no more? */
export function isEnded({ status }: Pick<RemoteBatch, "status">): boolean {
  return ended.has(status);
}

/** Files of requests handed over, and files of answers fetched, hours later and at half the price. */
export class BatchClient {
  #offered: Promise<boolean> | undefined;

  /** @param folder where batches are put together before they are uploaded, and are removed again */
  constructor(
    private readonly service: LanguageModelService,
    private readonly folder = tmpdir(),
  ) {}

  /** Does the server have batches at all? Most of one's own have none. Asked once. */
  isOffered(): Promise<boolean> {
    this.#offered ??= this.#ask().catch((error) => {
      this.#offered = undefined;
      throw error;
    });
    return this.#offered;
  }

  async #ask(): Promise<boolean> {
    try {
      await this.service.call("batches", () => this.service.client.get("/batches", { query: { limit: 1 } }));
      return true;
    } catch (error) {
      if (error instanceof LoteError && error.code === "request-refused") return false;
      throw error;
    }
  }

  /**
   * Uploads the lines and has a batch made of them; returns its id.
   *
   * @param model whose limits the answers tell of; as for {@link LanguageModelService.call}
   * @param key found again by {@link find}
   * @param lines one request each, without its line break, all for the endpoint
   */
  async submit(
    model: LanguageModel | string,
    key: string,
    lines: Iterable<string>,
    endpoint: BatchEndpoint = "/v1/chat/completions",
  ): Promise<string> {
    const { client } = this.service;
    const { id } = await this.#upload(model, key, lines);
    const batch = await this.service.call(model, () =>
      client.batches.create({
        input_file_id: id,
        endpoint,
        completion_window: "24h",
        metadata: { [keyName]: key },
      }),
    );
    return batch.id;
  }

  async #upload(model: LanguageModel | string, key: string, lines: Iterable<string>) {
    await using form = await formFile(this.folder, key, lines);
    const { body } = form;
    const headers = { "content-type": form.contentType };
    const answer = await this.service.call(model, () =>
      this.service.client.post("/files", { body, headers, timeout: fileMs }),
    );
    return fileSchema.parse(answer);
  }

  /** The id of the batch with this key, if the service received it. */
  async find(key: string): Promise<string | undefined> {
    let after: string | undefined;
    for (let page = 0; page < pages; page++) {
      const answer = await this.service.call("batches", () =>
        this.service.client.get("/batches", { query: { limit: pageSize, ...(after ? { after } : {}) } }),
      );
      const { data, has_more } = listSchema.parse(answer);
      const found = data.find(({ metadata }) => metadata?.[keyName] === key);
      if (found) return found.id;
      after = data.at(-1)?.id;
      if (!has_more || after === undefined) return undefined;
    }
    return undefined;
  }

  /** Undefined where the service does not know it. */
  async look(id: string): Promise<RemoteBatch | undefined> {
    try {
      const answer = await this.service.call("batches", () => this.service.client.get(`/batches/${id}`));
      return batchSchema.parse(answer);
    } catch (error) {
      // The client puts the status first; a batch's own id may hold the same digits.
      const isUnknown =
        error instanceof LoteError &&
        error.code === "request-refused" &&
        /^404\b|No batch found|not_found/.test(String(error.data.detail));
      if (isUnknown) return undefined;
      throw error;
    }
  }

  async cancel(id: string): Promise<void> {
    await this.service.call("batches", () => this.service.client.post(`/batches/${id}/cancel`));
  }

  /** The lines of both files, in no order; lines that are no JSON are left out. */
  async *results({ output_file_id, error_file_id }: RemoteBatch): AsyncGenerator<BatchResultLine> {
    for (const id of [output_file_id, error_file_id]) {
      if (!id) continue;
      const response = await this.service.call("batches", () => this.service.client.files.content(id));
      for await (const line of linesOf(response)) {
        const read = lineSchema.safeParse(asJson(line));
        if (read.success) yield read.data;
      }
    }
  }
}

const fileSchema = z.object({ id: z.string() });

const listSchema = z.object({ data: z.array(batchSchema), has_more: z.boolean().nullish() });

/** Usage of one answer, as chat completions tell of it; vectors have no output. */
const answerUsage = z.object({
  prompt_tokens: z.number(),
  completion_tokens: z.number().default(0),
  prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
});

/** Made once: a schema is compiled when it is first used. */
const answerSchema = z.object({ usage: answerUsage });

/** The service's own usage of one answer; none where it tells of none. */
export function usageOf(body: unknown): Usage {
  const { data } = answerSchema.safeParse(body);
  if (!data) return { input: 0, cached: 0, output: 0 };
  const { prompt_tokens: input, completion_tokens: output, prompt_tokens_details } = data.usage;
  return { input, output, cached: prompt_tokens_details?.cached_tokens ?? 0 };
}

/** Sums up what the answers of a batch cost, by the service's own usage of each. */
export class BatchCost {
  #usage = { input: 0, cached: 0, output: 0 };

  add(body: unknown): void {
    const { input, cached, output } = usageOf(body);
    this.#usage.input += input;
    this.#usage.cached += cached;
    this.#usage.output += output;
  }

  /** @param told what the service says of the batch as a whole, which goes before the sum where it is more */
  cost(price: UsdPerMillion | null, factor: number, told: RemoteBatch["usage"]): Cost {
    const sum = costOf(price, this.#usage, factor);
    if (!told) return sum;
    const whole = {
      input: told.input_tokens,
      cached: told.input_tokens_details?.cached_tokens ?? 0,
      output: told.output_tokens,
    };
    const cost = costOf(price, whole, factor);
    return cost.usd >= sum.usd ? cost : sum;
  }
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of response.body ?? []) {
    const lines = (rest + decoder.decode(piece as Uint8Array, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield line;
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
