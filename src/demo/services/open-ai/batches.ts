import { chatProblem } from "./chat-problem.ts";
import { type AnswerMood, completion, type PromptCache, tokensOf } from "./completion.ts";
import { embeddingProblem, embeddings, inputsOf } from "./embedding.ts";
import { aliveModels } from "./models.ts";
import { type Answered, errorBody, invalid, refused } from "./refusals.ts";

export type BatchStatus =
  | "validating"
  | "failed"
  | "in_progress"
  | "finalizing"
  | "completed"
  | "expired"
  | "cancelling"
  | "cancelled";

/** One line of a batch's input. */
export interface BatchLine {
  readonly custom_id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What becomes of a line. */
export type LineOutcome =
  | AnswerMood
  /** In the error file, with this error. */
  | Answered
  /** In neither file. */
  | "missing"
  /** Twice in the output file. */
  | "twice";

/** How the batches behave; it may change while they run. */
export interface BatchBehaviour {
  /** The server has no batches at all, as most of one's own have none. */
  readonly absent?: boolean;
  /** Looks at a batch that each of its states lasts for; 1 where left out. */
  readonly looks?: number;
  /** The most input tokens that a model's unfinished batches may hold. */
  readonly enqueuedTokens?: number;
  /** The most requests of a file. */
  readonly maxRequests?: number;
  readonly line?: (line: BatchLine, number: number) => LineOutcome | undefined;
  /** How far a batch of this number comes before its time is over; null: to its end. */
  readonly expiresAfter?: (batch: number) => number | null;
  /** A batch of this number fails as a whole, with this error. */
  readonly fails?: (batch: number) => Answered | undefined;
  /** Lines come back in another order. */
  readonly unordered?: boolean;
  /** Changes a line of the output file on its way to the disk; what is added there is more lines. */
  readonly written?: (line: string, number: number) => string;
  /** Refuses a request about files or batches, or lets it pass. */
  readonly refuse?: (
    what: "upload" | "create" | "look" | "list" | "download" | "cancel",
    count: number,
  ) => Answered | "hang" | undefined;
  /** Called when a batch was written down, before anybody is told of it. */
  readonly onCreated?: (metadata: Readonly<Record<string, string>>) => void | Promise<void>;
}

/** What batches may be made for. */
const endpoints = ["/v1/chat/completions", "/v1/embeddings"] as const;
type Endpoint = (typeof endpoints)[number];

/** The most texts that are embedded in one batch, over all its requests. */
const maxInputs = 50_000;

interface Batch {
  readonly number: number;
  readonly id: string;
  readonly endpoint: Endpoint;
  readonly input: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly created: number;
  status: BatchStatus;
  looks: number;
  model: string;
  tokens: number;
  lines: readonly BatchLine[];
  errors: readonly { code: string; message: string; line: number | null }[];
  counts: { total: number; completed: number; failed: number };
  output: string | null;
  errorFile: string | null;
  usage: { input: number; cached: number; output: number; reasoning: number };
}

const over: ReadonlySet<BatchStatus> = new Set(["failed", "completed", "expired", "cancelled"]);

/** The part of the service that takes files of requests, and gives files of answers hours later. */
export class Batches {
  readonly #files = new Map<string, Blob>();
  readonly #batches = new Map<string, Batch>();
  readonly #asked = new Map<string, number>();
  readonly #embedded: string[] = [];
  #numbers = 0;

  constructor(
    private readonly behaviour: () => BatchBehaviour,
    private readonly cache: PromptCache,
    private readonly content: (line: BatchLine) => string | undefined,
  ) {}

  /** Batches that were ever made, oldest first: their keys' metadata and sizes. */
  get made(): readonly {
    readonly id: string;
    readonly status: BatchStatus;
    readonly model: string;
    readonly requests: number;
    readonly metadata: Readonly<Record<string, string>>;
  }[] {
    return [...this.#batches.values()].map(({ id, status, model, counts, metadata }) => ({
      id,
      status,
      model,
      requests: counts.total,
      metadata,
    }));
  }

  /** Usage of all batches, as it was charged. */
  get usage(): Readonly<Record<string, { input: number; cached: number; output: number }>> {
    const sums: Record<string, { input: number; cached: number; output: number }> = {};
    for (const { model, usage } of this.#batches.values()) {
      const sum = sums[model] ?? { input: 0, cached: 0, output: 0 };
      sums[model] = sum;
      sum.input += usage.input;
      sum.cached += usage.cached;
      sum.output += usage.output;
    }
    return sums;
  }

  /** The texts whose vectors were made in batches, and charged for, in order. */
  get embedded(): readonly string[] {
    return this.#embedded;
  }

  /** Undefined for a path that is none of files and batches. */
  async handle(request: Request, pathname: string): Promise<Response | undefined> {
    const path = /\/(files|batches)(?:\/([^/]+))?(?:\/(content|cancel))?$/.exec(pathname);
    if (!path) return undefined;
    if (this.behaviour().absent) return refused({ ...invalid("not_found", "Not Found"), status: 404 });
    const [, kind, id, what] = path;
    const isPost = request.method === "POST";
    if (kind === "files") {
      if (id === undefined) return this.#guarded("upload", request, () => this.#upload(request));
      if (what === "content") return this.#guarded("download", request, async () => this.#download(id));
      return undefined;
    }
    if (id === undefined && isPost) return this.#guarded("create", request, () => this.#create(request));
    if (id === undefined) return this.#guarded("list", request, async () => this.#list(request));
    if (what === "cancel") return this.#guarded("cancel", request, async () => this.#cancel(id));
    return this.#guarded("look", request, async () => this.#look(id));
  }

  async #guarded(
    what: Parameters<NonNullable<BatchBehaviour["refuse"]>>[0],
    request: Request,
    answer: () => Promise<Response>,
  ): Promise<Response> {
    const count = (this.#asked.get(what) ?? 0) + 1;
    this.#asked.set(what, count);
    const refusal = this.behaviour().refuse?.(what, count);
    if (refusal === "hang") return hang(request);
    return refusal ? refused(refusal) : answer();
  }

  async #upload(request: Request): Promise<Response> {
    const form = await request.formData();
    const file = form.get("file");
    if (form.get("purpose") !== "batch" || !(file instanceof Blob)) {
      return refused(invalid("invalid_value", "'purpose' must be 'batch', and a file must be sent."));
    }
    const id = `file-${crypto.randomUUID()}`;
    this.#files.set(id, file);
    return Response.json({ id, object: "file", bytes: file.size, purpose: "batch", status: "processed" });
  }

  #download(id: string): Response {
    const file = this.#files.get(id);
    return file
      ? new Response(file)
      : refused({ ...invalid("not_found", `No such File object: ${id}`), status: 404 });
  }

  async #create(request: Request): Promise<Response> {
    const {
      input_file_id,
      endpoint: wanted,
      completion_window,
      metadata = {},
    } = (await request.json()) as {
      input_file_id: string;
      endpoint: string;
      completion_window: string;
      metadata?: Record<string, string>;
    };
    const endpoint = endpoints.find((one) => one === wanted);
    if (completion_window !== "24h" || endpoint === undefined) {
      return refused(invalid("invalid_value", `Only 24h and ${endpoints.join(", ")}.`));
    }
    if (!this.#files.has(input_file_id)) {
      return refused(invalid("invalid_value", `No such File object: ${input_file_id}`));
    }
    const batch: Batch = {
      number: ++this.#numbers,
      id: `batch_${crypto.randomUUID()}`,
      endpoint,
      input: input_file_id,
      metadata,
      created: Math.floor(Date.now() / 1000),
      status: "validating",
      looks: 0,
      model: "",
      tokens: 0,
      lines: [],
      errors: [],
      counts: { total: 0, completed: 0, failed: 0 },
      output: null,
      errorFile: null,
      usage: { input: 0, cached: 0, output: 0, reasoning: 0 },
    };
    this.#batches.set(batch.id, batch);
    await this.#read(batch);
    await this.behaviour().onCreated?.(metadata);
    return Response.json(shown(batch));
  }

  /** What validation will find is known at once; it is told when validation is over. */
  async #read(batch: Batch): Promise<void> {
    const text = (await this.#files.get(batch.input)?.text()) ?? "";
    const lines: BatchLine[] = [];
    const ids = new Set<string>();
    const errors: Batch["errors"][number][] = [];
    for (const [index, row] of text.split("\n").entries()) {
      if (row === "") continue;
      const line = index + 1;
      try {
        const parsed = JSON.parse(row) as BatchLine & { method: string; url: string };
        if (ids.has(parsed.custom_id)) {
          errors.push({
            code: "duplicate_custom_id",
            message: `The custom_id '${parsed.custom_id}' is used twice.`,
            line,
          });
        }
        ids.add(parsed.custom_id);
        if (parsed.method !== "POST" || parsed.url !== batch.endpoint) {
          errors.push({ code: "invalid_url", message: "The URL does not match the batch's endpoint.", line });
        }
        const model = String(parsed.body.model);
        batch.model ||= model;
        if (model !== batch.model) {
          errors.push({ code: "mismatched_model", message: "All requests must use one model.", line });
        }
        lines.push(parsed);
      } catch {
        errors.push({ code: "invalid_json_line", message: "This line is not valid JSON.", line });
      }
    }
    const { maxRequests = 50_000, enqueuedTokens = Number.POSITIVE_INFINITY, fails } = this.behaviour();
    if (lines.length > maxRequests) {
      errors.push({ code: "too_many_requests", message: `At most ${maxRequests} requests.`, line: null });
    }
    if (!aliveModels.some(({ id }) => id === batch.model)) {
      errors.push({
        code: "model_not_found",
        message: `The model '${batch.model}' does not exist.`,
        line: 1,
      });
    }
    const inputs = lines.flatMap(({ body }) => inputsOf(body));
    if (inputs.length > maxInputs) {
      errors.push({ code: "too_many_inputs", message: `At most ${maxInputs} embedding inputs.`, line: null });
    }
    batch.tokens =
      batch.endpoint === "/v1/embeddings"
        ? inputs.reduce((sum, input) => sum + tokensOf(input), 0)
        : lines.reduce((sum, { body }) => sum + tokensOf(JSON.stringify(body.messages)), 0);
    if (this.#enqueued(batch.model) > enqueuedTokens) {
      errors.push({
        code: "token_limit_exceeded",
        message: `Enqueued token limit reached for ${batch.model} in organization org-sample. Limit: ${enqueuedTokens.toLocaleString("en")} enqueued tokens. Please try again once some in_progress batches have been completed.`,
        line: null,
      });
    }
    const whole = fails?.(batch.number);
    if (whole) errors.push({ code: whole.code, message: whole.message, line: null });
    batch.lines = lines;
    batch.errors = errors;
    // A batch that is to fail holds none of the queue.
    if (errors.length > 0) batch.tokens = 0;
    else batch.counts.total = lines.length;
    this.#files.delete(batch.input);
  }

  #enqueued(model: string): number {
    return [...this.#batches.values()]
      .filter((batch) => batch.model === model && !over.has(batch.status))
      .reduce((sum, { tokens }) => sum + tokens, 0);
  }

  #look(id: string): Response {
    const batch = this.#batches.get(id);
    if (!batch) return refused({ ...invalid("not_found", `No batch found with id '${id}'.`), status: 404 });
    this.#goOn(batch);
    return Response.json(shown(batch));
  }

  #goOn(batch: Batch): void {
    if (over.has(batch.status)) return;
    batch.looks++;
    if (batch.looks < (this.behaviour().looks ?? 1)) return;
    batch.looks = 0;
    if (batch.status === "validating") {
      batch.status = batch.errors.length > 0 ? "failed" : "in_progress";
    } else if (batch.status === "in_progress") {
      const until = this.behaviour().expiresAfter?.(batch.number) ?? null;
      this.#answer(batch, until ?? batch.lines.length, "batch_expired");
      batch.status = until === null ? "finalizing" : "expired";
    } else if (batch.status === "finalizing") {
      batch.status = "completed";
    } else if (batch.status === "cancelling") {
      batch.status = "cancelled";
    }
    if (over.has(batch.status)) batch.lines = [];
  }

  /** Answers the first lines; the rest gets an error of this code. */
  #answer(batch: Batch, until: number, restCode: string): void {
    const output: string[] = [];
    const errors: string[] = [];
    for (const [index, line] of batch.lines.entries()) {
      if (index >= until) {
        errors.push(unrunLine(line, restCode));
        batch.counts.failed++;
        continue;
      }
      const problem = batch.endpoint === "/v1/embeddings" ? embeddingProblem : chatProblem;
      const outcome = this.behaviour().line?.(line, index + 1) ?? problem(line.body) ?? "answer";
      if (outcome === "missing") continue;
      if (typeof outcome === "object") {
        errors.push(resultLine(line, outcome.status, errorBody(outcome)));
        batch.counts.failed++;
        continue;
      }
      const body = this.#answerTo(batch, line, outcome === "twice" ? "answer" : outcome);
      output.push(resultLine(line, 200, body));
      if (outcome === "twice") output.push(resultLine(line, 200, body));
      batch.counts.completed++;
    }
    if (this.behaviour().unordered) output.reverse();
    const { written = (line) => line } = this.behaviour();
    batch.output = this.#store(output.map((line, at) => written(line, at + 1)));
    batch.errorFile = this.#store(errors);
  }

  /** One answer, charged. */
  #answerTo({ endpoint, model, usage: sum }: Batch, line: BatchLine, mood: AnswerMood): object {
    if (endpoint === "/v1/embeddings") {
      const body = embeddings(model, line.body);
      sum.input += body.usage.prompt_tokens;
      this.#embedded.push(...inputsOf(line.body));
      return mood === "broken" ? { ...body, data: [] } : body;
    }
    const request = { model, body: line.body };
    const body = completion(request, { mood, cache: this.cache, content: this.content(line) });
    const { usage } = body;
    sum.input += usage.prompt_tokens;
    sum.cached += usage.prompt_tokens_details.cached_tokens;
    sum.output += usage.completion_tokens;
    sum.reasoning += usage.completion_tokens_details.reasoning_tokens;
    return body;
  }

  #store(lines: readonly string[]): string | null {
    if (lines.length === 0) return null;
    const id = `file-${crypto.randomUUID()}`;
    this.#files.set(id, new Blob([`${lines.join("\n")}\n`]));
    return id;
  }

  #list(request: Request): Response {
    const { searchParams } = new URL(request.url);
    const limit = Number(searchParams.get("limit") ?? 20);
    const all = [...this.#batches.values()].reverse();
    const after = searchParams.get("after");
    const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const data = all.slice(from, from + limit).map(shown);
    return Response.json({
      object: "list",
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: from + limit < all.length,
    });
  }

  #cancel(id: string): Response {
    const batch = this.#batches.get(id);
    if (!batch) return refused({ ...invalid("not_found", `No batch found with id '${id}'.`), status: 404 });
    if (over.has(batch.status)) {
      return refused({
        ...invalid("invalid_request_error", `Cannot cancel a batch with status '${batch.status}'.`),
        status: 409,
      });
    }
    // Half of it was done already: that is charged, and can be fetched.
    if (batch.errors.length === 0) this.#answer(batch, Math.floor(batch.lines.length / 2), "batch_cancelled");
    batch.status = "cancelling";
    batch.looks = 0;
    return Response.json(shown(batch));
  }
}

/** Never answers; the line is closed by whoever waits. */
export function hang(request: Request): Promise<Response> {
  return new Promise((resolve) => {
    request.signal.addEventListener("abort", () => resolve(new Response(null, { status: 499 })), {
      once: true,
    });
  });
}

function shown(batch: Batch) {
  const { id, status, endpoint, input, model, output, errorFile, errors, counts, metadata } = batch;
  const { created, usage } = batch;
  const hasErrors = status === "failed" && errors.length > 0;
  const isOver = over.has(status);
  return {
    id,
    object: "batch",
    endpoint,
    model,
    errors: hasErrors ? { object: "list", data: errors.map((error) => ({ ...error, param: null })) } : null,
    input_file_id: input,
    completion_window: "24h",
    status,
    output_file_id: isOver ? output : null,
    error_file_id: isOver ? errorFile : null,
    created_at: created,
    expires_at: created + 86_400,
    request_counts: counts,
    metadata,
    usage: {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: usage.cached },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: usage.reasoning },
      total_tokens: usage.input + usage.output,
    },
  };
}

function resultLine({ custom_id }: BatchLine, status_code: number, body: object): string {
  return JSON.stringify({
    id: `batch_req_${crypto.randomUUID()}`,
    custom_id,
    response: { status_code, request_id: crypto.randomUUID(), body },
    error: null,
  });
}

function unrunLine({ custom_id }: BatchLine, code: string): string {
  const message = "This request could not be executed before the completion window expired.";
  return JSON.stringify({
    id: `batch_req_${crypto.randomUUID()}`,
    custom_id,
    response: null,
    error: { code, message },
  });
}
