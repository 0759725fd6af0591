import type { ErrorCode } from "../../../../engine/errors/catalogue.ts";
import { type LoteError, toLoteError } from "../../../../engine/errors/lote-error.ts";
import type { Estimate } from "../../../../engine/workflows/workflow.ts";
import type { Desk } from "../../desk/desk.ts";
import { errorWords } from "../../desk/error-words.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import type { Flow, FlowId, FlowValues } from "../../flows/flow.ts";
import { startFlow } from "../../flows/start-flow.ts";
import { Observable } from "../../view-model/observable.ts";

export interface EstimateState {
  readonly estimate: Estimate | null;
  readonly error: LoteError | null;
  /** While it counts. */
  readonly elapsedMs: number;
}

/** Says what a run will take before it starts, and what it cannot start without. */
export class EstimateModel implements ScreenModel {
  readonly name = "estimate";
  readonly flow: Flow;
  readonly state = new Observable<EstimateState>({ estimate: null, error: null, elapsedMs: 0 });
  readonly #abort = new AbortController();
  #timer: ReturnType<typeof setInterval> | undefined;
  #isStarting = false;

  constructor(
    private readonly desk: Desk,
    flow: FlowId,
    readonly values: FlowValues,
  ) {
    this.flow = desk.flows[flow];
  }

  /** What the run will do. */
  get workflow(): string {
    return this.flow.request(this.values).workflow;
  }

  title(): readonly string[] {
    const { t } = this.desk;
    return [t.text(this.flow.title as "terminal.flowCatalogue"), t.text("terminal.estimateTitle")];
  }

  shown(): void {
    const since = performance.now();
    this.#timer = setInterval(() => this.state.change({ elapsedMs: performance.now() - since }), 500);
    void this.#count();
  }

  hidden(): void {
    this.#stopCounting();
  }

  #stopCounting(): void {
    clearInterval(this.#timer);
    this.#abort.abort();
  }

  async #count(): Promise<void> {
    const { signal } = this.#abort;
    try {
      const estimate = await this.flow.estimate(this.desk.stores, this.values, signal);
      if (!signal.aborted) this.state.change({ estimate });
    } catch (error) {
      if (!signal.aborted) this.state.change({ error: toLoteError(error) });
    } finally {
      clearInterval(this.#timer);
    }
  }

  /** What is missing, in words; empty when nothing is. */
  missing(): readonly { readonly message: string; readonly hint: string }[] {
    const { estimate, error } = this.state.get();
    if (error) return [errorWords(this.desk, error)];
    return (estimate?.missing ?? []).map(({ code, data }) =>
      errorWords(this.desk, { code: code as ErrorCode, data }),
    );
  }

  actions(): Actions {
    const { t } = this.desk;
    const { estimate } = this.state.get();
    const missing = this.missing();
    const off =
      missing[0]?.message ??
      (estimate === null
        ? t.text("terminal.offStillCounting")
        : estimate.items === 0
          ? t.text("terminal.offNothingFound")
          : undefined);
    const mend = estimate?.missing.some(({ code }) => code === "vectors-missing")
      ? () => this.desk.replace({ screen: "estimate", flow: "embed", values: {} })
      : estimate?.missing.some(({ code }) => code === "catalogue-empty")
        ? () => this.desk.replace({ screen: "form", flow: "catalogue" })
        : undefined;
    return {
      start: { run: () => this.#start(), off },
      ...(mend ? { mend: { run: mend } } : {}),
    };
  }

  async #start(): Promise<void> {
    if (this.#isStarting) return;
    this.#isStarting = true;
    try {
      const { run, resumed } = await startFlow(this.desk, this.flow, this.values);
      this.desk.settle({ screen: "run", run });
      if (resumed) this.desk.say(this.desk.t.text("terminal.resumed", { run: run.name }), "good");
    } finally {
      this.#isStarting = false;
    }
  }
}
