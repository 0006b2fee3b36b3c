import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { cutAtTrigger, MarkedSentence } from "@/features/events/components/MarkedSentence";

describe("a sentence with its trigger", () => {
  it("marks the trigger by character, also after signs outside the basic plane", () => {
    expect(cutAtTrigger({ sentence: "𠮷祥公司拖欠工资三月", trigger_start: 4, trigger_end: 8 })).toEqual(["𠮷祥公司", "拖欠工资", "三月"]);
  });
  it("leaves a sentence whole when the offsets do not fit", () => {
    expect(cutAtTrigger({ sentence: "短句", trigger_start: 5, trigger_end: 9 })).toEqual(["短句", "", ""]);
  });
  it("shows all of the sentence, whatever it contains", () => {
    render(<MarkedSentence sentence={{ risk_type_code: "R1", sentence: "<b>公司</b>裁员", trigger: "裁员", trigger_start: 9, trigger_end: 11, is_negated: false, is_rumour: false }} />);
    expect(screen.getByText("裁员").tagName).toBe("MARK");
    expect(document.body.textContent).toBe("<b>公司</b>裁员");
  });
});
