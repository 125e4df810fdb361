//! QR codes as inline SVG: printable, sharp at any size, no image request.

use std::fmt::Write as _;

use askama::filters::HtmlSafe;
use qrcodegen::{QrCode, QrCodeEcc};

/// A picture made here, hence safe to print unescaped.
#[derive(Debug, Clone)]
pub struct Svg(String);

impl std::fmt::Display for Svg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Svg {}

/// The QR code of a text; `None` when it is too long for one (about 2,300 bytes). `label` is read
/// out instead of the picture.
pub fn qr(text: &str, label: &str) -> Option<Svg> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    // four modules of white around it, or readers do not find it
    let border = 4;
    let side = code.size() + 2 * border;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                // writing into a String cannot fail
                let _ = write!(path, "M{},{}h1v1h-1z", x + border, y + border);
            }
        }
    }
    let label = askama::filters::escape(label, askama::filters::Html).ok()?;
    Some(Svg(format!(
        r##"<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" aria-label="{label}" shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>"##
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_becomes_a_picture_with_a_quiet_zone() {
        let svg = qr(
            "https://example.org/track?code=7K3M9QXT4R2AP0WD",
            "查询<页>",
        )
        .unwrap()
        .to_string();
        assert!(
            svg.contains("M4,4h1v1h-1z"),
            "the finder pattern starts after four modules"
        );
        assert!(!svg.contains("M3,"), "the border stays white");
        assert!(svg.contains("查询&#60;页&#62;"));
        assert!(qr(&"长".repeat(2000), "").is_none());
    }
}
