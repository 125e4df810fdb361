//! Text that goes into cells.

/// Excel takes at most this many characters in one cell (counted as UTF-16 units).
const CELL_MAX: usize = 32_767;

/// Makes a text harmless in a spreadsheet: one that begins like a formula gets an apostrophe in
/// front. The sheet itself would keep it as text, but the next program it is saved or copied to
/// would not. Full-width signs count too, because a Chinese Excel reads them as formulas in CSV.
pub fn neutral(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n'))
        .collect();
    let text = text.trim();
    if text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The beginning of a text, at most `max` characters, in one line.
pub(crate) fn abridge(text: &str, max: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= max {
        return line;
    }
    let head: String = line.chars().take(max.saturating_sub(1)).collect();
    format!("{head}…")
}

/// A text that fits into a cell.
pub(crate) fn cell_text(text: &str) -> String {
    let text = neutral(text);
    if text.encode_utf16().count() <= CELL_MAX {
        return text;
    }
    // half as many characters fit whatever they are
    abridge(&text, CELL_MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_only_a_text() {
        let check = |text: &str, expect: &str| assert_eq!(neutral(text), expect);
        check("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")");
        check("+86 138", "'+86 138");
        check("-1", "'-1");
        check("@SUM(A1)", "'@SUM(A1)");
        check(" \t=1+1", "'=1+1");
        check("＝1+1", "'＝1+1");
        check("食堂=太小", "食堂=太小");
        check("a\u{0}b\u{7}\nc", "ab\nc");
    }

    #[test]
    fn long_texts_are_cut_to_what_a_cell_takes() {
        assert_eq!(abridge("食堂 太小\n太挤", 6), "食堂 太小…");
        assert!(cell_text(&"𠮷".repeat(40_000)).encode_utf16().count() <= CELL_MAX);
    }
}
