import type { MockActions, Steer } from "./mock-actions.ts";

/** Tells a mock what another one was told. */
export function steer(mocks: MockActions, told: Steer): void {
  const mock = mocks.action(told.action);
  switch (told.what) {
    case "returns":
      mock.returns(told.value);
      return;
    case "fails":
      mock.fails(told.failure);
      return;
    case "takes":
      mock.takes(told.milliseconds);
  }
}
