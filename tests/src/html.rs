//! Just enough HTML reading for pages that our own templates write.

/// A start or end tag (`name` keeps the slash of an end tag) and the raw text up to the next tag.
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text_after: String,
}

/// All tags in order; comments and doctype are left out, script and style are not looked into.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut found: Vec<Tag> = Vec::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        if let Some(last) = found.last_mut() {
            last.text_after.push_str(before);
        }
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let end = end_of_tag(after);
        let (inside, next) = after.split_at(end);
        rest = next.strip_prefix('>').unwrap_or(next);
        if inside.starts_with('!') {
            continue;
        }
        let tag = read_tag(inside);
        // raw text elements end at their own end tag only
        if matches!(tag.name.as_str(), "script" | "style" | "textarea" | "title") {
            let close = format!("</{}", tag.name);
            let (text, next) = match rest.find(&close) {
                Some(at) => rest.split_at(at),
                None => (rest, ""),
            };
            found.push(Tag {
                text_after: text.to_owned(),
                ..tag
            });
            rest = next;
        } else {
            found.push(tag);
        }
    }
    found
}

/// Where the `>` of a tag lies, outside quotes.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    text.len()
}

fn read_tag(inside: &str) -> Tag {
    let inside = inside.trim_end_matches('/');
    let (name, mut rest) = match inside.find(char::is_whitespace) {
        Some(at) => inside.split_at(at),
        None => (inside, ""),
    };
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let key = key.to_lowercase();
        if let Some(value) = after.strip_prefix('=') {
            let (value, next) = read_value(value);
            attributes.push((key, unescape(value)));
            rest = next;
        } else {
            attributes.push((key, String::new()));
            rest = after;
        }
    }
    Tag {
        name: name.to_lowercase(),
        attributes,
        text_after: String::new(),
    }
}

fn read_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    match text.find(char::is_whitespace) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    }
}

/// The attribute's value; an attribute without value is the empty text.
pub fn attribute(tag: &Tag, name: &str) -> Option<String> {
    tag.attributes
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.clone())
}

/// The readable text of a page, white space folded.
pub fn readable(html: &str) -> String {
    let mut text = String::new();
    for tag in tags(html) {
        if !matches!(tag.name.as_str(), "script" | "style") {
            text.push_str(&unescape(&tag.text_after));
            text.push(' ');
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The readable text right after the first tag of this class.
pub fn text_of(html: &str, class: &str) -> Option<String> {
    let tag = tags(html).into_iter().find(|tag| {
        attribute(tag, "class").is_some_and(|all| all.split_whitespace().any(|one| one == class))
    })?;
    Some(unescape(tag.text_after.trim()))
}

/// The value of the first option whose label contains this.
pub fn option_value(html: &str, label: &str) -> Option<String> {
    tags(html)
        .into_iter()
        .filter(|tag| tag.name == "option" && tag.text_after.contains(label))
        .find_map(|tag| attribute(&tag, "value"))
}

/// Every `href` of a page that starts with `prefix`, in order, each once.
pub fn links(html: &str, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in tags(html) {
        if let Some(href) = attribute(&tag, "href")
            && href.starts_with(prefix)
            && !found.contains(&href)
        {
            found.push(href);
        }
    }
    found
}

/// Character references back to characters.
pub fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let Some((name, next)) = after.split_once(';').filter(|(name, _)| name.len() <= 8) else {
            plain.push('&');
            rest = after;
            continue;
        };
        match character(name) {
            Some(c) => plain.push(c),
            None => plain.push_str(&format!("&{name};")),
        }
        rest = next;
    }
    plain.push_str(rest);
    plain
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;

    #[test]
    fn a_form_is_read_as_a_browser_would_send_it() {
        let page = r#"<!doctype html><form method="post" action="/submit" enctype="multipart/form-data">
            <input type=hidden name=csrf value="a&amp;b"><textarea name="body">
1 < 2</textarea><input type="radio" name="level" value="named"><input type="radio" name="level"
            value="anonymous" checked><select name="unit"><option value="">无</option>
            <option value="3" selected>总工会</option></select><button name="do" value="go">提交</button></form>"#;
        let form = Form::all(page, "/").remove(0);
        assert_eq!(form.action, "/submit");
        assert_eq!(form.value("csrf"), Some("a&b"));
        assert_eq!(form.value("body"), Some("1 < 2"));
        assert_eq!(form.value("level"), Some("anonymous"));
        assert_eq!(form.value("unit"), Some("3"));
        assert_eq!(form.value("do"), None);
        assert_eq!(form.choices("unit"), ["", "3"]);
        assert!(
            form.encode()
                .content_type
                .starts_with("multipart/form-data")
        );
    }

    #[test]
    fn readable_text_has_no_tags_and_no_scripts() {
        let page =
            "<title>回音</title><p>件件<b>有着落</b></p><script>if (1<2) x()</script>&#27979;";
        assert_eq!(readable(page), "回音 件件 有着落");
    }
}
