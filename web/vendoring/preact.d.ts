// The types of preact.js beside this file; tsc reads them, browsers never do.
import type { ComponentChildren, VNode } from "preact";

export { Fragment, createContext, h, render } from "preact";
export type { ComponentChildren, ComponentType, JSX, Ref, RefObject, VNode } from "preact";
export { useContext, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
export {
  batch,
  computed,
  effect,
  signal,
  untracked,
  useComputed,
  useSignal,
  useSignalEffect,
} from "@preact/signals";
export type { ReadonlySignal, Signal } from "@preact/signals";

/** Make elements of a template: html`<p class=${tone}>${words}</p>`. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): VNode;

/** What a part may be given between its tags. */
export type Children = ComponentChildren;
