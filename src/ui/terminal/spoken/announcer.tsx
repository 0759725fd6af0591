import { useEffect, useRef, useState } from "react";
import type { Application } from "../desk/application.ts";
import { Static, Text } from "../ink.ts";
import { useObservable } from "../view-model/observable.ts";
import { spokenKeys, spokenLines } from "./spoken-lines.ts";

/** What changes within this is said once, when it has come to rest. */
const restMs = 300;

interface Said {
  readonly id: number;
  readonly text: string;
}

/**
 * The whole interface for a screen reader: a line is printed when something changed, and stays. Nothing is ever
 * drawn again, so nothing is read twice.
 */
export function Announcer({ application }: { readonly application: Application }) {
  const screens = useObservable(application.screens);
  const front = screens.at(-1);
  useObservable(application.notice);
  useObservable(application.confirmation);
  useObservable(front?.state ?? application.notice);
  const [said, setSaid] = useState<readonly Said[]>([]);
  const last = useRef<{ readonly screen: unknown; readonly lines: readonly string[] }>({
    screen: undefined,
    lines: [],
  });

  useEffect(() => {
    const timer = setTimeout(() => {
      const lines = spokenLines(application);
      const before = last.current;
      const isNew = before.screen !== application.front;
      const keys = isNew ? [spokenKeys(application.front, application.surface.get())] : [];
      const fresh = [...lines.filter((line) => isNew || !before.lines.includes(line)), ...keys];
      last.current = { screen: application.front, lines };
      if (fresh.length > 0)
        setSaid((all) => [...all, ...fresh.map((text, index) => ({ id: all.length + index, text }))]);
    }, restMs);
    return () => clearTimeout(timer);
  });

  return <Static items={[...said]}>{({ id, text }) => <Text key={id}>{text}</Text>}</Static>;
}
