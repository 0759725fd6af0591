import type { Json, NewEffect } from "../../../../stores/ledger.ts";
import type { SourceFile } from "../../../sources/walk.ts";
import type { WorkflowEnvironment } from "../../workflow.ts";
import type { ClassifyParameters } from "../commands.ts";
import { type ComicInfoPlan, knownFields, planComicInfo } from "./comic-info-file.ts";
import type { LinkPlan } from "./link.ts";

/** The ComicInfo.xml of the comics that a run links, where it may be written. */
export class ComicInfoWriting {
  constructor(
    private readonly environment: Pick<WorkflowEnvironment, "stores" | "run" | "note">,
    private readonly mode: ClassifyParameters["comicInfo"],
  ) {}

  /** What becomes of it when the comic is linked to the issue of a catalogue cover; undefined: nobody asked for it. */
  async plan(file: SourceFile, coverName: string): Promise<ComicInfoPlan | undefined> {
    if (!this.#isOn) return undefined;
    const { stores, note } = this.environment;
    const { catalogue } = stores.comics;
    const cover = catalogue.coverNamed(coverName);
    const issue = cover && catalogue.issue(cover.issue);
    if (!cover || !issue) return undefined;
    const plan = await planComicInfo(file, knownFields(issue, cover), this.mode === "overwrite");
    if (plan.state === "not-written") note("comic-info-not-written", { item: file.path, reason: plan.code });
    return plan;
  }

  get #isOn(): boolean {
    return this.mode === "fill" || this.mode === "overwrite";
  }

  /** What a comic's result says of it. */
  result(effect: Pick<NewEffect, "plan"> | undefined): { readonly comicInfo?: Json } {
    const plan = (effect?.plan as unknown as LinkPlan | undefined)?.comicInfo;
    if (!plan) return {};
    if (plan.state !== "written") return { comicInfo: { ...plan } as unknown as Json };
    const { state, written, kept } = plan;
    return { comicInfo: { state, written, kept } };
  }

  /** How many were written, how many said it all already, and how many could not be written, by reason. */
  summary(): { readonly comicInfo?: Json } {
    if (!this.#isOn) return {};
    const { stores, run } = this.environment;
    const states = stores.ledger.effects.tally(run.id, "$.comicInfo.state");
    const reasons = stores.ledger.effects.tally(run.id, "$.comicInfo.code");
    const { written = 0, unchanged = 0 } = states;
    return { comicInfo: { written, unchanged, notWritten: reasons } };
  }
}
