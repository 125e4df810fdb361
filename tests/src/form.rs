//! HTML forms as a visitor without scripts meets them: found on the page with everything already
//! filled in (hidden tokens, revisions, defaults), changed field by field, sent as the page says.

use crate::html::{Tag, attribute, tags, unescape};

/// A form of a page.
#[derive(Clone, Debug)]
pub struct Form {
    /// `get` or `post`.
    pub method: String,
    /// Absolute path.
    pub action: String,
    multipart: bool,
    fields: Vec<(String, Value)>,
    offered: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
enum Value {
    Text(String),
    File {
        name: String,
        content_type: String,
        bytes: Vec<u8>,
    },
}

/// An encoded form.
pub struct Body {
    pub content_type: String,
    pub bytes: Vec<u8>,
}

impl Form {
    /// Every form of a page that was fetched from `path`.
    pub fn all(html: &str, path: &str) -> Vec<Self> {
        let mut forms = Vec::new();
        let mut current: Option<Self> = None;
        let mut select: Option<(String, bool)> = None;
        for tag in tags(html) {
            match tag.name.as_str() {
                "form" => current = Some(Self::opened(&tag, path)),
                "/form" => forms.extend(current.take()),
                name => {
                    if let Some(form) = current.as_mut() {
                        form.see(name, &tag, &mut select);
                    }
                }
            }
        }
        forms.extend(current);
        forms
    }

    fn opened(tag: &Tag, path: &str) -> Self {
        let page = path.split('?').next().unwrap_or(path);
        let action = match attribute(tag, "action") {
            Some(action) if action.starts_with('/') => action,
            Some(action) if !action.is_empty() => {
                let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
                format!("{folder}/{action}")
            }
            _ => path.to_owned(),
        };
        Self {
            method: attribute(tag, "method")
                .unwrap_or_else(|| "get".into())
                .to_lowercase(),
            action,
            multipart: attribute(tag, "enctype").is_some_and(|kind| kind.contains("multipart")),
            fields: Vec::new(),
            offered: Vec::new(),
        }
    }

    fn see(&mut self, element: &str, tag: &Tag, select: &mut Option<(String, bool)>) {
        let name = attribute(tag, "name").unwrap_or_default();
        let value = attribute(tag, "value");
        match element {
            "input" => {
                let kind = attribute(tag, "type").unwrap_or_else(|| "text".into());
                let ticked = attribute(tag, "checked").is_some();
                match kind.as_str() {
                    "submit" | "button" | "reset" | "image" => {
                        self.offered.push((name, value.unwrap_or_default()));
                    }
                    "checkbox" | "radio" => {
                        let value = value.unwrap_or_else(|| "on".into());
                        if ticked {
                            self.fields.push((name.clone(), Value::Text(value.clone())));
                        }
                        self.offered.push((name, value));
                    }
                    "file" => self.offered.push((name, String::new())),
                    _ => {
                        self.offered.push((name.clone(), String::new()));
                        self.fields
                            .push((name, Value::Text(value.unwrap_or_default())));
                    }
                }
            }
            "button" => self.offered.push((name, value.unwrap_or_default())),
            "textarea" => {
                self.offered.push((name.clone(), String::new()));
                let text = unescape(tag.text_after.strip_prefix('\n').unwrap_or(&tag.text_after));
                self.fields.push((name, Value::Text(text)));
            }
            "select" => *select = Some((name, false)),
            "/select" => *select = None,
            "option" => {
                let Some((name, chosen)) = select.as_mut() else {
                    return;
                };
                let value = value.unwrap_or_else(|| unescape(tag.text_after.trim()));
                self.offered.push((name.clone(), value.clone()));
                if attribute(tag, "selected").is_some() || !*chosen {
                    let has_default = *chosen;
                    *chosen = true;
                    if has_default {
                        self.remove(&name.clone());
                    }
                    self.fields.push((name.clone(), Value::Text(value)));
                }
            }
            _ => {}
        }
    }

    fn remove(&mut self, name: &str) {
        self.fields.retain(|(field, _)| field != name);
    }

    /// What the field holds now.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .and_then(|(_, value)| match value {
                Value::Text(text) => Some(text.as_str()),
                Value::File { .. } => None,
            })
    }

    /// Whether the page offers a field of that name.
    pub fn has(&self, name: &str) -> bool {
        self.offered.iter().any(|(field, _)| field == name)
            || self.fields.iter().any(|(field, _)| field == name)
    }

    /// Every value that a choice (radio, checkbox, option, button) offers.
    pub fn choices(&self, name: &str) -> Vec<String> {
        self.offered
            .iter()
            .filter(|(field, _)| field == name)
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// Types into a field or picks a choice; panics when the page offers no such field, because
    /// then a person could not do it either.
    #[track_caller]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        assert!(
            self.has(name),
            "the form to {} has no field {name}: {:?}",
            self.action,
            self.names()
        );
        self.remove(name);
        self.fields
            .push((name.to_owned(), Value::Text(value.to_owned())));
        self
    }

    /// Ticks one more checkbox of that name.
    #[track_caller]
    pub fn tick(mut self, name: &str, value: &str) -> Self {
        assert!(
            self.has(name),
            "the form to {} has no field {name}: {:?}",
            self.action,
            self.names()
        );
        self.fields
            .push((name.to_owned(), Value::Text(value.to_owned())));
        self
    }

    /// Chooses a file; may be called again for more of the same name.
    #[track_caller]
    pub fn attach(mut self, field: &str, name: &str, content_type: &str, bytes: &[u8]) -> Self {
        assert!(
            self.has(field),
            "the form to {} has no field {field}: {:?}",
            self.action,
            self.names()
        );
        self.fields.push((
            field.to_owned(),
            Value::File {
                name: name.to_owned(),
                content_type: content_type.to_owned(),
                bytes: bytes.to_vec(),
            },
        ));
        self
    }

    /// Puts a value where the page offers none: what an attacker or a stale page would send.
    pub fn forge(mut self, name: &str, value: &str) -> Self {
        self.remove(name);
        self.fields
            .push((name.to_owned(), Value::Text(value.to_owned())));
        self
    }

    /// Names of all fields, for messages.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .fields
            .iter()
            .map(|(name, _)| name.as_str())
            .chain(self.offered.iter().map(|(name, _)| name.as_str()))
            .filter(|name| !name.is_empty())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The body and its type, as the form's `enctype` says.
    pub fn encode(&self) -> Body {
        if self.multipart {
            self.encode_multipart()
        } else {
            self.encode_urlencoded()
        }
    }

    fn encode_urlencoded(&self) -> Body {
        let pairs: Vec<String> = self
            .fields
            .iter()
            .filter(|(name, _)| !name.is_empty())
            .filter_map(|(name, value)| match value {
                Value::Text(text) => Some(format!("{}={}", percent(name), percent(text))),
                Value::File { .. } => None,
            })
            .collect();
        Body {
            content_type: "application/x-www-form-urlencoded".into(),
            bytes: pairs.join("&").into_bytes(),
        }
    }

    fn encode_multipart(&self) -> Body {
        const BOUNDARY: &str = "----huiyinTests7MA4YWxkTrZu0gW";
        let mut bytes = Vec::new();
        for (field, value) in self.fields.iter().filter(|(name, _)| !name.is_empty()) {
            bytes.extend(format!("--{BOUNDARY}\r\n").bytes());
            match value {
                Value::Text(text) => {
                    bytes.extend(
                        format!("Content-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}")
                            .bytes(),
                    );
                }
                Value::File {
                    name,
                    content_type,
                    bytes: content,
                } => {
                    bytes.extend(
                        format!(
                            "Content-Disposition: form-data; name=\"{field}\"; \
                             filename=\"{name}\"\r\nContent-Type: {content_type}\r\n\r\n"
                        )
                        .bytes(),
                    );
                    bytes.extend(content);
                }
            }
            bytes.extend(b"\r\n");
        }
        bytes.extend(format!("--{BOUNDARY}--\r\n").bytes());
        Body {
            content_type: format!("multipart/form-data; boundary={BOUNDARY}"),
            bytes,
        }
    }
}

/// Percent-encoding for form bodies and query strings.
pub fn percent(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
