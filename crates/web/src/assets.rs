//! The files a browser loads: embedded in the binary, served under a name that holds their hash,
//! so that they can be cached for ever and an upgrade is seen at once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Where the files are served; a route `/assets/{file}` answers with [`get`].
pub const PREFIX: &str = "/assets/";

/// What the answer's `Cache-Control` should say: the URL changes when the bytes do.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

#[derive(rust_embed::RustEmbed)]
#[folder = "assets/"]
struct Files;

/// Bytes and media type of one file.
#[derive(Debug, Clone)]
pub struct Asset {
    pub bytes: Cow<'static, [u8]>,
    pub media_type: &'static str,
}

struct Table {
    /// `huiyin.css` → `/assets/huiyin-1f2e3d4c5b6a7988.css`
    url_of: BTreeMap<String, String>,
    /// `huiyin-1f2e3d4c5b6a7988.css` → `huiyin.css`
    name_of: BTreeMap<String, String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        url_of: BTreeMap::new(),
        name_of: BTreeMap::new(),
    };
    for name in Files::iter() {
        let Some(file) = Files::get(&name) else {
            continue;
        };
        let hash: String = file
            .metadata
            .sha256_hash()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let hashed = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
            None => format!("{name}-{hash}"),
        };
        table
            .url_of
            .insert(name.to_string(), format!("{PREFIX}{hashed}"));
        table.name_of.insert(hashed, name.to_string());
    }
    table
});

/// The URL of a file under its present hash. A name that does not exist comes back empty; the
/// tests load every asset that a page mentions.
pub fn asset(name: &str) -> &'static str {
    TABLE.url_of.get(name).map_or("", String::as_str)
}

/// The file behind a hashed name (`huiyin-….css`, with or without [`PREFIX`]). An old hash is
/// `None`, hence 404: answering it with new bytes would be cached for ever under the wrong name.
pub fn get(path: &str) -> Option<Asset> {
    let hashed = path.strip_prefix(PREFIX).unwrap_or(path);
    let name = TABLE.name_of.get(hashed)?;
    let file = Files::get(name)?;
    Some(Asset {
        bytes: file.data,
        media_type: media_type_of(name),
    })
}

fn media_type_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_served_under_its_hash_and_only_there() {
        for name in Files::iter() {
            let url = asset(&name);
            assert!(url.starts_with("/assets/"), "{name} has no URL");
            let found = get(url).unwrap();
            assert!(!found.bytes.is_empty());
            assert_ne!(
                found.media_type, "application/octet-stream",
                "{name} has no media type"
            );
            assert!(
                get(&name).is_none(),
                "{name} must not be cached under its plain name"
            );
        }
        assert!(get("/assets/../Cargo.toml").is_none());
        assert_eq!(asset("missing.css"), "");
    }

    /// Contrast of two colours as WCAG 2 defines it, 1 to 21.
    fn contrast(one: &str, other: &str) -> f64 {
        let luminance = |hex: &str| {
            let hex = hex.trim_start_matches('#');
            let hex: String = if hex.len() == 3 {
                hex.chars().flat_map(|c| [c, c]).collect()
            } else {
                hex.into()
            };
            let channel = |at: usize| {
                let value =
                    f64::from(u8::from_str_radix(hex.get(at..at + 2).unwrap(), 16).unwrap());
                let value = value / 255.0;
                if value <= 0.04045 {
                    value / 12.92
                } else {
                    ((value + 0.055) / 1.055).powf(2.4)
                }
            };
            0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
        };
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn words_are_legible_on_their_grounds() {
        assert!((contrast("#000", "#fff") - 21.0).abs() < 0.01);
        let css = get(asset("huiyin.css")).unwrap();
        let css = String::from_utf8(css.bytes.to_vec()).unwrap();
        let token = |name: &str| {
            let (_, after) = css.split_once(&format!("--{name}: ")).expect(name);
            after.split_once(';').unwrap().0.to_owned()
        };
        for ground in ["paper", "card", "sunk"] {
            for words in ["ink", "soft", "red", "teal", "bad", "warn", "good"] {
                let found = contrast(&token(words), &token(ground));
                assert!(found >= 4.5, "{words} on {ground} has {found:.2}");
            }
        }
        for tone in ["good", "warn", "bad", "info", "neutral"] {
            let tint = token(&format!("{tone}-tint"));
            for words in [token(tone), token("ink")] {
                let found = contrast(&words, &tint);
                assert!(found >= 4.5, "{words} on {tone}-tint has {found:.2}");
            }
        }
        for button in ["red", "red-deep", "teal", "teal-deep"] {
            assert!(contrast(&token(button), "#fff") >= 4.5, "white on {button}");
        }
        assert!(
            contrast(&token("edge"), &token("card")) >= 3.0,
            "edges of fields"
        );
        for ground in ["paper", "card", "sunk", "ink"] {
            let found = contrast(&token("focus"), &token(ground));
            assert!(found >= 3.0, "the focus ring on {ground} has {found:.2}");
        }
    }

    #[test]
    fn the_first_visit_on_a_slow_line_stays_small() {
        let size = |name: &str| get(asset(name)).unwrap().bytes.len();
        assert!(
            size("huiyin.css") < 30_000,
            "css is {} bytes",
            size("huiyin.css")
        );
        assert!(
            size("huiyin.js") < 10_000,
            "js is {} bytes",
            size("huiyin.js")
        );
    }
}
