import type { Database } from "bun:sqlite";
import type { WriteOptions, Writer } from "../writer.ts";
import { Acceptable } from "./acceptable.ts";
import { Barriers } from "./barriers.ts";
import { Checkpoints } from "./checkpoints.ts";
import { Commits } from "./commits.ts";
import { Counters } from "./counters.ts";
import { Decisions } from "./decisions.ts";
import { Effects } from "./effects.ts";
import { Events } from "./events.ts";
import { Items } from "./items.ts";
import { Jobs } from "./jobs.ts";
import { Spending } from "./money.ts";
import { Questions } from "./questions.ts";
import { RateGauges } from "./rate-gauges.ts";
import { RatePools } from "./rate-pools.ts";
import { Rejections } from "./rejections.ts";
import { Runs } from "./runs.ts";
import { StandingFailures } from "./standing-failures.ts";
import { Workers } from "./workers.ts";

/** The ledger of a workspace: see `stores/ledger.ts` for the words. */
export class Ledger {
  readonly runs: Runs;
  readonly items: Items;
  readonly barriers: Barriers;
  readonly workers: Workers;
  readonly questions: Questions;
  readonly decisions: Decisions;
  readonly rejections: Rejections;
  readonly acceptable: Acceptable;
  readonly effects: Effects;
  readonly events: Events;
  readonly counters: Counters;
  readonly checkpoints: Checkpoints;
  readonly jobs: Jobs;
  readonly spending: Spending;
  readonly ratePools: RatePools;
  readonly rateGauges: RateGauges;
  readonly standingFailures: StandingFailures;

  /** The worker that owns what is claimed and counted from here; 0 for a front end, which claims nothing. */
  actor = 0;

  constructor(
    db: Database,
    private readonly writer: Writer,
    readonly now: () => number,
  ) {
    const actor = () => this.actor;
    this.counters = new Counters(db, actor);
    this.events = new Events(db, now);
    this.effects = new Effects(db, now);
    this.rejections = new Rejections(db, now);
    this.questions = new Questions(db, this.rejections);
    this.acceptable = new Acceptable(db, this.questions);
    this.decisions = new Decisions(db, now, this.questions, this.rejections, this.events);
    this.runs = new Runs(db, now, this.events);
    this.items = new Items(db, actor, this.counters, (items) => {
      const { counters, events, questions, decisions, effects, runs } = this;
      return new Commits(db, now, actor, counters, events, questions, decisions, effects, runs, items);
    });
    this.barriers = new Barriers(db, this.counters);
    this.rateGauges = new RateGauges(db);
    this.workers = new Workers(db, now, this.counters, this.runs, this.rateGauges);
    this.checkpoints = new Checkpoints(db);
    this.jobs = new Jobs(db, actor, this.counters);
    this.spending = new Spending(db, now, actor);
    this.ratePools = new RatePools(db);
    this.standingFailures = new StandingFailures(db);
  }

  /** Was something noted outside a transaction, which waits for the next one? */
  get hasUnwritten(): boolean {
    return !this.events.isEmpty;
  }

  /** Everything that changes the ledger goes through here: one short transaction, counters and events included. */
  write<T>(change: () => T, options: WriteOptions = {}): Promise<T> {
    return this.writer.write(() => {
      try {
        const result = change();
        this.counters.flush();
        this.events.flush();
        return result;
      } catch (error) {
        this.counters.clear();
        this.events.clear();
        throw error;
      }
    }, options);
  }
}
