import { cleanup } from "@testing-library/react";
import { afterEach, beforeAll, vi } from "vitest";

// The client takes hold of fetch when it is imported, so this comes first.
vi.stubGlobal("fetch", () => Promise.reject(new TypeError("unit tests have no server")));

// antd asks the browser for these; the test environment has no layout to answer from.
beforeAll(() => {
  vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} });
  window.matchMedia ??= ((query: string) => ({ matches: false, media: query, addListener() {}, removeListener() {}, addEventListener() {}, removeEventListener() {}, dispatchEvent: () => false, onchange: null })) as typeof window.matchMedia;
});

afterEach(() => {
  cleanup();
  localStorage.clear();
});
