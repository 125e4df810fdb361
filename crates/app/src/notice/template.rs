//! Words for a notice: the shipped ones, or what an administrator wrote. minijinja without files,
//! with fuel, so that no wording can run for ever or reach anything but the facts.

use std::fmt::Write;

use huiyin_intake::mail::NOTICE_MARK;
use huiyin_store::MailTemplate;
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};

/// Steps that one text may take; the shipped ones need a few hundred.
const FUEL: u64 = 50_000;
/// Longest text that comes of a wording, in characters.
const OUT_MAX: usize = 20_000;

/// Everything a wording can say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NoticeFacts {
    pub(crate) organisation: String,
    /// May be empty.
    pub(crate) phone: String,
    pub(crate) ticket_no: String,
    /// Of a part of a split letter: the number whose query code opens it; may be empty.
    pub(crate) original_no: String,
    /// `您的来件已有答复`.
    pub(crate) what: String,
    /// Goes on after `what`; may be empty.
    pub(crate) detail: String,
    /// Where the query code is entered.
    pub(crate) link: String,
    /// Of the receipt only.
    pub(crate) lookup_code: String,
    /// Of the receipt only.
    pub(crate) reply_by: String,
    /// A rating may be given by answering.
    pub(crate) can_rate: bool,
}

impl NoticeFacts {
    fn values(&self) -> Value {
        Value::from_pairs([
            ("organisation", Value::from(&self.organisation)),
            ("phone", Value::from(&self.phone)),
            ("ticket_no", Value::from(&self.ticket_no)),
            ("original_no", Value::from(&self.original_no)),
            ("what", Value::from(&self.what)),
            ("detail", Value::from(&self.detail)),
            // from the configuration; escaping its slashes would only make it unreadable
            ("link", Value::from_safe_string(self.link.clone())),
            ("lookup_code", Value::from(&self.lookup_code)),
            ("reply_by", Value::from(&self.reply_by)),
            ("can_rate", Value::from(self.can_rate)),
        ])
    }
}

/// A wording, before it is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wording {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// A notice in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rendered {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// The shipped wording of a kind.
pub(crate) fn shipped(kind: &str) -> Wording {
    let (text, html) = if kind == "receipt" {
        (
            include_str!("wording/receipt.txt"),
            include_str!("wording/receipt.html"),
        )
    } else {
        (
            include_str!("wording/notice.txt"),
            include_str!("wording/notice.html"),
        )
    };
    Wording {
        subject: "【{{ ticket_no }}】{{ what }}".to_owned(),
        text: text.to_owned(),
        html: html.to_owned(),
    }
}

/// Fills in a wording. One that fails is replaced by the shipped one: the submitter gets their
/// notice whatever an administrator did.
pub(crate) fn render(kind: &str, changed: Option<&MailTemplate>, facts: &NoticeFacts) -> Rendered {
    if let Some(changed) = changed {
        let wording = Wording {
            subject: changed.subject.clone(),
            text: changed.text.clone(),
            html: changed.html.clone(),
        };
        match try_render(&wording, facts) {
            Ok(rendered) => return rendered,
            Err((part, error)) => {
                tracing::error!(
                    kind,
                    part,
                    error,
                    "changed wording failed, shipped one taken"
                );
            }
        }
    }
    try_render(&shipped(kind), facts).unwrap_or_else(|(part, error)| {
        // a test renders every shipped wording
        tracing::error!(kind, part, error, "shipped wording failed");
        Rendered {
            subject: format!("【{}】{}", facts.ticket_no, facts.what),
            text: format!(
                "{}{}。登记号：{}\n查询码：{}\n{}\n\n{}",
                facts.what,
                facts.detail,
                facts.ticket_no,
                facts.lookup_code,
                facts.link,
                footer()
            ),
            html: String::new(),
        }
    })
}

/// Fills in a wording; the error names the part (`subject`, `text`, `html`) and says in Chinese
/// what is wrong with it. An empty HTML part is made from the text.
pub(crate) fn try_render(
    wording: &Wording,
    facts: &NoticeFacts,
) -> Result<Rendered, (&'static str, String)> {
    let subject = fill("subject", &wording.subject, facts).map_err(|e| ("subject", e))?;
    let mut text = fill("text", &wording.text, facts).map_err(|e| ("text", e))?;
    let mut html = if wording.html.trim().is_empty() {
        from_text(&text)
    } else {
        fill("html", &wording.html, facts).map_err(|e| ("html", e))?
    };
    let subject: String = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    // the mark stops loops, so no wording can leave it out
    text = format!("{}\n{}\n", text.trim_end(), footer());
    let _infallible = write!(
        html,
        "\n<p style=\"color:#666;font-size:small\">{}</p>\n",
        footer()
    );
    Ok(Rendered {
        subject,
        text,
        html,
    })
}

fn footer() -> String {
    format!("{NOTICE_MARK}。直接回复本邮件，内容会作为补充并入您的来件。）")
}

fn fill(part: &'static str, source: &str, facts: &NoticeFacts) -> Result<String, String> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .map_err(|error| explain(&error))?;
    environment.set_syntax(syntax);
    environment.set_auto_escape_callback(|name| {
        if name == "html" {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    let filled = environment
        .render_named_str(part, source, facts.values())
        .map_err(|error| explain(&error))?;
    if filled.chars().count() > OUT_MAX {
        return Err(format!("生成的内容超过 {OUT_MAX} 字"));
    }
    if filled.trim().is_empty() {
        return Err("生成的内容是空的".to_owned());
    }
    Ok(filled)
}

/// What is wrong, for somebody who writes wordings and not programs.
fn explain(error: &minijinja::Error) -> String {
    let kind = error.kind();
    let what = if kind == ErrorKind::UndefinedError {
        "用了不存在的变量，请对照右边的变量表"
    } else if kind == ErrorKind::SyntaxError {
        "写法不完整：{{ 要与 }} 成对，{% if %} 要有 {% endif %}"
    } else if kind == ErrorKind::OutOfFuel {
        "运算太多，请去掉循环"
    } else if kind == ErrorKind::UnknownFilter
        || kind == ErrorKind::UnknownFunction
        || kind == ErrorKind::UnknownTest
        || kind == ErrorKind::UnknownMethod
    {
        "用了不存在的过滤器或者函数"
    } else if kind == ErrorKind::TemplateNotFound {
        "不能引用别的模板或者文件"
    } else {
        "无法生成"
    };
    match error.line() {
        Some(line) => format!("第 {line} 行：{what}"),
        None => what.to_owned(),
    }
}

/// Paragraphs of a text, links made links.
fn from_text(text: &str) -> String {
    let escape = |line: &str| {
        line.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
    };
    text.split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| {
            let lines: Vec<String> = paragraph.trim().lines().map(escape).collect();
            format!("<p>{}</p>", lines.join("<br>\n"))
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notice::wording::{KINDS, sample};

    fn wording(subject: &str, text: &str, html: &str) -> Wording {
        Wording {
            subject: subject.into(),
            text: text.into(),
            html: html.into(),
        }
    }

    #[test]
    fn every_shipped_wording_carries_number_link_and_mark() {
        for (kind, _) in KINDS {
            let facts = sample(kind);
            let made = try_render(&shipped(kind), &facts).unwrap();
            for part in [&made.text, &made.html] {
                assert!(part.contains(&facts.ticket_no), "{kind}: {part}");
                assert!(part.contains(&facts.link), "{kind}: {part}");
                assert!(part.contains(NOTICE_MARK), "{kind}: {part}");
                assert_eq!(
                    part.contains("7K3M"),
                    *kind == "receipt",
                    "only the receipt carries the code"
                );
            }
        }
    }

    #[test]
    fn mistakes_are_explained_in_chinese() {
        let check = |text: &str, expect: &str| {
            let facts = sample("accepted");
            let (part, error) = try_render(&wording("x", text, ""), &facts).unwrap_err();
            assert_eq!(part, "text");
            assert!(error.contains(expect), "{text}: {error}");
        };
        check("{{ ticket }}", "不存在的变量");
        check("好\n{{ ticket_no", "第 2 行");
        check("{% if can_rate %}x", "endif");
        check("{{ ticket_no | nosuch }}", "过滤器");
        check(
            "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}",
            "运算太多",
        );
        check("{{ 'x' * 100000 }}", "超过");
        check("  ", "空的");
    }

    #[test]
    fn nothing_but_the_facts_can_be_reached() {
        let facts = sample("accepted");
        for text in [
            "{% include '/etc/passwd' %}",
            "{% import 'x' as y %}",
            "{{ identity }}",
            "{{ body }}",
        ] {
            assert!(
                try_render(&wording("x", text, ""), &facts).is_err(),
                "{text}"
            );
        }
    }

    #[test]
    fn html_is_escaped_and_made_from_the_text_when_it_is_missing() {
        let mut facts = sample("accepted");
        facts.detail = "<script>alert(1)</script>".into();
        let made =
            try_render(&wording("x", "{{ detail }}", "<b>{{ detail }}</b>"), &facts).unwrap();
        assert!(made.html.starts_with("<b>&lt;script&gt;"), "{}", made.html);
        let made = try_render(&wording("x", "a\nb\n\n{{ detail }}", ""), &facts).unwrap();
        assert!(
            made.html.starts_with("<p>a<br>\nb</p>\n<p>&lt;script&gt;"),
            "{}",
            made.html
        );
    }

    #[test]
    fn a_wording_that_breaks_later_does_not_keep_a_notice_back() {
        let broken = MailTemplate {
            kind: "accepted".into(),
            version: 1,
            is_default: false,
            subject: "{{ gone }}".into(),
            text: "x".into(),
            html: String::new(),
            account: None,
            created_at: huiyin_core::time::Instant::UNIX_EPOCH,
        };
        let facts = sample("accepted");
        let made = render("accepted", Some(&broken), &facts);
        assert!(made.subject.contains(&facts.ticket_no));
    }
}
