/**
 * The ledger: what every workflow shares. Runs, items, leases, checkpoints, questions, decisions, effects, jobs,
 * events and money. Types only; the SQLite implementation is in `sqlite/ledger/`.
 *
 * Times are milliseconds since 1970. A function whose name starts with a verb of change must be called inside
 * {@link Write}; everything else only reads.
 */

/** Anything that survives `JSON.stringify` and back. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** `pending → leased → (waiting → leased)* → review → done / skipped / failed`. */
export const itemStates = ["pending", "leased", "waiting", "review", "done", "skipped", "failed"] as const;
export type ItemState = (typeof itemStates)[number];

/** What the ledger keeps of a run's life. Whether it is at work now depends on whether a worker lives. */
export type RunState = "active" | "paused" | "cancelled" | "ended";

/** What may be decided without a person. */
export interface Policy {
  /** Accept what the recommendation calls strong. */
  readonly accept: "strong" | "nothing";
  /** And at least this probable, 0..1: what has no probability is not accepted then. */
  readonly acceptAbove?: number;
  /** Where an item goes that the policy does not decide. */
  readonly onAmbiguous: "review" | "skip" | "fail";
  /** Work everything out, change nothing. */
  readonly dryRun: boolean;
  /** Stop claiming after so many failures: a count, or a share of the items seen (0..1). */
  readonly maxErrors?: { readonly count: number } | { readonly share: number };
  /** Dollars that the run never passes, counted at the worst of what is under way. */
  readonly maxCostUsd?: number;
}

export interface NewRun {
  readonly workflow: string;
  /** The workflow's own parameters. */
  readonly parameters: Json;
  readonly policy: Policy;
  /** Equal for two starts of the same command: an unfinished run with it is continued. */
  readonly fingerprint: string;
}

export interface RunRow extends NewRun {
  /** Row number. */
  readonly id: number;
  /** What a person types. */
  readonly name: string;
  readonly state: RunState;
  readonly sourceDone: boolean;
  /** The stage whose whole-run barrier was passed last, plus one; 0 before any. */
  readonly barrier: number;
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** Milliseconds during which a worker was at work on it. */
  readonly activeMs: number;
  /** The workflow's own account of the run, once it ended. */
  readonly detail: Json;
  /** Why the run was stopped by itself: a failure, as JSON. */
  readonly stopped: Failure | null;
  /**
   * Set while an undo, or late answers of a run that was over or paused, are carried out: nothing else of it is worked
   * on meanwhile, and then it is what stands here.
   */
  readonly returnTo: Exclude<RunState, "active"> | null;
  /** Every effect of it is being taken back. */
  readonly undoing: boolean;
  /** It was cancelled, and services are being told so. */
  readonly callingOff: boolean;
  /** Failures that a person saw and went on after: they no longer count against `maxErrors`. */
  readonly forgiven: number;
}

/**
 * Stages beyond any workflow's own: an item that has its results and waits for its decisions to be carried out,
 * and one whose effect is taken back.
 */
export const settleStage = 1000;
export const revertStage = 1001;

export interface NewItem {
  /** Stable over runs: a path, a name, a row's key. */
  readonly key: string;
  readonly input: Json;
  /** Enter at this stage; 0 when left out. */
  readonly stage?: number;
  /** Known to need nothing: enters as skipped, with this reason. */
  readonly skip?: string;
}

/** A claimed item: what a worker needs to work on it. */
export interface ClaimedItem {
  readonly id: number;
  readonly run: number;
  readonly key: string;
  readonly parent: number | null;
  readonly stage: number;
  readonly lease: number;
  readonly attempts: number;
  readonly input: Json;
  /** What earlier stages left when the item was parked. */
  readonly carry: Json;
  /**
   * Null for a healthy item. A number: it was inside a stage when a worker died, so it must run alone; how many
   * more workers died while it did.
   */
  readonly aloneDeaths: number | null;
}

export interface Failure {
  readonly stage: string;
  readonly code: string;
  readonly data: Readonly<Record<string, string | number>>;
}

export type Recommendation = "none" | "low" | "medium" | "strong";

/** One thing a question could be answered with. */
export interface Candidate {
  readonly id: string;
  readonly label: string;
  /** In the scale of the workflow, best first. */
  readonly score: number;
  /** 0..1, or null where nothing is calibrated. */
  readonly probability: number | null;
  /** Why, as code and data, so that it can be said in any language. */
  readonly reasons: readonly Reason[];
  /** What a rejection of this candidate remembers (an issue rather than one of its covers). */
  readonly target: string;
  /** A key for {@link Previews}. */
  readonly preview?: string;
  /** The workflow's own data. */
  readonly data?: Json;
}

export interface Reason {
  readonly code: string;
  /** Does it speak for the candidate, against it, or is it only information? */
  readonly speaks: "for" | "against" | "info";
  readonly data?: Readonly<Record<string, string | number>>;
}

export interface NewQuestion {
  /** Distinguishes several questions of one item. */
  readonly name: string;
  /** What is asked about: the same subject in another run remembers its rejections. */
  readonly subject: string;
  readonly recommendation: Recommendation;
  readonly candidates: readonly Candidate[];
  readonly reasons: readonly Reason[];
  /** A key for {@link Previews}. */
  readonly preview?: string;
  /** Questions of one run with this name and subject are one question: an answer to one answers all. */
  readonly together?: boolean;
  /** Moot unless that other question of the item is answered so: then it is answered with none. */
  readonly onlyIf?: { readonly question: string; readonly choice: string };
}

/** A question on its way into the ledger, with the stage at which the item goes on when it is answered. */
export interface AskedQuestion extends NewQuestion {
  /** {@link settleStage} when left out. */
  readonly stage?: number;
}

export interface QuestionRow extends NewQuestion {
  readonly id: number;
  readonly stage: number;
  readonly run: number;
  readonly item: number;
  readonly itemKey: string;
  readonly decision: DecisionRow | null;
  /** Ids of candidates that were rejected for good. */
  readonly rejected: readonly string[];
}

/** `choice` is a candidate's id, or null for *none of these*. */
export interface NewDecision {
  readonly by: "person" | "policy" | "import";
  readonly choice: string | null;
}

export interface DecisionRow extends NewDecision {
  readonly id: number;
  readonly question: number;
  /** Of the first of those that were taken together, and are taken back together. */
  readonly unit: number;
  readonly at: number;
  readonly applied: boolean;
}

/** What a decision changes and how to take it back. */
export interface NewEffect {
  readonly kind: string;
  /** All that performing needs. */
  readonly plan: Json;
  /**
   * It changes something outside the store, a file say: stored as planned, then performed, then stored as applied.
   * Left out, all of it is one transaction with the item.
   */
  readonly outside?: boolean;
}

/**
 * `planned → applied → reverted`. A *refused* effect is in force as before: it could not be taken back when that was
 * last asked for, since somebody else had changed its target. A *dropped* one was never performed, for that reason.
 */
export type EffectState = "planned" | "applied" | "reverted" | "refused" | "dropped";

export interface EffectRow extends Pick<NewEffect, "kind" | "plan"> {
  readonly id: number;
  readonly run: number;
  readonly item: number;
  readonly state: EffectState;
  /** What performing found and replaced: all that taking it back needs. */
  readonly before: Json;
}

/**
 * Where an item goes when its worker is done with it. A result that is left out stays what it was; `carry` is kept
 * for an item that may be taken up again.
 */
export type Outcome =
  | { readonly to: "done"; readonly result?: Json; readonly carry?: Json }
  /** Its answers decide where it goes on. */
  | { readonly to: "review"; readonly result?: Json; readonly carry?: Json }
  | { readonly to: "skipped"; readonly reason: string }
  | { readonly to: "failed"; readonly failure: Failure }
  | { readonly to: "retry"; readonly failure: Failure; readonly dueAt: number }
  /** It was not worked on to an end, and nothing is wrong with it: as it was before it was claimed. */
  | { readonly to: "pending" }
  /** It stands before a whole-run or a job stage. */
  | { readonly to: "waiting"; readonly stage: number; readonly carry: Json }
  /** Still claimed, and from now on at this stage: an effect is stored now and performed next. */
  | { readonly to: "leased"; readonly stage: number; readonly carry?: Json };

/** One item's commit: written whole, or not at all when the lease was lost. */
export interface Commit {
  readonly item: ClaimedItem;
  readonly outcome: Outcome;
  /** Writes of the workflow, in the same transaction. */
  readonly saves: readonly (() => void)[];
  readonly children?: readonly NewItem[];
  readonly questions?: readonly AskedQuestion[];
  /** By question name. */
  readonly decisions?: Readonly<Record<string, NewDecision>>;
  /** What becomes of the item when one of the workflow's own writes throws. */
  readonly orElse?: (error: unknown) => Outcome;
  /** Stored as planned; with `perform` it is performed in this transaction and stored as applied. */
  readonly effect?: { readonly row: NewEffect; readonly perform?: () => Json };
  /** A planned effect changes its target next: what it replaces is on the disk when this is acknowledged. */
  readonly secured?: { readonly effect: number; readonly before: Json };
  /** A planned effect was performed outside; `save` does its part in the store and returns what it replaced. */
  readonly performed?: { readonly effect: number; readonly save: () => Json };
  /** A planned effect that will never be performed: its target was changed meanwhile. */
  readonly dropped?: number;
  /**
   * The item's decisions are taken back, and its effect where it has one. When `save` throws what `refusal` knows, the
   * target was changed since: effect and decisions stay in force, and the item is done as before.
   */
  readonly reverted?: {
    readonly effect?: number;
    readonly save: () => void;
    readonly refusal: (error: unknown) => Failure | undefined;
  };
  /** The item's decisions are in force from this commit on, or no longer. */
  readonly applied?: boolean;
}

export type Counts = Readonly<Record<ItemState, number>>;

export interface StageProgress {
  readonly stage: string;
  readonly entered: number;
  readonly finished: number;
  /** Milliseconds spent inside, added over items. */
  readonly busyMs: number;
}

export interface Money {
  readonly usd: number;
  readonly requests: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** What leaves the engine about items, grouped by commit. */
export interface ItemEvent {
  readonly type: "item";
  readonly item: string;
  readonly state: ItemState;
  readonly stage?: string;
  readonly failure?: Failure;
  readonly retryAt?: number;
  /** Why it was skipped. */
  readonly reason?: string;
}
export interface RunEvent {
  readonly type: "run";
  readonly state: RunState | "started" | "undone";
}
export interface NoteEvent {
  readonly type: "note";
  readonly code: string;
  readonly data: Readonly<Record<string, string | number>>;
}
export interface DecisionEvent {
  readonly type: "decision";
  readonly item: string;
  readonly question: string;
  readonly choice: string | null;
  readonly by: NewDecision["by"] | "undo";
}
/** What was applied to the item could not be taken back, and is in force as before. */
export interface RefusedEvent {
  readonly type: "refused";
  readonly item: string;
  readonly failure: Failure;
}
export type LedgerEvent = ItemEvent | RunEvent | NoteEvent | DecisionEvent | RefusedEvent;

export interface StoredEvent {
  /** Grows over the whole workspace. */
  readonly seq: number;
  readonly run: number;
  readonly at: number;
  readonly event: LedgerEvent;
}

export interface ItemRow {
  readonly id: number;
  readonly key: string;
  readonly parentKey: string | null;
  readonly state: ItemState;
  readonly stage: number;
  readonly attempts: number;
  readonly result: Json;
  readonly failure: Failure | null;
}

/** What requests to a service wait for: nothing, a limit a minute, or the service itself, which asked for a pause. */
export type HeldBy = "nothing" | "requests" | "tokens" | "service";

/** How near those who ask a service are to its limits. */
export interface RateGauge {
  /** What is limited together: a service's host and model. */
  readonly pool: string;
  /** What may be used in a minute; null where nothing is known of a limit. */
  readonly requestsLimit: number | null;
  readonly tokensLimit: number | null;
  /** Sent in the last minute. */
  readonly requests: number;
  readonly tokens: number;
  /** Requests that wait for their turn. */
  readonly waiting: number;
  readonly heldBy: HeldBy;
  /** A date, milliseconds since 1970, while the service itself asked for a pause. */
  readonly heldUntil: number | null;
}

export interface WorkerRow {
  readonly id: number;
  readonly machine: string;
  readonly pid: number;
  readonly run: number | null;
  readonly leaseUntil: number;
  /** 0 go on, 1 stop when what is in flight is finished. */
  readonly stop: number;
  readonly note: string;
}
