import { expect, test } from "bun:test";
import { HostGates } from "../../../src/engine/net/host-gate.ts";

test("no more requests are at a host at once than it is fit for, and they come in their order", async () => {
  const gates = new HostGates(() => ({ concurrency: 2, intervalMs: 0 }));
  const order: number[] = [];
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 8 }, async (_, number) => {
      const leave = await gates.enter("host");
      order.push(number);
      most = Math.max(most, ++inside);
      await Bun.sleep(1);
      inside--;
      leave();
      // A second time is none.
      leave();
    }),
  );
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

/** Time that passes when told so. */
function handClock() {
  let time = 1000;
  let timers: { readonly at: number; readonly act: () => void }[] = [];
  return {
    now: () => time,
    after: (milliseconds: number, act: () => void) => {
      const timer = { at: time + milliseconds, act };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    /** So many milliseconds pass; what they let in has been let in. */
    pass: async (milliseconds: number) => {
      time += milliseconds;
      const due = timers.filter(({ at }) => at <= time);
      timers = timers.filter(({ at }) => at > time);
      for (const { act } of due) act();
      await Bun.sleep(0);
    },
  };
}

test("requests to a host begin as far apart as it wants, and another host does not notice", async () => {
  const clock = handClock();
  const limits = (host: string) => ({ concurrency: 9, intervalMs: host === "slow" ? 20 : 0 });
  const gates = new HostGates(limits, clock);
  let begun = 0;
  for (let times = 0; times < 3; times++) void gates.enter("slow").then(() => begun++);
  for (let times = 0; times < 9; times++) await gates.enter("quick");
  expect(begun).toBe(1);
  await clock.pass(19);
  expect(begun).toBe(1);
  await clock.pass(1);
  expect(begun).toBe(2);
  await clock.pass(20);
  expect(begun).toBe(3);
});

test("a host that asks for a short pause is left alone until it is over", async () => {
  const clock = handClock();
  const gates = new HostGates(() => ({ concurrency: 1, intervalMs: 0 }), clock);
  gates.pause("host", 3000);
  // A shorter one does not make it shorter.
  gates.pause("host", 10);
  let begun = false;
  void gates.enter("host").then(() => {
    begun = true;
  });
  await clock.pass(2999);
  expect(begun).toBe(false);
  await clock.pass(1);
  expect(begun).toBe(true);
});

test("a host that asks for a long pause is told to the scheduler, those who wait included", async () => {
  const gates = new HostGates(() => ({ concurrency: 1, intervalMs: 0 }));
  const leave = await gates.enter("host");
  const waiting = gates.enter("host");
  gates.pause("host", 3_600_000);
  leave();
  for (const turn of [waiting, gates.enter("host")]) {
    const error = await turn.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "rate-limited", retry: "transient" });
    expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(3_500_000);
  }
  (await gates.enter("other"))();
});

test("who gives up waiting takes no turn", async () => {
  const gates = new HostGates(() => ({ concurrency: 1, intervalMs: 0 }));
  const leave = await gates.enter("host");
  const stop = new AbortController();
  const given = gates.enter("host", stop.signal);
  const next = gates.enter("host");
  stop.abort(new Error("enough"));
  await expect(given).rejects.toThrow("enough");
  leave();
  (await next)();
  await expect(gates.enter("host", stop.signal)).rejects.toThrow("enough");
  (await gates.enter("host"))();
});

test("thousands of hosts are not remembered for ever", async () => {
  const gates = new HostGates(() => ({ concurrency: 1, intervalMs: 0 }));
  const leave = await gates.enter("held");
  for (let host = 0; host < 2000; host++) (await gates.enter(`host ${host}`))();
  let entered = false;
  const second = gates.enter("held").then((free) => {
    entered = true;
    free();
  });
  await Bun.sleep(1);
  expect(entered).toBe(false);
  leave();
  await second;
});
