import { cleanup } from "@testing-library/react";
import { afterEach, beforeAll, vi } from "vitest";

// antd asks the browser for these; the test environment has no layout to answer from.
beforeAll(() => {
  vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} });
  window.matchMedia ??= ((query: string) => ({ matches: false, media: query, addListener() {}, removeListener() {}, addEventListener() {}, removeEventListener() {}, dispatchEvent: () => false, onchange: null })) as typeof window.matchMedia;
});

afterEach(() => {
  cleanup();
  localStorage.clear();
});
