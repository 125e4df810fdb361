//! The words of an HTML mail.
//!
//! A single pass without a tree: mail is hostile and often broken, a tree of it can be nested
//! deeper than any stack, and what we need of it is lines of text and where the quoted history
//! begins — which programs mark by element, so it must be known here.

use super::entities::decode_entities;
use super::html_blocks::{Block, balanced, block_of, is_cite, is_history_mark};

/// Put before the history of the conversation when the markup says where it starts. From the
/// private use area, so no text contains it by chance; removed by `quote::split`.
pub(super) const HISTORY: char = '\u{f8f0}';
/// Start and end of a quoted block (`blockquote`), likewise.
pub(super) const QUOTE_OPEN: char = '\u{f8f1}';
pub(super) const QUOTE_CLOSE: char = '\u{f8f2}';
/// Start and end of a signature, likewise.
pub(super) const SIGNATURE_OPEN: char = '\u{f8f3}';
pub(super) const SIGNATURE_CLOSE: char = '\u{f8f4}';

/// Whether a character is one of ours.
pub(super) const fn is_mark(c: char) -> bool {
    matches!(
        c,
        HISTORY | QUOTE_OPEN | QUOTE_CLOSE | SIGNATURE_OPEN | SIGNATURE_CLOSE
    )
}

/// Longest output in bytes; the rest is cut.
const MAX_TEXT: usize = 4 * 1024 * 1024;

/// Turns HTML into plain text: blocks become lines, table cells are separated by blanks, style
/// and script vanish, entities are resolved. Links keep their words only.
pub(super) fn to_text(html: &str) -> String {
    let mut page = Page::default();
    read(html, &mut page);
    page.finish()
}

fn read(html: &str, page: &mut Page) {
    let mut rest = html;
    while !rest.is_empty() && page.out.len() < MAX_TEXT {
        let Some((text, tail)) = rest.split_once('<') else {
            page.text(rest);
            break;
        };
        page.text(text);
        rest = markup(tail, page);
    }
}

/// Handles what follows `<`; gives what comes after the markup.
fn markup<'a>(tail: &'a str, page: &mut Page) -> &'a str {
    if let Some(comment) = tail.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, after)| after);
    }
    if tail.starts_with(['!', '?']) {
        return tail.split_once('>').map_or("", |(_, after)| after);
    }
    let is_tag = tail.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    if !is_tag {
        page.text("<");
        return tail;
    }
    let Some((tag, after)) = split_tag(tail) else {
        // no tag ends any more: the rest is words
        page.text("<");
        page.text(tail);
        return "";
    };
    let is_end = tag.starts_with('/');
    let body = tag.trim_start_matches('/');
    let name: String = body
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-'))
        .take(30)
        .collect::<String>()
        .to_ascii_lowercase();
    if !is_end
        && matches!(
            name.as_str(),
            "script" | "style" | "title" | "noscript" | "template"
        )
    {
        return skip_element(after, &name, page);
    }
    if !is_end
        && page.depth < MAX_BLOCKS
        && let Some(block) = block_of(&name, body)
    {
        if page.never_ends.contains(&name) {
            // its end was looked for before
        } else if let Some((inner, rest)) = balanced(after, &name) {
            page.element(block, inner);
            return rest;
        } else {
            page.never_ends.push(name.clone());
        }
    }
    page.tag(&name, is_end, body);
    after
}

/// Blocks within blocks that are looked at; each reads what is within it once.
const MAX_BLOCKS: usize = 8;

/// No real tag is longer (data: pictures are, and those are cut out as one piece).
const LONGEST_TAG: usize = 16 * 1024;

/// Up to the `>` that ends a tag, looking past quoted attribute values.
fn split_tag(tail: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    let mut previous = ' ';
    for (at, c) in tail.char_indices().take_while(|(at, _)| *at < LONGEST_TAG) {
        match (quote, c) {
            (None, '"' | '\'') if previous == '=' => quote = Some(c),
            (None, '>') => {
                let (tag, rest) = tail.split_at_checked(at)?;
                return Some((tag, rest.strip_prefix('>').unwrap_or(rest)));
            }
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
        if !c.is_whitespace() {
            previous = c;
        }
    }
    // an attribute whose quote never closes, or a picture written into the tag
    tail.split_once('>')
}

/// After the end tag of an element whose content is not text.
fn skip_element<'a>(after: &'a str, name: &str, page: &mut Page) -> &'a str {
    // looking for the same missing end again and again would take quadratic time
    if page.never_ends.iter().any(|known| known == name) {
        return after;
    }
    let mut rest = after;
    while let Some((_, tail)) = rest.split_once("</") {
        let is_it = tail
            .get(..name.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(name));
        if is_it {
            return tail.split_once('>').map_or("", |(_, after)| after);
        }
        rest = tail;
    }
    // unclosed style in the head of a broken mail: better too much text than none
    page.never_ends.push(name.to_owned());
    after
}

#[derive(Default)]
struct Page {
    out: String,
    /// Nothing but blanks since the last line break.
    at_line_start: bool,
    /// Blank seen, not yet written.
    blank: bool,
    preformatted: u32,
    /// Elements known to have no end tag in the rest of the page.
    never_ends: Vec<String>,
    /// Blocks being read.
    depth: usize,
}

impl Page {
    fn text(&mut self, raw: &str) {
        if raw.is_empty() {
            return;
        }
        let text = decode_entities(raw);
        for c in text.chars() {
            match c {
                '\n' if self.preformatted > 0 => self.line(),
                c if c.is_whitespace() || c == '\u{a0}' => {
                    if self.preformatted > 0 || c == '\u{3000}' {
                        self.out.push(if c == '\u{a0}' { ' ' } else { c });
                    } else if !self.at_line_start {
                        self.blank = true;
                    }
                }
                c if is_mark(c) => {}
                _ => {
                    if self.blank && !self.at_line_start && !self.out.is_empty() {
                        self.out.push(' ');
                    }
                    self.blank = false;
                    self.at_line_start = false;
                    self.out.push(c);
                }
            }
        }
    }

    /// Ends the current line, even an empty one.
    fn line(&mut self) {
        self.out.push('\n');
        self.at_line_start = true;
        self.blank = false;
    }

    /// Ends the current line if there is something in it.
    fn block(&mut self) {
        if !self.at_line_start && !self.out.is_empty() {
            self.line();
        }
    }

    fn mark(&mut self, mark: char) {
        self.block();
        self.out.push(mark);
        self.line();
    }

    /// A whole element that stands for something.
    fn element(&mut self, block: Block, inner: &str) {
        let (open, close) = match block {
            Block::Hidden => return,
            Block::Quotation => (QUOTE_OPEN, QUOTE_CLOSE),
            Block::Signature => (SIGNATURE_OPEN, SIGNATURE_CLOSE),
        };
        self.mark(open);
        self.depth += 1;
        read(inner, self);
        self.depth -= 1;
        self.mark(close);
    }

    fn tag(&mut self, name: &str, is_end: bool, body: &str) {
        match name {
            "br" => self.line(),
            "blockquote" => {
                // Outlook and Foxmail indent plain paragraphs by blockquote; only a cite is history
                let is_cite = is_end || is_history_mark(body) || is_cite(body);
                if is_cite {
                    self.mark(if is_end { QUOTE_CLOSE } else { QUOTE_OPEN });
                } else {
                    // keeps open and close paired
                    self.block();
                    self.out.push(QUOTE_OPEN);
                    self.out.push(QUOTE_OPEN);
                    self.line();
                }
            }
            // Foxmail draws this line above the signature and nowhere else
            "hr" if body.contains("b5c4df") && body.contains("210px") => {
                self.block();
                self.out.push_str("-- ");
                self.line();
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "table" | "dl" | "hr" => {
                self.block();
                if is_end && matches!(name, "p" | "h1" | "h2" | "h3") {
                    // an empty line between paragraphs, folded later
                    self.line();
                }
            }
            "div" | "tr" | "li" | "dt" | "dd" | "section" | "article" | "header" | "footer"
            | "center" | "form" | "fieldset" | "address" | "body" | "caption" | "thead"
            | "tbody" => self.block(),
            "td" | "th" if is_end => self.blank = true,
            "pre" => {
                self.block();
                self.preformatted = if is_end {
                    self.preformatted.saturating_sub(1)
                } else {
                    self.preformatted + 1
                };
            }
            "includetail" if !is_end => self.mark(HISTORY),
            _ => {}
        }
        if !is_end
            && matches!(name, "div" | "hr" | "p" | "span" | "table" | "td" | "a")
            && is_history_mark(body)
        {
            self.mark(HISTORY);
        }
        if !is_end && name == "li" {
            self.text("• ");
        }
    }

    fn finish(self) -> String {
        // at most one empty line in a row
        let mut out = String::with_capacity(self.out.len());
        let mut empty = 0;
        for line in self.out.lines() {
            let line = if line == "-- " { line } else { line.trim_end() };
            if line.is_empty() {
                empty += 1;
            } else {
                empty = 0;
            }
            if empty <= 1 {
                out.push_str(line);
                out.push('\n');
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_lines_and_style_vanishes() {
        let check = |html: &str, expect: &str| assert_eq!(to_text(html).trim(), expect, "{html}");
        check(
            "<p>您好：</p><p>食堂的  素菜\n太少。</p>",
            "您好：\n\n食堂的 素菜 太少。",
        );
        check("a<br>b<BR/>c", "a\nb\nc");
        check("<style>p{}</style><script>x<y</script><div>字</div>", "字");
        check(
            "<table><tr><td>姓名</td><td>张三</td></tr><tr><td>电话</td></tr></table>",
            "姓名 张三\n电话",
        );
        check(
            "1 &lt; 2 &amp;&amp; &#24037;&#x4f1a;&nbsp;好 &unknown; &",
            "1 < 2 && 工会 好 &unknown; &",
        );
        check("a < b", "a < b");
        check("<a href=\"x>y\">链接</a>", "链接");
        check("<!-- hidden <b> -->看得见", "看得见");
        check("<![if !vml]>字<![endif]>", "字");
        check("<ul><li>一</li><li>二</li></ul>", "• 一\n• 二");
        check("<pre>a\n  b</pre>", "a\n  b");
        check("unclosed <b", "unclosed <b");
        check("<title>主题</title>正文", "正文");
    }

    #[test]
    fn deep_nesting_and_huge_pages_do_no_harm() {
        let deep = format!(
            "{}字{}",
            "<div><table><tr><td>".repeat(50_000),
            "</div>".repeat(50_000)
        );
        assert_eq!(to_text(&deep).trim(), "字");
        for hostile in [
            "<",
            "<a ",
            "<style>",
            "<a b=\"",
            "<!-",
            "&",
            "<blockquote>",
            "</style",
        ] {
            let page = hostile.repeat(400_000);
            assert!(to_text(&page).len() <= MAX_TEXT + 16);
        }
        let long = "<p>字</p>".repeat(2_000_000);
        assert!(to_text(&long).len() <= MAX_TEXT + 16);
    }
}
