import type { EngineSettings } from "../../engine/config/engine-settings.ts";
import { type ErrorCode, errorCatalogue } from "../../engine/errors/catalogue.ts";
import { LoteError } from "../../engine/errors/lote-error.ts";
import type { Response } from "../../engine/queries/messages.ts";
import type { QueryKind } from "../../engine/queries/query.ts";
import { QueryProcess } from "../../engine/queries/query-process.ts";

/** How long an answer may take, all rows of it. A model that has to be loaded first takes seconds. */
const usualPatienceMs = 20_000;
/** A query that nobody waits for any more holds up the others until it ends; longer than this it is not let. */
const graceMs = 5000;
/** A process that dies twice over a query would die of it again. */
const mostTries = 2;

export interface QuerySessionOptions {
  readonly folder: string;
  readonly settings: EngineSettings;
  /** Another program than `lote worker`, for tests. */
  readonly program?: string;
}

export interface AskOptions {
  /** Aborted when the answer is no longer wanted: the rows end. */
  readonly signal?: AbortSignal;
  readonly patienceMs?: number;
}

interface Pending {
  readonly query: string;
  readonly input: unknown;
  readonly rows: RowQueue;
  tries: number;
  isAnswered: boolean;
}

/**
 * A front end's hold on the process that answers its queries: started when something is first asked, kept, and
 * started anew when it died. What it was asked and had not begun to answer is asked again, for a query changes nothing.
 */
export class QuerySession implements AsyncDisposable {
  readonly #pending = new Map<number, Pending>();
  readonly #overdue = new Map<number, ReturnType<typeof setTimeout>>();
  #process: QueryProcess | undefined;
  #nextId = 1;

  constructor(private readonly options: QuerySessionOptions) {}

  /** Of the process; undefined while there is none. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * The rows of the answer, as they are found. When the signal is aborted they simply end.
   *
   * @throws LoteError `query-timeout`, `query-lost`, and what the query itself says
   */
  async *ask<Input, Row>(
    kind: QueryKind<Input, Row>,
    input: Input,
    { signal, patienceMs = usualPatienceMs }: AskOptions = {},
  ): AsyncGenerator<Row, void> {
    if (signal?.aborted) return;
    const id = this.#nextId++;
    const rows = new RowQueue();
    const timer = setTimeout(
      () => rows.fail(new LoteError("query-timeout", { seconds: Math.round(patienceMs / 1000) })),
      patienceMs,
    );
    const leave = () => rows.end();
    signal?.addEventListener("abort", leave, { once: true });
    const pending: Pending = { query: kind.name, input, rows, tries: 0, isAnswered: false };
    this.#pending.set(id, pending);
    try {
      this.#send(id, pending);
      for (;;) {
        const next = await rows.next();
        if (!next) return;
        yield kind.row.parse(next.row);
      }
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", leave);
      if (this.#pending.delete(id)) this.#cancel(id);
    }
  }

  async close(): Promise<void> {
    for (const timer of this.#overdue.values()) clearTimeout(timer);
    this.#overdue.clear();
    for (const { rows } of this.#pending.values()) rows.end();
    this.#pending.clear();
    const process = this.#process;
    this.#process = undefined;
    await process?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #send(id: number, pending: Pending): void {
    const { folder, settings, program } = this.options;
    if (!this.#process) {
      const process: QueryProcess = new QueryProcess({
        folder,
        settings,
        ...(program === undefined ? {} : { program }),
        onResponse: (response) => this.#hear(response),
        onEnd: (how) => {
          if (this.#process === process) this.#mourn(how);
        },
      });
      this.#process = process;
    }
    pending.tries++;
    this.#process.send({ op: "ask", id, query: pending.query, input: pending.input });
  }

  #hear(response: Response): void {
    const { id } = response;
    const pending = this.#pending.get(id);
    if (response.op === "row") {
      if (pending) pending.isAnswered = true;
      pending?.rows.push(response.row);
      return;
    }
    clearTimeout(this.#overdue.get(id));
    this.#overdue.delete(id);
    this.#pending.delete(id);
    if (response.op === "end") pending?.rows.end();
    else {
      const code = response.code in errorCatalogue ? (response.code as ErrorCode) : "bug";
      pending?.rows.fail(new LoteError(code, response.data));
    }
  }

  /** The process is gone. */
  #mourn(how: string): void {
    this.#process = undefined;
    for (const timer of this.#overdue.values()) clearTimeout(timer);
    this.#overdue.clear();
    for (const [id, pending] of [...this.#pending]) {
      if (!pending.isAnswered && pending.tries < mostTries) this.#send(id, pending);
      else {
        this.#pending.delete(id);
        pending.rows.fail(new LoteError("query-lost", { detail: how }));
      }
    }
  }

  #cancel(id: number): void {
    const process = this.#process;
    if (!process) return;
    process.send({ op: "cancel", id });
    const timer = setTimeout(() => process.kill(), graceMs);
    timer.unref();
    this.#overdue.set(id, timer);
  }
}

/** Rows between the pipe, which brings them when it likes, and whoever takes them one by one. */
class RowQueue {
  readonly #rows: unknown[] = [];
  #over: { readonly error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  push(row: unknown): void {
    this.#rows.push(row);
    this.#wake();
  }

  end(): void {
    this.#over ??= {};
    this.#wake();
  }

  fail(error: unknown): void {
    this.#over ??= { error };
    this.#wake();
  }

  /** Undefined: that was the last. */
  async next(): Promise<{ readonly row: unknown } | undefined> {
    while (this.#rows.length === 0) {
      if (this.#over) {
        if ("error" in this.#over) throw this.#over.error;
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return { row: this.#rows.shift() };
  }
}
