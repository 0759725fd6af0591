import { keys } from "../../../../../engine/config/keys.ts";
import { toLoteError } from "../../../../../engine/errors/lote-error.ts";
import { dayOf, noteConsent } from "../../../../../engine/workflows/faces/care/consent.ts";
import { forgetPerson } from "../../../../../engine/workflows/faces/care/forget.ts";
import { openFaceStores } from "../../../../../engine/workflows/faces/sink/open-sink.ts";
import { usualSink } from "../../../../../engine/workflows/faces/sink/usual-sink.ts";
import type { ConsentRow, FacePerson, FaceSink, FaceVersion } from "../../../../../stores/faces.ts";
import { faceTables } from "../../../../../stores/sqlite/faces/tables.ts";
import { safeText } from "../../../../safe-text.ts";
import type { Desk } from "../../../desk/desk.ts";
import { errorWords } from "../../../desk/error-words.ts";
import type { Actions, ScreenModel } from "../../../desk/screen-model.ts";
import { Observable } from "../../../view-model/observable.ts";
import { clampWindow } from "../../../view-model/window.ts";

export interface CrewState {
  /** Null: still being read. */
  readonly people: readonly FacePerson[] | null;
  readonly selected: number;
  readonly versions: readonly FaceVersion[];
  readonly consents: readonly ConsentRow[];
  /** Why nothing could be read, in words. */
  readonly problem: string | null;
}

/** People read, at most: the rest is for the command. */
const most = 5000;

/** Whose vectors are kept: their versions, their consent, and the way to forget them. */
export class CrewModel implements ScreenModel {
  readonly name = "crew";
  readonly state = new Observable<CrewState>({
    people: null,
    selected: 0,
    versions: [],
    consents: [],
    problem: null,
  });
  #isBusy = false;

  constructor(private readonly desk: Desk) {}

  title(): readonly string[] {
    const { t } = this.desk;
    return [t.text("faces.menuHeading"), t.text("faces.menuCrew")];
  }

  shown(): void {
    void this.#read();
  }

  get person(): string | undefined {
    const { people, selected } = this.state.get();
    return people?.[selected]?.person;
  }

  /** Does their consent for what is set hold today? */
  get consents(): boolean {
    const { person } = this;
    return person !== undefined && faceTables(this.desk.stores).consents.holds(person, this.#purpose);
  }

  actions(): Actions {
    const { people, selected } = this.state.get();
    const { t } = this.desk;
    const { person } = this;
    const length = people?.length ?? 0;
    const select = (index: number) => ({
      run: async () => {
        this.state.change({ selected: clampWindow(index, length) });
        await this.#details();
      },
    });
    const off = person === undefined ? t.text("faces.offNoCrew") : undefined;
    return {
      up: select(selected - 1),
      down: select(selected + 1),
      first: select(0),
      last: select(length - 1),
      consent: {
        run: () => person !== undefined && this.#consent(person),
        off,
        words: t.text(this.consents ? "faces.keyWithdraw" : "faces.keyConsent"),
      },
      forget: { run: () => person !== undefined && this.#forget(person), off },
    };
  }

  get #purpose(): string {
    return this.desk.settings["face-purpose"] ?? keys["face-purpose"].default;
  }

  async #consent(person: string): Promise<void> {
    const purpose = this.#purpose;
    await noteConsent(
      this.desk.stores,
      this.consents ? { person, purpose, withdraws: true } : { person, purpose, date: null, until: null },
    );
    await this.#details();
  }

  #forget(person: string): void {
    const { t } = this.desk;
    const question = t.text("faces.confirmForget", { person: safeText(person, 40) });
    this.desk.ask({
      question,
      yes: async () => {
        if (this.#isBusy) return;
        this.#isBusy = true;
        try {
          const proof = await forgetPerson(this.desk.stores, this.desk.settings, person);
          const { left, erased, mysql, namesAlike } = proof;
          const vectors = erased.vectors + (mysql?.removed ?? 0);
          if (left.length === 0 && namesAlike.count > 0)
            this.desk.say(t.text("faces.forgottenNamesAlike", { count: namesAlike.count }), "attention");
          else if (left.length === 0) this.desk.say(t.text("faces.forgotten", { count: vectors }), "good");
          else
            this.desk.say(
              t.text("faces.forgottenNotAll", {
                where: safeText(left.map(({ where }) => where).join(", "), 60),
              }),
              "attention",
            );
          await this.#read();
        } finally {
          this.#isBusy = false;
        }
      },
    });
  }

  async #read(): Promise<void> {
    await this.#with(async (sink) => {
      const people = await sink.people("", most);
      this.state.change({
        people,
        selected: clampWindow(this.state.get().selected, people.length),
        problem: null,
      });
    });
    await this.#details();
  }

  async #details(): Promise<void> {
    const { person } = this;
    if (person === undefined) return this.state.change({ versions: [], consents: [] });
    await this.#with(async (sink) => {
      const versions = await sink.versions(person);
      // Another may have been chosen meanwhile.
      if (this.person === person)
        this.state.change({ versions, consents: faceTables(this.desk.stores).consents.history(person) });
    });
  }

  async #with(work: (sink: FaceSink) => Promise<void>): Promise<void> {
    const { stores, settings } = this.desk;
    try {
      const { sink } = await openFaceStores(stores, settings, {
        kind: usualSink(stores, settings),
        access: "read",
      });
      try {
        await work(sink);
      } finally {
        await sink.close();
      }
    } catch (error) {
      const { message, hint } = errorWords(this.desk, toLoteError(error));
      this.state.change({ people: this.state.get().people ?? [], problem: `${message} ${hint}` });
    }
  }
}

/** A version in words: when, of which picture, by which model. */
export function versionWords({ active, madeAt, picture, model }: FaceVersion, t: Desk["t"]): string {
  return [
    t.text(active ? "faces.active" : "faces.former"),
    dayOf(madeAt),
    safeText(picture),
    safeText(model),
  ].join("  ");
}
