import { describe, expect, it } from "vitest";
import { sharedAs } from "@/features/catalogue/api/authorisations";

const items = [
  { code: "AAB001", share_type: "2" },
  { code: "AAB004", share_type: "1" },
  { code: "AAC002", share_type: "3" },
];

describe("sharedAs", () => {
  it("takes the strictest of the resource and the chosen items", () => {
    expect(sharedAs({ share_type: "1", items }, ["AAB004"])).toBe("1");
    expect(sharedAs({ share_type: "1", items }, ["AAB004", "AAB001"])).toBe("2");
    expect(sharedAs({ share_type: "2", items }, ["AAB004"])).toBe("2");
  });

  it("leaves out what is not shared where nothing is chosen", () => {
    expect(sharedAs({ share_type: "1", items }, [])).toBe("2");
    expect(sharedAs({ share_type: "3", items }, [])).toBe("3");
  });
});
