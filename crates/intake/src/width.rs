//! Full-width signs, as Chinese input methods give them.

/// Full-width ASCII (as Chinese input methods give it) to ASCII, and the look-alikes of dash and dot.
pub(crate) fn fold_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{3000}' | '\u{A0}' => ' ',
            '–' | '—' | '―' | '‐' | '‑' | '−' => '-',
            '。' => '.',
            _ => c,
        })
        .filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{FEFF}'))
        .collect()
}
