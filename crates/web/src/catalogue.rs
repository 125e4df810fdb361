//! The message catalogue: every sentence of the public pages, by key, one file per language in
//! `messages/`. A new language is a new file and a variant here; no template changes.
//! Pages of the desk carry their Chinese in the templates.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A language the public pages are complete in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    ZhCn,
}

impl Language {
    /// The BCP 47 tag for `<html lang>`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
        }
    }
}

/// The texts of one language.
#[derive(Debug)]
pub struct Messages {
    language: Language,
    texts: BTreeMap<String, String>,
}

static ZH_CN: LazyLock<Messages> =
    LazyLock::new(|| Messages::read(Language::ZhCn, include_str!("../messages/zh-CN.toml")));

/// The texts of components that stand in pages of either side (fields, error summaries) and know
/// no page. With a second language they get it from their page.
pub fn components() -> &'static Messages {
    Messages::of(Language::default())
}

impl Messages {
    /// The catalogue of a language.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::ZhCn => &ZH_CN,
        }
    }

    fn read(language: Language, toml: &str) -> Self {
        let mut texts = BTreeMap::new();
        // the file is embedded and the tests read it, so a syntax error cannot reach a person
        if let Ok(table) = toml.parse::<toml::Table>() {
            flatten("", &table, &mut texts);
        }
        Self { language, texts }
    }

    /// The tag for `<html lang>`.
    pub const fn tag(&self) -> &'static str {
        self.language.tag()
    }

    /// The text of a key. A missing key shows itself, which a test prevents.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// The text of a key with `{0}`, `{1}` … replaced.
    pub fn fill(&self, key: &str, values: &[&str]) -> String {
        let mut rest = self.t(key);
        let mut out = String::with_capacity(rest.len() + 32);
        // one pass, so that braces inside a value are never taken for a place holder
        while let Some((head, tail)) = rest.split_once('{') {
            out.push_str(head);
            let value = tail.split_once('}').and_then(|(number, after)| {
                let index: usize = number.parse().ok()?;
                Some((values.get(index)?, after))
            });
            match value {
                Some((value, after)) => {
                    out.push_str(value);
                    rest = after;
                }
                None => {
                    out.push('{');
                    rest = tail;
                }
            }
        }
        out.push_str(rest);
        out
    }
}

fn flatten(prefix: &str, table: &toml::Table, texts: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        let key = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        if let Some(inner) = value.as_table() {
            flatten(&key, inner, texts);
        } else if let Some(text) = value.as_str() {
            texts.insert(key, text.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Every string literal that has the form of a key of one of the groups: `"home.lead"`.
    /// Handlers also keep keys in tables, so looking for calls alone would miss some.
    fn keys_in(text: &str, groups: &BTreeSet<&str>, keys: &mut BTreeSet<String>) {
        for literal in text.split('"') {
            let Some((group, name)) = literal.split_once('.') else {
                continue;
            };
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if groups.contains(group) && !name.is_empty() && name.chars().all(plain) {
                keys.insert(literal.to_owned());
            }
        }
    }

    fn scan(folder: &Path, groups: &BTreeSet<&str>, keys: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                scan(&path, groups, keys);
            } else if path.file_name().is_some_and(|name| name != "catalogue.rs")
                && path
                    .extension()
                    .is_some_and(|ext| ext == "html" || ext == "rs")
            {
                keys_in(&std::fs::read_to_string(path).unwrap(), groups, keys);
            }
        }
    }

    #[test]
    fn every_key_used_has_a_text_and_every_text_is_used() {
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
        let texts = &Messages::of(Language::ZhCn).texts;
        let have: BTreeSet<String> = texts.keys().cloned().collect();
        let groups = have
            .iter()
            .filter_map(|key| key.split_once('.'))
            .map(|(group, _)| group)
            .collect();
        let mut used = BTreeSet::new();
        scan(&home.join("templates"), &groups, &mut used);
        scan(&home.join("src"), &groups, &mut used);
        let missing: Vec<_> = used.difference(&have).collect();
        let unused: Vec<_> = have.difference(&used).collect();
        assert!(used.len() > 50, "the scan found only {} keys", used.len());
        assert!(missing.is_empty(), "keys without text: {missing:#?}");
        assert!(unused.is_empty(), "texts nobody uses: {unused:#?}");
    }

    #[test]
    fn keys_are_found_in_calls_and_in_tables() {
        let groups = BTreeSet::from(["home", "track"]);
        let mut keys = BTreeSet::new();
        let text = r#"{{ chrome.t("home.lead") }} [("track.step_1", x)] "other.key" "home.html/x""#;
        keys_in(text, &groups, &mut keys);
        assert_eq!(
            keys,
            BTreeSet::from(["home.lead".to_owned(), "track.step_1".to_owned()])
        );
    }

    #[test]
    fn place_holders_are_filled_once() {
        let messages = Messages::read(Language::ZhCn, "a = '第 {0} 页，共 {1} 页 {x}'");
        assert_eq!(messages.fill("a", &["{1}", "9"]), "第 {1} 页，共 9 页 {x}");
        assert_eq!(messages.t("absent.key"), "absent.key");
    }
}
